"""Acts by the names that people give them: which acts a text mentions, and where.

The head of the table that comes with the program describes the format, and a user's own file is
written the same way.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.language.notation import CAPITAL, ROMAN, STRAIGHT
from dzherelo.corpus.language.numerals import is_ordinal
from dzherelo.corpus.language.words import Word, is_cyrillic, is_word, lemmas, part_of_speech, words
from dzherelo.corpus.tables import Table, locator, read_table
from dzherelo.corpus.types import Passage, Span, Taken

if TYPE_CHECKING:
    from dzherelo.corpus.records import Record

_KINDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_SHORTENED: dict[str, str] = _KINDS.pop("shortened")
_BRACKETED = re.compile(r"\s*\((?P<inside>[^()]{2,80})\)")
_BETWEEN = frozenset("\"'«»„“”(),№.:/–-")
_OF_OTHER_STATE = re.compile(
    r"(?:\w+(?:ськ|цьк|зьк)(?:а|ої|ій|у|ою|ий|ого|ому|им)|"
    rf"[A-Z]\w+(?:ish|an|ese|ch|ic|'s)|(?!{ROMAN}+\b)[A-Z]\.?[A-Z]\.?[A-Z]?\.?)\s+$"
)
_NAMED_AFTER = re.compile(rf"\s+(?:of\s+(?:the\s+)?)?(?P<name>{CAPITAL}[\w'-]+)")
_ABOUT = re.compile(r"\s*[«\"„“]?\s*(?:про|on)\s+[^,.;:?!»\"”\d]{3,60}", re.IGNORECASE)
_WHICH = re.compile(r"\s*(?:(?:від|of|dated)\s+)?(?:№|N[oо]?\.?\s?\d|\d)", re.IGNORECASE)
_ADJECTIVES = tuple("ого ої ий а ому ій им ою их ну al an ish ch".split())


@dataclass(frozen=True, slots=True)
class Act:
    """An act, the source that holds it, what it is called, and the articles of its sections as
    (first, last) by the section's Roman number.

    `bare` are words that name it only alone ("the Code"), `numbers` those that do behind "law" or
    "code". A text is the whole act if it has all of the places in `ends`. `numbered_as` is what
    its points are called: "point", or "principle".
    """

    id: str
    source: str
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ends: tuple[Mapping[str, str], ...] = ()
    sections: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    numbered_as: str = "point"


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
    """A table of acts, and the words by which acts are known that it does not have.

    `state` is how the state may be named behind an act of its own ("України", "of Ukraine"), `own`
    how words begin (those in capitals: whole words) that make an act no other state's or body's.
    """

    acts: tuple[Act, ...]
    other_names: frozenset[str] = frozenset(_KINDS["names"])
    other_qualified: frozenset[str] = frozenset(_KINDS["qualified"])
    other_short: frozenset[str] = frozenset()
    state: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def __getitem__(self, act_id: str) -> Act:
        return next(act for act in self.acts if act.id == act_id)

    @classmethod
    def of_records(cls, records: Iterable[Record]) -> Acts:
        """The acts among records (laws and treaties), named by their titles and numbers."""
        found = {one.id: one for one in records if one.type in ("legislation", "treaty")}
        made = cls.of_titles({one.id: _titles(one) for one in found.values()})
        numbers = {id: tuple(filter(None, (one.act,))) for id, one in found.items()}
        acts = (replace(act, short=(*act.short, *numbers[act.source])) for act in made.acts)
        return replace(made, acts=tuple(acts))

    @classmethod
    def of_titles(cls, titles: Mapping[str, Iterable[str]]) -> Acts:
        """Acts by the titles of the sources that hold them. A word such as "the Code" names one
        where it is the only one of its kind."""
        titles = {source: tuple(several) for source, several in titles.items()}
        wordings = {source: _wordings(several) for source, several in titles.items()}
        kinds = {source: _kinds(names) for source, names in wordings.items()}
        often = Counter(kind for found in kinds.values() for kind in found)
        made = []
        for source, names in wordings.items():
            full = tuple(name for name in names if name.lower() not in kinds[source])
            bare = tuple(kind for kind in kinds[source] if often[kind] == 1)
            short = tuple(one for title in titles[source] for one in _abbreviations(title))
            made.append(Act(source, source, full, short=short, bare=bare))
        return cls(tuple(made))

    def named(self, act_id: str, *names: str) -> Acts:
        """The same table with further names for one act."""
        more = tuple(
            replace(act, names=(*act.names, *names)) if act.id == act_id else act
            for act in self.acts
        )
        return replace(self, acts=more)

    def merged(self, more: Acts) -> Acts:
        """The same table, and behind it the acts of sources that it does not have."""
        held = {act.source for act in self.acts}
        return replace(self, acts=(*self.acts, *(a for a in more.acts if a.source not in held)))

    def is_whole(self, source_id: str, passages: Iterable[Passage]) -> bool:
        """Whether the text of a source has the first and the last place of its act; True for a
        source that is no act."""
        act = next((act for act in self.acts if act.source == source_id), None)
        left = list(act.ends) if act else []
        for passage in passages:
            left = [end for end in left if not passage.locator.fits(dict(end))]
        return not left

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The acts that `text` mentions, in order, the longest name where several fit.

        `text` has straight apostrophes only, as `pinpoints` makes it.
        """
        said = [part for word in words(text) for part in _unglued(word)]
        found = [*self._known(text, said), *self._others(text, said)]
        kept: list[Mention] = []
        taken = Taken(text)
        for one in sorted(found, key=lambda m: (m.act is None, m.bare, m.span.start - m.span.end)):
            if not taken.has(one.span):
                kept.append(one)
                taken.add(one.span)
        return tuple(sorted(kept, key=lambda mention: mention.span))

    def _known(self, text: str, said: Sequence[Word]) -> Iterator[Mention]:
        country = _bases_of(self.state)
        for act in self.acts:
            for name in act.short:
                for span in _forms(said, [word.form for word in words(name)]):
                    start = self._numbered(text, span.start)
                    yield Mention(
                        Span(span.start if start is None else start, span.end), act.id, True
                    )
            for name in act.names:
                for found in _phrases(text, said, _wording(name), country):
                    span = self._with_state(text, found)
                    foreign = self._foreign(text, span)
                    yield Mention(foreign or span, None if foreign else act.id)
            yield from self._beside_kind(text, said, act)

    def _beside_kind(self, text: str, said: Sequence[Word], act: Act) -> Iterator[Mention]:
        """ "Закон 123", and the words "the Code" where nothing says which code is meant."""
        bare = _bases_of(act.bare)
        for at, word in enumerate(said):
            if word.form in act.numbers:
                start = self._numbered(text, word.span.start)
                if start is not None:
                    yield Mention(Span(start, word.span.end), act.id)
            elif _bases(word.form) & bare and self._widened(text, said, at) == word.span:
                span = self._with_state(text, word.span)
                if not self._foreign(text, span) and not _is_qualified(text, span, said[at + 1 :]):
                    yield Mention(span, act.id, bare=True)

    def _others(self, text: str, said: Sequence[Word]) -> Iterator[Mention]:
        short = {name.lower() for name in self.other_short}
        for at, word in enumerate(said):
            bases = _bases(word.form)
            if word.form in short:
                yield Mention(word.span, None, short=True)
            elif bases & (self.other_names | self.other_qualified):
                span = self._widened(text, said, at)
                if span != word.span or bases & self.other_names:
                    yield Mention(span, None)

    def _numbered(self, text: str, at: int) -> int | None:
        """Where "Закон України №" begins before a number; None where nothing of the kind does."""
        found = _before_number(self.state).search(text, max(0, at - 60), at)
        return found.start() if found else None

    def _with_state(self, text: str, span: Span) -> Span:
        """A name with the state that stands behind it."""
        behind = text[span.end : span.end + 60]
        rest = behind.lstrip()
        for name in self.state:
            if rest[: len(name)].lower() == name.lower() and rest != behind:
                after = rest[len(name) : len(name) + 1]
                if not (after.isalnum() or after == "_"):
                    return Span(span.start, span.end + len(behind) - len(rest) + len(name))
        return span

    def _foreign(self, text: str, span: Span) -> Span | None:
        """The wider span of a name that belongs to another state or body ("Конституції Польщі",
        "the Polish Constitution"); None if it does not."""
        before = _OF_OTHER_STATE.search(text, max(0, span.start - 40), span.start)
        if before and not self._is_own(before[0]):
            return Span(before.start(), span.end)
        after = _NAMED_AFTER.match(text, span.end)
        if after is None or self._is_own(after["name"]):
            return None
        stated = span.of(text).lower()
        return (
            None if any(n.lower() in stated for n in self.state) else Span(span.start, after.end())
        )

    def _is_own(self, name: str) -> bool:
        """Whether a name is that of the state or body whose acts these are."""
        forms = [word.form for word in words(name)]
        return any(
            own.lower() in forms if own.isupper() else any(f.startswith(own.lower()) for f in forms)
            for own in self.own
        )

    def _widened(self, text: str, said: Sequence[Word], at: int) -> Span:
        """A word such as "кодексу" with the adjectives before it and what it is about behind it."""
        start, end = said[at].span
        place = at - 1
        while place >= 0 and at - place <= 3 and text[said[place].span.end : start].isspace():
            form = said[place].form
            if not form.endswith(_ADJECTIVES) or not _bases(form) or is_ordinal(form):
                break
            start = said[place].span.start
            place -= 1
        about = _ABOUT.match(text, self._with_state(text, said[at].span).end)
        return Span(start, about.end() if about else end)


