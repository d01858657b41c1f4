"""The title block of a text: which of its first lines is the title, who wrote it, what it says of
itself.

A line is called title, author, abstract or the like on evidence alone: what the file tells of it,
its words, its form, its place between others. What is left of the block has no name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from dzherelo.corpus.language.notation import letters_of, lone_doi
from dzherelo.corpus.split.lines import (
    NUMBERED,
    WORDS,
    Block,
    begins,
    headed,
    is_caption,
    is_worded,
    names_part,
    tells_part,
)
from dzherelo.corpus.split.names import are_certain, names
from dzherelo.corpus.split.reference_list import is_list
from dzherelo.corpus.types import Kind, Span


class Role(StrEnum):
    """What a line of a title block is by its own form."""

    TITLE = "title"
    NAMES = "names"
    MAYBE_NAMES = "maybe names"  # words with capitals: names, or a title
    UDC = "udc"
    DOI = "doi"
    GENRE = "genre"  # "RESEARCH ARTICLE"
    IMPRINT = "imprint"  # affiliations, addresses, dates, the journal
    ABSTRACT = "abstract"
    KEYWORDS = "keywords"
    HEADING = "heading"
    PROSE = "prose"
    LINE = "line"


_TOLD = {
    Kind.TITLE: Role.TITLE,
    Kind.AUTHOR: Role.NAMES,
    Kind.FRONT: Role.IMPRINT,
    Kind.ABSTRACT: Role.ABSTRACT,
    Kind.KEYWORDS: Role.KEYWORDS,
}


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks of a title block that make one passage; `skip` is the length of a run-in heading."""

    span: Span
    kind: Kind
    role: Role | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What stands before the body: its parts, how many blocks they are, title and authors."""

    parts: tuple[Part, ...]
    length: int
    title: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def title_block(
    lines: Sequence[Block], text: str, *, called: str = "", longest: int = 60
) -> TitleBlock:
    """The title block of a text, of no more blocks than the `longest`; `called` is its title as the
    file tells it outside the text."""
    roles = [_role(block, first=at == 0) for at, block in enumerate(lines[:longest])]
    title = _title(lines, roles, called, text)
    length = _length(lines, roles, title)
    summary = next((at for at in range(length) if _is_bare(lines[at], Role.ABSTRACT)), length)
    summed = summary < length and begins(lines[summary].text, WORDS["summaries"])
    if summed and _prose(lines[length:]) < _prose(lines[summary:length]):
        length = summary  # it is the text itself
    if not title:
        title = _by_place(lines[:length], roles, text)
    if not _is_block(roles[:length], title):
        length = title[-1] + 1 if title else 0
    while length > 1 and roles[length - 1] is Role.LINE and length - 1 not in title:
        length -= 1  # it heads what follows
    return _made(lines[:length], roles, title)


def _prose(lines: Sequence[Block]) -> int:
    """How many characters the paragraphs before a reference list have."""
    body = takewhile(lambda block: not is_list(block), lines)
    return sum(len(block.text) for block in body if is_prose(block.text))


def _is_block(roles: Sequence[Role], title: Sequence[int]) -> bool:
    """Whether more than a title stands there: authors, an abstract, a classification."""
    beside = {at + step for at in title for step in (-1, 1)}
    return any(
        role in (Role.NAMES, Role.ABSTRACT, Role.KEYWORDS, Role.UDC)
        or (role is Role.MAYBE_NAMES and at in beside)
        for at, role in enumerate(roles)
        if at not in title
    )


# What a line is ---------------------------------------------------------------------------------


def _role(block: Block, *, first: bool) -> Role:
    text = block.text
    if block.told and (role := _TOLD.get(block.told.kind)):
        return role
    for part in (Role.ABSTRACT, Role.KEYWORDS):
        if headed(block, part.value) or _is_alone(text, part.value):
            return part
    if is_list(block) or is_caption(text) or block.told_kind is Kind.HEADING:
        return Role.HEADING
    if role := _of_itself(text):
        return role
    if len(text) < 1_500 and names(text):
        return Role.NAMES if are_certain(text) else Role.MAYBE_NAMES
    if not first and not in_capitals(text) and _opens_body(text):
        return Role.HEADING
    return Role.PROSE if is_prose(text) or not is_worded(text) else Role.LINE


def _of_itself(text: str) -> Role | None:
    """What a line is that says of the text what is neither its title nor its matter."""
    if begins(text, ("удк", "udc", "ббк")):
        return Role.UDC
    if lone_doi(text):
        return Role.DOI
    if " ".join(text.lower().strip(" .:[]*").split()) in WORDS["genres"]:
        return Role.GENRE
    return Role.IMPRINT if _is_imprint(text) else None


def _is_alone(text: str, part: str) -> bool:
    return " ".join(text.lower().rstrip(" .:").split()) in WORDS[part]


def _opens_body(text: str) -> bool:
    number = NUMBERED.match(text)
    bare = text[number.end() if number else 0 :]
    known = _is_alone(bare, "run_in")
    return known or (number is not None and number[1] == "1" and tells_part(text))


def is_prose(text: str, *, sentence: int = 80, paragraph: int = 250) -> bool:
    """Whether a block is a paragraph: by its length in characters, the less where it ends like a
    sentence."""
    ended = len(text) >= sentence and text[-1] in ".!?:" and not text.isupper()
    return ended or len(text) >= paragraph


def in_capitals(text: str) -> bool:
    """Whether a line of three words or more is written in capitals."""
    letters = [c for c in text if c.isalpha()]
    worded = sum(any(map(str.isalpha, word)) for word in text.split())
    return worded >= 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


_MARKED = re.compile(r"[*†‡§¶#∗⁎☯✉]\s?\S|[\d¹²³⁴-⁹a-e]\s?(?=[^\W\d_])")
_ADDRESS = re.compile(r"@\w|(?i:orcid|\bissn\b|\be-?mail\b|https?://|©|creative commons)")
_NUMBERED_YEAR = re.compile(r"(?:18|19|20)\d\d")


def _is_imprint(text: str, *, short: int = 250) -> bool:
    """Whether a line says where its authors work, when it was received, where it was published;
    one that has more than `short` characters must show more of it."""
    if len(text) > 2_000:
        return False
    if _ADDRESS.search(text) and len(text) < 4 * short:
        return True
    if begins(text, WORDS["imprint"]) and len(text) < short:
        return True
    if begins(text, WORDS["periodicals"]) and len(text.split()) < 8 and text[-1] not in ".?":
        return True
    words = {word.strip(".,;:()[]*¹²³⁴0123456789").lower() for word in text.split()}
    at_work = not words.isdisjoint(WORDS["institutions"])
    marked = _MARKED.match(text) is not None
    if at_work and (marked or (len(text) < short and not is_prose(text) and "," in text)):
        return True
    if re.match(r"[*†‡§¶#∗⁎☯✉]|[\d¹²³⁴-⁹][^\W\d_]", text):
        return True
    dated = _NUMBERED_YEAR.search(text) is not None and sum(map(str.isdigit, text)) > 4
    return len(text) < 150 and dated and not words.isdisjoint(WORDS["issues"])


# Where it ends, and what is its title -------------------------------------------------------------


def _length(
    lines: Sequence[Block], roles: Sequence[Role], title: Sequence[int], *, ahead: int = 12
) -> int:
    """How many blocks stand before the body: before its first heading, or the first paragraph that
    is not an abstract's; an abstract may have several where a heading is no further `ahead`."""
    heads = [at for at, role in enumerate(roles) if role is Role.HEADING and at not in title]
    within: Role | None = None  # the part whose heading stands above, on a line of its own
    for at, role in enumerate(roles):
        if at in heads:
            return at
        if role in (Role.ABSTRACT, Role.KEYWORDS):
            within = role
        elif role is Role.PROSE and at not in title:
            follows = within is Role.ABSTRACT and any(at < head <= at + ahead for head in heads)
            bare = within is not None and _is_bare(lines[at - 1], within)
            if not (follows or bare):
                return at
    return len(roles)


