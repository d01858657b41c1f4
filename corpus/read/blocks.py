"""Paragraphs gathered from a format that marks them, with their white space collapsed."""

from __future__ import annotations

import re

from dzherelo.corpus.read.characters import SOFT_HYPHEN, clean
from dzherelo.corpus.read.joining import joined
from dzherelo.corpus.read.lines import Line, tidy

_LINE_END = re.compile(r"\s*[\n\f]\s*")


class Blocks:
    """Collects paragraphs in order; `lines` are what has been collected.

    A line end inside a paragraph (a line break that the author set) makes lines of their own;
    the paragraphs of one run (items of lists, rows of a table) stand without blank lines between.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._run = ""

    def add(self, text: str, *, fixed: bool = False, run: str = "") -> None:
        """Adds a paragraph, if there is anything in it.

        `fixed`: as in `Line`. `run`: the kind of run that it belongs to, if any.
        """
        gap = not (run and run == self._run)
        for part in _LINE_END.split(clean(text)):
            written = tidy(part.replace(SOFT_HYPHEN, ""))
            if written:
                self.lines.append(Line(text=written, gap=gap, fixed=fixed))
                self._run = run
                gap = False


def flowed(text: str) -> str:
    """`text` with line ends that mean nothing as spaces, or as nothing inside a broken word."""
    lines = [line.strip() for line in text.split("\n")]
    whole = ""
    for line in filter(None, lines):
        whole = joined(whole, line) if whole else line
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and whole else ""
    return lead + whole + tail
