"""The reference list of an article: where it begins and ends, and its entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.split.lines import WORDS, Block, begins, headed
from dzherelo.corpus.types import Kind, Locator, Span

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_ENTRY = re.compile(r"(\d{1,3})\s*[.)]\s+")


def is_list(block: Block) -> bool:
    """Whether it heads a reference list."""
    said = block.text.lower().rstrip().removesuffix(":").removesuffix(".").split()
    listed = len(said) > 1 and said[0] == "список" and set(said[1:]) <= {*WORDS["listed"]}
    return len(block.text) < 80 and (listed or " ".join(said) in WORDS["lists"])


def reference_list(
    builder: Builder, lines: Sequence[Block], ends: Callable[[str], object]
) -> list[Block]:
    """Adds heading and entries; returns the lines that are left."""
    heading = lines[0].text.strip(" .:").capitalize()
    builder.add(lines[0].span, Kind.HEADING, Locator(section=heading))
    numbered = any(_ENTRY.match(block.text) for block in lines[1:4])
    at = 1
    while at < len(lines) and not _ends_list(lines[at], numbered, ends):
        match = _ENTRY.match(lines[at].text)
        number = int(match[1]) if match else at
        end = at + 1
        while end < len(lines) and numbered and _carries_on(lines[end]):
            end += 1
        builder.add(
            Span(lines[at].span.start, lines[end - 1].span.end),
            Kind.ENTRY,
            Locator(section=heading, entry=number),
            context=f"{heading}. Джерело {number}. Reference {number}.",
            skip=match.end() if match else 0,
        )
        at = end
    return list(lines[at:])


def _ends_list(block: Block, numbered: bool, ends: Callable[[str], object]) -> bool:
    parted = is_list(block) or headed(block, "abstract") or headed(block, "keywords")
    other = numbered and not _ENTRY.match(block.text)
    return bool(parted or other or ends(block.text))


def _carries_on(block: Block) -> bool:
    """An address or an access note on a line of its own belongs to the entry above it."""
    signs = ("url", "http://", "https://", "(дата", "(accessed", "<http")
    return block.text.lower().startswith(signs) or begins(block.text, ("doi",))
