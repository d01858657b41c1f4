"""Whether an answer says a thing, in any of its wordings: case, apostrophes, inflection aside."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.words import lemmas, words

_MARKER = re.compile(r"\[\d+\]")  # the number of a citation is not part of what is said


def says(text: str, wordings: Iterable[str]) -> bool:
    """Whether the words of any wording stand in `text` side by side, in order.

    Two words are the same if their forms are, or if they share a base form. Function words must
    be the same as written, so that "не є" is never found in "є".
    """
    told = _forms(_MARKER.sub(" ", text))
    return any(_stands(_forms(wording), told) for wording in wordings)


def _forms(text: str) -> list[str]:
    return [word.form for word in words(text)]


def _stands(sought: list[str], told: list[str]) -> bool:
    if not sought:
        return False
    return any(
        all(_same(a, b) for a, b in zip(sought, told[at : at + len(sought)], strict=True))
        for at in range(len(told) - len(sought) + 1)
    )


def _same(first: str, second: str) -> bool:
    if first == second or first.replace("'", "") == second.replace("'", ""):
        return True
    return not lemmas(first).isdisjoint(lemmas(second))
