"""Words and their base forms: what search and verification compare.

Ukrainian base forms come from pymorphy3's dictionary, those of other languages from simplemma. A
form that belongs to several words ("ради": рада, рад) keeps all of them, and two forms match when
they share one. Participles and verbal nouns also yield their verb, so that "заснована" and
"заснування" meet "засновано".
"""

from __future__ import annotations

import operator
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dzherelo.corpus.language.notation import APOSTROPHES, GROUPED, STRAIGHT
from dzherelo.corpus.types import Span

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_WORD = re.compile(  # "1 250 000" is one word, "1911-12-05" three
    rf"(?P<grouped>{GROUPED})|\d{{4}}(?=-\d\d-\d\d(?!\d))|(?<=\d{{4}}-)\d\d(?=-\d\d(?!\d))|"
    rf"[^\W_]+(?:['{APOSTROPHES}\-‑][^\W_]+)*"
)
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_NAMES = re.compile(  # quotations, and names in Latin letters
    r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|"
    r"[A-Z][\w'-]*(?:\s+(?:(?:of|and|for|on|the|in|to|&)\s+)*[A-Z][\w'-]*)+"
)
# Signs made of others: ligatures, wide letters, raised digits but for those of "13¹" and "10³".
_COMPOSED = re.compile("[ªºﬀ-ﬆ\uff00-\uffef]|(?<!\\d)[²³¹⁰-₟]+|(?<=\\d{4})[²³¹⁰⁴-⁹]|[ᵃ-ᶻ]$")
_MARK = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=\d{4}))[²³¹⁰⁴-⁹ᵃ-ᶻ]+$")
_LOOKS_CYRILLIC = str.maketrans("aceiopxykmtbh", "асеіорхукмтвн")
_LOOKS_LATIN = str.maketrans("асеіорхукмт", "aceiopxykmt")
_FOLDED = STRAIGHT | {ord("‑"): "-"}

_FUNCTION_TAGS = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ", "PRED"})
_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_FUNCTION = {language: frozenset(words.split()) for language, words in _DATA["function"].items()}
_OTHERS = frozenset(_FUNCTION) - {"uk", "en"}
WORDS = {name: frozenset(words.split()) for name, words in _DATA["words"].items()}


class Word(NamedTuple):
    """A word of a text: where it stands, and its folded form (lower case, one apostrophe)."""

    span: Span
    form: str


def words(text: str) -> Iterator[Word]:
    """The words and numbers of a text, in order; hyphenated words are one word, and digits in
    groups ("1 250 000") one number, whose form is its digits alone."""
    for match in _WORD.finditer(text):
        form = re.sub(r"\D", "", match[0]) if match["grouped"] else fold(match[0])
        yield Word(Span(*match.span()), form)


def fold(form: str) -> str:
    """A word as it is compared: lower case, every apostrophe the same; ligatures and wide letters
    as plain ones, the mark of a note behind a word or a year dropped ("lens¹", "2019³", but "13¹"
    stays), a Latin letter among Cyrillic ones, or the other way, as the one that it looks like.
    """
    form = form.lower().translate(_FOLDED)
    if form.isascii():
        return form
    if _COMPOSED.search(form):
        form = _MARK.sub("", form)
        form = _COMPOSED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), form)
    if _LATIN.search(form) and _CYRILLIC.search(form):
        cyrillic, latin = form.translate(_LOOKS_CYRILLIC), form.translate(_LOOKS_LATIN)
        if not _LATIN.search(cyrillic):
            return cyrillic
        return form if _CYRILLIC.search(latin) else latin
    return form


def language_of(text: str) -> str:
    """ "uk", "ru" or "en" by the letters of the text; "uk" for a text without letters.

    Latin letters count as English: the library holds Ukrainian and English sources, and a
    language that it does not know is best served by exact words.
    """
    cyrillic = len(_CYRILLIC.findall(text))
    latin = len(_LATIN.findall(text))
    if latin > cyrillic:
        return "en"
    russian, ukrainian = (sum(map(text.lower().count, letters)) for letters in ("ыэъё", "іїєґ"))
    return "ru" if russian > ukrainian else "uk"


def language_of_question(text: str) -> str:
    """The language in which a text asks, whatever names and quotes it has: that of the words which
    hold it together ("що робить Royal Society" is Ukrainian), else that of its letters."""
    by_letters = language_of(text)
    forms = [word.form for word in words(_NAMES.sub(" ", text))]
    cyrillic = [form for form in forms if is_cyrillic(form)]
    ukrainian = sum(not lemmas(form) for form in cyrillic)
    english = sum(form in _FUNCTION["en"] for form in forms)
    if by_letters == "en" and cyrillic and (ukrainian > english or not english):
        return language_of("".join(cyrillic))
    if by_letters != "en" and english > 1 and not ukrainian:
        return "en"
    return by_letters


