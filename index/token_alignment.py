"""Word against word: how near each word of a sentence comes to each word of a passage, by the token
vectors of the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.remembered import remembered
from dzherelo.corpus.types import Passage, Span
from dzherelo.index.maxsim import LateIndex, QuestionTokens, TokenEmbedder
from dzherelo.index.units import whole

_SENTENCES, _PASSAGES = 64, 512  # how many are remembered


class Meeting:
    """Holds sentences against the passages of one library. Safe to use from several threads."""

    def __init__(self, embedder: TokenEmbedder, late: LateIndex) -> None:
        self._late = late
        self._embedder = embedder
        self._read = remembered(self._sentence, _SENTENCES)
        self._places = remembered(self._located, _PASSAGES)

    def __call__(self, sentence: str, passage: Passage) -> WordsMet | None:
        """A sentence against a passage; None where the passage's tokens are not held, or are those
        of other words."""
        if passage.id not in self._late:
            return None
        tokens, said = self._read(sentence)
        cosines = self._late.similarity(tokens, passage.id).cosines
        text = whole(passage)
        there = self._places(text)
        if cosines.shape != (said.total, there.total):
            return None
        shift = len(text) - len(passage.text) - passage.span.start
        return WordsMet(cosines, said, there, shift)

    def _sentence(self, sentence: str) -> tuple[QuestionTokens, Located]:
        (read,) = self._embedder.encoded([sentence], questions=True)
        tokens = self._late.question(read, language=language_of(sentence))
        return tokens, self._located(sentence)

    def _located(self, text: str) -> Located:
        return Located.of(text, self._embedder.count)


class Located(NamedTuple):
    """Where the tokens of a text stand: for each run of letters between white space its span and
    its tokens, from the first to before the last; and how many tokens there are."""

    runs: tuple[tuple[Span, int, int], ...]
    total: int

    @classmethod
    def of(cls, text: str, count: Callable[[str], int]) -> Located:
        """Words are read alike wherever they stand, so counting tells which tokens are whose."""
        runs: list[tuple[Span, int, int]] = []
        at = 0
        for match in re.finditer(r"\S+", text):
            end = at + count(match[0])
            runs.append((Span(*match.span()), at, end))
            at = end
        return cls(tuple(runs), at)

    def tokens(self, span: Span) -> list[int]:
        """The tokens of the runs that a span touches."""
        return [
            token
            for run, start, end in self.runs
            if run.overlap(span)
            for token in range(start, end)
        ]


class WordsMet(NamedTuple):
    """The cosines (said, there) between the tokens of a sentence and those of a passage, and where
    they stand; `shift` leads from the source's text to what was read of the passage."""

    matrix: NDArray[np.float32]
    said: Located
    there: Located
    shift: int

    def cosines(self, said: Sequence[Span], there: Sequence[Span]) -> list[list[float]]:
        """How near each of these words of the sentence is to each of these of the passage, whose
        spans are those of the source's text: the mean over a word's tokens of the nearest one's
        cosine, -1 where there are none."""
        columns = [
            self.there.tokens(Span(span.start + self.shift, span.end + self.shift))
            if span.start + self.shift >= 0
            else []
            for span in there
        ]
        rows = [self.said.tokens(span) for span in said]
        return [
            [
                float(self.matrix[np.ix_(row, column)].max(axis=1).mean()) if row and column else -1
                for column in columns
            ]
            for row in rows
        ]
