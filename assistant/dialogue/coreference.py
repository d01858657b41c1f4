"""Pronouns of a follow-up: what they stand for, and the question with that in their place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from dzherelo.assistant.dialogue.entities import Entities, Named, is_name, is_thing
from dzherelo.assistant.patterns import patterns
from dzherelo.assistant.query.answer_type import Shape, shapes_of
from dzherelo.assistant.types import Turn
from dzherelo.corpus.language.inflect import Phrase, phrase_within, phrases
from dzherelo.corpus.language.words import fold, language_of, words
from dzherelo.corpus.types import Span

_SAID = patterns(__package__, "coreference")
_EN_POSSESSIVE = ("its", "their", "his")
# The genders of an English pronoun, in Ukrainian.
_ANY_LANGUAGE = {"one": ("masc", "femn", "neut"), "he": ("masc", "femn"), "many": ("plur",)}
_LONGEST_ANSWER = 12  # words of an answer that may itself be what is meant
_MOST_TOPICS = 3


# Pronouns ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of a question: the genders of what it may stand for ("masc", "femn", "neut",
    "plur"; "one", "he", "many" in English; none for "це", which stands for all that was said) and
    its case."""

    span: Span
    form: str
    genders: tuple[str, ...]
    case: str = ""

    @property
    def is_english(self) -> bool:
        return self.form.isascii()

    def agrees(self, genders: Sequence[str]) -> bool:
        """Whether it may stand for what another pronoun of these genders stood for."""
        ours, theirs = (
            {one for gender in some for one in _ANY_LANGUAGE.get(gender, (gender,))}
            for some in (genders, self.genders)
        )
        return not ours.isdisjoint(theirs)


