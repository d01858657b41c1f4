"""Pinpoints of a follow-up: "а частина 2?" takes its article, "а стаття 18?" its act."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.types import Turn
from corpus.acts import Mention, shipped_acts
from corpus.inflect import phrases
from corpus.pinpoints import Pinpoint, pinpoints
from corpus.words import language_of

_CHARTER = re.compile(r"\bСтатут\w{0,2}\b(?! ООН| Організації)")
_UN = re.compile(r"\bООН\b|\bОб'єднаних Націй\b|\bUN\b|\bUnited Nations\b")


def pinned(body: str, found: Sequence[Pinpoint], earlier: Sequence[Turn]) -> str:
    """The question with the article and the act that its last pinpoint lacks."""
    last = found[-1]
    if last.act or last.other_act:
        return body
    if charter := _CHARTER.search(body):
        if any(_UN.search(text) for text in _said(earlier)):
            return f"{body[: charter.end()]} ООН{body[charter.end() :]}"
        return body
    missing = _missing(last, earlier)
    if not missing:
        return body
    link = " of " if language_of(body) == "en" else " "
    return f"{body[: last.span.end]}{link}{missing}{body[last.span.end :]}"


def _missing(last: Pinpoint, earlier: Sequence[Turn]) -> str:
    for text in _said(earlier):
        held = [one for one in pinpoints(text) if one.article and (one.act or one.other_act)]
        if not last.article and not last.section and held:
            return _article(held[-1], text)
        acts = [mention for mention in shipped_acts().mentions(text) if mention.act]
        if (last.article or last.section) and acts:
            return _genitive(acts[-1], text)
    return ""


def _said(earlier: Sequence[Turn]) -> Iterator[str]:
    for turn in reversed(earlier):
        yield turn.question
        yield turn.answer


def _article(held: Pinpoint, text: str) -> str:
    word = "article" if language_of(text) == "en" else "статті"
    named = [one for one in shipped_acts().mentions(text) if one.act == held.act]
    link = " of the " if word == "article" else " "
    return f"{word} {held.article}{link}{_genitive(named[-1], text)}" if named else ""


def _genitive(mention: Mention, text: str) -> str:
    name = mention.span.of(text)
    if language_of(name) == "en":
        return name
    first = next(iter(phrases(name)), None)
    if first is None or first.span.start:
        return name
    return (first.inflected("gent") or str(first)) + name[first.span.end :]
