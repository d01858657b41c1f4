"""Remembering what an object's method gave, for as long as the object is in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

_Taken = ParamSpec("_Taken")
_Given = TypeVar("_Given")


def remembered(method: Callable[_Taken, _Given], size: int) -> Callable[_Taken, _Given]:
    """A method with the last `size` of its results at hand, to be kept by its object alone.

    `lru_cache` of a bound method would hold the object that keeps it: the two would stay in memory,
    and all that they use, until the garbage collector comes upon them.
    """
    held = WeakMethod(method)

    @lru_cache(size)
    def give(*taken: _Taken.args, **named: _Taken.kwargs) -> _Given:
        bound = held()
        assert bound is not None  # whoever calls holds the object
        return bound(*taken, **named)

    return cast(Callable[_Taken, _Given], give)
