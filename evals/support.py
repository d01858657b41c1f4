"""Do the cited words carry what an answer says: the deterministic test of lexical support.

The test is made of the product's own parts (assistant.verify), always with the same threshold, over
the quoted words alone, so that a change of the product's settings cannot raise a score. It is
milder than what the product asks of its own sentences: a word more or less is forgiven as long as
the share of the weight is kept; what would make a statement false never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.assistant.verify import Verification, Weigh, read, verify
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.types import Passage, Span
from dzherelo.evals.outcome import Grounding

LEAST = 0.7  # idf-weighted share of a statement's words that the cited words must carry
FALSE = frozenset(
    "number date place source quote name negation quantifier opposite condition".split()
)  # problems that no coverage makes up for
_MARKER = re.compile(r"\s*\[\d+\]")
# "Yes, " and "Ні: " answer the question and say nothing themselves; a year is one without its word.
_REPLY = re.compile(r"^(?:так|ні|авжеж|yes|no)\s*[,:.!–—-]\s*", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})\s*(?:рік|року|році|роки|років|р\.)", re.IGNORECASE)

_QUOTED = re.compile(r"(«[^»]*»|“[^”]*”|„[^“”]*[“”])")

Carries = Callable[[str, Sequence[Passage]], bool]


class Support:
    """The test over one library: its glossary, how telling its words are, our notes on a passage
    (which carry a statement in the other language)."""

    def __init__(
        self,
        terms: Terms,
        weigh: Weigh,
        gloss: Callable[[Passage], Sequence[Passage]] = lambda passage: (),
    ) -> None:
        self._terms = terms
        self._weigh = weigh
        self._gloss = gloss

    def __call__(self, statement: str, cited: Sequence[Passage]) -> bool:
        """Whether the passages together carry at least LEAST of the weight of the statement's words
        and everything in it that must not be otherwise: each number, date, article, name, quoted
        word and negation."""
        found = self.verification(statement, cited)
        wrong = any(problem.kind in FALSE for problem in found.problems)
        return bool(cited) and found.coverage >= LEAST and not wrong

    def verification(self, statement: str, cited: Sequence[Passage]) -> Verification:
        """The same with what is missing."""
        return verify(
            _bare_years(_REPLY.sub("", plain(statement))),
            [read(passage, self._terms, self._gloss(passage)) for passage in cited],
            terms=self._terms,
            weigh=self._weigh,
            least=LEAST,
        )


def plain(statement: str) -> str:
    """A statement without the markers of its citations."""
    return _MARKER.sub("", statement).strip()


def _bare_years(statement: str) -> str:
    """Years without their word; what is quoted stays to the letter."""
    pieces = _QUOTED.split(statement)  # every second one is quoted
    return "".join(p if at % 2 else _YEAR.sub(r"\1", p) for at, p in enumerate(pieces))


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
