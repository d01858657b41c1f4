"""What the calls of one answer cost together."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from dzherelo.assistant.generate.model import (
    FailureKind,
    Message,
    Model,
    ModelFailure,
    Piece,
    Usage,
    estimated_tokens,
)
from dzherelo.assistant.types import Cost

# Failures that say nothing of the next call.
_ONCE: frozenset[FailureKind] = frozenset({"rejected", "cut", "small"})


class Meter:
    """A model whose calls are counted. One that failed is not waited for twice: it fails at once
    when it is asked again for the same answer."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._prompt = self._completion = self._calls = 0
        self._seconds = 0.0
        self._estimated = False
        self._fresh = False
        self._failed: ModelFailure | None = None

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Generator[Piece, None, None]:
        """As `Model.stream`, within the time of one answer; counts also what was written before a
        failure or a stop."""
        if self._failed is not None:
            raise self._failed
        begun, spent = time.perf_counter(), spent + self._seconds
        usage: Usage | None = None
        said: list[str] = []
        came = cached = False
        try:
            for piece in self._model.stream(messages, limit=limit, spent=spent):
                came = True
                usage = piece.usage or usage
                cached = cached or piece.cached
                said.append(piece.text)
                yield piece
        except ModelFailure as failure:
            if failure.kind not in _ONCE:
                self._failed = failure
            raise
        finally:
            self._seconds += time.perf_counter() - begun
            self._calls += 1
            self._fresh = self._fresh or not cached
            if came:  # else there is nothing to count
                self._count(usage, messages, "".join(said))

    def close(self) -> None:
        self._model.close()

    def _count(self, usage: Usage | None, messages: Sequence[Message], said: str) -> None:
        if usage is None:
            self._estimated = True
            prompt = sum(estimated_tokens(message.text) for message in messages)
            usage = Usage(prompt, estimated_tokens(said))
        self._prompt += usage.prompt
        self._completion += usage.completion

    @property
    def cost(self) -> Cost | None:
        """The cost so far; None if nothing was asked."""
        if not self._calls:
            return None
        return Cost(
            model=self.name,
            prompt_tokens=self._prompt,
            completion_tokens=self._completion,
            seconds=self._seconds,
            calls=self._calls,
            estimated=self._estimated,
            cached=not self._fresh,
        )
