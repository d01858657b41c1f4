"""The numbers and bullets of Word's lists, which a DOCX file does not store as text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1


@dataclass
class Numbering:
    """Counts the items of every list of a document in the order in which they are asked for."""

    lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _begun: set[str] = field(default_factory=set)

    def marker(self, number: str, level: int) -> str:
        """The sign before the next item at `level` of the list `number`: "- ", "2. ", "a) "; empty
        if the list has none.
        """
        if number not in self.lists:
            return "- " if number != "0" else ""
        group, levels = self.lists[number]
        level = min(max(level, 0), _LEVELS - 1)
        form = levels.get(level, _Level())
        if form.form == "bullet":
            return "- "
        counts = self._counts[group]
        if number not in self._begun:
            self._begun.add(number)
            if form.start != 1 or level not in counts:
                counts.pop(level, None)
        counts[level] = counts.get(level, form.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            counts.pop(deeper, None)
        if form.form == "none":
            return ""
        return self._written(form, levels, counts)

    def _written(self, form: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            own = levels.get(level, _Level())
            return _counted(counts.get(level, own.start), own.form)

        text = re.sub(r"%([1-9])", number, form.pattern).strip()
        return f"{text} " if text else ""


def numbering(root: Any | None, w: str) -> Numbering:
    """The lists that a numbering part defines; `w` is the namespace, in braces.

    A list that restarts a level has counters of its own; others share those of their definition,
    as in Word.
    """
    if root is None:
        return Numbering()
    abstract = {
        item.get(f"{w}abstractNumId"): dict(_level(level, w) for level in item.iter(f"{w}lvl"))
        for item in root.iter(f"{w}abstractNum")
    }
    lists: dict[str, tuple[str, dict[int, _Level]]] = {}
    for item in root.iter(f"{w}num"):
        number = item.get(f"{w}numId")
        definition = _value(item, f"{w}abstractNumId", w)
        levels = dict(abstract.get(definition, {}))
        group = f"abstract {definition}"
        for override in item.iter(f"{w}lvlOverride"):
            group = f"list {number}"
            levels.update(_level(level, w) for level in override.iter(f"{w}lvl"))
            at = int(override.get(f"{w}ilvl") or 0)
            start = _value(override, f"{w}startOverride", w)
            if start.isdecimal():
                old = levels.get(at, _Level())
                levels[at] = _Level(old.form, old.pattern, int(start))
        lists[number] = (group, levels)
    return Numbering(lists)


def _level(element: Any, w: str) -> tuple[int, _Level]:
    start = _value(element, f"{w}start", w)
    form = _value(element, f"{w}numFmt", w) or "decimal"
    pattern = _value(element, f"{w}lvlText", w)
    level = int(element.get(f"{w}ilvl") or 0)
    return level, _Level(form, pattern, int(start) if start.isdecimal() else 1)


def _value(element: Any, tag: str, w: str) -> str:
    found = element.find(tag)
    return "" if found is None else found.get(f"{w}val") or ""


def _counted(number: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter":
            letters = _LATIN[(number - 1) % 26] * ((number - 1) // 26 + 1)
        case "russianLower" | "russianUpper":
            letters = _CYRILLIC[(number - 1) % len(_CYRILLIC)]
        case "lowerRoman" | "upperRoman":
            letters = _roman(number)
        case "decimalZero":
            return f"{number:02d}"
        case _:
            return str(number)
    return letters.upper() if form.endswith(("Upper", "upperLetter", "upperRoman")) else letters


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        while number >= value and len(written) < 20:
            written += sign
            number -= value
    return written
