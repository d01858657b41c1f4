"""The tree of a page, walked: what every format that is markup becomes is read here, once.

Besides the tags of HTML the walk knows the roles of digital publishing (DPUB-ARIA: `doc-footnote`,
`doc-biblioentry`, `doc-abstract` …) and the classes of pandoc's title block (`title`, `author`,
`abstract`, `keywords`). Readers of other formats write these; `data-label` then holds the printed
number of a note or an entry, and `data-marker` what stands before an item.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.language.notation import LOWERED
from dzherelo.corpus.read.formulas import linear
from dzherelo.corpus.read.lines import Blocks, Line, raised
from dzherelo.corpus.read.paragraphs import from_plain
from dzherelo.corpus.read.rows import Cell, Table
from dzherelo.corpus.types import Kind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("page.toml").read_text("utf-8"))
_TAGS = {name: frozenset(words.split()) for name, words in _DATA["tags"].items()}
_NAMES = {name: frozenset(words.split()) for name, words in _DATA["names"].items()}
_ROLES = {role: Kind(kind) for role, kind in _DATA["roles"].items()}
_TITLE_BLOCK = {kind.value: kind for kind in map(Kind, _DATA["title_block"]["kinds"])}
_TITLE_BLOCK["authors"] = Kind.AUTHOR
_NOTE_ID = (
    r"_?(?:fn|ftn|edn|en|footnote|endnote|note|sdfootnote|sdendnote|cite_note)(?:[-_.:].*)?"
    r"\d+(?:sym)?"
)
_ENTRY_ID = r"(?:ref|bib|bibitem|bibr|cite|citation|cit|rf|cr|b|r)[-_.:]*(?:cr|b|r)?\d+"
_WORDY = 60  # words: a cell with more, in paragraphs, is a part of the page and no value


@dataclass(frozen=True, slots=True)
class _Names:
    """What the attributes of an element call it."""

    role: str
    id: str
    classes: frozenset[str]

    @classmethod
    def of(cls, attributes: dict[str, str | None]) -> _Names:
        role = f"{attributes.get('role') or ''} {attributes.get('epub:type') or ''}".split()
        classes = frozenset((attributes.get("class") or "").lower().split())
        return cls(role[0] if role else "", attributes.get("id") or "", classes)

    def has(self, names: str) -> bool:
        return bool(_NAMES[names] & {*self.classes, self.id.lower(), self.role})

    @property
    def is_furniture(self) -> bool:
        """Whether a whole name says that the element stands beside the text: "share-buttons", but
        not "social-policy"."""
        return any(
            parts & _NAMES["furniture"] and parts <= _NAMES["furniture"] | _NAMES["companions"]
            for name in (*self.classes, self.id.lower())
            if (parts := {*re.split(r"[-_]+", name)})
        )


class Page:
    """Walks the elements of a page and hands each block's text on."""

    def __init__(self, name: str, within: Kind | None = None) -> None:
        self.blocks = Blocks()
        self._name = name
        self._pieces: list[str] = []
        self._marker = ""
        self._items = 0  # list items inside one another
        self._within = within  # the part of the document that this is
        self._listed = False  # whether that part is a list of items
        self._begun = False  # whether the title block is over
        self._backlink = ""  # the sign by which a note leads back to its mark

    @property
    def lines(self) -> list[Line]:
        return self.blocks.lines

    def walk(self, root: LexborNode, depth: int = 0) -> None:
        """Adds the blocks inside `root`."""
        self._children(root, depth)
        self._flush()

    def _block(self, node: LexborNode, depth: int) -> None:
        tag, attributes = node.tag or "", node.attributes
        names = _Names.of(attributes)
        kind, is_one = self._kind(tag, names)
        if kind and is_one:
            self._numbered(node, kind, names, attributes.get("data-label") or "", depth)
        elif tag == "table":
            self._table(node, depth)
        elif tag == "pre":
            self._preformatted(node, names)
        elif tag in _TAGS["headings"]:
            self._children(node, depth)
            title = kind if kind is Kind.TITLE else Kind.HEADING
            self._begun |= tag != "h1" and self._within is not Kind.ABSTRACT
            self._flush(kind=title, level=int(tag[1]))
        else:
            outer = self._within, self._listed
            if kind:
                self._within = kind
                self._listed = node.css_first("li, aside, .csl-entry, [role|=doc]") is not None
            self._items += tag == "li"
            self._children(node, depth)
            self._flush(kind=self._within)
            if tag == "li":
                self._items, self._marker = self._items - 1, ""
            self._within, self._listed = outer

    def _kind(self, tag: str, names: _Names) -> tuple[Kind | None, bool]:
        """The kind of what stands in an element, if that is told, and whether it is one note or
        one entry."""
        within = self._within
        told = _ROLES.get(names.role)
        if told in (Kind.NOTE, Kind.ENTRY):
            return told, not names.role.endswith(("notes", "bibliography"))
        if told or tag in ("caption", "figcaption") or names.has("captions"):
            return told or Kind.CAPTION, False
        if tag not in _TAGS["parts"]:
            return None, False
        if _matches(_NOTE_ID, names.id) or (within is Kind.NOTE and tag == "li"):
            return Kind.NOTE, True
        listed = tag == "li" or (within is Kind.ENTRY and tag in ("p", "dd") and not self._listed)
        if names.has("entries") or (within is Kind.ENTRY and listed):
            return Kind.ENTRY, True
        if tag == "li" and _matches(_ENTRY_ID, names.id):
            return Kind.ENTRY, True
        for names_of, kind in (("notes", Kind.NOTE), ("lists", Kind.ENTRY)):
            if names.has(names_of):
                return kind, False
        if names.has("equations") or {"math", "display"} <= names.classes:
            return Kind.EQUATION, False
        return self._of_title_block(names), False

    def _of_title_block(self, names: _Names) -> Kind | None:
        if self._begun:
            return None
        parts = {*names.classes, names.id.lower()}
        return next((kind for name, kind in _TITLE_BLOCK.items() if name in parts), None)

    def _numbered(
        self, node: LexborNode, kind: Kind, names: _Names, label: str, depth: int
    ) -> None:
        """A note or an entry of a list: one paragraph, with the number by which it is cited."""
        self._flush()
        inner = Page(self._name, kind)
        inner.walk(node, depth + 1)
        text = " ".join(line.text for line in inner.lines)
        marker, self._marker = self._marker.removeprefix("- "), ""
        number = marker.strip(" .)")
        if kind is Kind.ENTRY:
            if not re.match(rf"[\[(]?{re.escape(number or '-')}[\])., ]", text):
                text = marker + text
            label = label or number or _key(names.id)
        else:
            printed = re.match(
                r"\s*([⁰¹²³⁴-⁹]+|[*†‡§¶]{1,3}|\[\d+\]|\d+\b(?=[.:]?\s))[.:]?\s*", text
            )
            found = re.search(r"\d+$", names.id)
            own = found[0] if found else ""
            if printed and (not printed[1].isdecimal() or printed[1] in (own, number)):
                text, label = (
                    text[printed.end() :],
                    label or printed[1].strip("[]").translate(LOWERED),
                )
            label = label or inner._backlink or number or own
            text = f"{raised(label)} {text}"
        self.blocks.add(text, fixed=True, kind=kind, label=label, run=kind.value)

    def _children(self, node: LexborNode, depth: int) -> None:
        if depth > 400:
            raise too_deep(self._name)
        number = _int(node.attributes.get("start"), 1) if node.tag == "ol" else 0
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if child.is_text_node:
                self._pieces.append(re.sub(r"\s+", " ", child.text_content or ""))
            elif tag == "br":
                self._pieces.append("\n")
            elif tag == "math":
                self._formula(child)
            elif _is_dropped(child):
                continue
            elif tag == "li":
                self._flush()
                number = _int(child.attributes.get("value"), number)
                self._marker = _marker(node, child, number)
                number += 1
                self._block(child, depth + 1)
            elif tag in _TAGS["blocks"]:
                self._flush(kind=self._within)
                self._block(child, depth + 1)
            else:
                self._inline(child, tag, depth + 1)

    def _inline(self, node: LexborNode, tag: str, depth: int) -> None:
        """An element within a line; what is raised in it becomes superscripts."""
        start = len(self._pieces)
        self._children(node, depth)
        if tag not in ("sup", "a") or len(self._pieces) <= start:
            return
        text = "".join(self._pieces[start:])
        if tag == "sup":
            before = "".join(self._pieces[max(0, start - 3) : start])
            self._pieces[start:] = [raised(text, behind=before)]
        elif self._within is Kind.NOTE and _leads_back(node, text):
            self._pieces[start:] = []
            self._backlink = self._backlink or text.strip(" [].:") * text.strip(" [].:").isalnum()
        elif _leads_to_note(node) and (
            mark := re.fullmatch(r"\s*[\[(]?(\d+|[*†‡§¶]+)[\])]?\s*", text)
        ):
            self._pieces[start:] = [raised(mark[1])]

    def _formula(self, node: LexborNode) -> None:
        if node.attributes.get("display") != "block":
            self._pieces.append(linear(node))
            return
        self._flush(kind=self._within)
        self._pieces.append(linear(node))
        self._flush(kind=Kind.EQUATION)

    def _preformatted(self, node: LexborNode, names: _Names) -> None:
        """Code, if anything says so; else a text of which lines may be wrapped as in a .txt."""
        self._flush(kind=self._within)
        inner = node.css_first("code")
        classes = (inner.attributes.get("class") or "").lower().split() if inner else []
        words = [*names.classes, *classes]
        language = next(
            (m[1] for w in words if (m := re.match(r"(?:language|lang|highlight)-(.+)", w))), ""
        )
        if inner is None and not names.has("code") and not language:
            for paragraph in from_plain(node.text()).text.split("\n\n"):
                self.blocks.add(paragraph, fixed=True)
            return
        if not language and "sourcecode" in words:
            language = next((word for word in words if word != "sourcecode"), "")
        self.blocks.add(node.text(), fixed=True, kind=Kind.CODE, context=language)

    def _table(self, node: LexborNode, depth: int) -> None:
        self._flush(kind=self._within)
        for caption in node.iter():
            if caption.tag == "caption":
                self._block(caption, depth + 1)
        rows = list(_rows(node))
        if _sets_out(node, rows):
            for row in rows:
                for cell in _cells(row):
                    self._children(cell, depth + 1)
                    self._flush(kind=self._within)
            return
        table = Table()
        for row in rows:
            cells = [self._cell(cell, depth) for cell in _cells(row)]
            if len(table.rows) == table.heads and cells and all(cell.heads for cell in cells):
                table.heads += 1
            table.rows.append(cells)
        for text, context in table.lines():
            self.blocks.add(text, fixed=True, run="rows", kind=Kind.ROW, context=context)

    def _cell(self, node: LexborNode, depth: int) -> Cell:
        inner = Page(self._name)
        inner.walk(node, depth + 1)
        attributes = node.attributes
        within = node.parent.parent if node.parent else None
        return Cell(
            " ".join(line.text for line in inner.lines),
            heads=node.tag == "th" or (within is not None and within.tag == "thead"),
            columns=_int(attributes.get("colspan"), 1),
            rows=_int(attributes.get("rowspan"), 1),
        )

    def _flush(self, *, kind: Kind | None = None, level: int = 0) -> None:
        text = "".join(self._pieces).strip()
        self._pieces = []
        if not text:
            return
        marker, self._marker = self._marker, ""
        if kind is Kind.EQUATION:
            text = " ".join(text.split())
        if kind is None and marker:
            kind, level = Kind.ITEM, self._items
        fixed = kind not in (None, Kind.ITEM, Kind.ABSTRACT, Kind.FRONT)
        run = "items" if self._items else "authors" if kind is Kind.AUTHOR else ""
        self.blocks.add(marker + text, fixed=fixed, run=run, kind=kind, level=level)


