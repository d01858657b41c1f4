"""The command line: `main` is the entry point, and the one place where errors become words."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import DzhereloError
from dzherelo.ui.cli import terminal
from dzherelo.ui.cli.parser import DELEGATED, PROGRAM, build_parser
from dzherelo.ui.locale.texts import Words, locale_language

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings
    from dzherelo.ui.cli.commands import Progress

Opener = Callable[["Settings", "Progress"], "Assistant"]


def main(argv: Sequence[str] | None = None, *, opener: Opener | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 an error, 2 wrong usage, 130 stopped.

    `opener` opens the assistant; tests pass their own.
    """
    terminal.use_utf8()
    words = Words(locale_language())
    parser = build_parser(words)
    try:
        args, rest = parser.parse_known_args(argv)
        _check_usage(parser, args, rest, words)
    except SystemExit as stop:
        terminal.flush()
        return int(stop.code or 0)
    if args.debug:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    return _guarded(args, rest, words, opener or _open)


def _guarded(args: argparse.Namespace, rest: list[str], words: Words, opener: Opener) -> int:
    try:
        return _run(args, rest, words, opener)
    except DzhereloError as error:
        _trace(args)
        terminal.say(f"{PROGRAM}: {error}")
        return 1
    except KeyboardInterrupt:
        terminal.say(words("stopped"))
        return 130
    except BrokenPipeError:  # the reader (head, less) has seen enough
        return 0
    except Exception as error:
        _trace(args)
        terminal.say(f"{PROGRAM}: {words('bug', error=f'{type(error).__name__}: {error}')}")
        return 1
    finally:
        terminal.flush()


def _run(args: argparse.Namespace, rest: list[str], words: Words, opener: Opener) -> int:
    from dzherelo.ui.cli import commands

    if args.command in DELEGATED:
        return commands.delegate(args.command, args.home, rest)
    return commands.COMMANDS[args.command](args, commands.Desk(words, opener))


def _check_usage(
    parser: argparse.ArgumentParser, args: argparse.Namespace, rest: list[str], words: Words
) -> None:
    """What argparse cannot say by itself; leaves with code 2 where the usage is wrong."""
    if rest and args.command not in DELEGATED:
        parser.error(f"unrecognized arguments: {' '.join(rest)}.")
    if args.command == "add" and args.as_id and len(args.files) > 1:
        parser.error(words("as.one"))
    for command, name in (("ask", "question"), ("search", "query")):
        if args.command == command and (getattr(args, name) is None) == (args.batch is None):
            parser.error(words("one.of", name=name.upper()))


def _trace(args: argparse.Namespace) -> None:
    if args.debug:
        traceback.print_exc()


def _open(settings: Settings, progress: Progress) -> Assistant:
    from dzherelo.assistant.assembly import open_assistant

    return open_assistant(settings, progress=progress)
