"""The lines of a text, which of them may head a part of it, and headings in ordinary case."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dzherelo.corpus.language.notation import APOSTROPHE
from dzherelo.corpus.language.words import is_abbreviation, is_state
from dzherelo.corpus.types import Element, Kind, Span

_DATA = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
ROLES: dict[str, str] = _DATA.pop("roles")


def wordings(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The wordings of each name of a table, which commas part."""
    return {
        name: tuple(" ".join(one.split()) for one in words.split(","))
        for name, words in table.items()
    }


WORDS = {name: words for table in _DATA.values() for name, words in wordings(table).items()}

BULLET = re.compile(r"(?:[-–—•*▪◦]\s+|\(?\d{1,3}\)\s+|\(?[а-яіїєґa-z]\)\s+)")
NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")
_WORD = re.compile(rf"[^\W\d_]+(?:{APOSTROPHE}[^\W\d_]+)*")
_CAPTION = re.compile(  # "Table 2. Spots", "Рис. 1 – Плями"; not "Table 2 shows that …"
    r"[^\W\d]+\.?\s*(?:[A-Z]\.?)?(?:\d{1,3}|[IVX]{1,5})(?:[.-]\d{1,2})?[a-z]?"
    r"(?:\s*[.:|–—](?=\s|$)|\s*$|\s+(?=[^\W\d_a-zа-яіїєґ]))"
)
_FORMAL = re.compile(r"[=<>{}\\|_^~@#$]|\w\(|://")  # of code and formulas, seldom of headings


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the canonical text that is not empty: one paragraph, heading or list item; or the
    lines of an element. `told` is what the file itself says that it is."""

    span: Span
    text: str
    told: Element | None = None

    @property
    def told_kind(self) -> Kind | None:
        return self.told.kind if self.told else None

    @property
    def is_bullet(self) -> bool:
        return BULLET.match(self.text) is not None

    @property
    def number(self) -> int | None:
        """7 for "7. …" and "7) …"; None for a line that is not numbered, and for "7.1 …"."""
        match = re.match(r"\(?(\d{1,3})[.)]\s+\S", self.text)
        return int(match[1]) if match else None

    @property
    def ends_open(self) -> bool:
        """Whether the line announces a list."""
        return self.text.endswith(":")


def blocks(text: str, elements: Sequence[Element] = ()) -> list[Block]:
    """The elements of a text, and of what they leave the lines that hold more than white space,
    trimmed, with their spans."""
    found: list[Block] = []
    place = 0
    for element in elements:
        found += _plain_blocks(text, place, element.span.start)
        found.append(Block(element.span, element.span.of(text), element))
        place = element.span.end
    return [*found, *_plain_blocks(text, place, len(text))]


def _plain_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    for match in re.compile(r"[^\n]+").finditer(text, start, end):
        line = match.group()
        if stripped := line.strip():
            begin = match.start() + len(line) - len(line.lstrip())
            yield Block(Span(begin, begin + len(stripped)), stripped)


def headed(block: Block, part: str) -> int:
    """How long the heading is with which a part begins ("Анотація. …"); 0 where it is no such."""
    end = next((at for at, char in enumerate(block.text[:90]) if char in ".:"), 0)
    if " ".join(block.text[:end].lower().split()) not in WORDS[part]:
        return 0
    rest = block.text[end + 1 :]
    return end + 1 + len(rest) - len(rest.lstrip())


def begins(text: str, words: Iterable[str]) -> bool:
    """Whether a text begins with some of these words, which are in small letters."""
    lower = text[:60].lower()
    return any(lower.startswith(one) and not lower[len(one) :][:1].isalnum() for one in words)


def joined(names: Iterable[str | None]) -> str:
    """Headings one after the other, each with a full stop of its own."""
    return " ".join(name if name[-1] in ".:" else f"{name}." for name in names if name)


def is_caption(text: str) -> bool:
    """Whether a line names a table or a figure by its number: "Table 2. Spots", "Рис. 1"."""
    return begins(text, WORDS["captions"]) and _CAPTION.match(text) is not None


def may_head(text: str, *, longest: int = 120) -> bool:
    """Whether a line could be a heading: short, in words, and no sentence."""
    if len(text) > longest or BULLET.match(text) or not is_worded(text):
        return False
    ended = text[-1] in ".:;,!?…»" and not tells_part(text)
    return not ended and (text[0].isupper() or NUMBERED.match(text) is not None)


def is_worded(text: str) -> bool:
    """Whether a line is written in words, and is no formula, code, bare numbers or half a line."""
    balanced = text.count("(") == text.count(")")
    return balanced and any(c.isalpha() for c in text) and _FORMAL.search(text) is None


def tells_part(text: str) -> bool:
    """Whether a line says by its words, its number or its capitals that it heads a part."""
    if names_part(text):
        return True
    if text[-1] in ".:;,!?…»":
        return False
    number = NUMBERED.match(text)
    capitals = text.isupper() and any(len(word) > 3 for word in text.split())
    appended = len(text) < 80 and begins(text, WORDS["behind"])  # "Appendix A. The lens"
    return capitals or appended or (number is not None and text[number.end()].isupper())


def names_part(text: str) -> bool:
    """Whether a line is the name of a part that articles have: "2. Methods", "Висновки"."""
    number = NUMBERED.match(text)
    words = " ".join(text[number.end() if number else 0 :].lower().rstrip(" .:").split())
    if len(words) < 60 and ":" not in words and begins(words, WORDS["behind"]):
        return True
    return any(words in WORDS[part] for part in ("run_in", "abstract", "keywords", "lists"))


class Casing:
    """Headings in capitals, as one would write them in a sentence. Which words keep their capital
    is told by the text: "РАДА СПІЛКИ" becomes "Рада спілки" where the text
    mostly writes these words so, at the beginning of a sentence apart."""

    def __init__(self, text: str) -> None:
        self._counts = Counter(
            match[0]
            for match in _WORD.finditer(text)
            if (at := match.start()) > 1 and text[at - 1] == " " and text[at - 2].islower()
        )

    def plain(self, heading: str) -> str:
        """The heading on one line; in ordinary case if it was in capitals."""
        words = " ".join(heading.split())
        if not words.isupper():
            return words
        lowered = _WORD.sub(self._word, words)
        return re.sub(r"(?:^|\. )\w", lambda first: first[0].upper(), lowered)

    def _word(self, match: re.Match[str]) -> str:
        lower, name = match[0].lower(), match[0].capitalize()
        if self._counts[name] != self._counts[lower]:
            return name if self._counts[name] > self._counts[lower] else lower
        return match[0] if is_abbreviation(lower) else name if is_state(lower) else lower
