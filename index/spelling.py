"""Misspelt words of a question, put right from the words of the library itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import is_cyrillic, is_word, known, lemmas, words

_LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'"


class Spelling:
    """Knows the words of the library's texts, and those of the glossary `also`. A word of fewer
    letters than `shortest` is left as it is; one of `long` may have two slips."""

    def __init__(
        self, forms: Sequence[str], *, also: Terms | None = None, shortest: int = 5, long: int = 9
    ) -> None:
        self._also = also
        self._shortest, self._long = shortest, long
        self._forms = [form for form in forms if len(form) >= shortest - 1]
        self._known = frozenset(forms)

    @cached_property
    def _bases(self) -> frozenset[str]:
        return frozenset(base for form in self._forms for base in lemmas(form))

    def mend(self, text: str) -> str:
        """The text with every misspelt word put right: one that no dictionary and no source knows
        becomes a form of a word of the library one slip away, else the nearest form that the
        library has (two slips in a long word). A word without such a neighbour stays, and so does a
        name in Latin letters: one slip makes a crime of Crimea."""
        mended, end = [], 0
        for word in words(text):
            named = word.span.start > 0 and text[word.span.start].isupper()
            if named and not is_cyrillic(word.form):
                continue
            nearest = self._nearest(word.form)
            if nearest is not None:
                mended += [text[end : word.span.start], nearest]
                end = word.span.end
        return "".join([*mended, text[end:]])

    def _nearest(self, form: str) -> str | None:
        if (
            len(form) < self._shortest
            or form in self._known
            or any(c.isdigit() for c in form)
            or is_word(form)
            or (self._also and not self._also.bases.isdisjoint(lemmas(form)))
        ):
            return None
        return self._inflected(form) or self._listed(form)

    def _inflected(self, form: str) -> str | None:
        """A Ukrainian form one slip away whose base form the library has."""
        if not is_cyrillic(form):
            return None
        return next(
            (
                other
                for other in _slips(form)
                if known(other) and not self._bases.isdisjoint(lemmas(other))
            ),
            None,
        )

    def _listed(self, form: str) -> str | None:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extractOne

        slips = 2 if len(form) >= self._long else 1
        found = extractOne(form, self._forms, scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found else None


def _slips(form: str) -> Iterator[str]:
    """Every form one slip away: letters that changed places first, then lost, doubled, mistaken."""
    pairs = [(form[:at], form[at:]) for at in range(len(form) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1)
    yield from (a + b[1:] for a, b in pairs if b)
    yield from (a + c + b for a, b in pairs for c in _LETTERS)
    yield from (a + c + b[1:] for a, b in pairs if b for c in _LETTERS)
