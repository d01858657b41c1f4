"""In-text citations by names and year: "Smith et al. (2020a, p. 5)", "(Smith, 2020; Jones & Lee,
2018a, 2018b; see also Kim 2017: 33)", "(WHO 2010)", "Ward et Wilson (1978)", "(Сміт та ін., 2020)".

A year is found first, then the names before it, and these are looked for among the authors of the
entries. Names and year that fit one entry are linked to it, those that fit several or none are
lost: never is a name taken for another one that looks like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dzherelo.corpus.citations.references import Mark, Named
from dzherelo.corpus.citations.wording import WORDS, any_of
from dzherelo.corpus.citations.works import (
    TOKEN,
    UNDATED,
    YEAR,
    Fit,
    ListedWorks,
    Names,
    fold,
    folded,
)
from dzherelo.corpus.types import Span

_LETTERS = r"[a-hа-г](?![^\W_])(?:\s*[,&/–-]\s*[a-hа-г](?![^\W_]))*"
_PAGES = rf"(?:{any_of('page')})(?![^\W\d_])\.?\s*"
_DATE = re.compile(  # a year with its letters and pages
    rf"""(?<![\w./–-])(?:(?P<year>{YEAR})(?:\s?/\s?(?:(?P<also>{YEAR})|\d\d(?!\d)))?
            (?P<letters>{_LETTERS})?(?:\s?\[{YEAR}(?:\s?[-–]\s?{YEAR})?\])?|(?P<undated>{UNDATED})(?P<part>-?[a-h](?!\w))?)
        (?![\w/–-]|\.\d|\s[–-]\s\d)
        (?P<pages>(?:\s*[,:]\s*|\s+){_PAGES}(?P<page>[\divxlc]+(?:\s*[-–—]\s*\d+)?
                (?:\s*,\s*\d{{1,3}}(?:[-–—]\d+)?(?![\w/]))*)
            |\s*:\s*(?P<colon>\d{{1,4}}(?:\s*[-–—]\s*\d+)?(?![\w/]))
            |\s*,\s*(?P<comma>(?!{YEAR}\b)\d{{1,4}}(?:\s*[-–—]\s*\d+)?(?![\w/])))?""",
    re.VERBOSE | re.IGNORECASE,
)
_GROUP = re.compile(r"\([^()\n]{2,600}\)|\[[^\[\]\n]{2,600}\]")
_LETTER = re.compile(r"[^\W\d_]")
_ET_AL = sorted((tuple(words.split()) for words in WORDS["et_al"]), key=len, reverse=True)
_SHORT = re.compile(r"(?:\s*[\[(][^()\[\]\n]{1,30}[\])])?[\s,]*$")  # "Grain Office [GO], "
_REACH = 200  # characters before a year in which its names stand
_REPEATING = WORDS["lead"] | WORDS["and"]  # between the years of one name


# Names before a year ------------------------------------------------------------------------------


def names_before(text: str, start: int, end: int) -> Names | None:
    """The names that end at `end` of the text, none of them before `start`; None if there are
    none: "Smith, J., van der Berg & Cole", "Сміт та ін.", "Ward et Wilson"."""
    short = _SHORT.search(text, start, end)
    tokens = list(TOKEN.finditer(text, start, short.start() if short else end))
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


def author_year(text: str, works: ListedWorks, *, note: bool = False) -> Iterator[Mark]:
    """The marks by names and year, in order. Outside brackets names and year are a mark where they
    fit an entry; in a `note`, which cites without brackets, also where they fit none."""
    at = 0
    for match in (*_GROUP.finditer(text), None):
        yield from _in_words(
            text, Span(at, match.start() if match else len(text)), works, note=note
        )
        if match:
            inside = Span(match.start() + 1, match.end() - 1)
            cited = list(_cited_in(text, inside, works, bracketed=True))
            if cited and (mark := _mark(_marker(match, cited), cited, match.start())):
                yield mark
            at = match.end()


def pasted(wording: str, works: ListedWorks) -> tuple[Named, ...]:
    """What a mark names that stands alone ("Cole & Fox, 2002", "(Ames, 2001a, p. 5; Cole 2002)");
    nothing if the wording is more than a mark, or one of its works is not found."""
    if not _DATE.search(wording):
        return ()
    marks = list(author_year(wording, works, note=True))
    if len(marks) != 1 or marks[0].lost:
        return ()
    begin, end = marks[0].span
    return () if (wording[:begin] + wording[end:]).strip(" ()[].,;") else marks[0].cited


def _in_words(text: str, part: Span, works: ListedWorks, *, note: bool) -> Iterator[Mark]:
    """The marks outside brackets: "Smith 2019", "Reimer et al. 2009, 2013"."""
    runs: list[list[_Cited]] = []
    for cited in _cited_in(text, part, works, bracketed=False):
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


def _cited_in(text: str, part: Span, works: ListedWorks, *, bracketed: bool) -> Iterator[_Cited]:
    """The citations in a part of a text: by names that stand there or, if it is `bracketed` and
    begins with a year, before it."""
    at, names = part.start, None
    for date in _DATE.finditer(text, *part):
        between, phrase = text[at : date.start()], ""
        repeats = all(word in _REPEATING for word in folded(between))
        if not repeats:
            names = names_before(text, max(at, date.start() - _REACH), date.start())
            phrase = _SHORT.sub("", between.rpartition(";")[2]) if bracketed else ""
        elif at == part.start and bracketed:
            reach = max(0, at - _REACH, text.rfind("\n", 0, at) + 1)
            names = names_before(text, reach, at - 1)
        for one in _dated(date, names, works, phrase, bracketed=bracketed):
            yield one._replace(span=Span(*date.span())) if repeats and at > part.start else one
        at = date.end()


def _dated(
    date: re.Match[str], names: Names | None, works: ListedWorks, phrase: str, *, bracketed: bool
) -> Iterator[_Cited]:
    """A citation for each letter of a year."""
    page = date["page"] or date["colon"] or date["comma"]
    said = [int(year) for year in (date["year"], date["also"]) if year]
    years: list[int | None] = [*said] or [None]
    for letter in _LETTER.findall(date["letters"] or date["part"] or "") or [""]:
        tried = [_entries(names, year, letter.lower(), works, phrase) for year in years]
        fit, fitting = next((one for one in tried if one[0].numbers), tried[0])
        if not fit.numbers and not names:
            continue
        begin = date.start() - len(phrase)
        if fitting:
            begin = fitting.start(works.families) if fit.numbers else fitting.starts[0][0]
        shaped = names is None or _is_shaped(names, works, bracketed=bracketed)
        yield _Cited(Span(begin, date.end()), fit, page, shaped)


def _is_shaped(names: Names, works: ListedWorks, *, bracketed: bool) -> bool:
    """Whether names before a year look like those of authors, and not like other words with a
    capital: "Gold Cycle (1850)"; a single word does where brackets are the mark's."""
    known = any(group[-1] in works.families for group in names.groups)
    several = len(names.groups) > 1 and names.bound[0]
    single = bracketed and len(names.groups) == len(names.groups[0]) == 1
    return names.others or known or several or single


def _entries(
    names: Names | None, year: int | None, letter: str, works: ListedWorks, phrase: str
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