def load_acts(*paths: Path) -> Acts:
    """The acts of these files, in their order; of two with one id the later.

    Raises SettingsError, which names file, act and remedy, if a file cannot be read or an act is
    not written as the format asks.
    """
    acts: dict[str, Act] = {}
    short: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    for path in paths:
        file = read_table(path, "Acts")
        acts.update({act.id: act for act in map(_act, file.tables("act"))})
        if (other := file.table("other")) is not None:
            short += other.texts("short")
            other.close()
        if (ours := file.table("own")) is not None:
            state, own = (*state, *ours.texts("state")), (*own, *ours.texts("words"))
            ours.close()
        file.close()
    return Acts(tuple(acts.values()), other_short=frozenset(short), state=state, own=own)


def _act(table: Table) -> Act:
    sections = table.table("sections")
    act = Act(
        table.text("id"),
        table.text("source"),
        table.texts("names"),
        table.texts("short"),
        table.texts("bare"),
        table.texts("numbers"),
        tuple(locator(end).as_dict() for end in table.tables("ends")),
        {} if sections is None else {number: _range(sections, number) for number in sections},
        table.maybe("numbered_as") or "point",
    )
    table.close()
    return act


def _range(sections: Table, number: str) -> tuple[str, str]:
    ends = sections.texts(number)
    if len(ends) != 2:
        raise sections.wrong(f"has no range in {number!r}", f'Write {number} = ["1", "130"].')
    return ends[0], ends[1]


