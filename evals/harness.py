"""Asks a system gold questions: what comes of each, and what is wrong with it."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from dzherelo.assistant.types import Answer, Citation, Hit, Turn
from dzherelo.corpus.types import Origin, Passage, Span
from dzherelo.evals import measures
from dzherelo.evals.gold import Library, PassagesOf, Question, resolve
from dzherelo.evals.measures import DEPTH, Excerpt, Outcome, finds, vital
from dzherelo.evals.support import Carries, Support, grounds, says

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant as OpenAssistant


class Assistant(Library, Protocol):
    """What is evaluated: it finds passages (hits by falling score, at most `k`) and answers."""

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]: ...
    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer: ...


@dataclass(frozen=True, slots=True)
class System:
    """What is measured: something that searches, and answers if `ask` is there, over a library."""

    search: Callable[..., tuple[Hit, ...]]
    library: Library
    ask: Callable[..., Answer] | None = None

    @classmethod
    def of(cls, assistant: Assistant) -> System:
        return cls(assistant.search, assistant, assistant.ask)


@dataclass(frozen=True, slots=True)
class Tools:
    """What judging needs beside the gold: the test of support, and how tokens are counted."""

    carries: Carries
    count: Callable[[str], int] = lambda text: len(text.split())


def tools_of(assistant: OpenAssistant) -> Tools:
    """The test of support over the assistant's library, whose index is up to date, and the token
    counter of the bundled model."""
    from dzherelo.index.models import open_embedder

    embedder = open_embedder(cache=assistant.settings.home / "models")
    return Tools(support_of(assistant), embedder.count)


def support_of(assistant: OpenAssistant) -> Support:
    """The test of support over the assistant's library, whose index is up to date. Glossary and
    weights of words are read anew: an assistant whose parts were switched off is judged alike."""
    from dzherelo.index.bm25 import LexicalIndex

    library = assistant.library
    idf = LexicalIndex.load(assistant.settings.folder / "index" / "lexical").idf
    return Support(library.terms(), idf, library.gloss)


# Asking -------------------------------------------------------------------------------------------


def outcomes(
    system: System, questions: Iterable[Question], origin: Origin, tools: Tools, *, deep: int = 30
) -> Iterator[tuple[Outcome, float | None]]:
    """What comes of each question, and how many milliseconds its answer took. `deep` hits are
    sought, so that the budget of tokens is used up."""
    passages = cache(system.library.passages)
    text = cache(lambda source, origin: system.library.text(source, notes=origin == "note"))
    languages = {source.id: source.language for source in system.library.sources()}
    told = _Told(system.ask)
    for question in questions:
        evidence = resolve(question, passages, origin=origin)
        answer, ms, alone = None, None, None
        if system.ask is not None:
            history = told(question.turns())
            begun = time.perf_counter()
            answer = system.ask(question.question, history=history)
            ms = 1000 * (time.perf_counter() - begun)
            told.keep(question, answer)
        hits = _hits(system, question, answer, deep)
        if system.ask is not None and question.history and question.standalone:
            alone = system.ask(question.standalone)
        citations = answer.citations if answer else ()
        outcome = Outcome(
            question=question,
            evidence=evidence,
            hits=hits,
            answer=answer,
            exact=_exactness(text, (*hits, *(answer.hits if answer else ())), citations),
            valid=tuple(_is_valid(citation, passages) for citation in citations),
            grounds=grounds(answer, tools.carries) if answer and answer.answered else (),
            budget=within_budget(hits, tools.count),
            alone=alone,
            expected=tuple(
                tuple(
                    dict.fromkeys(
                        p for r in group for p in passages(r.source) if r.shared(p, p.span)
                    )
                )
                for group in evidence
            ),
            crossing=question.is_crossing(languages),
        )
        yield outcome, ms


def _hits(system: System, question: Question, answer: Answer | None, deep: int) -> tuple[Hit, ...]:
    """What is found for a question.

    A follow-up means nothing without its dialogue, which only `ask` is given: what that found comes
    first, then what is found for it as the assistant understood it. What only searches is given
    its standalone wording.
    """
    if not question.history:
        return system.search(question.question, k=deep)
    query = (answer.understood if answer else question.standalone) or question.question
    hits = system.search(query, k=deep)
    if answer is None:
        return hits
    known = {hit.passage.id for hit in answer.hits}
    both = (*answer.hits, *(hit for hit in hits if hit.passage.id not in known))[:deep]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(both, start=1))


class _Told:
    """Gives the turns of a dialogue how the assistant itself read them, and the places that its
    answers cited."""

    def __init__(self, ask: Callable[..., Answer] | None) -> None:
        self._ask = ask
        self._turns: dict[tuple[str, ...], Turn] = {}

    def keep(self, question: Question, answer: Answer) -> None:
        """Remembers what the answer to a turn cited, so that it need not be asked again."""
        if question.dialogue:
            key = (*(turn.question for turn in question.history), question.question)
            self._turns[key] = Turn.of(question.question, answer)

    def __call__(self, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        if self._ask is None or not turns:
            return turns
        before, last = self(turns[:-1]), turns[-1]
        key = tuple(turn.question for turn in turns)
        if key not in self._turns:
            answer = self._ask(last.question, history=before)
            self._turns[key] = Turn.of(last.question, answer)
        own = self._turns[key]
        return (*before, replace(last, cited=own.cited, reading=own.reading))


def within_budget(
    hits: Iterable[Hit], count: Callable[[str], int], *, tokens: int = 1_500
) -> tuple[Excerpt, ...]:
    """What a reader gets who is given the hits in order until `tokens` are used up.

    The hit that no longer fits is cut at the last word that does; found by bisection, since a
    longer beginning never has fewer tokens.
    """
    taken: list[Excerpt] = []
    for hit in hits:
        text, span = hit.passage.text, hit.passage.span
        used = count(text)
        if used > tokens:
            ends = [at for at, char in enumerate(text) if char.isspace()]
            fits = bisect_right(ends, tokens, key=lambda end: count(text[:end]))
            if fits and (end := ends[fits - 1]):
                taken.append(Excerpt(hit.passage, Span(span.start, span.start + end)))
            break
        taken.append(Excerpt(hit.passage, span))
        tokens -= used
    return tuple(taken)


def _exactness(
    text: Callable[[str, Origin], str], hits: Iterable[Hit], citations: Iterable[Citation]
) -> tuple[bool, ...]:
    """Whether each quote is the slice that its offsets name, of the text or of the notes."""
    quotes = [(hit.passage, hit.passage.span, hit.passage.text) for hit in hits]
    quotes += [(citation.passage, citation.quote, citation.text) for citation in citations]
    return tuple(
        bool(quote) and span.of(text(passage.source, passage.origin)) == quote
        for passage, span, quote in quotes
    )


def _is_valid(citation: Citation, passages: PassagesOf) -> bool:
    """Whether the citation names a passage that its source has, at that locator, and quotes
    within it."""
    known = (p for p in passages(citation.source) if p.id == citation.passage.id)
    return any(
        p.locator == citation.locator
        and p.origin == citation.origin
        and p.span.covers(citation.quote)
        for p in known
    )


# What one looks at -------------------------------------------------------------------------------


def detail_of(outcome: Outcome, *, preview: int = 5) -> dict[str, Any]:
    """What one looks at: the question, what was expected, what came, and why that is wrong."""
    question, answer, evidence = outcome.question, outcome.answer, outcome.evidence
    lang, said = question.lang, outcome.answered.statements if outcome.answered else ()
    return {
        "question": question.question,
        "history": [turn.question for turn in question.history],
        "standalone": question.standalone,
        "reason_due": list(question.reason),
        "expected": [_expected(outcome, at) for at in range(len(evidence))],
        "nuggets": [{"weight": n.weight, "any_of": list(n.any_of)} for n in question.nuggets],
        "found_at": _ranks(outcome),
        "hits": [
            {"rank": hit.rank, "score": round(hit.score, 4), **_passage(hit.passage, lang)}
            for hit in outcome.hits[:preview]
        ],
        "answer": _answer(answer) if answer else None,
        "unsupported": [
            s.text for s, g in zip(said, outcome.grounds, strict=False) if not g.supported
        ],
        "why": list(reasons(outcome)),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "answered": answer.answered,
        "reason": answer.reason,
        "understood": answer.understood,
        "text": answer.text,
        "citations": [
            {"marker": c.marker, "quote": list(c.quote), **_passage(c.passage, answer.language)}
            for c in answer.citations
        ],
    }


def _ranks(outcome: Outcome) -> list[int]:
    """The ranks of the hits that find evidence."""
    found = finds(outcome.hits, outcome.evidence)
    return [hit.rank for hit, units in zip(outcome.hits, found, strict=True) if units]


def _expected(outcome: Outcome, at: int) -> dict[str, Any]:
    """A unit of evidence: how the gold names it, and the passages where it stands, with the spans
    that count."""
    question = outcome.question
    passages = outcome.expected[at] if outcome.expected else ()
    return {
        "places": [str(place) for place in question.evidence[at].any_of],
        "passages": [
            {
                **_passage(passage, question.lang),
                "spans": [
                    list(region.span)
                    for region in outcome.evidence[at]
                    if region.shared(passage, passage.span)
                ],
            }
            for passage in passages
        ],
    }


def _passage(passage: Passage, language: str) -> dict[str, Any]:
    return {
        "passage": passage.id,
        "source": passage.source,
        "origin": passage.origin,
        "locator": passage.locator.label(language),
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
    }


def reasons(outcome: Outcome) -> Iterator[str]:
    """What went wrong, the root first; nothing where all is well."""
    answer, question = outcome.answer, outcome.question
    if answer is None:
        return
    if not question.answerable:
        if answer.answered:
            yield "answered, though nothing in the library answers it"
    elif not answer.answered:
        yield f"declined ({answer.reason}); {_whereabouts(outcome)}"
    elif not measures.cited(outcome):
        yield f"cites another place; {_whereabouts(outcome)}"
    elif (said := measures.vital_lenient(outcome)) is not None and said <= 0.5:
        missing = [n.any_of[0] for n in vital(question) if not says(answer.text, n.any_of)]
        yield f"does not say: {'; '.join(missing)}"
    faults = {
        "gives another number or date than the gold": measures.wrong_value(outcome),
        "says what it must not say": measures.forbidden(outcome),
        "says something that the cited words do not carry": measures.misgrounded(outcome),
        "shows a quote that is not an exact slice of the text": not all(outcome.exact),
        "cites a passage that does not stand in its source": not all(outcome.valid),
    }
    yield from (line for line, holds in faults.items() if holds)


def _whereabouts(outcome: Outcome) -> str:
    rank = next(iter(_ranks(outcome)), None)
    if rank is None:
        return "search did not find the evidence"
    if rank > DEPTH:
        return f"search found the evidence only at rank {rank}"
    return f"search had found the evidence at rank {rank}"
