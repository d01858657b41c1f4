"""Acts by the names that people give them: which acts a text mentions, and where.

The shipped table is `library/acts.toml`; its head describes the format.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dzherelo.corpus.language.ordinals import is_ordinal
from dzherelo.corpus.language.words import Word, is_cyrillic, is_word, lemmas, part_of_speech, words
from dzherelo.corpus.types import Passage, Span

SHIPPED = Path(__file__).parents[1] / "packs" / "borovyk-nits-2024" / "acts.toml"

_SHORTEST = 5  # a shorter word with a slip in it could be too many others
_LONG = 9
_COUNTRY = frozenset({"україна", "ukraine"})
_BETWEEN = re.compile(r"[\s\"'«»„“”(),№.:/–-]*")
_NUMERIC = re.compile(r"\d")
_ADJECTIVE = re.compile(r"(?:ого|ої|ий|а|ому|ій|им|ою|их|ну|al|an|ish|ch)$")
_OF_OTHER_STATE = re.compile(
    r"(?:(?P<uk>\w+(?:ськ|цьк|зьк)(?:а|ої|ій|у|ою|ий|ого|ому|им))|"
    r"(?P<en>[A-Z]\w+(?:ish|an|ese|ch|ic|'s)|(?!UN\b|[IVXLC]+\b)[A-Z]\.?[A-Z]\.?[A-Z]?\.?))\s+$"
)
_OURS = re.compile(r"(?i)україн|ukrain|nations")
_NUMBERED = re.compile(
    r"(?:закон\w{0,3}|кодекс\w{0,3}|law|code)\s+(?:України\s+|of Ukraine\s+)?"
    r"(?:від\s+[\d.]+\s*(?:р(?:оку|\.)?)?\s*)?(?:№|N|No\.?)?\s*$",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    r"\s+(?:of\s+(?:the\s+)?)?(?!Україн|Ukrain|United|UN\b|ООН|Організаці|Об'єднан)"
    r"(?P<name>[A-ZА-ЯІЇЄҐ][\w'-]+)"
)
_ABOUT = re.compile(
    r"(?:\s+(?:України|of Ukraine))?\s*[«\"„“]?\s*(?:про|on)\s+[^,.;:?!»\"”\d]{3,60}", re.I
)


_WHICH = re.compile(r"\s*(?:(?:від|of|dated)\s+)?(?:№|N[oо]?\.?\s?\d|\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Act:
    """An act, the source that holds it, what it is called, and the articles of its sections as
    (first, last) by the section's Roman number.

    `bare` are words that name it only alone ("the Code"), `numbers` those that do behind "law" or
    "code". A text is the whole act if it has all of the places in `ends`.
    """

    id: str
    source: str
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ends: tuple[Mapping[str, str], ...] = ()
    sections: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """An act that a text mentions: its id, None for one that the table does not have.

    `short` says that it is an abbreviation or a number, which may stand beside a bare number;
    `bare`, that it is a word such as "the Code", which names the act only beside a pinpoint.
    """

    span: Span
    act: str | None
    short: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Acts:
    """A table of acts, and the words by which acts are known that it does not have."""

    acts: tuple[Act, ...]
    other_names: frozenset[str] = frozenset()
    other_qualified: frozenset[str] = frozenset()
    other_short: frozenset[str] = frozenset()

    def __getitem__(self, act_id: str) -> Act:
        return next(act for act in self.acts if act.id == act_id)

    def named(self, act_id: str, *names: str) -> Acts:
        """The same table with further names for one act."""
        more = tuple(
            replace(act, names=(*act.names, *names)) if act.id == act_id else act
            for act in self.acts
        )
        return replace(self, acts=more)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The acts that `text` mentions, in order, the longest name where several fit.

        `text` has straight apostrophes only, as `pinpoints` makes it.
        """
        said = [part for word in words(text) for part in _unglued(word)]
        found = [*self._known(text, said), *self._others(text, said)]
        kept: list[Mention] = []
        for one in sorted(found, key=lambda m: (m.act is None, m.bare, m.span.start - m.span.end)):
            if not any(one.span.overlap(other.span) for other in kept):
                kept.append(one)
        return tuple(sorted(kept, key=lambda mention: mention.span))

    def _known(self, text: str, said: Sequence[Word]) -> Iterator[Mention]:
        for act in self.acts:
            for name in act.short:
                forms = [word.form for word in words(name)]
                for span in _forms(said, forms):
                    before = _NUMBERED.search(text, max(0, span.start - 60), span.start)
                    start = before.start() if before else span.start
                    yield Mention(Span(start, span.end), act.id, short=True)
            for name in act.names:
                for span in _phrases(text, said, _wording(name)):
                    foreign = _foreign(text, span)
                    yield Mention(foreign or span, None if foreign else act.id)
            yield from _beside_kind(text, said, act)

    def _others(self, text: str, said: Sequence[Word]) -> Iterator[Mention]:
        for at, word in enumerate(said):
            bases = _bases(word.form)
            if word.form in {short.lower() for short in self.other_short}:
                yield Mention(word.span, None, short=True)
            elif bases & self.other_names:
                yield Mention(_widened(text, said, at), None)
            elif bases & self.other_qualified:
                span = _widened(text, said, at)
                if span != word.span:
                    yield Mention(span, None)


