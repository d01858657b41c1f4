"""A second look at what was found: question and passage read together by a cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from dzherelo.corpus.errors import SettingsError
from dzherelo.index.sentence import encodable, identity, load

# More characters than this a token hardly ever has.
_CHARACTERS: Final = 8


class Reranker(Protocol):
    """Scores passages for a question; scores are comparable within one call only."""

    @property
    def identity(self) -> str: ...

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """One score a text, in their order; higher is better; no texts give no scores."""
        ...


def open_reranker(name: str) -> Reranker:
    """A sentence-transformers CrossEncoder by name or path.

    A path is only read from disk; a model given by name is fetched if it is not on this machine.
    Raises SettingsError if it cannot be found or read, or is no reranker.
    """
    return CrossReranker(name)


class CrossReranker:
    """A CrossEncoder with one output."""

    def __init__(self, name: str) -> None:
        self._model: Any = load(name, _cross_encoder)
        _refuse_others(name, self._model)
        self.identity = identity(name, self._model)

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        pairs = [(self._start(query), self._start(text)) for text in texts]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]

    def _start(self, text: str) -> str:
        """As much of `text` as the model can read; its tokenizer is slow to cut two long texts."""
        tokens = self._model.max_seq_length
        return encodable(text if tokens is None else text[: tokens * _CHARACTERS])


def _cross_encoder() -> Any:
    from sentence_transformers import CrossEncoder

    return CrossEncoder


def _refuse_others(name: str, model: Any) -> None:
    """Raises SettingsError for a model whose scores would mean nothing."""
    if model.num_labels != 1:
        raise SettingsError(
            f"The model {name} sorts into {model.num_labels} classes and gives no score.",
            "Choose a reranker (a CrossEncoder with one output).",
        )
    trained = getattr(model.config, "architectures", None) or []
    has_head = type(model.model).__name__.endswith("ForSequenceClassification")
    # Loading an embedding model works, but puts an untrained, random layer on top of it.
    if has_head and not any(kind.endswith("ForSequenceClassification") for kind in trained):
        raise SettingsError(
            f"The model {name} is no reranker: it was not trained to score pairs of texts.",
            "Choose a CrossEncoder, or set no reranker.",
        )
