"""Gold questions: what is asked, where the answer stands, which words an answer must hold.

A line of a gold file is one question (JSON). Evidence is a list of groups, all of them needed,
each satisfied by any of its places. A place is a locator and control words, never an offset, so
that texts may be read and split anew; `resolve` finds the passages that it names today. The turns
of a dialogue are questions of their own, each with the turns before it as its history.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from pydantic import ValidationError

from dzherelo.corpus.errors import InputError, SettingsError
from dzherelo.corpus.types import Origin, Passage, Span
from dzherelo.evals.questions import Exchange, Group, Nugget, Place, Question, SplitName

__all__ = [
    "FOLDER",
    "PLANTED",
    "SPLITS",
    "Evidence",
    "Exchange",
    "Group",
    "Nugget",
    "Place",
    "Question",
    "Region",
    "collection_of",
    "dialogues",
    "gold_files",
    "load_gold",
    "places_of",
    "resolve",
    "tally",
]

FOLDER = Path(__file__).parents[1] / "corpus" / "packs" / "borovyk-nits-2024" / "gold"
PLANTED = FOLDER / "planted"  # texts with an instruction hidden in them, for `Question.planted`
SPLITS: tuple[SplitName, ...] = ("dev", "sealed")
_SPACE = re.compile(r"\s+")


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
    a gold question, an id that occurs twice, or a dialogue whose turns do not follow each other.
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
    for turns in dialogues(found).values():
        _follow(turns)
    return tuple(found)


def dialogues(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """The turns of each dialogue, in order, by the dialogue's id."""
    found = [(q.dialogue, q) for q in questions if q.dialogue]
    ids = dict.fromkeys(id for id, _ in found)
    return {
        id: tuple(sorted((q for own, q in found if own == id), key=lambda q: q.turn or 0))
        for id in ids
    }


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
            "See the fields of dzherelo.evals.questions.Question.",
        ) from error


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
    """The regions that one place names today; raises as `resolve` does, for question `named`."""
    regions = _regions if origin == "text" else _notes
    return regions(place, _fitting(place, passages_of, origin), named)


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
