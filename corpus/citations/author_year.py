"""In-text citations by names and year: "Smith et al. (2020a, p. 5)", "(Smith, 2020; Jones & Lee,
2018a, 2018b; see also Kim 2017: 33)", "(WHO 2010)", "Ward et Wilson (1978)", "(Сміт та ін., 2020)".

A year is found first, then the names before it, and these are looked for among the authors of the
entries. Names and year that fit one entry are linked to it, those that fit several or none are
lost: never is a name taken for another one that looks like it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from typing import NamedTuple

from dzherelo.corpus.citations.references import WORDS, Mark, Named, any_of
from dzherelo.corpus.records import Record
from dzherelo.corpus.types import Span

_YEAR = r"(?:1[5-9]|20)\d\d"
_UNDATED = rf"(?:{any_of('undated')})(?![^\W\d_])\.?"
_LETTERS = r"[a-hа-г](?![^\W_])(?:\s*[,&/–-]\s*[a-hа-г](?![^\W_]))*"
_PAGES = rf"(?:{any_of('page')})(?![^\W\d_])\.?\s*"
_DATE = re.compile(  # a year with its letters and pages
    rf"""(?<![\w./–-])(?:(?P<year>{_YEAR})(?:\s?/\s?(?P<also>{_YEAR}|\d\d)(?!\d))?
            (?:\s?\[{_YEAR}(?:\s?[-–]\s?{_YEAR})?\])?
            (?P<letters>{_LETTERS})?|(?P<undated>{_UNDATED})(?P<part>-?[a-h](?!\w))?)
        (?![\w/–-]|\.\d)
        (?P<pages>(?:\s*[,:]\s*|\s+){_PAGES}(?P<page>[\divxlc]+(?:\s*[-–—]\s*\d+)?
                (?:\s*,\s*\d{{1,3}}(?:[-–—]\d+)?(?![\w/]))*)
            |\s*:\s*(?P<colon>\d{{1,4}}(?:\s*[-–—]\s*\d+)?(?![\w/]))
            |\s*,\s*(?P<comma>(?!{_YEAR}\b)\d{{1,4}}(?:\s*[-–—]\s*\d+)?(?![\w/])))?""",
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN = re.compile(r"(?:[^\W\d_]|[’'‘ʼ](?=[^\W\d_]))+(?:[-‐‑'’ʼ.][^\W\d_]+)*\.?|\d+|[&,;]|\S")
_GROUP = re.compile(r"\([^()\n]{2,600}\)|\[[^\[\]\n]{2,600}\]")
_LETTER = re.compile(r"[^\W\d_]")
_IS_UNDATED = re.compile(rf"(?<!\w){_UNDATED}", re.IGNORECASE)
_MENTIONED = re.compile(rf"(?<![\w/.–-]){_YEAR}(?!\d|[–-]\d)")
_OTHERS = re.compile(rf"(?<!\w)(?:{any_of('et_al')})(?!\w)|…|\.\.\.")
_ET_AL = sorted((tuple(words.split()) for words in WORDS["et_al"]), key=len, reverse=True)
_INVERTED = re.compile(r"[\W\d]*[^\W\d_][\w’'ʼ-]+(?:,|\.|\s+(?:[^\W\d_]{1,2}\b|\(|et\b|\d))")
_SHORT = re.compile(r"(?:\s*[\[(][^()\[\]\n]{1,30}[\])])?[\s,]*$")  # "World Bank [WB], "
_REACH = 200  # characters before a year in which its names stand
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(name: str) -> str:
    """A name without what people write now so, now so: accents, apostrophes, hyphens, capitals."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum()).translate(_ALIKE)


def folded(text: str) -> tuple[str, ...]:
    """The words of a text, each as `fold` gives it."""
    return tuple(word for part in _TOKEN.findall(text) if (word := fold(part)))


_ENDINGS = frozenset(map(fold, WORDS["endings"]))
_REPEATING = WORDS["lead"] | WORDS["and"]  # between the years of one name
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
        known = [at for word, at in words if word in families]
        return known[0] if known else self.starts[0][0]


class Fit(NamedTuple):
    """The `numbers` of entries that a citation fits equally well; one that is not `sure` fits only
    if its authors are miscounted, or its letter is mistaken."""

    numbers: tuple[int, ...] = ()
    sure: bool = True


class Works:
    """The entries of a list, as (number, text), by their authors and years. `parse` makes a record
    of an entry's text; it is called at the first look-up."""

    def __init__(self, entries: Sequence[tuple[int, str]], parse: Callable[[str], Record]) -> None:
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
        works = self._of_year(year, letter)
        for fit in (_fit_named, _fit_inflected, _fit_acronym, _fit_head):
            ranked = [(rank, work) for work in works if (rank := fit(names, work)) < _NEVER]
            if ranked:
                best = min(rank for rank, _ in ranked)
                return _fitting([work for rank, work in ranked if rank == best], letter, best)
        return Fit()

    def of_phrase(self, words: Sequence[str], year: int | None, letter: str) -> Fit:
        """The numbers of the entries that begin with these words: a body's name, a title."""
        works = self._of_year(year, letter)
        found = [work for work in works if work.head[: len(words)] == tuple(words)]
        return _fitting(found, letter)

    def _of_year(self, year: int | None, letter: str) -> list[Work]:
        """The works of a year and a letter, if it has them. A year that an entry mentions counts
        where it is no other entry's own."""
        works = self._by_year[year]
        own = [work for work in works if work.years[0] == year] or works
        return [work for work in own if work.letter == letter] or own


