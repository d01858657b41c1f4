"""Terms: the words of a text with every key under which they can be matched, in any language.

A term's keys are its base forms, the glossary concepts that it expresses alone or within a
phrase (written `@id`, or `@!id` for the proper name of a body or act), and for a name the
skeleton of its letters in Latin script (`~skeleton`).
Two terms mean the same when they share a key, so "non-governmental organization" meets
"неурядова організація" and "Kovalskyi" meets "Ковальського".
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dzherelo.corpus.files import kept
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.language.figures import counting, number_keys
from dzherelo.corpus.language.glossary import Concept, Glossary, load_glossary
from dzherelo.corpus.language.languages import LATIN, language_in
from dzherelo.corpus.language.words import (
    Word,
    content,
    is_cyrillic,
    is_personal,
    known,
    language_of_question,
    lemmas,
    words,
)
from dzherelo.corpus.language.words import skeleton as skeleton
from dzherelo.corpus.types import Span

# what may stand beside digits that mean something else than they do alone
_BESIDE_DIGITS = re.compile(r"\d(?:[./]\s?[\dIVXІХ]|[ \u00a0]?[^\W\d_]|-\d)")
_VERSION = "terms 5"  # raise it when base forms are worked out otherwise


@dataclass(frozen=True, slots=True)
class Term:
    """A content word: where it stands, how it is written, what it can be matched by."""

    span: Span
    text: str
    keys: frozenset[str]

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit() and not any(map(str.isalpha, self.text))

    @property
    def is_name(self) -> bool:
        """Written with a capital letter; at the beginning of a sentence that proves nothing."""
        return self.text[:1].isupper()

    @property
    def proper(self) -> frozenset[str]:
        """Keys of the proper names of several words that the term is a part of."""
        return frozenset(key for key in self.keys if key.startswith("@!"))

    def meets(self, other: Term) -> bool:
        return not self.keys.isdisjoint(other.keys)


# The wordings that begin with a base form: of each its concept and the base forms of its words.
_Wordings = list[tuple[str, tuple[frozenset[str], ...]]]


class Terms:
    """The vocabulary of one library: reads the terms of a text by its glossary, and knows the acts
    that its texts and questions name (`acts`)."""

    def __init__(
        self,
        phrases: dict[str, str],
        *,
        acts: Acts | None = None,
        glossary: Callable[[], Glossary] = lambda: Glossary(()),
        languages: Iterable[str] = (),
    ) -> None:
        """`phrases`: by a base form, the wordings that begin with it, as JSON: few of the many are
        ever needed, and a text is no burden on the garbage collector. `glossary` is read when its
        concepts themselves are first needed. `languages` are those of the library's texts."""
        self.acts = acts or Acts(())
        self.languages = frozenset(languages)
        self._phrases = phrases
        self._glossary = glossary
        self._needed: dict[str, _Wordings] = {}

    @cached_property
    def glossary(self) -> Glossary:
        """The concepts, in the order of their files."""
        return self._glossary()

    @classmethod
    def of(
        cls, glossary: Glossary, *, acts: Acts | None = None, languages: Iterable[str] = ()
    ) -> Terms:
        phrases = defaultdict(list)
        for concept in glossary:
            for wording in dict.fromkeys((*concept.uk, *concept.en)):
                bases = [sorted(found) for _, found in content(wording)]
                for first in bases[0] if bases else ():
                    phrases[first].append((_key(concept, wording), bases))
        return cls(
            {first: json.dumps(found, ensure_ascii=False) for first, found in phrases.items()},
            acts=acts,
            glossary=lambda: glossary,
            languages=languages,
        )

    @classmethod
    def kept(
        cls,
        folder: Path,
        *glossaries: Path,
        acts: Acts | None = None,
        languages: Iterable[str] = (),
    ) -> Terms:
        """The terms of these glossary files; their base forms are worked out once and kept."""
        phrases = kept(
            folder / "phrases.json",
            glossaries,
            version=_VERSION,
            make=lambda: cls.of(load_glossary(*glossaries))._phrases,
        )
        return cls(
            phrases, acts=acts, glossary=lambda: load_glossary(*glossaries), languages=languages
        )

    def language_of(self, question: str) -> str:
        """The language in which somebody asks of this library: of those of its texts, else
        Ukrainian, Russian or English."""
        by_letters = language_of_question(question)
        others = self.languages.intersection(LATIN) - {"en"}
        if by_letters != "en" or not others:
            return by_letters
        return language_in(question, among={"en", *others}, enough=6)

    def frame_of(self, question: str) -> str:
        """The language of ours, "uk" or "en", in which somebody who asks so is answered."""
        if not any(map(str.isalpha, question)) and self.languages:
            return "uk" if "uk" in self.languages else "en"
        return "en" if language_of_question(question) == "en" else "uk"

    def read(self, text: str, language: str | None = None) -> tuple[Term, ...]:
        """The terms of `text`, in order, with spans relative to it; without a `language`, it is
        read as a question. Of a language in which the library has no text, words are Ukrainian or
        English."""
        language = self.language_of(text) if language is None else language
        found = content(text, language if language in self.languages else "")
        numbers = number_keys(text) if _may_count(text, found) else {}
        if numbers.keys() - {word.span.start for word, _ in found}:  # "I" in "1.I.1914"
            kept = {word.span.start: bases for word, bases in found}
            told = kept.keys() | numbers.keys()
            found = [
                (word, kept.get(word.span.start, frozenset()))
                for word in words(text)
                if word.span.start in told
            ]
        concepts = self._concepts([bases for _, bases in found])
        return tuple(
            Term(
                word.span,
                word.span.of(text),
                _own(word, bases, numbers) | concepts[at] | _name_keys(word, text),
            )
            for at, (word, bases) in enumerate(found)
        )

    @cached_property
    def bases(self) -> frozenset[str]:
        """Every base form of every word of the glossary."""
        phrases = (bases for text in self._phrases.values() for _, bases in json.loads(text))
        return frozenset(base for bases in phrases for word in bases for base in word)

    @cached_property
    def names(self) -> frozenset[str]:
        """The keys of the concepts that name something, written with a capital in English."""
        return _keys_of(self._naming)

    @cached_property
    def one_word_names(self) -> frozenset[str]:
        """Those of `names` that are one word in every wording: adjectives such as "німецький"."""
        return _keys_of(c for c in self._naming if " " not in "".join((*c.uk, *c.en)))

    @cached_property
    def _naming(self) -> tuple[Concept, ...]:
        fields = ("body", "instrument", "place", "name")
        return tuple(c for c in self.glossary if c.field in fields and c.en[0][0].isupper())

    def keys(self, text: str) -> frozenset[str]:
        """Every key of every term of `text`."""
        return frozenset().union(*(term.keys for term in self.read(text)))

    def _concepts(self, bases: Sequence[frozenset[str]]) -> list[frozenset[str]]:
        keys: list[set[str]] = [set() for _ in bases]
        for at, here in enumerate(bases):
            for first in here:
                for concept, phrase in self._beginning(first):
                    if _matches(bases, at, phrase):
                        for place in range(at, at + len(phrase)):
                            keys[place].add(concept)
        return [frozenset(found) for found in keys]

    def _beginning(self, first: str) -> _Wordings:
        """The wordings that begin with a base form."""
        if first not in self._phrases:
            return []
        if first not in self._needed:
            wordings = json.loads(self._phrases[first])
            self._needed[first] = [(key, tuple(map(frozenset, bases))) for key, bases in wordings]
        return self._needed[first]


