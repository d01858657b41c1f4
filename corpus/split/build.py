"""Shared ground of the splitters: the making of passages, and headings in ordinary case."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from dzherelo.corpus.citations.references import references
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.types import Kind, Locator, Passage, Span

# Passages that are found, but not searched for: a heading answers nothing by itself.
UNSEARCHED = frozenset({Kind.HEADING})
# Passages that are quoted whole: their full stops end no sentence.
_WHOLE = frozenset({Kind.AUTHOR, Kind.ENTRY, Kind.FRONT, Kind.HEADING, Kind.KEYWORDS, Kind.TITLE})
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


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
        lead: Passage | None = None,
        skip: int = 0,
    ) -> Passage:
        """Adds the passage at `span`, which hangs on `lead`; its first `skip` characters (a bullet,
        a run-in heading) belong to it, but to none of its sentences."""
        text = span.of(self.text)
        page = self._page(span.start) if self._starts else None
        located = replace(locator, page=page) if self._starts else locator
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
            lead=lead.id if lead else None,
        )
        self.passages.append(passage)
        return passage

    def pieces(self, span: Span, *, longest: int = 4_000, piece: int = 1_500) -> list[Span]:
        """A span whole, unless it has more characters than anyone would cite (the `longest`): then
        cut at sentences into pieces."""
        if span.end - span.start <= longest:
            return [span]
        pieces: list[Span] = []
        for sentence in sentences(span.of(self.text), start=span.start):
            if pieces and sentence.end - pieces[-1].start <= piece:
                pieces[-1] = Span(pieces[-1].start, sentence.end)
            else:
                pieces.append(sentence)
        return pieces

    def link(self, entries: Collection[int]) -> None:
        """Finds the in-text markers of every passage, once the reference list is known."""
        for at, one in enumerate(self.passages):
            if "[" in one.text and one.kind is not Kind.ENTRY:
                found = references(one.text, one.sentences, start=one.span.start, entries=entries)
                self.passages[at] = replace(one, references=tuple(found))

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


def joined(names: Iterable[str | None]) -> str:
    """Headings one after the other, each with a full stop of its own."""
    return " ".join(name if name[-1] in ".:" else f"{name}." for name in names if name)


class Casing:
    """Headings in capitals, as one would write them in a sentence. Which words keep their capital
    is told by the text: "ВЕРХОВНА РАДА УКРАЇНИ" becomes "Верховна Рада України" where the text
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
        return name if self._counts[name] > self._counts[lower] else lower