@cache
def _forms() -> dict[str, tuple[tuple[str, ...], str]]:
    """By pronoun, its genders and its case."""
    data = tomllib.loads((resources.files(__package__) / "coreference.toml").read_text("utf-8"))
    told = [(forms, *told.split("|")) for forms, told in data["pronouns"].items()]
    return {
        form: (tuple(genders.split()), case)
        for forms, genders, case in told
        for form in forms.split()
    }


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(_forms())})(?![\w'-])", re.IGNORECASE)


def pronoun_in(body: str) -> Pronoun | None:
    """The first pronoun that refers to something outside the question; None if there is none."""
    for match in _pronoun().finditer(body):
        form = fold(match[0])
        genders, case = _forms()[form]
        if not _refers_within(body, match, form, genders):
            return Pronoun(Span(*match.span()), form, genders, case)
    return None


def _refers_within(body: str, match: re.Match[str], form: str, genders: Sequence[str]) -> bool:
    """Whether a word that may be such a pronoun is none, or its own question says what it stands
    for."""
    before, after = body[: match.start()], body[match.end() :]
    named = _SAID["named_behind"].search(after)
    if (named and phrases(named["named"])) or re.search(r"[?.!]\s", before):
        return True
    if form == "that" and before:
        return True  # "states that": a conjunction
    if form == "there" and _SAID["there_is"].search(before):
        return True
    expletive = _SAID["expletive"].finditer(body)
    if form == "it" and (
        _SAID["if_it_is"].match(body)
        or any(one.start() <= match.start() < one.end() for one in expletive)
    ):
        return True
    if form in ("its", "their", "his", "her"):  # "if a country hasn't paid its dues"
        return _SAID["any_one"].search(before) is not None
    if form in ("туди", "там"):
        return False
    clauses = list(_SAID["clause"].finditer(before))
    # Within one clause a pronoun is somebody else: "а жертвам вони чим допомагають?".
    return bool(clauses) and any(
        one.gender in genders for one in phrases(before[: clauses[-1].start()])
    )


# What they stand for ----------------------------------------------------------------------------


def antecedent(pronoun: Pronoun, earlier: Sequence[Turn], entities: Entities) -> Named | None:
    """What the pronoun stands for: what the one before it stood for, if that agrees; else the
    nearest phrase that does, names first; of a short answer that names who or what was asked for,
    that. Text for an English phrase."""
    if not pronoun.genders:
        return None
    last = earlier[-1].read
    if last.substituted and pronoun.agrees(last.genders):
        return phrase_of(last.substituted)
    for turn in reversed(earlier):
        asked = turn.read.text
        person = _person(asked) if pronoun.is_english else None
        if person and pronoun.genders == ("he",):
            return person
        meant = (one for one in _candidates(turn, entities) if _agrees(pronoun, one, entities))
        if found := next(meant, None):
            return found
        if person and pronoun.genders == ("many",):
            return person  # "How does one become a judge?" "Who appoints them?"
    return None


def written(found: Named, entities: Entities) -> str:
    """A phrase as it is kept with a reading: in the nominative, as within a sentence."""
    if isinstance(found, str):
        return found
    found = found if found.proper else _as_within(found, entities)
    return found.inflected("nomn") or str(found)


def phrase_of(name: str) -> Named:
    """A phrase that was kept, as one again; text for an English one."""
    whole = phrase_within(name) if language_of(name) != "en" else None
    if whole is None or not name.startswith(str(whole)):
        return name
    return replace(whole, span=Span(whole.span.start, len(whole.text)))


def _person(text: str) -> str | None:
    """The last person that an English text names by a common word: "the judge"."""
    said = [word.form for word in words(text) if _SAID["persons"].match(word.form)]
    return f"the {said[-1]}" if said and language_of(text) == "en" else None


def _candidates(turn: Turn, entities: Entities) -> Iterator[Named]:
    """The name that a short answer gives where one was asked for; then what the question names."""
    asked = turn.read.text
    which = Shape.PERSON in shapes_of(asked) or _SAID["asks_which"].search(asked)
    if which and sum(1 for _ in words(turn.answer)) <= _LONGEST_ANSWER:
        yield from _answered(turn.answer.strip().rstrip("."), language_of(asked), entities)
    yield from named_by(asked, entities)


def named_by(question: str, entities: Entities) -> Iterator[Named]:
    """What a question names, and what of that stands in the genitive."""
    for asked in reversed(question.split(" – ")):  # what it leans on stands before it
        found = entities.named(asked)
        yield from found
        yield from (owner for one in found if isinstance(one, Phrase) for owner in _owner(one))
        yield from (one for one in phrases(asked) if one.animate and one not in found)  # "автори"


def _answered(answer: str, language: str, entities: Entities) -> Iterator[Named]:
    found = next(iter(phrases(answer)), None)
    names = entities.names_in(answer)
    known = entities.concept(answer) is not None
    if found and (found.proper or known) and not found.span.start and "," not in answer:
        yield replace(found, span=Span(0, len(answer)))  # with what stands behind it: "з міграції"
    elif language == "uk" and names and language_of(answer) == "en":
        yield answer
    elif names:
        bare = (re.sub(r"^The ", "the ", name) for name in names)
        yield from (name for name in bare if not entities.names_a_place(name))


def _owner(phrase: Phrase) -> Iterator[Phrase]:
    """What stands in the genitive behind its head: "неурядових організацій" of their role."""
    behind = phrase.text[phrase.agreeing[-1].span.end : phrase.span.end].strip()
    if behind and (owner := phrase_within(behind)) and is_thing(owner):
        yield owner


def _agrees(pronoun: Pronoun, found: Named, entities: Entities) -> bool:
    if isinstance(found, str):
        if found.isupper():
            return True
        many = (
            bool(_SAID["members"].match(found))
            or "," in found
            or " та " in found
            or (found[-1:] == "s" and found[-2:] != "ss")
        )
        if not pronoun.is_english:
            return "plur" not in pronoun.genders or many
        return pronoun.genders != ("he",) and (pronoun.genders == ("many",)) == many
    if not pronoun.is_english:
        return found.gender in pronoun.genders
    if not (found.proper or " " in entities.in_language(found, "en")):
        return False  # a common word has too many translations
    if pronoun.genders == ("he",):
        return found.animate and found.gender != "plur"
    return (found.gender == "plur") == (pronoun.genders == ("many",)) and not found.animate


def main_topic(earlier: Sequence[Turn], language: str, entities: Entities) -> str:
    """What the last question that names anything is about, in the nominative: its names, else all
    that it names."""
    for turn in reversed(earlier):
        found = entities.named(turn.read.text)
        found = [one for one in found if not entities.names_a_place(one)] or found
        names = [one for one in found if is_name(one)]
        if len(found) > len(names):
            names = [one for one in names if not entities.names_an_act(one)]
        chosen = [entities.in_language(one, language) for one in names or found]
        kept = list(dict.fromkeys(one for one in chosen if one))[:_MOST_TOPICS]
        if kept:
            text = ", ".join(kept)
            return text[:1].upper() + text[1:]
    return ""


def without_names(question: str) -> str:
    """A question without the names in it: "з якого віку обирають" of "… до Верховної Ради?"."""
    for phrase in reversed(phrases(question)):
        if phrase.proper:
            before = _SAID["preposition"].sub("", question[: phrase.span.start])
            question = before.rstrip() + question[phrase.span.end :]
    return question.strip(" ?!.")


# In their place ---------------------------------------------------------------------------------


def substituted(body: str, pronoun: Pronoun, found: Named, entities: Entities) -> str | None:
    """The question with a phrase in the pronoun's place, in its case; None where it has none."""
    if isinstance(found, Phrase) and not found.proper:
        found = _as_within(found, entities)
    if pronoun.is_english or isinstance(found, str):
        named = entities.in_language(found, language_of(body))
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
    if pronoun.form in ("they", "them") and named.islower() and not named.startswith("the "):
        named = f"the {named}"
    if pronoun.form == "there":
        named = f"in {named}"
    return body[: pronoun.span.start] + named + body[pronoun.span.end :]


def _inflected(body: str, pronoun: Pronoun, found: Phrase) -> str | None:
    before, after = body[: pronoun.span.start], body[pronoun.span.end :]
    if _SAID["possessive"].fullmatch(pronoun.form) and (owned := _next_phrase(after)):
        made, end = found.inflected("gent"), owned.span.end
        return f"{before}{after[:end].lstrip()} {made}{after[end:]}" if made else None
    case = pronoun.case
    if pronoun.form in ("нього", "неї", "них") and _SAID["accusative"].search(before):
        case = "accs"
    if pronoun.form == "них" and _SAID["locative"].search(before):
        case = "loct"
    made = found.inflected(case)
    counted = _next_phrase(after)  # a noun in the genitive: "скільки в ній членів"
    link = _SAID["link"].search(before)
    if made and link and counted and counted.case == "gent":
        rest = after.rstrip(" ?!.")  # "скільки в Раді членів" would make one phrase of both
        return f"{before[: link.start()]}{rest.lstrip()} {link[0].strip()} {made}?"
    lead = {"туди": "до ", "там": "у "}.get(pronoun.form, "")
    return f"{before}{lead}{made}{after}" if made else None


def _as_within(phrase: Phrase, entities: Entities) -> Phrase:
    """A common phrase as it is written where no sentence begins; an acronym or a title that began
    one stays as it is."""
    start = phrase.span.start
    first = phrase.text[start : start + 2]
    if first.isupper() or entities.is_titled(phrase.inflected("nomn") or str(phrase)):
        return phrase
    return replace(phrase, text=phrase.text[:start] + first.lower() + phrase.text[start + 2 :])


def _next_phrase(after: str) -> Phrase | None:
    """The phrase that a text begins with."""
    first = next(iter(phrases(after)), None)
    return first if first and not after[: first.span.start].strip() else None
