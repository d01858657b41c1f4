"""Follow-ups: what a question of a dialogue leans on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.shapes import asks_by_word
from assistant.types import Turn
from corpus.pinpoints import pinpoints
from corpus.words import content, words

_PRONOUN = re.compile(
    r"\b(?:він|вона|воно|вони|його|її|їх|йому|їй|їм|ним|нею|ними|нього|неї|них|це|цього|цим|"
    r"тут|там|the same|he|she|it|they|him|her|them|its|their|his|this|that|these|those|there)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:а|і|й|та|але|ну|так|ок|тоді|and|but|so|then|also|ok|what about|how about)\b", re.I
)
_SHORT = 3


def topic_of(text: str, history: Sequence[Turn]) -> str:
    """The earlier question that a follow-up leans on; empty for a question that stands alone.

    A follow-up has a pronoun and few words, opens with "а …" or "and …", or is no whole question:
    "стаття 18?", "so when?".
    """
    if not history or not text:
        return ""
    count = sum(1 for _ in words(text))
    elliptical = bool(_OPENING.search(text)) and count <= 10
    leans = bool(_PRONOUN.search(text)) and count <= 14
    bare = count <= _SHORT and not (asks_by_word(text) and content(text))
    if any(pinpoint.act for pinpoint in pinpoints(text)):
        return ""  # "стаття 9 Конституції" leans on nothing
    if not (elliptical or leans or bare):
        return ""
    topics: list[str] = []
    for turn in reversed(history):
        question = turn.question
        if not question:
            continue
        topics.insert(0, question)
        if not (_OPENING.search(question) or _PRONOUN.search(question)):
            break
    return " ".join(topics[:1] if len(topics) == 1 else [topics[0], *topics[-1:]])
