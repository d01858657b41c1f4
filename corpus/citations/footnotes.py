"""Which works the notes of an article cite: by names and year, in full, by "ibid." and "там само",
by "Smith, op. cit." and "Smith (n 5) 12", in short ("Smith, Gravity, 12")."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dzherelo.corpus.citations.references import Mark, Named
from dzherelo.corpus.citations.wording import any_of
from dzherelo.corpus.citations.works import ListedWorks, Work, folded

if TYPE_CHECKING:
    from dzherelo.corpus.records import Record

_LEAD = rf"(?:(?:{any_of('lead')})(?![^\W\d_])[.,:]*\s*)*"
_IBID = re.compile(rf"\s*{_LEAD}(?:{any_of('ibid')})(?![^\W\d_])", re.IGNORECASE)
_NOTE = rf"(?<!\w)(?:{any_of('note')})\.?\s*(?P<note>\d{{1,3}})(?!\d)"
_ABOVE = re.compile(
    rf"(?<!\w)(?:{any_of('above')})(?![^\W\d_])\.?(?:\s*,?\s*(?:at\s+)?{_NOTE})?|\(\s*"
    rf"{_NOTE.replace('<note>', '<only>')}\s*\)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    rf"(?:^|[\s,:.)])(?:at\s+)?(?:(?:{any_of('page')})\.?\s*)?"
    r"(?P<page>\d{1,4}[a-z]?(?:\s*[-–—]\s*\d+)?(?:\s*,\s*\d+)*)(?:\s*ff?)?[\s.)»]*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|https?://|\b10\.\d{4}|\d\s+[A-Z]\w*\.?\s+\d")
_PARTS = re.compile(r";\s+|\s+(?:sowie|as well as|а також|ainsi que)\s+")
_SHORT = 120  # characters that a short form has at most


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list, or a note: its number, its text, the key or label that is printed, and
    where it begins in the article."""

    number: int
    text: str
    key: str = ""
    start: int = 0


def has_repeats(notes: Sequence[Listed]) -> bool:
    """Whether some of the notes say "ibid.": a bibliography has none."""
    return any(_IBID.match(note.text) for note in notes)


class Footnotes:
    """What the `notes` of a text cite: entries of the list by its `works`, or where there is no
    list the notes that cite a work in full, as `parse` reads them. `by_names` finds the marks by
    names and years."""

    def __init__(
        self,
        notes: Sequence[Listed],
        works: ListedWorks | None,
        *,
        by_names: Callable[[str, ListedWorks], Iterable[Mark]],
        parse: Callable[[str], Record],
    ) -> None:
        self._by_names = by_names
        self._own = works is None
        full = [(n.number, n.text) for n in notes if _DATED.search(n.text)]
        self._works = works or ListedWorks(full, parse)
        self._cited: dict[int, tuple[Named, ...]] = {}
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for note in notes:
            if note.key:
                self._places[note.key].append((note.start, note.number))
        self._last: Named | None = None
        for note in notes:
            found: dict[Named, None] = {}
            for one in self._in_note(note):
                self._last = one
                found[one] = None
            self._cited[note.number] = tuple(found)

    @property
    def labels(self) -> Set[str]:
        """What is printed before the notes."""
        return self._places.keys()

    @property
    def repeats(self) -> Mapping[int, Named]:
        """The notes that only repeat another, by number."""
        found = {number: cited[0] for number, cited in self._cited.items() if len(cited) == 1}
        return {number: one for number, one in found.items() if one.number != number}

    def cited(self, label: str, at: int) -> tuple[Named, ...]:
        """What the note of a label cites; nothing if there is no such note, or it explains. Where
        notes are numbered by the page, it is the next one behind place `at`."""
        places = self._places.get(label, [])
        behind = [number for start, number in places if start >= at]
        number = behind[0] if behind else places[-1][1] if places else 0
        return self._cited.get(number, ())

    # Inside --------------------------------------------------------------------------------

    def _in_note(self, note: Listed) -> Iterator[Named]:
        own = False
        for part in _PARTS.split(note.text):
            page = found["page"] if (found := _PAGE.search(part)) else None
            above = _ABOVE.search(part)
            if _IBID.match(part):
                yield from [Named(last.number, page or last.page)] if (last := self._last) else []
            elif dated := list(self._by_year(part, note)):
                yield from dated
            elif above and (label := above["note"] or above["only"]) in self._places:
                yield from (Named(one.number, page) for one in self.cited(label, 0)[:1])
            elif repeated := self._repeated(part[: above.start()] if above else part, note, above):
                yield Named(repeated, page)
            elif self._own and not own and not above and _DATED.search(part):
                own = True
                yield Named(note.number, page if page and re.fullmatch(r"\d{1,3}", page) else None)

    def _by_year(self, part: str, note: Listed) -> Iterator[Named]:
        """What a part cites by names and year; of notes only those before it."""
        if self._own and len(part) > _SHORT:
            return
        for mark in self._by_names(part, self._works):
            yield from (one for one in mark.cited if not self._own or one.number < note.number)

    def _repeated(self, part: str, note: Listed, above: object) -> int | None:
        """The entry or note that a part names in full or in short; None if several could be."""
        short = len(part) <= _SHORT
        if self._own and not above and (not short or _DATED.search(part)):
            return None
        said = folded(part)
        works = (w for w in self._works.all if not self._own or w.number < note.number)
        fits = [(fit, work.number) for work in works if (fit := _fit(work, said, short=short))]
        best = {number for fit, number in fits if fit == max(fits)[0]}
        return best.pop() if len(best) == 1 else None


def _fit(work: Work, said: Sequence[str], *, short: bool) -> int:
    """How well words name a work, 0 if they do not: in full, with most of its title and a year of
    it, better the sooner they say its first words; in short, by an author or its first word, and
    no other words than such as it has."""
    names = {family[-1] for family in work.families[:1]} or {*work.head[:4]}
    names |= {*work.head[:1]} if work.inverted else set()
    years = {int(word) for word in said if re.fullmatch(r"(?:1[5-9]|20)\d\d", word)}
    if names.isdisjoint(said) or (years and years.isdisjoint(work.years)):
        return 0
    words = {word for word in said if len(word) > 3 and not word[0].isdigit()}
    if short and words <= {*work.head, *work.title, *_IGNORED}:
        return 1
    title = [word for word in work.title if len(word) > 3]
    met = [word for word in title if word in said]
    if not years or not met or len(met) < 0.8 * len(title):
        return 0
    place = " ".join(said).find(" ".join(work.head[:4]))
    return len(met) + (1_000 - min(place, 900) if place >= 0 else 0)


_IGNORED = frozenset(folded("ebenda siehe voir also note p pp vgl seite page"))
