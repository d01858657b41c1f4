"""Characters, lines and paragraphs: what every reader makes its text of."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from functools import cache

from dzherelo.corpus.read.shapes import SOFT_HYPHEN
from dzherelo.corpus.types import Kind


@cache
def _table() -> dict[int, str | None]:
    """What becomes of a character: dropped, a plain space, a hyphen, a bullet."""
    dropped = (
        *(*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)),  # controls
        *(0x180E, 0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF),  # invisible marks
        *(*range(0x202A, 0x202F), *range(0x2060, 0x2070)),
        *(*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)),  # lone surrogates, noncharacters
        *(plane + low for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)),
    )
    spaces = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
    # Bullets of Word's Symbol and Wingdings fonts, which have no Unicode meaning of their own.
    bullets = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-"}
    return {
        **dict.fromkeys(dropped),
        **dict.fromkeys(spaces, " "),
        **dict.fromkeys((0x2010, 0x2011), "-"),
        **bullets,
    }


def clean(text: str) -> str:
    """`text` in NFC with "\\n" line ends and plain spaces, without control and invisible marks.

    Form feeds and tabs stay for the split into lines, and so does a soft hyphen at the end of a
    line: it says that the word goes on.
    """
    text = re.sub("\r\n|[\r\u2028\u2029\u0085\u000b]", "\n", text).translate(_table())
    # A zero-width joiner holds an emoji together; anywhere else it is invisible noise.
    emoji = "\u2190-\u2bff\U0001f000-\U0001faff"
    text = re.sub(f"(?<![{emoji}\ufe0f])\u200d|\u200d(?![{emoji}])", "", text)
    text = re.sub(f"{SOFT_HYPHEN}(?!\\s*[\n\f])", "", text)
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """`text` with runs of blanks made one space and none at the ends of lines."""
    text = re.sub(r"[ \t]+", " ", text)
    return text.replace(" \n", "\n").replace("\n ", "\n").strip(" ")


def raised(text: str, *, behind: str = "") -> str:
    """What stands above the line, as running text has it: digits as superscripts ("12, 15" becomes
    "¹²,¹⁵", "3–5" "³⁻⁵", "2+" "²⁺"), letters as they are ("19th"), but as signs of their own where
    they stand behind a whole word ("Bergᵃ")."""
    signs = r"[\s\d,;+()−–—=*†‡§¶-]"
    word = re.search(r"[^\W\d_]{2}[a-zа-яіїєґ][.,;)\]]?$", behind)
    lettered = word and re.fullmatch(rf"(?:{signs}|(?<![a-z])[a-z](?![a-z]))+", text)
    if not lettered and text.strip() != "n" and not re.fullmatch(f"{signs}+", text):
        return text
    marks = str.maketrans(
        "0123456789+-−–—=()abcdefghijklmnoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
    )
    return re.sub(r"(?<=\S)\s+(?=\S)", "", text).translate(marks)


def title_of(text: str | None) -> str | None:
    """A title as a file tells it, on one line; None if there is nothing in it."""
    return tidy(clean(text or "").replace("\n", " ")) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text without its line end, and what the file says about its place.

    `gap`: a blank line stands before it. `page`: the number of the page that it opens. `turn`:
    a page or a column ends before it, so a sentence may be cut there. `flows`: by its place
    on the page it goes on the paragraph before. `fixed`: a heading, a table
    row or a line of code, never joined to its neighbours. `indent`: columns of white space
    before it. `kind`: what it is, where the file tells; then `level`, `label` and `context` are as
    in `Element`. `after`: what stands behind the paragraph of which this line is a part, however
    many lines it takes: figures, tables and notes that a page sets in the midst of it.
    """

    text: str
    gap: bool = False
    page: int | None = None
    turn: bool = False
    flows: bool = False
    fixed: bool = False
    indent: int = 0
    kind: Kind | None = None
    level: int = 0
    label: str = ""
    context: str = ""
    after: tuple[Line, ...] = ()


class Blocks:
    """Collects paragraphs in order; `lines` are what has been collected.

    A line end inside a paragraph (a line break that the author set) makes lines of their own;
    the paragraphs of one run (items of lists, rows of a table) stand without blank lines between.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._run = ""

    def add(
        self,
        text: str,
        *,
        fixed: bool = False,
        run: str = "",
        kind: Kind | None = None,
        level: int = 0,
        label: str = "",
        context: str = "",
    ) -> None:
        """Adds a paragraph, if there is anything in it.

        `run`: the kind of run that it belongs to, if any; the others are as in `Line`. Lines of
        code keep their indents.
        """
        gap = not (run and run == self._run)
        parts = clean(text).expandtabs(4).replace("\f", "\n").split("\n")
        if kind is Kind.CODE:
            parts = textwrap.dedent("\n".join(parts)).strip("\n").split("\n")
        for part in parts:
            part = part.replace(SOFT_HYPHEN, "")
            written = part.rstrip() if kind is Kind.CODE else tidy(part.strip())
            if written:
                self.lines.append(
                    Line(
                        text=written,
                        gap=gap,
                        fixed=fixed,
                        kind=kind,
                        level=level,
                        label=label,
                        context=context,
                    )
                )
                self._run = run
                gap = False


def split_lines(text: str) -> list[Line]:
    """The lines of a cleaned text that are not blank; form feeds become pages."""
    pages = text.split("\f")
    lines: list[Line] = []
    for number, page in enumerate(pages, start=1):
        gap, opens = False, True
        for raw in page.split("\n"):
            stripped = tidy(raw)
            if not stripped:
                gap = True
                continue
            indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
            lines.append(
                Line(
                    text=stripped,
                    gap=gap or (opens and number > 1),
                    page=number if opens and len(pages) > 1 else None,
                    turn=opens and number > 1,
                    indent=indent,
                )
            )
            gap = opens = False
    return lines


# Marks of emphasis left in plain text by a conversion from Markdown ------------------------


def without_emphasis(text: str) -> str:
    """`text` without asterisks that pair around words and without angle brackets around addresses.

    Two emphasised runs that touch (`*one**two*`) were two lines and become so. Bullets, footnote
    stars and multiplication signs stay: they do not pair.
    """
    if "*" in text:
        text = "".join(map(_unstarred, re.split(r"(\n[^\S\n]*\n|\f)", text)))
    return re.sub(r"<((?:https?://|ftp://|mailto:|www\.)[^<>\s]+)>", r"\1", text)


def _unstarred(block: str) -> str:
    changes: dict[int, tuple[int, str]] = {}
    opened: re.Match[str] | None = None
    meeting: list[re.Match[str]] = []
    addressed = "://" in block
    for stars in re.finditer(r"(?<!\*)\*{1,3}(?!\*)", block):
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
    return "://" in re.split(r"\s", block[max(0, place - 300) : place])[-1]


def _is_wordy(neighbours: str) -> bool:
    return len(neighbours) == 2 and not any(map(str.isspace, neighbours))


def _replaced(text: str, changes: dict[int, tuple[int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, (end, new) in sorted(changes.items()):
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])
