"""The Ukrainian-English glossary: which wordings of the two languages mean the same.

The head of the file that comes with the program describes the format, and a user's own files are
written the same way. Wordings are base forms; whoever searches with them lemmatises them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.language.words import is_cyrillic, is_latin
from dzherelo.corpus.tables import read_table

FIELDS = (
    "body",
    "instrument",
    "law",
    "crime",
    "procedure",
    "academic",
    "general",
    "place",
    "name",
)

GENERAL = Path(__file__).with_suffix(".toml")  # words of any field, which every library knows
_SHAPE = 'Write it as id = "українське; ще одне | English; another".'


@dataclass(frozen=True, slots=True)
class Concept:
    """Interchangeable wordings of one thing, in base form: at least one in each language.

    `id` is stable and unique in a glossary; `field` is one of `FIELDS`.
    """

    id: str
    uk: tuple[str, ...]
    en: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts in the order of their files; no two have the same id."""

    concepts: tuple[Concept, ...]

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)


def load_glossary(*paths: Path) -> Glossary:
    """The concepts of these files, in the order given.

    A concept of a later file takes the place of the one with the same id.
    Raises SettingsError, which names file, concept and remedy, if a file cannot be read or one of
    its concepts is not written as the format asks.
    """
    concepts: dict[str, Concept] = {}
    for path in paths:
        concepts.update({concept.id: concept for concept in _read(path)})
    return Glossary(tuple(concepts.values()))


def _read(path: Path) -> list[Concept]:
    concepts: dict[str, Concept] = {}
    for field, lines in read_table(path, "Glossary").fields.items():
        if not isinstance(lines, dict):
            raise SettingsError(
                f"Glossary {path}: {field!r} stands outside a table.",
                f"Put its line under a heading such as [{FIELDS[0]}].",
            )
        if field not in FIELDS:
            raise SettingsError(
                f"Glossary {path}: [{field}] is not a kind of concept.",
                f"Use one of {', '.join(FIELDS)}.",
            )
        for key, line in lines.items():
            if key in concepts:
                raise SettingsError(
                    f"Glossary {path}: the id {key!r} stands under [{concepts[key].field}] "
                    f"and under [{field}].",
                    "Give one of the two another id.",
                )
            concepts[key] = _concept(path, field, key, line)
    return list(concepts.values())


def _concept(path: Path, field: str, key: str, line: object) -> Concept:
    sides = line.split("|") if isinstance(line, str) else []
    if len(sides) != 2:
        raise SettingsError(f"{_where(path, key)} does not have two sides.", _SHAPE)
    uk, en = (tuple(map(str.strip, side.split(";"))) for side in sides)
    for wordings in (uk, en):
        if "" in wordings:
            raise SettingsError(f"{_where(path, key)} has an empty wording.", _SHAPE)
        if len(set(map(str.casefold, wordings))) < len(wordings):
            raise SettingsError(
                f"{_where(path, key)} has the same wording twice on one side: "
                f"{'; '.join(wordings)}.",
                "Keep one of the two.",
            )
    if is_latin(sides[0]) or is_cyrillic(sides[1]):
        _check_letters(_where(path, key), uk, en)
    return Concept(key, uk, en, field)


def _where(path: Path, key: str) -> str:
    return f"Glossary {path}: concept {key!r}"


def _check_letters(where: str, uk: tuple[str, ...], en: tuple[str, ...]) -> None:
    for wording in (*uk, *en):
        runs = re.findall(r"[^\W\d_]+", wording)
        if any(is_latin(letters) and is_cyrillic(letters) for letters in runs):
            raise SettingsError(
                f"{where}: {wording!r} mixes Latin and Cyrillic letters in one word.",
                "Type the word again with one keyboard layout.",
            )
    for wording in uk:
        if is_latin(wording) and not is_cyrillic(wording) and wording not in en:
            raise SettingsError(
                f"{where}: {wording!r} stands on the Ukrainian side in Latin letters.",
                "Ukrainian stands before the bar; a name written in Latin letters in Ukrainian "
                "texts too stands on both sides.",
            )
    for wording in en:
        if is_cyrillic(wording):
            raise SettingsError(
                f"{where}: {wording!r} stands on the English side in Cyrillic letters.",
                "English stands after the bar.",
            )
