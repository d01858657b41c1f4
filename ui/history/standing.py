"""Whether the words behind an old citation still stand where they stood.

A citation is kept with its passage. Where the text has moved around it, the passage is found again
by its id (source, locator and words) and the citation moves along; it is never searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, Protocol

from dzherelo.assistant.types import Answer, Citation
from dzherelo.corpus.errors import InputError, LibraryError
from dzherelo.corpus.types import Origin, Passage, Source, Span

Stale = Literal["removed", "changed"]


class Library(Protocol):
    """What is asked of the library: the assistant, or another that holds texts."""

    def sources(self) -> tuple[Source, ...]: ...
    def text(self, source_id: str, *, notes: bool = False) -> str: ...
    def passages(self, source_id: str) -> tuple[Passage, ...]: ...


class Standing:
    """The library as it is now, each text read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts: dict[tuple[str, Origin], str | None] = {}
        self._passages: dict[str, Mapping[str, Passage]] = {}

    def of(self, answer: Answer) -> tuple[Answer, dict[int, Stale]]:
        """The answer with its citations where they stand now, and by marker those that stand
        nowhere: their source was removed, or its text changed since."""
        found = {citation.marker: self._now(citation) for citation in answer.citations}
        stale = {m: now for m, now in found.items() if not isinstance(now, Citation)}
        citations = tuple(
            now if isinstance(now := found[old.marker], Citation) else old
            for old in answer.citations
        )
        return replace(answer, citations=citations), stale

    def _now(self, citation: Citation) -> Citation | Stale:
        text = self._text(citation.source, citation.origin)
        if text is None:
            return "removed"
        old = citation.passage
        if old.span.of(text) == old.text:
            return citation
        new = self._by_id(citation.source).get(old.id)
        if new is None or new.text != old.text:
            return "changed"
        moved = new.span.start - old.span.start
        quote = Span(citation.quote.start + moved, citation.quote.end + moved)
        return replace(citation, passage=new, quote=quote)

    def _text(self, source: str, origin: Origin) -> str | None:
        if (source, origin) not in self._texts:
            try:
                text = self._library.text(source, notes=origin == "note")
            except InputError:  # the source is gone, or has no text any more
                text = None
            except LibraryError:  # the file on the shelf is not the text that was added
                text = ""
            self._texts[source, origin] = text
        return self._texts[source, origin]

    def _by_id(self, source: str) -> Mapping[str, Passage]:
        if source not in self._passages:
            self._passages[source] = {one.id: one for one in self._library.passages(source)}
        return self._passages[source]


def titled(saved: Iterable[Source], now: Iterable[Source]) -> dict[str, Source]:
    """Sources by id: as they are now, and those that are gone as they were."""
    return {source.id: source for source in (*saved, *now)}