# Names from titles ------------------------------------------------------------------------------


def _titles(record: Record) -> Iterator[str]:
    """What a record is called; with its kind, where the title is only what it is about."""
    called = (record.title, record.title_en, record.short_uk, record.short_en, *record.names)
    for title in filter(None, called):
        yield title
        if record.genre and title.lower().startswith(("про ", "on ")):
            yield f"{record.genre.split()[0]} {title}"


def _wordings(titles: Iterable[str]) -> tuple[str, ...]:
    """Titles, and what is said of them for short: "Закон України «Про …»" as "Закон «Про …»",
    "Companies Act 2006" without its year, and "Gesetz über Teiche (Teichgesetz)" by either name."""
    found: dict[str, None] = {}
    named = (name for title in titles for name in (title, *_in_brackets(title)))
    for title in named:
        plain = " ".join(_BRACKETED.sub("", title.translate(STRAIGHT)).split())
        undated = plain.rstrip("0123456789 ,()")
        head, about = plain.split(" ", 1)[0], re.search(r"\W(?:про|on) .*", plain, re.IGNORECASE)
        short = f"{head} {about[0].strip()}" if about else ""
        shortened = (
            f"{letters}{plain[len(words) :]}"
            for words, letters in _SHORTENED.items()
            if plain.lower().startswith(f"{words} ")
        )
        names = (plain, undated, short, *shortened)
        found |= {name: None for name in names if _wording(name)}
    return tuple(found)


def _in_brackets(title: str) -> Iterator[str]:
    """The names that a title gives the act in brackets: "(Teichgesetz - TeichG)"."""
    for match in _BRACKETED.finditer(title):
        for name in re.split(r"\s*(?:\s[-–—]\s|[;,])\s*", match["inside"].strip("\"'«»„“” ")):
            if name[:1].isupper() and not _is_abbreviation(name):
                yield name


def _abbreviations(title: str, *, least: int = 3) -> Iterator[str]:
    """An act's name in letters: those in brackets ("TeichG"), and the initials of a code that has
    at least three, "КТМ" for "Кодекс торговельного мореплавства"."""
    plain = title.translate(STRAIGHT)
    for match in _BRACKETED.finditer(plain):
        yield from filter(_is_abbreviation, re.split(r"[\s;,]+", match["inside"]))
    forms = [word.form for word in words(plain)]
    kinds = ("кодекс", "code")
    end = next((at + 1 for at, form in enumerate(forms) if form in kinds), 0)
    if end >= least and all(len(form) > 2 for form in forms[:end]):
        yield "".join(form[0] for form in forms[:end]).upper()


