"""What a model is told: prompts from files, one a language, with their places checked on loading,
and passages as data between fences, filled to the model's size: whole ones, never a part of one.

A text that gives orders to a model is told by its wording (`injections.toml`). A list of wordings
proves nothing about a text that is not on it. It is one fence of several: what a model writes is
checked against the words it cites in any case.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from dzherelo.assistant.generate.model import Message, ModelFailure, estimated_tokens
from dzherelo.assistant.types import Answer
from dzherelo.corpus.citations.references import MARKER, parse_marker
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.types import Passage

LANGUAGES = ("uk", "en")
_FOLDER = Path(__file__).parent

# Every text and the places that it must have, no more and no fewer.
PLACES: dict[str, dict[str, frozenset[str]]] = {
    "answer": {
        "system": frozenset(),
        "user": frozenset({"passages", "question"}),
        "passage": frozenset({"fence", "number", "source", "place", "context", "text"}),
        "reference": frozenset({"inside"}),
        "no_answer": frozenset(),
    },
    "example": dict.fromkeys("source first second question answer".split(), frozenset()),
    "rewrite": {"system": frozenset(), "user": frozenset({"question"})},
    "shown": {
        "unsupported": frozenset(),
        "quoted": frozenset(),
        **dict.fromkeys(
            "refused key no-model rejected busy broken strange silent cut runtime unloaded small "
            "cut-short too-long unfinished empty language no-answer beside "
            "unsupported-answer".split(),
            frozenset({"model"}),
        ),
        "withheld": frozenset({"count"}),
    },
}


class PromptsDamaged(ValueError):
    """A file of prompts lacks a text or a place, or has one too many; the message names it."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts of one language, by section and name."""

    language: str
    texts: dict[str, dict[str, str]]

    def __call__(self, section: str, name: str, /, **places: object) -> str:
        """A text with its places filled."""
        return self.texts[section][name].format(**places).strip()

    def fenced(self, passages: Sequence[Passage], *, titles: dict[str, str]) -> str:
        """The passages, numbered from 1, as data: each between two fences that its own words
        cannot write, since these hold a number made of all of them and no angle bracket."""
        made = hashlib.sha256("\0".join(p.id + p.text for p in passages).encode()).hexdigest()[:8]
        return "\n\n".join(
            self(
                "answer",
                "passage",
                fence=f"p-{made}",
                number=number,
                source=harmless(titles.get(passage.source, passage.source)),
                place=harmless(passage.locator.label(self.language)),
                context=f"({harmless(passage.context)})\n" if passage.context else "",
                text=harmless(self._told_apart(passage.text)),
            )
            for number, passage in enumerate(passages, start=1)
        )

    def example(self) -> tuple[str, str]:
        """A question with its passages, and the answer to it, as a model that asks for a form
        would be shown them; its fence is that of no real passage."""
        passages = "\n\n".join(
            self(
                "answer",
                "passage",
                fence="p-00000000",
                number=number,
                source=self("example", "source"),
                place=number,
                context="",
                text=self("example", name),
            )
            for number, name in enumerate(("first", "second"), start=1)
        )
        asked = self("answer", "user", passages=passages, question=self("example", "question"))
        return asked, self("example", "answer")

    def _told_apart(self, text: str) -> str:
        """A text whose own references, "[2, p. 86]", do not look like the markers of an answer."""

        def told(match: re.Match[str]) -> str:
            if not parse_marker(match[1]):
                return match[0]
            return self("answer", "reference", inside=match[1])

        return MARKER.sub(told, text)


_HARMLESS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "【": "(", "】": ")", "`": "'"})


def harmless(text: str) -> str:
    """Words without the signs with which they could close a fence, open a chat template's role,
    or pass for a marker of the answer; one line."""
    return " ".join(text.translate(_HARMLESS).split())


