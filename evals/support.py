"""Do the cited words carry what an answer says: the deterministic test of lexical support.

The test itself is the product's own (assistant.verify), here always with the same threshold and
over the quoted words alone, so that a change of the product's settings cannot raise a score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.types import Answer, Citation, Statement
from assistant.verify import Verification, Weigh, read, verify
from corpus.terms import Terms
from corpus.types import Passage, Span
from evals.outcome import Grounding

LEAST = 0.7  # idf-weighted share of a statement's words that the cited words must carry
_MARKER = re.compile(r"\s*\[\d+\]")

Carries = Callable[[str, Sequence[Passage]], bool]


class Support:
    """The test over one library: its glossary, and how telling its words are."""

    def __init__(self, terms: Terms, weigh: Weigh) -> None:
        self._terms = terms
        self._weigh = weigh

    def __call__(self, statement: str, cited: Sequence[Passage]) -> bool:
        """Whether the passages together carry the statement."""
        return self.verification(statement, cited).supported

    def verification(self, statement: str, cited: Sequence[Passage]) -> Verification:
        """The same with what is missing."""
        return verify(
            plain(statement),
            [read(passage, self._terms) for passage in cited],
            terms=self._terms,
            weigh=self._weigh,
            least=LEAST,
        )


def plain(statement: str) -> str:
    """A statement without the markers of its citations."""
    return _MARKER.sub("", statement).strip()


def grounds(answer: Answer, carries: Carries) -> tuple[Grounding, ...]:
    """What each statement of an answer stands on, by ALCE (Gao, Yen, Yu and Chen 2023).

    A statement is supported if it has citations and all of them together carry it (citation
    recall). A citation of a supported statement is needed if it carries the statement alone, or
    if the others do not carry it without it (citation precision).
    """
    cited = {citation.marker: citation for citation in answer.citations}
    return tuple(_grounding(statement, cited, carries) for statement in answer.statements)


def _grounding(statement: Statement, cited: dict[int, Citation], carries: Carries) -> Grounding:
    known = [cited[marker] for marker in statement.citations if marker in cited]
    passages = [quoted(citation) for citation in known]
    missing = len(statement.citations) - len(known)  # markers without a citation
    if not passages or not carries(statement.text, passages):
        return Grounding(False, (False,) * len(statement.citations))
    needed = tuple(
        carries(statement.text, [passage])
        or not (rest := passages[:at] + passages[at + 1 :])
        or not carries(statement.text, rest)
        for at, passage in enumerate(passages)
    )
    return Grounding(True, needed + (False,) * missing)


def quoted(citation: Citation) -> Passage:
    """The quoted words as a passage of their own; their headings stay with them."""
    quote = citation.quote
    sentences = tuple(
        Span(max(s.start, quote.start), min(s.end, quote.end))
        for s in citation.passage.sentences
        if s.overlap(quote)
    )
    return replace(citation.passage, span=quote, text=citation.text, sentences=sentences)