def _is_abbreviation(name: str) -> bool:
    return 2 <= len(name) <= 12 and name.isalpha() and sum(map(str.isupper, name)) >= 2


def _kinds(names: Iterable[str]) -> tuple[str, ...]:
    """The words for acts that these names have, each in its base form, in order."""
    kinds = {kind for several in _KINDS.values() for kind in several}
    bases = (base for name in names for found in _wording(name) for base in sorted(found))
    return tuple(dict.fromkeys(base for base in bases if base in kinds))


# Words of a text --------------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def _bases(form: str) -> frozenset[str]:
    """Base forms without apostrophes, which quick typing leaves out."""
    return frozenset(base.replace("'", "") for base in lemmas(form))


@cache
def _wording(name: str) -> tuple[frozenset[str], ...]:
    """Base forms of a name's words; those that `lemmas` drops are dropped here too."""
    return tuple(bases for word in words(name) if (bases := _bases(word.form)))


@cache
def _bases_of(names: tuple[str, ...]) -> frozenset[str]:
    """Every base form of every word of these names."""
    return frozenset(base for name in names for bases in _wording(name) for base in bases)


@cache
def _before_number(states: tuple[str, ...]) -> re.Pattern[str]:
    state = rf"(?:(?:{'|'.join(map(re.escape, states))})\s+)?" if states else ""
    return re.compile(
        rf"(?:закон\w{{0,3}}|кодекс\w{{0,3}}|law|code)\s+{state}"
        r"(?:від\s+[\d.]+\s*(?:р(?:оку|\.)?)?\s*)?(?:№|N|No\.?)?\s*$",
        re.IGNORECASE,
    )


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


def _unglued(word: Word) -> Iterator[Word]:
    """The abbreviation of an act without the number that stands before it without a space: "9ку",
    but not where digits stand in it."""
    name = word.form.lstrip("0123456789")
    if 2 <= len(name) <= 5 and len(name) < len(word.form) and name.isalpha():
        start = word.span.end - len(name)
        yield Word(Span(word.span.start, start), word.form[: -len(name)])
        yield Word(Span(start, word.span.end), name)
    else:
        yield word


def _forms(said: Sequence[Word], forms: Sequence[str]) -> Iterator[Span]:
    for at in range(len(said) - len(forms) + 1):
        if [word.form for word in said[at : at + len(forms)]] == list(forms):
            yield Span(said[at].span.start, said[at + len(forms) - 1].span.end)


def _phrases(
    text: str, said: Sequence[Word], wording: Sequence[frozenset[str]], country: frozenset[str]
) -> Iterator[Span]:
    """Where the words of a name stand one after the other, in any inflection; function words, the
    country and numbers may stand between them."""
    for at, word in enumerate(said if wording else ()):
        if not _means(word.form, wording[0]):
            continue
        place, matched = at, 1
        while matched < len(wording) and place + 1 < len(said):
            gap = text[said[place].span.end : said[place + 1].span.start]
            if not _BETWEEN.issuperset("".join(gap.split())):
                break
            place += 1
            form = said[place].form
            if _means(form, wording[matched]):
                matched += 1
            elif (
                (bases := _bases(form)) and not bases & country and not any(map(str.isdigit, form))
            ):
                break
        if matched == len(wording):
            yield Span(word.span.start, said[place].span.end)


@lru_cache(maxsize=100_000)
def _means(form: str, wanted: frozenset[str]) -> bool:
    """Whether a word is one of these base forms in any inflection, or a slip of the pen for it."""
    return not wanted.isdisjoint(_bases(form)) or _slipped(form, wanted)


@lru_cache(maxsize=10_000)
def _slipped(form: str, wanted: frozenset[str], *, shortest: int = 5, long: int = 9) -> bool:
    """Whether a word of no dictionary has a slip in it (two in a `long` one) and is otherwise one
    of these: "констутиції", "chartr". One below the `shortest` could be too many others."""
    from rapidfuzz.distance import OSA

    if len(form) < shortest or not form.isalpha():
        return False
    for base in wanted:
        if base[0] != form[0] or is_cyrillic(base) != is_cyrillic(form):
            continue
        stem, ending = (base[:-2], 3) if is_cyrillic(base) else (base, 1)
        slips = 1 if len(stem) < long else 2
        cuts = range(max(len(stem) - 1, len(form) - ending), len(stem) + 2)
        if len(stem) >= 4 and any(OSA.distance(form[:cut], stem) <= slips for cut in cuts):
            return not is_word(form)
    return False
