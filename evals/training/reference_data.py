"""References taken apart by hand, as examples for the parser of entries: text, labelled stretches,
and what a parser should find."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dzherelo.corpus.citations.entry_marks import printed_mark
from dzherelo.corpus.citations.entry_parser import doi_of

# What the sets call a field, and the parser's label; what has none here is labelled "O".
_ANYSTYLE = {
    "author": "author",
    "date": "date",
    "title": "title",
    "container-title": "container",
    "journal": "container",
    "volume": "volume",
    "pages": "pages",
    "publisher": "publisher",
    "location": "place",
    "editor": "editor",
}
_GROBID = {"author": "author", "date": "date", "editor": "editor", "publisher": "publisher"} | {
    "pubPlace": "place",
    "orgName": "publisher",
}
_SCOPES = {"vol": "volume", "volume": "volume", "issue": "issue", "page": "pages", "pp": "pages"}
_NUMBER = re.compile(r"[\w–-]*\d[\w–-]*|\b[IVXLC]+\b")
_ADDRESSES = ("url", "ptr", "idno", "doi")


@dataclass(frozen=True, slots=True)
class Example:
    """A reference: its text, its labelled stretches `(start, end, label)`, the set that it is from,
    what must be held out with it, and by field what stands in it."""

    text: str
    stretches: tuple[tuple[int, int, str], ...]
    set: str
    group: str
    gold: dict[str, str] = field(default_factory=dict)


def load(folder: Path) -> list[Example]:
    """The examples of `anystyle_core.xml` and `grobid/` in a folder. Those of GROBID are held out
    by file, those of AnyStyle, which are in one, a hundredth of the file at a time."""
    found = list(_anystyle(folder / "anystyle_core.xml"))
    for path in sorted((folder / "grobid").glob("*.xml")):
        found += _grobid(path)
    return found


def _anystyle(path: Path) -> Iterator[Example]:
    sequences = ET.parse(path).getroot().findall("sequence")
    for at, sequence in enumerate(sequences):
        text, stretches, dois = "", list[tuple[int, int, str]](), ""
        for part in sequence:
            said = " ".join((part.text or "").split())
            if part.tag == "citation-number" or not said:
                continue
            text += " " if text else ""
            start, text = len(text), text + said
            dois += f" {said}" if part.tag in _ADDRESSES else ""
            if label := _ANYSTYLE.get(part.tag):
                stretches += (
                    _issue_apart(said, start) if label == "volume" else [(start, len(text), label)]
                )
        yield _example(text, stretches, "anystyle", f"anystyle {at * 100 // len(sequences)}", dois)


def _issue_apart(said: str, start: int) -> list[tuple[int, int, str]]:
    """Volume, issue and pages, which AnyStyle often gives as one: "50(2)", "86(11):2278–2324"."""
    head, colon, tail = said.partition(":")
    made = []
    for place, match in enumerate([*_NUMBER.finditer(head)][:2]):
        before = said[: match.start()].lower()
        issue = place == 1 or re.search(r"(?:no|nr|n|№|iss(?:ue)?|heft|h)[.°\s]*$", before)
        made.append((start + match.start(), start + match.end(), "issue" if issue else "volume"))
    if colon and (pages := re.search(r"\w*\d[\w–—-]*", tail)):
        place = start + len(head) + 1
        made.append((place + pages.start(), place + pages.end(), "pages"))
    return made


def _grobid(path: Path) -> Iterator[Example]:
    for element in ET.parse(path).getroot().iter():
        if _tag(element) != "bibl":
            continue
        pieces = list(_pieces(element, ()))
        inner = {_label(path) for path, _ in pieces}
        text, stretches, dois = "", list[tuple[int, int, str]](), ""
        for within, said in pieces:
            said = re.sub(r"\s+", " ", said)
            said = said.lstrip() if not text or text.endswith(" ") else said
            start, text = len(text), text + said
            label = _label(within)
            if label in ("monograph", "series"):
                alone = label == "monograph" and "title" not in inner
                label = "title" if alone else "container" if "container" not in inner else "O"
            first = not any(map(str.isalpha, text[:start]))
            if label == "publisher" and "author" not in inner and first:
                label = "author"  # a body in the place of authors
            if within and within[-1][0] in _ADDRESSES:
                dois += f" {said}"
            if label != "O" and said.strip():
                stretches.append((start, len(text), label))
        if any(map(str.isalnum, text)):
            yield _example(text.rstrip(), stretches, "grobid", path.name, dois)


def _tag(element: ET.Element) -> str:
    return str(element.tag).split("}")[-1]


def _pieces(
    element: ET.Element, within: tuple[tuple[str, str], ...]
) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    """The text of an element in pieces, each with the elements that it stands in, outermost first:
    their names, and what they are said to be."""
    if element.text:
        yield within, element.text
    for child in element:
        if isinstance(child.tag, str):
            kinds = (child.get(name, "") for name in ("level", "type", "unit", "leve"))
            yield from _pieces(child, (*within, (_tag(child), next(filter(None, kinds), ""))))
        if child.tail:
            yield within, child.tail


def _label(within: tuple[tuple[str, str], ...]) -> str:
    for tag, kind in within:
        if tag == "title":
            known = {"a": "title", "j": "container", "m": "monograph", "s": "series"}
            return known.get(kind, "title")
        if tag == "biblScope":
            return _SCOPES.get(kind, "O")
        if tag == "orgName" and kind == "collaboration":
            return "author"
        if tag in _GROBID:
            return _GROBID[tag]
    return "O"


def _example(
    text: str, stretches: list[tuple[int, int, str]], set: str, group: str, addresses: str
) -> Example:
    if mark := printed_mark(text):
        text = text[mark.length :]
        moved = ((max(0, a - mark.length), b - mark.length, label) for a, b, label in stretches)
        stretches = [one for one in moved if one[1] > 0]
    said: dict[str, list[str]] = {}
    for start, end, label in stretches:
        said.setdefault(label, []).append(text[start:end])
    years = re.findall(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)", " ".join(said.get("date", ())))
    gold = {
        "authors": " ".join(said.get("author", ())),
        "year": years[0] if years else "",
        "title": next(iter(said.get("title", ())), ""),
        "doi": doi_of(addresses),
        "pages": next(iter(said.get("pages", ())), ""),
        "container": next(iter(said.get("container", ())), ""),
        "volume": next(iter(said.get("volume", ())), ""),
    }
    return Example(text, tuple(stretches), set, group, gold)
