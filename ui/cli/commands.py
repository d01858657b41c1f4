"""What each command does, once its arguments are parsed. Heavy parts are imported when needed."""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import DzhereloError, InputError
from dzherelo.ui.cli import references, terminal
from dzherelo.ui.locale.texts import Words, language_of
from dzherelo.ui.views.render import plain_answer, plain_hits, source_facts

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Added, Assistant, SyncReport
    from dzherelo.assistant.settings import Settings
    from dzherelo.corpus.types import Source

Progress = Callable[[str, int, int], None]  # what, done, total


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with: the words of the interface and a way to the assistant."""

    words: Words
    open: Callable[[Settings, Progress], Assistant]

    @contextmanager
    def assistant(self, args: argparse.Namespace) -> Iterator[Assistant]:
        """The assistant of the chosen data folder, with a progress bar; closed afterwards."""
        from dzherelo.assistant.settings import load_settings

        settings = load_settings(args.home, llm=getattr(args, "llm", None))
        with terminal.Bar() as bar:
            assistant = self.open(settings, bar)
            try:
                yield assistant
            finally:
                assistant.close()

    def complain(self, error: str | DzhereloError) -> None:
        """One line on stderr."""
        terminal.say(f"dzherelo: {error}")


def add(args: argparse.Namespace, desk: Desk) -> int:
    """Reads each file and indexes them together; a refused file does not stop the others."""
    added: list[Added] = []
    with desk.assistant(args) as assistant:
        for path in args.files:
            try:
                added.append(assistant.add(path, as_id=args.as_id, part=args.part))
            except InputError as error:
                desk.complain(error)
                continue
            if not args.json:
                print(_added_line(added[-1], desk.words), flush=True)
        report = assistant.sync() if added else None
    if args.json and added:
        terminal.put_json(
            {
                "added": [
                    {**_source_dict(one.source), "changed": one.changed, "replaced": one.replaced}
                    for one in added
                ],
                "index": asdict(report) if report else None,
            }
        )
    return 0 if len(added) == len(args.files) else 1


def remove(args: argparse.Namespace, desk: Desk) -> int:
    """Takes a source out of the library and of the index."""
    with desk.assistant(args) as assistant:
        assistant.remove(args.id)
    if args.json:
        terminal.put_json({"removed": args.id})
    else:
        print(desk.words("removed", id=args.id))
    return 0


def sources(args: argparse.Namespace, desk: Desk) -> int:
    """Lists the library with the status of each source."""
    with desk.assistant(args) as assistant:
        listed = assistant.sources()
    if args.json:
        terminal.put_json({"sources": [_source_dict(source) for source in listed]})
    elif not listed:
        terminal.say(desk.words("library.empty"))
    for source in () if args.json else listed:
        print(_source_line(source, desk.words))
    return 0


def text(args: argparse.Namespace, desk: Desk) -> int:
    """The canonical text, byte for byte."""
    with desk.assistant(args) as assistant:
        canonical = assistant.text(args.id, notes=args.notes)
    if args.json:
        terminal.put_json({"id": args.id, "text": canonical})
    else:
        terminal.put_bytes(canonical.encode("utf-8"))
    return 0


def index(args: argparse.Namespace, desk: Desk) -> int:
    """Brings the index up to date, or builds it anew."""
    with desk.assistant(args) as assistant:
        report: SyncReport = assistant.sync(rebuild=args.rebuild)
    if args.json:
        terminal.put_json(asdict(report))
    else:
        print(desk.words("index.report", count=report.added, **asdict(report)))
    return 0


def search(args: argparse.Namespace, desk: Desk) -> int:
    """Passages for one query, or for each line of a batch."""

    def found(assistant: Assistant, query: str, given: Any) -> dict[str, Any]:
        hits = assistant.search(query, k=args.k)
        language = language_of(query)
        return {"id": given, "query": query, "hits": [hit.as_dict(language) for hit in hits]}

    with desk.assistant(args) as assistant:
        if args.batch is not None:
            return _batch(args, desk, "query", lambda line: found(assistant, line.text, line.id))
        if args.json:
            terminal.put_json(found(assistant, args.query, None))
            return 0
        hits = assistant.search(args.query, k=args.k)
        if hits:
            titles = {source.id: source for source in assistant.sources()}
            language = language_of(args.query)
            print(plain_hits(hits, titles, language, width=terminal.columns()))
        else:
            terminal.say(desk.words("nothing.found"))
    return 0


def ask(args: argparse.Namespace, desk: Desk) -> int:
    """An answer to one question, or to each line of a batch."""
    from dzherelo.assistant.citations.errata import slips_of

    with desk.assistant(args) as assistant:
        if args.batch is not None:

            def answered(line: Any) -> dict[str, Any]:
                answer = assistant.ask(line.text, history=line.history, k=args.k)
                return {**answer.as_dict(), "id": line.id}

            return _batch(args, desk, "question", answered)
        answer = assistant.ask(args.question, k=args.k)
        if args.json:
            terminal.put_json(answer.as_dict())
        else:
            titles = {source.id: source for source in assistant.sources()}
            slips = partial(slips_of, holdings=assistant.holdings)
            print(plain_answer(answer, titles, width=terminal.columns(), slips=slips))
    return 0


def chat(args: argparse.Namespace, desk: Desk) -> int:
    """Builds what is missing and serves the chat until it is stopped."""
    from dzherelo.assistant.settings import load_settings
    from dzherelo.ui.page.serve import check_address, serve

    # Before anything slow: a refused address should not cost an indexing run.
    address = check_address(args.host, args.port, args.auth)
    settings = load_settings(args.home, llm=args.llm)
    with terminal.Bar() as bar:
        relay = terminal.Relay(bar)
        assistant = desk.open(settings, relay)
        try:
            if assistant.sources():
                assistant.sync()
            serve(
                assistant,
                address,
                relay=relay,
                words=desk.words,
                browser=not args.no_browser,
            )
        finally:
            assistant.close()
    return 0


def doctor(args: argparse.Namespace, desk: Desk) -> int:
    """What is installed and reachable; exit 1 if something needed is missing."""
    from dzherelo.assistant.doctor import examine
    from dzherelo.assistant.settings import load_settings

    checks = examine(load_settings(args.home))
    if args.json:
        terminal.put_json({"checks": [asdict(check) for check in checks]})
    else:
        widest = max(len(desk.words(f"state.{check.state}")) for check in checks)
        for check in checks:
            state = desk.words(f"state.{check.state}").ljust(widest)
            print(f"{state}  {check.name}: {' '.join(filter(None, (check.fact, check.remedy)))}")
    return 1 if any(check.state == "missing" for check in checks) else 0


def delegate(name: str, home: Path | None, rest: list[str]) -> int:
    """`eval` and `bench` belong to `evals`: this is the only place where the two meet."""
    argv = [*(["--home", str(home)] if home else []), *rest]
    if name == "eval":
        from dzherelo.evals import run

        return int(run.main(argv) or 0)
    if "--ui" in rest:
        from dzherelo.ui import bench as page

        return page.main(argv)
    from dzherelo.evals import bench

    return int(bench.main(argv) or 0)


COMMANDS: dict[str, Callable[[argparse.Namespace, Desk], int]] = {
    "add": add,
    "fetch": references.fetch,
    "remove": remove,
    "sources": sources,
    "text": text,
    "index": index,
    "search": search,
    "ask": ask,
    "cite": references.cite,
    "chat": chat,
    "doctor": doctor,
}


def _batch(
    args: argparse.Namespace, desk: Desk, field: str, answer: Callable[[Any], dict[str, Any]]
) -> int:
    """One JSON line for each line of the batch; 1 if any of them was broken."""
    from dzherelo.ui.cli.batch import BrokenLine, opened, read_batch

    broken = 0
    with opened(args.batch) as stream:
        for line in read_batch(stream, field, desk.words):
            if isinstance(line, BrokenLine):
                result = line.as_dict()
            else:
                try:
                    result = answer(line)
                except InputError as error:
                    result = {"id": line.id, "error": str(error)}
                except DzhereloError:
                    raise  # the library or the index: every further line would fail alike
                except Exception as error:
                    if args.debug:
                        traceback.print_exc()
                    bug = desk.words("bug", error=f"{type(error).__name__}: {error}")
                    result = {"id": line.id, "error": bug}
            broken += "error" in result
            terminal.put_json(result)
    return 1 if broken else 0


def _source_dict(source: Source) -> dict[str, Any]:
    return asdict(source)


def _added_line(added: Added, words: Words) -> str:
    state = "replaced" if added.replaced else "added"
    return f"{words(state if added.changed else 'unchanged')}: " + _source_line(added.source, words)


def _source_line(source: Source, words: Words) -> str:
    return f"{source.id}  {source.title} ({', '.join(source_facts(source, words))})"
