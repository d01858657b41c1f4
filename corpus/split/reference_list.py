"""The reference lists of an article: their headings in eight languages, what is in them, and where
they end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dzherelo.corpus.citations.entry_marks import mark_of
from dzherelo.corpus.split.entries import (
    Entry,
    entries_of,
    has_evidence,
    has_year,
    like_entry,
    names_first,
)
from dzherelo.corpus.split.lines import WORDS, Block, begins, headed, joined
from dzherelo.corpus.types import Kind, Locator

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_COUNT = re.compile(r"(?:§\s*)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Z])[.)]?\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*-?")

_APART = frozenset({Kind.NOTE, Kind.ROW, Kind.CAPTION, Kind.CODE, Kind.EQUATION, Kind.FRONT})

Ends = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list in an article: its lines `[start, end)`, headings among them, and its entries. Notes
    beside a list of works are no entries: their `kind` is NOTE."""

    start: int
    end: int
    section: str | None
    headings: tuple[Block, ...]
    entries: tuple[Entry, ...]
    kind: Kind = Kind.ENTRY


def is_list(block: Block) -> bool:
    """Whether it is worded as the heading of a reference list; of one of notes too."""
    return names_works(block.text) or _names_notes(block.text)


def _said(heading: str) -> list[str]:
    """The words of a heading in small letters, without its number; none of what is no heading."""
    text = _COUNT.sub("", heading, count=1) if len(heading) < 80 else ""
    spaced = re.sub(r"\b(\w) (?=\w\b)", r"\1", text)  # "R E F E R E N C E S"
    bare = spaced.lower().strip(" .:*_#")
    return _WORD.findall(bare) if not re.search(r"[.;!?\d]", bare) else []


def names_works(heading: str) -> bool:
    """Whether words head a list of works."""
    said = _said(heading)
    known = {*WORDS["lists"], *WORDS["listed"]}
    return 0 < len(said) < 9 and set(said) <= known and not {*WORDS["lists"]}.isdisjoint(said)


def _names_notes(heading: str) -> bool:
    return " ".join(_said(heading)) in WORDS["notes"]


def reference_lists(lines: Sequence[Block], begin: int, ends: Ends) -> list[ReferenceList]:
    """The lists of an article behind line `begin`, in order; those that the file tells, else where
    none has a heading the run of entries at its end. `ends` tells what opens a part behind them
    (names of authors and a title).

    Notes are the list where the article has no other."""
    found: list[ReferenceList] = []
    for at in range(begin, len(lines)):
        if found and at < found[-1].end:
            continue
        made = _headed(lines, at, ends) if is_list(lines[at]) else None
        if made is None and lines[at].told_kind is Kind.ENTRY:
            made = _from(lines, at, _stop(lines, at, ends))
        found += [_counted_on(found, made)] if made else []
    if not any(one.entries for one in found):
        found += _unheaded(lines, found[-1].end if found else begin, ends)
    if not any(one.entries for one in found if one.kind is Kind.ENTRY):
        found = [replace(one, kind=Kind.ENTRY) for one in found]
    return found


def listed_notes(lines: Sequence[Block], *, fewest: int = 3) -> dict[int, int]:
    """The notes of an article without a list, by where they begin, with the numbers under which
    they are its list: their printed ones, their places where these repeat. None unless there are a
    `fewest`, and half of them have what entries have."""
    noted = [block for block in lines if block.told_kind is Kind.NOTE]
    if len(noted) < fewest or sum(has_evidence(one.text) for one in noted) < len(noted) / 2:
        return {}
    entries, _ = entries_of(noted)
    return {entry.span.start: entry.number for entry in entries}


def _headed(lines: Sequence[Block], at: int, ends: Ends) -> ReferenceList | None:
    """The list under a heading; None where the lines below are something else."""
    section = lines[at].text.strip(" .:")
    section = section.capitalize() if section.isupper() else section
    headings, entries, end = [lines[at]], list[Entry](), at + 1
    notes = end < len(lines) and lines[end].told_kind is Kind.NOTE
    if end < len(lines) and _is_subheading(lines, end, ends):
        headings.append(lines[end])
        end += 1
    while end < len(lines):
        stop = _stop(lines, end, ends, notes=notes)
        made, taken = entries_of(lines[end:stop], len(entries) + 1)
        if entries and made and not _carries_on(entries, made):
            break
        entries += made
        end += taken
        parting = end < len(lines) and (
            _is_subheading(lines, end, ends) or (entries and not notes and _is_apart(lines[end]))
        )
        if not parting:
            break
        headings.append(lines[end])
        end += 1
    if not entries and at + 1 < _stop(lines, at + 1, ends, notes=notes):
        return None
    while len(headings) > 1 and headings[-1].span.start > _begin_of_last(entries):
        end = lines.index(headings.pop())
    kind = Kind.ENTRY if names_works(lines[at].text) else Kind.NOTE
    return ReferenceList(at, end, section, tuple(headings), tuple(entries), kind)


def _begin_of_last(entries: Sequence[Entry]) -> int:
    return entries[-1].span.start if entries else 0