def too_deep(name: str) -> FileRefused:
    return FileRefused(
        Message("{name} has hundreds of elements inside one another.", name=name),
        "Save it as plain text.",
    )


def _is_dropped(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in _TAGS["dropped"]:
        return True
    attributes = node.attributes
    if not attributes:
        return tag == "form" and not _has_prose(node)
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
        return True
    names = _Names.of(attributes)
    if names.role in ("navigation", "banner", "search", "contentinfo", "doc-toc", "doc-backlink"):
        return True
    if tag in ("header", "footer", "form"):
        return not _has_prose(node)
    if tag == "aside":
        return names.role not in _ROLES and not names.has("notes") and not _has_prose(node)
    if tag == "span" and names.has("backlinks"):
        return True
    return tag in ("div", "ul", "aside") and names.is_furniture


def _has_prose(node: LexborNode) -> bool:
    return node.css_first("h1, h2, h3, p, pre, table") is not None


def _leads_to_note(node: LexborNode) -> bool:
    attributes = node.attributes
    names = _Names.of(attributes)
    if names.role in ("doc-noteref", "noteref") or names.has("marks"):
        return True
    target = (attributes.get("href") or "").rpartition("#")[2]
    return bool(target) and _matches(_NOTE_ID, target)


def _leads_back(node: LexborNode, text: str) -> bool:
    attributes = node.attributes
    names = _Names.of(attributes)
    if names.role in ("doc-backlink", "backlink") or names.has("backlinks"):
        return True
    within = (attributes.get("href") or "").startswith("#")
    return within and len(re.findall(r"[^\W\d_]", text)) < 3


def _matches(pattern: str, name: str) -> bool:
    return bool(name) and re.fullmatch(pattern, name, re.IGNORECASE) is not None


def _key(name: str) -> str:
    """The key in the id of an entry: "smith2020" of "ref-smith2020"."""
    return re.sub(r"(?i)^(?:ref|bib|cite|citation)[-_.:]+", "", name)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in part.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in row.iter() if cell.tag in ("td", "th"))


def _sets_out(table: LexborNode, rows: Sequence[LexborNode]) -> bool:
    """Whether the table only sets the page out: one cell a row, tables or long texts in cells."""
    if table.attributes.get("role") == "presentation" or table.css_first("td table") is not None:
        return True
    widest = max((sum(1 for _ in _cells(row)) for row in rows), default=0)
    if widest < 2:
        return True
    return any(
        len(cell.text().split()) > _WORDY and cell.css_first("p, div, li") is not None
        for row in rows
        for cell in _cells(row)
    )


def _int(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else default


def _marker(owner: LexborNode, item: LexborNode, number: int) -> str:
    """What stands before an item: a number, a letter, a dash."""
    if (told := item.attributes.get("data-marker")) is not None:
        return f"{told} ".lstrip()
    style = (owner.attributes.get("style") or "").replace(" ", "")
    if owner.tag != "ol" or "list-style:none" in style or "list-style-type:none" in style:
        return "- "
    letters = {"a": ascii_lowercase, "A": ascii_uppercase}.get(owner.attributes.get("type") or "")
    if letters and 0 < number <= len(letters):
        return f"{letters[number - 1]}) "
    return f"{number}. "
