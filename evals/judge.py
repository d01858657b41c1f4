"""A language model as a second reader of a run: off by default, and it never decides anything.

It is asked, of the answers to questions that are not sealed, whether each statement stands in its
quotes and whether each vital nugget is said. The prompt is pinned below, the model is the one that
was named; both are recorded with the verdicts, and how far it agrees with the labels by hand is
measured like that of the scorers. Any OpenAI-compatible server or GGUF file will do; what it said
once is kept on disk and costs nothing again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from dzherelo.assistant.generate.model import Message, Model, ModelFailure
from dzherelo.assistant.generate.open import open_model
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.evals.agreement import Agreement, Judgement, agreement_from, answer_of, judgeable
from dzherelo.evals.gold import Question, gold_files, load_gold
from dzherelo.evals.labels import LABELS, Labelled, load_labels
from dzherelo.evals.runs import ANSWERS, Run
from dzherelo.evals.support import plain

if TYPE_CHECKING:
    from dzherelo.assistant.settings import Settings
    from dzherelo.evals.harness import Library

FILE = "judge.json"  # in the run's folder
LIMIT = 8  # tokens of a verdict
SYSTEM = (
    "You check answers about legal and scholarly texts in Ukrainian and English. "
    "Judge only by the words that are given, never by what you know. "
    "Reply with one word: yes or no."
)
SUPPORT = (
    "QUOTES:\n{quotes}\n\nSTATEMENT:\n{statement}\n\n"
    "Is everything that the statement says (every number, date, name and negation) said by the "
    "quotes? The languages may differ. Reply yes or no."
)
NUGGET = (
    "ANSWER:\n{answer}\n\nFACT (in any of these wordings):\n{wordings}\n\n"
    "Does the answer say this fact? The languages and the wording may differ. Reply yes or no."
)
PROMPT = hashlib.sha256("\0".join((SYSTEM, SUPPORT, NUGGET)).encode()).hexdigest()[:16]
_VERDICT = re.compile(r"\W*(yes|no|так|ні)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a model says of a run. A rate is None where nothing was judged; `unclear` counts the
    replies that were neither yes nor no, which are left out of everything."""

    model: str
    prompt: str
    supported: float | None
    statements: int
    said: float | None
    nuggets: int
    unclear: int
    agreement: tuple[Agreement, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Judge:
    """Asks a model, one thing at a time."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def supported(self, statement: str, quotes: Sequence[str]) -> bool | None:
        """Whether the quotes say all of the statement; without quotes they do not. None for a
        reply that is neither yes nor no. Raises InputError where the model does not answer."""
        if not quotes:
            return False
        listed = "\n".join(f"- {quote}" for quote in quotes)
        return self._asked(SUPPORT.format(quotes=listed, statement=plain(statement)))

    def says(self, answer: str, wordings: Sequence[str]) -> bool | None:
        """Whether the answer says the nugget; as `supported`."""
        listed = "\n".join(f"- {wording}" for wording in wordings)
        return self._asked(NUGGET.format(answer=plain(answer), wordings=listed))

    def _asked(self, text: str) -> bool | None:
        messages = (Message("system", SYSTEM), Message("user", text))
        try:
            with closing(self._model.stream(messages, limit=LIMIT)) as pieces:  # type: ignore[type-var]
                reply = "".join(piece.text for piece in pieces)
        except ModelFailure as failure:
            raise InputError(
                f"The judge {self.name} gave no verdict: {failure.fact}.",
                "Check its address, or run without --judge.",
            ) from failure
        verdict = _VERDICT.match(reply)
        return verdict[1].lower() in ("yes", "так") if verdict else None


def judge_run(
    run: Run,
    settings: Settings,
    library: Library,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Verdicts:
    """Judges the answers of a run by the model that `settings.llm` names, and the answers that
    were labelled by hand; writes `judge.json` into the run's folder."""
    model = open_model(settings)
    try:
        judge = Judge(model)
        verdicts = _judged(run, judge, library, progress)
    finally:
        model.close()
    with guarded(run.folder):
        told = json.dumps(verdicts.as_dict(), ensure_ascii=False, indent=1)
        write_atomically(run.folder / FILE, told.encode())
    return verdicts


def _judged(
    run: Run, judge: Judge, library: Library, progress: Callable[[int, int], None]
) -> Verdicts:
    rows = {row.id: row for row in run.rows if row.detail is not None}
    lines = (run.folder / ANSWERS).read_text(encoding="utf-8").splitlines()
    answers = [answer for answer in map(json.loads, lines) if answer["answered"]]
    support: list[bool | None] = []
    nuggets: list[bool | None] = []
    for done, answer in enumerate(answers, start=1):
        support += _supports(judge, answer)
        detail = rows[answer["id"]].detail or {}
        vital = (n["any_of"] for n in detail["nuggets"] if n["weight"] == "vital")
        nuggets += [judge.says(answer["text"], wordings) for wordings in vital]
        progress(done, len(answers))
    return Verdicts(
        model=judge.name,
        prompt=PROMPT,
        supported=_rate(support),
        statements=len(support),
        said=_rate(nuggets),
        nuggets=len(nuggets),
        unclear=sum(verdict is None for verdict in (*support, *nuggets)),
        agreement=_agreement(judge, library),
    )


def _supports(judge: Judge, answer: dict[str, Any]) -> Iterator[bool | None]:
    quotes = {citation["marker"]: citation["quote"] for citation in answer["citations"]}
    for statement in answer["statements"]:
        cited = [quotes[marker] for marker in statement["citations"] if marker in quotes]
        yield judge.supported(statement["text"], cited)


def _rate(verdicts: Sequence[bool | None]) -> float | None:
    clear = [verdict for verdict in verdicts if verdict is not None]
    return sum(clear) / len(clear) if clear else None


def _agreement(judge: Judge, library: Library) -> tuple[Agreement, ...]:
    """How far the judge agrees with the labels by hand that can be judged over the library."""
    if not LABELS.exists():
        return ()
    support: list[Judgement] = []
    nuggets: list[Judgement] = []
    for label, question in judgeable(load_labels(), load_gold(gold_files("dev")), library):
        for found, verdict, reader in _labelled(judge, label, question, library):
            if verdict is not None:
                found_in = support if found == "support" else nuggets
                found_in.append(Judgement(label.id, verdict, reader))
    named = {"judge: support": support, "judge: nuggets": nuggets}
    return tuple(agreement_from(name, held) for name, held in named.items() if held)


def _labelled(
    judge: Judge, label: Labelled, question: Question, library: Library
) -> Iterator[tuple[str, bool | None, bool]]:
    answer = answer_of(label, question, cache(library.passages), library.text)
    quotes = {citation.marker: citation.text for citation in answer.citations}
    for statement, hand in zip(answer.statements, label.statements, strict=True):
        cited = [quotes[marker] for marker in statement.citations]
        yield "support", judge.supported(statement.text, cited), hand.supported
    for nugget, said in zip(question.nuggets, label.nuggets, strict=True):
        yield "nugget", judge.says(answer.text, nugget.any_of), said
