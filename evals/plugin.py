"""A pytest plug-in: every question of a gold file is a test of the library.

    pytest -p dzherelo.evals.plugin --gold my.jsonl

The library is that of the data folder (`--gold-home DIR` for another). A question to which the
library holds no evidence is skipped and says so. Nothing is opened before a question is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dzherelo.corpus.errors import DzhereloError
from dzherelo.evals.gold import Question, choose, load_gold
from dzherelo.evals.libraries import open_library

if TYPE_CHECKING:
    from dzherelo.evals.harness import System, Tools
    from dzherelo.evals.measures import Outcome

_OPEN = pytest.StashKey["Opened"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gold", "gold questions of Dzherelo")
    group.addoption(
        "--gold",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a file of gold questions, each of which becomes a test (may be repeated)",
    )
    group.addoption(
        "--gold-home", type=Path, metavar="DIR", help="data folder of the library that is asked"
    )


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Adds the questions behind the tests that were collected."""
    for path in config.getoption("--gold"):
        items.extend(GoldFile.from_parent(session, path=path.absolute()).collect())


def pytest_unconfigure(config: pytest.Config) -> None:
    if opened := config.stash.get(_OPEN, None):
        opened.stack.close()


class GoldFile(pytest.File):
    """A gold file; collecting it reads the questions and asks nothing."""

    def collect(self) -> Iterator[GoldItem]:
        try:
            questions = load_gold([self.path])
        except DzhereloError as error:
            raise pytest.UsageError(str(error)) from error
        for question in questions:
            yield GoldItem.from_parent(self, name=question.id, question=question)


class GoldItem(pytest.Item):
    """A gold question: passes if the right thing is done, with exact quotes that carry it."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def runtest(self) -> None:
        from dzherelo.evals.harness import outcomes, reasons
        from dzherelo.evals.measures import accuracy

        if _OPEN not in self.config.stash:
            self.config.stash[_OPEN] = Opened(self.config.getoption("--gold-home"))
        opened = self.config.stash[_OPEN]
        choice = choose(opened.system.library, [self.question])
        if not choice.questions:
            pytest.skip("; ".join(choice.lines()))
        ((outcome, _),) = outcomes(opened.system, choice.questions, choice.origin, opened.tools)
        told = list(reasons(outcome))
        if told or accuracy(outcome) != 1.0:
            raise Miss(outcome, told)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if isinstance(excinfo.value, Miss | DzhereloError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.name}: {self.name}"


class Miss(AssertionError):
    """A question that came out wrong: what was asked, what was expected, what came, and why."""

    def __init__(self, outcome: Outcome, why: list[str]) -> None:
        question, answer = outcome.question, outcome.answer
        expected = [
            " or ".join(str(place) for place in group.any_of) for group in question.evidence
        ] or [f"to be declined ({' or '.join(question.reason)})"]
        lines = [f"asked:    {question.question}"]
        lines += [f"expected: {line}" for line in expected]
        if answer is not None:
            lines.append(f"came:     {answer.text}")
            lines += [
                f"cited:    {c.source}, {c.locator.label(question.lang)}" for c in answer.citations
            ]
        lines += [f"why:      {line}" for line in why]
        super().__init__("\n".join(lines))


class Opened:
    """The library that is asked, opened once a session."""

    def __init__(self, home: Path | None) -> None:
        from dzherelo.evals.harness import System, tools_of

        self.stack = ExitStack()
        assistant = self.stack.enter_context(open_library(home))
        self.system: System = System.of(assistant)
        self.tools: Tools = tools_of(assistant)
