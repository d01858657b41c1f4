"""Records as others read them: a reference by ДСТУ 8302:2015 or APA, BibTeX, RIS, CSL-JSON.

Every letter stays as it is: Cyrillic is never turned into commands or Latin letters. What is only
inferred (`Author.inferred`, `Record.pages_inferred`) stands in square brackets in a reference, as
the standard wants, and in a note elsewhere, never in a field of its own.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from dzherelo.corpus.bibliography.keys import key_of
from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.records import Author, Record, initials

_STYLES = Path(__file__).parent
_DATA: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)
_TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": "\\textbraceleft{}",
        "}": "\\textbraceright{}",
        "\\": "\\textbackslash{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
    }
)
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)")
_KEY = re.compile(r"[^\s,{}()%#\\\"'~=@]+")  # what a key of BibTeX may be
_PAGES = re.compile(  # "66–70", "С. 212", "212 с.", "xii, 212 p."
    r"(?P<before>(?:[сc]|pp?|стор)(?:\.\s*|\s+))?(?P<pages>.*?)"
    r"(?P<extent>\s*(?:[сc]|pp?|стор|сторінок|pages)\.?)?",
    re.IGNORECASE,
)


class _Pages(NamedTuple):
    """The pages that a work takes ("66–70"), or how many it has; both empty where only inferred."""

    at: str = ""
    extent: str = ""

    @classmethod
    def of(cls, record: Record) -> _Pages:
        match = _PAGES.fullmatch((record.pages or "").strip())
        if match is None or record.pages_inferred:
            return cls()
        pages = match["pages"]
        # of a book as a whole, a bare number is no page either
        whole = record.type == "book" and not record.container and not match["before"]
        counted = pages[-1:].isdecimal() and not re.search("[-–—]", pages)
        if counted and (match["extent"] or (whole and pages.isdecimal())):
            return cls(extent=pages)
        return cls(pages + (match["extent"] or ""))

    def split(self, joint: str) -> str:
        """The pages with `joint` between the first and the last, however the dash is printed."""
        return re.sub(r"\s*[-–—]+\s*", joint, self.at)


def dstu(records: Iterable[Record]) -> str:
    """References by ДСТУ 8302:2015 in the order given, a line each; plain text."""
    return _styled([_cited(record) for record in records], "dstu-8302-2015")


def apa(records: Iterable[Record]) -> str:
    """References by APA 7 in the order given, a line each; plain text."""
    lines = _styled([_cited(record) | _plain(record) for record in records], "apa-7")
    return lines.replace(". .", ".")


def _plain(record: Record) -> dict[str, Any]:
    """What is written without words of the language: "12–19", "2"."""
    pages = _Pages.of(record).split("–")
    fields = {"page": pages, "issue": record.issue}
    return {name: value for name, value in fields.items() if value}


def _styled(items: list[dict[str, Any]], style_name: str) -> str:
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

    if not items:
        return ""
    style = CitationStylesStyle(str(_STYLES / f"{style_name}.csl"), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    lines = (str(entry) for entry in bibliography.bibliography())
    # no full stop after the title's own mark
    return "".join(re.sub(r"([?!…])\.(?=\s|$)", r"\1", line) + "\n" for line in lines)


def csl_json(records: Iterable[Record]) -> str:
    """A JSON list of CSL items."""
    return json.dumps([_item(record) for record in records], ensure_ascii=False, indent=2) + "\n"


def bibtex(records: Iterable[Record]) -> str:
    """BibTeX in UTF-8, with the url, urldate and langid of biblatex."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Block, Entry, Field

    entries: list[Block] = [
        Entry(
            _DATA["bibtex"]["types"].get(record.type, "misc"),
            record.id,
            [Field(name, value) for name, value in _bibtex_fields(record).items()],
        )
        for record in records
    ]
    return write_string(Library(entries))


