"""Headings in capitals, as one would write them in a sentence."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_WITHIN = re.compile(r"(?<=[^\W\d_A-ZА-ЯІЇЄҐ] )" + _WORD.pattern)  # not at a sentence's beginning


class Casing:
    """Which words keep their capital is told by the text: "ВЕРХОВНА РАДА УКРАЇНИ" becomes
    "Верховна Рада України" where the text mostly writes these words so."""

    def __init__(self, text: str) -> None:
        self._counts = Counter(_WITHIN.findall(text))

    def plain(self, heading: str) -> str:
        """The heading on one line; in ordinary case if it was in capitals."""
        words = " ".join(heading.split())
        if not words.isupper():
            return words
        lowered = _WORD.sub(self._word, words)
        return re.sub(r"(?:^|\. )\w", lambda first: first[0].upper(), lowered)

    def _word(self, match: re.Match[str]) -> str:
        lower, name = match[0].lower(), match[0].capitalize()
        return name if self._counts[name] > self._counts[lower] else lower
