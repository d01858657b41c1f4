"""The making of passages: what every splitter does with a span, its kind and its locator."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dzherelo.corpus.language.languages import LATIN, language_in
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.types import Kind, Locator, Passage, Span

# Passages that are found, but not searched for: a heading answers nothing by itself.
UNSEARCHED = frozenset({Kind.HEADING})
# Passages whose words may be of any language, or of none.
_NAMING = frozenset({Kind.AUTHOR, Kind.FRONT, Kind.ENTRY, Kind.ROW, Kind.CODE, Kind.EQUATION})
_PROSE = frozenset({Kind.PARAGRAPH, Kind.ABSTRACT, Kind.KEYWORDS, Kind.NOTE})
# Passages that are quoted whole: their full stops end no sentence.
_WHOLE = frozenset(
    {
        *(Kind.AUTHOR, Kind.FRONT, Kind.HEADING, Kind.KEYWORDS, Kind.TITLE),
        *(Kind.ENTRY, Kind.ROW, Kind.CODE, Kind.EQUATION),
    }
)


class Builder:
    """Collects the passages of one source, in order, each an exact slice of its text."""

    def __init__(
        self,
        source: str,
        text: str,
        pages: Sequence[tuple[int, int]] = (),
        *,
        language: str = "",
    ) -> None:
        """`language` is that of the whole text."""
        self.source = source
        self.text = text
        self.language = language
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
        language = self.language_of(text, kind)
        page = self._page(span.start) if self._starts else None
        located = replace(locator, page=page) if self._starts else locator
        passage = Passage(
            id=self._id(text, located),
            source=self.source,
            span=span,
            text=text,
            locator=located,
            language=language,
            kind=kind,
            context=context,
            sentences=(Span(span.start + skip, span.end),)
            if kind in _WHOLE
            else sentences(text[skip:], start=span.start + skip, language=language),
            lead=lead.id if lead else None,
        )
        self.passages.append(passage)
        return passage

    def language_of(self, text: str, kind: Kind = Kind.PARAGRAPH) -> str:
        """The language of some words of the text: the whole text's where they do not tell. Names
        and figures tell none."""
        if kind in _NAMING:
            return language_in(text, default=self.language, among=())
        among = LATIN if kind in _PROSE else (self.language, "en")
        return language_in(text, default=self.language, among=among, enough=40)

    def pieces(self, span: Span, *, longest: int = 4_000, piece: int = 1_500) -> list[Span]:
        """A span whole, unless it has more characters than anyone would cite (the `longest`): then
        cut at sentences into pieces."""
        if span.end - span.start <= longest:
            return [span]
        pieces: list[Span] = []
        for sentence in sentences(span.of(self.text), start=span.start, language=self.language):
            if pieces and sentence.end - pieces[-1].start <= piece:
                pieces[-1] = Span(pieces[-1].start, sentence.end)
            else:
                pieces.append(sentence)
        return pieces

    def _page(self, offset: int) -> int:
        return self._numbers[max(0, bisect_right(self._starts, offset) - 1)]

    def _id(self, text: str, locator: Locator) -> str:
        """Source, locator and hash of the text: stable while the words stay where they are."""
        place = "-".join(
            f"{name[:3]}{value}".replace(" ", "")
            for name, value in locator.as_dict().items()
            if name not in ("section", "page")
        )
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        stem = ":".join(part for part in (self.source, place, digest) if part)
        repeats = self._stems[stem]
        self._stems[stem] += 1
        return f"{stem}~{repeats}" if repeats else stem