def _work(number: int, text: str, record: Record) -> Work:
    head = [word for word in folded(text[:600]) if not word.isdecimal()]
    names = (folded(author.family) for author in record.authors)
    families = tuple(tuple(w for w in name if len(w) > 1) or name for name in names if name)
    years: list[int | None] = [record.year] if record.year else []
    years += [None] if _IS_UNDATED.search(text[:400]) else []
    years += [int(year) for year in _MENTIONED.findall(text)]
    lettered = re.search(rf"(?<!\d){record.year or _YEAR}([a-hа-г])\b", text)
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
    sure = rank < _DOUBTFUL and all(work.letter == letter for work in works)
    return Fit(tuple(dict.fromkeys(work.number for work in works)), sure)


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
    body = work.families[0] if work.families and len(work.families[0]) > 1 else work.head[:12]
    letters = ["".join(word[0] for word in body if len(word) > least) for least in (0, 3)]
    called = said in letters or (len(said) > 2 and any(one.startswith(said) for one in letters))
    return 4 if called or (len(body) > 2 and said == body[0] and not work.inverted) else _NEVER


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


# Names before a year ------------------------------------------------------------------------------


def names_before(text: str, start: int, end: int) -> Names | None:
    """The names that end at `end` of the text, none of them before `start`; None if there are
    none: "Smith, J., van der Berg & Cole", "Сміт та ін.", "Ward et Wilson"."""
    tokens = list(_TOKEN.finditer(text, start, _SHORT.search(text, start, end).start()))
    while tokens and tokens[-1][0] in (",", ";", "’s", "'s"):
        tokens.pop()
    others = next((len(one) for one in _ET_AL if _plain(tokens[-len(one) :]) == one), 0)
    tokens = tokens[: len(tokens) - others]
    if others and tokens and tokens[-1][0] == ",":
        tokens.pop()
    found: list[tuple[tuple[str, ...], tuple[int, ...], bool]] = []
    bound = False
    while group := _last_name(tokens):
        named = [m for m in group if fold(m[0]) not in WORDS["suffixes"]] or group
        said = [m for m in named if not _is_initial(m[0])] or [m for m in named if len(m[0]) > 2]
        if said:
            words = tuple(fold(_bare(m[0])) for m in said)
            found.insert(0, (words, tuple(m.start() for m in said), bound))
        bound, joined = bound and not said, 0
        while tokens and (tokens[-1][0] in (",", ";", "/") or _is_and(tokens[-1])):
            bound |= tokens.pop()[0] not in (",", ";")
            joined += 1
        if not joined:
            break
    if not found:
        return None
    groups, starts, bounds = zip(*found, strict=True)
    return Names(groups, starts, bounds, bool(others))


def _last_name(tokens: list[re.Match[str]]) -> list[re.Match[str]]:
    """Takes the words of one name from the end of the tokens; none if there is no name."""
    group: list[re.Match[str]] = []
    while tokens and (_is_capital(tokens[-1][0]) or (group and _is_particle(tokens[-1][0]))):
        if group and tokens[-1][0].endswith(".") and not _is_initial(tokens[-1][0]):
            break  # it ends a sentence
        group.insert(0, tokens.pop())
    return group


def _plain(tokens: Sequence[re.Match[str]]) -> tuple[str, ...]:
    return tuple(word for m in tokens for word in m[0].lower().rstrip(".").split("."))


def _is_capital(word: str) -> bool:
    begin = word.lstrip("’'‘ʼ")[:3]  # "d’Alembert", "deGroot"
    return any(map(str.isupper, begin)) and word.lower().rstrip(".") not in WORDS["months"]


def _is_particle(word: str) -> bool:
    return word.lower().strip("’'.") in WORDS["particles"]


def _is_and(token: re.Match[str]) -> bool:
    return token[0] in WORDS["and"]  # in small letters


def _is_initial(word: str) -> bool:
    """ "J.", "J.-P.", "Yu.", and "JK" as medical journals have it."""
    parts = re.split(r"[.‐-]", word.rstrip("."))
    short = len(word) <= 3 and (word.endswith(".") or word.isupper())
    return all(len(part) <= 1 for part in parts) or (short and len(word.rstrip(".")) <= 2)


def _bare(word: str) -> str:
    """A name without the sign of the possessive."""
    return re.sub(r"[’'ʼ]s?$", "", word.rstrip("."))


# Marks --------------------------------------------------------------------------------------------


