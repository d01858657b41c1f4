"""HTML pages; and what every other kind of markup is read as, once it has become one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dzherelo.corpus.language.notation import letters_of
from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.lines import Line, title_of
from dzherelo.corpus.read.metadata import of_page
from dzherelo.corpus.read.page import Page, too_deep
from dzherelo.corpus.read.paragraphs import from_lines
from dzherelo.corpus.read.rows import captioned
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document, Kind, Metadata

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


def read_html(data: bytes, *, name: str) -> Document:
    """The document in an HTML page: its main content, without scripts, menus and controls.

    Nothing that the page points to is fetched. Raises FileRefused if the encoding is not known.
    """
    tree = parsed(decoded(data, name), name)
    heading = tree.css_first("title")
    title = title_of(heading.text()) if heading else None
    document = from_page(_main(tree), name=name, form=Format.HTML, metadata=of_page(tree))
    return replace(document, title=document.metadata.title or title or document.title)


def from_page(
    root: LexborNode | None, *, name: str, form: Format, metadata: Metadata | None = None
) -> Document:
    """The document in what stands inside `root`; its title is `metadata`'s, else the one that
    stands in the text."""
    page = Page(name)
    if root is not None:
        page.walk(root)
    metadata = metadata or Metadata()
    lines = titled(captioned(page.lines), metadata.title)
    text, _, elements = from_lines(lines)
    known = next((one.span.of(text) for one in elements if one.kind is Kind.TITLE), None)
    title = metadata.title or known
    return Document(text, form.value, title=title, elements=elements, metadata=metadata)


def from_markup(
    markup: str, *, name: str, form: Format, metadata: Metadata | None = None
) -> Document:
    """As `from_page`, of the body of a page that another reader wrote."""
    return from_page(parsed(markup, name).body, name=name, form=form, metadata=metadata)


def parsed(markup: str, name: str) -> LexborHTMLParser:
    """The tree of a page. Raises FileRefused where it is nested beyond reason."""
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
            raise too_deep(name)
    return LexborHTMLParser(markup)


def decoded(data: bytes, name: str) -> str:
    """The text of a page in the encoding that it declares, if it holds; else the bytes decide."""
    meta = rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)"
    xml = rb"(?i)<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]+)"
    declared = re.search(meta, data[:4096]) or re.match(xml, data[:4096].lstrip())
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        encoding = declared[1].decode("ascii").lower()
        try:
            # Python's own codecs, such as "unicode_escape" and "idna", are no encodings of pages.
            if re.match(
                r"utf|iso|windows|cp\d|koi|mac|x-|latin|big5|gb|euc|shift|ks_|us-?ascii", encoding
            ):
                return data.decode(encoding)
        except (LookupError, ValueError):
            pass  # a false declaration, not rare: the bytes decide
    return decode(data, name=name)


def titled(lines: Sequence[Line], title: str = "") -> list[Line]:
    """The lines; the heading that is the title is marked so: the one that says `title`, else the
    only one of the first level, where nothing but what precedes a title precedes it."""
    if any(line.kind is Kind.TITLE for line in lines):
        return list(lines)
    heads = [at for at, line in enumerate(lines) if line.kind is Kind.HEADING]
    same = next(
        (at for at in heads if title and letters_of(lines[at].text) == letters_of(title)), None
    )
    if same is None and heads:
        first = lines[heads[0]]
        alone = all(lines[at].level > first.level for at in heads[1:])
        fronts = (None, Kind.FRONT, Kind.AUTHOR)
        opens = all(line.kind in fronts and len(line.text) < 120 for line in lines[: heads[0]])
        if alone and opens and len(lines) > heads[0] + 1:
            same = heads[0]
    found = list(lines)
    if same is not None:
        found[same] = replace(found[same], kind=Kind.TITLE, level=0)
    return found


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
