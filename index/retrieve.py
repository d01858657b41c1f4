"""Question -> passages: dense and lexical evidence put together, language by language.

The score of a passage is

    max(cosine of the passage, cosine of its best sentence) + LEXICAL * share

where cosines are between centred vectors (see centre.py) and `share` is the part of the
question's lexical weight that the passage carries (see lexical.py), by base forms where both
share a language and by glossary concepts, names and numbers where they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.terms import Term, Terms, base_tokens, concept_tokens
from corpus.types import Passage
from corpus.words import language_of
from index.centre import Centres
from index.embed import Embedder
from index.lexical import LexicalIndex
from index.rerank import Reranker
from index.store import Store
from index.units import is_gloss, is_question

if TYPE_CHECKING:
    from llama_index.core.retrievers import BaseRetriever

LEXICAL = 0.6
GLOSS = 0.08  # what a cosine loses that is our note's and not the text's own
ASKED = 0.12  # what it loses that is of a question which the passage answers
POOL = 120


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found for a question, with the parts of its score."""

    passage: Passage
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How evidence is put together; the ablations of an evaluation change it."""

    dense: float = 1.0
    lexical: float = LEXICAL
    gloss: float = GLOSS
    asked: float = ASKED


class Retriever:
    """Searches one library. Safe to use from several threads."""

    def __init__(
        self,
        *,
        store: Store,
        lexical: LexicalIndex,
        embedder: Embedder,
        centres: Centres,
        terms: Terms,
        passage: Callable[[str], Passage],
        reranker: Reranker | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._embedder = embedder
        self._centres = centres
        self._terms = terms
        self._passage = passage
        self._reranker = reranker
        self._weights = weights or Weights()
        self._place = {passage_id: at for at, passage_id in enumerate(lexical.ids)}

    def embed(self, question: str) -> NDArray[np.float32]:
        """The centred vector of a question, shape (dimension,)."""
        centred = self._centres.centre_questions(self._embedder.queries([question]), [question])
        return np.asarray(centred[0], dtype=np.float32)

    def find(
        self,
        question: str,
        *,
        k: int,
        vector: NDArray[np.float32] | None = None,
        terms: Sequence[Term] | None = None,
        favour: Mapping[str, float] | None = None,
    ) -> tuple[Found, ...]:
        """The k best passages by falling score; fewer if the library is smaller.

        `vector` is the question's if it is known already, `terms` those that count lexically if
        not all of them do, `favour` what is added to the scores of a source's passages.
        """
        vector = self.embed(question) if vector is None else vector
        dense = self._dense(vector)
        shares = self._shares(question, self._terms.read(question) if terms is None else terms)
        pool = set(dense) | self._top(shares)
        dense |= self._cosines(vector, [passage for passage in pool if passage not in dense])
        favour = favour or {}
        language = language_of(question)
        scored = (
            self._score(passage, dense[passage], float(shares[self._place[passage]]), favour)
            for passage in pool
            if passage in self._place and passage in dense
        )
        found = [hit for hit in scored if is_readable(hit.passage, language)]
        found.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return self._rerank(question, found, k)

    def placed(
        self, vector: NDArray[np.float32], passages: Sequence[Passage], *, above: Sequence[Found]
    ) -> tuple[Found, ...]:
        """Passages that are known to be wanted, the nearest first, scored above what was found."""
        cosines = self._cosines(vector, [passage.id for passage in passages])
        base = max((hit.score for hit in above), default=0.0) + 1.0
        found = (Found(p, base + (c := cosines.get(p.id, 0.0)), c, 0.0) for p in passages)
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.passage.span)))

    def sentence_cosines(
        self, vector: NDArray[np.float32], units: Sequence[str]
    ) -> dict[str, float]:
        """The cosine of each unit to a question's vector."""
        return self._cosines(vector, units)

    # Inside --------------------------------------------------------------------------------

    def _dense(self, vector: NDArray[np.float32]) -> dict[str, float]:
        best: dict[str, float] = {}
        for unit, passage, cosine in self._store.nearest(vector, POOL):
            if is_gloss(unit):
                cosine -= self._weights.gloss
            elif is_question(unit):
                cosine -= self._weights.asked
            best[passage] = max(cosine, best.get(passage, -1.0))
        return best

    def _cosines(self, vector: NDArray[np.float32], units: Iterable[str]) -> dict[str, float]:
        held = self._store.vectors(list(dict.fromkeys(units)))
        return {unit: float(held_vector @ vector) for unit, held_vector in held.items()}

    def _shares(self, question: str, terms: Sequence[Term]) -> NDArray[np.float32]:
        return self._lexical.scores(
            bases=base_tokens(terms),
            concepts=concept_tokens(terms),
            language=language_of(question),
        )

    def _top(self, shares: NDArray[np.float32]) -> set[str]:
        best = np.argsort(-shares, kind="stable")[:POOL]
        return {self._lexical.ids[at] for at in best if shares[at] > 0}

    def _score(
        self, passage_id: str, dense: float, lexical: float, favour: Mapping[str, float]
    ) -> Found:
        passage = self._passage(passage_id)
        score = self._weights.dense * dense + self._weights.lexical * lexical
        return Found(passage, score + favour.get(passage.source, 0.0), dense, lexical)

    def _rerank(self, question: str, found: list[Found], k: int) -> tuple[Found, ...]:
        if self._reranker is None or not found:
            return tuple(found[:k])
        head = found[: max(k, 20)]
        texts = [f"{hit.passage.context} {hit.passage.text}".strip() for hit in head]
        scores = self._reranker.scores(question, texts)
        ranked = sorted(zip(scores, head, strict=True), key=lambda pair: -pair[0])
        return tuple(replace(hit, score=float(score)) for score, hit in ranked[:k])


def is_readable(passage: Passage, language: str) -> bool:
    """Whether a reader of `language` is shown the passage: texts always, of the two wordings of a
    note the one in that language."""
    return passage.origin == "text" or (passage.language == "en") == (language == "en")


def as_llama_index(retriever: Retriever, *, k: int) -> BaseRetriever:
    """The retriever as LlamaIndex knows one, for its query engines, chat engines and evaluators."""
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class PassageRetriever(BaseRetriever):
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return [
                NodeWithScore(node=_node(hit.passage, TextNode), score=hit.score)
                for hit in retriever.find(query_bundle.query_str, k=k)
            ]

    return PassageRetriever()


def _node(passage: Passage, node: Any) -> Any:
    return node(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata={"source": passage.source, "locator": passage.locator.label()},
    )