def load_acts(path: Path = SHIPPED) -> Acts:
    """The acts of a table, the shipped one by default."""
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    other = table.get("other", {})
    return Acts(
        tuple(_act(row) for row in table["act"]),
        *(frozenset(other.get(name, ())) for name in ("names", "qualified", "short")),
    )


def is_whole(source_id: str, passages: Iterable[Passage]) -> bool:
    """Whether the text of a source has the first and the last place of its act; True for a source
    that is no act."""
    act = next((act for act in shipped_acts().acts if act.source == source_id), None)
    left = list(act.ends) if act else []
    for passage in passages:
        left = [end for end in left if not passage.locator.fits(dict(end))]
    return not left


@cache
def shipped_acts() -> Acts:
    """The shipped table, read once."""
    return load_acts()


def _act(row: dict[str, Any]) -> Act:
    return Act(
        row["id"],
        row["source"],
        tuple(row["names"]),
        tuple(row["short"]),
        tuple(row.get("bare", ())),
        tuple(row.get("numbers", ())),
        tuple(row.get("ends", ())),
        {number: (first, last) for number, (first, last) in row.get("sections", {}).items()},
    )


@lru_cache(maxsize=50_000)
def _bases(form: str) -> frozenset[str]:
    """Base forms without apostrophes, which quick typing leaves out."""
    return frozenset(base.replace("'", "") for base in lemmas(form))


@cache
def _wording(name: str) -> tuple[frozenset[str], ...]:
    """Base forms of a name's words; those that `lemmas` drops are dropped here too."""
    return tuple(bases for word in words(name) if (bases := _bases(word.form)))


def _beside_kind(text: str, said: Sequence[Word], act: Act) -> Iterator[Mention]:
    """ "Закон 4572", and the words "the Code" where nothing says which code is meant."""
    bare = frozenset(base for name in act.bare for base in _wording(name)[0])
    for at, word in enumerate(said):
        if word.form in act.numbers:
            before = _NUMBERED.search(text, max(0, word.span.start - 60), word.span.start)
            if before:
                yield Mention(Span(before.start(), word.span.end), act.id)
        elif _bases(word.form) & bare and _widened(text, said, at) == word.span:
            span = _with_country(text, word.span)
            if not _foreign(text, span) and not _is_qualified(text, span, said[at + 1 :]):
                yield Mention(span, act.id, bare=True)


def _is_qualified(text: str, span: Span, behind: Sequence[Word]) -> bool:
    """Whether the words behind "кодекс" say which one: a date or number, "законів про працю"."""
    if _WHICH.match(text, span.end):
        return True
    below = next((word for word in behind if word.span.start >= span.end), None)
    if below is None or not text[span.end : below.span.start].isspace():
        return False
    if not is_cyrillic(below.form):
        return below.form in ("of", "on")
    return bool(_bases(below.form)) and part_of_speech(below.form) in ("noun", "adjective")


