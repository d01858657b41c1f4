"""Canonical text -> passages: scholarly article, statute or treaty, plain prose.

Laws, checked over whole texts: every passage is an exact slice; starts strictly increase; what
lies between passages is white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dzherelo.corpus.citations.linking import link
from dzherelo.corpus.language.languages import language_of_document
from dzherelo.corpus.split.article import add_front, looks_like_article, split_article
from dzherelo.corpus.split.body import Body, tells_headings
from dzherelo.corpus.split.build import UNSEARCHED, Builder
from dzherelo.corpus.split.front import title_block
from dzherelo.corpus.split.lines import Casing, blocks, names_part
from dzherelo.corpus.split.record import describe, own_record
from dzherelo.corpus.split.statute import looks_like_statute, split_statute
from dzherelo.corpus.types import Element, Kind, Metadata, Passage

__all__ = ["SPLITTER", "UNSEARCHED", "Split", "describe", "split"]

SPLITTER = "5"  # raise it when the same text would be split otherwise: indexes are then rebuilt


@dataclass(frozen=True, slots=True)
class Split:
    """The passages of a source, what kind of text it was taken for, and what its own words say of
    it: of a title block title and authors, of its first pages year and DOI."""

    kind: str
    passages: tuple[Passage, ...]
    metadata: Metadata

    @property
    def title(self) -> str:
        """In ordinary case, empty if there is none."""
        return self.metadata.title

    @property
    def authors(self) -> tuple[str, ...]:
        return self.metadata.authors


def split(
    source: str,
    text: str,
    *,
    pages: Sequence[tuple[int, int]] = (),
    elements: Sequence[Element] = (),
    metadata: Metadata | None = None,
) -> Split:
    """Splits the canonical `text` of `source`; `pages`, `elements` and `metadata` are as in
    `Document`."""
    told = metadata or Metadata()
    lines = blocks(text, elements)
    language = language_of_document(text, told.language)
    builder = Builder(source, text, pages, language=language)
    if looks_like_statute(lines):
        split_statute(builder, lines)
        passages = tuple(builder.passages)
        title = _heading(passages, Casing(text))
        return Split("statute", passages, Metadata(title=title, language=language))
    front = title_block(lines, text, called=told.title)
    kind = "article" if looks_like_article(lines) else "prose"
    if kind == "article":
        split_article(builder, lines, front)
    else:
        add_front(builder, front)
        Body(builder, told=tells_headings(lines)).walk(lines[front.length :])
    passages = link(builder.passages, elements)
    title = Casing(text).plain(" ".join(front.title)) or _heading(passages, Casing(text))
    own = own_record(passages, title, front.authors)
    return Split(kind, passages, replace(own, language=language))


def _heading(passages: Sequence[Passage], casing: Casing) -> str:
    """The title, else the first heading; in ordinary case, empty if there is none."""
    for wanted in (Kind.TITLE, Kind.HEADING):
        for passage in passages:
            if passage.kind is wanted and (wanted is Kind.TITLE or not names_part(passage.text)):
                return " ".join(map(casing.plain, filter(None, passage.text.split("\n"))))
    return ""
