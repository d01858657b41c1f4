"""What opening the bundled model needs, worked out once and kept in one file.

The file is a NumPy archive, whose parts carry checksums: a damaged or truncated one is noticed when
it is read, and made anew. It belongs to one model file, known by its SHA-256.
"""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.index.e5.q4 import ModelFile

log = logging.getLogger(__name__)

# Raise it whenever what is prepared changes.
_VERSION: Final = 2
_SPECIAL: Final = frozenset({"<s>", "<pad>", "</s>", "<unk>", "<mask>"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """`digest` is the model file's SHA-256; `ids` and `scores` go by the keys of the trie."""

    digest: str
    encoder: bytes
    trie: bytes
    ids: NDArray[np.int32]
    scores: NDArray[np.float32]


def prepared(model: ModelFile, *, cache: Path) -> Prepared:
    """Reads what was prepared for `model` from the folder `cache`, or prepares and keeps it there.

    A folder that cannot be written to costs time at the next opening, and is logged.
    Raises ImportError if a library for preparing is missing.
    """
    path = cache / f"{model.path.stem}.v{_VERSION}.npz"
    stamp = model.path.stat()
    known = np.array([stamp.st_size, stamp.st_mtime_ns])
    try:
        return _read(path, model, known)
    except FileNotFoundError:
        log.info("Preparing the bundled model for its first use")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("Preparing the bundled model anew: %s cannot be used (%s)", path, error)
    made = _prepare(model)
    try:
        _write(path, made, known)
    except OSError as error:
        log.warning("The prepared model could not be kept in %s (%s)", cache, error)
    return made


def _read(path: Path, model: ModelFile, known: NDArray[np.int64]) -> Prepared:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
        digest = str(parts["digest"])
        # Hashing 70 MB takes longer than all the rest: only where size or time do not match.
        if not np.array_equal(parts["known"], known) and digest != model.digest():
            raise ValueError("it was made from another model file")
        return Prepared(
            digest=digest,
            encoder=parts["encoder"].tobytes(),
            trie=parts["trie"].tobytes(),
            ids=parts["ids"],
            scores=parts["scores"],
        )


def _prepare(model: ModelFile) -> Prepared:
    import marisa_trie  # type: ignore[import-not-found,unused-ignore]

    from dzherelo.index.e5.encoder import encoder_graph

    pieces = {piece: at for at, piece in enumerate(model.pieces()) if piece not in _SPECIAL}
    trie = marisa_trie.Trie(pieces)
    ids = np.empty(len(pieces), np.int32)
    for piece, at in pieces.items():
        ids[trie.key_id(piece)] = at
    return Prepared(
        digest=model.digest(),
        encoder=encoder_graph(model),
        trie=trie.tobytes(),
        ids=ids,
        scores=model.scores[ids],
    )


def _write(path: Path, made: Prepared, known: NDArray[np.int64]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                digest=np.array(made.digest),
                known=known,
                encoder=np.frombuffer(made.encoder, np.uint8),
                trie=np.frombuffer(made.trie, np.uint8),
                ids=made.ids,
                scores=made.scores,
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