_GLUED = re.compile(r"\d+(?=[^\W\d_]{2,5}$)")  # "9ку", but no word with digits of its own


def _unglued(word: Word) -> Iterator[Word]:
    """The abbreviation of an act without the number that stands before it without a space."""
    glued = _GLUED.match(word.form)
    if glued:
        start = word.span.start + glued.end()
        yield Word(Span(word.span.start, start), glued[0])
        yield Word(Span(start, word.span.end), word.form[glued.end() :])
    else:
        yield word


def _forms(said: Sequence[Word], forms: Sequence[str]) -> Iterator[Span]:
    for at in range(len(said) - len(forms) + 1):
        if [word.form for word in said[at : at + len(forms)]] == list(forms):
            yield Span(said[at].span.start, said[at + len(forms) - 1].span.end)


def _phrases(text: str, said: Sequence[Word], wording: Sequence[frozenset[str]]) -> Iterator[Span]:
    """Where the words of a name stand one after the other, in any inflection."""
    for at, word in enumerate(said):
        if not _means(word.form, wording[0]):
            continue
        place, matched = at, 1
        while matched < len(wording) and place + 1 < len(said):
            gap = text[said[place].span.end : said[place + 1].span.start]
            if not _BETWEEN.fullmatch(gap):
                break
            place += 1
            bases = _bases(said[place].form)
            if _means(said[place].form, wording[matched]):
                matched += 1
            elif bases and not bases & _COUNTRY and not _NUMERIC.search(said[place].form):
                break
        if matched == len(wording):
            yield _with_country(text, Span(word.span.start, said[place].span.end))


@lru_cache(maxsize=100_000)
def _means(form: str, wanted: frozenset[str]) -> bool:
    """Whether a word is one of these base forms in any inflection, or a slip of the pen for it."""
    return not wanted.isdisjoint(_bases(form)) or _slipped(form, wanted)


@lru_cache(maxsize=10_000)
def _slipped(form: str, wanted: frozenset[str]) -> bool:
    """Whether a word of no dictionary has a slip in it (two in a long one) and is otherwise one
    of these: "констутиції", "chartr"."""
    from rapidfuzz.distance import OSA

    if len(form) < _SHORTEST or not form.isalpha():
        return False
    for base in wanted:
        if base[0] != form[0] or is_cyrillic(base) != is_cyrillic(form):
            continue
        stem, ending = (base[:-2], 3) if is_cyrillic(base) else (base, 1)
        slips = 1 if len(stem) < _LONG else 2
        cuts = range(max(len(stem) - 1, len(form) - ending), len(stem) + 2)
        if len(stem) >= 4 and any(OSA.distance(form[:cut], stem) <= slips for cut in cuts):
            return not is_word(form)
    return False


def _with_country(text: str, span: Span) -> Span:
    after = re.compile(r"\s+(?:України|of Ukraine|Ukraine)(?!\w)", re.IGNORECASE)
    match = after.match(text, span.end)
    return Span(span.start, match.end()) if match else span


def _foreign(text: str, span: Span) -> Span | None:
    """The wider span of a name that belongs to another state or body ("Конституції Польщі",
    "the Polish Constitution"); None if it does not."""
    before = _OF_OTHER_STATE.search(text, max(0, span.start - 40), span.start)
    if before and not _OURS.search(before[0]):
        return Span(before.start(), span.end)
    after = _NAMED_AFTER.match(text, span.end)
    if after and "україн" not in text[span.start : span.end].lower():
        return Span(span.start, after.end())
    return None


def _widened(text: str, said: Sequence[Word], at: int) -> Span:
    """A word such as "кодексу" with the adjectives before it and what it is about behind it."""
    start, end = said[at].span
    place = at - 1
    while place >= 0 and at - place <= 3 and text[said[place].span.end : start].isspace():
        form = said[place].form
        if not _ADJECTIVE.search(form) or not _bases(form) or is_ordinal(form):
            break
        start = said[place].span.start
        place -= 1
    about = _ABOUT.match(text, end)
    return Span(start, about.end() if about else end)
