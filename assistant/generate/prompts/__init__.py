"""What a language model is told, in files: one a language, with their places checked on loading.

`prompts(language)` gives them; `Prompts.fenced` puts passages into them as data.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from dzherelo.corpus.citations.references import MARKER, parse_marker
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
    return load(_FOLDER / f"{language}.toml")


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
    return Prompts(path.stem, texts)


def _places(text: str, where: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError as error:
        raise PromptsDamaged(f"{where}: {error}") from error
