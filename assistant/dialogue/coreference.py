"""What a pronoun of a follow-up stands for: a phrase of an earlier question, or of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dzherelo.assistant.dialogue.entities import (
    NAME,
    NO_NAMES,
    concepts,
    in_language,
    is_name,
    is_thing,
    named,
    names_a_place,
)
from dzherelo.assistant.dialogue.pronouns import Pronoun
from dzherelo.assistant.query.answer_type import Shape, shapes_of
from dzherelo.assistant.types import Turn
from dzherelo.corpus.language.acts import shipped_acts
from dzherelo.corpus.language.inflect import Phrase, phrase_within, phrases
from dzherelo.corpus.language.words import fold, language_of, words
from dzherelo.corpus.types import Span

_MEMBERS = re.compile(r"the [a-z]+s of ")
_ASKS_WHICH = re.compile(
    r"\b(?:куди|до кого|до якого|кому|where to|to whom)\b|"
    r"\b(?:який|яка|яке|які)\s+(?:орган|організац|устан|суд|груп)\w*|"
    r"\b(?:which|what) (?:\w+ )?(?:body|organi[sz]ations?|court|groups?)\b",
    re.IGNORECASE,
)
_PERSONS = frozenset(
    "judge prosecutor investigator president minister lawyer defender accused suspect person "
    "commissioner member author founder secretary-general".split()
)
_LONGEST_ANSWER = 12  # words of an answer that may itself be what is meant
_MOST_TOPICS = 3


class Centre(NamedTuple):
    """What the last pronoun of a dialogue stood for, and the genders that it might have."""

    found: Phrase | str
    genders: tuple[str, ...]

    def agrees(self, pronoun: Pronoun) -> bool:
        ours, theirs = (
            {one for gender in genders for one in _ANY_LANGUAGE.get(gender, (gender,))}
            for genders in (self.genders, pronoun.genders)
        )
        return not ours.isdisjoint(theirs)


# The genders of an English pronoun, in Ukrainian.
_ANY_LANGUAGE = {"one": ("masc", "femn", "neut"), "he": ("masc", "femn"), "many": ("plur",)}


def antecedent(
    pronoun: Pronoun, earlier: Sequence[Turn], *, centre: Centre | None = None
) -> Phrase | str | None:
    """What the pronoun stands for: `centre`, what the one before it stood for, if that agrees;
    else the nearest phrase that does, names first; of a short answer that names who or what was
    asked for, that. Text for an English phrase."""
    if not pronoun.genders:
        return None
    if centre is not None and centre.agrees(pronoun):
        return centre.found
    for turn in reversed(earlier):
        person = _person(turn.question) if pronoun.is_english else None
        if person and pronoun.genders == ("he",):
            return person
        found = next((one for one in _candidates(turn) if _agrees(pronoun, one)), None)
        if found:
            return found
        if person and pronoun.genders == ("many",):
            return person  # "How does one become a judge?" "Who appoints them?"
    return None


def _person(text: str) -> str | None:
    """The last person that an English text names by a common word: "the judge"."""
    said = [word.form for word in words(text) if word.form in _PERSONS]
    return f"the {said[-1]}" if said and language_of(text) == "en" else None


def _candidates(turn: Turn) -> Iterator[Phrase | str]:
    """The name that a short answer gives where one was asked for; then what the question names."""
    asks = Shape.PERSON in shapes_of(turn.question) or _ASKS_WHICH.search(turn.question)
    if asks and sum(1 for _ in words(turn.answer)) <= _LONGEST_ANSWER:
        yield from _answered(turn.answer.strip().rstrip("."), language_of(turn.question))
    yield from named_by(turn.question)


def named_by(question: str) -> Iterator[Phrase | str]:
    """What a question names, and what of that stands in the genitive."""
    for asked in reversed(question.split(" – ")):  # what it leans on stands before it
        found = named(asked)
        yield from found
        yield from (owner for one in found if isinstance(one, Phrase) for owner in _owner(one))
        yield from (one for one in phrases(asked) if one.animate and one not in found)  # "автори"


def _answered(answer: str, language: str) -> Iterator[Phrase | str]:
    found = next(iter(phrases(answer)), None)
    names = [one for one in NAME.findall(answer) if one.lower() not in NO_NAMES]
    known = fold(answer) in concepts()
    if found and (found.proper or known) and not found.span.start and "," not in answer:
        yield replace(found, span=Span(0, len(answer)))  # with what stands behind it: "з міграції"
    elif language == "uk" and names and language_of(answer) == "en":
        yield answer
    elif names:
        bare = (re.sub(r"^The ", "the ", name) for name in names)
        yield from (name for name in bare if not names_a_place(name))


def _owner(phrase: Phrase) -> Iterator[Phrase]:
    """What stands in the genitive behind its head: "неурядових організацій" of their role."""
    behind = phrase.text[phrase.agreeing[-1].span.end : phrase.span.end].strip()
    if behind and (owner := phrase_within(behind)) and is_thing(owner):
        yield owner


def _agrees(pronoun: Pronoun, found: Phrase | str) -> bool:
    if isinstance(found, str):
        if found.isupper():
            return True
        many = (
            bool(_MEMBERS.match(found))
            or "," in found
            or " та " in found
            or (found[-1:] == "s" and found[-2:] != "ss")
        )
        if not pronoun.is_english:
            return "plur" not in pronoun.genders or many
        return pronoun.genders != ("he",) and (pronoun.genders == ("many",)) == many
    if not pronoun.is_english:
        return found.gender in pronoun.genders
    if not (found.proper or " " in in_language(found, "en")):
        return False  # a common word has too many translations
    if pronoun.genders == ("he",):
        return found.animate and found.gender != "plur"
    return (found.gender == "plur") == (pronoun.genders == ("many",)) and not found.animate


def _is_an_act(found: Phrase | str) -> bool:
    """Whether an act is named, where things are said rather than what they are about."""
    return any(mention.act for mention in shipped_acts().mentions(str(found)))


def main_topic(earlier: Sequence[Turn], language: str) -> str:
    """What the last question that names anything is about, in the nominative: its names, else all
    that it names."""
    for turn in reversed(earlier):
        found = named(turn.question)
        found = [one for one in found if not names_a_place(one)] or found
        names = [one for one in found if is_name(one)]
        names = [one for one in names if not _is_an_act(one)] if len(found) > len(names) else names
        chosen = [in_language(one, language) for one in names or found]
        kept = list(dict.fromkeys(one for one in chosen if one))[:_MOST_TOPICS]
        if kept:
            text = ", ".join(kept)
            return text[:1].upper() + text[1:]
    return ""


def without_names(question: str) -> str:
    """A question without the names in it: "з якого віку обирають" of "… до Верховної Ради?"."""
    for phrase in reversed(phrases(question)):
        if phrase.proper:
            before = _PREPOSITION.sub("", question[: phrase.span.start])
            question = before.rstrip() + question[phrase.span.end :]
    return question.strip(" ?!.")


_PREPOSITION = re.compile(r"\s(?:до|у|в|на|з|із|від|для|про|за|при|по)\s*$", re.IGNORECASE)
