"""A question with what its pronoun stands for in the pronoun's place."""

from __future__ import annotations

import re
from dataclasses import replace

from dzherelo.assistant.dialogue.entities import in_language, is_name, is_titled
from dzherelo.assistant.dialogue.pronouns import Pronoun
from dzherelo.corpus.language.inflect import Phrase, phrases
from dzherelo.corpus.language.words import language_of

_POSSESSIVE = re.compile(r"його|її|їх|їхн\w+")
_EN_POSSESSIVE = ("its", "their", "his")
_LOCATIVE = re.compile(r"(?:на|в|у|при|по|о|об)\s+$", re.IGNORECASE)
_ACCUSATIVE = re.compile(r"(?:про|через|за|на|крізь)\s+$", re.IGNORECASE)
_LINK = re.compile(r"\b(?:в|у|на|при|з|із|до|для|про|від|за|по)\s+$", re.IGNORECASE)


def fitting(body: str, pronoun: Pronoun, found: Phrase | str) -> str | None:
    """The question with the phrase in the pronoun's place, in its case; None where it has none."""
    if isinstance(found, Phrase) and not found.proper:
        found = _as_within(found)
    if pronoun.is_english or isinstance(found, str):
        named = in_language(found, language_of(body))
        if not is_name(found) and language_of(named) != language_of(body):
            return None  # what it stands for cannot be said in the question's language
        whole = phrases(named) if not pronoun.is_english and language_of(named) == "uk" else ()
        if len(whole) != 1 or str(whole[0]) != named:
            return _uninflected(body, pronoun, named)
        found = whole[0]
    return _inflected(body, pronoun, found)


def _uninflected(body: str, pronoun: Pronoun, named: str) -> str:
    """With an English phrase, or a name that has no cases."""
    if pronoun.form in _EN_POSSESSIVE:
        named += "'" if named.endswith("s") else "'s"
    if pronoun.form == "there":
        named = f"in {named}"
    return body[: pronoun.span.start] + named + body[pronoun.span.end :]


def _inflected(body: str, pronoun: Pronoun, found: Phrase) -> str | None:
    before, after = body[: pronoun.span.start], body[pronoun.span.end :]
    if _POSSESSIVE.fullmatch(pronoun.form) and (owned := _owned(after)):
        made = found.inflected("gent")
        return f"{before}{after[:owned].lstrip()} {made}{after[owned:]}" if made else None
    case = pronoun.case
    if pronoun.form in ("нього", "неї", "них") and _ACCUSATIVE.search(before):
        case = "accs"
    if pronoun.form == "них" and _LOCATIVE.search(before):
        case = "loct"
    made = found.inflected(case)
    if made and (link := _LINK.search(before)) and _is_counted(after):
        rest = after.rstrip(" ?!.")  # "скільки в Раді членів" would make one phrase of both
        return f"{before[: link.start()]}{rest.lstrip()} {link[0].strip()} {made}?"
    lead = {"туди": "до ", "там": "у "}.get(pronoun.form, "")
    return f"{before}{lead}{made}{after}" if made else None


def _as_within(phrase: Phrase) -> Phrase:
    """A common phrase as it is written where no sentence begins; an acronym or a title that began
    one stays as it is."""
    start = phrase.span.start
    first = phrase.text[start : start + 2]
    if first.isupper() or is_titled(phrase.inflected("nomn") or str(phrase)):
        return phrase
    return replace(phrase, text=phrase.text[:start] + first.lower() + phrase.text[start + 2 :])


def _is_counted(after: str) -> bool:
    """Whether a noun in the genitive follows, as in "скільки в ній членів"."""
    first = next(iter(phrases(after)), None)
    return first is not None and first.case == "gent" and not after[: first.span.start].strip()


def _owned(after: str) -> int:
    """Where the phrase ends that a possessive stands before; 0 where it stands before none."""
    first = next(iter(phrases(after)), None)
    return first.span.end if first and not after[: first.span.start].strip() else 0
