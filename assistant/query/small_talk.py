"""What is said to the program itself, beside what is asked of the library (`courtesy.toml`).

A greeting, thanks or "who are you?" is no question to the texts: searching for one would find
something, and quoting that would be worse than saying nothing. Before a question a greeting is
left out, and question words of everyday speech are read as they are written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

from dzherelo.assistant.query.answer_type import asks_by_word
from dzherelo.assistant.types import Turn

Courtesy = Literal[
    "about", "wellbeing", "thanks", "parting", "greeting", "noted", "shortening", "translating"
]

_LONGEST = 120  # characters; whoever says more has something to ask
_BETWEEN = r"[\s,.!;:…)—–-]+"


@dataclass(frozen=True, slots=True)
class _Phrases:
    kinds: dict[Courtesy, re.Pattern[str]]
    whole: re.Pattern[str]
    before: re.Pattern[str]
    replies: dict[str, dict[str, str]]
    said: dict[str, str]
    said_word: re.Pattern[str]


def courteous(asked: str, language: str) -> str | None:
    """The reply to words of courtesy and nothing else, in "uk" or "en"; None for a question."""
    kind = courtesy_of(asked)
    return _phrases().replies[language][kind] if kind else None


def courtesy_of(text: str) -> Courtesy | None:
    """What kind of courtesy the text is from its beginning to its end; None for anything else."""
    words = " ".join(re.findall(r"\w+", text.lower())) if len(text) <= _LONGEST else ""
    if not words or not _phrases().whole.fullmatch(words):
        return None
    return next((kind for kind, one in _phrases().kinds.items() if one.search(words)), None)


def without_courtesies(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns of a dialogue that a later question may lean on."""
    return tuple(turn for turn in history if not courtesy_of(turn.question))


def without_courtesy(text: str) -> str:
    """The text without the greeting or the thanks that lead to its question."""
    before = _phrases().before.match(text)
    if before is None or courtesy_of(text):
        return text
    rest = text[before.end() :]
    begins = " ".join(rest.split()[:1])
    parted = re.search(r"[,.!;:…)—–-]", before[0])
    return rest if rest and (parted or asks_by_word(begins)) else text


def as_written(text: str) -> str:
    """The text with question words of everyday speech as they are written."""
    said = _phrases().said

    def written(match: re.Match[str]) -> str:
        word = said[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    return _phrases().said_word.sub(written, text)


@cache
def _phrases() -> _Phrases:
    data = tomllib.loads((resources.files(__package__) / "small_talk.toml").read_text("utf-8"))
    kinds = {kind: "|".join(data["kinds"][kind]) for kind in get_args(Courtesy)}
    around = "|".join(data["around"]["words"])
    leads = "|".join(kinds[kind] for kind in ("greeting", "thanks"))
    every = "|".join(kinds.values())
    said = data["said"]
    return _Phrases(
        kinds={kind: re.compile(rf"\b(?:{one})\b") for kind, one in kinds.items()},
        whole=re.compile(rf"(?:(?:{every}|{around})(?: |$))+"),
        before=re.compile(
            rf"\W*(?:{leads})(?:{_BETWEEN}(?:{leads}|{around})\b)*{_BETWEEN}", re.IGNORECASE
        ),
        replies=data["replies"],
        said=said,
        said_word=re.compile(rf"(?<![\w'’-])(?:{'|'.join(said)})(?![\w'’-])", re.IGNORECASE),
    )
