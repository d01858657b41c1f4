"""The in-text citations of an article, linked to the entries of its list or to none.

The style is decided once, from the whole text: each family of marks (numbers in square brackets, in
round ones, raised; keys; names with years) is tried, and the one that links most of the list is the
article's. So an interval "[1, 2]" is no mark where names and years cite, and "(2019)" none where
numbers do. Marks of notes count for the works that the note cites.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property, partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from dzherelo.corpus.citations.author_year import author_year
from dzherelo.corpus.citations.footnotes import Footnotes, Listed, has_repeats
from dzherelo.corpus.citations.references import (
    Mark,
    Named,
    bracketed,
    flat,
    keyed,
    parenthesised,
    raised,
    within,
)
from dzherelo.corpus.citations.works import ListedWorks, parsed
from dzherelo.corpus.types import Element, Kind, Passage, Reference, Span, Unlinked

if TYPE_CHECKING:
    from dzherelo.corpus.records import Record

# Kinds of passages that cite nothing: their brackets and raised digits are of another use.
_NO_MARKS = frozenset(
    {Kind.AUTHOR, Kind.CODE, Kind.ENTRY, Kind.EQUATION, Kind.FRONT, Kind.KEYWORDS, Kind.TITLE}
)
_BETWEEN = " ,;.:–—\n"


class Family(StrEnum):
    """A way to cite, the surest first: where two link as much, the first is the article's."""

    KEY = "key"
    AUTHOR_YEAR = "author-year"
    BRACKET = "bracket"
    RAISED = "raised"
    PARENTHESIS = "parenthesis"
    FLAT = "flat"


Found = dict[str, list[Mark]]  # by the ids of passages

# Other things often look like marks of these: they must link half of the list, or be numbered in
# the order in which they cite.
_WEAK = frozenset({Family.RAISED, Family.PARENTHESIS, Family.FLAT})


def link(
    passages: Sequence[Passage],
    elements: Sequence[Element] = (),
    *,
    parse: Callable[[str], Record] = parsed,
) -> tuple[Passage, ...]:
    """The passages of an article, each with its references and with the marks that could not be
    linked. `elements` tell the keys of entries and the labels of notes, if the text does not;
    `parse` makes a record of an entry's text: it is called only where names and years may cite."""
    told = {element.span.start: element for element in elements}
    listed: dict[Kind, list[Listed]] = {Kind.ENTRY: [], Kind.NOTE: []}
    for one in passages:
        element = told.get(one.span.start)
        kind = Kind.NOTE if element and element.kind is Kind.NOTE else one.kind
        if kind in listed:
            begin = one.sentences[0].start - one.span.start if one.sentences else 0
            label = (element.label if element else "") or one.text[:begin]
            key = unicodedata.normalize("NFKC", label).strip(" [](){}^:.\t\n")
            number = one.locator.entry or len(listed[kind]) + 1
            listed[kind].append(Listed(number, one.text[begin:], key, one.span.start))
    linker = _Linker(passages, listed[Kind.ENTRY], listed[Kind.NOTE], parse)
    found = {passage.id: passage for passage in linker.linked()}
    return tuple(found.get(passage.id, passage) for passage in passages)


