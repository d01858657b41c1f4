"""Short names of a follow-up, given in full: "the Foundation" is the one that was spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dzherelo.assistant.dialogue.entities import named, names_a_place
from dzherelo.assistant.types import Turn
from dzherelo.corpus.language.inflect import Phrase, phrases
from dzherelo.corpus.language.words import base_forms, fold, language_of

_SHORT = re.compile(
    r"\b(?P<which>the|that|this)\s+(?P<name>[a-z]+|[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)"
    r"(?:\s+(?:that\s+)?you (?:mentioned|named|spoke of|told me about),?)?"
    r"(?!\s+(?:of\b|for\b|on\b|[A-Z]))",
)
_THIS = re.compile(
    r"(?<!\w)(?:цей|ця|це|цього|цієї|цьому|цій|цим|цією|цю|ці|цих|той|та|те|того|тієї|тому|ту)\s+$",
    re.IGNORECASE,
)
_MOST = 300  # characters of an answer in which names are sought


def in_full(body: str, earlier: Sequence[Turn]) -> str:
    """The question with every short name that it has for a thing of the dialogue made whole."""
    if language_of(body) == "en":
        return _SHORT.sub(lambda found: _english(found, body, earlier), body)
    for phrase in reversed(phrases(body)):
        before = _THIS.sub("", body[: phrase.span.start])
        pointed = before != body[: phrase.span.start]
        if (phrase.proper or pointed) and (whole := _ukrainian(phrase, body, earlier)):
            body = before + whole + body[phrase.span.end :]
    return body


def _english(found: re.Match[str], body: str, earlier: Sequence[Turn]) -> str:
    name = found["name"]
    if name.isupper() or (name.islower() and found["which"].lower() == "the"):
        return found[0]  # "the UN court", "the members"
    short = fold(name).split()
    for one in _said(earlier):
        if isinstance(one, str):
            bare = re.sub(r"^the ", "", one, flags=re.IGNORECASE)
            said = fold(bare).split()
            whole = len(said) > len(short) and short in (said[: len(short)], said[-len(short) :])
            if whole and bare[0].isupper() and fold(bare) not in fold(body):
                return f"the {bare}"
    return found[0]


def _ukrainian(short: Phrase, body: str, earlier: Sequence[Turn]) -> str | None:
    """The whole of a name of which the question has its chief word alone."""
    head = short.agreeing[-1]
    if len(short.agreeing) > 1 or short.span.end > head.span.end:
        return None
    for one in _said(earlier):
        if isinstance(one, Phrase) and one.proper and " " in str(one):
            same = not base_forms(one.agreeing[-1].form).isdisjoint(base_forms(head.form))
            if same and (whole := one.inflected(short.case)) and fold(whole) not in fold(body):
                return whole
    return None


def _said(earlier: Sequence[Turn]) -> Iterator[Phrase | str]:
    """What the questions and answers of a dialogue name, the last first."""
    for turn in reversed(earlier):
        for text in (turn.question, turn.answer[:_MOST]):
            yield from (one for one in named(text) if not names_a_place(one))
