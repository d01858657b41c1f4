"""Remembering what was worked out with an object, for as long as the object is in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary, WeakMethod, ref

_Taken = ParamSpec("_Taken")
_Given = TypeVar("_Given")
_With = TypeVar("_With")


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


def remembered_with(
    size: int,
) -> Callable[[Callable[[str, _With], _Given]], Callable[[str, _With], _Given]]:
    """Decorates a function of a text and an object to read it with: the last `size` results with
    each object are at hand. A cache that has the object among its keys would hold it for good."""

    def decorate(work: Callable[[str, _With], _Given]) -> Callable[[str, _With], _Given]:
        held: WeakKeyDictionary[_With, Callable[[str], _Given]] = WeakKeyDictionary()

        @wraps(work)
        def give(text: str, reader: _With) -> _Given:
            found = held.get(reader)
            if found is None:
                found = held[reader] = _of(work, ref(reader), size)
            return found(text)

        return give

    return decorate


def _of(
    work: Callable[[str, _With], _Given], reader: ref[_With], size: int
) -> Callable[[str], _Given]:
    @lru_cache(size)
    def give(text: str) -> _Given:
        there = reader()
        assert there is not None  # whoever calls holds it
        return work(text, there)

    return give
