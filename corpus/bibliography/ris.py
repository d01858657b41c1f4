"""RIS as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dzherelo.corpus.bibliography.csl import DATA, day_in, record_of
from dzherelo.corpus.records import Record

_ATTACHED = ("file_attachments1", "file_attachments2")


def read_ris(text: str) -> tuple[list[tuple[Record, tuple[str, ...]]], list[tuple[int, str]]]:
    """The records with the files that each names; and the lines where a reference is broken, each
    with what is wrong. A reference without an end is read up to the next."""
    import rispy

    lines, faults, opened = list[str](), list[tuple[int, str]](), 0
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        tag = line[:5].rstrip(" -").upper() if line[2:].lstrip().startswith("-") else ""
        if tag == "TY":
            if opened:
                lines.append("ER  - ")
                faults.append((opened, "the reference has no end (ER)"))
            opened = number
        elif tag and not opened:
            faults.append((number, "the reference has no beginning (TY)"))
            continue
        opened = 0 if tag == "ER" else opened
        lines.append(line)
    if opened:
        lines.append("ER  - ")
    found = rispy.loads("\n".join(lines) + "\n") if lines else []
    return [(record_of(_item(row)), _files(row)) for row in found], faults


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {
        csl: said
        for csl, names in DATA["ris"]["fields"].items()
        if (said := next((row[name] for name in names if row.get(name)), None))
    }
    item["type"] = DATA["ris"]["types"].get(row.get("type_of_reference"), "document")
    item["author"] = [_name(one) for one in row.get("authors") or row.get("first_authors") or ()]
    item["editor"] = [_name(one) for one in row.get("secondary_authors") or ()]
    issued = row.get("date") or row.get("year") or row.get("publication_year") or ""
    item["issued"] = day_in(issued) or day_in(row.get("year") or "")
    item["accessed"] = day_in(row.get("access_date") or "")
    item["URL"] = next(iter(row.get("urls") or ()), "")
    pages = [row[end] for end in ("start_page", "end_page") if row.get(end)]
    if item["type"] == "book" and len(pages) == 1 and pages[0].isdecimal():
        item["number-of-pages"] = pages[0]  # of a whole book that is its length
    else:
        item["page"] = "–".join(dict.fromkeys(pages))
    number = row.get("issn") or ""
    item["ISSN" if sum(map(str.isalnum, number)) == 8 else "ISBN"] = number
    item["number"] = row.get("note")
    return item


def _name(name: str) -> dict[str, str]:
    """ "Smith, John, Jr." in its parts; a name without a comma is a body's, or the only one."""
    family, _, rest = name.partition(",")
    given, _, suffix = rest.partition(",")
    if not given.strip():
        return {"literal": family.strip()}
    return {"family": family, "given": given, "suffix": suffix}


def _files(row: Mapping[str, Any]) -> tuple[str, ...]:
    named = (row.get(tag) for tag in _ATTACHED)
    return tuple(one.strip() for said in named if said for one in str(said).split(";"))
