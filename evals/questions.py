"""What a gold question is: its fields, their sense, and which of them go together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dzherelo.assistant.types import Reason, Turn
from dzherelo.corpus.types import Locator

Language = Literal["uk", "en"]
SplitName = Literal["dev", "sealed"]
Text = Annotated[str, Field(min_length=1)]

ENGLISH = frozenset({"ref04"})  # the UN Charter is held in English
_PARTS = frozenset(Locator.__dataclass_fields__)


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
        if unknown := sorted(parts.keys() - _PARTS):
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

    def alone(self) -> Question:
        """The same question as it would be asked without the dialogue."""
        return self.model_copy(update={"question": self.standalone or self.question, "history": ()})

    @property
    def over_ukrainian(self) -> bool:
        """Whether it is asked in English and Ukrainian texts alone answer it."""
        sources = {place.source for group in self.evidence for place in group.any_of}
        return self.lang == "en" and bool(sources) and sources.isdisjoint(ENGLISH | self.sown)

    @property
    def sown(self) -> frozenset[str]:
        """The ids under which the library must hold the planted files."""
        return frozenset(Path(name).stem for name in self.planted)
