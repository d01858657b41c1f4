"""Pronouns of a question that refer to what was said before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dzherelo.corpus.language.inflect import phrases
from dzherelo.corpus.language.words import fold
from dzherelo.corpus.types import Span

_UK: dict[str, tuple[str, str]] = {
    # form: (genders it may stand for, case)
    "він": ("masc", "nomn"), "вона": ("femn", "nomn"), "воно": ("neut", "nomn"),
    "вони": ("plur", "nomn"), "його": ("masc neut", "accs"), "її": ("femn", "accs"),
    "їх": ("plur", "accs"), "йому": ("masc neut", "datv"), "їй": ("femn", "datv"),
    "їм": ("plur", "datv"), "ним": ("masc neut", "ablt"), "нею": ("femn", "ablt"),
    "ними": ("plur", "ablt"), "нього": ("masc neut", "gent"), "неї": ("femn", "gent"),
    "них": ("plur", "gent"), "ньому": ("masc neut", "loct"), "ній": ("femn", "loct"),
    **dict.fromkeys(
        "їхній їхня їхнє їхні їхніх їхньої їхнього їхньому їхньою їхню їхнім їхніми".split(),
        ("plur", "gent"),
    ),
    "туди": ("masc femn neut", "gent"), "там": ("masc femn neut", "loct"),
    "це": ("", ""), "цього": ("", ""), "цьому": ("", ""), "цим": ("", ""), "такого": ("", ""),
}  # fmt: skip
_EN = {
    "it": "one", "its": "one", "they": "many", "them": "many", "their": "many", "he": "he",
    "him": "he", "his": "he", "she": "he", "her": "he", "there": "one", "this": "", "that": "",
    "these": "", "those": "",
}  # fmt: skip
_BEHIND = re.compile(
    r",\s*(?:(?:у|в|на|до|від|з|із|про|за)\s+)?(?:оцього|цього|цієї|цих|цьому|цій|цим|цією|цими|цю|"
    r"той|та|те|ті|ту|того|тієї|тих|тому|тій|тим|тією|тими)\s+(?P<named>[^,?!.]+)[?!.\s]*$",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(  # "how many founders does it take?", "is it allowed to …?"
    r"\b(?:(?:does|did|will|would|must|should|can) it (?:take|cost|need|matter|mean)\b|"
    r"(?:is|was) it (?:possible|allowed|legal|lawful|necessary|required|true|enough|mandatory|"
    r"obligatory|compulsory|forbidden|prohibited|okay|ok)\b|it takes\b)",
    re.IGNORECASE,
)
_IF_IT_IS = re.compile(r"\W*if it (?:is|was)\b", re.IGNORECASE)
_ANY_ONE = re.compile(r"\b(?:if|when|can|may|must|should|does|has)\s+an?\s+[a-z]+", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;:–—]|(?<!\w)(?:якщо|коли|що|щоб|бо|якби|як|й|і|та|або|чи)(?!\w)", re.IGNORECASE
)
_PRONOUN = re.compile(rf"(?<![\w'-])(?:{'|'.join((*_UK, *_EN))})(?![\w'-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of a question: what it may stand for ("masc", "femn", "neut", "plur"; "one",
    "many" in English; nothing for "це", which stands for all that was said) and its case."""

    span: Span
    form: str
    genders: tuple[str, ...]
    case: str = ""

    @property
    def is_english(self) -> bool:
        return self.form.isascii()


def pronoun_in(body: str) -> Pronoun | None:
    """The first pronoun that refers to something outside the question; None if there is none."""
    for match in _PRONOUN.finditer(body):
        form = fold(match[0])
        genders, case = _UK.get(form) or (_EN[form], "")
        if form == "that" and match.start() > 0:
            continue  # "states that": a conjunction
        if _refers_within(body[: match.start()], form, genders.split()):
            continue
        if _named_behind(body[match.end() :]):
            continue
        if form == "it" and (_IF_IT_IS.match(body) or _is_expletive(body, match.start())):
            continue
        if form == "there" and re.search(r"\b(?:is|are|was|were)\s+$", body[: match.start()], re.I):
            continue
        return Pronoun(Span(*match.span()), form, tuple(genders.split()), case)
    return None


def _is_expletive(body: str, at: int) -> bool:
    """Whether the "it" that begins there stands for nothing."""
    return any(found.start() <= at < found.end() for found in _EXPLETIVE.finditer(body))


def _named_behind(after: str) -> bool:
    """Whether the question itself says at its end what a pronoun stands for: "які в нього напрямки,
    цього співробітництва?"."""
    named = _BEHIND.search(after)
    return named is not None and bool(phrases(named["named"]))


def _refers_within(before: str, form: str, genders: Sequence[str]) -> bool:
    """Whether what stands before a pronoun in its own question says what it stands for."""
    if re.search(r"[?.!]\s", before):
        return True
    if form in ("its", "their", "his", "her"):  # "if a country hasn't paid its dues"
        return _ANY_ONE.search(before) is not None
    if form in ("туди", "там"):
        return False
    clauses = list(_CLAUSE.finditer(before))
    # Within one clause a pronoun is somebody else: "а жертвам вони чим допомагають?".
    return bool(clauses) and any(
        one.gender in genders for one in phrases(before[: clauses[-1].start()])
    )
