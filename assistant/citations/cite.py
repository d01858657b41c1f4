"""Citation look-up: from a reference to the work, the places where the article cites it and what
stands there in the source; and back, from words to what the article rests them on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dzherelo.assistant.citations.backing import Backing, Nearest, absent
from dzherelo.assistant.citations.contexts import FEW, Citing, Works
from dzherelo.assistant.citations.lookup import Cited, Lookup, LookupKind, Mark, Provision, Work
from dzherelo.assistant.citations.provenance import Claim, Search, Tracing, claim_of
from dzherelo.assistant.query.targets import Places, Target
from dzherelo.corpus.citations.pinpoints import Pinpoint, pinpoints, resolve
from dzherelo.corpus.errors import InputError, Message
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Kind, Passage, Source, Status

WHAT = (
    "Look up a number (8), a marker ([2, с. 86]), a source id, an author, title words, a DOI, "
    "a provision (ст. 9 Конституції), or words of several."
)
_NUMBER = re.compile(
    r"(?:№|#|no\.?|джерело|посилання|ref(?:erence)?\.?|source|entry)?\s*\[?([^\[\]]+)\]?", re.I
)
_QUOTE = 4  # words of a text that may be a quote
_BESIDE = 2  # words that may stand beside a pinpoint without making a statement of it


class Citer:
    """Looks up references in one library. `search` finds passages by words; `nearest` ranks given
    passages by meaning."""

    def __init__(
        self, library: Library, *, terms: Callable[[], Terms], search: Search, nearest: Nearest
    ) -> None:
        self._library = library
        self._terms = terms
        self._places = Places(library, terms().acts)
        self._citing = Citing(library, self._places)
        self._backing = Backing(library, self._places, nearest)
        self._works = Works(library, self._citing, terms)
        self._tracing = Tracing(
            library, self._citing, self._backing, self._works, terms=terms, search=search
        )

    def cite(self, ref: str) -> Lookup:
        """What `ref` stands for: a number, a marker, an id, a name, title words, a DOI, an
        address, a pinpoint; or a passage id, a quote or a statement.

        Raises InputError, which names what can be looked up and the nearest names, for others.
        """
        wanted = " ".join(ref.split())
        if not wanted:
            raise InputError("Nothing was given to look up.", WHAT)
        claim = claim_of(wanted)
        found = self._claimed(wanted, claim) if claim else None
        for reading in (self._id, self._numbered, self._pinpointed, self._named, self._stated):
            found = found or reading(wanted)
        if found is None:
            raise _unknown(wanted, self._library)
        citing = self._citing
        return replace(
            found,
            article=self._library.article,
            listed=len(citing.numbers),
            unlinked=citing.unlinked,
        )

    # Works ---------------------------------------------------------------------------------

    def _id(self, wanted: str) -> Lookup | None:
        sources = {source.id for source in self._library.sources()}
        if wanted.lower() in sources:
            return self._of_works(wanted, "work", [self._works.work(wanted.lower())])
        stem = wanted.split(":")[0]
        passages = self._library.passages(stem) if ":" in wanted and stem in sources else ()
        found = [passage for passage in passages if passage.id == wanted]
        return self._of_passages(wanted, found) if found else None

    def _numbered(self, wanted: str) -> Lookup | None:
        match = _NUMBER.fullmatch(wanted)
        named = self._citing.named(match[1] if match else wanted)
        if not named:
            return None
        for one in named:
            if one.number not in self._citing.numbers:
                raise self._no_number(one.number)
        works = {one.number: self._works.numbered(one.number) for one in named}
        provisions: list[Provision] = []
        for one in named:
            source = works[one.number].id
            if one.place and source and self._places.has_articles(source):
                provisions += map(self._provision, self._places.within(one.place, source))
        if provisions:
            shown = tuple(provisions)
            return self._of_works(wanted, "pinpoint", tuple(works.values()), provisions=shown)
        return self._of_works(wanted, "work", tuple(works.values()), page=named[0].page)

    def _no_number(self, number: int) -> InputError:
        numbers = self._citing.numbers
        if not numbers:
            return InputError(
                Message(
                    "There is no reference {number}: the library has no article with a list.",
                    number=number,
                ),
                "Add one: `dzherelo add FILE --as article`.",
            )
        return InputError(
            Message("The article's reference list has no number {number}.", number=number),
            Message("It has {first}–{last}.", first=numbers[0], last=numbers[-1]),
        )

    def _named(self, wanted: str) -> Lookup | None:
        found = self._works.named(wanted)
        if not found or self._is_quote(wanted, found[0]):
            return None
        return self._of_works(wanted, "work", [self._works.work(found[0].id)], also=found[1:])

    def _is_quote(self, wanted: str, source: Source) -> bool:
        """Whether the words are the article's own, rather than a title that it mentions."""
        if len(wanted.split()) < _QUOTE or self._works.is_titled(source, wanted):
            return False
        quote = self._tracing.quoted(wanted)
        return quote is not None and quote.passages[0].kind not in (Kind.ENTRY, Kind.TITLE)

    def _of_works(
        self,
        ref: str,
        kind: LookupKind,
        works: Sequence[Work],
        *,
        page: str | None = None,
        provisions: tuple[Provision, ...] = (),
        also: tuple[Source, ...] = (),
    ) -> Lookup:
        """The works with all their places; those that were asked for first."""
        numbers = {work.number for work in works if work.number is not None}
        pinned = {passage.id for one in provisions for passage in one.passages}

        def is_asked(mark: Mark) -> bool:
            if provisions:
                return any(passage.id in pinned for passage in self._backing.pinned(mark))
            return page is None or mark.page == page

        cited = [
            Cited(mark, self._backing.of(mark), is_asked(mark), self._backing.named(mark, pinned))
            for mark in self._citing.marks
            if mark.number in numbers
        ]
        first = tuple(sorted(cited, key=lambda one: not one.asked))
        return Lookup(ref, kind, tuple(works), first, provisions, also=also, page=page)

    # Pinpoints -----------------------------------------------------------------------------

    def _pinpointed(self, wanted: str) -> Lookup | None:
        pins = pinpoints(wanted, acts=self._terms().acts)
        beside = [
            term
            for term in self._terms().read(wanted)
            if not any(term.span.overlap(pin.span) for pin in pins)
        ]
        if not pins or len(beside) > _BESIDE:
            return None
        targets = self._places.targets(wanted)
        if not targets:
            raise self._undecided(wanted, pins[0])
        provisions = tuple(self._provision(target) for target in targets)
        sources = list(dict.fromkeys(one.source for one in provisions))
        passages = [passage for one in provisions for passage in one.passages]
        if sources == [self._library.article] and passages:
            return self._of_passages(wanted, passages)
        works = [self._works.work(source) for source in sources]
        return self._of_works(wanted, "pinpoint", works, provisions=provisions)

    def _provision(self, target: Target) -> Provision:
        known = {source.id for source in self._library.sources()}
        if target.source is None or target.source not in known:
            called = target.pinpoint.other_act or target.pinpoint.act
            raise InputError(
                Message("The library does not hold this act: {act}.", act=called), WHAT
            )
        if target.passages:
            return Provision(target.source, target.passages)
        part = self._library.source(target.source).status is Status.PART
        beyond = part and target.resolved.missing == "article"  # the text at hand ends before
        nearest = None if beyond else self._places.nearest(target)
        return Provision(target.source, (), absent(target, self._library), nearest)

    def _undecided(self, wanted: str, pin: Pinpoint) -> InputError:
        """A pinpoint that names no act, where none of the sources has it, or several have."""
        having = [
            f"`{source.id}` ({source.title})"
            for source in self._library.sources()
            if resolve(pin, self._library.passages(source.id), acts=self._terms().acts).passages
        ]
        if not having:
            fact = Message("No source of the library has the place “{place}”.", place=wanted)
            return InputError(fact, WHAT)
        return InputError(
            Message("“{place}” names no act, and several sources have such a place.", place=wanted),
            Message("Name one: {names}.", names="; ".join(having)),
        )

    # The way back --------------------------------------------------------------------------

    def _of_passages(self, ref: str, passages: Sequence[Passage]) -> Lookup:
        """Of the article, what its words rest on; of a source, where the article cites it."""
        source = passages[0].source
        if source == self._library.article:
            return self._tracing.of_passages(ref, passages)
        whole = (Provision(source, tuple(passages)),)
        return self._of_works(ref, "passage", [self._works.work(source)], provisions=whole)

    def _claimed(self, wanted: str, claim: Claim) -> Lookup | None:
        """What supports the words that are asked about; what they name, if they are no statement
        but a place of an act or a work: "what does it say in ст. 9 Конституції"."""
        if not claim.told:
            named = self._pinpointed(claim.words) or self._named(claim.words)
            if named is not None:
                return replace(named, ref=wanted)
        stated = self._quoted(claim.words) or self._tracing.of_statement(claim.words)
        return replace(stated, ref=wanted)

    def _stated(self, wanted: str) -> Lookup | None:
        if wanted.lower().startswith(("doi:", "http:", "https:", "10.")) and " " not in wanted:
            return None  # an address that no source has
        few = len(self._terms().read(wanted)) <= FEW
        return self._quoted(wanted) or (None if few else self._tracing.of_statement(wanted))

    def _quoted(self, wanted: str) -> Lookup | None:
        """Of words that stand in a text, what they rest on, or where the article cites them."""
        quote = self._tracing.quoted(wanted)
        if quote is None:
            return None
        if quote.passages[0].source == self._citing.article:
            return self._tracing.of_quote(wanted, quote)
        return self._of_passages(wanted, quote.passages)


