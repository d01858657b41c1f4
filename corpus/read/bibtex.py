"""The entries of a BibTeX file as a reference list would print them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def entries(path: Path, *, most: int = 5 * 2**20) -> dict[str, str]:
    """By key, what a reference list would say of each work: authors, year, title, container,
    volume and pages, publisher, DOI or address. Empty if there is no such file, or one of more
    than `most` bytes; a work that cannot be read is left out.
    """
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import (
        LatexDecodingMiddleware,
        NormalizeFieldKeys,
        SeparateCoAuthors,
        SplitNameParts,
    )

    try:
        if path.stat().st_size > most:
            return {}
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    stack = [NormalizeFieldKeys(), SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
    quiet = logging.getLogger("bibtexparser")
    level, quiet.level = quiet.level, logging.CRITICAL  # it warns of every duplicate key
    try:
        library = parse_string(text, append_middleware=stack)
    finally:
        quiet.level = level
    return {
        entry.key: _printed({field.key: field.value for field in entry.fields})
        for entry in library.entries
    }


def _printed(fields: Mapping[str, Any]) -> str:
    def told(*names: str) -> str:
        value = next((fields[name] for name in names if fields.get(name)), "")
        return "" if isinstance(value, list) else re.sub(r"[{}\s]+", " ", str(value)).strip()

    people = fields.get("author") or fields.get("editor")
    year = re.search(r"\d{4}", told("year", "date"))
    volume, issue = told("volume").rstrip(","), told("number", "issue").rstrip(",")
    volume = f"{volume}({issue})" if volume and issue else volume or issue
    pages = re.sub(r"\s*--?\s*", "–", told("pages"))
    container = told("journal", "journaltitle", "booktitle", "series", "howpublished")
    within = ", ".join(filter(None, (container, volume, pages)))
    doi, eprint = told("doi"), told("eprint")
    address = f"https://doi.org/{doi.rpartition('doi.org/')[2]}" if doi else told("url")
    parts = (
        f"{_people(people)} ({year[0] if year else 'n.d.'})",
        told("title"),
        within,
        told("publisher", "school", "institution", "organization"),
        f"arXiv:{eprint}" if eprint and not doi else "",
    )
    return " ".join([*(f"{part.rstrip('.')}." for part in parts if part), address]).strip()


def _people(told: Any) -> str:
    """Names as "Kyi, T. M., & Lis, O."."""
    from pylatexenc.latex2text import LatexNodes2Text

    plain = LatexNodes2Text().latex_to_text
    names = []
    for name in told if isinstance(told, list) else []:
        family = " ".join(map(plain, [*name.von, *name.last, *name.jr]))
        given = " ".join(map(plain, name.first)).replace("-", " -").split()
        initials = " ".join(f"{part[:2] if part[0] == '-' else part[0]}." for part in given)
        names.append(", ".join(filter(None, (family, initials.replace(" -", "-")))))
    if len(names) > 1:
        names[-1] = f"& {names[-1]}"
    return ", ".join(names)
