"""The commands about records: those that come from other programs, and those that go to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import InputError
from dzherelo.ui import terminal
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.render import source_facts

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Added, Assistant
    from dzherelo.corpus.library.importing import Placed
    from dzherelo.corpus.types import Source
    from dzherelo.ui.cli.commands import Desk


def relink(desk: Desk) -> int:
    """Makes a text the work of another entry, or of none."""
    with desk.assistant() as assistant:
        added = assistant.relink(desk.args.id, desk.args.cites)
        assistant.sync()
    line = desk.words("relinked", id=desk.args.id, source=source_line(added.source, desk.words))
    desk.put({"was": desk.args.id, "now": added_row(added)}, line)
    return 0


def export(desk: Desk) -> int:
    """Writes the records of the whole library, or of some works, in one format."""
    from dzherelo.corpus.bibliography.formats import export as exported

    args = desk.args
    if args.out is not None and args.out.exists():
        raise InputError(f"There is a file {args.out} already.", "Choose another name.")
    with desk.assistant() as assistant:
        catalog = assistant.library.catalog
        records = [catalog.record(id) for id in args.ids] if args.ids else [*catalog]
    if not records:
        raise InputError(
            "The library has no bibliographic records.", "Add an article or a bibliography first."
        )
    text = exported(records, args.format)
    if args.out is None:
        terminal.put_bytes(text.encode())
        return 0
    try:
        args.out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            f"{args.out} cannot be written: {error.strerror}.", "Choose another place."
        ) from error
    terminal.say(desk.words("exported", count=len(records), file=args.out))
    return 0


def zotero(desk: Desk) -> int:
    """Takes the records and the texts of a running Zotero in."""
    from dzherelo.corpus.lookup.zotero import collected

    args = desk.args
    with desk.assistant() as assistant:
        settings = desk.settings()
        found = collected(settings.zotero, args.collection)
        placed = assistant.take_in(found, cited=args.cited)
        say_placed(desk, "Zotero", placed)
        texts, missed = add_attached(desk, assistant, placed)
        report = assistant.sync() if placed else None
    if args.json:
        told = {
            "records": [placed_row(one) for one in placed],
            "added": [added_row(one) for one in texts],
        }
        terminal.put_json(told | ({"index": asdict(report)} if report else {}))
    return 1 if missed else 0


# What `add` does with a bibliography ------------------------------------------------------------


def take_in_file(desk: Desk, assistant: Assistant, path: Path) -> list[Placed]:
    """Takes the records of a file in and says what became of them; raises InputError."""
    from dzherelo.corpus.library.bibliography import read_bibliography

    args = desk.args
    if args.as_id or args.cites is not None or args.part:
        raise InputError(
            f"{path.name} is a bibliography; --as, --cites and --part are for a text.",
            "Leave them out.",
        )
    found = read_bibliography(path)
    placed = assistant.take_in(found.imported, cited=args.cited)
    for line, why in found.faults:
        desk.complain(desk.words("records.fault", file=path.name, line=line, why=why))
    say_placed(desk, path.name, placed)
    return placed


def say_placed(desk: Desk, name: str, placed: Sequence[Placed]) -> None:
    """One line on what came, and one for each file that is not there."""
    states = [one.state for one in placed]
    if not desk.args.json:
        counts = {state: states.count(state) for state in ("cited", "known", "new")}
        print(desk.words("records.taken", file=name, count=len(placed), **counts), flush=True)
    for one in placed:
        for file in one.missing if not one.files else ():
            desk.complain(desk.words("records.missing", id=one.id, file=file))


def add_attached(
    desk: Desk, assistant: Assistant, placed: Sequence[Placed]
) -> tuple[list[Added], int]:
    """Adds the attached texts of works that have none yet: those that were added, and how many
    works have files none of which can be read."""
    added, missed = list[Any](), 0
    for one in placed:
        if not one.files or assistant.library.has_text(one.id):
            continue
        for at, path in enumerate(one.files, start=1):
            try:
                added.append(assistant.add(path, as_id=one.id))
            except InputError as error:
                desk.complain(error)
                missed += at == len(one.files)
                continue
            say_added(desk, added[-1])
            break
    return added, missed


def say_added(desk: Desk, added: Added) -> None:
    """What became of a text, on a line; nothing where JSON was asked for."""
    if desk.args.json:
        return
    words = desk.words
    state = "replaced" if added.replaced else "added"
    by = words(f"recognised.{added.recognised}") if added.recognised else ""
    said = words(state if added.changed else "unchanged")
    garbled = "\n" + words("add.garbled") if added.garbled else ""
    print(f"{said}: {source_line(added.source, words)}{by}{garbled}", flush=True)


def source_line(source: Source, words: Words) -> str:
    return f"{source.id}  {source.title} ({', '.join(source_facts(source, words))})"


# For JSON ---------------------------------------------------------------------------------------


def added_row(added: Added) -> dict[str, Any]:
    return {
        **asdict(added.source),
        "changed": added.changed,
        "replaced": added.replaced,
        "recognised": added.recognised,
        "garbled": added.garbled,
    }


def placed_row(placed: Placed) -> dict[str, Any]:
    return {
        "id": placed.id,
        "state": placed.state,
        "number": placed.number,
        "title": placed.record.title,
        "doi": placed.record.doi,
        "key": placed.record.key,
        "files": [str(path) for path in placed.files],
        "missing": list(placed.missing),
    }
