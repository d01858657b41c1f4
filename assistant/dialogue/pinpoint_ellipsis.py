"""Pinpoints of a follow-up: "а частина 2?" takes its article, "а стаття 18?" its act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dzherelo.assistant.types import Turn
from dzherelo.corpus.citations.pinpoints import Pinpoint, pinpoints
from dzherelo.corpus.language.acts import Mention, shipped_acts
from dzherelo.corpus.language.inflect import phrases
from dzherelo.corpus.language.words import language_of

_CHARTER = re.compile(r"\bСтатут\w{0,2}\b(?! ООН| Організації)")
_UN = re.compile(r"\bООН\b|\bОб'єднаних Націй\b|\bUN\b|\bUnited Nations\b")


def pinned(body: str, found: Sequence[Pinpoint], earlier: Sequence[Turn]) -> str:
    """The question with the article and the act that its last pinpoint lacks."""
    last = found[-1]
    if last.act or last.other_act:
        return body
    if charter := _CHARTER.search(body):
        if any(_UN.search(f"{turn.question} {turn.answer}") for turn in earlier):
            return f"{body[: charter.end()]} ООН{body[charter.end() :]}"
        return body
    missing = _missing(last, earlier, language_of(body))
    if not missing:
        return body
    link = " of " if language_of(body) == "en" else " "
    return f"{body[: last.span.end]}{link}{missing}{body[last.span.end :]}"


def _missing(last: Pinpoint, earlier: Sequence[Turn], language: str) -> str:
    for turn in reversed(earlier):
        for text in (turn.question, turn.answer):
            if found := _missing_of(last, text):
                return found
        for place in turn.cited:
            if (name := _named(place.source, language)) and (last.article or last.section):
                return name
            if name and place.locator.article:
                return _of_article(place.locator.article, name, language)
    return ""


def _missing_of(last: Pinpoint, text: str) -> str:
    held = [one for one in pinpoints(text) if one.article and (one.act or one.other_act)]
    if not last.article and not last.section and held:
        return _article(held[-1], text)
    acts = [mention for mention in shipped_acts().mentions(text) if mention.act]
    return _genitive(acts[-1], text) if (last.article or last.section) and acts else ""


def _named(source: str, language: str) -> str:
    """The act that a source is, in the genitive; empty if it is none."""
    names = [name for act in shipped_acts().acts if act.source == source for name in act.names]
    name = next((one for one in names if (language_of(one) == "en") == (language == "en")), "")
    return _inflected(name) if name else ""


def _article(held: Pinpoint, text: str) -> str:
    named = [one for one in shipped_acts().mentions(text) if one.act == held.act]
    if not named:
        return ""
    return _of_article(held.article or "", _genitive(named[-1], text), language_of(text))


def _of_article(number: str, act: str, language: str) -> str:
    return f"article {number} of the {act}" if language == "en" else f"статті {number} {act}"


def _genitive(mention: Mention, text: str) -> str:
    return _inflected(mention.span.of(text))


def _inflected(name: str) -> str:
    """An act's name in the genitive."""
    if language_of(name) == "en":
        return name
    first = next(iter(phrases(name)), None)
    if first is None or first.span.start:
        return name
    return (first.inflected("gent") or str(first)) + name[first.span.end :]
