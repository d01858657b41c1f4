"""Models of sentence-transformers: embedders, and rerankers (question and passage as one).

Found on this machine first; the library is imported only when one is asked for.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.errors import SettingsError

log = logging.getLogger(__name__)


class SentenceEmbedder:
    """A sentence-transformers model as an embedder.

    Questions and passages get the model's own prompts, or "query: " and "passage: " if it belongs
    to the E5 family and has none. Of a text longer than the model takes, the rest is left out, as
    sentence-transformers does.
    Raises SettingsError if the model cannot be found or read.
    """

    def __init__(self, name: str) -> None:
        self._model: Any = _load(name, _sentence_transformer)
        self.dimension = int(self._model.get_embedding_dimension())
        # Members of the E5 family were trained with these words before every text; those tuned to
        # follow instructions were not.
        e5 = re.search(r"(?i)(^|[-_.])e5([-_.]|$)(?!.*instruct)", Path(name).name)
        needed = e5 and not any(self._model.prompts.values())
        self._query: str | None = "query: " if needed else None
        self._passage: str | None = "passage: " if needed else None
        self.identity = _identity(name, self._model)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors(self._model.encode_query, texts, self._query)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors(self._model.encode_document, texts, self._passage)

    def count(self, text: str) -> int:
        """Tokens of `text` alone, without prompt and special tokens."""
        tokenizer = self._model.tokenizer
        encoded = tokenizer.encode(_encodable(text), add_special_tokens=False)
        return len(getattr(encoded, "ids", encoded))

    def _vectors(
        self, encode: Callable[..., Any], texts: Sequence[str], prompt: str | None
    ) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors: NDArray[Any] = encode(
            [_encodable(text) for text in texts],
            prompt=prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return vectors.astype(np.float32, copy=False)


class Reranker(Protocol):
    """Scores passages for a question; scores are comparable within one call only."""

    @property
    def identity(self) -> str: ...

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """One score a text, in their order; higher is better; no texts give no scores."""
        ...


class CrossReranker:
    """A CrossEncoder with one output, by name or path.

    Raises SettingsError if it cannot be found or read, or is no reranker.
    """

    def __init__(self, name: str) -> None:
        self._model: Any = _load(name, _cross_encoder)
        _refuse_others(name, self._model)
        self.identity = _identity(name, self._model)

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        pairs = [(self._start(query), self._start(text)) for text in texts]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]

    def _start(self, text: str) -> str:
        """As much of `text` as the model can read, of whose tokens hardly any has more than eight
        characters; its tokenizer is slow to cut two long texts."""
        tokens = self._model.max_seq_length
        return _encodable(text if tokens is None else text[: tokens * 8])


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


def _load(name: str, kind: Callable[[], Any]) -> Any:
    """The model `name`, of the class that `kind()` imports.

    A path is only ever read from disk. A name is looked for on this machine, and fetched from the
    Hugging Face hub only if it is not there.
    Raises SettingsError if it cannot be found or read.
    """
    path = Path(name).expanduser()
    local = path.exists()
    if not local and not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", name):
        raise SettingsError(
            f"There is no model in {name}.", "Name a folder that holds one, or a model of the hub."
        )
    try:
        make = kind()
        if local:
            return make(str(path), local_files_only=True)
        try:
            return make(name, local_files_only=True)
        except OSError:
            _ask_hub(name)
            log.warning("Fetching the model %s from the Hugging Face hub", name)
            return make(name)
    except ImportError as error:
        raise SettingsError(
            f"The model {name} needs a library that is missing ({error}).",
            "Install it: pip install sentence-transformers",
        ) from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise SettingsError(
            f"The model {name} cannot be used ({_first_line(error)}).",
            "Check the name or the folder, or set `bundled`.",
        ) from error


def _identity(name: str, model: Any) -> str:
    """The model's name and a hash of what its output depends on: modules, prompts, weights.

    Of each tensor of weights some numbers are taken, enough to notice that it was trained anew.
    """
    digest = hashlib.sha256()
    modules = [(type(part).__name__, _settings(part)) for part in model]
    told = [modules, getattr(model, "prompts", None), getattr(model, "max_seq_length", None)]
    digest.update(json.dumps(told, sort_keys=True, default=str).encode())
    for key, tensor in sorted(model.state_dict().items()):
        numbers = tensor.detach().flatten()[:: max(1, tensor.numel() // 64)]
        digest.update(f"{key}{tuple(tensor.shape)}".encode())
        digest.update(numbers.float().cpu().numpy().tobytes())
    path = Path(name).expanduser()
    shown = path.resolve().name if path.exists() else name
    return f"sentence-transformers/{shown}@{digest.hexdigest()[:8]}"


def _encodable(text: str) -> str:
    """`text` with "?" in place of half surrogate pairs, which no tokenizer accepts."""
    return text.encode("utf-8", "replace").decode()


def _sentence_transformer() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer


def _ask_hub(name: str) -> None:
    """One short question whether the hub has the model: loading would retry for over a minute."""
    from huggingface_hub import model_info

    # sentence-transformers looks for a name without an owner among its own models.
    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        model_info(full, timeout=10)
    except Exception as error:  # the client's own errors and those of the HTTP library below it
        raise OSError(f"not on this machine, and the hub says: {_first_line(error)}") from error


def _settings(part: Any) -> Any:
    read = getattr(part, "get_config_dict", None)
    return read() if read is not None else None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
