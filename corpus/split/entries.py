"""The entries of a reference list: where each begins and ends, under which number, however the
list is printed: numbered, keyed, or by hanging indents alone.

Numbers are a chain: what carries the next number begins the next entry, all between belongs to
the one before. Without numbers an entry begins where the last is complete and a line begins as
entries do: with names, or with words of its own and what only entries have (year, pages, DOI).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dzherelo.corpus.citations.entry_marks import Mark, digits_number, mark_of
from dzherelo.corpus.split.lines import Block, begins
from dzherelo.corpus.types import Kind, Span

_YEAR = re.compile(r"(?<![\d.])(?:1[4-9]|20)\d\d[a-zа-яіїє]?(?![\d])")
_EVIDENCE = re.compile(
    r"https?:|www\.|\bdoi\b|10\.\d{4,}/|arxiv|(?<![\d.])(?:1[4-9]|20)\d\d[a-zа-я]?(?!\d)|"
    r"\d\s?[-–—]\s?\d|\b(?:pp?|vol|[сСcCSsTtт]|Bd|isbn)\.\s?\d|\(n\.\s?d\.|\bin press\b|\bБ\. ?м\.",
    re.IGNORECASE,
)
_INITIALS = (
    r"[^\W\d_a-zа-яіїєґ]{1,3}(?:\.(?:\s?-?\s?[^\W\d_a-zа-яіїєґ]\.?)*|(?=[,.;:\s])|-[^\W\d_])"
)
_SURNAME = (
    r"(?:(?:d[eiau]|del|della|van|von|der|den|ten|la|le|el|al|bin|ибн|фон|де|ван)[\s-]){0,3}"
    + (r"[^\W\d_a-zа-яіїєґ][\w'’ʼ´`-]+")
)
_NAMES = re.compile(
    rf"[-–—_]{{2,}}|[-–—]\s?,|{_SURNAME}(?:\s{_SURNAME})?(?:,\s*|\s+){_INITIALS}|"
    rf"(?:{_INITIALS}\s*){{1,3}}(?:and\s|&\s|et\s)?\s*{_SURNAME}|"
    rf"{_SURNAME}(?:\s{_SURNAME})?,\s+[^\W\d_a-zа-яіїєґ][\w'’-]+(?:[\s,.;(]|$)"
)
_FULL_NAMES = re.compile(  # "Bea Ames and Daniel Fox. 2003", "Bea Ames, and Daniel Fox. Lenses"
    rf"(?:{_SURNAME}|{_INITIALS})(?:[\s,]+(?:and\s+|&\s*|et\s+|und\s+)?"
    rf"(?:{_SURNAME}|{_INITIALS}|al\.))*(?:[.,:]?\s+\(?(?:1[4-9]|20)\d\d|"
    rf"[\s,]+(?:and|&|et|und)\s+(?:{_SURNAME}|{_INITIALS})(?:\s(?:{_SURNAME}|{_INITIALS})){{1,3}}\.\s)"
)
_TITLED = re.compile(  # "The pandas team. (2022).", "Employability skills (n.d.)."
    r"[^\d()]{3,120}\((?:(?:1[4-9]|20)\d\d[a-zа-я]?|n\.\s?d\.|б\.\s?[рд]\.)[^()]{0,20}\)[.,:]"
)
_OPEN = re.compile(
    r"(?:[,:&(\[/–—-]|\b(?:and|und|et|y|e|i|та|і|и|of|the|in|for|on|a))$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in the text: its first `skip` characters are the printed mark; `key`
    is the list's own name for it ("Smi20"), empty where it has none."""

    span: Span
    number: int
    skip: int = 0
    key: str = ""


def names_first(text: str) -> bool:
    """Whether a line begins with the names of authors, or with what stands in their place before
    the year."""
    return any(shape.match(text) for shape in (_NAMES, _FULL_NAMES, _TITLED))


def has_year(text: str) -> bool:
    return _YEAR.search(text) is not None


def like_entry(text: str) -> bool:
    """Whether a line by itself could be an entry of a reference list, whole or its beginning."""
    return names_first(text) or (not text[:1].islower() and has_evidence(text))


