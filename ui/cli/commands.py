"""What each command does, once its arguments are parsed. Heavy parts are imported when needed.

A function has the name of its command, takes a Desk, and returns the exit code.
"""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import DzhereloError, InputError
from dzherelo.ui import terminal
from dzherelo.ui.cli.bibliography import (
    add_attached,
    added_row,
    export,
    placed_row,
    relink,
    say_added,
    source_line,
    take_in_file,
    zotero,
)
from dzherelo.ui.cli.libraries import (
    library_export,
    library_import,
    library_list,
    library_new,
    library_remove,
    library_use,
)
from dzherelo.ui.cli.online import lookup
from dzherelo.ui.locale.texts import Words, language_beside, language_of
from dzherelo.ui.terminal import Progress, Relay
from dzherelo.ui.views.render import plain_answer, plain_hits

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.fetching import Outcome
    from dzherelo.assistant.settings import Settings
    from dzherelo.corpus.records import Record
    from dzherelo.corpus.types import Source

__all__ = [
    "Desk",
    "export",
    "library_export",
    "library_import",
    "library_list",
    "library_new",
    "library_remove",
    "library_use",
    "lookup",
    "relink",
    "zotero",
]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with: its arguments, what was left of the line, the words of the
    interface and a way to the assistant."""

    args: argparse.Namespace
    rest: list[str]
    words: Words
    open: Callable[[Settings, Progress], Assistant]

    def settings(self, library: str | None = None) -> Settings:
        """Those of the chosen data folder and library."""
        from dzherelo.assistant.settings import load_settings

        llm, library = getattr(self.args, "llm", None), library or self.args.library
        return load_settings(self.args.home, llm=llm, library=library)

    @contextmanager
    def assistant(
        self, relay: Relay | None = None, *, library: str | None = None
    ) -> Iterator[Assistant]:
        """The assistant of the chosen data folder and library, its progress on a bar, or where
        `relay` leads; closed afterwards."""
        settings = self.settings(library)
        with terminal.Bar() as bar:
            if relay is not None:
                relay.target = bar
            assistant = self.open(settings, relay or bar)
            try:
                yield assistant
            finally:
                assistant.close()

    def put(self, value: dict[str, Any], *lines: str) -> None:
        """The result of a command: as JSON if that was asked for, else the lines."""
        if self.args.json:
            terminal.put_json(value)
        else:
            print(*lines, sep="\n")

    def complain(self, error: str | DzhereloError) -> None:
        """One line on stderr."""
        terminal.say(f"dzherelo: {error}")


# The library ------------------------------------------------------------------------------------


def add(desk: Desk) -> int:
    """Reads each file and indexes them together; a refused file does not stop the others. Of a
    bibliography, the records are taken in and the texts that it names added."""
    from dzherelo.corpus.library.bibliography import is_bibliography

    args, added, records, refused = desk.args, list[Any](), list[Any](), 0
    with desk.assistant() as assistant:
        for path in args.files:
            try:
                if is_bibliography(path):
                    records += take_in_file(desk, assistant, path)
                else:
                    one = assistant.add(
                        path, as_id=args.as_id, part=args.part, cites=args.cites, ocr=args.ocr
                    )
                    added.append(one)
                    say_added(desk, one)
            except InputError as error:
                desk.complain(error)
                refused += 1
        texts, missed = add_attached(desk, assistant, records)
        added += texts
        report = assistant.sync() if added or records else None
    if args.json and report:
        told = {"added": [added_row(one) for one in added], "index": asdict(report)}
        if records:
            told["records"] = [placed_row(one) for one in records]
        terminal.put_json(told)
    return 1 if refused or missed else 0


def fetch(desk: Desk) -> int:
    """Fetches each source, a line a source, then indexes them together; 1 if any failed."""
    from dzherelo.assistant.fetching import unreachable

    args, words, outcomes = desk.args, desk.words, list[Any]()
    with desk.assistant() as assistant:
        for outcome in assistant.fetch(args.ids):
            outcomes.append(outcome)
            if not args.json:
                print(_outcome_line(outcome, words), flush=True)
        if any(outcome.outcome == "fetched" for outcome in outcomes):
            assistant.sync()
        if not args.json and not args.ids:
            if not outcomes:
                terminal.say(words("fetch.nothing"))
            if without := unreachable(assistant.library):
                terminal.say(words("fetch.no.address", ids=", ".join(without)))
    if args.json:
        terminal.put_json({"sources": [outcome.as_dict() for outcome in outcomes]})
    return 1 if any(outcome.outcome == "failed" for outcome in outcomes) else 0


def remove(desk: Desk) -> int:
    """Takes a source out of the library and of the index."""
    source = desk.args.id
    with desk.assistant() as assistant:
        assistant.remove(source)
    desk.put({"removed": source}, desk.words("removed", id=source))
    return 0


def sources(desk: Desk) -> int:
    """Lists the library with the status of each source."""
    with desk.assistant() as assistant:
        listed = assistant.sources()
    if listed or desk.args.json:
        lines = (source_line(source, desk.words) for source in listed)
        desk.put({"sources": [asdict(source) for source in listed]}, *lines)
    else:
        terminal.say(desk.words("library.empty"))
    return 0


def text(desk: Desk) -> int:
    """The canonical text, byte for byte."""
    source = desk.args.id
    with desk.assistant() as assistant:
        canonical = assistant.text(source, notes=desk.args.notes)
    if desk.args.json:
        terminal.put_json({"id": source, "text": canonical})
    else:
        terminal.put_bytes(canonical.encode("utf-8"))
    return 0


def index(desk: Desk) -> int:
    """Brings the index up to date, or builds it anew."""
    with desk.assistant() as assistant:
        report = assistant.sync(rebuild=desk.args.rebuild)
    told = asdict(report)
    desk.put(told, desk.words("index.report", count=report.added, **told))
    return 0


# Questions --------------------------------------------------------------------------------------


def search(desk: Desk) -> int:
    """Passages for one query, or for each line of a batch."""
    args = desk.args

    def found(query: str, given: Any) -> dict[str, Any]:
        hits = assistant.search(query, k=args.k)
        language = language_of(query)
        return {"id": given, "query": query, "hits": [hit.as_dict(language) for hit in hits]}

    with desk.assistant() as assistant:
        if args.batch is not None:
            return _batch(desk, "query", lambda line: found(line.text, line.id))
        if args.json:
            terminal.put_json(found(args.query, None))
        elif hits := assistant.search(args.query, k=args.k):
            titles, language = _titles(assistant), language_of(args.query)
            print(plain_hits(hits, titles, language, width=terminal.columns()))
        else:
            terminal.say(desk.words("nothing.found"))
    return 0


def ask(desk: Desk) -> int:
    """An answer to one question, or to each line of a batch."""
    from dzherelo.assistant.citations.contexts import slips_of

    args = desk.args

    def answered(line: Any) -> dict[str, Any]:
        answer = assistant.ask(line.text, history=line.history, k=args.k)
        return {**answer.as_dict(), "id": line.id}

    with desk.assistant() as assistant:
        if args.batch is not None:
            return _batch(desk, "question", answered)
        answer = assistant.ask(args.question, k=args.k)
        if args.json:
            terminal.put_json(answer.as_dict())
        else:
            slips = partial(slips_of, library=assistant.library)
            width = terminal.columns()
            print(plain_answer(answer, _titles(assistant), width=width, slips=slips))
    return 0


def cite(desk: Desk) -> int:
    """Shows what a reference stands for, or prints the record in one format; 1 if a place that it
    names is not there."""
    from dzherelo.ui.views.lookup import missing_line, plain_lookup

    ref = " ".join(desk.args.ref)
    words = Words(language_beside(ref, desk.words.spoken))
    try:
        with desk.assistant() as assistant:
            found = assistant.cite(ref)
    except InputError as error:
        raise InputError(words.message(error.fact), words.message(error.remedy)) from error
    if desk.args.format:
        print(_exported(desk.args.format, found.records), end="")
        return 0
    lost = [one for one in found.provisions if one.missing]
    if desk.args.json:
        terminal.put_json(found.as_dict(words.language))
    elif not lost or len(lost) < len(found.provisions):
        print(plain_lookup(found, words, width=min(terminal.columns() or 100, 100)))
    for one in lost:
        desk.complain(missing_line(one, words))
    return 1 if lost else 0


# Services ---------------------------------------------------------------------------------------


def chat(desk: Desk) -> int:
    """Builds what is missing and serves the chat until it is stopped."""
    from dzherelo.ui.page.serve import check_address, serve

    args, relay = desk.args, Relay()
    # Before anything slow: a refused address should not cost an indexing run.
    address = check_address(args.host, args.port, args.auth)
    with desk.assistant(relay) as assistant:
        if assistant.sources():
            assistant.sync()
        serve(assistant, address, relay=relay, words=desk.words, browser=not args.no_browser)
    return 0


def doctor(desk: Desk) -> int:
    """What is installed and reachable; exit 1 if something needed is missing."""
    from dzherelo.assistant.doctor import examine

    checks = examine(desk.settings())
    states = [desk.words(f"state.{check.state}") for check in checks]
    lines = (
        f"{state.ljust(max(map(len, states)))}  {check.name}: "
        + " ".join(filter(None, (check.fact, check.remedy)))
        for state, check in zip(states, checks, strict=True)
    )
    desk.put({"checks": [asdict(check) for check in checks]}, *lines)
    return 1 if any(check.state == "missing" for check in checks) else 0


def eval(desk: Desk) -> int:
    """Belongs to `evals`, as `bench` does: this is the only place where the two meet."""
    from dzherelo.evals import run

    return int(run.main(_argv(desk)) or 0)


def bench(desk: Desk) -> int:
    """Speed: of the program, or with --ui of the page."""
    if "--ui" in desk.rest:
        from dzherelo.ui import bench as page

        return page.main(_argv(desk))
    from dzherelo.evals import bench

    return int(bench.main(_argv(desk)) or 0)


# Inside -----------------------------------------------------------------------------------------


def _argv(desk: Desk) -> list[str]:
    """What `evals` is given; what was said before the command comes first."""
    before = {"--home": desk.args.home, "--library": desk.args.library}
    return [
        *(part for name, value in before.items() if value for part in (name, str(value))),
        *desk.rest,
    ]


def _batch(desk: Desk, field: str, answer: Callable[[Any], dict[str, Any]]) -> int:
    """One JSON line for each line of the batch; 1 if any of them was broken."""
    from dzherelo.ui.cli.batch import BrokenLine, opened, read_batch

    broken = 0
    with opened(desk.args.batch) as stream:
        for line in read_batch(stream, field, desk.words):
            if isinstance(line, BrokenLine):
                result = asdict(line)
            else:
                try:
                    result = answer(line)
                except InputError as error:
                    result = {"id": line.id, "error": str(error)}
                except DzhereloError:
                    raise  # the library or the index: every further line would fail alike
                except Exception as error:
                    if desk.args.debug:
                        traceback.print_exc()
                    bug = desk.words("bug", error=f"{type(error).__name__}: {error}")
                    result = {"id": line.id, "error": bug}
            broken += "error" in result
            terminal.put_json(result)
    if broken:
        desk.complain(desk.words("batch.broken", count=broken))
    return 1 if broken else 0


def _titles(assistant: Assistant) -> dict[str, Source]:
    return {source.id: source for source in assistant.sources()}


def _outcome_line(outcome: Outcome, words: Words) -> str:
    said = words("failed.source" if outcome.outcome == "failed" else outcome.outcome)
    status = words(f"status.{outcome.source.status}")
    return f"{said}: {outcome.source.id} ({status})  {outcome.error or outcome.url}"


def _exported(form: str, records: tuple[Record, ...]) -> str:
    from dzherelo.corpus.bibliography.formats import export

    if not records:
        raise InputError(
            "There is no bibliographic record of this.", "Look up a number, an author or a title."
        )
    return export(records, {"csl": "csl-json"}.get(form, form))
