"""Sentences as spans, for Ukrainian and English legal prose.

A full stop ends a sentence when white space and a capital letter (or an opening quote, bracket
or digit) follow, and the word before it is neither an abbreviation nor an initial. Where that is
in doubt the text is left whole: a quote that is too long is better than half a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from dzherelo.corpus.types import Span

_STOP = re.compile(r"(?P<stop>[.!?…]+)(?P<close>[\"'»”’)\]]*)(?P<space>\s+)(?=(?P<next>\S))")
_WORDS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}
_CLOSERS = frozenset("\"'»”’)]")
_OPENERS = frozenset('(«„“"[')


def sentences(text: str, *, start: int = 0) -> tuple[Span, ...]:
    """Spans of the sentences of `text`, shifted by `start`; white space belongs to none.

    Law: the spans rise, do not overlap, and cover every character that is not white space.
    A line break always ends a sentence.
    """
    return tuple(
        Span(start + left, start + right) for left, right in _cut(text) if text[left:right].strip()
    )


def _cut(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for end, next_begin in sorted({*_stops(text), *_breaks(text)}):
        if end > begin:
            yield _trim(text, begin, end)
        begin = max(begin, next_begin)
    yield _trim(text, begin, len(text))


def _trim(text: str, begin: int, end: int) -> tuple[int, int]:
    piece = text[begin:end]
    return begin + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"\n+", text):
        yield match.span()


def _stops(text: str) -> Iterator[tuple[int, int]]:
    for match in _STOP.finditer(text):
        if _ends_sentence(text, match):
            yield match.start("space"), match.end("space")


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if not (following.isupper() or following.isdigit() or following in '«„“"([—–'):
        return False
    if match["stop"] != ".":
        return not following.islower()
    word = _word_before(text, match.start()).lower().strip("'’ʼ-–—")
    if match["close"] or text[match.start() - 1] in _CLOSERS:
        # "…(1975 р.) Далі", "…(1975 р.). Далі": the bracket decides, not the abbreviation
        return following not in "—–"
    if following in "—–":
        return False
    if word in _WORDS["closing"]:
        return following.isupper()
    if word in _WORDS["abbreviations"] or _is_initial(word):
        return False
    # "2. Далі": a number that opens a line is a list number, not a sentence.
    return not (word.isdigit() and _opens_line(text, match.start() - len(word)))


def _word_before(text: str, at: int) -> str:
    begin = at
    while begin and not text[begin - 1].isspace() and text[begin - 1] not in _OPENERS:
        begin -= 1
    return text[begin:at]


def _is_initial(word: str) -> bool:
    """ "в" of "В. Кий", "в.в" of "В.В. Кий": letters each with its own full stop."""
    return all(len(part) <= 1 for part in word.split(".")) and any(c.isalpha() for c in word)


def _opens_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()
