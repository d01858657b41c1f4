"""Sentences that lean on the one before: "it may also …", "these may include …".

Alone they say half of what a provision says: what is also so is not the rule.
"""

from __future__ import annotations

import re

from dzherelo.corpus.types import Kind, Passage, Span

_LEANS = re.compile(
    r"^(?:[\w'’ʼ-]+\s+){0,4}(?:також|теж|also)\b|"
    r"^(?:проте|однак|при цьому|водночас|такий|така|таке|такі|такого|такої|таких|"
    r"however|this|these|such)\b",
    re.IGNORECASE,
)
_LONGEST = 700  # characters of a quote that is made whole


def whole_thought(passage: Passage, sentence: Span, *, onwards: bool) -> Span:
    """The sentence of a provision with the one that it leans on, and, `onwards`, with the next if
    that leans on it."""
    if passage.kind not in (Kind.PROVISION, Kind.ITEM) or sentence not in passage.sentences:
        return sentence
    at = passage.sentences.index(sentence)
    first = at - 1 if at and _leans(passage, sentence) else at
    follows = passage.sentences[at + 1 : at + 2] if onwards else ()
    last = follows[0] if follows and _leans(passage, follows[0]) else sentence
    made = Span(passage.sentences[first].start, last.end)
    return made if made.end - made.start <= _LONGEST else sentence


def _leans(passage: Passage, sentence: Span) -> bool:
    return _LEANS.search(passage.words(sentence)) is not None
