"""Does a sentence define what was asked for, or does it only speak of it?

"What is X?" is answered by a sentence in which X stands whole, and is said to be something:
"X – це …", "X is …", "by X is meant …". Words of X that stand apart name another thing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from dzherelo.assistant.answer.candidates import Candidate
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.verify import crosses
from dzherelo.corpus.language.terms import Term

_ENOUGH = 2 / 3  # share of a long name that must stand together: some have an alias beside them
_BEHIND = 140  # characters behind the name within which it is said to be something
_IS = re.compile(
    r"\s[–—-]\s|(?<!що\s)(?<!як[аеі]\s)(?<!який\s)(?<!that\s)(?<!which\s)(?<!who\s)"
    r"\b(?:це|є|означа\w+|розумі\w+|вважа\w+|назива\w+|визнач\w+ як|"
    r"(?:is|are|was|were) (?:an?|the|any|one)|means?|refers? to|defined as|meant)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:визнача|розумі|defin|underst)\w+", re.IGNORECASE)
_ABOUT_TERMS = frozenset({"визначення", "поняття", "термін", "definition", "concept", "term"})


def defines(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence says what the thing asked for is."""
    asked = _name(question)
    if not asked:
        return True
    found = _together(asked, candidate.terms)
    if found is None:
        # A name that our glossary lacks is met in another language only through our notes.
        told = candidate.reading.keys | candidate.reading.gloss | candidate.reading.asked
        return (
            crosses(question.language, candidate.passage)
            and not any(term.keys.isdisjoint(told) for term in asked)
            and _IS.search(candidate.text) is not None
        )
    at, end = found
    if candidate.passage.origin == "note" and (at == 0 or _TOLD.search(candidate.text)):
        return True  # a note begins with what it defines, or tells who defines it
    return _IS.search(candidate.text[end : end + _BEHIND]) is not None


def _name(question: Question) -> tuple[Term, ...]:
    """The words of what is to be defined, "organisation" in "criminal organisation" too."""
    weighty = [term for term in question.weighty if not term.is_number]
    frame = [term for term in question.frame if term.keys.isdisjoint(_ABOUT_TERMS)]
    beside = [
        one
        for one in frame
        if any(
            abs(one.span.start - term.span.end) <= 1 or abs(term.span.start - one.span.end) <= 1
            for term in weighty
        )
    ]
    return tuple(sorted((*weighty, *beside), key=lambda term: term.span))


def _together(asked: Sequence[Term], terms: Sequence[Term]) -> tuple[int, int] | None:
    """Where in the sentence enough of the words stand side by side: the place of the first among
    its terms, and where the last ends."""
    need = len(asked) if len(asked) < 3 else math.ceil(_ENOUGH * len(asked))
    width = len(asked)
    for at in range(max(len(terms) - need + 1, 0)):
        near = terms[at : at + width]
        if sum(any(one.meets(term) for term in near) for one in asked) >= need:
            return at, max(term.span.end for term in near)
    return None
