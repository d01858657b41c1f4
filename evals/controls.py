"""What every figure is held against: passages at random, words alone, and an answer that is no
more than the best passage copied. (The stock pipeline is in stock.py.)"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dzherelo.assistant.types import Answer, Citation, Hit, Statement, Turn
from dzherelo.corpus.language.words import language_of, tokens
from dzherelo.corpus.types import Passage
from dzherelo.evals.harness import Library

Search = Callable[..., tuple[Hit, ...]]


def passages_of(library: Library, *, origin: str) -> tuple[Passage, ...]:
    """Every passage of the library that comes from a text (or from a note)."""
    return tuple(
        passage
        for source in library.sources()
        for passage in _passages(library, source.id)
        if passage.origin == origin
    )


def _passages(library: Library, source: str) -> Sequence[Passage]:
    from dzherelo.corpus.errors import InputError

    try:
        return library.passages(source)
    except InputError:  # a record alone: nothing of it can be cited
        return ()


def random_search(passages: Sequence[Passage]) -> Search:
    """Passages at random, for the same question always the same."""

    def search(query: str, *, k: int) -> tuple[Hit, ...]:
        seed = int.from_bytes(hashlib.sha256(query.encode()).digest()[:8])
        drawn = np.random.default_rng(seed).permutation(len(passages))[:k]
        return tuple(Hit(n, 1 / n, passages[at]) for n, at in enumerate(drawn, start=1))

    return search


def bm25_search(passages: Sequence[Passage]) -> Search:
    """BM25 over the base forms of the passages' own words, as a library for it comes (bm25s)."""
    import bm25s

    index: Any = bm25s.BM25()
    index.index([tokens(passage.text) for passage in passages], show_progress=False)

    def search(query: str, *, k: int) -> tuple[Hit, ...]:
        wanted = [token for token in tokens(query) if token in index.vocab_dict]
        if not wanted:
            return ()
        scores = index.get_scores(wanted)
        best = [at for at in np.argsort(-scores, kind="stable")[:k] if scores[at] > 0]
        return tuple(Hit(n, float(scores[at]), passages[at]) for n, at in enumerate(best, start=1))

    return search


def copied_ask(search: Search) -> Callable[..., Answer]:
    """Answers every question with the first passage that `search` finds, word for word."""

    def ask(question: str, *, history: Sequence[Turn] = ()) -> Answer:
        query = " ".join([*(turn.question for turn in history), question])
        hits = search(query, k=10)
        language = language_of(question)
        if not hits:
            return Answer(question, language, False, "", reason="not-in-library")
        best = hits[0].passage
        return Answer(
            question,
            language,
            answered=True,
            text=f"{best.text} [1]",
            statements=(Statement(best.text, (1,)),),
            citations=(Citation(1, best, best.span),),
            hits=hits,
            understood=query if history else None,
        )

    return ask
