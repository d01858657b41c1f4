"""Whether an answer says a thing, in any of its wordings: case, apostrophes, inflection aside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dzherelo.assistant.verify.numerals import numerals
from dzherelo.corpus.language.words import content, is_numeral, lemmas, words

PARTLY = 0.5  # share of a wording's words that says it partly
_MARKER = re.compile(r"\[\d+\]")  # the number of a citation is not part of what is said


def says(text: str, wordings: Iterable[str]) -> bool:
    """Whether the words of any wording stand in `text` side by side, in order.

    Two words are the same if their forms are, or if they share a base form; a number is the same
    in digits and in words. Function words must be the same as written, so that "не є" is never
    found in "є".
    """
    told = _forms(_in_digits(_MARKER.sub(" ", text)))
    return any(_stands(_forms(_in_digits(wording)), told) for wording in wordings)


def partly(text: str, wordings: Iterable[str]) -> bool:
    """Whether `text` has at least half of the content words of any wording, anywhere, and every
    number of it: what a reader would call partial support."""
    told = [bases for _, bases in content(_in_digits(_MARKER.sub(" ", text)))]
    held: frozenset[str] = frozenset().union(*told)
    return any(_partly(wording, held) for wording in wordings)


def _partly(wording: str, held: frozenset[str]) -> bool:
    wanted = content(_in_digits(wording))
    if not wanted:
        return False
    there = [not bases.isdisjoint(held) for _, bases in wanted]
    numbers = [
        found for (word, _), found in zip(wanted, there, strict=True) if is_numeral(word.form)
    ]
    return all(numbers) and sum(there) >= PARTLY * len(there)


@lru_cache(maxsize=5_000)
def _in_digits(text: str) -> str:
    """The text with its whole numbers in digits: "сімдесяти двох" and "seventy-two" as "72"."""
    out, at = [], 0
    for number in numerals(list(words(text))):
        if number.telling and number.value.denominator == 1:
            out += [text[at : number.span.start], str(number.value.numerator)]
            at = number.span.end
    return "".join([*out, text[at:]])


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
