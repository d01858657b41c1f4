"""The commands about the libraries of a home: `dzherelo library list | new | use | …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dzherelo.corpus.errors import InputError
from dzherelo.ui import terminal
from dzherelo.ui.cli.online import trace

if TYPE_CHECKING:
    from dzherelo.corpus.library.libraries import Libraries
    from dzherelo.ui.cli.commands import Desk


def library_list(desk: Desk) -> int:
    """Lists the libraries, the one in use with a star."""
    found = _libraries(desk).listed()
    told = [
        {"name": one.name, "in_use": one.in_use, "texts": one.texts, "folder": str(one.folder)}
        for one in found
    ]
    lines = (
        f"{'*' if one.in_use else ' '} {one.name}  ({desk.words('library.texts', count=one.texts)})"
        for one in found
    )
    desk.put({"libraries": told}, *lines)
    return 0


def library_new(desk: Desk) -> int:
    """Makes an empty library; a file becomes its article. Without its article it is not made.
    With --online, the works that it cites are looked up and fetched."""
    args, libraries = desk.args, _libraries(desk)
    name = libraries.new(args.name)
    added = None
    if args.file is not None:
        try:
            with desk.assistant(library=name) as assistant:
                added = assistant.add(args.file, as_id=assistant.library.pack.article)
                assistant.sync()
        except BaseException:
            libraries.remove(name, sure=True)
            raise
    line = desk.words("library.made", name=name)
    if added is not None:
        line += " " + desk.words("library.article", title=added.source.title)
    told = {"made": name, "article": added.source.id if added else None}
    if args.online:
        if not args.json:
            print(line, flush=True)
        with desk.assistant(library=name) as assistant:
            traced = trace(desk, assistant, ())
        if args.json:
            terminal.put_json(told | {"works": [one.as_dict() for one in traced]})
    else:
        desk.put(told, line)
    return 0


def library_use(desk: Desk) -> int:
    """Makes a library the one that commands work on."""
    name = _libraries(desk).use(desk.args.name)
    desk.put({"in_use": name}, desk.words("library.used", name=name))
    return 0


def library_remove(desk: Desk) -> int:
    """Deletes a library with all that it holds, on a Chroma server too."""
    libraries, args = _libraries(desk), desk.args
    folder = libraries.folder(args.name)
    settings = desk.settings(library=args.name)
    if args.library and libraries.folder(args.library) == folder:
        raise InputError(
            f"`--library {args.library}` names the library that would be deleted.",
            "Leave --library out.",
        )
    name = libraries.remove(args.name, sure=args.yes)
    if settings.chroma:
        from dzherelo.assistant.assembly import drop_index

        drop_index(settings)
    desk.put({"removed": name, "folder": str(folder)}, desk.words("library.removed", name=name))
    return 0


def library_export(desk: Desk) -> int:
    """Writes the texts and the data of a library into a zip."""
    args = desk.args
    if args.file.exists():
        raise InputError(f"There is a file {args.file} already.", "Choose another name.")
    texts = _libraries(desk).export(
        args.name, args.file, pack=desk.settings(library=args.name).pack
    )
    line = desk.words("library.exported", file=args.file, count=len(texts))
    desk.put({"exported": args.name, "file": str(args.file), "texts": list(texts)}, line)
    return 0


def library_import(desk: Desk) -> int:
    """Makes a library of a zip that `export` wrote."""
    name = _libraries(desk).take_in(desk.args.file, desk.args.name)
    desk.put({"made": name}, desk.words("library.made", name=name))
    return 0


def _libraries(desk: Desk) -> Libraries:
    from dzherelo.assistant.settings import home_of
    from dzherelo.corpus.library.libraries import Libraries

    return Libraries(home_of(desk.args.home))
