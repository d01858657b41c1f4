"""Pages that stand for a text: a journal's landing page, an act on the parliament's portal."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

_HEAD = 512 * 1024  # bytes at the beginning of a page in which its links are looked for
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TAGS = re.compile(rb"<(?:meta|link|base)\b[^>]{0,4096}>", re.IGNORECASE)
_MOST = 3  # links of a kind that are tried

_PORTAL = re.compile(r"zakon\d*\.rada\.gov\.ua", re.IGNORECASE)
_ACT = re.compile(r"(?P<act>/(?:laws|rada)/show/(?:en/|ru/)?[^/].*?)/*")
_VIEW = re.compile(r"/(?:print\d*|page\d*|paran?\d*|conv|stru|find|card)$")


@dataclass(frozen=True, slots=True)
class Links:
    """What a landing page says of where its text is; the page's own words, not yet checked."""

    base: str = ""
    pdf: tuple[str, ...] = ()  # citation_pdf_url
    alternate: tuple[str, ...] = ()  # <link rel=alternate type=application/pdf>
    html: tuple[str, ...] = ()  # citation_fulltext_html_url


def links_of(page: bytes) -> Links:
    """The links to the text that the head of a page gives."""
    from selectolax.lexbor import LexborHTMLParser

    # Only these tags are parsed: they cannot be nested, so no page can keep the parser busy.
    tags = _TAGS.findall(_COMMENT.sub(b"", page[:_HEAD]))
    tree = LexborHTMLParser(b"".join(tags).decode("utf-8", errors="replace"))

    def found(selector: str, attribute: str) -> tuple[str, ...]:
        values = ((node.attributes.get(attribute) or "").strip() for node in tree.css(selector))
        return tuple(dict.fromkeys(filter(None, values)))[:_MOST]

    return Links(
        base="".join(found("base[href]", "href")[:1]),
        pdf=found('meta[name="citation_pdf_url" i]', "content"),
        alternate=found('link[rel~="alternate" i][type="application/pdf" i]', "href"),
        html=found('meta[name="citation_fulltext_html_url" i]', "content"),
    )


def print_form(url: httpx.URL) -> httpx.URL | None:
    """The print form of an act on the parliament's portal, which has it on one page.

    The edition (`/ed20240101`) and the language stay; the view and the query go. None if the URL
    is no act there.
    """
    if not _PORTAL.fullmatch(url.host):
        return None
    found = _ACT.fullmatch(url.path)
    if found is None:
        return None
    act = found["act"]
    while (shorter := _VIEW.sub("", act)) != act:
        act = shorter
    return url.copy_with(path=f"{act}/print", query=None)
