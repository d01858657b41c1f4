"""Ukrainian noun phrases: where they stand in a text, their gender and number, and their cases.

Read with pymorphy3's dictionary. A phrase is a noun with the adjectives before it and the genitives
behind it: "Міжнародна спілка пасічників".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dzherelo.corpus.language.words import Word, fold, is_cyrillic, words
from dzherelo.corpus.language.words import parses as parses_of
from dzherelo.corpus.types import Span

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_ATTRIBUTES = ("ADJF", "PRTF")
_AND = ("і", "й", "та")
_NEVER_NOUNS = ("PREP", "CONJ", "PRCL", "NPRO", "NUMR", "VERB", "INFN", "PRED", "ADVB", "GRND")
_MODAL = ("треба", "можна", "слід")
_OF_MANY = ("ів", "їв")  # "суддів": of judges, seldom a judge's


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase of `text`: its span, and its head's gender ("masc", "femn", "neut" or "plur")
    and case. `proper` says that it is written with a capital where no sentence begins."""

    text: str
    span: Span
    gender: str
    case: str
    proper: bool
    animate: bool
    agreeing: tuple[Word, ...]  # the head and its adjectives, which change with the case

    def __str__(self) -> str:
        return self.span.of(self.text)

    def inflected(self, case: str) -> str | None:
        """The phrase in another case; None where the dictionary cannot say it."""
        if case == self.case:
            return str(self)
        made = str(self)
        for word in reversed(self.agreeing):
            form = self._form(word, case)
            if form is None:
                return None
            start = word.span.start - self.span.start
            end = word.span.end - self.span.start
            made = made[:start] + _like(made[start:end], form) + made[end:]
        return made

    def _form(self, word: Word, case: str) -> str | None:
        if word is self.agreeing[-1]:
            return _inflected(word.form, self.gender, self.case, case)
        if case == "accs" and self.gender in ("masc", "plur"):
            case = "gent" if self.animate else "nomn"
        form = _inflected(word.form, self.gender, self.case, case)
        if form and case == "loct" and self.gender in ("masc", "neut"):
            return f"{form[:-2]}ому" if form.endswith(("им", "ім")) else form  # not the bookish one
        return form


def phrases(text: str) -> tuple[Phrase, ...]:
    """The Ukrainian noun phrases of `text`, in order; none lies within another."""
    said = [word for word in words(text)]
    found: list[Phrase] = []
    at = 0
    while at < len(said):
        phrase, end = _phrase(text, said, at)
        if phrase:
            found.append(phrase)
        at = max(end, at + 1)
    return tuple(found)


def phrase_within(text: str) -> Phrase | None:
    """The first noun phrase of a text that stands within a sentence, so that a capital names."""
    return next(iter(phrases(f"– {text}")), None)


def _phrase(text: str, said: Sequence[Word], at: int) -> tuple[Phrase | None, int]:
    """The phrase that begins at a word, and where it ends."""
    head = at
    while head < len(said) and _is_attribute(said[head]) and not _is_noun(text, said, head):
        head += 1
        if head < len(said) and said[head].form in _AND and head + 1 < len(said):
            head += _is(said[head + 1], _ATTRIBUTES)
    if head >= len(said) or not _is_noun(text, said, head) or not _joined(text, said, at, head):
        return None, at + 1
    adjectives = [word for word in said[at:head] if word.form not in _AND]
    parse = _head_parse(said[head], adjectives)
    if parse is None:
        return None, at + 1
    end = head + 1
    while end < len(said) and _joined(text, said, end - 1, end) and _is_genitive(said, end):
        end += 1
    if end < len(said) and _is(said[end - 1], _ATTRIBUTES) and not _is(said[end - 1], ("NOUN",)):
        end -= 1  # an adjective whose noun is no genitive
    span = Span(said[at].span.start, said[end - 1].span.end)
    begins = not text[: span.start].strip(' «"“(') or text[: span.start].rstrip()[-1:] in ".?!"
    upper = [text[word.span.start].isupper() for word in said[at:end]]
    proper = any(upper[1:]) or (upper[0] and not begins)
    gender = parse.tag.number if parse.tag.number == "plur" else parse.tag.gender
    agreeing = (*adjectives, said[head])
    animate = parse.tag.animacy == "anim"
    return Phrase(text, span, str(gender), _case(parse.tag), proper, animate, agreeing), end