def ris(records: Iterable[Record]) -> str:
    """RIS in UTF-8."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        def set_header(self, count: int) -> str:
            return ""  # a number before each record is no part of the format

    text: str = rispy.dumps([_ris_fields(record) for record in records], implementation=Writer)
    return text


FORMATS: dict[str, Callable[[Iterable[Record]], str]] = {
    "dstu": dstu,
    "apa": apa,
    "bibtex": bibtex,
    "ris": ris,
    "csl-json": csl_json,
}


def export(records: Iterable[Record], form: str) -> str:
    """The records in one of `FORMATS`, each under a key that speaks: its own, else one of author,
    year and title. Raises SettingsError for any other format."""
    if form not in FORMATS:
        raise SettingsError(
            f"There is no export format {form!r}.", f"Use one of {', '.join(FORMATS)}."
        )
    return FORMATS[form](_keyed(records))


def _keyed(records: Iterable[Record]) -> list[Record]:
    keyed = dict[str, Record]()
    for record in records:
        own = record.key if record.key and _KEY.fullmatch(record.key) else None
        key = own if own and own not in keyed else key_of(record, keyed)
        keyed[key] = replace(record, id=key)
    return list(keyed.values())


def _item(record: Record) -> dict[str, Any]:
    """A record as a CSL item, without what is only inferred."""
    address = record.address
    issued, pages = record.date or record.year, _Pages.of(record)
    item = {
        "id": record.id,
        "type": record.type,
        "title": record.title,
        "author": [_csl_name(author) for author in _stated(record)],
        "container-title": record.container,
        "publisher-place": record.place,
        "publisher": record.publisher,
        "volume": record.volume,
        "issue": record.issue,
        "page": pages.at,
        "number-of-pages": pages.extent,
        "issued": _date_parts(issued) if issued else None,
        "genre": record.genre,
        "number": record.act or (record.arxiv and f"arXiv:{record.arxiv}"),
        "DOI": record.doi,
        "ISSN": record.issn,
        "ISBN": record.isbn,
        "URL": address.url if address else None,
        "accessed": _date_parts(address.accessed) if address and address.accessed else None,
        "language": record.language,
        "note": _note(record),
    }
    return {name: value for name, value in item.items() if value}


def _cited(record: Record) -> dict[str, Any]:
    """The item as the style wants it: what is inferred in brackets, a DOI in place of a URL."""
    item = _item(record) | {"title": record.title.rstrip(".")}
    if record.authors:
        item["author"] = [
            {"literal": f"[{author.name()}]"} if author.inferred else _csl_name(author)
            for author in record.authors
        ]
        if not record.authors[-1].given and not record.authors[-1].inferred:
            item["author"][-1] = {"literal": f"{record.authors[-1].family}."}
    if record.pages and record.pages_inferred:
        item["page"] = f"[{record.pages}]"
    if record.issue:
        item["issue"] = f"{record.issue_word} {record.issue}"
    if record.doi:
        item.pop("URL", None)
        item.pop("accessed", None)
    return item


def _bibtex_fields(record: Record) -> dict[str, str]:
    names, languages = _DATA["bibtex"]["fields"], _DATA["bibtex"]["languages"]
    if record.type == "article-journal":
        names = names | {"container-title": "journal"}
    address, issued = record.address, record.date
    values = _item(record) | {
        "issue": record.issue or record.act,
        "year": record.year or (issued and issued.year),
        "month": issued and issued.month,
        "day": issued and issued.day,
        "page": _Pages.of(record).split("--"),
        "act": _act(record),
        "language": languages.get(record.language, record.language),
    }
    fields = {"title": f"{{{_tex(record.title)}}}"}  # to keep the case of its letters
    if authors := [_bibtex_name(author) for author in _stated(record)]:
        fields["author"] = " and ".join(authors)
    fields |= {
        name: str(value) if csl == "page" else _tex(str(value))
        for csl, name in names.items()
        if (value := values.get(csl))
    }
    exact = {
        "doi": record.doi,
        "eprint": record.arxiv,
        "eprinttype": record.arxiv and "arxiv",
        "url": address and address.url,
        "urldate": address and address.accessed and address.accessed.isoformat(),
    }  # whose braces would be taken for the field's own
    as_they_are = {name: value for name, value in exact.items() if value}
    return fields | {n: v.replace("{", "%7B").replace("}", "%7D") for n, v in as_they_are.items()}


def _ris_fields(record: Record) -> dict[str, Any]:
    address, issued, pages, note = record.address, record.date, _Pages.of(record), _note(record)
    first, _, last = pages.split("–").partition("–")
    values = _item(record) | {
        "type": _DATA["ris"]["types"].get(record.type, "GEN"),
        "authors": [_listed_name(author) for author in _stated(record)],
        "first": first or pages.extent,  # of a book that is its length
        "last": last,
        "year": str(record.year or (issued.year if issued else "")),
        "date": issued and issued.strftime("%Y/%m/%d"),
        "urls": address and [address.url.replace(";", "%3B")],  # ";" would part two
        "number of the book": record.issn or record.isbn,
        "read": address and address.accessed and address.accessed.strftime("%Y/%m/%d"),
        "notes": [note] if note else [],
    }
    names = _DATA["ris"]["fields"]
    return {name: value for csl, name in names.items() if (value := values.get(csl))}


def _stated(record: Record) -> list[Author]:
    return [author for author in record.authors if not author.inferred]


def _is_body(author: Author) -> bool:
    """Whether an author is no person, so that its name is no surname."""
    return not author.given and " " in author.family


def _csl_name(author: Author) -> dict[str, str]:
    if _is_body(author):
        return {"literal": author.family}
    name = {"family": author.family, "given": initials(author.given)}
    return {part: value for part, value in name.items() if value}


def _listed_name(author: Author) -> str:
    """ "Кий, Т. М.", as BibTeX and RIS write names."""
    return ", ".join(part for part in (author.family, initials(author.given)) if part)


def _bibtex_name(author: Author) -> str:
    given, _, suffix = author.given.partition(", ")
    family = _tex(author.family)
    parted = " and " in f" {author.family.casefold()} " or "," in author.family
    if _is_body(author) or parted:  # would be read as two
        family = f"{{{family}}}"
    return ", ".join(filter(None, (family, _tex(suffix), _tex(initials(given)))))


def _tex(text: str) -> str:
    """The text in commands of TeX, its dashes and quotation marks as they are written."""
    return _LIGATURE.sub("{}", text.translate(_TEX))


def _act(record: Record) -> str:
    """ "Закон України від 22.03.2012 р. № 123-IX"; empty for what is no act."""
    if not record.genre:
        return ""
    day = f"від {record.date:%d.%m.%Y} р." if record.date else ""
    number = f"№ {record.act}" if record.act else ""
    return " ".join(part for part in (record.genre, day, number) if part)


def _note(record: Record) -> str:
    """What is inferred, in words."""
    inferred = [author.name() for author in record.authors if author.inferred]
    parts = [f"автор (припущення): {', '.join(inferred)}"] if inferred else []
    if record.pages and record.pages_inferred:
        parts.append(f"сторінки (припущення): {record.pages}")
    return "; ".join(parts)


def _date_parts(issued: datetime.date | int) -> dict[str, list[list[int]]]:
    if isinstance(issued, int):
        return {"date-parts": [[issued]]}
    return {"date-parts": [[issued.year, issued.month, issued.day]]}