class _Linker:
    """Links the marks of `passages` to the `entries` of the list and to the `notes`. Where there is
    no list, the notes are: a work's number is that of the note which cites it in full."""

    def __init__(
        self,
        passages: Sequence[Passage],
        entries: Sequence[Listed],
        notes: Sequence[Listed],
        parse: Callable[[str], Record],
    ) -> None:
        self._passages = [p for p in passages if p.kind not in _NO_MARKS]
        self._numbers = frozenset(entry.number for entry in entries)
        self._keys = {entry.key: entry.number for entry in entries if entry.key}
        self._works = ListedWorks([(entry.number, entry.text) for entry in entries], parse)
        noted = partial(Footnotes, by_names=partial(author_year, note=True), parse=parse)
        self._notes = noted(notes, self._works if entries else None)
        self._listed = noted(entries, None).repeats if has_repeats(entries) else {}

    def linked(self) -> Iterator[Passage]:
        """The passages that have marks, with these."""
        chosen = self._style()
        for passage in self._passages:
            marks = list(self._noted(passage))
            marks += [mark for found in chosen for mark in found.get(passage.id, ())]
            marks = list(_apart(marks))
            if marks:
                references, unlinked = _linked(passage, map(self._followed, marks))
                yield replace(passage, references=tuple(references), unlinked=tuple(unlinked))

    # The style -----------------------------------------------------------------------------

    def _style(self) -> list[Found]:
        """The marks of the article's family, by passage; those of names and years or of keys also
        where they link entries that no other mark does."""
        costly = Family.AUTHOR_YEAR  # for it every entry is parsed
        found: dict[Family, Found] = {f: self._of(f) for f in Family if f is not costly}
        if max(map(_linking, found.values())) < 0.8 * len(self._numbers) or not self._numbers:
            found[costly] = self._of(costly)
        order = [family for family in Family if family in found]
        if not self._numbers:
            return _unlisted(found)
        best = max(order, key=lambda family: (_linking(found[family]), -order.index(family)))
        linked = _linked_by(found[best])
        least = max(2, len(self._numbers) / 10)
        beside = [
            _only_linked(found[family])
            for family in (Family.KEY, Family.AUTHOR_YEAR)
            if family is not best and len(_linked_by(found.get(family, {})) - linked) >= least
        ]
        return [found[best], *beside] if linked else []

    def _of(self, family: Family) -> Found:
        """The marks of a family by passage; none where too little of them is sure."""
        found = {p.id: marks for p in self._passages if (marks := list(self._marks(family, p)))}
        if family in (Family.KEY, Family.AUTHOR_YEAR):
            return found
        if family is Family.BRACKET:
            found = self._paged(found)
        found = {id: list(within(marks, self._numbers)) for id, marks in found.items()}
        if family is Family.BRACKET:
            return self._surely(found)
        linked, counted = _linking(found), _counts(found)
        most = 2 * linked >= len(self._numbers) and (counted or family is not Family.FLAT)
        return found if most or (counted and linked > 4) else {}

    def _marks(self, family: Family, passage: Passage) -> Iterable[Mark]:
        text = passage.text
        if family is Family.KEY:
            return keyed(text, self._keys)
        if family is Family.BRACKET:
            return bracketed(text)
        if family is Family.AUTHOR_YEAR:
            return author_year(text, self._works, note=passage.kind is Kind.NOTE)
        if family is Family.RAISED:
            ended = (mark for mark in flat(text) if mark.sure)
            return () if self._raised_notes else chain((mark for mark, _ in raised(text)), ended)
        if passage.kind is Kind.ROW:
            return ()  # its numbers are figures
        return parenthesised(text) if family is Family.PARENTHESIS else flat(text)

    def _paged(self, found: Found, *, fewest: int = 4) -> Found:
        """Marks such as "[2, 145]" are a work and its page, if the list does not reach the second
        number of most of them, and of at least `fewest` that differ."""
        marks = (mark for one in found.values() for mark in one if not mark.sure)
        pairs = {mark.cited for mark in marks if len(mark.cited) == 2}
        beyond = [
            pair
            for pair in pairs
            if pair[0].number in self._numbers and pair[1].number not in self._numbers
        ]
        if len(beyond) < fewest or 2 * len(beyond) <= len(pairs):
            return found
        return {id: [_with_page(mark) for mark in marks] for id, marks in found.items()}

    def _surely(self, found: Found, *, often: int = 7) -> Found:
        """Of marks in square brackets those that are no intervals or shapes, "[1, 3]": none of
        these, if all have that form, or if the text parts numbers by ";"; nor such as are repeated
        `often` (of 558 true ones in 127 articles none was)."""
        texts = {p.id: p.text for p in self._passages}
        said = [(mark, mark.span.of(texts[id])) for id, marks in found.items() for mark in marks]
        if not any(mark.sure for mark, _ in said):
            return {}
        parted = any(mark.sure and ";" in text for mark, text in said)
        counts = Counter(text for mark, text in said if not mark.sure)
        kept = {id for id, count in counts.items() if count < often and not parted}
        return {
            id: [mark for mark in marks if mark.sure or mark.span.of(texts[id]) in kept]
            for id, marks in found.items()
        }

    # Notes ---------------------------------------------------------------------------------

    @cached_property
    def _raised_notes(self) -> bool:
        """Whether raised numbers, and labels ("[^3]"), are those of notes and not of the list."""
        said = {label for p in self._passages for _, label in raised(p.text)}
        noted = said & self._notes.labels
        return bool(noted) and (not self._numbers or 2 * len(noted) > len(said))

    def _noted(self, passage: Passage) -> Iterator[Mark]:
        """The marks of notes, for the works that these cite."""
        if passage.kind in (Kind.HEADING, Kind.NOTE) or not self._notes.labels:
            return
        marks = raised(passage.text) if self._raised_notes else ()
        if not self._raised_notes and not self._numbers:
            marks = ((mark, "") for mark in bracketed(passage.text) if mark.sure)
        for mark, label in marks:
            named = [str(one.number) for one in mark.cited if one.number] or [label]
            at = passage.span.start + mark.span.start
            cited = dict.fromkeys(n for one in named for n in self._notes.cited(one, at))
            if cited:
                yield replace(mark, cited=tuple(cited))

    def _followed(self, mark: Mark) -> Mark:
        """A mark of an entry that repeats another ("Ibid., 5") is one of that other."""
        cited = (self._listed.get(one.number, one) for one in mark.cited)
        return replace(mark, cited=tuple(cited)) if self._listed else mark


