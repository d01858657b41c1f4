"""The way back: from words to what the article rests them on, and to what else holds them; and the
questions that ask for it ("what supports that …", «хто каже, що …»).

A word counts whole where a sentence itself has it, a little less where only what stands around it
has (the headings, the lead-in of a list, our notes, the questions that it answers). A sentence
that denies what the words say, or says what they deny, carries them badly however alike it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dzherelo.assistant.citations.lookup import Carried, Cited, Lookup, LookupKind, Mark, Provision
from dzherelo.assistant.types import Hit
from dzherelo.corpus.language.overlap import met, negated, share
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Kind, Passage, Span

if TYPE_CHECKING:
    from dzherelo.assistant.citations.backing import Backing
    from dzherelo.assistant.citations.contexts import Citing, Works

Search = Callable[[str], tuple[Hit, ...]]

_CLAIMS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("claims.toml").read_text("utf-8")
)
_BODY = (Kind.PARAGRAPH, Kind.LEAD, Kind.ITEM)  # where an article would give a reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What words count for, and from which shares of them a place stands for them all; shares are
    in [0, 1]. Fitted by hand on look-ups of the default library."""

    around: float = 0.85  # a word that only stands around
    opposed: float = 0.5  # all of them, where the sentence says the opposite
    whole: float = 0.95  # a passage of several sentences beside one of its sentences
    least: float = 0.6  # share from which a passage carries them
    nearly: float = 0.85  # and of the best share, from which another is as good
    said: float = 0.5  # share from which a mark of the first passages stands for them
    said_afar: float = 0.75  # and a mark of another passage
    found: float = 0.15  # what a mark gains whose passage is among the first found
    first: int = 2  # how many passages of the article these are


# How well texts carry words ---------------------------------------------------------------------


class Wanted:
    """Words of a claim, read once."""

    def __init__(self, words: str, terms: Terms, weights: Weights) -> None:
        self._terms = terms
        self._weights = weights
        self._wanted = terms.read(words)
        self._denied = negated(words, self._wanted)

    def share(self, text: str, around: str = "") -> float:
        """How well a text carries the words."""
        read = self._terms.read(text)
        here = frozenset().union(*(term.keys for term in read))
        beside = self._terms.keys(around) if around else frozenset()
        if all(term.keys.isdisjoint(here) for term in self._wanted):
            return 0.0  # nothing of it is said here
        opposed = self._is_opposed(text, read, here)
        counts = self._weights.around
        said = share(self._wanted, lambda term: met(term, here, beside, beside=counts))
        return said * (self._weights.opposed if opposed else 1.0)

    def _is_opposed(self, text: str, read: Sequence[Term], here: frozenset[str]) -> bool:
        """Whether one of the two denies what the other affirms."""
        denied = negated(text, read)
        if self._denied:
            return not self._denied.isdisjoint(here) and self._denied.isdisjoint(denied)
        said = [term for term in self._wanted if not term.keys.isdisjoint(here)]
        refused = sum(not term.keys.isdisjoint(denied) for term in said)
        return refused > len(said) / 2

    def carried(self, hits: Iterable[Hit], library: Library) -> list[Carried]:
        """Of the passages found, what carries the words, best first, and nothing much worse than
        the best."""
        best = (self._best(hit, library) for hit in hits)
        found = [one for one in best if one.share >= self._weights.least]
        top = max((one.share for one in found), default=0.0)
        kept = [one for one in found if one.share >= self._weights.nearly * top]
        return sorted(kept, key=lambda one: -one.share)

    def _best(self, hit: Hit, library: Library) -> Carried:
        """The sentence of a passage that carries the words best; the whole of it, where only its
        sentences together do."""
        passage = hit.passage
        said = [passage.context, *(note.text for note in library.gloss(passage))]
        around = " ".join((*said, *library.asked(passage)))
        found = [
            Carried(hit, one, self.share(passage.words(one), around)) for one in passage.sentences
        ]
        counts = self._weights.whole if len(found) > 1 else 1.0
        found.append(Carried(hit, passage.span, counts * self.share(passage.text, around)))
        best = max(found, key=lambda one: (one.share, -len(range(*one.span))))
        leads = library.passages(passage.source) if passage.lead else ()
        return replace(best, lead=next((one for one in leads if one.id == passage.lead), None))


# The way back -----------------------------------------------------------------------------------


class Quoted(NamedTuple):
    """Words that stand in a text of the library: the passages that have them, and where."""

    passages: tuple[Passage, ...]
    span: Span


