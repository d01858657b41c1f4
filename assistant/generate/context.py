"""What a model is given to read, filled to its size: whole passages, never a part of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dzherelo.assistant.generate.injections import gives_orders
from dzherelo.assistant.generate.model import Message, ModelFailure, estimated_tokens
from dzherelo.assistant.generate.prompts import Prompts, harmless
from dzherelo.assistant.types import Answer
from dzherelo.corpus.types import Passage

Count = Callable[[str], int]
_OVERHEAD = 60  # tokens of a chat template and of what the estimate misses
_MOST = 14  # passages


@dataclass(frozen=True, slots=True)
class Brief:
    """The messages for a model and the passages in them; marker n is `passages[n - 1]`."""

    messages: tuple[Message, ...]
    passages: tuple[Passage, ...]


def readings(quotes: Answer) -> tuple[list[Passage], list[Passage]]:
    """The passages that a model may read, best first: those that the quotes come from, then the
    others that were found; and apart from them those that give orders to it."""
    found = [citation.passage for citation in quotes.citations]
    found += [hit.passage for hit in quotes.hits]
    whole = list(dict.fromkeys(found))
    poisoned = [p for p in whole if gives_orders(f"{p.context}\n{p.text}")]
    return [p for p in whole if p not in poisoned][:_MOST], poisoned


def brief(
    question: str,
    passages: Sequence[Passage],
    *,
    prompts: Prompts,
    titles: dict[str, str],
    room: int,
    count: Count = estimated_tokens,
) -> Brief:
    """The messages that ask `question` of as many passages as fit into `room` tokens.

    Of those that do not fit together the longest goes first, but the best stays; an example
    stands before them where it does not drive out the best. Raises ModelFailure ("small") if even
    that one does not fit.
    """
    shown, answer = prompts.example()
    example = (Message("user", shown), Message("assistant", answer))
    system = Message("system", prompts("answer", "system"))
    for before in ((system, *example), (system,)):
        for kept in _ever_fewer(passages):
            asking = Message("user", _asking(question, kept, prompts, titles))
            messages = (*before, asking)
            if sum(count(message.text) for message in messages) + _OVERHEAD <= room:
                return Brief(messages, kept)
    raise ModelFailure("small", f"{room} tokens are too few")


def _ever_fewer(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """All of them, then without the longest but for the first, and so on."""
    kept = list(passages)
    while kept:
        yield tuple(kept)
        others = kept[1:]
        if not others:
            return
        kept.remove(max(others, key=lambda passage: len(passage.text)))


def _asking(
    question: str, passages: Sequence[Passage], prompts: Prompts, titles: dict[str, str]
) -> str:
    fenced = prompts.fenced(passages, titles=titles)
    return prompts("answer", "user", passages=fenced, question=harmless(question))