class _Cited(NamedTuple):
    """A citation at a `span`, the entries that it fits; `shaped` like one even if none does."""

    span: Span
    fit: Fit
    page: str | None
    shaped: bool

    @property
    def linked(self) -> bool:
        return self.fit.sure and len(self.fit.numbers) == 1


def author_year(text: str, works: Works, *, note: bool = False) -> Iterator[Mark]:
    """The marks by names and year, in order. Outside brackets names and year are a mark where they
    fit an entry; in a `note`, which cites without brackets, also where they fit none."""
    at = 0
    for match in (*_GROUP.finditer(text), None):
        yield from _in_words(
            text, Span(at, match.start() if match else len(text)), works, note=note
        )
        if match:
            inside = Span(match.start() + 1, match.end() - 1)
            cited = list(_cited_in(text, inside, works, opens=True))
            if cited and (mark := _mark(_marker(match, cited), cited, match.start())):
                yield mark
            at = match.end()


def _in_words(text: str, part: Span, works: Works, *, note: bool) -> Iterator[Mark]:
    """The marks outside brackets: "Smith 2019", "Reimer et al. 2009, 2013"."""
    runs: list[list[_Cited]] = []
    for cited in _cited_in(text, part, works, opens=False):
        repeats = runs and not text[runs[-1][-1].span.end : cited.span.start].strip(" ,;&")
        runs[-1].append(cited) if repeats else runs.append([cited])
    for run in runs:
        span = Span(run[0].span.start, run[-1].span.end)
        mark = _mark(span, run, 0 if note else span.end)
        if mark and note:
            yield mark
        elif mark and mark.cited:
            yield Mark(span, mark.cited, (), narrative=True)


def _marker(group: re.Match[str], cited: Sequence[_Cited]) -> Span:
    """The brackets whole, unless they say much else."""
    begin, end = cited[0].span.start, cited[-1].span.end
    if begin < group.start() or (end - begin) * 2 >= group.end() - group.start():
        return Span(min(begin, group.start()), group.end())
    return Span(begin, end)


def _mark(span: Span, cited: Sequence[_Cited], opening: int) -> Mark | None:
    """The mark of some citations, in its sentence if it begins before the `opening` bracket."""
    named = (Named(one.fit.numbers[0], one.page) for one in cited if one.linked)
    lost = tuple(one.fit.numbers for one in cited if one.shaped and not one.linked)
    mark = Mark(span, tuple(dict.fromkeys(named)), lost, narrative=span.start < opening)
    return mark if mark.cited or mark.lost else None


def _cited_in(text: str, part: Span, works: Works, *, opens: bool) -> Iterator[_Cited]:
    """The citations in a part of a text: by names that stand there or, if the part `opens` with a
    year, before it."""
    at, names = part.start, None
    for date in _DATE.finditer(text, *part):
        between = text[at : date.start()]
        repeats = all(word in _REPEATING for word in folded(between))
        if not repeats:
            names = names_before(text, max(at, date.start() - _REACH), date.start())
            phrase = _SHORT.sub("", between.rpartition(";")[2]) if opens else ""
            yield from _dated(date, names, works, phrase)
        elif at > part.start:
            yield from (one._replace(span=Span(*date.span())) for one in _dated(date, names, works))
        elif opens:
            reach = max(0, at - _REACH, text.rfind("\n", 0, at) + 1)
            names = names_before(text, reach, at - 1)
            yield from _dated(date, names, works)
        at = date.end()


def _dated(
    date: re.Match[str], names: Names | None, works: Works, phrase: str = ""
) -> list[_Cited]:
    """A citation for each letter of a year."""
    page = date["page"] or date["colon"] or date["comma"]
    year = int(date["year"]) if date["year"] else None
    letters = _LETTER.findall(date["letters"] or date["part"] or "") or [""]
    cited: list[_Cited] = []
    for letter in letters:
        fit, fitting = _entries(names, year, letter.lower(), works, phrase)
        if fit.numbers or names:
            begin = fitting.start(works.families) if fitting else date.start() - len(phrase)
            shaped = names is None or _is_shaped(names, works)
            cited.append(_Cited(Span(begin, date.end()), fit, page, shaped))
    return cited


def _is_shaped(names: Names, works: Works) -> bool:
    """Whether names before a year are surely those of authors, and not "(Kyiv, 2019)"."""
    known = any(group[-1] in works.families for group in names.groups)
    return names.others or known or (len(names.groups) > 1 and names.bound[0])


def _entries(
    names: Names | None, year: int | None, letter: str, works: Works, phrase: str
) -> tuple[Fit, Names | None]:
    """The entries that fit, and the names without the words before them."""
    fitting = names
    while fitting:
        if (found := works.of_names(fitting, year, letter)).numbers:
            return found, fitting
        first = fitting.groups[0][-1]
        if len(fitting.groups) < 2 or fitting.bound[0] or first in works.families:
            break
        fitting = fitting.without_first()
    words = folded(phrase)
    while sum(map(len, words)) > 2:
        if (found := works.of_phrase(words, year, letter)).numbers:
            return found, None
        if words[0] not in WORDS["lead"]:
            break
        words = words[1:]
    return Fit(), names
