"""What an answer says, and whether the cited words carry it: two tests that need no understanding.

The test of support is made of the product's own parts (assistant.verify), always with the same
threshold, over the quoted words alone, so that a change of the product's settings cannot raise a
score. It is milder than what the product asks of its own sentences: a word more or less is forgiven
as long as the share of the weight is kept; what would make a statement false never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.assistant.verify.check import verify
from dzherelo.corpus.language.numerals import numerals
from dzherelo.corpus.language.overlap import Weigh, read
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import content, is_numeral, lemmas, words
from dzherelo.corpus.types import Passage, Span

MARKER = re.compile(r"\s*\[\d+\]")  # the number of a citation is not part of what is said
FALSE = frozenset(
    "number date place source quote name negation quantifier opposite condition".split()
)  # problems that no coverage makes up for
# "Yes, " and "Ні: " answer the question and say nothing themselves; a year is one without its word,
# but what is quoted stays to the letter.
_REPLY = re.compile(r"^(?:так|ні|авжеж|yes|no)\s*[,:.!–—-]\s*", re.IGNORECASE)
_YEAR = re.compile(
    r"(?P<quoted>«[^»]*»|“[^”]*”|„[^“”]*[“”])|(?P<year>\d{4})\s*(?:рік|року|році|роки|років|р\.)",
    re.IGNORECASE,
)

Carries = Callable[[str, Sequence[Passage]], bool]


@dataclass(frozen=True, slots=True)
class Grounding:
    """What the test says of one statement: whether the cited words together carry it, and of each
    of its citations whether it does its part (see `grounds`)."""

    supported: bool
    needed: tuple[bool, ...] = ()


class Support:
    """The test over one library: its glossary, how telling its words are, our notes on a passage
    (which carry a statement in the other language)."""

    def __init__(
        self,
        terms: Terms,
        weigh: Weigh,
        gloss: Callable[[Passage], Sequence[Passage]] = lambda passage: (),
        *,
        least: float = 0.7,
    ) -> None:
        """`least`: the idf-weighted share of a statement's words that the cited ones must carry."""
        self._terms, self._weigh, self._gloss, self._least = terms, weigh, gloss, least

    def __call__(self, statement: str, cited: Sequence[Passage]) -> bool:
        """Whether the passages together carry the least share of the weight of the statement and
        everything in it that must not be otherwise: each number, date, article, name, quoted word
        and negation."""
        told = _REPLY.sub("", MARKER.sub("", statement).strip())
        found = verify(
            _YEAR.sub(lambda found: found["quoted"] or found["year"], told),
            [read(passage, self._terms, self._gloss(passage)) for passage in cited],
            terms=self._terms,
            weigh=self._weigh,
            least=self._least,
        )
        wrong = any(problem.kind in FALSE for problem in found.problems)
        return bool(cited) and found.coverage >= self._least and not wrong


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


# What is said -------------------------------------------------------------------------------------


def says(text: str, wordings: Iterable[str]) -> bool:
    """Whether the words of any wording stand in `text` side by side, in order.

    Two words are the same if their forms are, or if they share a base form; a number is the same
    in digits and in words. Function words must be the same as written, so that "не є" is never
    found in "є".
    """
    told = _forms(MARKER.sub(" ", text))
    return any(_stands(_forms(wording), told) for wording in wordings)


def partly(text: str, wordings: Iterable[str]) -> bool:
    """Whether `text` has at least half of the content words of any wording, anywhere, and every
    number of it: what a reader would call partial support."""
    held = frozenset().union(*(b for _, b in content(_in_digits(MARKER.sub(" ", text)))))
    for wording in wordings:
        wanted = content(_in_digits(wording))
        there = [not bases.isdisjoint(held) for _, bases in wanted]
        numbers = (f for (w, _), f in zip(wanted, there, strict=True) if is_numeral(w.form))
        if wanted and all(numbers) and 2 * sum(there) >= len(there):
            return True
    return False


@lru_cache(maxsize=5_000)
def _in_digits(text: str) -> str:
    """The text with its whole numbers in digits: "сімдесяти двох" and "seventy-two" as "72"."""
    out, at = [], 0
    for number in numerals(text):
        if number.value != 1 and number.value.denominator == 1:
            out += [text[at : number.span.start], str(number.value.numerator)]
            at = number.span.end
    return "".join([*out, text[at:]])


def _forms(text: str) -> list[str]:
    return [word.form for word in words(_in_digits(text))]


def _stands(sought: list[str], told: list[str]) -> bool:
    return bool(sought) and any(
        all(map(_same, sought, told[at : at + len(sought)]))
        for at in range(len(told) - len(sought) + 1)
    )


def _same(first: str, second: str) -> bool:
    if first == second or first.replace("'", "") == second.replace("'", ""):
        return True
    return not lemmas(first).isdisjoint(lemmas(second))
