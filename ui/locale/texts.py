"""Every word of the interface, from the catalogues beside this module.

The command line speaks the language of the locale; the words around an answer, or around what was
looked up, follow the language of the question; the chat page has a switch. A new language is one
more catalogue, `pl.po`, compiled to `pl.mo`; what it does not say is said in English.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from dzherelo.corpus.errors import DzhereloError, Message

FOLDER = Path(__file__).parent
_CONTENT = ("uk", "en")  # what places, records and notes are told in


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, Ukrainian and English first."""
    return _languages(FOLDER)


@cache
def _languages(folder: Path) -> tuple[str, ...]:
    found = sorted(path.stem for path in folder.glob("*.mo"))
    return tuple(sorted(found, key=lambda one: (*_CONTENT, one).index(one)))


@cache
def _catalogue(path: Path) -> GNUTranslations:
    with path.open("rb") as file:
        catalogue = GNUTranslations(file)
    catalogue.add_fallback(_Nothing())
    return catalogue


class _Nothing(NullTranslations):
    """What a catalogue does not have is an error, not the key."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)


class Words:
    """The texts of one language: `words("removed", id="article")`.

    `spoken` is that language; `language` the one of the two that places, records and notes are
    told in beside it.
    """

    def __init__(self, language: str) -> None:
        self.spoken = language if language in languages() else "en"
        self.language = self.spoken if self.spoken in _CONTENT else "en"
        chain = dict.fromkeys((self.spoken, "en"))
        self._catalogues = [_catalogue(FOLDER / f"{name}.mo") for name in chain]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text `key` with `values` put in, in the plural form for `count` if it has several;
        raises KeyError for an unknown key or value."""
        found = self._found(key, values.get("count"))
        if found is None:
            raise KeyError(key)
        return found.format(**values)

    def error(self, error: DzhereloError) -> str:
        """An error on one line; what no catalogue says stays English."""
        return " ".join(self.message(part) for part in (error.fact, error.remedy) if part)

    def message(self, sentence: Message) -> str:
        """A fact or a remedy of an error."""
        values = {
            name: self.message(value) if isinstance(value, Message) else value
            for name, value in sentence.values.items()
        }
        template = self._found(sentence.template) or sentence.template
        return template.format(**values) if values else template

    def _found(self, key: str, count: object = None) -> str | None:
        number = count if isinstance(count, int) else 1
        for catalogue in self._catalogues:
            with suppress(KeyError):
                return catalogue.ngettext(key, key, number)
            with suppress(KeyError):
                return catalogue.gettext(key)
        return None


def locale_language(environ: Mapping[str, str] = os.environ) -> str:
    """The language that LC_ALL, else LC_MESSAGES, else LANG names, if there is a catalogue of it;
    otherwise "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return next((one for one in languages() if value.lower().startswith(one)), "en")
    return "en"


def language_beside(text: str, default: str) -> str:
    """The language for labels beside what was looked up: "uk" if it has a Cyrillic letter, "en" for
    several words in Latin letters; `default` for a number, a name, an address."""
    if language_of(text) == "uk":
        return "uk"
    spelt = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    return "en" if len(text.split()) > 1 and spelt else default


def language_of(text: str) -> str:
    """The language for labels beside `text`: "uk" if it has a Cyrillic letter, else "en"."""
    return "uk" if any("\u0400" <= letter <= "\u04ff" for letter in text) else "en"