def _may_count(text: str, found: Sequence[tuple[Word, frozenset[str]]]) -> bool:
    """Whether a text may have numbers or dates besides plain digits: a quick look."""
    worded = any(not counting().isdisjoint(bases) for _, bases in found)
    return worded or _BESIDE_DIGITS.search(text) is not None


def _own(
    word: Word, bases: frozenset[str], numbers: Mapping[int, frozenset[str]]
) -> frozenset[str]:
    """The base forms of a word and what it means as a number; digits mean that alone: in "12 тис."
    there is no 12, in "05.12.1911" neither."""
    key = numbers.get(word.span.start, frozenset())
    return key if key and word.form.isdigit() else bases | key


def _keys_of(concepts: Iterable[Concept]) -> frozenset[str]:
    return frozenset(f"{mark}{concept.id}" for concept in concepts for mark in ("@", "@!"))


def _key(concept: Concept, wording: str) -> str:
    """`@id`; `@!id` where the concept is a proper name of several words."""
    proper = concept.field in ("body", "instrument", "name") and all(
        len(form.split()) > 1 and form[0].isupper() for form in (concept.uk[0], concept.en[0])
    )
    return f"@!{concept.id}" if proper else f"@{concept.id}"


def concept_tokens(terms: Iterable[Term]) -> list[str]:
    """The keys that hold across languages: concepts, names, numbers, words in Latin letters."""
    return [key for term in terms for key in sorted(term.keys) if key[0] in "@~" or key.isdigit()]


def base_tokens(terms: Iterable[Term]) -> list[str]:
    """The base forms alone."""
    return [key for term in terms for key in sorted(term.keys) if key[0] not in "@~"]


def _matches(bases: Sequence[frozenset[str]], at: int, phrase: Sequence[frozenset[str]]) -> bool:
    return len(bases) - at >= len(phrase) and all(
        not wanted.isdisjoint(bases[at + offset]) for offset, wanted in enumerate(phrase)
    )


def _name_keys(word: Word, text: str) -> frozenset[str]:
    if not text[word.span.start].isupper() or not word.form[0].isalpha():
        return frozenset()
    if is_cyrillic(word.form) and known(word.form) and not is_personal(word.form):
        return frozenset()
    return frozenset(
        f"~{skeleton(form)}" for form in {word.form, *lemmas(word.form)} if skeleton(form)
    )
