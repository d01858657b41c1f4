"""The grammar of the command line; imports nothing but the standard library."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from dzherelo.ui.locale.texts import Words

PROGRAM = "dzherelo"
DELEGATED = ("eval", "bench")  # their arguments belong to `evals`
FORMATS = ("dstu", "bibtex", "ris", "csl")

_EXAMPLES = {
    "add": "add article.txt --as article",
    "fetch": "fetch ref05 ref06",
    "remove": "remove article",
    "sources": "sources --json",
    "text": "text article > article.txt",
    "index": "index",
    "search": 'search "international non-governmental organization" -k 5',
    "ask": 'ask "Коли засновано Асоціацію?"',
    "cite": 'cite "[2, с. 86]"',
    "chat": "chat --port 8000",
    "doctor": "doctor",
}


def build_parser(words: Words) -> argparse.ArgumentParser:
    """The parser of every command; parsed arguments carry `command`, `home` and `debug`."""
    parser = _Parser(
        words,
        prog=PROGRAM,
        description=words("about"),
        epilog=f"{words('example')}: {PROGRAM} {_EXAMPLES['ask']}",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=words("version"))
    _common(parser, words, default=None)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=words("commands")
    )

    def command(name: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            words=words,
            help=words(name),
            description=_sentence(words(name)),
            epilog=f"{words('example')}: {PROGRAM} {_EXAMPLES[name]}",
        )
        # SUPPRESS: what was said before the command must not be overwritten by a default.
        _common(sub, words, default=argparse.SUPPRESS)
        return sub

    _library_commands(command, words)
    _question_commands(command, words)
    _service_commands(command, words)
    for name in DELEGATED:
        commands.add_parser(name, words=words, help=words(name), add_help=False)
    return parser


def _library_commands(command: Callable[[str], argparse.ArgumentParser], words: Words) -> None:
    add = command("add")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help=words("add.file"))
    add.add_argument("--as", dest="as_id", metavar="ID", help=words("add.as"))
    add.add_argument("--part", action="store_true", help=words("add.part"))
    fetch = command("fetch")
    fetch.add_argument("ids", nargs="*", metavar="ID", help=words("fetch.ids"))
    remove = command("remove")
    remove.add_argument("id", metavar="ID", help=words("source"))
    sources = command("sources")
    text = command("text")
    text.add_argument("id", metavar="ID", help=words("source"))
    text.add_argument("--notes", action="store_true", help=words("text.notes"))
    index = command("index")
    index.add_argument("--rebuild", action="store_true", help=words("index.rebuild"))
    for parser in (add, fetch, remove, sources, text, index):
        _json(parser, words)


def _question_commands(command: Callable[[str], argparse.ArgumentParser], words: Words) -> None:
    for name, argument in (("search", "query"), ("ask", "question")):
        parser = command(name)
        parser.add_argument(
            argument, nargs="?", metavar=argument.upper(), help=words(f"{name}.{argument}")
        )
        parser.add_argument("--batch", metavar="FILE", help=words(f"{name}.batch"))
        parser.add_argument("-k", type=_count, metavar="N", help=words("count"))
        if name == "ask":
            parser.add_argument("--llm", metavar="MODEL", help=words("llm"))
        _json(parser, words)
    cite = command("cite")
    cite.add_argument("ref", nargs="+", metavar="REF", help=words("cite.ref"))
    shape = cite.add_mutually_exclusive_group()
    shape.add_argument("--format", choices=FORMATS, metavar="FORMAT", help=words("cite.format"))
    _json(shape, words)


def _service_commands(command: Callable[[str], argparse.ArgumentParser], words: Words) -> None:
    chat = command("chat")
    chat.add_argument("--host", default="127.0.0.1", help=words("chat.host"))
    chat.add_argument("--port", type=_port, help=words("chat.port"))
    chat.add_argument("--no-browser", action="store_true", help=words("chat.quiet"))
    chat.add_argument("--llm", metavar="MODEL", help=words("llm"))
    chat.add_argument("--auth", metavar="USER:PASSWORD", help=words("chat.auth"))
    _json(command("doctor"), words)


def _common(parser: argparse.ArgumentParser, words: Words, *, default: Any) -> None:
    parser.add_argument("--home", type=Path, metavar="DIR", default=default, help=words("home"))
    parser.add_argument(
        "--debug", action="store_true", default=default or False, help=words("debug")
    )


def _json(parser: argparse._ActionsContainer, words: Words) -> None:
    parser.add_argument("--json", action="store_true", help=words("json"))


def _count(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def _port(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 65535:
        raise ValueError
    return number


# argparse puts the name of the type into its message: "invalid number value: '0'".
_count.__name__ = "number"
_port.__name__ = "port"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


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
        self.print_usage()
        said = message if message.endswith(".") else f"{message}."
        self.exit(2, f"{PROGRAM}: {self._words('misused', message=said, program=self.prog)}\n")

    def _said(self, text: str) -> str:
        return self._words("usage") + text.removeprefix("usage: ")

    def print_usage(self, file: Any = None) -> None:
        import sys

        super().print_usage(file or sys.stderr)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        print(PROGRAM, version())
        parser.exit()


def version() -> str:
    """The installed version; "(not installed)" in a bare checkout."""
    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:
        return "(not installed)"