def entries_of(lines: Sequence[Block], first: int = 1) -> tuple[list[Entry], int]:
    """The entries with which `lines` begin, and how many lines they take; without printed numbers
    they are counted from `first` on."""
    if lines and lines[0].told and lines[0].told.kind in (Kind.ENTRY, Kind.NOTE):
        return _told(lines, lines[0].told.kind, first)
    chain = _chain(lines)
    if chain:
        return _numbered(lines, chain)
    return _unnumbered(lines, first)


def _told(lines: Sequence[Block], kind: Kind, first: int) -> tuple[list[Entry], int]:
    """Entries that the file itself tells; what stands untold between two of them goes on the first
    or is one too, as it looks; what begins as no entry does goes on the one before."""
    told = [block.told is not None and block.told.kind is kind for block in lines]
    end = max(at for at, one in enumerate(told) if one) + 1
    found: list[Entry] = []
    for at, block in enumerate(lines[:end]):
        mark = mark_of(block.text)
        label = block.told.label if block.told else ""
        rest = _is_rest(block.text) and not (mark or label or names_first(block.text))
        if found and (rest or (not told[at] and _goes_on(lines[at - 1].text, block.text))):
            found[-1] = replace(found[-1], span=Span(found[-1].span.start, block.span.end))
            continue
        number = digits_number(label) or (mark.number if mark else 0) or first + len(found)
        key = "" if digits_number(label) else label
        found.append(Entry(block.span, number, mark.length if mark else 0, key))
    if len({entry.number for entry in found}) < len(found):  # counted anew on each page
        found = [replace(entry, number=first + at) for at, entry in enumerate(found)]
    return found, end


# By printed numbers and keys ----------------------------------------------------------------------


def _chain(lines: Sequence[Block], *, gap: int = 3) -> list[tuple[int, Mark]]:
    """Where entries begin by their marks: all of the first line's style, their numbers rising by
    one (by up to `gap` where the number between is nowhere); none where the first has no mark."""
    first = mark_of(lines[0].text) if lines else None
    if first is None or (first.style == "bare" and first.number != 1):
        return []
    marks = [(at, mark) for at, block in enumerate(lines) if (mark := mark_of(block.text))]
    marks = [(at, mark) for at, mark in marks if mark.style == first.style]
    if not first.number:
        return marks
    chain = [marks[0]]
    for place, (at, mark) in enumerate(marks[1:], start=1):
        step = mark.number - chain[-1][1].number
        later = {one.number for _, one in marks[place + 1 :]}
        missing = range(chain[-1][1].number + 1, mark.number)
        if step == 1 or (1 < step <= gap and later.isdisjoint(missing)):
            chain.append((at, mark))
    return chain


def _numbered(lines: Sequence[Block], chain: Sequence[tuple[int, Mark]]) -> tuple[list[Entry], int]:
    found: list[Entry] = []
    end = _end_of_last(lines, chain[-1][0])
    stops = [at for at, _ in chain[1:]] + [end]
    for (at, mark), stop in zip(chain, stops, strict=True):
        start, skip, number = lines[at].span.start, mark.length, mark.number or len(found) + 1
        following = mark.number + 1
        for block in lines[at:stop]:
            for inner, length in _inner_marks(block, mark, following, block is lines[at]):
                found.append(Entry(Span(start, inner.start), number, skip, mark.key))
                start, skip, number = inner.end, length, following
                following += 1
        found.append(Entry(Span(start, lines[stop - 1].span.end), number, skip, mark.key))
    return found, end


def _inner_marks(block: Block, mark: Mark, number: int, opens: bool) -> Iterator[tuple[Span, int]]:
    """Where the next numbers stand inside a line whose line ends were lost: the gap before each,
    and the length of its mark."""
    if mark.style not in ("bracket", "note") or not mark.number:
        return
    place = mark.length if opens else 0
    shape = r"(?<=\S)(\s+)(\[\^?{}\]:?\s*)(?=\S)"
    while match := re.compile(shape.format(number)).search(block.text, place):
        start = block.span.start
        yield Span(start + match.start(), start + match.start(2)), len(match[2])
        place, number = match.end(), number + 1


