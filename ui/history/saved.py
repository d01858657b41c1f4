"""What the store of chats hands out, and how an answer is written down and read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from dzherelo.assistant.types import Answer, Statement
from dzherelo.corpus.types import Source

STATEMENTS: Any = tuple[Statement, ...]
SOURCES: Any = tuple[Source, ...]

State = Literal["answering", "answered", "failed", "stopped"]


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


def written(value: Answer | tuple[Statement, ...] | tuple[Source, ...], kind: Any) -> str:
    """A value of one of the kinds below as JSON."""
    return _adapter(kind).dump_json(value).decode()


def answer_of(stored: str | None) -> Answer | None:
    """The answer again; None where there is none or another version of the program wrote it."""
    found: Answer | None = _read(Answer, stored, None)
    return found


def statements_of(stored: str | None) -> tuple[Statement, ...]:
    found: tuple[Statement, ...] = _read(STATEMENTS, stored, ())
    return found


def sources_of(stored: str | None) -> tuple[Source, ...]:
    found: tuple[Source, ...] = _read(SOURCES, stored, ())
    return found


def _read(kind: Any, stored: str | None, missing: Any) -> Any:
    if not stored:
        return missing
    try:
        return _adapter(kind).validate_json(stored)
    except ValidationError:
        return missing


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
