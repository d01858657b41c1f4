"""The way back: from words to what the article rests them on, and to what else holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dzherelo.assistant.citations.attribution import NEARLY, Carried, Wanted, carrying
from dzherelo.assistant.citations.backing import Backing
from dzherelo.assistant.citations.contexts import Citing
from dzherelo.assistant.citations.lookup import Cited, Lookup, LookupKind, Mark, Provision, Work
from dzherelo.assistant.citations.works import Works
from dzherelo.assistant.types import Hit
from dzherelo.corpus.citations.pinpoints import ARTICLE
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.types import Kind, Passage, Span

Search = Callable[[str], tuple[Hit, ...]]

_WORD = re.compile(r"\w+")
_SAID = 0.5  # share of a statement's words by which a mark of the first passages stands for it
_SAID_AFAR = 0.75  # and by which a mark of another passage does
_FOUND = 0.15  # what a mark gains whose passage is among the first found
_FIRST = 2
_BODY = (Kind.PARAGRAPH, Kind.LEAD, Kind.ITEM)  # where an article would give a reference


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
        own = () if direct else self._own_words(quote)
        return self._back(
            ref,
            "statement",
            ref,
            direct or inside,
            exact=True,
            direct=bool(direct) or not inside,
            own=own,
        )

    def of_passages(self, ref: str, passages: Sequence[Passage]) -> Lookup:
        """What passages of the article, or our notes on them, rest on."""
        marks = dict.fromkeys(mark for one in passages for mark in self._citing.at(one))
        text = " ".join(passage.text for passage in passages)
        whole = (Provision(passages[0].source, tuple(passages)),)
        return self._back(ref, "passage", text, marks, provisions=whole)

    def of_statement(self, ref: str) -> Lookup:
        """The marks whose words say as much, in either language, and the passages that do; where
        the article says it without a mark, that it does."""
        wanted = Wanted(ref, self._terms())
        hits = self._search(ref)
        first = [hit.passage for hit in hits if hit.passage.source == ARTICLE]
        near = {mark for passage in first[:_FIRST] for mark in self._citing.at(passage)}
        carried = carrying(wanted, hits, self._holdings)
        shares = {mark: wanted.share(mark.words, _noted(mark)) for mark in self._citing.marks}
        shares = {
            mark: value
            for mark, value in shares.items()
            if value >= (_SAID if mark in near else _SAID_AFAR)
        }
        best = max([*shares.values(), *(one.share for one in carried)], default=0.0)
        shares = {mark: value + _FOUND * (mark in near) for mark, value in shares.items()}
        marks = [mark for mark, value in shares.items() if value >= NEARLY * best]
        marks.sort(key=lambda mark: -shares[mark])
        own = [] if marks else [one for one in carried if self._is_own(one.passage)]
        return self._back(ref, "statement", ref, marks, carried=carried, own=own[:1])

    def _is_own(self, passage: Passage) -> bool:
        """Whether words of a passage, for which no mark stands, are the authors' own."""
        article = self._citing.article
        return passage.source == article and passage.origin == "text" and passage.kind in _BODY

    def _own_words(self, quote: Quoted) -> list[Carried]:
        """The words that were asked for, in whole sentences, where the authors say them."""
        hits = (Hit(rank, 1.0, one) for rank, one in enumerate(quote.passages, 1))
        found = []
        for hit in hits:
            said = [span for span in hit.passage.sentences if span.overlap(quote.span)]
            if said and self._is_own(hit.passage):
                found.append(Carried(hit, Span(said[0].start, said[-1].end), 1.0))
        return found

    def _back(
        self,
        ref: str,
        kind: LookupKind,
        text: str,
        marks: Iterable[Mark],
        *,
        provisions: tuple[Provision, ...] = (),
        carried: Sequence[Carried] | None = None,
        own: Sequence[Carried] = (),
        exact: bool = False,
        direct: bool = True,
    ) -> Lookup:
        cited = tuple(Cited(mark, self._backing.of(mark), asked=direct) for mark in marks)
        works: dict[int | None, Work] = {}
        for number in (one.mark.number for one in cited):
            if number is not None and number not in works:
                works[number] = self._works.numbered(number)
        shown = {passage.id for one in provisions for passage in one.passages}
        if carried is None:
            carried = carrying(Wanted(text, self._terms()), self._search(text), self._holdings)
        held = tuple(one for one in carried if one.passage.id not in shown)
        hits = tuple(one.hit for one in held)
        return Lookup(
            ref,
            kind,
            tuple(works.values()),
            cited,
            provisions,
            hits,
            exact=exact,
            direct=direct,
            held=held,
            own=tuple(own),
            sources=tuple(map(self._holdings.source, {hit.passage.source for hit in hits})),
        )


def _noted(mark: Mark) -> str:
    return " ".join(f"{note.uk} {note.en}" for note in mark.notes)
