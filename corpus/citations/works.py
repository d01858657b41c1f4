"""The entries of a reference list as citations by names and year know them: who wrote them, when,
and how names and years fit them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple

from dzherelo.corpus.citations.wording import WORDS, any_of

if TYPE_CHECKING:
    from dzherelo.corpus.records import Record

YEAR = r"(?:1[5-9]|20)\d\d"
UNDATED = rf"(?:{any_of('undated')})(?![^\W\d_])\.?"
TOKEN = re.compile(r"(?:[^\W\d_]|[’'‘ʼ](?=[^\W\d_]))+(?:[-‐‑'’ʼ.][^\W\d_]+)*\.?|\d+|[&,;]|\S")
_IS_UNDATED = re.compile(rf"(?<!\w){UNDATED}", re.IGNORECASE)
_MENTIONED = re.compile(rf"(?<![\w/.–-]){YEAR}(?!\d|[–-]\d)")
_OTHERS = re.compile(rf"(?<!\w)(?:{any_of('et_al')})(?!\w)|…|\.\.\.")
_INVERTED = re.compile(r"[\W\d]*[^\W\d_][\w’'ʼ-]+(?:,|\.|\s+(?:[^\W\d_]{1,2}\b|\(|et\b|\d))")
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(name: str) -> str:
    """A name without what people write now so, now so: accents, apostrophes, hyphens, capitals."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum()).translate(_ALIKE)


def folded(text: str) -> tuple[str, ...]:
    """The words of a text, each as `fold` gives it."""
    return tuple(word for part in TOKEN.findall(text) if (word := fold(part)))


_ENDINGS = frozenset(map(fold, WORDS["endings"]))
_PARTICLES = frozenset(map(fold, WORDS["particles"]))
_VOWELS = "aeiouyаеиіоуьйя"


@dataclass(frozen=True)
class Work:
    """What of an entry a citation repeats. `families` are as `folded` gives them; `years` has the
    work's own first, None for an undated one; `head` are the first words of the entry, `title`
    those of its title; `others`: it says "et al." itself; `inverted`: it begins with a family name,
    "Smith, J."."""

    number: int
    families: tuple[tuple[str, ...], ...]
    years: tuple[int | None, ...]
    letter: str
    head: tuple[str, ...]
    title: tuple[str, ...]
    others: bool
    inverted: bool


class Names(NamedTuple):
    """The authors of a citation, in order, each as `folded`, and where the words of each begin in
    the text. `others`: "et al." follows. Of a name that is not `bound`, a comma alone parts it from
    the next: it may be the end of other words."""

    groups: tuple[tuple[str, ...], ...]
    starts: tuple[tuple[int, ...], ...]
    bound: tuple[bool, ...]
    others: bool

    def without_first(self) -> Names:
        return Names(self.groups[1:], self.starts[1:], self.bound[1:], self.others)

    def start(self, families: Set[str]) -> int:
        """Where the first name begins: not at words before it, "In Smith"."""
        words = zip(self.groups[0], self.starts[0], strict=True)
        return next((at for word, at in words if word in families), self.starts[0][-1])


class Fit(NamedTuple):
    """The `numbers` of entries that a citation fits equally well; one that is not `sure` fits only
    if its authors are miscounted, or its letter is mistaken."""

    numbers: tuple[int, ...] = ()
    sure: bool = True


def parsed(entry: str) -> Record:
    """The record of an entry's text, without its place in the list."""
    from dzherelo.corpus.citations.entry_parser import parse_entry  # heavy, and seldom needed

    return parse_entry(entry, id="entry")


class ListedWorks:
    """The entries of a list, as (number, text), by their authors and years. `parse` makes a record
    of an entry's text; it is called at the first look-up."""

    def __init__(
        self, entries: Sequence[tuple[int, str]], parse: Callable[[str], Record] = parsed
    ) -> None:
        self._entries = entries
        self._parse = parse

    @cached_property
    def all(self) -> tuple[Work, ...]:
        return tuple(_work(number, text, self._parse(text)) for number, text in self._entries)

    @cached_property
    def _by_year(self) -> dict[int | None, list[Work]]:
        found: dict[int | None, list[Work]] = defaultdict(list)
        for work in self.all:
            for year in work.years:
                found[year].append(work)
        return found

    @cached_property
    def families(self) -> frozenset[str]:
        """The names of all authors."""
        parts = {part for work in self.all for family in work.families for part in family}
        return frozenset(parts | {work.head[0] for work in self.all if work.head})

    def of_names(self, names: Names, year: int | None, letter: str) -> Fit:
        """The entries that names and year fit best."""
        works = self._of_year(year)
        for fit in (_fit_named, _fit_inflected, _fit_acronym, _fit_head):
            ranked = [(rank, work) for work in works if (rank := fit(names, work)) < _NEVER]
            if ranked:
                best = min(rank for rank, _ in ranked)
                return _fitting([work for rank, work in ranked if rank == best], letter, best)
        return Fit()

    def of_phrase(self, words: Sequence[str], year: int | None, letter: str) -> Fit:
        """The numbers of the entries that begin with these words: a body's name, a title."""
        works = self._of_year(year)
        found = [work for work in works if work.head[: len(words)] == tuple(words)]
        return _fitting(found, letter)

    def _of_year(self, year: int | None) -> list[Work]:
        """The works of a year; those that only mention it, where it is no other entry's own."""
        works = self._by_year[year]
        return [work for work in works if work.years[0] == year] or works


