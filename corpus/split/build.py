"""Shared ground of the splitters: lines as blocks, and the making of passages."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dzherelo.corpus.citations.references import references
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.types import Kind, Locator, Passage, Span

BULLET = re.compile(r"(?:[-–—•*▪◦]\s+|\(?\d{1,3}\)\s+|\(?[а-яіїєґa-z]\)\s+)")
NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")

# Passages that are found, but not searched for: a heading answers nothing by itself.
UNSEARCHED = frozenset({Kind.HEADING})
# Passages that are quoted whole: their full stops end no sentence.
_WHOLE = frozenset({Kind.AUTHOR, Kind.ENTRY, Kind.FRONT, Kind.HEADING, Kind.KEYWORDS, Kind.TITLE})


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the canonical text that is not empty: one paragraph, heading or list item."""

    span: Span
    text: str

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


def blocks(text: str) -> list[Block]:
    """The lines of a text that hold more than white space, trimmed, with their spans."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            begin = match.start() + len(line) - len(line.lstrip())
            found.append(Block(Span(begin, begin + len(stripped)), stripped))
    return found


class Builder:
    """Collects the passages of one source, in order, each an exact slice of its text."""

    def __init__(self, source: str, text: str, pages: Sequence[tuple[int, int]] = ()) -> None:
        self.source = source
        self.text = text
        self._starts = [offset for offset, _ in pages]
        self._numbers = [number for _, number in pages]
        self.passages: list[Passage] = []
        self._stems: Counter[str] = Counter()

    def add(
        self,
        span: Span,
        kind: Kind,
        locator: Locator,
        *,
        context: str = "",
        lead: str | None = None,
        skip: int = 0,
    ) -> Passage:
        """Adds the passage at `span`; the first `skip` characters (a bullet, a run-in heading)
        belong to it, but to none of its sentences."""
        text = span.of(self.text)
        located = replace(locator, page=self._page(span.start)) if self._starts else locator
        passage = Passage(
            id=self._id(text, located),
            source=self.source,
            span=span,
            text=text,
            locator=located,
            language=language_of(text),
            kind=kind,
            context=context,
            sentences=(Span(span.start + skip, span.end),)
            if kind in _WHOLE
            else sentences(text[skip:], start=span.start + skip),
            lead=lead,
        )
        self.passages.append(passage)
        return passage

    def link(self, entries: Collection[int]) -> None:
        """Finds the in-text markers of every passage, once the reference list is known."""
        self.passages = [
            replace(
                passage,
                references=tuple(
                    references(
                        passage.text,
                        passage.sentences,
                        start=passage.span.start,
                        entries=entries,
                    )
                ),
            )
            if "[" in passage.text and passage.kind is not Kind.ENTRY
            else passage
            for passage in self.passages
        ]

    def _page(self, offset: int) -> int:
        return self._numbers[max(0, bisect_right(self._starts, offset) - 1)]

    def _id(self, text: str, locator: Locator) -> str:
        """Source, locator and hash of the text: stable while the words stay where they are."""
        place = "-".join(
            f"{name[:3]}{value}"
            for name, value in locator.as_dict().items()
            if name not in ("section", "page")
        )
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        stem = ":".join(part for part in (self.source, place, digest) if part)
        repeats = self._stems[stem]
        self._stems[stem] += 1
        return f"{stem}~{repeats}" if repeats else stem