def _is_bare(block: Block, role: Role) -> bool:
    """Whether a block is the heading of an abstract or of key words, on a line of its own."""
    return block.told_kind in (None, Kind.HEADING) and _is_alone(block.text, role.value)


def _title(
    lines: Sequence[Block], roles: Sequence[Role], called: str, text: str
) -> tuple[int, ...]:
    """The blocks of the title, by what the file tells; empty where it tells nothing certain."""
    told = tuple(at for at, role in enumerate(roles) if role is Role.TITLE)
    if told:
        return told
    if called and (found := _spelling(lines[: len(roles)], called)):
        return found
    heads = [block.told for block in lines if block.told_kind is Kind.HEADING and block.told]
    if not heads:
        return ()
    at = next(at for at, block in enumerate(lines) if block.told is heads[0])
    widest = min(head.level for head in heads)
    alone = heads[0].level == widest and sum(head.level == widest for head in heads) == 1
    early = at < len(roles) and Role.PROSE not in roles[:at]
    return (
        (at,)
        if alone and early and not names_part(lines[at].text) and roles[at] is Role.HEADING
        else ()
    )


def _spelling(lines: Sequence[Block], called: str) -> tuple[int, ...]:
    """The blocks that say these words together, and nothing else."""
    wanted = letters_of(called)
    for first in range(len(lines)):
        said = ""
        for at in range(first, min(first + 5, len(lines))):
            said += letters_of(lines[at].text)
            if said == wanted and len(wanted) > 5:
                return tuple(range(first, at + 1))
            if not wanted.startswith(said):
                break
    return ()


