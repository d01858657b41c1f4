"""What a look-up is made of, before it is put on a terminal or on the page. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dzherelo.assistant.citations.lookup import Cited, Work
from dzherelo.corpus.types import Passage, Source, Span

LONGEST = 700  # characters of a passage that are shown beside a place


@dataclass(frozen=True, slots=True)
class Heading:
    """A work, and how much of it is held."""

    work: Work


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence, or the value of what `label` names; `wrong`: what the article has wrong."""

    text: str
    label: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """An item of a list: a note of ours, or what the article has `wrong`."""

    text: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage, or the `part` of it that matters, of which at most `longest` characters are
    shown."""

    passage: Passage
    longest: int | None = None
    part: Span | None = None

    @property
    def text(self) -> str:
        text, start = self.passage.text, self.passage.span.start
        part = self.part or self.passage.span
        return shortened(text, Span(part.start - start, part.end - start), self.longest)


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where there is no such place, the passage at the one that comes nearest."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Full:
    """That there is more to be seen of a work."""

    work: Work


@dataclass(frozen=True, slots=True)
class More:
    """Passages that are not shown: how many, and the first of them."""

    count: int
    first: Passage


@dataclass(frozen=True, slots=True)
class CitedAt:
    """A place where the article cites a work; `work` where it is not the one of the heading."""

    cited: Cited
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class CitedInShort:
    """A place where the article cites what was looked up, and the gist of what is `said` there."""

    cited: Cited
    said: str


@dataclass(frozen=True, slots=True)
class Itself:
    """The article was looked up; its list has `count` works."""

    count: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a work may be read."""

    url: str


@dataclass(frozen=True, slots=True)
class Other:
    """A work that the same words name."""

    source: Source


@dataclass(frozen=True, slots=True)
class Held:
    """A source, and its passages that hold what was looked up."""

    source: Source
    excerpts: tuple[Excerpt, ...]


Line = Fact | Point | More | Address | Other | Nearest | Full | CitedInShort
Item = Heading | Excerpt | CitedAt | Itself | Held | Line


class Section(NamedTuple):
    """What belongs together, with a heading unless it goes without saying. With `brief`, that
    alone is shown on a terminal, and the page shows it above the section, which is folded."""

    items: tuple[Item, ...]
    head: str = ""
    brief: tuple[Line, ...] | None = None


def shortened(text: str, part: Span, longest: int | None, *, at: int | None = None) -> str:
    """A part of a text on at most `longest` characters, with dots where words of it are left out.

    Where it is too long, it begins with the part, or so that what stands at the offset `at` of the
    text is shown.
    """
    begin, end = part
    if longest is None or end - begin <= longest:
        return text[begin:end]
    if at is not None and at - begin > longest // 2:
        begin = min(at - longest // 3, end - longest)
        begin += text[begin:at].find(" ") + 1
    cut = text[begin : begin + longest]
    whole = begin + len(cut) >= end
    return f"{'…' if begin > part.start else ''}{cut if whole else cut.rsplit(' ', 1)[0] + '…'}"
