"""What an elliptical question leaves out: "а частина 2?" its article, "а стаття 18?" its act."""

from __future__ import annotations

from collections.abc import Sequence

from dzherelo.assistant.types import Turn
from dzherelo.corpus.citations.pinpoints import Pinpoint, pinpoints
from dzherelo.corpus.language.acts import Acts, Mention
from dzherelo.corpus.language.inflect import Phrase, phrases
from dzherelo.corpus.language.words import language_of


def sole(body: str) -> Phrase | None:
    """The noun phrase that is all that a question says."""
    found = phrases(body)
    return found[0] if len(found) == 1 and str(found[0]) == body.strip(" ?!.") else None


def with_act(body: str, last: Pinpoint, earlier: Sequence[Turn], acts: Acts) -> str:
    """The question with the article and the act that its `last` pinpoint lacks; as it is where the
    dialogue does not tell them."""
    if last.act or last.other_act:
        return body
    missing = _missing(last, earlier, language_of(body), acts)
    if not missing:
        return body
    link = " of " if language_of(body) == "en" else " "
    return f"{body[: last.span.end]}{link}{missing}{body[last.span.end :]}"


def _missing(last: Pinpoint, earlier: Sequence[Turn], language: str, acts: Acts) -> str:
    within = bool(last.article or last.section)  # it lacks its act only
    for turn in reversed(earlier):
        for text in (turn.read.text, turn.answer):
            if found := _named_in(text, acts, within=within):
                return found
        for place in turn.cited:
            if (name := _act_of(place.source, language, acts)) and within:
                return name
            if name and place.locator.article:
                return _article(place.locator.article, name, language)
    return ""


def _named_in(text: str, acts: Acts, *, within: bool) -> str:
    """The act that a text names last, or the article with its act."""
    mentions = acts.mentions(text)
    if within:
        known = [mention for mention in mentions if mention.act]
        return _genitive(known[-1], text) if known else ""
    pinned = [p for p in pinpoints(text, acts=acts) if p.article and (p.act or p.other_act)]
    of = [mention for mention in mentions if pinned and mention.act == pinned[-1].act]
    return (
        _article(pinned[-1].article or "", _genitive(of[-1], text), language_of(text)) if of else ""
    )


def _act_of(source: str, language: str, acts: Acts) -> str:
    """The act that a source is, in the genitive; empty if it is none."""
    names = (name for act in acts.acts if act.source == source for name in act.names)
    name = next((one for one in names if (language_of(one) == "en") == (language == "en")), "")
    return _inflected(name) if name else ""


def _article(number: str, act: str, language: str) -> str:
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