def _end_of_last(lines: Sequence[Block], at: int) -> int:
    """Where the last entry of a numbered list ends: only what plainly goes on it belongs to it, and
    what it lacks, its year or pages, on the line below."""
    end, said = at + 1, lines[at].text
    while end < len(lines):
        text = lines[end].text
        lacking = len(text) < 120 and not has_evidence(said) and has_evidence(text)
        if not (lacking or _goes_on(said, text)):
            break
        end, said = end + 1, f"{said}\n{text}"
    return end


def has_evidence(text: str) -> bool:
    """Whether a text has what entries have: a year, pages, a volume, an address, an id."""
    return _EVIDENCE.search(text) is not None


def _goes_on(before: str, text: str) -> bool:
    """Whether a line goes on an entry by its own looks, or by the entry's, which is not over."""
    return _is_rest(text) or _OPEN.search(before) is not None


def _is_rest(text: str) -> bool:
    """Whether a line looks like the rest of an entry: an address, an id, a day of access, small
    letters, a year, volume and pages."""
    signs = "http://,https://,url,<http,www,doi,(дата,(accessed,pmid,isbn,org/".split(",")
    lead = text.lower().startswith(tuple(signs))
    led = begins(text, ("режим доступу", "режим доступа", "available", "retrieved", "verfügbar"))
    low = text[0].islower() or text[0] in "&),.;:–" or _YEAR.match(text) is not None
    counted = re.match(r"\d+[\s:(–-]*\d*[\s.,:;)–-]", text) is not None and len(text) < 40
    return lead or led or low or counted


# Without numbers ------------------------------------------------------------------------------


def _unnumbered(lines: Sequence[Block], first: int) -> tuple[list[Entry], int]:
    """Entries by their looks. In a list whose lines are broken an entry begins with names; in one
    whose lines are whole entries each line that is like an entry is one."""
    broken, closed = _is_broken(lines), _are_closed(lines)
    starts: list[int] = []
    end = 0
    for at, block in enumerate(lines):
        before = "\n".join(one.text for one in lines[starts[-1] : at]) if starts else ""
        over = _is_complete(before) and (_ends(before) or not closed)
        if not starts or _begins_entry(before, block.text, broken, over):
            if not any(has_evidence(one.text) for one in lines[at : at + 8]):
                break
            starts.append(at)
        elif not _goes_on(before, block.text) and (not broken or (over and _closes(lines, at))):
            break
        end = at + 1
    if not starts:
        return [], 0
    spans = [
        Span(lines[at].span.start, lines[stop - 1].span.end)
        for at, stop in zip(starts, [*starts[1:], end], strict=True)
    ]
    return [Entry(span, first + place) for place, span in enumerate(spans)], end


def _is_broken(lines: Sequence[Block]) -> bool:
    """Whether entries run over several lines: some begin as no entry does, or end in the middle."""
    some = lines[:40]
    pairs = pairwise(some)
    return any(_goes_on(one.text, two.text) and not names_first(two.text) for one, two in pairs)


def _are_closed(lines: Sequence[Block], *, mostly: float = 0.7) -> bool:
    """Whether entries end with a sign or a number: so `mostly` ends the line before names."""
    pairs = [(one.text, two.text) for one, two in pairwise(lines) if names_first(two.text)]
    closed = [_ends(one) for one, _ in pairs if _OPEN.search(one) is None]
    return sum(closed) > mostly * len(closed)


def _ends(said: str) -> bool:
    """Whether the last word is one with which entries end: by a sign, or a number."""
    last = said.split()[-1] if said.split() else ""
    return last[-1:] in tuple('.)]}>»”’"?!/…') or any(map(str.isdigit, last))


def _begins_entry(before: str, text: str, broken: bool, over: bool) -> bool:
    if broken:
        return names_first(text) and over
    return names_first(text) or (like_entry(text) and not _goes_on(before, text))


def _is_complete(entry: str) -> bool:
    """Whether an entry may end here: it has what entries have, and no words left open."""
    return has_evidence(entry) and _OPEN.search(entry.rstrip()) is None


def _closes(lines: Sequence[Block], at: int) -> bool:
    """Whether a list of broken lines is over at a line that begins no entry, the last entry being
    complete: no other begins soon."""
    return not any(names_first(block.text) for block in lines[at + 1 : at + 12])
