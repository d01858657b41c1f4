"""Words that share a root or come of one another: "independence" and "independent", "Crimean" and
"Crimea"."""

from __future__ import annotations

from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import is_word
from dzherelo.corpus.remembered import remembered_with

_NONE: frozenset[str] = frozenset()

_ASPECTS = (("овувати", "увати"), ("увати", "ити"), ("ювати", "ити"), ("авати", "ати"))


def _perfective(key: str) -> str:
    """A Ukrainian verb without what makes it reflexive or imperfective, roughly: "передаватися" as
    "передати"."""
    if not key.endswith(("тися", "ти")):
        return key
    key = key.removesuffix("ся")
    for ending, other in _ASPECTS:
        if key.endswith(ending):
            key = key.removesuffix(ending) + other
    return key


def root_of(key: str) -> str | None:
    """The first letters of a long word, by which "independence" meets "independent"."""
    key = _perfective(key)
    if key[0] in "@~" or len(key) < 7 or not key[0].isalpha():
        return None
    return key[: max(5, len(key) - 4)][:7]


_DERIVED = (
    ("ial", ""), ("al", ""), ("ion", ""), ("ion", "e"), ("ation", "e"), ("ment", ""), ("ly", ""),
    ("ance", ""), ("ence", ""), ("er", ""), ("or", ""), ("ity", ""), ("ship", ""),
    ("an", "a"), ("an", ""), ("ian", ""), ("ian", "e"), ("ean", "e"),
)  # fmt: skip


@remembered_with(20_000)
def sources_of(text: str, terms: Terms) -> frozenset[str]:
    """The keys of the words from which an English word is derived: those of "president" for
    "presidential", of "elect" for "election"."""
    form = text.lower()
    if not form.isascii() or len(form) < 7:
        return _NONE
    stems = (form.removesuffix(old) + new for old, new in _DERIVED if form.endswith(old))
    found = {stem: terms.keys(stem) for stem in stems if len(stem) >= 4}
    return _NONE.union(*(keys for stem, keys in found.items() if _is_known(stem, keys)))


def _is_known(stem: str, keys: frozenset[str]) -> bool:
    """Whether a stem is a word; "re-elect" is one as "elect" is."""
    return is_word(stem.removeprefix("re-")) or any(key.startswith("@") for key in keys)
