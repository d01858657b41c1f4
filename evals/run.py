"""`dzherelo eval`: runs gold questions, compares runs, tries the parts one by one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dzherelo.corpus.errors import InputError
from dzherelo.evals.libraries import library_of, parser_of

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """`dzherelo eval`. Returns 0; raises the errors of the library and of the gold files."""
    options = _parser().parse_args(argv)
    out = Console()
    out = out if out.is_terminal else Console(width=132)  # in a file the tables are wide enough
    if options.compare:
        _compare(options, out)
    elif options.ablate:
        _ablate(options, out)
    else:
        _run(options, out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = parser_of(
        "eval",
        "Measure the quality of search and answers.",
        library="library of the data folder, by name; or a folder of texts to measure over",
    )
    parser.add_argument("--gold", type=Path, metavar="FILE", help="gold questions (JSON lines)")
    parser.add_argument("--split", choices=("dev", "sealed", "all"), help="default: dev")
    parser.add_argument("--notes", action="store_true", help="measure our notes alone, no texts")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the run is written")
    parser.add_argument(
        "--compare", nargs=2, type=Path, metavar=("A", "B"), help="compare two run folders"
    )
    parser.add_argument(
        "--ablate", action="store_true", help="switch parts off one by one, beside the controls"
    )
    parser.add_argument(
        "--llm", metavar="ADDRESS", help="language model that writes the answers, or off"
    )
    return parser


def _run(options: argparse.Namespace, out: Console) -> None:
    from dzherelo.evals.api import RUNS, evaluate
    from dzherelo.evals.report import show
    from dzherelo.evals.runs import REPORT

    with _opened(options) as (assistant, home, shown):
        run = evaluate(
            assistant,
            split=options.split,
            gold=options.gold,
            notes=options.notes,
            out=options.out,
            runs=home / RUNS,
            progress=_task(shown, "questions"),
        )
    if options.json:
        print(json.dumps(run.as_dict(), ensure_ascii=False))
    else:
        show(run, out)
        out.print(f"Report: {run.folder / REPORT}", highlight=False, soft_wrap=True)


def _ablate(options: argparse.Namespace, out: Console) -> None:
    from dzherelo.evals.ablation import ablate, show_ablation
    from dzherelo.evals.api import RUNS

    with _opened(options) as (assistant, home, shown):
        found = ablate(
            assistant.settings,
            runs=home / RUNS,
            split=options.split,
            gold=options.gold,
            notes=options.notes,
            out=options.out,
            progress=lambda name: _task(shown, name),
        )
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        show_ablation(found, out)
        out.print(f"Runs: {found.folder}", highlight=False, soft_wrap=True)


def _compare(options: argparse.Namespace, out: Console) -> None:
    from dzherelo.evals.compare import compare
    from dzherelo.evals.report import show_comparison
    from dzherelo.evals.runs import load_run

    found = compare(*map(load_run, options.compare))
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        show_comparison(found, out)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Assistant, Path, Progress]]:
    """The assistant over the chosen library, its index up to date; the user's data folder; and the
    progress bars on stderr, where the texts that are indexed are shown first."""
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import home_of, load_settings
    from dzherelo.corpus.library.libraries import Libraries

    known = options.library in (None, *Libraries(home_of(options.home)).names())
    if options.notes and not known:
        raise InputError("--library brings texts and --notes leaves them out.", "Give one of them.")
    named = options.library if known else None
    settings = load_settings(options.home, llm=options.llm, library=named)
    err = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns, TimeRemainingColumn(), console=err, transient=True, disable=not err.is_terminal
    ) as shown:
        task = shown.add_task("", visible=False)

        def indexing(source: str, done: int, total: int) -> None:
            going_on = done < total
            shown.update(task, description=source, completed=done, total=total, visible=going_on)

        chosen: AbstractContextManager[Settings] = nullcontext(settings)
        if not known:
            chosen = library_of(Path(options.library), settings, _tell, indexing)
        with chosen as there, open_assistant(there, progress=indexing) as assistant:
            assistant.sync()
            yield assistant, settings.home, shown


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _task(shown: Progress, name: str) -> Callable[[int, int], None]:
    """What hears how many questions are done, of how many, and shows it in a line of its own."""
    task = shown.add_task(name, total=None)
    return lambda done, total: shown.update(task, completed=done, total=total)
