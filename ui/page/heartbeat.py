"""Steps that may be long in coming, with a beat between them.

Gradio ends an event by closing its generator, which it can only do between two steps: a model
that writes nothing for a minute could not be stopped before. So the steps are made in a thread of
their own, and whoever waits for them gets a beat (None) while there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from queue import Empty, Queue
from typing import TypeVar

Step = TypeVar("Step")

_EVERY = 0.2  # seconds


def beating(
    steps: Generator[Step, None, None], *, every: float = _EVERY
) -> Generator[Step | None, None, None]:
    """The steps in their order, and None whenever there was none for `every` seconds.

    Closing it returns at once and closes `steps` as soon as they come to their next step. What
    they raise is raised here.
    """
    made: Queue[tuple[Step] | BaseException | None] = Queue()
    ended = threading.Event()

    def make() -> None:
        try:
            for step in steps:
                made.put((step,))
                if ended.is_set():
                    break
            made.put(None)
        except BaseException as error:
            made.put(error)
        finally:
            steps.close()

    threading.Thread(target=make, daemon=True).start()
    try:
        while True:
            try:
                came = made.get(timeout=every)
            except Empty:
                yield None
                continue
            if came is None:
                return
            if isinstance(came, BaseException):
                raise came
            yield came[0]
    finally:
        ended.set()
