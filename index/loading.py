"""Large libraries: importing them quickly, since a question from the command line pays for every
import, and keeping their threads quiet."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

# Packages whose `__init__` imports every index, agent and memory that LlamaIndex has (over a
# second), while the vector store needs a few modules of theirs.
_LARGE = ("llama_index.core", "llama_index.core.indices")


@contextmanager
def without_collecting() -> Iterator[None]:
    """Imports inside make hundreds of thousands of objects that all stay: looking for garbage
    among them costs a tenth of the time and finds none. Where all is imported already, nothing is
    set apart: what the program has made since would stay as well."""
    collecting = gc.isenabled()
    imported = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
            if len(sys.modules) > imported:
                gc.freeze()


def multiply_on_one_thread() -> None:
    """From here on NumPy's matrix products take one thread.

    Ours are small: a second thread does next to nothing of one, and then spins until the next.
    That costs twenty times the work itself, and takes the core from whoever else wants it.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")


def enter_lightly() -> None:
    """Lets modules of the large packages be imported without running the packages' `__init__`.

    It runs as soon as anyone asks a package for a name that is not there yet, as in
    `from llama_index.core import VectorStoreIndex`; nothing is missing, only later. Packages that
    are imported already are left alone.
    """
    for name in _LARGE:
        if name in sys.modules:
            continue
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            package = importlib.util.module_from_spec(spec)
            package.__class__ = _Unentered
            sys.modules[name] = package
            parent, _, own = name.rpartition(".")
            setattr(importlib.import_module(parent), own, package)
    # Two of its modules need each other; this is the order in which its own `__init__` has them.
    importlib.import_module("llama_index.core.vector_stores")


class _Unentered(ModuleType):
    """A package whose `__init__` has not run yet."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__class__ = ModuleType  # type: ignore[assignment]
        spec.loader.exec_module(self)
        return getattr(self, name)
