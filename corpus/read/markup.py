"""HTML pages, and Markdown files as a reader of the rendered page would see them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.lines import Blocks, clean, title_of
from dzherelo.corpus.read.paragraphs import from_lines
from dzherelo.corpus.read.shapes import Joined, Seen
from dzherelo.corpus.read.sniff import Format, decode
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from markdown_it.token import Token
    from selectolax.lexbor import LexborHTMLParser, LexborNode


_DROPPED = frozenset(
    """script style noscript template nav aside form button select option input textarea iframe
    object embed svg canvas video audio map dialog menu head title link meta""".split()
)
_BLOCKS = frozenset(
    """address article blockquote body caption center dd details div dl dt fieldset figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table
    tbody tfoot thead tr ul""".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption"))
_CELLS = frozenset(("td", "th"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|sidebar|cookies?|banner|share|social|pagination|"
    r"copyright|advert|promo|newsletter|subscribe|related[_-](?:posts|articles|news|links))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


def read_html(data: bytes, *, name: str) -> Document:
    """The document in an HTML page: its main content, without scripts, menus and forms.

    Nothing that the page points to is fetched. Raises FileRefused if the encoding is not known.
    """
    tree = _parsed(_decoded(data, name), name)
    heading = tree.css_first("title")
    title = title_of(heading.text()) if heading else None
    blocks = Blocks()
    root = _main(tree)
    if root is not None:
        _Page(blocks, name).block(root, 0)
    text, _, elements = from_lines(blocks.lines)
    return Document(text=text, media_type=Format.HTML.value, title=title, elements=elements)


def _parsed(markup: str, name: str) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    code = r"(?is)<(script|style)\b.*?</\1\s*>"
    nesting = (  # elements that are not closed by the next of their kind
        r"(?i)<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|dt|dd"
        r"|td|th|tr|thead|tbody|tfoot|option|html|head|body)[\s/>])[a-z][^\s/>]*"
    )
    depth = 0
    for tag in re.finditer(nesting, re.sub(code, "", markup)):
        depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > 5_000:  # the parser takes time with the square of this
            raise _too_deep(name)
    return LexborHTMLParser(markup)


def _too_deep(name: str) -> FileRefused:
    return FileRefused(
        Message("{name} has hundreds of elements inside one another.", name=name),
        "Save it as plain text.",
    )


def _decoded(data: bytes, name: str) -> str:
    meta = rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)"
    xml = rb"(?i)<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]+)"
    declared = re.search(meta, data[:4096]) or re.match(xml, data[:4096].lstrip())
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a false declaration, not rare: the bytes decide
    return decode(data, name=name)


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    """The one element that holds the content, if the page marks it and it has three words in ten;
    else the body."""
    body = tree.body
    if body is None:
        return None
    whole = len(body.text(separator=" ").split())
    for selector in ("main", "[role=main]", "article"):
        found = tree.css(selector)
        if len(found) == 1 and len(found[0].text(separator=" ").split()) > 0.3 * whole:
            return found[0]
    return body


class _Page:
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
        if depth > 400:
            raise _too_deep(self._name)
        number = int(node.attributes.get("start") or 1) if _is_counted(node) else 0
        for child in node.iter(include_text=True):
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
        cells = [child for child in node.iter(include_text=True) if child.tag in _CELLS]
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
    letters = {"a": ascii_lowercase, "A": ascii_uppercase}.get(owner.attributes.get("type") or "")
    if letters and 0 < number <= len(letters):
        return f"{letters[number - 1]}) "
    return f"{number}. "


# Markdown -----------------------------------------------------------------------------------


def read_markdown(data: bytes, *, name: str) -> Document:
    """The document in a Markdown file, without its marks; its title is its first heading.

    Raises FileRefused if the bytes are binary or in no known encoding.
    """
    from markdown_it import MarkdownIt

    source = clean(decode(data, name=name)).replace("\f", "\n\n")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    walk = _Markdown(name)
    walk.run(parser.parse(re.sub(r"(?s)\A---\n.*?\n(?:---|\.\.\.)\n", "", source)))
    text, _, elements = from_lines(walk.blocks.lines)
    return Document(text, Format.MARKDOWN.value, title=walk.title, elements=elements)


class _Markdown:
    """Hands the blocks of a parsed file on, in order."""

    def __init__(self, name: str) -> None:
        self.blocks = Blocks()
        self.title: str | None = None
        self._name = name
        self._depth = 0  # of lists inside one another
        self._bullet = ""
        self._row: list[str] | None = None
        self._heading = False

    def run(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            match token.type:
                case "list_item_open":
                    self._bullet = f"{token.info}{token.markup} " if token.info else "- "
                    self._depth += 1
                case "list_item_close":
                    self._depth -= 1
                    self._bullet = ""
                case "heading_open" | "heading_close":
                    self._heading = token.type == "heading_open"
                case "tr_open":
                    self._row = []
                case "tr_close":
                    self.blocks.add(" | ".join(self._row or []), fixed=True, run="rows")
                    self._row = None
                case "fence" | "code_block":
                    self.blocks.add(token.content, fixed=True)
                case "html_block":
                    self._html(token.content)
                case "inline":
                    self._inline(_flowed(_plain(token.children or [])))

    def _html(self, markup: str) -> None:
        root = _parsed(markup, self._name).body
        if root is not None:
            _Page(self.blocks, self._name).block(root, 0)

    def _inline(self, text: str) -> None:
        if self._row is not None:
            self._row.append(text)
            return
        if self._heading and self.title is None:
            self.title = title_of(text)
        bullet, self._bullet = self._bullet, ""
        self.blocks.add(bullet + text, fixed=self._heading, run="items" if self._depth else "")


def _plain(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                pieces.append(token.content)
            case "softbreak":
                pieces.append("\n")
            case "hardbreak":
                pieces.append("\u2029")  # `clean` makes it a line end
            case "image":
                pieces.append(_plain(token.children or []))
            case "html_inline" if re.match(r"<br\b", token.content, re.IGNORECASE):
                pieces.append("\u2029")  # `clean` makes it a line end
    return "".join(pieces)


def _flowed(text: str) -> str:
    """`text` with line ends that mean nothing as spaces, or as nothing inside a broken word."""
    first, *others = [line.strip() for line in text.split("\n") if line.strip()] or [""]
    whole = Joined(first, Seen())
    for line in others:
        whole.add(line)
    lead = " " if text[:1].isspace() else ""
    return lead + whole.text + (" " if text[-1:].isspace() and first else "")
