"""The language of a text, of those whose words we know (py3langid): what a few letters cannot tell
is told by the whole that they stand in."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from dzherelo.corpus.language.words import is_cyrillic, language_of

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

CYRILLIC = ("uk", "ru")
LATIN = ("en", "de", "fr", "es", "it", "pl")
_LETTER = re.compile(r"[^\W\d_]")
_RUSSIAN, _UKRAINIAN = re.compile("[ыэъё]"), re.compile("[іїєґ]")


def language_in(
    text: str, *, default: str = "", among: Collection[str] = LATIN, enough: int = 25
) -> str:
    """The language of `text`: in Cyrillic "uk" or "ru" by its letters, in Latin letters the one
    of `among` that is likeliest. A text of fewer letters than `enough`, or one whose letters both
    languages have, is in the `default`; without one, in English or Ukrainian.
    """
    script = language_of(text)
    letters = len(_LETTER.findall(text))
    if script != "en":
        lower = text.lower()
        told = _RUSSIAN.search(lower) or _UKRAINIAN.search(lower)
        foreign = is_cyrillic(text) and default not in CYRILLIC
        return script if told or foreign else default or script
    if letters < enough or not among:
        return default if default in LATIN else "en"
    return next((code for code, _ in _identifier().rank(text) if code in among), "en")


def language_of_document(text: str, told: str = "", *, sample: int = 20_000) -> str:
    """The language in which most of a document is written; `told`, what its file says, only where
    it is one that we know of the script that the text is written in, and the text does not show
    another."""
    opening = text[:sample]
    code = told.lower()[:2]
    return language_in(opening, default=code if code in (*CYRILLIC, *LATIN) else "")


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([*CYRILLIC, *LATIN])
    return identifier
