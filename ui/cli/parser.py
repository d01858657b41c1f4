"""The grammar of the command line: one table of commands. Imports nothing heavy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from dzherelo.ui.locale.texts import Words

PROGRAM = "dzherelo"


class Argument:
    """What `add_argument` takes; its help is the text `said`."""

    def __init__(self, name: str, said: str, **options: Any) -> None:
        self.name, self.said, self.options = name, said, options

    def add_to(self, parser: argparse._ActionsContainer, words: Words, **others: Any) -> None:
        parser.add_argument(self.name, help=words(self.said), **{**self.options, **others})


class Command:
    """A command: its name ("add", or "group add" in a group of commands), an example of its use,
    its arguments; a tuple among these holds alternatives. Its help is the text of that name, and
    `commands` has a function of that name.

    `check` names the text that says what is wrong with parsed arguments, if anything is; whatever
    follows a `delegated` command is for `evals`.
    """

    def __init__(
        self,
        name: str,
        example: str,
        *arguments: Argument | tuple[Argument, ...],
        check: Callable[[argparse.Namespace], str | None] = lambda args: None,
        delegated: bool = False,
    ) -> None:
        self.name, self.example, self.arguments = name, example, arguments
        self.check, self.delegated = check, delegated


def _number(value: str) -> int:
    if int(value) < 1:
        raise ValueError
    return int(value)


def _port(value: str) -> int:
    if _number(value) > 65535:
        raise ValueError
    return int(value)


def _entry(value: str) -> int:
    if int(value) < 0:
        raise ValueError
    return int(value)


# argparse puts the name of the type into its message: "invalid number value: '0'".
def _folder(said: str) -> Path:
    if not said.strip():
        raise ValueError  # an unset variable must not mean the folder one stands in
    return Path(said)


_number.__name__, _port.__name__, _folder.__name__ = "number", "port", "folder"


def _flag(name: str, said: str) -> Argument:
    return Argument(name, said, action="store_true")


def _asking(command: str, argument: str) -> tuple[Argument, ...]:
    return (
        Argument(argument, f"{command}.{argument}", nargs="?", metavar=argument.upper()),
        Argument("--batch", f"{command}.batch", metavar="FILE"),
        Argument("-k", "count", type=_number, metavar="N"),
    )


def _one_of(argument: str) -> Callable[[argparse.Namespace], str | None]:
    def check(args: argparse.Namespace) -> str | None:
        return "one.of" if (getattr(args, argument) is None) == (args.batch is None) else None

    return check


def _one_file(args: argparse.Namespace) -> str | None:
    named = args.as_id or args.cites is not None
    return "as.one" if named and len(args.files) > 1 else None


_COMMON = (
    Argument("--home", "home", type=_folder, metavar="DIR"),
    Argument("--library", "in.library", metavar="NAME"),
    _flag("--debug", "debug"),
)
_JSON = _flag("--json", "json")
_ONLINE = _flag("--online", "online")
_LLM = Argument("--llm", "llm", metavar="MODEL")
_ID = Argument("id", "source", metavar="ID")
_NAME = Argument("name", "library.name", metavar="NAME")

COMMANDS = (
    Command(
        "add",
        "add article.txt --as article",
        Argument("files", "add.file", nargs="+", type=Path, metavar="FILE"),
        (
            Argument("--as", "add.as", dest="as_id", metavar="ID"),
            Argument("--cites", "add.cites", type=_entry, metavar="N"),
        ),
        _flag("--part", "add.part"),
        Argument("--ocr", "add.ocr", nargs="?", const="ukr+eng", metavar="LANGS"),
        _flag("--cited", "add.cited"),
        _JSON,
        check=_one_file,
    ),
    Command(
        "relink",
        "relink melnyk-2020 --cites 9",
        _ID,
        Argument("--cites", "relink.cites", type=_entry, required=True, metavar="N"),
        _JSON,
    ),
    Command(
        "zotero",
        "zotero --collection Bees",
        Argument("--collection", "zotero.collection", metavar="NAME"),
        _flag("--cited", "add.cited"),
        _JSON,
    ),
    Command(
        "lookup",
        "lookup --online",
        Argument("ids", "lookup.ids", nargs="*", metavar="ID"),
        _ONLINE,
        _JSON,
    ),
    Command(
        "export",
        "export --format bibtex --out library.bib",
        Argument("ids", "export.ids", nargs="*", metavar="ID"),
        Argument(
            "--format",
            "export.format",
            choices=("bibtex", "ris", "csl-json", "dstu", "apa"),
            default="bibtex",
            metavar="FORMAT",
        ),
        Argument("--out", "export.out", type=Path, metavar="FILE"),
    ),
    Command(
        "fetch", "fetch melnyk-2020", Argument("ids", "fetch.ids", nargs="*", metavar="ID"), _JSON
    ),
    Command("remove", "remove article", _ID, _JSON),
    Command("sources", "sources --json", _JSON),
    Command("text", "text article > article.txt", _ID, _flag("--notes", "text.notes"), _JSON),
    Command("index", "index", _flag("--rebuild", "index.rebuild"), _JSON),
    Command(
        "search",
        'search "international non-governmental organization" -k 5',
        *_asking("search", "query"),
        _JSON,
        check=_one_of("query"),
    ),
    Command(
        "ask",
        'ask "Коли засновано Асоціацію?"',
        *_asking("ask", "question"),
        _LLM,
        _JSON,
        check=_one_of("question"),
    ),
    Command(
        "cite",
        'cite "[2, с. 86]"',
        Argument("ref", "cite.ref", nargs="+", metavar="REF"),
        (
            Argument(
                "--format",
                "cite.format",
                choices=("dstu", "apa", "bibtex", "ris", "csl"),
                metavar="FORMAT",
            ),
            _JSON,
        ),
    ),
    Command(
        "chat",
        "chat --port 8000",
        Argument("--host", "chat.host", default="127.0.0.1"),
        Argument("--port", "chat.port", type=_port),
        _flag("--no-browser", "chat.quiet"),
        _LLM,
        Argument("--auth", "chat.auth", metavar="USER:PASSWORD"),
    ),
    Command("doctor", "doctor", _JSON),
    Command("library list", "library list", _JSON),
    Command(
        "library new",
        "library new bees bees.pdf",
        _NAME,
        Argument("file", "library.file", nargs="?", type=Path, metavar="FILE"),
        _ONLINE,
        _JSON,
    ),
    Command("library use", "library use bees", _NAME, _JSON),
    Command("library remove", "library remove bees --yes", _NAME, _flag("--yes", "yes"), _JSON),
    Command(
        "library export",
        "library export bees bees.zip",
        _NAME,
        Argument("file", "library.zip", type=Path, metavar="FILE"),
        _JSON,
    ),
    Command(
        "library import",
        "library import bees.zip",
        Argument("file", "library.zip", type=Path, metavar="FILE"),
        Argument("name", "library.name", nargs="?", metavar="NAME"),
        _JSON,
    ),
    Command("eval", "eval", delegated=True),
    Command("bench", "bench", delegated=True),
)


def parse(argv: Sequence[str] | None, words: Words) -> tuple[argparse.Namespace, list[str]]:
    """The arguments, with `command`, `home` and `debug`, and what is left for `evals`; leaves with
    code 2 where the usage is wrong, with 0 after help."""
    parser = build_parser(words)
    args, rest = parser.parse_known_args(argv)
    chosen = next(one for one in COMMANDS if one.name == args.command)
    if rest and not chosen.delegated:
        parser.error(f"unrecognized arguments: {' '.join(rest)}.")
    if wrong := chosen.check(args):
        given = next(one for one in chosen.arguments if isinstance(one, Argument))
        parser.error(words(wrong, name=given.name.upper()))
    return args, rest


def build_parser(words: Words) -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = _Parser(
        words,
        prog=PROGRAM,
        description=words("about"),
        epilog=_example(words, next(one for one in COMMANDS if one.name == "ask")),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=words("version"))
    for argument in _COMMON:
        argument.add_to(parser, words)
    groups = {"": _group(parser, words)}
    for command in COMMANDS:
        group, _, name = command.name.rpartition(" ")
        if group not in groups:
            made = groups[""].add_parser(group, words=words, help=words(f"{group} …"))
            groups[group] = _group(made, words)
        _add(groups[group], name, command, words)
    return parser


def _group(parser: argparse.ArgumentParser, words: Words) -> Any:
    return parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=words("commands")
    )


def _add(group: Any, name: str, command: Command, words: Words) -> None:
    said = words(command.name)
    parser = group.add_parser(
        name,
        words=words,
        help=said,
        description=f"{said[0].upper()}{said[1:]}.",
        epilog=_example(words, command),
        add_help=not command.delegated,
    )
    parser.set_defaults(command=command.name)
    # SUPPRESS: what was said before the command must not be overwritten by a default.
    for argument in () if command.delegated else _COMMON:
        argument.add_to(parser, words, default=argparse.SUPPRESS)
    for one in command.arguments:
        where = parser.add_mutually_exclusive_group() if isinstance(one, tuple) else parser
        for argument in one if isinstance(one, tuple) else (one,):
            argument.add_to(where, words)


def _example(words: Words, command: Command) -> str:
    return f"{words('example')}: {PROGRAM} {command.example}"


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks the language of `words` and never guesses at a prefix."""

    def __init__(self, words: Words, *, add_help: bool = True, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, **options)
        self._words = words
        self._positionals.title = words("arguments")
        self._optionals.title = words("options")
        if add_help:
            self.add_argument("-h", "--help", action="help", help=words("help"))

    def format_usage(self) -> str:
        return self._said(super().format_usage())

    def format_help(self) -> str:
        return self._said(super().format_help())

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        said = message if message.endswith(".") else f"{message}."
        self.exit(2, f"{PROGRAM}: {self._words('misused', message=said, program=self.prog)}\n")

    def _said(self, text: str) -> str:
        return self._words("usage") + text.removeprefix("usage: ")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for; "(not installed)" in a bare checkout."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        try:
            print(PROGRAM, metadata.version(PROGRAM))
        except metadata.PackageNotFoundError:
            print(PROGRAM, "(not installed)")
        parser.exit()
