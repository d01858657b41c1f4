"""Text to token ids, as XLM-RoBERTa's SentencePiece model does it.

Each word, led by "▁", is cut into the vocabulary's pieces so that the sum of their scores is
greatest (Viterbi). No piece spans two words, so words are cut one by one and remembered. The
`tokenizers` library does the same, but takes a second and 250 MB to load this vocabulary, where a
trie takes a millisecond and one megabyte.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dzherelo.corpus.remembered import remembered

_REMEMBERED: Final = 16_384
# A word longer than this is not remembered: it will not come again, and would fill the memory.
_LONG: Final = 64
# How much worse than the worst piece an unknown character is; SentencePiece's own constant.
_PENALTY: Final = 10.0


class Unigram:
    """`trie` gives piece and key of all pieces that start a text; `ids` and `scores` go by key."""

    def __init__(
        self,
        trie: Any,
        *,
        ids: Sequence[int],
        scores: Sequence[float],
        unknown: int,
        normal_forms: Mapping[int, str],
    ) -> None:
        self._trie = trie
        self._ids = ids
        self._scores = scores
        self._unknown = unknown
        self._unknown_score = min(scores) - _PENALTY
        self._normal_forms = {0: "", **normal_forms}
        self._remembered = remembered(self._cut, _REMEMBERED)

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without the marks of its start and end. Any string is accepted."""
        ids: list[int] = []
        for word in self._normal(text).split(" "):
            if word:
                ids += (self._remembered if len(word) <= _LONG else self._cut)("▁" + word)
        return ids

    def _normal(self, text: str) -> str:
        # Half of a surrogate pair is no character and cannot be encoded: "?" stands for it.
        whole = text.encode("utf-8", "replace").decode()
        return unicodedata.normalize("NFC", whole).translate(self._normal_forms)

    def _cut(self, word: str) -> tuple[int, ...]:
        best = [float("-inf")] * (len(word) + 1)
        best[0] = 0.0
        came: list[tuple[int, int]] = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            score = best[start]
            if score + self._unknown_score > best[start + 1]:
                best[start + 1] = score + self._unknown_score
                came[start + 1] = (start, self._unknown)
            for piece, key in self._trie.iter_prefixes_with_ids(word[start : start + _LONG]):
                end = start + len(piece)
                if score + self._scores[key] > best[end]:
                    best[end] = score + self._scores[key]
                    came[end] = (start, self._ids[key])
        return self._walk_back(came)

    def _walk_back(self, came: list[tuple[int, int]]) -> tuple[int, ...]:
        ids: list[int] = []
        at = len(came) - 1
        while at:
            at, piece = came[at]
            # A run of unknown characters is one unknown token.
            if not (piece == self._unknown and ids and ids[-1] == piece):
                ids.append(piece)
        return tuple(reversed(ids))
