"""`dzherelo eval`: runs gold questions, compares runs, tries the parts one by one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dzherelo.corpus.errors import InputError
from dzherelo.evals.api import RUNS, compare, evaluate, load_run
from dzherelo.evals.harness import Progress as Told
from dzherelo.evals.runs import REPORT

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

WIDE = 132  # columns


def main(argv: Sequence[str] | None = None) -> int:
    """`dzherelo eval`. Returns 0; raises the errors of the library and of the gold files."""
    options = _parser().parse_args(argv)
    if options.compare:
        _compare(*options.compare, as_json=options.json)
    elif options.ablate:
        _ablate(options)
    else:
        _run(options)
    return 0


def _parser() -> argparse.ArgumentParser:
    from dzherelo.evals.opening import parser_of

    parser = parser_of("eval", "Measure the quality of search and answers.")
    parser.add_argument("--gold", type=Path, metavar="FILE", help="gold questions (JSON lines)")
    parser.add_argument("--split", choices=("dev", "sealed", "all"), help="default: dev")
    parser.add_argument("--notes", action="store_true", help="measure our notes alone, no texts")
    parser.add_argument(
        "--library", type=Path, metavar="DIR", help="measure over the texts of this folder"
    )
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
    parser.add_argument(
        "--judge",
        metavar="ADDRESS",
        help="a language model that reads the answers a second time (address#model or a GGUF file)",
    )
    return parser


def _ablate(options: argparse.Namespace) -> None:
    from dzherelo.evals.ablation import ablate
    from dzherelo.evals.tables import show_ablation

    with ExitStack() as stack:
        assistant, home = stack.enter_context(opened(options))
        shown = stack.enter_context(_bar())

        def named(name: str) -> Told:
            task = shown.add_task(name, total=None)
            return lambda done, total: shown.update(task, completed=done, total=total)

        found = ablate(
            assistant.settings,
            runs=home / RUNS,
            split=options.split,
            gold=options.gold,
            notes=options.notes,
            out=options.out,
            progress=named,
        )
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        show_ablation(found, out := console())
        out.print(f"Runs: {found.folder}", highlight=False, soft_wrap=True)


def _run(options: argparse.Namespace) -> None:
    from dzherelo.assistant.settings import load_settings
    from dzherelo.evals.tables import show

    with opened(options) as (assistant, home), bar("questions") as progress:
        run = evaluate(
            assistant,
            split=options.split,
            gold=options.gold,
            notes=options.notes,
            out=options.out,
            runs=home / RUNS,
            judge=load_settings(options.home, llm=options.judge) if options.judge else None,
            progress=progress,
        )
    if options.json:
        print(json.dumps(run.as_dict(), ensure_ascii=False))
    else:
        show(run, out := console())
        out.print(f"Report: {run.folder / REPORT}", highlight=False, soft_wrap=True)


def _compare(first: Path, second: Path, *, as_json: bool) -> None:
    from dzherelo.evals.tables import show_comparison

    found = compare(load_run(first), load_run(second))
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        show_comparison(found, console())


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[tuple[Assistant, Path]]:
    """The assistant over the chosen library, its index up to date; and the user's data folder."""
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings
    from dzherelo.evals.folder import library_of

    if options.library and options.notes:
        raise InputError("--library brings texts and --notes leaves them out.", "Give one of them.")
    settings = load_settings(options.home, llm=options.llm)
    with indexing() as progress:
        chosen: AbstractContextManager[Settings] = nullcontext(settings)
        if options.library:
            chosen = library_of(options.library, settings, _tell, progress)
        with chosen as there, open_assistant(there, progress=progress) as assistant:
            assistant.sync()
            yield assistant, settings.home


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def console() -> Console:
    """Standard output; wide enough for the tables where it goes into a file."""
    out = Console()
    return out if out.is_terminal else Console(width=WIDE)


@contextmanager
def bar(what: str) -> Iterator[Told]:
    """A progress bar on stderr."""
    with _bar() as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


@contextmanager
def indexing() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr for the texts that are indexed before anything is asked."""
    shown = _bar()
    task = shown.add_task("", total=None)

    def tell(source: str, done: int, total: int) -> None:
        if done < total:
            shown.start()
            shown.update(task, description=source, completed=done, total=total)
        else:
            shown.stop()

    try:
        yield tell
    finally:
        shown.stop()


def _bar() -> Progress:
    out = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=out,
        transient=True,
        disable=not out.is_terminal,
    )