def _joined(text: str, said: Sequence[Word], first: int, last: int) -> bool:
    return all(
        not text[said[n].span.end : said[n + 1].span.start].strip(' «»"-')
        for n in range(first, last)
    )


@lru_cache(maxsize=20_000)
def _tags(form: str) -> tuple[Any, ...]:
    return parses_of(form) if is_cyrillic(form) else ()


def _is(word: Word, kinds: tuple[str, ...]) -> bool:
    return any(parse.tag.POS in kinds for parse in _tags(word.form))


def _is_attribute(word: Word) -> bool:
    return _is(word, _ATTRIBUTES) and not _is(word, ("VERB",))


def _is_noun(text: str, said: Sequence[Word], at: int) -> bool:
    """A noun and nothing else, or a noun written with a capital, or one that ends the phrase."""
    found = _tags(said[at].form)
    if said[at].form in _MODAL or not any(parse.tag.POS == "NOUN" for parse in found):
        return False
    if any(parse.tag.POS in _NEVER_NOUNS for parse in found):
        return False
    if not any(parse.tag.POS in _ATTRIBUTES for parse in found):
        return True
    if said[at].form.endswith(_OF_MANY):
        return True
    named = text[said[at].span.start].isupper() and at > 0 and _is(said[at - 1], _ATTRIBUTES)
    if named or at + 1 >= len(said) or not _joined(text, said, at, at + 1):
        return True
    return not any(_agrees(said[at], parse.tag) for parse in _tags(said[at + 1].form))


def _head_parse(head: Word, adjectives: Sequence[Word]) -> Any | None:
    """The reading of the head with which all its adjectives agree."""
    fitting = [
        parse
        for parse in _tags(head.form)
        if parse.tag.POS == "NOUN"
        and parse.tag.case != "voct"
        and all(_agrees(word, parse.tag) for word in adjectives)
    ]
    return min(fitting, key=_likelihood, default=None)


def _likelihood(parse: Any) -> tuple[bool, int, bool]:
    """Common words before names, short ones before long, the singular before the plural."""
    return "Name" in parse.tag, len(parse.normal_form), parse.tag.number == "plur"


def _agrees(word: Word, tag: Any) -> bool:
    return any(
        parse.tag.POS in _ATTRIBUTES
        and _case(parse.tag) == _case(tag)
        and (parse.tag.number == "plur") == (tag.number == "plur")
        and (tag.number == "plur" or parse.tag.gender in (None, tag.gender))
        for parse in _tags(word.form)
    )


def _is_genitive(said: Sequence[Word], at: int) -> bool:
    if said[at].form in _AND or not is_cyrillic(said[at].form):
        return False
    found = _tags(said[at].form)
    if any(
        parse.tag.POS in ("PREP", "CONJ", "PRCL", "NPRO", "VERB", "INFN", "ADVB") for parse in found
    ):
        return False
    return (
        any(parse.tag.POS in ("NOUN", *_ATTRIBUTES) and parse.tag.case == "gent" for parse in found)
        or said[at].form == "оон"
    )


def _case(tag: Any) -> str:
    """The dictionary leaves the nominative of some nouns unsaid."""
    return str(tag.case or "nomn")


def _inflected(form: str, gender: str, now: str, case: str) -> str | None:
    for parse in _tags(form):
        tag = parse.tag
        plural = tag.number == "plur"
        if _case(tag) != now or plural != (gender == "plur"):
            continue
        if tag.POS not in ("NOUN", *_ATTRIBUTES) or (
            not plural and tag.gender not in (None, gender)
        ):
            continue
        if case == "nomn" and tag.POS == "NOUN" and not plural:
            return fold(parse.normal_form)
        made = parse.inflect({case, "plur"} if plural else {case})
        return fold(made.word) if made else None
    return None


def _like(written: str, form: str) -> str:
    if written.isupper() and len(written) > 1:
        return written
    return form[:1].upper() + form[1:] if written[:1].isupper() else form


def is_adjective(form: str) -> bool:
    """Whether a folded Ukrainian word can only be an adjective."""
    found = _tags(form)
    return bool(found) and all(parse.tag.POS in _ATTRIBUTES for parse in found)