# What to say of a reference that leads nowhere ----------------------------------------------------


def _unknown(wanted: str, library: Library) -> InputError:
    """The error for words that name nothing."""
    near = _nearest(wanted, _names(library))
    remedy = Message(WHAT + " Nearest names: {names}.", names="; ".join(near)) if near else WHAT
    fact = Message("Nothing in the library is called “{name}”.", name=_cut(wanted))
    return InputError(fact, remedy)


def _names(library: Library) -> dict[str, str]:
    """What sources are called, with the id of each."""
    names: dict[str, str] = {}
    for source in library.sources():
        record = library.record(source.id)
        called = [source.title, *source.authors]
        if record is not None:
            called += [record.title_en or "", *record.names]
            called += [name for one in record.authors for name in (one.family, one.family_en)]
            called += [record.doi or ""]
        for name in filter(None, called):
            names.setdefault(name, source.id)
    return names


def _nearest(wanted: str, names: dict[str, str], *, most: int = 3, alike: int = 60) -> list[str]:
    """Up to three names that are spelt most alike (at least 60 of 100), one a source."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        wanted, list(names), scorer=fuzz.WRatio, processor=utils.default_process, limit=10
    )
    first: dict[str, str] = {}
    for name, likeness, _ in found:
        if likeness >= alike:
            first.setdefault(names[name], name)
    return [f"“{name}” ({source})" for source, name in list(first.items())[:most]]


def _cut(wanted: str) -> str:
    return wanted if len(wanted) <= 80 else f"{wanted[:80]}…"
