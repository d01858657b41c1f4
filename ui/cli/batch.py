"""JSON Lines in: one question or query a line; a broken line is reported in its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dzherelo.assistant.types import Cited, Reading, Turn
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Locator
from dzherelo.ui.locale.texts import Words


@dataclass(frozen=True, slots=True)
class Line:
    """What one line asks: `text` is the question or query, `id` comes back as it was given."""

    id: Any
    text: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that cannot be used, and why."""

    id: Any
    error: str


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The batch file `name`, or standard input for "-".

    Raises InputError if the file cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115  (an error inside the `with` is not ours)
    except OSError as error:
        raise InputError(
            f"{name} cannot be opened: {error.strerror}.", "Check the name and the permissions."
        ) from error
    with stream:
        yield stream


def read_batch(stream: BinaryIO, field: str, words: Words) -> Iterator[Line | BrokenLine]:
    """The lines of `stream` in order; `field` ("question" or "query") holds the text.

    Empty lines are passed over; a byte order mark is allowed.
    """
    for number, raw in enumerate(stream, start=1):
        if raw.strip():
            yield _read_line(raw, number, field, words)


def _read_line(raw: bytes, number: int, field: str, words: Words) -> Line | BrokenLine:
    try:
        value = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return BrokenLine(None, words("line.utf8", line=number))
    # RecursionError: a line of ten thousand opening brackets is just another broken line.
    except (ValueError, RecursionError):
        return BrokenLine(None, words("line.json", line=number))
    if not isinstance(value, dict):
        return BrokenLine(None, words("line.object", line=number))
    known, text = value.get("id"), value.get(field)
    if not isinstance(text, str):
        return BrokenLine(known, words("line.field", line=number, name=field))
    try:
        return Line(known, text, read_history(value.get("history")))
    except ValueError:
        return BrokenLine(known, words("line.history", line=number))


def read_history(value: Any) -> tuple[Turn, ...]:
    """Earlier turns from any of three forms, which may be mixed.

    `{"question", "answer", "reading"?}` is a turn, whose answer may be one as `ask --json` prints
    it, with its reading; `{"role", "content"}` a message, where an assistant's answers the question
    before it; a plain string is an earlier question.
    Raises ValueError for anything else.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("not a list")
    turns: list[Turn] = []
    for entry in value:
        match entry:
            case str():
                turns.append(Turn(entry))
            case {"question": str(question)}:
                answer = entry.get("answer")
                told = entry.get("reading") or (
                    answer.get("reading") if isinstance(answer, dict) else None
                )
                reading = Reading.of(told)
                cited = _cited(answer) or _places(entry.get("cited"))
                turns.append(Turn(question, _answer_text(answer), cited, reading))
            case {"role": "user", "content": str(content)}:
                turns.append(Turn(content))
            case {"role": "assistant", "content": str(content)}:
                if turns:
                    turns[-1] = Turn(turns[-1].question, content)
            case {"role": "system"}:
                pass
            case _:
                raise ValueError("an entry of no known form")
    return tuple(turns)


def _cited(value: Any) -> tuple[Cited, ...]:
    """The places that an earlier answer cites, if it is one as `ask --json` prints it."""
    match value:
        case {"citations": citations}:
            return _places(citations)
    return ()


def _places(value: Any) -> tuple[Cited, ...]:
    found = map(_place, value) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(place for place in found if place))


def _place(value: Any) -> Cited | None:
    match value:
        case {"source": str(source), "locator": dict(parts)}:
            return Cited(source, Locator.read(parts))
    return None


def _answer_text(value: Any) -> str:
    """The words of an earlier answer: a string, nothing, or an answer as `ask --json` prints it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case {"text": str(text)}:
            return text
        case _:
            raise ValueError("an answer of no known form")