def _work(number: int, text: str, record: Record) -> Work:
    head = [word for word in folded(text[:600]) if not word.isdecimal()]
    names = (folded(author.family) for author in record.authors)
    families = tuple(tuple(w for w in name if len(w) > 1) or name for name in names if name)
    years: list[int | None] = [record.year] if record.year else []
    years += [None] if _IS_UNDATED.search(text[:400]) else []
    years += [int(year) for year in _MENTIONED.findall(text)]
    lettered = re.search(rf"(?<!\d){record.year or YEAR}([a-hа-г])\b", text)
    return Work(
        number=number,
        families=families,
        years=tuple(dict.fromkeys(years)) or (None,),
        letter=lettered[1].lower() if lettered else "",
        head=tuple(dropwhile(lambda word: len(word) == 1 and len(head) > 1, head)),
        title=folded(record.title),
        others=_OTHERS.search(text[:600]) is not None,
        inverted=_INVERTED.match(text) is not None,
    )


def _fitting(works: Sequence[Work], letter: str, rank: int = 0) -> Fit:
    lettered = [work for work in works if work.letter == letter]
    numbers = dict.fromkeys(work.number for work in lettered or works)
    return Fit(tuple(numbers), sure=rank < _DOUBTFUL and bool(lettered))


# How names fit: the rank, 0 best --------------------------------------------------------------

_DOUBTFUL, _NEVER = 6, 9


def _fit_named(names: Names, work: Work) -> int:
    return _rank(names, work, _is_named)


def _fit_inflected(names: Names, work: Work) -> int:
    return _rank(names, work, _is_inflected)


def _rank(
    names: Names, work: Work, same: Callable[[tuple[str, ...], tuple[str, ...]], bool]
) -> int:
    """ "Smith" of two authors and "Smith et al." of two are doubtful: another work may be meant."""
    cited, authors = names.groups, work.families
    more = len(authors) - len(cited)
    pairs = zip(cited, authors, strict=False)
    if not authors or (more < 0 and not work.others) or not all(same(*pair) for pair in pairs):
        return _NEVER
    if names.others:
        return 0 if work.others or more > 1 or (more == 1 and len(cited) > 1) else _DOUBTFUL
    if work.others:
        return 0 if len(cited) > 1 else _DOUBTFUL
    return 0 if more == 0 else _DOUBTFUL


def _is_named(cited: tuple[str, ...], family: tuple[str, ...]) -> bool:
    """Whether words are a family name: with given names or other words before it, or without its
    particles."""
    name = "".join(family)
    if any("".join(cited[at:]) == name for at in range(len(cited))):
        return True
    bare = "".join(word for word in family if word not in _PARTICLES)
    return bool(bare) and "".join(cited) == bare


def _is_inflected(cited: tuple[str, ...], family: tuple[str, ...]) -> bool:
    """Whether the last word is a family name with the ending of a case."""
    name, said = family[-1], cited[-1]
    stem = name[:-1] if name[-1] in _VOWELS else name
    return len(stem) > 2 and said.startswith(stem) and said[len(stem) :] in _ENDINGS


def _fit_acronym(names: Names, work: Work) -> int:
    """A body called by its first letters, "WHO", or by the first word that an entry gives it."""
    said = "".join(names.groups[0])
    if len(names.groups) > 1 or len(said) < 2:
        return _NEVER
    body = work.families[0] if work.families and len(work.families[0]) > 1 else ()
    letters = [
        "".join(word[0] for word in words if len(word) > least)
        for words in (body, work.head[:12])
        for least in (0, 3)
    ]
    called = said in letters or (len(said) > 2 and any(one.startswith(said) for one in letters))
    return 4 if called or (len(body) > 2 and said == body[0]) else _NEVER


def _fit_head(names: Names, work: Work) -> int:
    """The first words of an entry whose authors could not be read, if a family name is first; of
    others too, if several names are there."""
    first, *more = names.groups
    said = next(
        (first[at:] for at in range(len(first)) if work.head[: len(first) - at] == first[at:]), ()
    )
    if not said or not work.inverted:
        return _NEVER
    place = iter(work.head[len(said) : len(said) + 8 * len(more)])
    if not all(name[-1] in place for name in more):
        return _NEVER
    return 5 if more or not work.families else _DOUBTFUL
