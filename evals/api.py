"""The front door of evaluation for other programs: the chat page, the pytest plug-in, a notebook.

run = evaluate(assistant, split="dev", progress=lambda done, total: ...)
run.score("S@1"), run.score("Cited", "lang:en"), run.scores, run.rows
run_folders(home)                  finished runs, the newest first
load_run(folder)                   one of them
compare(first, second)             differences with significance, questions that changed
report_html(run)                   the page to read
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Source, Status
from dzherelo.evals.agreement import agreement_of
from dzherelo.evals.choice import Choice, choose, texts_of
from dzherelo.evals.compare import Comparison, compare
from dzherelo.evals.config import config_of
from dzherelo.evals.gold import Question, gold_files, load_gold
from dzherelo.evals.harness import Library, Planting, Progress, System, Tools, quiet
from dzherelo.evals.harness import evaluate as ask_all
from dzherelo.evals.html import report_html, write_report
from dzherelo.evals.judge import judge_run
from dzherelo.evals.judging import planting_of, tools_of
from dzherelo.evals.opening import without_texts
from dzherelo.evals.runs import (
    Folder,
    Run,
    load_run,
    new_folder,
    runs_in,
    unfinished,
    with_agreement,
)

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

__all__ = [
    "Comparison",
    "Gold",
    "Run",
    "compare",
    "evaluate",
    "gold_of",
    "load_run",
    "report_html",
    "run_folders",
]

OURS = "dzherelo"
RUNS = "runs"  # in the data folder
SplitChoice = Literal["dev", "sealed", "all"]


def evaluate(
    assistant: Assistant,
    *,
    split: SplitChoice | None = None,
    gold: Path | None = None,
    notes: bool = False,
    out: Path | None = None,
    runs: Path | None = None,
    judge: Settings | None = None,
    progress: Progress = quiet,
) -> Run:
    """Asks the assistant the gold questions, writes a run folder with its report, returns the run.

    `split` and `gold` as in gold_of. `notes`: measure our notes alone, as if no text had been
    added. `out` is the run's folder; by default a new one in `runs`, that is in the folder `runs`
    of the assistant's data folder. A run of the same configuration that was stopped there goes on.
    `judge`: settings whose language model reads the answers a second time (see evals.judge).
    `progress` hears how many questions are done, of how many; what it raises stops the run.
    Raises InputError where nothing can be asked, the gold is stale, or `out` is taken.
    """
    from dzherelo.assistant.assembly import open_assistant

    chosen = gold_of(split, gold)
    settings = assistant.settings
    apart = notes and bool(texts_of(assistant))
    with (
        without_texts(settings) if apart else nullcontext(settings) as there,
        open_assistant(there) if apart else nullcontext(assistant) as measured,
    ):
        measured.sync()
        run = run_system(
            System.of(measured),
            chosen,
            chosen_for(measured, chosen, notes=notes, planting=True),
            tools_of(measured),
            runs=runs or settings.home / RUNS,
            out=out,
            settings=settings_of(measured),
            planting=planting_of(there),
            progress=progress,
        )
        verdicts = judge_run(run, judge, measured, progress=progress) if judge else None
        run = with_agreement(run, agreement_of(measured))
        write_report(run, verdicts)
    return run


def run_folders(home: Path) -> tuple[Run, ...]:
    """The finished runs in a data folder, the newest first."""
    return runs_in(home / RUNS)


def settings_of(assistant: Assistant) -> dict[str, Any]:
    """The settings that a result depends on; no key."""
    return assistant.settings.model_dump(exclude={"home", "chroma", "llm_key"})


@dataclass(frozen=True, slots=True)
class Gold:
    """The questions of a split, and the files that they come from."""

    questions: tuple[Question, ...]
    files: tuple[Path, ...]
    split: str


def gold_of(split: SplitChoice | None = None, gold: Path | None = None) -> Gold:
    """The questions that come with the program (by default those of `dev`), or those of a file
    (by default all of them). Raises InputError if there is none."""
    chosen = split or ("all" if gold else "dev")
    files = [gold] if gold else gold_files(chosen)
    questions = tuple(q for q in load_gold(files) if chosen in ("all", q.split))
    if not questions:
        raise InputError(f"No questions of the split `{chosen}` in {gold}.", "Try --split all.")
    return Gold(questions, tuple(files), chosen)


def chosen_for(library: Library, gold: Gold, *, notes: bool, planting: bool) -> Choice:
    """The questions that can be asked of the library; with `planting`, also those for which files
    will be planted in it. Raises InputError if nothing is left to ask."""
    stems = {Path(name).stem for q in gold.questions for name in q.planted} if planting else set()
    choice = choose(_Holding(library, frozenset(stems)), gold.questions, notes=notes)
    if not choice.questions:
        raise InputError(f"{'; '.join(choice.lines())}.", "Add them: dzherelo add FILE --as ID.")
    return choice


@dataclass(frozen=True, slots=True)
class _Holding:
    """A library as it will be when the planted files are there too."""

    library: Library
    planted: frozenset[str]

    def sources(self) -> tuple[Source, ...]:
        held = self.library.sources()
        extra = (Source(id, id, "", Status.FULL) for id in sorted(self.planted))
        return (*held, *extra) if any(s.status in _TEXTS for s in held) else held

    def passages(self, id: str, /) -> Sequence[Any]:
        return () if id in self.planted else self.library.passages(id)


_TEXTS = (Status.FULL, Status.PART)


def run_system(
    system: System,
    gold: Gold,
    choice: Choice,
    tools: Tools,
    *,
    runs: Path,
    out: Path | None = None,
    name: str = OURS,
    settings: dict[str, Any] | None = None,
    planting: Planting | None = None,
    progress: Progress = quiet,
) -> Run:
    """Runs one system over the chosen questions, into `out` or a new folder under `runs`; a
    stopped run of the same configuration goes on."""
    config = config_of(
        choice,
        system.library.sources(),
        settings or {},
        gold=gold.files,
        split=gold.split,
        system=name,
    )
    started = datetime.now(UTC)
    what = f"{gold.split}-{choice.origin}s"
    path = out or unfinished(runs, str(config["fingerprint"])) or new_folder(runs, started, what)
    config |= {
        "started": started.isoformat(timespec="seconds"),
        "remarks": list(choice.lines()),
    }
    return ask_all(
        system, choice, Folder(path), tools, config=config, planting=planting, progress=progress
    )
