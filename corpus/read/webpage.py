"""HTML pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read.blocks import Blocks
from dzherelo.corpus.read.canonical import from_lines
from dzherelo.corpus.read.characters import clean
from dzherelo.corpus.read.lines import tidy
from dzherelo.corpus.read.sniff import Format, decode
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _tags(
    """script style noscript template nav aside form button select option input textarea iframe
    object embed svg canvas video audio map dialog menu head title link meta"""
)
_BLOCKS = _tags(
    """address article blockquote body caption center dd details div dl dt fieldset figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table
    tbody tfoot thead tr ul"""
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption"))
_CELLS = frozenset(("td", "th"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|sidebar|cookies?|banner|share|social|pagination|"
    r"copyright|advert|promo|newsletter|subscribe|related[_-](?:posts|articles|news|links))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]+)", re.IGNORECASE)
_MAIN_SHARE = 0.3  # of a page's words: the least that its main element must hold to be believed
_DEPTH = 400  # elements inside one another
_UNCLOSED = 5_000  # the parser takes time with the square of this
_CODE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_NESTING = re.compile(  # elements that are not closed by the next of their kind
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|dt|dd|td|th|tr"
    r"|thead|tbody|tfoot|option|html|head|body)[\s/>])[a-z][^\s/>]*",
    re.IGNORECASE,
)
_LETTERED = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def read_html(data: bytes, *, name: str) -> Document:
    """The document in an HTML page: its main content, without scripts, menus and forms.

    Nothing that the page points to is fetched. Raises FileRefused if the encoding is not known.
    """
    tree = _parsed(_decoded(data, name), name)
    heading = tree.css_first("title")
    title = tidy(clean(heading.text() if heading else "").replace("\n", " ")) or None
    blocks = Blocks()
    root = _main(tree)
    if root is not None:
        _Walk(blocks, name).block(root, 0)
    text, _ = from_lines(blocks.lines)
    return Document(text=text, media_type=Format.HTML.value, title=title)


def html_lines(markup: str, blocks: Blocks, *, name: str) -> None:
    """Adds the paragraphs of a piece of HTML to `blocks`."""
    root = _parsed(markup, name).body
    if root is not None:
        _Walk(blocks, name).block(root, 0)


def _parsed(markup: str, name: str) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    depth = 0
    for tag in _NESTING.finditer(_CODE.sub("", markup)):
        depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > _UNCLOSED:
            raise _too_deep(name)
    return LexborHTMLParser(markup)


def _too_deep(name: str) -> FileRefused:
    return FileRefused(
        f"{name} has hundreds of elements inside one another.", "Save it as plain text."
    )


def _decoded(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096]) or _XML_CHARSET.match(data[:4096].lstrip())
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a false declaration, not rare: the bytes decide
    return decode(data, name=name)


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    """The one element that holds the content, if the page marks it; else the body."""
    body = tree.body
    if body is None:
        return None
    whole = len(body.text(separator=" ").split())
    for selector in ("main", "[role=main]", "article"):
        found = tree.css(selector)
        if len(found) == 1 and len(found[0].text(separator=" ").split()) > _MAIN_SHARE * whole:
            return found[0]
    return body


class _Walk:
    """Walks the elements of a page and hands each block's text on."""

    def __init__(self, blocks: Blocks, name: str) -> None:
        self._blocks = blocks
        self._name = name
        self._pieces: list[str] = []
        self._bullet = ""
        self._items = 0  # list items inside one another

    def block(self, node: LexborNode, depth: int) -> None:
        """Adds the blocks inside `node`."""
        tag = node.tag or ""
        if tag == "tr":
            self._row(node)
        elif tag == "pre":
            self._flush()
            self._blocks.add(node.text(), fixed=True)
        else:
            self._items += tag == "li"
            self._children(node, depth)
            self._flush(fixed=tag in _HEADINGS)
            self._items -= tag == "li"

    def _children(self, node: LexborNode, depth: int) -> None:
        if depth > _DEPTH:
            raise _too_deep(self._name)
        number = int(node.attributes.get("start") or 1) if _is_counted(node) else 0
        for child in _inside(node):
            tag = child.tag or ""
            if child.is_text_node:
                self._pieces.append(re.sub(r"\s+", " ", child.text_content or ""))
            elif _is_dropped(child):
                continue
            elif tag == "br":
                self._pieces.append("\n")
            elif tag == "li":
                self._flush()
                number = _int(child.attributes.get("value"), number)
                self._bullet = _marker(node, number)
                number += 1
                self.block(child, depth + 1)
            elif tag in _BLOCKS:
                self._flush()
                self.block(child, depth + 1)
            else:
                self._children(child, depth + 1)

    def _row(self, node: LexborNode) -> None:
        self._flush()
        cells = [child for child in _inside(node) if child.tag in _CELLS]
        if len(cells) == 1:  # a table that only sets the page out
            self._children(cells[0], 0)
            self._flush()
            return
        if any(cell.css_first("p, div, li, table") for cell in cells) and _is_wordy(cells):
            for cell in cells:
                self._children(cell, 0)
                self._flush()
            return
        texts = (" ".join(cell.text(separator=" ").split()) for cell in cells)
        self._blocks.add(" | ".join(filter(None, texts)), fixed=True, run="rows")

    def _flush(self, *, fixed: bool = False) -> None:
        text = "".join(self._pieces).strip()
        self._pieces = []
        if text:
            bullet, self._bullet = self._bullet, ""
            self._blocks.add(bullet + text, fixed=fixed, run="items" if self._items else "")


def _inside(node: LexborNode) -> Iterator[LexborNode]:
    yield from node.iter(include_text=True)


def _is_dropped(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in _DROPPED:
        return True
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
        return True
    if attributes.get("role") in ("navigation", "banner", "search", "contentinfo"):
        return True
    if tag in ("header", "footer"):
        return node.css_first("h1, h2, p") is None
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return tag in ("div", "ul", "section") and bool(_FURNITURE.search(names))


def _is_wordy(cells: list[LexborNode]) -> bool:
    return max(len(cell.text().split()) for cell in cells) > 60


def _is_counted(node: LexborNode) -> bool:
    return node.tag == "ol" and (node.attributes.get("start") or "1").isdecimal()


def _int(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() else default


def _marker(owner: LexborNode, number: int) -> str:
    if owner.tag != "ol" or "list-style:none" in (owner.attributes.get("style") or ""):
        return "- "
    letters = _LETTERED.get(owner.attributes.get("type") or "")
    if letters and 0 < number <= len(letters):
        return f"{letters[number - 1]}) "
    return f"{number}. "
