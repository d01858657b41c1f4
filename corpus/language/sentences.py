"""Sentences as spans, by the rules of the text's language: those of LanguageTool, in SRX (choppa).

What the rules do not know of scholarly texts is added: a bracket is not parted, an abbreviation
such as "Fig." or "год." is not parted from its number nor an initial from its name, and the mark of
a note may stand behind the full stop. Where that is in doubt the text is left whole: a quote that
is too long is better than half a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.types import Span

if TYPE_CHECKING:
    from choppa.srx_parser import SrxDocument

_NUMBERED = frozenset(
    tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["numbered"].split()
)
_MARK = re.compile(
    r"(?<=[.!?])[⁰¹²³⁴-⁹][⁰¹²³⁴-⁹⁻˒,–-]*|(?<=[a-zа-яіїєґ]\.)\d{1,3}(?:[,–-]\d{1,3})*(?=\s)"
)
_BRACKETED = re.compile(r"\([^()\n]{1,100}\)|\[[^\[\]\n]{1,100}\]")
_WORD_BEFORE = re.compile(r"([^\s(\[«„“\"]+)\.$")
_LIST_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}(?:\.\d{1,3})*|[^\W\d_])[.)]")


def sentences(text: str, *, start: int = 0, language: str = "") -> tuple[Span, ...]:
    """Spans of the sentences of `text`, shifted by `start`; white space belongs to none. Without a
    `language`, the letters of the text tell it.

    Law: the spans rise, do not overlap, and cover every character that is not white space.
    A line break always ends a sentence.
    """
    language = language or language_of(text)
    found: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        begin = line.start()
        for end in (*_ends(line[0], language), len(line[0])):
            piece = text[begin : line.start() + end]
            if piece.strip():
                left = begin + len(piece) - len(piece.lstrip())
                found.append(Span(start + left, start + begin + len(piece.rstrip())))
            begin = line.start() + end
    return tuple(found)


def _ends(line: str, language: str) -> Iterator[int]:
    """Where sentences of a line end, the last one apart."""
    stop = re.search(r"[.!?…]", line)
    if stop is None or re.search(r"\s", line[stop.end() :]) is None:
        return
    from choppa.iterators import SrxTextIterator

    plain = _MARK.sub(lambda mark: "”" * len(mark[0]), line)
    within = [match.span() for match in _BRACKETED.finditer(line)]
    at = 0
    for piece in SrxTextIterator(_rules(), f"{language}_two", plain):
        at += len(piece)
        parted = any(begin < at < end for begin, end in within)
        if at < len(line) and not parted and _may_end(line, at):
            yield at


def _may_end(line: str, at: int, *, longest: int = 80) -> bool:
    """Whether a sentence may end before `at`, whatever the rules say; no word or white space is
    longer than the `longest`."""
    begin = max(0, at - longest)
    before, following = line[begin:at].rstrip(), line[at : at + longest].lstrip()[:1]
    if following.islower() or (begin == 0 and _LIST_NUMBER.fullmatch(before)):
        return False
    word = _WORD_BEFORE.search(before)
    if word is None:
        return True
    if following.isdigit() and word[1].lower() in _NUMBERED:
        return False
    initial = len(word[1]) == 1 and word[1].isupper()
    return not (initial and following.isupper())


@cache
def _rules() -> SrxDocument:
    import choppa
    from choppa.srx_parser import SrxDocument

    folder = Path(choppa.__file__).parent / "data" / "srx"
    return SrxDocument(ruleset=folder / "languagetool_segment.srx")