@lru_cache(maxsize=len(LANGUAGES))
def prompts(language: str) -> Prompts:
    """The prompts of "uk" or "en"."""
    return load(_FOLDER / f"prompts_{language}.toml")


def load(path: Path) -> Prompts:
    """Reads and checks a file; raises PromptsDamaged."""
    texts: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    for section, names in PLACES.items():
        found = texts.get(section, {})
        if odd := set(names) ^ set(found):
            raise PromptsDamaged(f"{path.name}, [{section}]: {', '.join(sorted(odd))}")
        for name, places in names.items():
            if _places(found[name], f"{path.name}, {section}.{name}") != places:
                wanted = ", ".join(sorted(places)) or "none"
                raise PromptsDamaged(f"{path.name}, {section}.{name}: places must be {wanted}")
    return Prompts(path.stem.removeprefix("prompts_"), texts)


def _places(text: str, where: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError as error:
        raise PromptsDamaged(f"{where}: {error}") from error


# What fits ------


Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Brief:
    """The messages for a model and the passages in them; marker n is `passages[n - 1]`."""

    messages: tuple[Message, ...]
    passages: tuple[Passage, ...]


def readings(quotes: Answer, *, most: int = 14) -> tuple[list[Passage], list[Passage]]:
    """The passages that a model may read, best first: those that the quotes come from, then the
    others that were found; and apart from them those that give orders to it."""
    found = [citation.passage for citation in quotes.citations]
    found += [hit.passage for hit in quotes.hits]
    whole = list(dict.fromkeys(found))
    poisoned = [p for p in whole if gives_orders(f"{p.context}\n{p.text}")]
    return [p for p in whole if p not in poisoned][:most], poisoned


def brief(
    question: str,
    passages: Sequence[Passage],
    *,
    prompts: Prompts,
    titles: dict[str, str],
    room: int,
    count: Count = estimated_tokens,
    overhead: int = 60,
) -> Brief:
    """The messages that ask `question` of as many passages as fit into `room` tokens.

    Of those that do not fit together the longest goes first, but the best stays; an example
    stands before them where it does not drive out the best. `overhead` are the tokens of a chat
    template and of what the estimate misses. Raises ModelFailure ("small") if even
    that one does not fit.
    """
    shown, answer = prompts.example()
    example = (Message("user", shown), Message("assistant", answer))
    system = Message("system", prompts("answer", "system"))
    for before in ((system, *example), (system,)):
        for kept in _ever_fewer(passages):
            asking = Message("user", _asking(question, kept, prompts, titles))
            messages = (*before, asking)
            if sum(count(message.text) for message in messages) + overhead <= room:
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


# Texts that give orders -----


_WORD = re.compile(r"\w{3,}")


@cache
def _orders() -> re.Pattern[str]:
    patterns = tomllib.loads((_FOLDER / "injections.toml").read_text(encoding="utf-8"))["patterns"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a language model."""
    return (
        _orders().search(" ".join(text.split())) is not None or _orders().search(text) is not None
    )


def ordered(texts: Iterable[str]) -> frozenset[str]:
    """The words of the sentences that give orders, in lower case: what an obeying model writes."""
    return frozenset(
        word.lower()
        for text in texts
        if gives_orders(text)
        for span in sentences(text)
        if gives_orders(span.of(text))
        for word in _WORD.findall(span.of(text))
    )


def without_orders(text: str) -> str:
    """The sentences of a question that do not give orders; empty if all do."""
    parts = [span.of(text) for span in sentences(text)]
    return " ".join(part for part in parts if not gives_orders(part))


def echoes(text: str, secret: str, *, words: int = 5) -> bool:
    """Whether `text` repeats at least so many words in a row of `secret`."""
    said, kept = (_WORD.findall(t.lower()) for t in (text, secret))
    runs = {tuple(kept[at : at + words]) for at in range(len(kept) - words + 1)}
    return any(tuple(said[at : at + words]) in runs for at in range(len(said) - words + 1))