class Tracing:
    """Traces words through one library; `search` finds passages."""

    def __init__(
        self,
        library: Library,
        citing: Citing,
        backing: Backing,
        works: Works,
        *,
        terms: Callable[[], Terms],
        search: Search,
        weights: Weights | None = None,
    ) -> None:
        self._library = library
        self._citing = citing
        self._backing = backing
        self._works = works
        self._terms = terms
        self._search = search
        self._weights = weights or Weights()

    def quoted(self, wanted: str) -> Quoted | None:
        """Where the words stand word for word; the article first, and nothing for a lone word."""
        said = re.findall(r"\w+", wanted)
        if len(said) < 2:
            return None
        pattern = r"\W+".join(map(re.escape, said))
        held = [source.id for source in self._library.shelf.sources()]
        for source in sorted(held, key=lambda one: one != self._citing.article):
            match = re.search(pattern, self._library.text(source), re.IGNORECASE)
            if match is None:
                continue
            span = Span(*match.span())
            passages = [p for p in self._library.shelf.passages(source) if p.span.overlap(span)]
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
        led = bool(direct) or not inside
        marks = direct or inside
        return self._back(ref, "statement", ref, marks, exact=True, direct=led, own=own)

    def of_passages(self, ref: str, passages: Sequence[Passage]) -> Lookup:
        """What passages of the article, or our notes on them, rest on."""
        marks = dict.fromkeys(mark for one in passages for mark in self._citing.at(one))
        text = " ".join(passage.text for passage in passages)
        whole = (Provision(passages[0].source, tuple(passages)),)
        return self._back(ref, "passage", text, marks, provisions=whole)

    def of_statement(self, ref: str) -> Lookup:
        """The marks whose words say as much, in either language, and the passages that do; where
        the article says it without a mark, that it does."""
        weights = self._weights
        wanted = Wanted(ref, self._terms(), weights)
        hits = self._search(ref)
        article = self._library.article
        first = [hit.passage for hit in hits if hit.passage.source == article][: weights.first]
        near = {mark for passage in first for mark in self._citing.at(passage)}
        carried = wanted.carried(hits, self._library)
        shares: dict[Mark, float] = {}
        for mark in self._citing.marks:
            value = wanted.share(mark.words, " ".join(f"{n.uk} {n.en}" for n in mark.notes))
            if value >= (weights.said if mark in near else weights.said_afar):
                shares[mark] = value
        best = max([*shares.values(), *(one.share for one in carried)], default=0.0)
        shares = {mark: value + weights.found * (mark in near) for mark, value in shares.items()}
        marks = [mark for mark, value in shares.items() if value >= weights.nearly * best]
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
        numbers = dict.fromkeys(one.mark.number for one in cited)
        shown = {passage.id for one in provisions for passage in one.passages}
        if carried is None:
            wanted = Wanted(text, self._terms(), self._weights)
            carried = wanted.carried(self._search(text), self._library)
        held = tuple(one for one in carried if one.passage.id not in shown)
        sources = {one.passage.source for one in held}
        return Lookup(
            ref,
            kind,
            tuple(self._works.numbered(number) for number in numbers if number is not None),
            cited,
            provisions,
            tuple(one.hit for one in held),
            exact=exact,
            direct=direct,
            held=held,
            own=tuple(own),
            sources=tuple(map(self._library.source, sources)),
        )


# Questions that ask for it ----------------------------------------------------------------------


def _any(language: str, name: str) -> str:
    """One of the words of `claims.toml`."""
    return f"(?:{'|'.join(_CLAIMS[language][name])})".replace(" ", r"\s+")


def _lead(language: str, quoted: str = r"\s*(?=[:«»\"“”„])") -> str:
    """What leads to the words in question, with the "that" or the quotation marks before them."""
    named = {name: _any(language, name) for name in _CLAIMS[language]}
    of = rf"(?:\s*,?\s*\b{named['of']}\b)*"
    that = rf"\s*,?\s*\b{named['that']}\b|{quoted}"
    return (
        rf"{named['who']}\s+(?:{named['authors']}\s+)*{named['verbs']}\b{of}(?P<{language}>{that})?|"
        rf"(?:{named['before']}\s+)*{named['nouns']}{of}(?P<noun_{language}>{that})"
    )


_ASKS = re.compile(
    rf"\s*(?:(?:а|і|то|and|so)\s+)?(?:{'|'.join(map(_lead, _CLAIMS))}|"
    r"according\s+to\s+(?:whom|what)\b(?P<whom>))\s*",
    re.IGNORECASE,
)
_RESTS = re.compile(
    r"\s*(?:on\s+)?what\s+(?:do|does|are|is)\s+(?:the\s+)?(?:(?:words|statement|claim)\s+(?:that\s+)?)?"
    r"(?P<words>.+?)\s+(?:rests?|bas(?:ed|es)|rel(?:ies|y))(?:\s+(?:on|upon))?\s*\??\s*",
    re.IGNORECASE,
)
_AROUND = " \t\"“”„«»‘’':;,.?!–—-"


class Claim(NamedTuple):
    """Words of which it is asked what supports them; `told`: a "that" or quotation marks lead to
    them, so that they are a statement and no name."""

    words: str
    told: bool


def claim_of(wanted: str) -> Claim | None:
    """The words whose support is asked for; None for what asks no such thing."""
    asks, rests = _ASKS.match(wanted), _RESTS.fullmatch(wanted)
    if asks is None and rests is None:
        return None
    said = wanted[asks.end() :] if asks else rests["words"] if rests else ""
    said = said.strip(_AROUND)
    told = asks is None or any(mark is not None for mark in asks.groupdict().values())
    return Claim(said, told) if len(said.split()) >= 2 else None
