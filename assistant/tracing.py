"""The way back: from words to what the article rests them on, and to what else holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from assistant.behind import Backing
from assistant.citing import Citing
from assistant.lookup import Cited, Lookup, LookupKind, Mark, Provision, Work
from assistant.types import Hit
from assistant.works import Works, share
from corpus.holdings import Holdings
from corpus.pinpoints import ARTICLE
from corpus.terms import Terms
from corpus.types import Passage, Span

Search = Callable[[str], tuple[Hit, ...]]

_WORD = re.compile(r"\w+")
_SAID = 0.5  # share of a statement's words by which a mark of the first passages stands for it
_SAID_AFAR = 0.75  # and by which a mark of another passage does
_HELD = 0.6  # and by which a passage holds it
_NEARLY = 0.85  # and of the best mark's share, by which another is as good
_FOUND = 0.15  # what a mark gains whose passage is among the first found
_FIRST = 2


class Quoted(NamedTuple):
    """Words that stand in a text of the library: the passages that have them, and where."""

    passages: tuple[Passage, ...]
    span: Span


class Tracing:
    """Traces words through one library; `search` finds passages."""

    def __init__(
        self,
        holdings: Holdings,
        citing: Citing,
        backing: Backing,
        works: Works,
        *,
        terms: Callable[[], Terms],
        search: Search,
    ) -> None:
        self._holdings = holdings
        self._citing = citing
        self._backing = backing
        self._works = works
        self._terms = terms
        self._search = search

    def quoted(self, wanted: str) -> Quoted | None:
        """Where the words stand word for word; the article first, and nothing for a lone word."""
        said = _WORD.findall(wanted)
        if len(said) < 2:
            return None
        pattern = re.compile(r"\W+".join(map(re.escape, said)), re.IGNORECASE)
        held = [source.id for source in self._holdings.shelf.sources()]
        for source in sorted(held, key=lambda one: one != self._citing.article):
            match = pattern.search(self._holdings.text(source))
            if match is None:
                continue
            span = Span(*match.span())
            passages = [p for p in self._holdings.shelf.passages(source) if p.span.overlap(span)]
            if passages:
                return Quoted(tuple(passages), span)
        return None

    def of_quote(self, ref: str, quote: Quoted) -> Lookup:
        """What words of the article rest on: the markers that stand for them, else those of the
        same passage."""
        inside = [mark for passage in quote.passages for mark in self._citing.at(passage)]
        direct = [
            mark
            for mark in inside
            if (mark.quote and mark.quote.overlap(quote.span)) or (mark.marker or "\0") in ref
        ]
        return self._back(
            ref, "statement", ref, direct or inside, exact=True, direct=bool(direct) or not inside
        )

    def of_passages(self, ref: str, passages: Sequence[Passage]) -> Lookup:
        """What passages of the article, or our notes on them, rest on."""
        marks = dict.fromkeys(mark for one in passages for mark in self._citing.at(one))
        text = " ".join(passage.text for passage in passages)
        whole = (Provision(passages[0].source, tuple(passages)),)
        return self._back(ref, "passage", text, marks, provisions=whole)

    def of_statement(self, ref: str) -> Lookup:
        """The marks whose words say as much, in either language, and the passages that do."""
        terms = self._terms().read(ref)
        first = [hit.passage for hit in self._search(ref) if hit.passage.source == ARTICLE]
        near = {mark for passage in first[:_FIRST] for mark in self._citing.at(passage)}
        shares = {
            mark: share(terms, self._terms().keys(_said(mark))) for mark in self._citing.marks
        }
        shares = {
            mark: value + _FOUND * (mark in near)
            for mark, value in shares.items()
            if value >= (_SAID if mark in near else _SAID_AFAR)
        }
        best = max(shares.values(), default=0.0)
        marks = [mark for mark, value in shares.items() if value >= _NEARLY * best]
        marks.sort(key=lambda mark: -shares[mark])
        return self._back(ref, "statement", ref, marks)

    def _back(
        self,
        ref: str,
        kind: LookupKind,
        text: str,
        marks: Iterable[Mark],
        *,
        provisions: tuple[Provision, ...] = (),
        exact: bool = False,
        direct: bool = True,
    ) -> Lookup:
        cited = tuple(Cited(mark, self._backing.of(mark), asked=direct) for mark in marks)
        works: dict[int | None, Work] = {}
        for number in (one.mark.number for one in cited):
            if number is not None and number not in works:
                works[number] = self._works.numbered(number)
        shown = {passage.id for one in provisions for passage in one.passages}
        hits = tuple(hit for hit in self._holding(text) if hit.passage.id not in shown)
        return Lookup(
            ref,
            kind,
            tuple(works.values()),
            cited,
            provisions,
            hits,
            exact=exact,
            direct=direct,
            sources=tuple(map(self._holdings.source, {hit.passage.source for hit in hits})),
        )

    def _holding(self, text: str) -> Iterable[Hit]:
        """The passages found that have most of the words."""
        terms = self._terms()
        wanted = terms.read(text)
        for hit in self._search(text):
            glosses = (note.text for note in self._holdings.gloss(hit.passage))
            around = " ".join((hit.passage.text, hit.passage.context, *glosses))
            if share(wanted, terms.keys(around)) >= _HELD:
                yield hit


def _said(mark: Mark) -> str:
    notes = (f"{note.uk} {note.en}" for note in mark.notes)
    return " ".join((mark.words, *notes))
