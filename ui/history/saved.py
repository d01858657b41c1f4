"""What the store of chats hands out, how an answer is written down and read again, and whether the
words behind an old citation still stand where they stood.

A citation is kept with its passage. Where the text has moved around it, the passage is found again
by its id (source, locator and words) and the citation moves along; it is never searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal, Protocol

from pydantic import TypeAdapter, ValidationError

from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.corpus.errors import InputError, LibraryError
from dzherelo.corpus.types import Origin, Passage, Source, Span

State = Literal["answering", "answered", "failed", "stopped"]
Stale = Literal["removed", "changed"]
_KINDS: Mapping[str, Any] = {
    "answer": Answer,
    "statements": tuple[Statement, ...],
    "sources": tuple[Source, ...],
}


@dataclass(frozen=True, slots=True)
class SavedChat:
    """A chat as a list shows it. `snippet`: where a search found its words, those in \x02…\x03."""

    id: str
    title: str
    created: datetime
    updated: datetime
    snippet: str | None = None


@dataclass(frozen=True, slots=True)
class SavedExchange:
    """A question and what is known of its answer.

    `statements` are there as soon as they were said, also where the answer never came to its end
    (`finished` is false then). `sources` are the cited ones as they were when it was answered.
    `text` is the answer's plain text, which is all that is left of an answer whose record cannot
    be read any more (`answer` is None, `state` "answered").
    """

    question: str
    asked: datetime
    state: State
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    text: str = ""
    error: str | None = None
    sources: tuple[Source, ...] = ()

    @property
    def finished(self) -> bool:
        return self.state in ("answered", "failed")


def written(kind: str, value: object) -> str:
    """An "answer", "statements" or "sources" as JSON."""
    return _adapter(kind).dump_json(value).decode()


def read(kind: str, stored: str | None) -> Any:
    """The value again; None, or empty, where there is none or another version of the program wrote
    it."""
    try:
        return _adapter(kind).validate_json(stored or "")
    except ValidationError:
        return None if kind == "answer" else ()


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_KINDS[kind])


class Library(Protocol):
    """What is asked of the library: the assistant, or another that holds texts."""

    def sources(self) -> tuple[Source, ...]: ...
    def text(self, source_id: str, *, notes: bool = False) -> str: ...
    def passages(self, source_id: str) -> tuple[Passage, ...]: ...


class Standing:
    """The library as it is now, each text read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._text = cache(self._read)
        self._by_id = cache(lambda source: {one.id: one for one in library.passages(source)})

    def of(self, answer: Answer) -> tuple[Answer, dict[int, Stale]]:
        """The answer with its citations where they stand now, and by marker those that stand
        nowhere: their source was removed, or its text changed since."""
        found = [(old, self._now(old)) for old in answer.citations]
        stale = {old.marker: now for old, now in found if not isinstance(now, Citation)}
        citations = tuple(now if isinstance(now, Citation) else old for old, now in found)
        return replace(answer, citations=citations), stale

    def _now(self, citation: Citation) -> Citation | Stale:
        text = self._text(citation.source, citation.origin)
        if text is None:
            return "removed"
        old = citation.passage
        if old.span.of(text) == old.text:
            return citation
        new: Passage | None = self._by_id(citation.source).get(old.id)
        if new is None or new.text != old.text:
            return "changed"
        moved = new.span.start - old.span.start
        quote = Span(citation.quote.start + moved, citation.quote.end + moved)
        return replace(citation, passage=new, quote=quote)

    def _read(self, source: str, origin: Origin) -> str | None:
        try:
            return self._library.text(source, notes=origin == "note")
        except InputError:  # the source is gone, or has no text any more
            return None
        except LibraryError:  # the file on the shelf is not the text that was added
            return ""


def titled(saved: Iterable[Source], now: Iterable[Source]) -> dict[str, Source]:
    """Sources by id: as they are now, and those that are gone as they were."""
    return {source.id: source for source in (*saved, *now)}
