"""Gold questions: what is asked, where its answer stands, which words an answer must hold.

A line of a gold file is one question (JSON). Evidence is a list of groups, all of them needed,
each satisfied by any of its places. A place is a locator and control words, never an offset, so
that texts may be read and split anew; `resolve` finds the passages that it names today. The turns
of a dialogue are questions of their own, each with the turns before it as its history.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Protocol, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from dzherelo.assistant.types import Reason, Turn
from dzherelo.corpus.errors import InputError, SettingsError
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.types import Locator, Origin, Passage, Source, Span, Status

Language = Literal["uk", "en"]
SplitName = Literal["dev", "sealed"]
Text = Annotated[str, Field(min_length=1)]

FOLDER = Pack.default().gold or Path("gold")
PLANTED = FOLDER / "planted"  # texts with an instruction hidden in them, for `Question.planted`
SPLITS: tuple[SplitName, ...] = ("dev", "sealed")


class Value(BaseModel):
    """A frozen value that knows all of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Value):
    """A place in a source that answers: parts of a locator, and words that stand there."""

    source: Text
    locator: dict[str, str | int] = Field(min_length=1)
    terms: tuple[Text, ...] = Field(min_length=1)

    @field_validator("locator")
    @classmethod
    def _known_parts(cls, parts: dict[str, str | int]) -> dict[str, str | int]:
        if unknown := sorted(parts.keys() - Locator.__dataclass_fields__.keys()):
            raise ValueError(f"no such part of a locator: {', '.join(unknown)}")
        return parts

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {value}" for name, value in self.locator.items())
        return f"{self.source}: {parts}"


class Group(Value):
    """One thing that must be found; any of the places will do."""

    any_of: tuple[Place, ...] = Field(min_length=1)


class Nugget(Value):
    """One thing that an answer should say, in any of these wordings."""

    weight: Literal["vital", "okay"]
    any_of: tuple[Text, ...] = Field(min_length=1)


class Exchange(Value):
    """An earlier question of the dialogue and what was answered."""

    question: Text
    answer: str = ""


