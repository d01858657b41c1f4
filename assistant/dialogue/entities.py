"""What a text names: its noun phrases, of which a follow-up may speak on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from dzherelo.assistant.patterns import patterns
from dzherelo.assistant.query.answer_type import wording
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.glossary import Concept
from dzherelo.corpus.language.inflect import Phrase, phrase_within, phrases
from dzherelo.corpus.language.overlap import plain_words
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import content, fold, language_of, words
from dzherelo.corpus.types import Span

_SAID = patterns(__package__, "entities")
_THINGS = ("body", "instrument", "law", "crime", "procedure")
_NAME = re.compile(
    r"[A-Z][\w'-]+(?:\s+(?:(?:of|for|the|and|on|to|in)\s+)*[A-Z][\w'-]+)*|\b[A-Z]{2,}\b"
)
_ACRONYM = re.compile(r"(?P<behind> )?(?<!\w)[А-ЯІЇЄҐ]{2,}(?!\w)")

Named = Phrase | str  # text for a phrase in English, or an acronym


class Entities:
    """Tells what texts name, by the glossary and the acts of one library."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def named(self, text: str) -> list[Named]:
        """The phrases of a text: names first, each group in order; a place, which mostly says
        where something is so, last."""
        if language_of(text) == "en":
            return list(dict.fromkeys(self._english(text)))
        cited = [pinpoint.span for pinpoint in pinpoints(text, acts=self.terms.acts)]
        found: list[Phrase] = [
            one
            for phrase in map(_with_acronym, phrases(text))
            if is_thing(phrase) and not any(phrase.span.overlap(span) for span in cited)
            for one in (phrase, *_name_within(phrase))
        ]
        taken = [*cited, *(phrase.span for phrase in found if " " in str(phrase))]
        acronyms = [
            match[0].strip()
            for match in _ACRONYM.finditer(text)
            if len(match[0].strip()) > 2
            and not any(Span(*match.span()).overlap(span) for span in taken)
        ]
        return sorted([*found, *acronyms], key=self._less_likely)

    def names_a_place(self, found: Named) -> bool:
        concept = self.concept(_nominative(found))
        return concept is not None and concept.field == "place"

    def names_an_act(self, found: Named) -> bool:
        """Whether it is an act, where things are said rather than what they are about."""
        return any(mention.act for mention in self.terms.acts.mentions(str(found)))

    def is_titled(self, text: str) -> bool:
        """Whether the glossary writes what a text begins with, by its first two words, with a
        capital: "Міжнародна спілка", "Основні засади"."""
        return " ".join(fold(text).split()[:2]) in self._titles

    def in_language(self, found: Named, language: str) -> str:
        """A phrase in the nominative, in the other language where the glossary has it."""
        text = _nominative(found)
        wanted = "en" if language == "en" else "uk"
        if (language_of(text) == "en") == (wanted == "en"):
            return text
        if " " not in text and not text[:1].isupper():
            return text  # a common word has too many translations
        concept = self.concept(re.sub(r"^the ", "", text, flags=re.IGNORECASE))
        if concept is None or (wanted == "uk" and text in concept.uk):
            return text  # "Royal Society" is written so in both
        made = (concept.en if wanted == "en" else concept.uk)[0]
        return f"the {made}" if wanted == "en" and " " in made else made

    def concept(self, text: str) -> Concept | None:
        """The concept of the glossary that a text words."""
        return self._concepts.get(fold(text))

    def names_in(self, text: str) -> list[str]:
        """What an English text writes with capitals, without words that only begin a sentence."""
        return [one for one in _NAME.findall(text) if one.lower() not in wording().not_names]

    # Inside --------------------------------------------------------------------------------

    @cached_property
    def _concepts(self) -> dict[str, Concept]:
        return {
            fold(one): concept
            for concept in self.terms.glossary
            for one in (*concept.uk, *concept.en)
        }

    @cached_property
    def _titles(self) -> frozenset[str]:
        wordings = (one for concept in self.terms.glossary for one in (*concept.uk, *concept.en))
        return frozenset(" ".join(fold(one).split()[:2]) for one in wordings if one[:1].isupper())

    def _less_likely(self, found: Named) -> int:
        if self.names_a_place(found):
            return 2
        return 0 if is_name(found) else 1

    def _english(self, text: str) -> Iterator[str]:
        owned = re.finditer(r"((?:the )?[A-Z][\w ]+)'s (\w+s)\b", text)
        yield from (f"the {one[2]} of {one[1]}" for one in owned)
        names = [
            name[0].removesuffix("'s").removeprefix("The ")
            for name in _NAME.finditer(re.sub(r"^The\b", "the", text))
            if name[0].split()[0].lower() not in wording().not_names and not self._opens(name)
        ]
        yield from (_articled(name, text) for name in names if not self.names_a_place(name))
        yield from (f"the {found}" for found in self._conceptual(text))
        for piece in _SAID["break"].split(text):
            common = _SAID["phrase"].fullmatch(piece.strip())
            if common and piece.strip().islower() and telling(piece) and not _NAME.search(piece):
                yield piece.strip()

    def _opens(self, name: re.Match[str]) -> bool:
        """Whether a word may have its capital because it stands first: "Must", "For"."""
        known = self.concept(name[0])
        thing = known is not None and known.field in (*_THINGS, "place")
        return not name.start() and " " not in name[0] and not name[0].isupper() and not thing

    def _conceptual(self, text: str) -> Iterator[str]:
        """The terms of the glossary in an English text, longest first: "civic association"."""
        said = [word.form for word in words(text)]
        for length in range(5, 1, -1):
            for at in range(len(said) - length + 1):
                concept = self.concept(" ".join(said[at : at + length]))
                if concept and concept.field in _THINGS:
                    yield " ".join(said[at : at + length])


def is_thing(phrase: Phrase) -> bool:
    return phrase.proper or bool(telling(str(phrase)))


def is_name(found: Named) -> bool:
    return found[4:5].isupper() or found[:1].isupper() if isinstance(found, str) else found.proper


def telling(text: str) -> list[str]:
    """The words of a text that say what it is about: neither light nor general, no frame."""
    lists = plain_words()
    light = wording().frame | lists["light"] | lists["general"]
    return [word.form for word, bases in content(text) if bases.isdisjoint(light)]


def _with_acronym(phrase: Phrase) -> Phrase:
    """A phrase with the acronym that it ends in: "рада ООН"."""
    behind = _ACRONYM.match(phrase.text, phrase.span.end)
    if behind is None or not behind["behind"]:
        return phrase
    return replace(phrase, span=Span(phrase.span.start, behind.end()))


def _name_within(phrase: Phrase) -> Iterator[Phrase]:
    """The name in "членом Міжнародної асоціації кримінального права"."""
    said = str(phrase)
    capital = re.search(r"(?<=\s)[А-ЯІЇЄҐ]", said)
    if capital and not said[0].isupper() and (name := phrase_within(said[capital.start() :])):
        yield name


def _nominative(found: Named) -> str:
    return found if isinstance(found, str) else found.inflected("nomn") or str(found)


def _articled(name: str, text: str) -> str:
    at = text.find(name)
    return f"the {name}" if text[max(0, at - 4) : at].lower() == "the " else name
