"""The commands about cited works: `cite` looks one up, `fetch` brings their texts in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import InputError
from dzherelo.ui.cli import terminal
from dzherelo.ui.locale.texts import Words, language_beside

if TYPE_CHECKING:
    from dzherelo.assistant.fetching import Outcome
    from dzherelo.corpus.library.holdings import Holdings
    from dzherelo.corpus.library.records import Record
    from dzherelo.ui.cli.commands import Desk

WIDTH = 100  # columns, where the terminal has not fewer


def cite(args: argparse.Namespace, desk: Desk) -> int:
    """Shows what a reference stands for, or prints the record in one format; 1 if a place that it
    names is not there."""
    from dzherelo.ui.locale.errors import translated
    from dzherelo.ui.views.lookup import missing_line, plain_lookup

    ref = " ".join(args.ref)
    words = Words(language_beside(ref, desk.words.language))
    try:
        with desk.assistant(args) as assistant:
            found = assistant.cite(ref)
    except InputError as error:
        parts = (translated(part, words.language) for part in (error.fact, error.remedy))
        raise InputError(*parts) from error
    if args.format:
        print(_exported(args.format, found.records), end="")
        return 0
    lost = [one for one in found.provisions if one.missing]
    if args.json:
        terminal.put_json(found.as_dict(words.language))
    elif not lost or len(lost) < len(found.provisions):
        print(plain_lookup(found, words, width=min(terminal.columns() or WIDTH, WIDTH)))
    for one in lost:
        desk.complain(missing_line(one, words))
    return 1 if lost else 0


def fetch(args: argparse.Namespace, desk: Desk) -> int:
    """Fetches each source, a line a source, then indexes them together; 1 if any failed."""
    outcomes: list[Outcome] = []
    with desk.assistant(args) as assistant:
        for outcome in assistant.fetch(args.ids):
            outcomes.append(outcome)
            if not args.json:
                print(_outcome_line(outcome, desk.words), flush=True)
        if any(outcome.outcome == "fetched" for outcome in outcomes):
            assistant.sync()
        if not args.json and not args.ids:
            _say_rest(assistant.holdings, bool(outcomes), desk.words)
    if args.json:
        terminal.put_json({"sources": [outcome.as_dict() for outcome in outcomes]})
    return 1 if any(outcome.outcome == "failed" for outcome in outcomes) else 0


def _exported(form: str, records: tuple[Record, ...]) -> str:
    from dzherelo.corpus.citations.formats import export

    if not records:
        raise InputError(
            "There is no bibliographic record of this.", "Look up a number, an author or a title."
        )
    return export(records, {"csl": "csl-json"}.get(form, form))


def _outcome_line(outcome: Outcome, words: Words) -> str:
    said = {"fetched": "fetched", "kept": "kept", "failed": "failed.source"}[outcome.outcome]
    status = words(f"status.{outcome.source.status}")
    return f"{words(said)}: {outcome.source.id} ({status})  {outcome.error or outcome.url}"


def _say_rest(holdings: Holdings, any_done: bool, words: Words) -> None:
    """What else is missing, and cannot be fetched."""
    from dzherelo.assistant.fetching import unreachable

    if not any_done:
        terminal.say(words("fetch.nothing"))
    if without := unreachable(holdings):
        terminal.say(words("fetch.no.address", ids=", ".join(without)))
