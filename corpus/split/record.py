"""A text's own record: what its words say of it, joined with what its file tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from dzherelo.corpus.citations.entry_parser import parse_entry
from dzherelo.corpus.language.notation import doi_in, letters_of, lone_doi
from dzherelo.corpus.records import Record
from dzherelo.corpus.split.lines import WORDS, begins
from dzherelo.corpus.types import Document, Kind, Metadata, Passage

if TYPE_CHECKING:
    from dzherelo.corpus.split import Split

_YEAR = r"(?<![\d./–-])((?:18|19|20)\d\d)(?![\d/]|\.\d)"
_PUBLISHED = tuple(  # the surest first: the day of publication, a right, a citation, a receipt
    re.compile(pattern.format(_YEAR), re.IGNORECASE)
    for pattern in (
        r"\b(?:published|опубліков|publi[ée]|veröffentlicht|pub+licad?t?o|opublikowan)"
        r"[^.;]{{0,40}}?{}",
        r"(?:©|\(c\)|copyright)[^.;]{{0,40}}?{}",
        r"arxiv:\d{{4}}\.\d{{4,5}}.{{0,30}}?{}",
        r"\({}[a-z]?\)",
        r"\b(?:accepted|прийнят|angenommen|accepté|received|submitted|надійшла|eingereicht|reçu)"
        r"[^;]{{0,40}}?{}",
    )
)


def own_record(
    passages: Sequence[Passage], title: str, authors: tuple[str, ...], *, opening: int = 6_000
) -> Metadata:
    """What the passages of a text say of it; of what stands behind the first `opening` characters
    only where it names the text by its title."""
    near = [one for one in passages if one.span.start < opening and one.kind not in _OTHERS]
    citing = [one for one in passages if one.kind not in _OTHERS and cites(one.text, title)]
    told = Metadata(title=title, authors=authors, year=_year(citing, near), doi=_doi(citing, near))
    cited = (_as_cited(one.text, title) for one in citing)
    place = next((one for one in cited if one.container), None)
    if place is None:
        return replace(told, container=next(filter(None, map(_journal, _lines(near))), ""))
    return replace(
        told,
        container=place.container or "",
        volume=place.volume or "",
        issue=place.issue or "",
        pages=place.pages or "",
    )


def _lines(near: Sequence[Passage]) -> Iterator[str]:
    """The lines of a title block that are neither title nor abstract."""
    for one in near:
        if one.kind in (Kind.FRONT, Kind.AUTHOR):
            yield from one.text.split("\n")


def _journal(line: str) -> str:
    """The journal that a line names before its volume or issue; empty for any other line."""
    numbered = _NUMBERED.search(line) if begins(line, WORDS["periodicals"]) else None
    return line[: numbered.start()].strip(" ,.;:–-") if numbered else ""


_NUMBERED = re.compile(r"[,.;:\s–-]+\(?(?:vol|no|issue|вип|том|т\.|№|jg|bd|nr|t\.|n\s?°|\d)", re.I)


def _as_cited(text: str, title: str) -> Record:
    """The record that a text's own citation of itself gives; an empty one where it is read
    otherwise."""
    bare = re.sub(r"^[^.:]{0,30}:\s*|https?://.*|\bdoi:?\s*10\..*", "", " ".join(text.split()))
    found = parse_entry(bare, id="own")
    same = letters_of(found.title) == letters_of(title)
    return found if same else Record(id="own", type="document", title=title, language="")


_OTHERS = frozenset({Kind.ENTRY, Kind.TITLE, Kind.ABSTRACT, Kind.ROW, Kind.CODE, Kind.CAPTION})


def cites(text: str, title: str) -> bool:
    """Whether a passage names this text as one would cite it: its title, a year, and more."""
    wanted = letters_of(title)
    within = len(wanted) > 20 and wanted in letters_of(text)
    return within and len(text) < 1_000 and re.search(_YEAR, text) is not None


def _doi(citing: Sequence[Passage], near: Sequence[Passage]) -> str:
    """The DOI that a text calls its own: of its own citation, alone on a line, or after "DOI"."""
    own = (doi_in(one.text) for one in citing)
    alone = (lone_doi(line) for one in near for line in one.text.split("\n"))
    named = (doi_in(m[0]) for one in near for m in _NAMED_DOI.finditer(one.text) if _short(one))
    return next(filter(None, (*own, *alone, *named)), "")


_NAMED_DOI = re.compile(r"\bdoi\b\W{0,3}.{0,20}?10\.\d{4,9}/\S+", re.IGNORECASE)


def _short(passage: Passage) -> bool:
    return passage.kind in (Kind.FRONT, Kind.AUTHOR) or len(passage.text) < 250


def _year(citing: Sequence[Passage], near: Sequence[Passage]) -> int | None:
    told = [one.text for one in (*citing, *filter(_short, near))]
    found = (_found(pattern, text) for pattern in _PUBLISHED for text in told)
    return next(filter(None, found), None)


def year_told(text: str) -> int | None:
    """The year in which a text says that it was published, or at least sent in."""
    return next(filter(None, (_found(pattern, text) for pattern in _PUBLISHED)), None)


def _found(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1]) if match else None


def describe(document: Document, made: Split) -> Metadata:
    """The record of a document: what its file tells wins, title and authors only where they stand
    in the text, or the text tells none."""
    told, own = document.metadata, made.metadata
    text = letters_of(document.text[:20_000])
    title = told.title if told.title and letters_of(told.title) in text else ""
    authors = told.authors if all(_stands(one, text) for one in told.authors) else ()
    sure = replace(
        told,
        title=title or own.title or told.title,
        authors=authors or own.authors or told.authors,
        language=own.language,
    )
    empty = {item.name for item in fields(sure) if not getattr(sure, item.name)}
    return replace(sure, **{name: getattr(own, name) for name in empty})


def _stands(name: str, letters: str) -> bool:
    """Whether the longest word of a name is in the text."""
    return letters_of(max(name.split(), key=len, default="")) in letters
