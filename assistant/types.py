"""What the assistant hands out: answers, statements, citations, hits, events of a stream."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from dzherelo.corpus.types import Locator, Origin, Passage, Span

Reason = Literal["not-in-library", "false-premise", "unsupported", "unclear"]
Mode = Literal["quotes", "llm"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer from a statement to exact words: `text[quote.start:quote.end]`.

    `reference` is the number of the in-text marker that the quoted words carry in the source
    themselves ("[9, с. 7]" gives 9), if any: another thing than `marker`.
    """

    marker: int
    passage: Passage
    quote: Span
    reference: int | None = None

    @property
    def source(self) -> str:
        return self.passage.source

    @property
    def origin(self) -> Origin:
        return self.passage.origin

    @property
    def locator(self) -> Locator:
        return self.passage.locator

    @property
    def text(self) -> str:
        """The quoted words, an exact slice."""
        return self.passage.words(self.quote)

    def as_dict(self, language: str) -> dict[str, Any]:
        return {
            "marker": self.marker,
            "source": self.source,
            "origin": self.origin,
            "locator": locator_dict(self.locator, language),
            "quote": self.text,
            "start": self.quote.start,
            "end": self.quote.end,
            "passage": self.passage.id,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of an answer and the markers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]
    supported: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "citations": list(self.citations),
            "supported": self.supported,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; `score` falls with rank and compares within one search."""

    rank: int
    score: float
    passage: Passage

    def as_dict(self, language: str) -> dict[str, Any]:
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "source": self.passage.source,
            "origin": self.passage.origin,
            "locator": locator_dict(self.passage.locator, language),
            "text": self.passage.text,
            "start": self.passage.span.start,
            "end": self.passage.span.end,
            "passage": self.passage.id,
        }


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer took of a language model.

    `estimated`: the server did not count, the tokens are worked out from the letters. `cached`:
    the same words were written before and cost nothing now; the tokens are those of then.
    """

    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    calls: int = 0
    estimated: bool = False
    cached: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Review:
    """What became of the sentences that a language model wrote, counted.

    `supported` of them stand in the words they cite, `repaired` of those after another passage
    took the place of the one that was cited. `unknown` counts markers that name no passage,
    `unmarked` sentences without a marker, `withheld` sentences that are not shown: they obeyed
    an instruction in a text, or repeated the model's own.
    """

    sentences: int = 0
    supported: int = 0
    repaired: int = 0
    unknown: int = 0
    unmarked: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was taken, decided once, when it was asked: the next one leans on it.

    `text` is its wording that stands alone: shown, and searched. `own` is what of that was asked,
    `typed` the same with the pronoun for which something was `substituted`; `topic` what it was
    put under. One that cannot be said by itself is read with the question at its `root` and what
    was asked `beside` it since; or is asked of a `place`, whose heading is its topic. `substituted`
    also tells, with the `genders` of its pronoun, what the dialogue speaks of; genders alone are
    those of a pronoun that could not be resolved.
    """

    text: str
    own: str
    typed: str = ""
    topic: str = ""
    root: str = ""
    beside: str = ""
    substituted: str = ""
    genders: tuple[str, ...] = ()
    place: str = ""

    @property
    def before(self) -> str:
        """The earlier questions that it is read with."""
        return f"{self.root} {self.beside}".strip()

    @classmethod
    def of(cls, told: Any) -> Reading | None:
        """A reading out of its JSON; None for what is none."""
        known = told.keys() if isinstance(told, dict) else ()
        if not {"text", "own"} <= set(known) or not set(known) <= set(cls.__dataclass_fields__):
            return None
        genders = told.get("genders", ())
        words = [value for name, value in told.items() if name != "genders"]
        if not isinstance(genders, list | tuple) or not all(isinstance(w, str) for w in words):
            return None
        return cls(**{**told, "genders": tuple(map(str, genders))})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an honest refusal (`answered` false, `reason` set, no citations).

    `text` is the whole answer with markers `[1]`, ready to show; `understood` is the question as
    it was taken, where that is not what was asked, and `reading` all that the next question of a
    dialogue leans on. Where a language model was asked, `cost` says what it took, `review` what
    became of its sentences, and `notice` is a line for the reader where not everything went as it
    should.
    """

    question: str
    language: str
    answered: bool
    text: str
    reason: Reason | None = None
    mode: Mode = "quotes"
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    understood: str | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    id: str | None = None
    notice: str | None = None
    cost: Cost | None = None
    review: Review | None = None
    reading: Reading | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract of `dzherelo ask --json`."""
        return {
            "id": self.id,
            "question": self.question,
            "understood": self.understood,
            "language": self.language,
            "answered": self.answered,
            "reason": self.reason,
            "text": self.text,
            "mode": self.mode,
            "statements": [statement.as_dict() for statement in self.statements],
            "citations": [citation.as_dict(self.language) for citation in self.citations],
            "hits": [hit.as_dict(self.language) for hit in self.hits],
            "timings_ms": {name: round(ms, 2) for name, ms in self.timings_ms.items()},
            "notice": self.notice,
            "cost": self.cost.as_dict() if self.cost else None,
            "review": asdict(self.review) if self.review else None,
            "reading": asdict(self.reading) if self.reading else None,
        }


class Cited(NamedTuple):
    """A place that an earlier answer cited."""

    source: str
    locator: Locator


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a dialogue; `cited` is empty where it is not known, `reading` None
    where the question was not read here."""

    question: str
    answer: str = ""
    cited: tuple[Cited, ...] = ()
    reading: Reading | None = None

    @classmethod
    def of(cls, question: str, answer: Answer) -> Turn:
        """A question and what was answered: how it was read, and the places that are cited."""
        places = (Cited(one.source, one.locator) for one in answer.citations)
        return cls(question, answer.text, tuple(dict.fromkeys(places)), answer.reading)

    @property
    def read(self) -> Reading:
        """How the question was read; as it was asked, if that is not known."""
        return self.reading or Reading(self.question, self.question)


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a streamed answer: first each statement as it is ready, at the end the answer."""

    statement: Statement | None = None
    answer: Answer | None = None


def locator_dict(locator: Locator, language: str) -> dict[str, Any]:
    """A locator as the JSON contracts show it: its parts and a label in the reader's language."""
    return {**locator.as_dict(), "label": locator.label(language)}
