"""The numbers and bullets of a DOCX file's lists, which it does not store as text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Any

from dzherelo.corpus.read.ooxml import W, value


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1
    restart: int | None = None  # the level, from 1, whose items begin it anew; None: any above it


class Lists:
    """Counts the items of every list of a document in the order in which they are asked for.

    A list that restarts a level has counters of its own; others share those of their definition,
    as in Word.
    """

    def __init__(self, root: Any) -> None:
        abstract = {
            item.get(f"{W}abstractNumId"): dict(map(_level, item.iter(f"{W}lvl")))
            for item in _all(root, "abstractNum")
        }
        styled = {
            value(item, "styleLink"): item.get(f"{W}abstractNumId")
            for item in _all(root, "abstractNum")
        }
        for item in _all(root, "abstractNum"):  # some only name the style that has the levels
            if style := value(item, "numStyleLink"):
                abstract[item.get(f"{W}abstractNumId")] = abstract.get(styled.get(style), {})
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}  # counters, levels
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        for item in _all(root, "num"):
            number, definition = item.get(f"{W}numId"), value(item, "abstractNumId")
            levels = dict(abstract.get(definition, {}))
            group = f"abstract {definition}"
            for override in item.iter(f"{W}lvlOverride"):
                group = f"list {number}"
                levels.update(map(_level, override.iter(f"{W}lvl")))
                at, start = _int(override.get(f"{W}ilvl"), 0), value(override, "startOverride")
                levels[at] = replace(
                    levels.get(at, _Level()), start=_int(start, levels.get(at, _Level()).start)
                )
            self._lists[number] = (group, levels)

    def marker(self, number: str, level: int) -> str:
        """The sign before the next item at `level` of the list `number`: "- ", "2. ", "a) "; empty
        if the list has none.
        """
        if number not in self._lists:
            return "- " if number != "0" else ""
        group, levels = self._lists[number]
        level = min(max(level, 0), 8)
        form = levels.get(level, _Level())
        if form.form == "bullet":
            return "- "
        counts = self._counts[group]
        if number not in self._begun:
            self._begun.add(number)
            if form.start != 1:
                counts.pop(level, None)
        counts[level] = counts.get(level, form.start - 1) + 1
        for deeper in range(level + 1, 9):
            restart = levels.get(deeper, _Level()).restart
            if restart is None or level < restart:
                counts.pop(deeper, None)
        if form.form == "none":
            return ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            own = levels.get(at, _Level())
            return _counted(counts.get(at, own.start), own.form)

        text = re.sub(r"%([1-9])", written, form.pattern).strip()
        return f"{text} " if text else ""


def _level(element: Any) -> tuple[int, _Level]:
    start, restart = value(element, "start"), value(element, "lvlRestart")
    return _int(element.get(f"{W}ilvl"), 0), _Level(
        form=value(element, "numFmt") or "decimal",
        pattern=value(element, "lvlText"),
        start=_int(start, 1),
        restart=_int(restart, 0) if restart else None,
    )


def _counted(number: int, form: str) -> str:
    cyrillic = "абвгдежзиклмнопрстуфхцчшщэюя"
    match form:
        case "lowerLetter" | "upperLetter":
            letters = ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1)
        case "russianLower" | "russianUpper":
            letters = cyrillic[(number - 1) % len(cyrillic)]
        case "lowerRoman" | "upperRoman":
            tens, ones = divmod(min(number, 200), 10)
            letters = "x" * tens + " i ii iii iv v vi vii viii ix".split(" ")[ones]
        case "decimalZero":
            return f"{number:02d}"
        case _:
            return str(number)
    return letters.upper() if "pper" in form else letters


def _all(root: Any, tag: str) -> Iterator[Any]:
    return iter(()) if root is None else root.iter(W + tag)


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default
