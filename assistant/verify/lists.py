"""The word lists of `words.toml`, ready for use."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Lists:
    """Sets of base forms, and the patterns in which a negation denies nothing.

    `same` has, by each word, those that may stand for it; `quantifiers` and `modality` are by name;
    each of `contrasts` is a tuple of sides, of base forms and of ids of the glossary; the bounds of
    numbers are in the order in which they are tried.
    """

    reporting: frozenset[str]
    particles: frozenset[str]
    denying: frozenset[str]
    without: frozenset[str]
    idle: re.Pattern[str]
    quantifiers: dict[str, frozenset[str]]
    modality: dict[str, frozenset[str]]
    contrasts: tuple[tuple[frozenset[str], ...], ...]
    actors: frozenset[str]
    exceptions: re.Pattern[str]
    refusing: frozenset[str]
    concessions: re.Pattern[str]
    telling: tuple[re.Pattern[str], ...]
    order: dict[str, dict[str, re.Pattern[str]]]
    degrees: dict[str, frozenset[str]]
    same: dict[str, frozenset[str]]
    bodies: frozenset[str]
    even: frozenset[str]
    verbs: frozenset[str]
    participles: frozenset[str]
    bounds_before: tuple[tuple[str, re.Pattern[str]], ...]
    bounds_after: tuple[tuple[str, re.Pattern[str]], ...]


_BEFORE_NUMBER = (
    r"(?:,? ніж|,? як| за| від| через| у| в| по| на| із| з| by| in| of| on)*"
    r"(?: the| a| an| всього)?\s+"
)


@cache
def lists() -> Lists:
    """The lists, read once."""
    data = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
    negation = data["negation"]
    return Lists(
        reporting=_set(data["reporting"]),
        particles=_set(negation["particles"]),
        denying=_set(negation["verbs"]),
        without=_set(negation["without"]),
        idle=_any(negation["idle"]),
        quantifiers={name: _set(forms) for name, forms in data["quantifiers"].items()},
        modality={name: _set(forms) for name, forms in data["modality"].items()},
        contrasts=tuple(
            tuple(_set(side) for side in row.split("|")) for row in data["contrasts"]["sides"]
        ),
        actors=_set(data["actors"]["words"]),
        exceptions=_any(data["exceptions"]["patterns"]),
        refusing=_set(data["refusing"]["words"]),
        concessions=_any(data["concessions"]["patterns"]),
        telling=tuple(re.compile(row, re.IGNORECASE) for row in data["telling"]["rows"]),
        order={
            side: {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}
            for side, patterns in data["order"].items()
        },
        same=_rows(data["same"]["rows"]),
        bodies=_set(data["bodies"]["words"]),
        even=_set(data["even"]["words"]),
        verbs=_set(data["verbs"]["words"]),
        participles=_set(data["verbs"]["participles"]),
        degrees={name: _set(forms) for name, forms in data["degrees"].items()},
        bounds_before=_bounds(data["bounds"]["before"], rf"(?<!\w)(?:{{}}){_BEFORE_NUMBER}$"),
        bounds_after=_bounds(data["bounds"]["after"], r"\s+(?:\w+ ){{0,2}}(?:{})(?!\w)"),
    )


def _set(forms: str) -> frozenset[str]:
    return frozenset(forms.split())


def _rows(rows: list[str]) -> dict[str, frozenset[str]]:
    """By each word of the rows, all words of those that have it."""
    found: dict[str, frozenset[str]] = {}
    for row in map(_set, rows):
        for word in row:
            found[word] = found.get(word, frozenset()) | row
    return found


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _bounds(patterns: dict[str, list[str]], form: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (bound, re.compile(form.format("|".join(wordings)), re.IGNORECASE))
        for bound, wordings in patterns.items()
    )