def is_cyrillic(form: str) -> bool:
    return bool(_CYRILLIC.search(form))


def is_latin(form: str) -> bool:
    """Whether a word has a Latin letter."""
    return bool(_LATIN.search(form))


@lru_cache(maxsize=200_000)
def lemmas(form: str, language: str = "") -> frozenset[str]:
    """Base forms of a folded word of a text in `language`; empty for function words and single
    letters. Of no language, or one of the other script, a word is Ukrainian or English.

    Numbers are their own base form.
    """
    if form.isdigit():
        return frozenset({form.lstrip("0") or "0"})
    if len(form) < 2:
        return frozenset()
    cyrillic = is_cyrillic(form)
    if language in _OTHERS and cyrillic == (language == "ru"):
        return _other(form, language)
    return _ukrainian(form) if cyrillic else _english(form)


@lru_cache(maxsize=100_000)
def base_forms(form: str) -> frozenset[str]:
    """Every base form of a folded word, of function words too, and the form itself."""
    if is_cyrillic(form):
        return frozenset({form, *(fold(parse.normal_form) for parse in _morphology().parse(form))})
    import simplemma

    return frozenset({form, simplemma.lemmatize(form, lang="en").lower()})


def content(text: str, language: str = "") -> list[tuple[Word, frozenset[str]]]:
    """The words that carry meaning, with their base forms; `language` is as in `lemmas`."""
    return [(word, bases) for word in words(text) if (bases := lemmas(word.form, language))]


def tokens(text: str) -> list[str]:
    """Every base form of every content word of a text, in order: what BM25 counts."""
    return [base for _, bases in content(text) for base in sorted(bases)]


@cache
def _morphology() -> MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="uk")


@lru_cache(maxsize=200_000)
def known(form: str) -> bool:
    """Whether the Ukrainian dictionary has this word form."""
    return form not in WORDS["surnames"] and bool(_morphology().word_is_known(form))


def is_word(form: str) -> bool:
    """Whether a dictionary of the form's language has it, also with its apostrophe left out."""
    if is_cyrillic(form):
        return known(form) or _with_apostrophe(form) is not None
    import simplemma

    return simplemma.is_known(form, lang="en")


@lru_cache(maxsize=20_000)
def is_numeral(form: str) -> bool:
    """Whether a folded word is a number, in digits or in words."""
    if not is_cyrillic(form):
        return form.isdigit() or any(part in WORDS["numerals_en"] for part in form.split("-"))
    return any(parse.tag.POS == "NUMR" for parse in _morphology().parse(form))


_MODIFIERS = frozenset({"ADVB", "COMP", "PRED", "NUMR"})


@lru_cache(maxsize=50_000)
def part_of_speech(form: str) -> str:
    """ "noun", "verb", "adjective" or "adverb"; "noun" where the dictionary leaves a choice.
    Numerals count as adverbs, and of a hyphenated word its last part.

    English is read by its endings alone: "adverb" for -ly, else "noun".
    """
    if not is_cyrillic(form):
        return "adverb" if form.endswith("ly") and len(form) > 4 else "noun"
    tags = {parse.tag.POS for parse in _morphology().parse(form.rpartition("-")[2])}
    if "NOUN" in tags or None in tags:
        return "noun"
    if tags <= _MODIFIERS:
        return "adverb"
    if tags & {"VERB", "INFN", "GRND"}:
        return "verb"
    return "adjective"


@lru_cache(maxsize=50_000)
def is_finite(form: str) -> bool:
    """Whether a folded Ukrainian word is a verb with a person or a tense, and nothing else."""
    return all(
        parse.tag.POS == "VERB" and bool({"past", "pres", "futr", "impr"} & parse.tag.grammemes)
        for parse in parses(form)
    )


@lru_cache(maxsize=50_000)
def parses(form: str) -> tuple[Any, ...]:
    """Every reading of a folded Ukrainian word, the likeliest first (pymorphy3's `Parse`)."""
    return tuple(_morphology().parse(form))


def is_personal(form: str) -> bool:
    """Whether the dictionary holds the form as a given name, patronymic or surname."""
    return any(
        tag in parse.tag for parse in _morphology().parse(form) for tag in ("Name", "Patr", "Surn")
    )


