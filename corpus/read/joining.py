"""Two lines made one: words broken by a hyphen are mended, real hyphens kept, addresses too."""

from __future__ import annotations

import re
from collections.abc import Callable

from dzherelo.corpus.read.characters import SOFT_HYPHEN

Known = Callable[[str], bool]

_BEFORE = re.compile(rf"([^\W\d_][^\W_'’ʼ]*(?:['’ʼ-][^\W_]+)*)[-{SOFT_HYPHEN}]$")
_RANGE = re.compile(r"\d-$")
_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org/)[!-~]*$")
_ADDRESS_WORD = re.compile(r"[!-'*-~]+(?=\s|$|\))")
_ADDRESS_MARKS = "/?=&%#_-~"
_VISITED = re.compile(r"\s*\((?:дата|date|accessed|last)", re.IGNORECASE)
_AFTER = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_TAIL = 300  # characters: no word or address is longer
_SUSPENDED = frozenset(("та", "і", "й", "або", "чи", "and", "or", "und", "и"))
_PREFIXES = frozenset(("all", "cross", "ex", "half", "high", "long", "low", "non", "quasi"))
_PREFIXES |= {"self", "semi", "short", "so", "well"}


def _is_known(word: str) -> bool:
    word = word.lower().replace("’", "'").replace("ʼ", "'")
    if _CYRILLIC.search(word):
        from dzherelo.corpus.language.words import known

        return known(word)
    import simplemma

    return simplemma.is_known(word, lang="en")


def breaks_word(first: str, second: str) -> bool:
    """Whether `first` ends in the hyphen of a word or a range of numbers that `second` goes on."""
    tail = first[-_TAIL:]
    if _ADDRESS.search(tail):
        return False
    if _RANGE.search(tail):
        return second[:1].isdigit()
    return bool(_BEFORE.search(tail)) and second[:1].isalpha()


def breaks_address(first: str, second: str) -> bool:
    """Whether `first` ends in the address of a page that goes on in `second`."""
    tail = first[-_TAIL:]
    return bool(_ADDRESS.search(tail)) and _goes_on_address(tail, second)


def joined(first: str, second: str, *, text: str = "", known: Known = _is_known) -> str:
    """Two lines as one: with a space, or without one where a word, a range or a compound is cut.

    `text` is the whole text, lower case, in which the same word may stand unbroken: that
    decides first, then the dictionary `known`, then the look of the two halves.
    """
    if first.endswith(SOFT_HYPHEN):
        return first.rstrip(SOFT_HYPHEN) + second
    tail = first[-_TAIL:]
    if _RANGE.search(tail) and second[:1].isdigit():
        return first + second
    if _ADDRESS.search(tail):
        return first + second if _goes_on_address(tail, second) else f"{first} {second}"
    before = _BEFORE.search(tail)
    after = _AFTER.match(second)
    if before is None or after is None:
        return f"{first} {second}"
    if after[0].lower() in _SUSPENDED:
        return f"{first} {second}"
    if _keeps_hyphen(before[1], after[0], text, known):
        return first + second
    return first[:-1] + second


def _goes_on_address(tail: str, second: str) -> bool:
    """Whether the address at the end of a line goes on in the next one."""
    word = _ADDRESS_WORD.match(second)
    if word is None or second.startswith(("http", "www")):
        return False
    marked = tail[-1] in _ADDRESS_MARKS or any(mark in word[0][:-1] for mark in _ADDRESS_MARKS)
    return marked or bool(_VISITED.match(second, word.end()))


def _keeps_hyphen(before: str, after: str, text: str, known: Known) -> bool:
    if not after[0].islower() or before.isupper():
        return True
    whole, hyphened = f"{before}{after}".lower(), f"{before}-{after}".lower()
    seen_whole, seen_hyphened = _stands_in(whole, text), _stands_in(hyphened, text)
    if seen_whole != seen_hyphened:
        return seen_hyphened
    head = before.lower().rsplit("-", 1)[-1]
    if _CYRILLIC.search(before):
        if known(hyphened):
            return True
        if known(f"{head}{after}".lower()):
            return False
        return known(after) and (known(head) or head.endswith(("о", "е")))
    if head in _PREFIXES:
        return True
    return not known(f"{head}{after}") and known(head) and known(after)


def _stands_in(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None
