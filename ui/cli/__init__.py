"""The command line: `main` is the entry point, and the one place where errors become words."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import DzhereloError
from dzherelo.ui import terminal
from dzherelo.ui.cli.parser import PROGRAM, parse
from dzherelo.ui.locale.texts import Words, locale_language

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

Opener = Callable[["Settings", terminal.Progress], "Assistant"]


def main(argv: Sequence[str] | None = None, *, opener: Opener | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 an error, 2 wrong usage, 130 stopped.

    `opener` opens the assistant; tests pass their own.
    """
    terminal.use_utf8()
    words = Words(locale_language())
    try:
        args, rest = parse(argv, words)
    except SystemExit as stop:
        terminal.flush()
        return int(stop.code or 0)
    if args.debug:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    return _guarded(args, rest, words, opener or _open)


def _guarded(args: argparse.Namespace, rest: list[str], words: Words, opener: Opener) -> int:
    from dzherelo.ui.cli import commands

    try:
        command = getattr(commands, args.command.replace(" ", "_"))
        return int(command(commands.Desk(args, rest, words, opener)))
    except KeyboardInterrupt:
        terminal.say(words("stopped"))
        return 130
    except BrokenPipeError:  # the reader (head, less) has seen enough
        return 0
    except Exception as error:
        if args.debug:
            traceback.print_exc()
        bug = f"{type(error).__name__}: {error}"
        said = error if isinstance(error, DzhereloError) else words("bug", error=bug)
        terminal.say(f"{PROGRAM}: {said}")
        return 1
    finally:
        terminal.flush()


def _open(settings: Settings, progress: terminal.Progress) -> Assistant:
    from dzherelo.assistant.assembly import open_assistant

    return open_assistant(settings, progress=progress)