class Question(Value):
    """A gold question. `reason` lists the reasons that a refusal may give, if one is due.

    Of one that is to be declined, `about` names the sources that hold its matter (none: it may be
    asked of any library) and `against` the places that say otherwise than a false premise.
    `forbidden` are wordings that no answer may say. `planted` names files of PLANTED that the
    library must hold besides, each as the source of its stem. A turn of a dialogue has its id, the
    number of the turn, and `standalone`, the same question worded so that it needs no dialogue.
    `collection` is set by `load_gold`: the name of its file without split and ending.
    """

    id: Text
    lang: Language
    kind: Text
    question: Text
    split: SplitName
    answerable: bool
    reason: tuple[Reason, ...] = ()
    history: tuple[Exchange, ...] = ()
    translation_of: str | None = None
    evidence: tuple[Group, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    about: tuple[Text, ...] = ()
    against: tuple[Place, ...] = ()
    forbidden: tuple[Text, ...] = ()
    planted: tuple[Text, ...] = ()
    dialogue: Text | None = None
    turn: Annotated[int, Field(ge=1)] | None = None
    standalone: Text | None = None
    collection: str = ""

    @field_validator("id")
    @classmethod
    def _one_word(cls, value: str) -> str:
        if value.split() != [value]:
            raise ValueError("an id has no blanks, which part the columns of TREC files")
        return value

    @field_validator("reason", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _agrees(self) -> Question:
        if self.answerable and not self.evidence:
            raise ValueError("an answerable question needs evidence")
        if self.answerable and self.reason:
            raise ValueError("an answerable question has no reason to decline")
        if not self.answerable and not self.reason:
            raise ValueError("an unanswerable question needs the reason for which it is declined")
        if not self.answerable and (self.evidence or self.nuggets):
            raise ValueError("an unanswerable question has neither evidence nor nuggets")
        if self.answerable and (self.about or self.against):
            raise ValueError("`about` and `against` are for questions that are to be declined")
        if (self.dialogue is None) != (self.turn is None):
            raise ValueError("a turn has the id of its dialogue and its number")
        if self.dialogue and not self.standalone:
            raise ValueError("a turn of a dialogue needs its standalone wording")
        if self.turn is not None and len(self.history) != self.turn - 1:
            raise ValueError(f"turn {self.turn} follows {self.turn - 1} turns")
        return self

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """A question shows its id alone, so that no failing test tells what a sealed one asks."""
        return [("id", self.id)]

    def turns(self) -> tuple[Turn, ...]:
        """The dialogue before the question, as the assistant takes it."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)

    def is_crossing(self, languages: Mapping[str, str]) -> bool:
        """Whether it is asked in English and only sources in Ukrainian answer it; `languages` has
        that of each source. A planted source counts for none."""
        sources = {place.source for group in self.evidence for place in group.any_of}
        asked = self.lang == "en" and sources.isdisjoint(self.sown)
        return asked and {languages.get(source) for source in sources} == {"uk"}

    @property
    def sown(self) -> frozenset[str]:
        """The ids under which the library must hold the planted files."""
        return frozenset(Path(name).stem for name in self.planted)


# Gold files ---------------------------------------------------------------------------------------


def gold_files(split: SplitName | Literal["all"] = "dev", *, folder: Path = FOLDER) -> list[Path]:
    """The gold files of a split that come with the program, in order of name.

    Raises SettingsError if there is none.
    """
    wanted = SPLITS if split == "all" else (split,)
    files = sorted(path for name in wanted for path in folder.glob(f"*.{name}.jsonl"))
    if not files:
        raise SettingsError(
            f"No gold questions for `{split}` in {folder}.", "Splits: dev, sealed, all."
        )
    return files


def load_gold(paths: Iterable[Path]) -> tuple[Question, ...]:
    """The questions of all files, in order.

    Raises InputError, naming file, line and remedy, for a file that cannot be read, a line that is
    not a gold question, an id that occurs twice, or turns of a dialogue that do not follow.
    """
    found: list[Question] = []
    places: dict[str, str] = {}
    for path in paths:
        for where, line in _lines(path):
            question = _parse(line, where)
            if earlier := places.get(question.id):
                raise InputError(
                    f"{where}: the id {question.id} is taken ({earlier}).", "Give it another id."
                )
            places[question.id] = where
            found.append(question.model_copy(update={"collection": collection_of(path)}))
    if not found:
        raise InputError("The gold files hold no questions.", "Write one JSON object a line.")
    for turns in dialogues(found).values():
        _follow(turns)
    return tuple(found)


def dialogues(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """The turns of each dialogue, in order, by the dialogue's id."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        if question.dialogue:
            found.setdefault(question.dialogue, []).append(question)
    return {id: tuple(sorted(turns, key=lambda q: q.turn or 0)) for id, turns in found.items()}


def _follow(turns: Sequence[Question]) -> None:
    """Raises InputError unless each turn has the questions before it as its history."""
    asked = [turn.question for turn in turns]
    for number, turn in enumerate(turns, start=1):
        if turn.turn != number or [t.question for t in turn.history] != asked[: number - 1]:
            raise InputError(
                f"Gold question {turn.id}: its history is not the turns before it.",
                f"Write the turns of {turn.dialogue} in order, each with all earlier questions.",
            )


def collection_of(path: Path) -> str:
    """`article` for `article.dev.jsonl`."""
    name = path.name.removesuffix(".jsonl")
    return next((name.removesuffix(f".{s}") for s in SPLITS if name.endswith(f".{s}")), name)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Where each line stands, and the line; blank ones apart. Only a line feed or a carriage return
    ends a line (within a string, JSON lets U+2028 and its like stand as they are), and the byte
    order mark that some editors write is no part of the first."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"{path.name}, line {number}", line
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error


def _parse(line: str, where: str) -> Question:
    try:
        return Question.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InputError(
            f"{where}: not JSON ({error.msg} at column {error.colno}).",
            "Write one JSON object a line.",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        remedy = "See the fields of dzherelo.evals.gold.Question."
        if name == "id" and "blanks" in problem:
            remedy = f'Write "{"-".join(str(first["input"]).split()) or "q1"}", for example.'
        if name.startswith("evidence") or "needs evidence" in problem:
            remedy = (
                'Evidence is written [{"any_of": [{"source": …, "locator": {…}, "terms": […]}]}].'
            )
        raise InputError(f"{where}: {f'`{name}`: ' if name else ''}{problem}.", remedy) from error


# Evidence -----------------------------------------------------------------------------------------


class Region(NamedTuple):
    """Where a piece of evidence stands now: a span of the text (or the notes) of a source."""

    source: str
    origin: Origin
    span: Span

    def shared(self, passage: Passage, span: Span) -> int:
        """How many code points of this region `span` of `passage`'s source covers."""
        if (passage.source, passage.origin) != (self.source, self.origin):
            return 0
        return self.span.overlap(span)


Evidence: TypeAlias = tuple[tuple[Region, ...], ...]
PassagesOf: TypeAlias = Callable[[str], Sequence[Passage]]


def resolve(question: Question, passages_of: PassagesOf, *, origin: Origin = "text") -> Evidence:
    """The regions of today's library that each evidence group of `question` names.

    Of a text they are those of the control words. Of our notes, whose words are others, they are
    the notes at the locator; a group on which there is no note is empty.

    Raises InputError where a place's locator fits no passage of the text or a control word no
    longer stands there: gold that has gone stale must not pass for a bad result.
    """
    return tuple(
        tuple(
            region
            for place in group.any_of
            for region in places_of(place, passages_of, origin=origin, named=question.id)
        )
        for group in question.evidence
    )


def places_of(
    place: Place, passages_of: PassagesOf, *, origin: Origin = "text", named: str = "(unnamed)"
) -> list[Region]:
    """The regions that one place names today; raises as `resolve` does, for question `named`.

    In a text they are a passage that holds every term; else, for a list, all passages that hold
    one, if none is missing.
    """
    fitting = [
        passage
        for passage in passages_of(place.source)
        if passage.origin == origin and passage.locator.fits(place.locator)
    ]
    chosen = fitting
    if origin == "text":
        if not fitting:
            raise InputError(
                f"Gold question {named}: no passage at {place}.",
                "Correct the locator in the gold file, or add the source.",
            )
        held = [(passage, _held(place.terms, passage.text)) for passage in fitting]
        if missing := set(place.terms) - set().union(*(terms for _, terms in held)):
            raise InputError(
                f"Gold question {named}: {', '.join(sorted(missing))} not found at {place}.",
                "Correct the terms or the locator in the gold file.",
            )
        whole = [passage for passage, terms in held if len(terms) == len(set(place.terms))]
        chosen = whole or [passage for passage, terms in held if terms]
    return [Region(passage.source, passage.origin, passage.span) for passage in chosen]


def _held(terms: Iterable[str], text: str) -> set[str]:
    plain = " ".join(text.split())
    return {term for term in terms if " ".join(term.split()) in plain}


# Choice -------------------------------------------------------------------------------------------


class Library(Protocol):
    """What holds the sources: their texts, our notes on them, what can be cited of them."""

    def sources(self) -> Sequence[Source]: ...
    def text(self, id: str, /, *, notes: bool = False) -> str: ...
    def passages(self, id: str, /) -> Sequence[Passage]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """The questions to ask, and what was left out.

    `origin` says what they are measured by, texts or notes; `left_out` counts the questions that
    need any of the sources `missing`; of the `answerable` others, `noted` have a note at their
    evidence and the rest are left out as well (both counted only where notes are measured).
    """

    questions: tuple[Question, ...]
    origin: Origin = "text"
    left_out: int = 0
    missing: tuple[str, ...] = ()
    answerable: int = 0
    noted: int = 0

    def lines(self) -> tuple[str, ...]:
        """What a reader must know beside the scores, one line each; nothing if all are asked."""
        what = "text of" if self.origin == "text" else "notes on"
        found = []
        if self.left_out:
            noun = "question" if self.left_out == 1 else "questions"
            found.append(f"{self.left_out} {noun} left out: no {what} {', '.join(self.missing)}")
        if self.origin == "note":
            found.append(
                f"Notes alone: {self.noted} of {self.answerable} answerable questions have a note "
                "at their evidence; the others are left out"
            )
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "origin": self.origin,
            "left_out": {"questions": self.left_out, "sources": list(self.missing)},
        }
        if self.origin == "note":
            told["notes"] = {"answerable": self.answerable, "noted": self.noted}
        return told


def texts_of(library: Library) -> tuple[str, ...]:
    """The sources of which the library holds a text, whole or in part."""
    return tuple(s.id for s in library.sources() if s.status in (Status.FULL, Status.PART))


def choose(
    library: Library,
    questions: Iterable[Question],
    *,
    notes: bool = False,
    planted: frozenset[str] = frozenset(),
) -> Choice:
    """The questions that `library` holds the evidence for, without places in absent sources, so
    that a small library is not taken for a bad one.

    With `notes`, and where the library holds no text at all, our notes are the evidence. `planted`
    are sources that will be there beside the texts when they are asked about.
    """
    passages = cache(library.passages)
    texts = texts_of(library)
    origin: Origin = "text" if texts and not notes else "note"
    held = planted.union(texts)
    if origin == "note":
        noted = (s.id for s in library.sources() if any(p.origin == "note" for p in passages(s.id)))
        held = frozenset(noted)
    asked: list[Question] = []
    left_out, missing = 0, set[str]()
    for question in questions:
        if lacking := _lacking(question, held):
            left_out += 1
            missing.update(lacking)
        else:
            asked.append(within(question, held))
    if origin == "text":
        return Choice(tuple(asked), origin, left_out, tuple(sorted(missing)))
    known = {q.id for q in asked if any(resolve(q, passages, origin="note"))}
    kept = tuple(q for q in asked if not q.answerable or q.id in known)
    answerable = sum(q.answerable for q in asked)
    return Choice(kept, origin, left_out, tuple(sorted(missing)), answerable, noted=len(known))


def _lacking(question: Question, held: frozenset[str]) -> frozenset[str]:
    """The sources for want of which the question cannot be asked."""
    if unplanted := question.sown - held:
        return unplanted
    if not question.answerable:
        # A refusal shows something only where what is asked about is there: any of these will do.
        about = frozenset(question.about)
        return about if about.isdisjoint(held) else frozenset()
    groups = (frozenset(place.source for place in group.any_of) for group in question.evidence)
    return frozenset().union(*(group for group in groups if group.isdisjoint(held)))


def within(question: Question, held: frozenset[str]) -> Question:
    """The question with those places of its evidence that lie in sources that are held."""
    groups = (
        group.model_copy(update={"any_of": tuple(p for p in group.any_of if p.source in held)})
        for group in question.evidence
    )
    return question.model_copy(update={"evidence": tuple(groups)})