def _is_apart(block: Block) -> bool:
    """Whether it is a note, a part of a table or the like that stands amid the list's pages."""
    return block.told is not None and block.told.kind in _APART


def _carries_on(entries: Sequence[Entry], made: Sequence[Entry]) -> bool:
    return made[0].number == entries[-1].number + 1


def _stop(lines: Sequence[Block], at: int, ends: Ends, *, notes: bool = False) -> int:
    """The first line from `at` on that is surely no entry's; in a list of `notes` these are."""
    for place in range(at, len(lines)):
        if _is_behind(lines[place], ends) or (not notes and _is_apart(lines[place])):
            return place
    return len(lines)


def _is_behind(block: Block, ends: Ends) -> bool:
    """Whether a line opens what stands behind a list: another list, an appendix, an abstract, a
    note on the authors or on the day when the article came in."""
    told = block.told.kind if block.told else None
    if told in (Kind.ENTRY, Kind.NOTE):
        return False
    text = block.text
    headed_so = _COUNT.sub("", text, count=1)
    named = len(text) < 80 and headed_so[:1].isupper() and begins(headed_so, WORDS["behind"])
    dated = len(text) < 200 and begins(text, WORDS["dated"])
    parted = is_list(block) or headed(block, "abstract") or headed(block, "keywords")
    return bool(
        told is Kind.HEADING or named or dated or parted or (ends(text) and not has_year(text))
    )


def _is_subheading(lines: Sequence[Block], at: int, ends: Ends) -> bool:
    """Whether a line parts a list ("Internet sources"): entries go on below it."""
    block, below = lines[at], lines[at + 1 : at + 3]
    told = block.told is not None and block.told.kind is Kind.HEADING
    plain = mark_of(block.text) is None and not like_entry(block.text)
    short = len(block.text) < 80 and block.text[-1] not in ".,;" and plain
    behind = not told and _is_behind(block, ends)
    named = begins(block.text, WORDS["behind"]) or is_list(block)
    return (told or short) and not behind and not named and bool(below) and _are_entries(below)


def _are_entries(lines: Sequence[Block]) -> bool:
    told = [block.told_kind is Kind.ENTRY for block in lines]
    return all(told) or all(mark_of(one.text) or names_first(one.text) for one in lines)


def _counted_on(found: Sequence[ReferenceList], made: ReferenceList) -> ReferenceList:
    """A further list without printed numbers counts on from the last one; the same works in other
    letters, as many as in the first, keep the numbers of the first."""
    before = [one for one in found if one.kind is made.kind and one.entries]
    if not before or any(entry.skip for entry in made.entries):
        return made
    if len(before[0].entries) == len(made.entries):
        return made
    shift = sum(len(one.entries) for one in before)
    moved = [replace(entry, number=entry.number + shift) for entry in made.entries]
    return replace(made, entries=tuple(moved))


def _unheaded(
    lines: Sequence[Block], begin: int, ends: Ends, *, fewest: int = 3
) -> list[ReferenceList]:
    """The run of entries at the end of an article whose list has no heading: counted from 1, or as
    they look; no run of fewer than `fewest`."""
    stop = len(lines)
    for at in range(len(lines) - 1, begin, -1):
        if _is_behind(lines[at], ends):
            stop = at
        mark = mark_of(lines[at].text)
        if mark and mark.number == 1:
            made = _from(lines, at, stop)
            alike = [like_entry(one.text[mark.length :]) for one in lines[at : made.end]]
            enough = len(made.entries) >= fewest and sum(alike) > 0.8 * len(alike)
            if enough and made.end == stop:
                return [made]
    start = len(lines)
    while start > begin and names_first(text := lines[start - 1].text) and has_year(text):
        start -= 1
    return [_from(lines, start, len(lines))] if len(lines) - start >= fewest else []


def _from(lines: Sequence[Block], start: int, stop: int) -> ReferenceList:
    entries, taken = entries_of(lines[start:stop])
    headed_by = lines[start - 1] if start and lines[start - 1].told_kind is Kind.HEADING else None
    section = headed_by.text.strip(" .:") if headed_by else None
    return ReferenceList(start, start + taken, section, (), tuple(entries))


def add_list(builder: Builder, one: ReferenceList) -> None:
    """Adds the headings and entries of a list as passages."""
    headings = list(one.headings)
    for entry in one.entries:
        while headings and headings[0].span.start < entry.span.start:
            _add_parting(builder, one, headings.pop(0))
        note = one.kind is Kind.NOTE
        place = Locator(section=one.section, entry=None if note else entry.number)
        named = "Примітка {0}. Note {0}." if note else "Джерело {0}. Reference {0}."
        context = joined([one.section, named.format(entry.number)])
        builder.add(entry.span, one.kind, place, context=context, skip=entry.skip)
    for heading in headings:
        _add_parting(builder, one, heading)


def _add_parting(builder: Builder, one: ReferenceList, block: Block) -> None:
    kind = block.told.kind if block.told and _is_apart(block) else Kind.HEADING
    context = joined([one.section]) if kind is not Kind.HEADING else ""
    builder.add(block.span, kind, Locator(section=one.section), context=context)