@cache
def _states() -> frozenset[str]:
    """The names of states and continents, in Ukrainian, Russian and English, and English words
    for what is theirs ("Polish")."""
    from babel import Locale

    named = [Locale(code).territories for code in ("uk", "ru", "en")]
    named.append(Locale("en").languages)
    return frozenset(
        fold(name)
        for names in named
        for code, name in names.items()
        if len(code) == 2 or (code.isdigit() and code != "001")  # and continents, but not "world"
    )


def is_state(form: str) -> bool:
    """Whether a folded word is the name of a state, in any case, and nothing else."""
    if not is_cyrillic(form):
        return form in _states()
    return all(fold(parse.normal_form) in _states() for parse in parses(form))


def is_abbreviation(form: str) -> bool:
    """Whether a folded Ukrainian word is an abbreviation by the dictionary."""
    tags = [parse.tag.grammemes for parse in (parses(form) if is_cyrillic(form) else ())]
    short = [{"Abbr"} <= tag or {"Fixd", "Pltm"} <= tag for tag in tags]  # "оон", "сша"
    names = [bool(tag & {"Name", "Surn"}) for tag in tags]
    return any(short) and all(map(operator.or_, short, names))


def _with_apostrophe(form: str) -> str | None:
    """ "субєкт" as "суб'єкт": the apostrophe is the first thing that quick typing leaves out. None
    where no apostrophe makes it a word."""
    lost = (
        at for at in range(1, len(form)) if form[at - 1] in "бпвмфркнздтс" and form[at] in "яюєї"
    )
    ways = (f"{form[:at]}'{form[at:]}" for at in lost)
    return next((way for way in ways if known(way)), None)


def _ukrainian(form: str) -> frozenset[str]:
    parses = _morphology().parse(form)
    slip = all("Dist" in parse.tag for parse in parses)  # "обєднання": known, but no way to write
    if (slip or not known(form)) and (better := _with_apostrophe(form)):
        form, parses = better, _morphology().parse(better)
    if form in WORDS["surnames"]:
        return frozenset({form})
    if any(parse.tag.POS in _FUNCTION_TAGS for parse in parses):
        return frozenset()
    spoken = [parse for parse in parses if "voct" not in parse.tag] or parses
    common = [parse for parse in spoken if "Name" not in parse.tag] or spoken
    bases = {fold(parse.normal_form) for parse in common}
    if bases & _FUNCTION["uk"]:
        return frozenset()
    return frozenset(bases | {verb for base in bases if (verb := _verb(base))})


@lru_cache(maxsize=50_000)
def _verb(base: str) -> str | None:
    """The infinitive behind a participle or verbal noun, where the dictionary knows it."""
    for ending, infinitive in _DATA["endings"]["verbs"]:
        if base.endswith(ending) and len(base) - len(ending) >= 2:
            verb = f"{base.removesuffix(ending)}{infinitive}"
            if any(p.tag.POS == "VERB" for p in _morphology().parse(verb)) and known(verb):
                return verb
    return None


def _english(form: str) -> frozenset[str]:
    import simplemma

    plain = form.removesuffix("'s")
    if plain in _FUNCTION["en"]:
        return frozenset()
    base = simplemma.lemmatize(plain, lang="en").lower()
    if base in _FUNCTION["en"]:
        return frozenset()
    if base == plain and re.search(r"[^siu]s$", base) and len(base) > 3:
        base = base[:-1]  # "ngos", "incs": a plural that no dictionary has
    return frozenset({re.sub(r"is(e|ation|ing)$", r"iz\1", base)})


def _other(form: str, language: str) -> frozenset[str]:
    """As simplemma's dictionary of the language has it; "l'orge" and "dell'orzo" without what is
    elided before them."""
    import simplemma

    head, apostrophe, rest = form.partition("'")
    bare = rest if apostrophe and len(head) < 7 and len(rest) > 1 else form
    base = simplemma.lemmatize(bare, lang=language).lower()
    if not _FUNCTION[language].isdisjoint((form, bare, base)):
        return frozenset()
    return frozenset({base})


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """A name's letters in Latin script without those on which romanisations differ.

    Cyrillic goes by the 2010 rules of the government of Ukraine; then y, i, j and
    apostrophes are dropped and doubled letters made one. Empty under three letters.
    """
    latin = name
    if is_cyrillic(name):
        from translitua import translit

        latin = translit(name)
    bare = re.sub(r"[^a-z]|[yij]", "", latin.lower())
    bare = re.sub(r"(.)\1+", r"\1", bare)
    return bare if len(bare) >= 3 else ""
