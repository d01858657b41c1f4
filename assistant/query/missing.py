"""What is said of a place that is not there, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from dzherelo.assistant.query.targets import Target
from dzherelo.corpus.citations.pinpoint_resolver import LEVELS, Level
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Locator, Status


@cache
def _words(language: str) -> dict[str, Any]:
    data = tomllib.loads((resources.files(__package__) / "missing.toml").read_text("utf-8"))
    found: dict[str, Any] = data[language]
    return found


def title(source: str, language: str, library: Library) -> str:
    """What one would call a source in passing."""
    record = library.record(source)
    return record.short(language) if record else library.source(source).title or source


def no_such_place(language: str, target: Target, library: Library) -> str:
    """That the library has no such provision, and what there is instead."""
    words: dict[str, str] = _words(language)["place"]
    if target.source is None:
        return words["no-act"].format(target.pinpoint.other_act)
    name = title(target.source, language, library)
    if not library.has_text(target.source):
        return words["no-note"].format(name, _wanted(target, language), target.source)
    part = library.source(target.source).status is Status.PART
    said = [words["in-part" if part else "no-place"].format(name, _wanted(target, language))]
    said += _instead(target, language)
    said += [words["bring"].format(target.source)] if part else []
    return " ".join(said)


def _wanted(target: Target, language: str) -> str:
    """The place that is not there, down to the level that failed: "ст. 36, ч. 9"."""
    missing = target.resolved.missing
    if missing is None or missing == "section":
        return _in_language(target.resolved.wanted, language)
    place = {**_above(missing, target), missing: target.resolved.wanted}
    return Locator.read(place).label(language)


def _above(level: Level, target: Target) -> dict[str, str]:
    """The levels of the place that was wanted which stand above one."""
    above = LEVELS[: LEVELS.index(level)]
    return {name: value for name, value in target.pinpoint.place.items() if name in above}


def _instead(target: Target, language: str) -> list[str]:
    """What there is in the place of what is not there; nothing where that is not known."""
    words, resolved = _words(language)["place"], target.resolved
    extent = _in_language(resolved.extent, language)
    level = resolved.missing
    if level is None or level == "section":
        return [words["there-are"].format(extent)] if extent else []
    one, several, none = _words(language)["divided"][level]
    place = _above(level, target)
    label = Locator.read(place).label(language) if place else ""
    label = label[:1].upper() + label[1:]
    if not extent:
        return [words["undivided"].format(label, none)] if label and level != "paragraph" else []
    counted = one if len(resolved.existing) == 1 else several
    if not label:
        return [words["there"].format(counted, extent)]
    return [words["within"].format(label, counted, extent)]


def _in_language(place: str, language: str) -> str:
    """Divisions as the reader's language calls them: "розділ IX" is "section IX"."""
    if language == "en":
        for ours, theirs in _words("divisions").items():
            place = place.replace(ours, theirs)
    return place
