"""What a text names: its noun phrases, of which a follow-up may speak on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from dzherelo.assistant.query.answer_type import wording
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.glossary import Concept, load_glossary
from dzherelo.corpus.language.inflect import Phrase, phrase_within, phrases
from dzherelo.corpus.language.words import content, fold, language_of, words
from dzherelo.corpus.types import Span

_ACRONYM = re.compile(r"(?<!\w)[А-ЯІЇЄҐ]{3,}(?!\w)")
_ACRONYM_BEHIND = re.compile(r" [А-ЯІЇЄҐ]{2,}(?!\w)")
_OWNED = re.compile(r"((?:the )?[A-Z][\w ]+)'s (\w+s)\b")
NAME = re.compile(
    r"[A-Z][\w'-]+(?:\s+(?:(?:of|for|the|and|on|to|in)\s+)*[A-Z][\w'-]+)*|\b[A-Z]{2,}\b"
)
NO_NAMES = frozenset(  # with a capital where a sentence begins
    "what who whom whose which when where why how does do did is are was were can could may in "
    "under according the this that these those a an it they he she there yes no not only every any "
    "all each both none nobody some".split()
)
_EN_BREAK = re.compile(
    r"\b(?:what|who|whom|which|when|where|why|how(?: (?:many|much|long|often))?|does|do|did|is|are|"
    r"was|were|has|have|had|can|could|may|might|must|shall|will|would|should|be|been|by|at|for|from|"
    r"with|to|in|on|kind of|that|if)\b|[?,;:]",
    re.IGNORECASE,
)
_EN_PHRASE = re.compile(  # "the exact rule", "civic associations"
    r"(?:the|an?)(?:\s+[a-z'-]+){1,4}|"
    r"(?:(?!(?:their|its|his|her|my|our|your|this|that|these|those|many|much)\b)[a-z'-]+\s+){0,2}"
    r"[a-z'-]*[a-rt-z]s",
)


def named(text: str) -> list[Phrase | str]:
    """The phrases of a text: names first, each group in order."""
    if language_of(text) == "en":
        return list(dict.fromkeys(_english(text)))
    cited = [pinpoint.span for pinpoint in pinpoints(text)]
    found: list[Phrase] = [
        one
        for phrase in map(_with_acronym, phrases(text))
        if is_thing(phrase) and not any(phrase.span.overlap(span) for span in cited)
        for one in (phrase, *_within(phrase))
    ]
    taken = [*cited, *(phrase.span for phrase in found if " " in str(phrase))]
    acronyms = [
        match[0]
        for match in _ACRONYM.finditer(text)
        if not any(Span(*match.span()).overlap(span) for span in taken)
    ]
    return sorted([*found, *acronyms], key=_less_likely)


def _with_acronym(phrase: Phrase) -> Phrase:
    """A phrase with the acronym that it ends in: "рада ООН"."""
    behind = _ACRONYM_BEHIND.match(phrase.text, phrase.span.end)
    return replace(phrase, span=Span(phrase.span.start, behind.end())) if behind else phrase


def _less_likely(found: Phrase | str) -> int:
    """Names before common words; a place, which mostly says where something is so, last."""
    if names_a_place(found):
        return 2
    return 0 if is_name(found) else 1


def _within(phrase: Phrase) -> Iterator[Phrase]:
    """The name in "членом Міжнародної асоціації кримінального права"."""
    said = str(phrase)
    capital = re.search(r"(?<=\s)[А-ЯІЇЄҐ]", said)
    if capital and not said[0].isupper() and (name := phrase_within(said[capital.start() :])):
        yield name


def _english(text: str) -> Iterator[str]:
    yield from (f"the {owned[2]} of {owned[1]}" for owned in _OWNED.finditer(text))
    names = [
        name[0].removesuffix("'s").removeprefix("The ")
        for name in NAME.finditer(re.sub(r"^The\b", "the", text))
        if name[0].split()[0].lower() not in NO_NAMES and name[0] != "The" and not _only_opens(name)
    ]
    yield from (_articled(name, text) for name in names if not names_a_place(name))
    yield from (f"the {found}" for found in _conceptual(text))
    for piece in _EN_BREAK.split(text):
        if _EN_PHRASE.fullmatch(piece.strip()) and telling(piece) and not NAME.search(piece):
            yield piece.strip()


def _only_opens(name: re.Match[str]) -> bool:
    """Whether a word may have its capital because it stands first: "Must", "For"."""
    known = concepts().get(fold(name[0]))
    thing = known is not None and known.field in (*_THINGS, "place")
    return not name.start() and " " not in name[0] and not name[0].isupper() and not thing


def _conceptual(text: str) -> Iterator[str]:
    """The terms of the glossary in an English text, longest first: "civic association"."""
    said = [word.form for word in words(text)]
    for length in range(5, 1, -1):
        for at in range(len(said) - length + 1):
            wording_ = " ".join(said[at : at + length])
            concept = concepts().get(wording_)
            if concept and concept.field in _THINGS:
                yield wording_


_THINGS = ("body", "instrument", "law", "crime", "procedure")


def kind_of(phrase: Phrase) -> str:
    """ "person", a field of the glossary ("body", "law"), "name"; empty for any other word."""
    if phrase.animate:
        return "person"
    concept = concepts().get(fold(_nominative(phrase)))
    if concept is not None and concept.field in (*_THINGS, "place"):
        return concept.field
    return "name" if phrase.proper else ""


def is_titled(text: str) -> bool:
    """Whether the glossary writes what a text begins with, by its first two words, with a capital:
    "Міжнародна асоціація", "Фундаментальні принципи"."""
    return " ".join(fold(text).split()[:2]) in _titles()


@cache
def _titles() -> frozenset[str]:
    wordings = (one for concept in load_glossary() for one in (*concept.uk, *concept.en))
    return frozenset(" ".join(fold(one).split()[:2]) for one in wordings if one[:1].isupper())


def names_a_place(found: Phrase | str) -> bool:
    concept = concepts().get(fold(_nominative(found)))
    return concept is not None and concept.field == "place"


def _nominative(found: Phrase | str) -> str:
    return found if isinstance(found, str) else found.inflected("nomn") or str(found)


def _articled(name: str, text: str) -> str:
    at = text.find(name)
    return f"the {name}" if text[max(0, at - 4) : at].lower() == "the " else name


def is_thing(phrase: Phrase) -> bool:
    return phrase.proper or bool(telling(str(phrase)))


def telling(text: str) -> list[str]:
    """The words of a text that say what it is about: neither light nor general, no frame."""
    lists = wording()
    light = lists.frame | lists.light | lists.general
    return [word.form for word, bases in content(text) if bases.isdisjoint(light)]


def is_name(found: Phrase | str) -> bool:
    return found[4:5].isupper() or found[:1].isupper() if isinstance(found, str) else found.proper


def in_language(found: Phrase | str, language: str) -> str:
    """A phrase in the nominative, in the other language where the glossary has it."""
    text = _nominative(found)
    wanted = "en" if language == "en" else "uk"
    if (language_of(text) == "en") == (wanted == "en"):
        return text
    if " " not in text and not text[:1].isupper():
        return text  # a common word has too many translations
    concept = concepts().get(fold(re.sub(r"^the ", "", text, flags=re.IGNORECASE)))
    if concept is None or (wanted == "uk" and text in concept.uk):
        return text  # "Amnesty International" is written so in both
    made = (concept.en if wanted == "en" else concept.uk)[0]
    return f"the {made}" if wanted == "en" and " " in made else made


@cache
def concepts() -> dict[str, Concept]:
    return {
        fold(wording): concept
        for concept in load_glossary()
        for wording in (*concept.uk, *concept.en)
    }
