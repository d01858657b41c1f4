"""The seam to a language model: messages in, pieces of text out; what the calls of one answer cost
together; and a model that plays a script.

ModelFailure never reaches a reader: the writer turns its kind into a line of their language.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, Protocol

from dzherelo.assistant.types import Cost

Role = Literal["system", "user", "assistant"]
FailureKind = Literal[
    "refused",  # nothing answers at the address
    "key",  # the key is missing or wrong
    "no-model",  # the server does not have the model
    "rejected",  # the server does not take the request
    "busy",  # too many requests, after retries
    "broken",  # an error of the server
    "strange",  # what answers is no server of a language model
    "silent",  # no words within the time that a model may be silent, or all in all
    "cut",  # the stream ended before the answer did
    "runtime",  # what runs GGUF files is not installed
    "unloaded",  # the GGUF file is damaged, or too large for this machine
    "small",  # the question and one passage do not fit into the context
]


class ModelFailure(Exception):
    """The model gave no answer, or not all of it. `fact` is for the log: it holds no key and
    nothing that a server said."""

    def __init__(self, kind: FailureKind, fact: str) -> None:
        super().__init__(f"{kind}: {fact}")
        self.kind = kind
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call, as the server counted them."""

    prompt: int
    completion: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of what a model writes. The last has `end`: "stop" of its own accord, "length" at
    the limit; it, or one after it, has the `usage` if the server counts."""

    text: str = ""
    end: Literal["stop", "length"] | None = None
    usage: Usage | None = None
    cached: bool = False


class Model(Protocol):
    """Anything that writes."""

    @property
    def name(self) -> str:
        """The model and where it runs, for the reader; without keys."""
        ...

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Iterator[Piece]:
        """What the model writes, at most `limit` tokens, as it comes; raises ModelFailure. `spent`
        are the seconds that earlier calls for the same answer took of its time.

        Closing the iterator stops the model.
        """
        ...

    def close(self) -> None:
        """Lets go of what it holds; it may be asked again."""
        ...


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many: two Cyrillic letters or three others a
    token, as small multilingual vocabularies cut them."""
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in text)
    return ceil(cyrillic / 2 + (len(text) - cyrillic) / 3)


Reply = str | ModelFailure | Callable[[Sequence[Message]], str]


class ScriptedModel:
    """Plays replies in turn, the last for ever: words, words made of the messages, or a failure.

    Words come `size` characters at a time; `asked` keeps the messages of every call. A reply in a
    tuple with a failure, `("words so far", failure)`, breaks off after the words.
    """

    name = "scripted"

    def __init__(self, *replies: Reply | tuple[str, ModelFailure], size: int = 7) -> None:
        self._replies = list(replies)
        self._size = size
        self.asked: list[tuple[Message, ...]] = []

    def close(self) -> None:
        pass

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Iterator[Piece]:
        self.asked.append(tuple(messages))
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        words, failure = reply if isinstance(reply, tuple) else (reply, None)
        if isinstance(words, ModelFailure):
            raise words
        said = words if isinstance(words, str) else words(messages)
        for at in range(0, len(said), self._size):
            yield Piece(said[at : at + self._size])
        if failure is not None:
            raise failure
        yield Piece(
            end="stop", usage=Usage(sum(len(m.text) for m in messages) // 3, len(said) // 3)
        )


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
