"""Whether two records are of one work, however each list writes it.

An identifier decides where both have one. Else the titles must be the same but for slips, a
subtitle or the script, and first author and year must agree: two works of one author differ by a
word or a number of their titles.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from dzherelo.corpus.language.words import is_cyrillic, lemmas, skeleton, words
from dzherelo.corpus.records import Record

_SUBTITLE = re.compile(r"(?<=[^\W\d]{2})\s*[:.?!]\s+|\s+[-–—]+\s+")
_ARXIV_DOI = "10.48550/arxiv."
# what systems of romanisation write differently, the longer first
_SPELLINGS = dict(
    pair.split(">") for pair in "shch>s sch>s kh>h zh>z ch>c sh>s ts>c g>h w>v x>ks".split()
)


def same_work(one: Record, other: Record) -> bool:
    """Whether two records are of one work; see `match`."""
    return likeness(one, other) > 0


def match(record: Record, candidates: Iterable[Record]) -> str | None:
    """The id of the candidate that is the same work as the record; None if there is none, or if
    several different works are equally like it."""
    found = [(like, one) for one in candidates if (like := likeness(record, one))]
    best = max((like for like, _ in found), default=0.0)
    chosen = [one for like, one in found if like == best]
    if not chosen or not all(same_work(chosen[0], one) for one in chosen[1:]):
        return None
    return chosen[0].id


def likeness(one: Record, other: Record) -> float:
    """How surely two records are of one work: 0 if they are not, 3 by an identifier, else more
    than 0 and at most 2."""
    ours, theirs = _profile(one), _profile(other)
    named = _by_identifier(ours, theirs)
    if named is not None:
        return 3.0 if named else 0.0
    if not _years_agree(one, other):
        return 0.0
    same_year = float(bool(ours.year) and ours.year == theirs.year)
    authors = _authors_agree(ours, theirs)
    if _stands_in(ours, theirs) or _stands_in(theirs, ours):
        return 0.8 + same_year / 10
    if authors is False:
        return 0.0
    whole = _best(ours.titles, theirs.titles)
    if whole and (authors or same_year or _is_telling(ours)):
        return 0.9 * whole + same_year / 10 + (1.0 if authors else 0.0)
    heads = 0.0 if ours.heads and theirs.heads else _heads_alike(ours, theirs)
    return 0.7 * heads if authors and same_year else 0.0


def same_hand(one: Record, other: Record) -> bool:
    """Whether two records have an author and a year in common; of one whose identifier they share,
    that is enough where one list has the title in another language."""
    ours, theirs = _profile(one), _profile(other)
    agree = bool(_authors_agree(ours, theirs)) and bool(ours.year and theirs.year)
    return agree and _years_agree(one, other)


@dataclass(frozen=True, slots=True)
class _Title:
    """The words of a title that say something, as written and as bones that all scripts share."""

    forms: tuple[str, ...]
    bones: tuple[str, ...]
    joined: tuple[str, str]  # all words without what parts them: as written, and as bones
    cyrillic: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Profile:
    doi: str
    arxiv: str
    isbn: str
    year: int | None
    titles: tuple[_Title, ...]
    heads: tuple[_Title, ...]  # titles without their subtitles, where they have any
    surnames: tuple[frozenset[str], ...]  # of each author, in every spelling


@lru_cache(maxsize=8192)
def _profile(record: Record) -> _Profile:
    doi = (record.doi or "").lower()
    arxiv = (record.arxiv or "").lower()
    if doi.startswith(_ARXIV_DOI):
        doi, arxiv = "", arxiv or doi.removeprefix(_ARXIV_DOI)
    ours = None if record.title_en_ours else record.title_en
    act = f"{record.genre} {record.title}" if record.genre else None
    titles = [title for title in (record.title, ours, act) if title]
    heads = [parts[0] for title in titles if len(parts := _SUBTITLE.split(title, maxsplit=1)) == 2]
    return _Profile(
        doi=doi,
        arxiv=re.sub(r"v\d+$", "", arxiv),
        isbn=_isbn(record.isbn) if record.type == "book" else "",
        year=record.year or (record.date.year if record.date else None),
        titles=tuple(map(_title, titles)),
        heads=tuple(map(_title, heads)),
        surnames=tuple(
            frozenset(
                bone
                for name in (author.family, author.family_en)
                for word in words(name)
                if (bone := _bone(word.form))
            )
            for author in record.authors
        ),
    )


def _title(title: str) -> _Title:
    said = [word.form for word in words(title)]
    printed = [word.span.of(title) for word in words(title)]
    # of a title of nothing but function words ("To be or not to be") all count
    forms = [form for form in said if lemmas(form)] or said
    joined = "".join(map(_bare, said)), "".join(map(_bone, said))
    numbers = tuple(sorted(one for one in printed if re.fullmatch(r"\d+|[IVX]+", one)))
    cyrillic = any(map(is_cyrillic, forms))
    return _Title(tuple(map(_bare, forms)), tuple(map(_bone, forms)), joined, cyrillic, numbers)


@lru_cache(maxsize=20_000)
def _bare(form: str) -> str:
    """A word without accents."""
    apart = unicodedata.normalize("NFKD", form.replace("й", "\0").replace("ї", "\1"))
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return kept.replace("\0", "й").replace("\1", "ї").replace("ß", "ss").replace("ø", "o")


@lru_cache(maxsize=20_000)
def _bone(form: str) -> str:
    """A word as all scripts and romanisations have it; a short one in Latin letters."""
    from translitua import translit

    latin = translit(form) if is_cyrillic(form) else _bare(form)
    bone = skeleton(latin) or latin
    for one, other in _SPELLINGS.items():
        bone = bone.replace(one, other)
    return bone


def _isbn(isbn: str | None) -> str:
    """The nine digits that the old and the new form have in common."""
    return re.sub(r"[^\dX]", "", isbn or "").removeprefix("978")[:9]


def _by_identifier(one: _Profile, other: _Profile) -> bool | None:
    """Whether an identifier says that two works are one; None where none decides. A preprint and
    what came of it have different ones."""
    if one.doi and other.doi:
        return one.doi == other.doi
    if one.arxiv and other.arxiv:
        return one.arxiv == other.arxiv
    return True if one.isbn and one.isbn == other.isbn else None


def _years_agree(one: Record, other: Record, *, preprint: int = 3) -> bool:
    """Years may lie one apart (online and in print), or as many as a `preprint` may wait."""
    first, second = _profile(one).year, _profile(other).year
    if not first or not second:
        return True
    return abs(first - second) <= (preprint if bool(one.arxiv) != bool(other.arxiv) else 1)


def _authors_agree(one: _Profile, other: _Profile) -> bool | None:
    """Whether the first author of one is among the authors of the other; None where a list names
    none."""
    if not one.surnames or not other.surnames:
        return None
    return any(
        _near(first, surname)
        for ours, theirs in ((one, other), (other, one))
        for first, names in product(ours.surnames[0], theirs.surnames)
        for surname in names
    )


def _near(one: str, other: str, *, alike: float = 85) -> bool:
    """Whether two words are the same but for a slip; `alike`, of 100: "men" and "women" are not."""
    from rapidfuzz.fuzz import ratio

    return one == other or (min(len(one), len(other)) > 3 and ratio(one, other) >= alike)


def _best(titles: Iterable[_Title], others: Iterable[_Title]) -> float:
    return max((_alike(one, other) for one, other in product(titles, others)), default=0.0)


def _alike(one: _Title, other: _Title, *, slips: float = 88) -> float:
    """0 for different titles, else up to 1. `slips`, of 100: what a scan or a typist may change
    of the whole, letter by letter."""
    from rapidfuzz.fuzz import ratio

    if one.numbers != other.numbers:
        return 0.0
    across = one.cyrillic != other.cyrillic
    whole = float(ratio(one.joined[across], other.joined[across], score_cutoff=slips)) / 100
    if not whole or whole == 1.0:
        return whole
    left = _left(one, other, across) or _left(other, one, across)
    return 0.0 if left else whole


def _left(one: _Title, other: _Title, across: bool) -> list[str]:
    """The words of one title that the other has not, not even with a slip or parted otherwise."""
    ours, theirs = (one.bones, other.bones) if across else (one.forms, other.forms)
    extra, others = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    joined = other.joined[across]
    return [w for w in extra if w not in joined and not any(_near(w, o) for o in others)]


def _is_telling(one: _Profile, *, words: int = 4) -> bool:
    """Whether a title alone may name a work: "Introduction" may not."""
    return any(len(title.forms) >= words for title in one.titles)


def _heads_alike(one: _Profile, other: _Profile) -> float:
    return max(_best(one.heads, other.titles), _best(one.titles, other.heads))


def _stands_in(one: _Profile, entry: _Profile, *, words: int = 3) -> bool:
    """Whether an entry that was not parted into fields names the work: its title, its first author
    and its year."""
    if entry.surnames or not one.surnames or not one.year:
        return False
    for title, whole in product(one.titles, entry.titles):
        across = title.cyrillic != whole.cyrillic
        ours, theirs = (title.bones, whole.bones) if across else (title.forms, whole.forms)
        if len(ours) < words or f" {' '.join(ours)} " not in f" {' '.join(theirs)} ":
            continue
        signed = any(_near(name, bone) for name in one.surnames[0] for bone in whole.bones)
        if signed and (entry.year == one.year or str(one.year) in whole.numbers):
            return True
    return False
