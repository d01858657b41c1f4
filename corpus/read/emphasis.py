"""Marks of emphasis left in plain text by a conversion from Markdown."""

from __future__ import annotations

import re

_BLOCK_BREAK = re.compile(r"(\n[^\S\n]*\n|\f)")
_STARS = re.compile(r"(?<!\*)\*{1,3}(?!\*)")
_ADDRESS_LENGTH = 300  # characters: no address is longer
_ADDRESS = re.compile(r"<((?:https?://|ftp://|mailto:|www\.)[^<>\s]+)>")


def without_emphasis(text: str) -> str:
    """`text` without asterisks that pair around words and without angle brackets around addresses.

    Two emphasised runs that touch (`*one**two*`) were two lines and become so. Bullets, footnote
    stars and multiplication signs stay: they do not pair.
    """
    if "*" in text:
        text = "".join(map(_unstarred, _BLOCK_BREAK.split(text)))
    return _ADDRESS.sub(r"\1", text)


def _unstarred(block: str) -> str:
    changes: dict[int, tuple[int, str]] = {}
    opened: re.Match[str] | None = None
    meeting: list[re.Match[str]] = []
    addressed = "://" in block
    for stars in _STARS.finditer(block):
        if addressed and _in_address(block, stars.start()):
            continue
        before = block[max(0, stars.start() - 1) : stars.start()]
        after = block[stars.end() : stars.end() + 1]
        if opened is None:
            if _may_open(before, after):
                opened, meeting = stars, []
        elif len(opened[0]) == 1 and len(stars[0]) == 2 and _is_wordy(before + after):
            meeting.append(stars)
        elif len(stars[0]) == len(opened[0]) and _may_close(before, after):
            inside = block[opened.end() : stars.start()]
            if any(map(str.isalpha, inside)):
                changes.update({mark.start(): (mark.end(), "") for mark in (opened, stars)})
                changes.update({mark.start(): (mark.end(), "\n") for mark in meeting})
            opened = None
    return _replaced(block, changes)


def _may_open(before: str, after: str) -> bool:
    free = not before or before.isspace() or before in "([{«“„\"'’–—-"
    return free and bool(after) and not after.isspace()


def _may_close(before: str, after: str) -> bool:
    free = not after or after.isspace() or after in ".,;:!?…)]}»”\"'’–—-"
    return free and bool(before) and not before.isspace()


def _in_address(block: str, place: int) -> bool:
    return "://" in re.split(r"\s", block[max(0, place - _ADDRESS_LENGTH) : place])[-1]


def _is_wordy(neighbours: str) -> bool:
    return len(neighbours) == 2 and not any(map(str.isspace, neighbours))


def _replaced(text: str, changes: dict[int, tuple[int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, (end, new) in sorted(changes.items()):
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])
