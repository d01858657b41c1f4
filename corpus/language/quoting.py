"""Words of a source between quotation marks.

The words stay as they are, to the letter: where they have quotation marks of their own, it is the
marks around them that are others, so that the reader sees where a quote ends.
"""

from __future__ import annotations

_MARKS = {
    "uk": ("«»", "„“", "“”"),
    "en": ("“”", "«»", "„“"),
}


def quoted(words: str, language: str) -> str:
    """`words` between the first marks of a language ("uk", else English) that are not in them."""
    marks = _MARKS.get(language, _MARKS["en"])
    free = (pair for pair in marks if not any(mark in words for mark in pair))
    chosen = next(free, marks[0])
    return f"{chosen[0]}{words}{chosen[1]}"
