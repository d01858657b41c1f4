"""BM25 over base forms (bm25s), kept on disk beside the vectors.

Four indexes over the same passages: one of base forms, which count only where question and passage
share a language; one of the keys that cross languages (glossary concepts, names, numbers); and for
each language one of what we say of a passage in it: our notes, and the questions that it answers.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.files import write_atomically

_PARTS = ("bases", "concepts", "said-uk", "said-en")


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of one passage."""

    id: str
    language: str
    bases: tuple[str, ...]
    concepts: tuple[str, ...]
    said_uk: tuple[str, ...]
    said_en: tuple[str, ...]
    forms: tuple[str, ...]


class LexicalIndex:
    """BM25 scores of all passages at once. Immutable; made from rows or read from a folder."""

    def __init__(
        self,
        ids: Sequence[str],
        languages: Sequence[str],
        frequencies: dict[str, int],
        forms: Sequence[str],
        parts: dict[str, Any],
    ) -> None:
        """`parts` are bm25s indexes by name, None for one without a token."""
        self.ids = tuple(ids)
        self.languages = np.array(languages)
        self.forms = tuple(forms)
        self._frequencies = frequencies
        self._parts = parts

    @classmethod
    def of(cls, rows: Sequence[Row]) -> LexicalIndex:
        return cls(
            [row.id for row in rows],
            [row.language for row in rows],
            Counter(key for row in rows for key in {*row.bases, *row.concepts}),
            sorted({form for row in rows for form in row.forms}),
            {
                part: _bm25([getattr(row, part.replace("-", "_")) for row in rows])
                for part in _PARTS
            },
        )

    def scores(
        self, *, bases: Sequence[str], concepts: Sequence[str], language: str, said: float = 0.8
    ) -> NDArray[np.float32]:
        """One score in [0, 1) a passage, in the order of `ids`.

        A passage in the question's language is scored by base forms, any other by concepts; each
        also by what we say of it in the question's language, which counts `said` of it, if that is
        more: BM25 (Robertson and Zaragoza 2009, in Lucene's form without the factor k1 + 1)
        divided by its ceiling, the sum of the idf of the question's tokens, where a token that no
        passage has weighs as much as the rarest. So a score says how much of the question's weight
        the passage carries, and scores of the two indexes can stand side by side.
        """
        if not self.ids:
            return np.zeros(0, dtype=np.float32)
        same = self.languages == language
        parts = self._parts
        own = np.where(same, _share(parts["bases"], bases), _share(parts["concepts"], concepts))
        ours = _share(parts["said-en" if language == "en" else "said-uk"], bases)
        return np.maximum(own, said * ours).astype(np.float32)

    def idf(self, keys: Iterable[str]) -> float:
        """How telling a term is: the idf of its most frequent key, of the rarest if none is known.

        ln(1 + (N - n + 0.5) / (n + 0.5)) with N passages, n of which have the key.
        """
        count = len(self.ids)
        having = max((self._frequencies.get(key, 0) for key in keys), default=0)
        return float(np.log(1 + (count - having + 0.5) / (having + 0.5)))

    def save(self, folder: Path) -> None:
        """Writes the index; a reader sees the old one or the new one."""
        part = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, bm25 in self._parts.items():
            if bm25 is not None:
                bm25.save(part / name)
        head = {
            "ids": self.ids,
            "languages": self.languages.tolist(),
            "frequencies": self._frequencies,
            "forms": self.forms,
        }
        write_atomically(part / "head.json", json.dumps(head, ensure_ascii=False).encode())
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Raises OSError or ValueError where there is none or it is damaged."""
        head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        return cls(
            head["ids"],
            head["languages"],
            head["frequencies"],
            head["forms"],
            {name: _load(folder / name) for name in _PARTS},
        )


def _bm25(texts: Sequence[Sequence[str]], *, k1: float = 1.2, b: float = 0.6) -> Any:
    """A bm25s index of token lists; None where there is not one token."""
    if not any(texts):
        return None
    import bm25s

    index = bm25s.BM25(method="lucene", k1=k1, b=b)
    index.index([list(tokens) for tokens in texts], show_progress=False)
    return index


def _load(folder: Path) -> Any:
    if not folder.exists():
        return None
    import bm25s

    return bm25s.BM25.load(folder)


def _share(index: Any, tokens: Sequence[str]) -> NDArray[np.float32] | float:
    """BM25 of each passage divided by what a passage with every token could reach."""
    if index is None or not tokens:
        return 0.0
    known = [token for token in dict.fromkeys(tokens) if token in index.vocab_dict]
    if not known:
        return 0.0
    per_token = np.stack([index.get_scores([token]) for token in known])
    count = per_token.shape[1]
    having = (per_token > 0).sum(axis=1)
    idf = np.log(1 + (count - having + 0.5) / (having + 0.5))
    unknown = len(dict.fromkeys(tokens)) - len(known)
    rarest = float(np.log(1 + (count + 0.5) / 0.5))
    share: NDArray[np.float32] = per_token.sum(axis=0) / (float(idf.sum()) + unknown * rarest)
    return share
