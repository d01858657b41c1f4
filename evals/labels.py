"""Answers labelled by hand, by which the scorers themselves are measured.

Each answer was written for a dev question on purpose: right, or wrong in a known way. A human
reader said of every statement whether the cited passages support it, of every nugget whether the
answer says it, and whether the question is answered.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from dzherelo.corpus.errors import InputError
from dzherelo.evals.gold import FOLDER, PassagesOf, Place, places_of
from dzherelo.evals.questions import Language, Text, Value

LABELS = FOLDER / "labels.jsonl"

What = Literal[
    "good",
    "paraphrase",
    "wrong-number",
    "wrong-date",
    "wrong-article",
    "wrong-name",
    "negation",
    "wrong-source",
    "half",
    "invented",
    "copied",
    "off-the-point",
    "swapped-roles",
    "over-claim",
    "no-citation",
]


class Statement(Value):
    """A statement of an answer, and whether all of it stands in the cited passages.

    `copied` names a passage that the statement repeats word for word, in place of `text`.
    """

    text: str = ""
    copied: Place | None = None
    citations: tuple[Place, ...] = ()
    supported: bool

    @model_validator(mode="after")
    def _agrees(self) -> Statement:
        if bool(self.text) == bool(self.copied):
            raise ValueError("a statement has a text, or a place that it copies")
        if self.supported and not self.citations:
            raise ValueError("a statement without citations is not supported")
        return self

    def words(self, passages_of: PassagesOf, text_of: Callable[[str], str]) -> str:
        """What the statement says; of a copied one, the passages at its place, line by line.

        Raises InputError where that place no longer holds its terms.
        """
        if self.copied is None:
            return self.text
        regions = places_of(self.copied, passages_of)
        return "\n".join(region.span.of(text_of(region.source)) for region in regions)


class Labelled(Value):
    """An answer to the dev question `question`, and what a human reader says of it.

    `what` is how the answer was made; `nuggets` says of each nugget of the question, in its
    order, whether the answer says it.
    """

    id: Text
    question: Text
    lang: Language
    what: What
    statements: tuple[Statement, ...] = Field(min_length=1)
    nuggets: tuple[bool, ...]
    correct: Literal["yes", "partly", "no"]


def load_labels(path: Path = LABELS) -> tuple[Labelled, ...]:
    """The labelled answers of a file, in order.

    Raises InputError, naming the line, for one that is not a labelled answer.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(Labelled.model_validate_json(line))
        except ValidationError as error:
            problem = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise InputError(
                f"{path.name}, line {number}: {problem}.",
                "See the fields of dzherelo.evals.labels.Labelled.",
            ) from error
    return tuple(found)
