"""What a pronoun of a follow-up stands for: a phrase of an earlier question, or of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from assistant.pronouns import Pronoun
from assistant.shapes import Shape, shapes_of, wording
from assistant.types import Turn
from corpus.glossary import Concept, load_glossary
from corpus.inflect import Phrase, phrases
from corpus.pinpoints import pinpoints
from corpus.types import Span
from corpus.words import content, fold, language_of, words

_ACRONYM = re.compile(r"(?<!\w)[А-ЯІЇЄҐ]{3,}(?!\w)")
_MEMBERS = re.compile(r"the [a-z]+s of ")
_OWNED = re.compile(r"((?:the )?[A-Z][\w ]+)'s (\w+s)\b")
_NAME = re.compile(
    r"[A-Z][\w'-]+(?:\s+(?:(?:of|for|the|and|on|to|in)\s+)*[A-Z][\w'-]+)*|\b[A-Z]{2,}\b"
)
_QUESTION_WORDS = frozenset(
    "what who whom whose which when where why how does do did is are was were can could may in "
    "under according the this that these those a an".split()
)
_ASKS_WHICH = re.compile(
    r"\b(?:який|яка|яке|які)\s+(?:орган|організац|устан|суд|груп)\w*|"
    r"\b(?:which|what) (?:\w+ )?(?:body|organi[sz]ations?|court|groups?)\b",
    re.IGNORECASE,
)
_PERSONS = frozenset(
    "judge prosecutor investigator president minister lawyer defender accused suspect person "
    "commissioner member author founder secretary-general".split()
)
_EN_BREAK = re.compile(
    r"\b(?:what|who|whom|which|when|where|why|how(?: (?:many|much|long|often))?|does|do|did|is|are|"
    r"was|were|has|have|had|can|could|may|might|must|shall|will|would|should|be|been|by|at|for|from|"
    r"with|to|in|on|kind of|that|if)\b|[?,;:]",
    re.IGNORECASE,
)
_EN_PHRASE = re.compile(  # "the exact rule", "civic associations"
    r"(?:the|an?)(?:\s+[a-z'-]+){1,4}|"
    r"(?:(?!(?:their|its|his|her|my|our|your|this|that|these|those|many|much)\b)[a-z'-]+\s+){0,2}"
    r"[a-z'-]*[a-rt-z]s",
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
    """The name that a short answer gives where one was asked for; then what the question names,
    and what of that stands in the genitive."""
    asks = Shape.PERSON in shapes_of(turn.question) or _ASKS_WHICH.search(turn.question)
    if asks and sum(1 for _ in words(turn.answer)) <= _LONGEST_ANSWER:
        yield from _answered(turn.answer.strip().rstrip("."), language_of(turn.question))
    for asked in reversed(turn.question.split(" – ")):  # what it leans on stands before it
        found = named(asked)
        yield from found
        yield from (owner for one in found if isinstance(one, Phrase) for owner in _owner(one))


def _answered(answer: str, language: str) -> Iterator[Phrase | str]:
    found = next(iter(phrases(answer)), None)
    names = _NAME.findall(answer)
    known = fold(answer) in _concepts()
    if found and (found.proper or known) and not found.span.start and "," not in answer:
        yield replace(found, span=Span(0, len(answer)))  # with what stands behind it: "з міграції"
    elif language == "uk" and names and language_of(answer) == "en":
        yield answer
    elif names:
        yield from (name for name in names if not _is_place(name))


def named(text: str) -> list[Phrase | str]:
    """The phrases of a text: names first, each group in order."""
    if language_of(text) == "en":
        return list(dict.fromkeys(_english(text)))
    cited = [pinpoint.span for pinpoint in pinpoints(text)]
    found: list[Phrase] = [
        one
        for phrase in phrases(text)
        if _is_thing(phrase) and not any(phrase.span.overlap(span) for span in cited)
        for one in (phrase, *_within(phrase))
    ]
    acronyms = [
        match[0]
        for match in _ACRONYM.finditer(text)
        if not any(Span(*match.span()).overlap(span) for span in cited)
    ]
    return [*sorted(found, key=_less_likely), *acronyms]


def _owner(phrase: Phrase) -> Iterator[Phrase]:
    """What stands in the genitive behind its head: "неурядових організацій" of their role."""
    behind = phrase.text[phrase.agreeing[-1].span.end : phrase.span.end].strip()
    yield from (one for one in phrases(f"– {behind}")[:1] if behind and _is_thing(one))


def _less_likely(phrase: Phrase) -> int:
    """Names before common words; a place, which mostly says where something is so, last."""
    if names_a_place(phrase):
        return 2
    return 0 if phrase.proper else 1


def _within(phrase: Phrase) -> Iterator[Phrase]:
    """The name in "членом Міжнародної асоціації кримінального права"."""
    said = str(phrase)
    capital = re.search(r"(?<=\s)[А-ЯІЇЄҐ]", said)
    if capital and not said[0].isupper():
        yield from phrases("– " + said[capital.start() :])[:1]


def _english(text: str) -> Iterator[str]:
    yield from (f"the {owned[2]} of {owned[1]}" for owned in _OWNED.finditer(text))
    names = [
        name[0].removesuffix("'s")
        for name in _NAME.finditer(re.sub(r"^The\b", "the", text))
        if name[0].split()[0].lower() not in _QUESTION_WORDS
        and name[0] != "The"
        and not _only_opens(name)
    ]
    yield from (_articled(name, text) for name in names if not _is_place(name))
    yield from (f"the {found}" for found in _conceptual(text))
    for piece in _EN_BREAK.split(text):
        if _EN_PHRASE.fullmatch(piece.strip()) and _telling(piece) and not _NAME.search(piece):
            yield piece.strip()


def _only_opens(name: re.Match[str]) -> bool:
    """Whether a word may have its capital because it stands first: "Must", "For"."""
    known = _concepts().get(fold(name[0]))
    thing = known is not None and known.field in (*_THINGS, "place")
    return not name.start() and " " not in name[0] and not name[0].isupper() and not thing


def _conceptual(text: str) -> Iterator[str]:
    """The terms of the glossary in an English text, longest first: "civic association"."""
    said = [word.form for word in words(text)]
    for length in range(5, 1, -1):
        for at in range(len(said) - length + 1):
            wording_ = " ".join(said[at : at + length])
            concept = _concepts().get(wording_)
            if concept and concept.field in _THINGS:
                yield wording_


_THINGS = ("body", "instrument", "law", "crime", "procedure")


def _is_place(name: str) -> bool:
    concept = _concepts().get(fold(name))
    return concept is not None and concept.field == "place"


def kind_of(phrase: Phrase) -> str:
    """ "person", a field of the glossary ("body", "law"), "name"; empty for any other word."""
    concept = _concepts().get(fold(phrase.inflected("nomn") or str(phrase)))
    if phrase.animate:
        return "person"
    if concept is not None and concept.field in (*_THINGS, "place"):
        return concept.field
    return "name" if phrase.proper else ""


def is_titled(text: str) -> bool:
    """Whether the glossary writes what a text begins with, by its first two words, with a capital:
    "Міжнародна асоціація", "Фундаментальні принципи"."""
    return " ".join(fold(text).split()[:2]) in _titles()


@cache
def _titles() -> frozenset[str]:
    wordings = (one for concept in load_glossary() for one in (*concept.uk, *concept.en))
    return frozenset(" ".join(fold(one).split()[:2]) for one in wordings if one[:1].isupper())


def names_a_place(found: Phrase | str) -> bool:
    return _is_place(found if isinstance(found, str) else found.inflected("nomn") or str(found))


def _articled(name: str, text: str) -> str:
    at = text.find(name)
    return f"the {name}" if text[max(0, at - 4) : at].lower() == "the " else name


def _is_thing(phrase: Phrase) -> bool:
    return phrase.proper or _telling(str(phrase))


def _telling(text: str) -> bool:
    lists = wording()
    light = lists.frame | lists.light | lists.general
    return any(bases.isdisjoint(light) for _, bases in content(text))


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


def main_topic(earlier: Sequence[Turn], language: str) -> str:
    """What the last question that names anything is about, in the nominative: its names, else all
    that it names."""
    for turn in reversed(earlier):
        found = named(turn.question)
        found = [one for one in found if not names_a_place(one)] or found
        names = [one for one in found if is_name(one)]
        chosen = [in_language(one, language) for one in names or found]
        kept = list(dict.fromkeys(one for one in chosen if one))[:_MOST_TOPICS]
        if kept:
            text = ", ".join(kept)
            return text[:1].upper() + text[1:]
    return ""


def is_name(found: Phrase | str) -> bool:
    return found[4:5].isupper() or found[:1].isupper() if isinstance(found, str) else found.proper


def without_names(question: str) -> str:
    """A question without the names in it: "з якого віку обирають" of "… до Верховної Ради?"."""
    for phrase in reversed(phrases(question)):
        if phrase.proper:
            before = _PREPOSITION.sub("", question[: phrase.span.start])
            question = before.rstrip() + question[phrase.span.end :]
    return question.strip(" ?!.")


_PREPOSITION = re.compile(r"\s(?:до|у|в|на|з|із|від|для|про|за|при|по)\s*$", re.IGNORECASE)


def in_language(found: Phrase | str, language: str) -> str:
    """A phrase in the nominative, in the other language where the glossary has it."""
    text = found if isinstance(found, str) else found.inflected("nomn") or str(found)
    wanted = "en" if language == "en" else "uk"
    if (language_of(text) == "en") == (wanted == "en"):
        return text
    if " " not in text and not text[:1].isupper():
        return text  # a common word has too many translations
    concept = _concepts().get(fold(re.sub(r"^the ", "", text, flags=re.IGNORECASE)))
    if concept is None or (wanted == "uk" and text in concept.uk):
        return text  # "Amnesty International" is written so in both
    made = (concept.en if wanted == "en" else concept.uk)[0]
    return f"the {made}" if wanted == "en" and " " in made else made


@cache
def _concepts() -> dict[str, Concept]:
    return {
        fold(wording): concept
        for concept in load_glossary()
        for wording in (*concept.uk, *concept.en)
    }