def _unlisted(found: dict[Family, Found], *, fewest: int = 3) -> list[Found]:
    """Where there is no list, the keys, else the marks in square brackets or by names and years,
    whichever are more: none of `fewest`, which could be other things."""
    if found[Family.KEY]:
        return [found[Family.KEY]]
    families = (found[Family.BRACKET], found[Family.AUTHOR_YEAR])
    most = max(families, key=lambda one: sum(map(len, one.values())))
    return [most] if sum(map(len, most.values())) >= fewest else []


def _counts(found: Found) -> bool:
    """Whether works are numbered from 1 in the order in which they are cited first."""
    numbers = list(dict.fromkeys(n.number for one in found.values() for m in one for n in m.cited))
    steps = [later > one for one, later in pairwise(numbers)]
    return numbers[:1] == [1] and sum(steps) >= 0.8 * len(steps)


def _linked_by(found: Found) -> set[int]:
    return {one.number for marks in found.values() for mark in marks for one in mark.cited}


def _linking(found: Found) -> int:
    return len(_linked_by(found))


def _with_page(mark: Mark) -> Mark:
    if mark.sure or len(mark.cited) != 2:
        return mark
    work, page = mark.cited
    return replace(mark, cited=(Named(work.number, str(page.number)),), sure=True)


def _only_linked(found: Found) -> Found:
    return {id: [replace(m, lost=()) for m in marks if m.cited] for id, marks in found.items()}


def _apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks in order; of those that overlap, the first."""
    end = -1
    for mark in sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end)):
        if mark.span.start >= end:
            end = mark.span.end
            yield mark


# What marks support -------------------------------------------------------------------------------


def _linked(passage: Passage, marks: Iterable[Mark]) -> tuple[list[Reference], list[Unlinked]]:
    """A mark supports the words of its sentence that stand before it, from the last mark or, inside
    brackets, from the bracket on; one that is part of its sentence supports all of it."""
    start = passage.span.start
    references: list[Reference] = []
    unlinked: list[Unlinked] = []
    supports, end = Span(start, start), start
    for mark in marks:
        span = Span(start + mark.span.start, start + mark.span.end)
        between = passage.words(Span(end, span.start))
        beside = end > start and not between.strip(_BETWEEN)  # "… [1] [2]": for the same words
        if not beside:
            supports = _supported(passage, span, end, narrative=mark.narrative)
        references += [
            Reference(one.number, one.page, span, supports, one.place) for one in mark.cited
        ]
        unlinked += [Unlinked(span, fits) for fits in mark.lost]
        end = span.end
    return references, unlinked


def _supported(passage: Passage, marker: Span, previous: int, *, narrative: bool) -> Span:
    start = passage.span.start
    sentence = next((s for s in passage.sentences if s.start <= marker.start < s.end), passage.span)
    if narrative:
        return sentence
    begin = max(sentence.start, previous)
    before = passage.text[begin - start : marker.start - start]
    opened = _open_bracket(before)
    if opened is not None:
        begin += opened + 1
        before = before[opened + 1 :]
    lead = len(before) - len(before.lstrip(_BETWEEN))
    return Span(begin + lead, begin + max(lead, len(before.rstrip())))


def _open_bracket(text: str) -> int | None:
    """Offset of the last "(" that is not closed again; None if there is none."""
    depth = 0
    for offset in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[offset], 0)
        if depth < 0:
            return offset
    return None
