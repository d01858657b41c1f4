"""Markdown files: the text that a reader of the rendered page would see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.read.blocks import Blocks, flowed
from dzherelo.corpus.read.canonical import from_lines
from dzherelo.corpus.read.characters import clean
from dzherelo.corpus.read.lines import tidy
from dzherelo.corpus.read.sniff import Format, decode
from dzherelo.corpus.read.webpage import html_lines
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_BREAK = "\u2029"  # a line end that the author set; `clean` makes it one


def read_markdown(data: bytes, *, name: str) -> Document:
    """The document in a Markdown file, without its marks; its title is its first heading.

    Raises FileRefused if the bytes are binary or in no known encoding.
    """
    from markdown_it import MarkdownIt

    source = clean(decode(data, name=name)).replace("\f", "\n\n")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    walk = _Walk(name)
    walk.run(parser.parse(_FRONT_MATTER.sub("", source)))
    text, _ = from_lines(walk.blocks.lines)
    return Document(text=text, media_type=Format.MARKDOWN.value, title=walk.title)


class _Walk:
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
                    html_lines(token.content, self.blocks, name=self._name)
                case "inline":
                    self._inline(flowed(_plain(token.children or [])))

    def _inline(self, text: str) -> None:
        if self._row is not None:
            self._row.append(text)
            return
        if self._heading and self.title is None:
            self.title = tidy(clean(text).replace("\n", " ")) or None
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
                pieces.append(_BREAK)
            case "image":
                pieces.append(_plain(token.children or []))
            case "html_inline" if re.match(r"<br\b", token.content, re.IGNORECASE):
                pieces.append(_BREAK)
    return "".join(pieces)
