"""What an item of a list hangs on: without those words it may say the opposite.

"Does not apply to: 1) boats" says nothing of boats in "boats" alone. A stem is the last sentence of
the passage that leads the list; of a list within one passage, the sentence that ends with a colon.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dzherelo.corpus.types import Passage, Span

Find = Callable[[str], Passage | None]  # a passage by its id


class Stem(NamedTuple):
    """Words that others hang on."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        return self.passage.words(self.span)


Hung = Callable[[Passage, Span], tuple[Stem, ...]]  # what a quote of a passage hangs on


def stems(passage: Passage, quote: Span, find: Find) -> tuple[Stem, ...]:
    """What `quote` of `passage` hangs on, the outermost first; empty for most."""
    found: list[Stem] = []
    above = find(passage.lead) if passage.lead else None
    while above is not None:
        found.append(Stem(above, above.sentences[-1] if above.sentences else above.span))
        above = find(above.lead) if above.lead else None
    within = _within(passage, quote)
    return (*reversed(found), *([Stem(passage, within)] if within else []))


def _within(passage: Passage, quote: Span) -> Span | None:
    """The sentence of the same passage that ends with a colon, and whose list goes on to the
    quote."""
    before = [sentence for sentence in passage.sentences if sentence.end <= quote.start]
    for sentence in reversed(before):
        ending = passage.words(sentence).rstrip()[-1:]
        if ending == ":":
            return sentence
        if ending not in (";", ","):
            return None
    return None
