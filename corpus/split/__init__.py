"""Canonical text -> passages: scholarly article, statute or treaty, plain prose.

Laws, checked over whole texts: every passage is an exact slice; starts strictly increase; what
lies between passages is white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dzherelo.corpus.citations.linking import link
from dzherelo.corpus.split.article import looks_like_article, split_article
from dzherelo.corpus.split.body import Body
from dzherelo.corpus.split.build import UNSEARCHED, Builder
from dzherelo.corpus.split.lines import Casing, blocks
from dzherelo.corpus.split.statute import looks_like_statute, split_statute
from dzherelo.corpus.types import Element, Kind, Passage

__all__ = ["SPLITTER", "UNSEARCHED", "Split", "split"]

SPLITTER = "4"  # raise it when the same text would be split otherwise: indexes are then rebuilt


@dataclass(frozen=True, slots=True)
class Split:
    """The passages of a source, what kind of text it was taken for, and its title if it has one."""

    kind: str
    title: str
    authors: tuple[str, ...]
    passages: tuple[Passage, ...]


def split(
    source: str,
    text: str,
    *,
    pages: Sequence[tuple[int, int]] = (),
    elements: Sequence[Element] = (),
) -> Split:
    """Splits the canonical `text` of `source`; `pages` and `elements` are as in `Document`."""
    lines = blocks(text, elements)
    builder = Builder(source, text, pages)
    if looks_like_statute(lines):
        kind = "statute"
        split_statute(builder, lines)
    elif looks_like_article(lines):
        kind = "article"
        split_article(builder, lines)
    else:
        kind = "prose"
        Body(builder).walk(lines)
    passages = tuple(builder.passages)
    if kind != "statute":
        passages = link(passages, elements)
    return Split(kind, _title(passages, Casing(text)), _authors(passages), passages)


def _title(passages: Sequence[Passage], casing: Casing) -> str:
    """The title of an article, else the first heading; in ordinary case, empty if there is none."""
    for wanted in (Kind.TITLE, Kind.HEADING):
        for passage in passages:
            if passage.kind is wanted:
                return " ".join(map(casing.plain, filter(None, passage.text.split("\n"))))
    return ""


def _authors(passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(
        passage.text.split("\n", 1)[0].strip(" ,")
        for passage in passages
        if passage.kind is Kind.AUTHOR
    )
