"""Question -> passages: dense and lexical evidence put together, language by language.

The score of a passage, by `Weights`, is

    weights.own * own + (1 - weights.own) * best + weights.lexical * share

where `own` is the cosine of the passage or of its best sentence, `best` also counts our notes on it
and the questions that it is known to answer, cosines are between centred vectors, and `share` is
the part of the question's lexical weight that the passage carries (see bm25), by base forms where
both share a language and by glossary concepts, names and numbers where they do not. The best are
put in order by that score plus weights.late * MaxSim, with a share of the best score in the same
article of a law: its provisions speak of one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.language.terms import Term, Terms, base_tokens, concept_tokens
from dzherelo.corpus.language.words import language_of_question
from dzherelo.corpus.types import Passage
from dzherelo.index.bm25 import LexicalIndex
from dzherelo.index.embed import Embedder, TokenEmbedder
from dzherelo.index.language_centring import Centres
from dzherelo.index.maxsim import LateIndex, QuestionTokens, Similarity
from dzherelo.index.sentence import Reranker
from dzherelo.index.store import Store
from dzherelo.index.units import is_gloss, is_question


class Embedded(NamedTuple):
    """A question as it is searched by: its centred vector (dimension,), and its tokens where the
    model shows them."""

    vector: NDArray[np.float32]
    tokens: QuestionTokens | None = None

    def beside(self, other: Embedded, *, share: float = 0.5) -> Embedded:
        """Two wordings of one question searched as one: cosines and MaxSim are the means of
        theirs, in which the other has this share."""
        vector = np.asarray((1 - share) * self.vector + share * other.vector, np.float32)
        if self.tokens is None or other.tokens is None:
            return Embedded(vector)
        return Embedded(vector, self.tokens.beside(other.tokens, share=share))


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found for a question, with the parts of its score; `asked` is the cosine to the
    nearest of the questions that it is known to answer, 0 if none is near."""

    passage: Passage
    score: float
    dense: float
    lexical: float
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: a wording, as it is embedded, and the terms that count lexically;
    `beside` are those of a second wording that counts as much as the first. `favour` is what is
    added to the scores of a source's passages, `near` to a passage's; `source` is the only one that
    is searched, if it is named."""

    text: str
    embedded: Embedded
    terms: Sequence[Term]
    beside: Sequence[Term] = ()
    favour: Mapping[str, float] = field(default_factory=dict)
    near: Callable[[Passage], float] = lambda passage: 0.0
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """How evidence is put together, and which parts take part at all; the ablations of an
    evaluation change it. An index made without a part serves only searches without it."""

    dense: float = 1.0
    lexical: float = 0.6
    own: float = 0.3
    gloss: float = 0.05  # what a cosine loses that is our note's and not the text's own
    asked: float = 0.08  # what it loses that is of a question which the passage answers
    late: float = 1.0
    together: float = 0.4  # what a passage gains of the best score in its article
    pool: int = 120  # units near the question, and passages by BM25, that are scored
    late_pool: int = 80  # passages whose tokens are compared with those of the question
    glossary: bool = True
    notes: bool = True
    centring: bool = True

    @property
    def without(self) -> str:
        """The parts that are left out, for the stamp of an index; empty if none is."""
        parts = {"glossary": self.glossary, "notes": self.notes, "centring": self.centring}
        return "".join(f"/without-{name}" for name, there in parts.items() if not there)


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
        late: LateIndex | None = None,
        reranker: Reranker | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._embedder = embedder
        self._centres = centres
        self._terms = terms
        self._passage = passage
        self._late = late
        self._reranker = reranker
        self._weights = weights or Weights()
        self._vectors: dict[str, NDArray[np.float32]] = {}  # of units, as they were needed
        self._place = {passage_id: at for at, passage_id in enumerate(lexical.ids)}
        self._sources = np.array([passage(passage_id).source for passage_id in lexical.ids])

    def embed(self, questions: Sequence[str]) -> tuple[Embedded, ...]:
        """Questions, ready to be searched by."""
        if self._late is None or not isinstance(self._embedder, TokenEmbedder):
            vectors = self._centred(self._embedder.queries(questions), questions)
            return tuple(Embedded(vector) for vector in vectors)
        read = self._embedder.encoded(questions, questions=True)
        vectors = self._centred(np.stack([one.vector for one in read]), questions)
        return tuple(
            Embedded(vector, self._late.question(one, language=language_of_question(question)))
            for vector, one, question in zip(vectors, read, questions, strict=True)
        )

    def find(self, query: str | Query, *, k: int) -> tuple[Found, ...]:
        """The k best passages by falling score, of one source if the query names it; fewer if
        there are no more."""
        if isinstance(query, str):
            query = Query(query, self.embed([query])[0], self._terms.read(query))
        near = self._store.nearest(query.embedded.vector, self._weights.pool, source=query.source)
        return self._best(query, near, k)

    def find_each(self, queries: Sequence[Query], *, k: int) -> list[tuple[Found, ...]]:
        """As `find`, of several wordings of one question in one search."""
        vectors = np.stack([query.embedded.vector for query in queries])
        near = self._store.nearest_each(vectors, self._weights.pool)
        return [self._best(query, one, k) for query, one in zip(queries, near, strict=True)]

    def _best(
        self, query: Query, near: Iterable[tuple[str, str, float]], k: int
    ) -> tuple[Found, ...]:
        """The k best passages, given the units that are nearest to the question."""
        if query.source is not None:
            near = [one for one in near if self._passage(one[1]).source == query.source]
        best, own, asked = self._by_passage(near)
        shares = self._shares(query.text, query.terms)
        if query.beside:
            shares = (shares + self._shares(query.text, query.beside)) / np.float32(2)
        if query.source is not None:
            shares = np.where(self._sources == query.source, shares, 0.0)
        pool = set(best) | self._top(shares)
        for unit, cosine in self._cosines(query.embedded.vector, pool - set(own)).items():
            own[unit] = cosine
            best[unit] = max(cosine, best.get(unit, cosine))
        mixed = {
            one: self._weights.own * own[one] + (1 - self._weights.own) * best[one] for one in own
        }
        language = self._terms.language_of(query.text)
        found = [
            self._scored(query, passage, mixed[one], float(shares[self._place[one]]), asked)
            for one in pool
            if one in self._place
            and one in mixed
            and is_readable(passage := self._passage(one), language)
        ]
        found.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return self._rerank(query.text, self._in_order(query.embedded, found, k), k)

    def placed(
        self, embedded: Embedded, passages: Sequence[Passage], *, above: Sequence[Found]
    ) -> tuple[Found, ...]:
        """Passages that are known to be wanted, the nearest first, scored above what was found."""
        cosines = self._cosines(embedded.vector, [passage.id for passage in passages])
        base = max((hit.score for hit in above), default=0.0) + 1.0
        found = (Found(p, base + (c := cosines.get(p.id, 0.0)), c, 0.0) for p in passages)
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.passage.span)))

    def unit_cosines(self, embedded: Embedded, units: Sequence[str]) -> dict[str, float]:
        """The cosine of each unit to a question."""
        return self._cosines(embedded.vector, units)

    def similarity(self, embedded: Embedded, passage_id: str) -> Similarity | None:
        """How a question's tokens meet those of a passage; None where tokens are not held."""
        if self._late is None or embedded.tokens is None or passage_id not in self._late:
            return None
        return self._late.similarity(embedded.tokens, passage_id)

    def tokens_before(self, text: str) -> int | None:
        """How many tokens `text` has, where the model shows them."""
        embedder = self._embedder
        return embedder.count(text) if isinstance(embedder, TokenEmbedder) else None

    # Inside --------------------------------------------------------------------------------

    def _centred(
        self, vectors: NDArray[np.float32], questions: Sequence[str]
    ) -> NDArray[np.float32]:
        return np.asarray(self._centres.centre_questions(vectors, questions), np.float32)

    def _in_order(self, embedded: Embedded, found: list[Found], k: int) -> list[Found]:
        """The best, in the order that their tokens give as well; a passage whose tokens are not
        held counts as the average of those that are."""
        head = found[: max(k, self._weights.late_pool)]
        if self._late is None or embedded.tokens is None:
            return head
        met = self._late.scores(embedded.tokens, [hit.passage.id for hit in head])
        if not met:
            return head
        average = sum(met.values()) / len(met)
        scored = [
            replace(hit, score=hit.score + self._weights.late * met.get(hit.passage.id, average))
            for hit in head
        ]
        return self._together(scored)

    def _together(self, found: Sequence[Found]) -> list[Found]:
        """The passages with a share of the best score in their article, best first."""
        best: dict[tuple[str, str], float] = {}
        for hit in found:
            best[_article(hit)] = max(hit.score, best.get(_article(hit), hit.score))
        raised = [
            replace(hit, score=hit.score + self._weights.together * best[_article(hit)])
            for hit in found
        ]
        return sorted(raised, key=lambda hit: (-hit.score, hit.passage.id))

    def _by_passage(
        self, near: Iterable[tuple[str, str, float]]
    ) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        """The best cosine of each passage near the question, the best of its own words, and the
        best of the questions that it answers."""
        best: dict[str, float] = {}
        own: dict[str, float] = {}
        asked: dict[str, float] = {}
        for unit, passage, cosine in near:
            if is_gloss(unit):
                cosine -= self._weights.gloss
            elif is_question(unit):
                asked[passage] = max(cosine, asked.get(passage, 0.0))
                cosine -= self._weights.asked
            else:
                own[passage] = max(cosine, own.get(passage, -1.0))
            best[passage] = max(cosine, best.get(passage, -1.0))
        return best, own, asked

    def _cosines(self, vector: NDArray[np.float32], units: Iterable[str]) -> dict[str, float]:
        wanted = list(dict.fromkeys(units))
        self._vectors.update(
            self._store.vectors([unit for unit in wanted if unit not in self._vectors])
        )
        held = {unit: self._vectors[unit] for unit in wanted if unit in self._vectors}
        return {unit: float(held_vector @ vector) for unit, held_vector in held.items()}

    def _shares(self, question: str, terms: Sequence[Term]) -> NDArray[np.float32]:
        return self._lexical.scores(
            bases=base_tokens(terms),
            concepts=concept_tokens(terms),
            language=self._terms.language_of(question),
        )

    def _top(self, shares: NDArray[np.float32]) -> set[str]:
        best = np.argsort(-shares, kind="stable")[: self._weights.pool]
        return {self._lexical.ids[at] for at in best if shares[at] > 0}

    def _scored(
        self,
        query: Query,
        passage: Passage,
        dense: float,
        lexical: float,
        asked: Mapping[str, float],
    ) -> Found:
        score = self._weights.dense * dense + self._weights.lexical * lexical
        score += query.favour.get(passage.source, 0.0)
        near = asked.get(passage.id, 0.0)
        return Found(passage, score + query.near(passage), dense, lexical, near)

    def _rerank(self, question: str, found: list[Found], k: int) -> tuple[Found, ...]:
        if self._reranker is None or not found:
            return tuple(found[:k])
        head = found[: max(k, 20)]
        texts = [f"{hit.passage.context} {hit.passage.text}".strip() for hit in head]
        scores = self._reranker.scores(question, texts)
        ranked = sorted(zip(scores, head, strict=True), key=lambda pair: -pair[0])
        return tuple(replace(hit, score=float(score)) for score, hit in ranked[:k])


def _article(hit: Found) -> tuple[str, str]:
    """The article of a law in which a passage stands; the passage itself elsewhere."""
    passage = hit.passage
    return passage.source, passage.locator.article or passage.id


def is_readable(passage: Passage, language: str) -> bool:
    """Whether a reader of `language` is shown the passage: texts always, of the two wordings of a
    note the one in that language."""
    return passage.origin == "text" or (passage.language == "uk") == (language in ("uk", "ru"))
