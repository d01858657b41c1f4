"""A place that the source viewer can open, and its name on the page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from dzherelo.assistant.types import Citation
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Origin, Passage, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a passage: what a citation quotes, or the passage as a whole."""

    source: str
    origin: Origin
    passage: str
    span: Span

    @property
    def key(self) -> str:
        """The place as one word, for an attribute of the page."""
        parts = (self.source, self.origin, self.passage, f"{self.span.start}-{self.span.end}")
        return "/".join(quote(part, safe=":") for part in parts)


def of_citation(citation: Citation) -> Place:
    """The words that a citation quotes."""
    passage = citation.passage
    return Place(passage.source, passage.origin, passage.id, citation.quote)


def of_passage(passage: Passage, quoted: Span | None = None) -> Place:
    """A passage, or some of its words."""
    return Place(passage.source, passage.origin, passage.id, quoted or passage.span)


def read_place(key: str) -> Place:
    """The place of a key that came from a browser; raises InputError for what is none, or is longer
    than 600 characters: keys of real places have some 80."""
    try:
        source, origin, passage, span = map(unquote, key[:600].split("/"))
        start, end = map(int, span.split("-"))
    except ValueError:
        raise InputError("This citation cannot be read.", "Ask the question again.") from None
    return Place(source, "note" if origin == "note" else "text", passage, Span(start, end))


def read_places(keys: str) -> tuple[Place, ...]:
    """The places of keys that stand beside each other, at most a hundred."""
    return tuple(read_place(key) for key in keys.split()[:100])