def _by_place(lines: Sequence[Block], roles: Sequence[Role], text: str) -> tuple[int, ...]:
    """The blocks of the title where the file tells nothing: the last run of lines in capitals, else
    the lines that stand nearest to the authors, else the first line."""
    capitals = [
        at
        for at, block in enumerate(lines)
        if in_capitals(block.text) and roles[at] in (Role.LINE, Role.PROSE)
    ]
    if capitals:
        first = max(at for at in capitals if at - 1 not in capitals)
        end = first + 1
        while end in capitals or (end < len(lines) and _goes_on(lines[end - 1], lines[end], text)):
            end += 1
        return tuple(range(first, end))
    runs = _runs(lines, roles, text, Role.LINE)
    by = [at for at in range(len(lines)) if roles[at] is Role.NAMES]
    if not runs:
        runs = [run for run in _runs(lines, roles, text, Role.MAYBE_NAMES) if run[0] < 3][:1]
    if not runs:
        return ()
    by = by or [at for at in range(len(lines)) if roles[at] is Role.MAYBE_NAMES]

    def likely(run: tuple[int, ...]) -> tuple[bool, bool, bool, int]:
        words = sum(len(lines[at].text.split()) for at in run)
        above = (
            bool(by)
            and run[-1] < by[0]
            and all(_is_beside(lines[at], roles[at]) for at in range(run[-1] + 1, by[0]))
        )
        return lines[run[-1]].text[-1] not in ".;", words >= 3, above, -run[0]

    best = max(runs, key=likely)
    if not by and lines[best[-1]].text[-1] in ".;":
        return ()  # a sentence that nobody signs
    while by and best[-1] + 1 < by[0] and roles[best[-1] + 1] is Role.LINE:
        best = (*best, best[-1] + 1)  # its lines, or a subtitle
    return best


def _goes_on(above: Block, block: Block, text: str) -> bool:
    """Whether a line in capitals stands right below another."""
    gap = text[above.span.end : block.span.start].count("\n") > 1
    return block.told is None and block.text.isupper() and not gap


def _runs(
    lines: Sequence[Block], roles: Sequence[Role], text: str, role: Role
) -> list[tuple[int, ...]]:
    """Lines of a role that stand together: without a blank line between, or one sentence."""
    found: list[tuple[int, ...]] = []
    for at, block in enumerate(lines):
        if roles[at] is not role:
            continue
        last = found[-1][-1] if found else -2
        if last == at - 1 and role is Role.LINE:
            gap = text[lines[last].span.end : block.span.start].count("\n") > 1
            if not gap or block.text[0].islower() or lines[last].text[-1] in ",:–—-":
                found[-1] = (*found[-1], at)
                continue
        found.append((at,))
    return found


# Its parts ----------------------------------------------------------------------------------------


def _made(lines: Sequence[Block], roles: Sequence[Role], title: Sequence[int]) -> TitleBlock:
    parts: list[Part] = []
    authors: list[str] = []
    within: Role | None = None
    at = 0
    while at < len(lines):
        block, role, end = lines[at], roles[at], at + 1
        if at in title:
            while end in title:
                end += 1
            part = Part(_over(lines, at, end), Kind.TITLE, Role.TITLE)
        elif within is None and _are_authors(at, roles, title):
            authors += names(block.text) or [block.text]
            while end < len(lines) and end not in title and _is_beside(lines[end], roles[end]):
                end += 1
            part = Part(_over(lines, at, end), Kind.AUTHOR, Role.NAMES)
        else:
            part, within = _other(block, role, within)
        parts.append(part)
        at = end
    said = tuple(lines[at].text for at in title)
    return TitleBlock(tuple(parts), len(lines), said, tuple(authors))


def _are_authors(at: int, roles: Sequence[Role], title: Sequence[int]) -> bool:
    """Whether names stand where authors stand; of words that only might be names those beside the
    title or other names, or in a block that has no surer ones."""
    if roles[at] is Role.NAMES:
        return True
    if roles[at] is not Role.MAYBE_NAMES or not title:
        return False
    beside = {at - 1, at + 1}
    named = at and roles[at - 1] in (Role.NAMES, Role.MAYBE_NAMES)
    return bool(named or beside & set(title)) or Role.NAMES not in roles


def _is_beside(block: Block, role: Role) -> bool:
    """Whether a line tells of the author above it: a degree, a post, an address."""
    return block.told is None and role in (Role.IMPRINT, Role.LINE)


def _over(lines: Sequence[Block], first: int, end: int) -> Span:
    return Span(lines[first].span.start, lines[end - 1].span.end)


def _other(block: Block, role: Role, within: Role | None) -> tuple[Part, Role | None]:
    """A part that is neither title nor author, and the part that goes on below it."""
    if role in (Role.ABSTRACT, Role.KEYWORDS):
        kind = Kind(role.value)
        skip = headed(block, role.value)
        if not skip and block.told_kind is not kind:
            return Part(block.span, Kind.HEADING, role), role
        return Part(block.span, kind, role, skip), role
    if within and role in (Role.PROSE, Role.LINE, Role.MAYBE_NAMES):
        return Part(block.span, Kind(within.value), within), within
    return Part(block.span, Kind.FRONT, role), within
