"""BibTeX and biblatex as records: strings and cross-references resolved, commands of TeX made
letters, bodies in braces kept whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.bibliography.csl import DATA, day_in, record_of, year_in
from dzherelo.corpus.bibliography.keys import named
from dzherelo.corpus.records import Record

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.model import Block, Entry

_ALIASES = {"journal": "booktitle", "title": "booktitle", "booktitle": "booktitle"}


def records_of_bibtex(text: str) -> list[Record]:
    """The records of the entries that can be read, in order, each with its key; see `entries`."""
    return named([record for record, _ in entries(parsed(text))])


def parsed(text: str) -> Library:
    """The blocks of a file; what cannot be read is among its `failed_blocks`, with its line.

    An entry that has a field twice keeps the first, of two entries with one key the first stays.
    """
    import logging

    from bibtexparser.entrypoint import parse_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares import (
        NormalizeFieldKeys,
        RemoveEnclosingMiddleware,
        ResolveStringReferencesMiddleware,
    )

    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # else it prints
    split = parse_string(text, parse_stack=[])
    library = Library()
    library.add([_mended(block) for block in split.blocks], fail_on_duplicate_key=False)
    # what ends in a command of TeX is decoded later, field by field
    for step in (
        NormalizeFieldKeys(),
        ResolveStringReferencesMiddleware(),
        RemoveEnclosingMiddleware(),
    ):
        library = step.transform(library)
    return library


def entries(library: Library) -> Iterator[tuple[Record, dict[str, str]]]:
    """Each entry's record with the key of the entry, and its fields as they are written."""
    for entry in library.entries:
        fields = _inherited(entry, library.entries_dict)
        yield replace(record_of(_item(entry, fields)), key=entry.key), fields


def _mended(block: Block) -> Block:
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry

    if not isinstance(block, DuplicateFieldKeyBlock):
        return block
    entry = block.ignore_error_block
    if not isinstance(entry, Entry):
        return block
    fields = {field.key.lower(): field for field in reversed(entry.fields)}
    return Entry(entry.entry_type, entry.key, list(fields.values()), entry.start_line, entry.raw)


def _inherited(entry: Entry, known: dict[str, Entry]) -> dict[str, str]:
    """The fields of an entry, and what it takes from the one to which it refers."""
    own = _fields(entry)
    parent = known.get(own.get("crossref", "")) or known.get(own.get("xdata", ""))
    if parent is None or parent is entry:
        return own
    taken = _fields(parent)
    if "crossref" in own:
        taken = {_ALIASES.get(name, name): value for name, value in taken.items()}
        taken.pop("author", None)
    return {**taken, **own}


def _fields(entry: Entry) -> dict[str, str]:
    fields: dict[str, str] = {}
    for field in entry.fields:
        fields.setdefault(field.key.lower(), str(field.value).strip())
    return fields


def _item(entry: Entry, fields: dict[str, str]) -> dict[str, Any]:
    kind = entry.entry_type.lower()
    item: dict[str, Any] = {
        csl: said
        for csl, names in DATA["bibtex"]["fields"].items()
        if (said := next((decoded(fields[name]) for name in names if fields.get(name)), ""))
    }
    if "subtitle" in item:
        item["title"] = f"{item.get('title', '')}: {item.pop('subtitle')}"
    item["type"] = DATA["bibtex"]["types"].get(kind, "document")
    item["author"] = list(_names(fields.get("author", ""))) or list(
        _names(fields.get("editor", ""))
    )
    if item["type"] == "book" and "booktitle" not in fields:
        item.pop("container-title", None)  # a journal there is the catalogue's note on the book
    item["issued"] = _issued(fields)
    item["accessed"] = day_in(fields.get("urldate", ""))
    item["DOI"] = _verbatim(fields.get("doi", ""))
    item["URL"] = _url(fields)
    item["arxiv"] = _eprint(fields)
    item["note"] = decoded(fields.get("note", ""))
    if kind in ("mastersthesis", "phdthesis", "techreport") or "thesis" in kind:
        item.pop("issue", None)
    return item


def decoded(text: str) -> str:
    """The text that TeX would print, on one line."""
    if not any(sign in text for sign in "\\{}$~`'-"):
        return " ".join(text.split())
    safe = "".join(_comment_kept(text))
    try:
        printed: str = _printer().latex_to_text(safe, tolerant_parsing=True)
    except RecursionError:  # braces in braces without end
        printed = text.replace("{", "").replace("}", "")
    return " ".join(printed.replace("\u00ad", "").split())


def _comment_kept(text: str) -> Iterator[str]:
    """To BibTeX a bare % is a sign like any other, to TeX it begins a comment."""
    before = ""
    for sign in text:
        yield "\\%" if sign == "%" and before != "\\" else sign
        before = "" if before == "\\" == sign else sign


@cache
def _printer() -> Any:
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    signs = {
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciicircum": "^",
        "textquotesingle": "'",
        "TeX": "TeX",
        "LaTeX": "LaTeX",
        "BibTeX": "BibTeX",
        **DATA["bibtex"]["journals"],
    }
    known = get_default_latex_context_db()
    known.add_context_category(
        "signs", [MacroTextSpec(name, sign) for name, sign in signs.items()], prepend=True
    )
    return LatexNodes2Text(latex_context=known, math_mode="text", keep_comments=True)


def _names(field: str) -> Iterator[dict[str, str]]:
    """The names of an author field as CSL has them; a name in braces is a body's."""
    from bibtexparser.middlewares.names import (
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    for name in split_multiple_persons_names(field) if field else ():
        if name.strip().lower() == "others":
            continue
        if _is_braced(name.strip()):
            yield {"literal": decoded(name)}
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        family = decoded(" ".join((*parts.von, *parts.last)))
        given, suffix = decoded(" ".join(parts.first)), decoded(" ".join(parts.jr))
        if "," not in name and _is_initials(family) and not _is_initials(given):
            first, _, rest = given.partition(" ")  # "Кий Т. М.": the family name comes first
            family, given = first, f"{rest} {family}".strip()
        yield {"family": family, "given": given, "suffix": suffix}


def _is_braced(name: str) -> bool:
    """Whether one pair of braces holds all of it."""
    depth = 0
    for at, sign in enumerate(name):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return at == len(name) - 1 and at > 0
    return False


def _is_initials(name: str) -> bool:
    return bool(name) and all(len(part) <= 2 for part in name.replace(".", ". ").split())


def _issued(fields: dict[str, str]) -> dict[str, Any]:
    if fields.get("date"):
        return day_in(fields["date"].split("/")[0])
    year = year_in(decoded(fields.get("year", "")))
    month, day = fields.get("month", ""), fields.get("day", "")
    if year and month.isdecimal() and day.isdecimal():
        return {"date-parts": [[year, int(month), int(day)]]}
    return {"date-parts": [[year]]} if year else {}


def _verbatim(value: str) -> str:
    """What TeX reads letter by letter, without the strokes that some programs put there."""
    for sign in "_%&#~$":
        value = value.replace(f"\\{sign}", sign)
    return (
        value.replace("{", "")
        .replace("}", "")
        .replace("\\textless", "<")
        .replace("\\textgreater", ">")
    )


def _url(fields: dict[str, str]) -> str:
    said = fields.get("url") or fields.get("howpublished", "")
    start = said.find("http")
    return _verbatim(said[start:].split("}")[0].strip()) if start >= 0 else ""


def _eprint(fields: dict[str, str]) -> str:
    kind = fields.get("archiveprefix") or fields.get("eprinttype") or ""
    eprint = fields.get("eprint", "")
    return eprint if not kind or kind.lower() == "arxiv" else ""
