"""Gold questions: what is asked, where the answer stands, which words an answer must hold.

A line of a gold file is one question (JSON). Evidence is a list of groups, all of them needed,
each satisfied by any of its places. A place is a locator and control words, never an offset, so
that texts may be read and split anew; `resolve` finds the passages that it names today.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.types import Reason, Turn
from corpus.errors import InputError, SettingsError
from corpus.types import Locator, Origin, Passage, Span

Language = Literal["uk", "en"]
SplitName = Literal["dev", "sealed"]
Text = Annotated[str, Field(min_length=1)]

FOLDER = Path(__file__).parent / "gold"
SPLITS: tuple[SplitName, ...] = ("dev", "sealed")
_PARTS = frozenset(Locator.__dataclass_fields__)
_SPACE = re.compile(r"\s+")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Value):
    """A place in a source that answers: parts of a locator, and words that stand there."""

    source: Text
    locator: dict[str, str | int] = Field(min_length=1)
    terms: tuple[Text, ...] = Field(min_length=1)

    @field_validator("locator")
    @classmethod
    def _known_parts(cls, parts: dict[str, str | int]) -> dict[str, str | int]:
        if unknown := sorted(parts.keys() - _PARTS):
            raise ValueError(f"no such part of a locator: {', '.join(unknown)}")
        return parts

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {value}" for name, value in self.locator.items())
        return f"{self.source}: {parts}"


class Group(_Value):
    """One thing that must be found; any of the places will do."""

    any_of: tuple[Place, ...] = Field(min_length=1)


class Nugget(_Value):
    """One thing that an answer should say, in any of these wordings."""

    weight: Literal["vital", "okay"]
    any_of: tuple[Text, ...] = Field(min_length=1)


class Exchange(_Value):
    """An earlier question of the dialogue and what was answered."""

    question: Text
    answer: str = ""


class Question(_Value):
    """A gold question. `reason` lists the reasons that a refusal may give, if one is due.

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
    collection: str = ""

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
        return self

    def turns(self) -> tuple[Turn, ...]:
        """The dialogue before the question, as the assistant takes it."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


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

    Raises InputError, naming file and line, for a file that cannot be read, a line that is not
    a gold question, or an id that occurs twice.
    """
    found: list[Question] = []
    places: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            where = f"{path.name}, line {number}"
            question = _parse(line, where)
            if earlier := places.get(question.id):
                raise InputError(
                    f"{where}: the id {question.id} is taken ({earlier}).", "Give it another id."
                )
            places[question.id] = where
            found.append(question.model_copy(update={"collection": collection_of(path)}))
    if not found:
        raise InputError("The gold files hold no questions.", "Write one JSON object a line.")
    return tuple(found)


def collection_of(path: Path) -> str:
    """`article` for `article.dev.jsonl`."""
    name = path.name.removesuffix(".jsonl")
    return next((name.removesuffix(f".{s}") for s in SPLITS if name.endswith(f".{s}")), name)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
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
        raise InputError(
            f"{where}: {f'`{name}`: ' if name else ''}{problem}.",
            "See the fields of evals.gold.Question.",
        ) from error


def resolve(question: Question, passages_of: PassagesOf, *, origin: Origin = "text") -> Evidence:
    """The regions of today's library that each evidence group of `question` names.

    Of a text they are those of the control words. Of our notes, whose words are others, they are
    the notes at the locator; a group on which there is no note is empty.

    Raises InputError where a place's locator fits no passage of the text or a control word no
    longer stands there: gold that has gone stale must not pass for a bad result.
    """
    regions = _regions if origin == "text" else _notes
    return tuple(
        tuple(
            region
            for place in group.any_of
            for region in regions(place, _fitting(place, passages_of, origin), question.id)
        )
        for group in question.evidence
    )


def _fitting(place: Place, passages_of: PassagesOf, origin: Origin) -> list[Passage]:
    return [
        passage
        for passage in passages_of(place.source)
        if passage.origin == origin and passage.locator.fits(place.locator)
    ]


def _notes(place: Place, fitting: Sequence[Passage], question: str) -> list[Region]:
    return [Region(note.source, note.origin, note.span) for note in fitting]


def _regions(place: Place, fitting: Sequence[Passage], question: str) -> list[Region]:
    """A passage that holds every term; else, for a list, all that hold one, if none is missing."""
    if not fitting:
        raise InputError(
            f"Gold question {question}: no passage at {place}.",
            "Correct the locator in the gold file, or add the source.",
        )
    held = [(passage, _held(place.terms, passage.text)) for passage in fitting]
    if missing := set(place.terms) - set().union(*(terms for _, terms in held)):
        raise InputError(
            f"Gold question {question}: {', '.join(sorted(missing))} not found at {place}.",
            "Correct the terms or the locator in the gold file.",
        )
    whole = [passage for passage, terms in held if len(terms) == len(set(place.terms))]
    chosen = whole or [passage for passage, terms in held if terms]
    return [Region(passage.source, passage.origin, passage.span) for passage in chosen]


def _held(terms: Iterable[str], text: str) -> set[str]:
    plain = _SPACE.sub(" ", text)
    return {term for term in terms if _SPACE.sub(" ", term) in plain}


def tally(questions: Iterable[Question]) -> Counter[tuple[str, str, bool]]:
    """How many questions there are of each (language, kind, answerable)."""
    return Counter((q.lang, q.kind, q.answerable) for q in questions)
