"""Markdown files, as a reader of the rendered page would see them.

markdown-it makes a page of them; its tree is walked as any other page's. Known besides CommonMark
are the tables of GitHub, footnotes, TeX formulas, the attributes of kramdown and pandoc, the tags
of Liquid, YAML heads, and pandoc's citation keys, which stay as they are written.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.html import from_markup
from dzherelo.corpus.read.lines import clean
from dzherelo.corpus.read.metadata import authors_of, listed, of_yaml, scalar
from dzherelo.corpus.read.shapes import Joined, Seen
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text("utf-8"))
_INLINE = frozenset(_DATA["markdown"]["inline"].split())
_SWALLOWING = rf"(?i)<({'|'.join(_DATA['markdown']['swallowing'].split())})\b"
_LISTS = rf"(?i)(?:\d+\.?\s+)?(?:{_DATA['markdown']['lists']})[.:]?"
_NAME = r"(?>[#.][A-Za-z][\w:.-]*|[A-Za-z][\w-]*=(?:\"[^\"]*\"|'[^']*'|[^\s}\"']+))"
_MARKS = (  # what a converter reads and no reader sees, and what stands for it
    (
        r"\{%-?\s*(?:end)?(?:raw|comment|highlight|capture|include|if|for|assign)\b(?:[^%]|%(?!\}))*%\}",
        "",
    ),
    (r"\{%(?:[^%]|%(?!\}))*%\}|\{\{[<%]?\s[\w\s.|:'\"/=-]+\s[>%]?\}\}", ""),
    (r"\{::?[^{}\n]*\}", ""),  # kramdown: {: .class}
    (rf"(?<=[)\]`])\{{\s*(?:{_NAME}\s*)+\}}", ""),  # pandoc: ![…](…){width=60%}
    (r"[ \t]+\{[#.-][^{}\n]*\}(?=\s*$)", ""),  # pandoc: ## Heading {#sec:name}
    (r"^:{3,}.*$", ""),  # pandoc: a fence around a division
    (r"\^(?P<up>\d{1,3}(?:[,–-]\d{1,3})*)\^", r"<sup>\g<up></sup>"),
    (r"(?<=\w)~(?P<down>\d{1,2})~(?!~)", r"<sub>\g<down></sub>"),
)
_FIGURE = (  # Liquid and Hugo: {% include figure.html filename="…" caption="…" %}
    r"\s*\{[{%][<%]?-?\s*(?:include\s+)?\S*figure\S*\s(?:[^%}]|%(?!\})|\}(?!\}))*?"
    r"caption=(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
)


def read_markdown(data: bytes, *, name: str, folder: Path | None = None) -> Document:
    """The document in a Markdown file, without its marks.

    What its head tells (title, authors, abstract, key words) stands before the text. Notes stand
    where the file has them under a heading, else at the end. Where the head names a file of
    BibTeX that lies in `folder`, the works that the text cites by key follow as its references.
    Raises FileRefused if the bytes are binary or in no known encoding.
    """
    source = clean(decode(data, name=name)).replace("\f", "\n\n")
    head, text = _head(source)
    # A caption or an attribute right under a table would become a row of it.
    text = re.sub(r"(?m)^([ \t]*\|.*\n)(?=[ \t]*(?:\{:|: |Table:))", r"\1\n", text)
    parser = _parser()
    env: MutableMapping[str, Any] = {}
    tokens = parser.parse(text, env)
    tokens = _with_notes_last(tokens, env)
    body = parser.renderer.render(tokens, parser.options, env)
    body = _with_references(body, text, head, folder)
    front = _front(head, parser, body)
    markup = f"<body>{front}{body}</body>"
    return from_markup(markup, name=name, form=Format.MARKDOWN, metadata=of_yaml(head))


# The head -----------------------------------------------------------------------------------


def _head(source: str) -> tuple[dict[str, Any], str]:
    """The head of a file (YAML, TOML or pandoc's title lines) as a table, and the rest."""
    source = source.lstrip("\n")
    found = re.match(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", source, re.DOTALL)
    if found and (told := _yaml(found[1][:100_000])):  # else the lines are rules, with text between
        return told, source[found.end() :]
    if found := re.match(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", source, re.DOTALL):
        try:
            return tomllib.loads(found[1]), source[found.end() :]
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, source[found.end() :]
    if found := re.match(r"%[ \t]+(.+)\n(?:%(.*)\n)?(?:%(.*)\n)?", source):
        title, authors, date = (part or "" for part in found.groups())
        return {"title": title, "author": authors, "date": date.strip()}, source[found.end() :]
    return {}, source


def _yaml(text: str) -> dict[str, Any]:
    """A head as a table; of one that is no YAML (a bare colon in its title) the single lines."""
    import yaml

    try:
        told = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        lines = re.findall(r"(?m)^([A-Za-z][\w-]*):[ \t]+(\S.*)$", text)
        told = {key: value.strip(" \t\"'") for key, value in lines}
    return told if isinstance(told, dict) else {}


def _front(head: Mapping[str, Any], parser: MarkdownIt, body: str) -> str:
    """The title block that the head tells, as markup; a title that opens the body is not told
    twice."""

    def said(text: str) -> str:
        return str(parser.renderInline(" ".join(text.split())))

    pieces: list[str] = []
    title, subtitle = scalar(head.get("title")), scalar(head.get("subtitle"))
    if title:
        opening = re.match(r"\s*<h[1-6]>(.*?)</h[1-6]>", body)
        if opening is None or opening[1] != said(title):
            pieces.append(f'<h1 class="title">{said(title)}</h1>')
    if subtitle:
        pieces.append(f'<p class="front">{said(subtitle)}</p>')
    pieces += [f'<p class="author">{said(name)}</p>' for name, _ in authors_of(head)]
    pieces += [f'<p class="front">{said(name)}</p>' for name in listed(head.get("affiliations"))]
    if abstract := scalar(head.get("abstract") or head.get("summary")):
        pieces.append(f'<div class="abstract">{parser.render(abstract)}</div>')
    if keywords := listed(head.get("keywords") or head.get("tags")):
        pieces.append(f'<p class="keywords">{said(", ".join(keywords))}</p>')
    return "".join(pieces)


# The text -----------------------------------------------------------------------------------


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin).disable("footnote_tail").use(amsmath_plugin).use(deflist_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.core.ruler.before("inline", "reader", _prepared)
    rules = {
        "amsmath": lambda token: _equation(token.content),
        "footnote_reference_close": lambda _: "</aside>",
        "footnote_reference_open": lambda token: _note(token.meta["number"]),
        "footnote_ref": lambda token: f"<sup>{html.escape(token.meta['number'])}</sup>",
        "hardbreak": lambda _: "<br>",
        "html_block": lambda token: _block_of_html(token.content),
        "html_inline": lambda token: _inline_html(token.content),
        "image": lambda token: html.escape(token.content),
        "list_item_open": lambda token: (
            f'<li data-marker="{token.info}{token.markup if token.info else "-"}">'
        ),
        "math_block": lambda token: _equation(f"$${token.content}$$"),
        "math_block_label": lambda token: _equation(f"$${token.content}$$ ({token.info})"),
        "math_inline": lambda token: html.escape(f"${token.content}$"),
        "math_inline_double": lambda token: html.escape(f"$${token.content}$$"),
    }
    for kind, rule in rules.items():
        parser.add_render_rule(kind, lambda _, tokens, at, *__, rule=rule: rule(tokens[at]))
    return parser


def _prepared(state: StateCore) -> None:
    """Before words are parsed: each paragraph on one line, without what no reader sees; captions of
    figures and tables are marked as such."""
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.type != "inline":
            continue
        text, caption = token.content, False
        if "{" in text and (figure := re.match(_FIGURE, text)):
            text, caption = figure[1][1:-1].replace('\\"', '"'), True
        for pattern, instead in _MARKS:
            text = _without(pattern, instead, text)
        if found := re.match(r"(?::|Table:)\s+(?=\S)", text):
            text, caption = text[found.end() :], True
        elif re.fullmatch(r"\s*!\[[^\]]{20,}\]\([^()\s]*(?:\s+\"[^\"]*\")?\)\s*", text):
            text, caption = re.sub(r"\\label\{[^{}]*\}", "", text), True
        token.content = _flowed(text)
        if caption and tokens[at - 1].type == "paragraph_open":
            for tag in (tokens[at - 1], tokens[at + 1]):
                tag.tag, tag.hidden = "figcaption", False


def _without(pattern: str, instead: str, text: str) -> str:
    """`text` with what the pattern finds replaced, but in spans of code."""
    both = re.compile(
        rf"(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|{pattern}", re.M
    )
    return both.sub(lambda found: found["code"] or found.expand(instead), text)


def _flowed(text: str) -> str:
    """`text` with line ends that mean nothing as spaces, or as nothing inside a broken word."""
    lines = re.split(r"((?:[ ]{2,}|\\)?\n)", text)
    whole = Joined(lines[0], Seen())
    done = ""
    for end, line in zip(lines[1::2], lines[2::2], strict=True):
        if end == "\n":
            whole.add(line.strip())
        else:
            done, whole = f"{done}{whole.text}{end}", Joined(line, Seen())
    return done + whole.text


def _equation(tex: str) -> str:
    return f'<div class="math display">{html.escape(tex)}</div>'


def _note(number: str) -> str:
    return f'<aside role="doc-footnote" data-label="{html.escape(number)}">'


def _block_of_html(markup: str) -> str:
    """A block of HTML, without the tags that would take all that follows into themselves."""
    markup = re.sub(r"<!--.*?(?:-->|\Z)", "", markup, flags=re.DOTALL)
    for name in {found.lower() for found in re.findall(_SWALLOWING, markup)}:
        if not re.search(rf"(?i)</{name}\s*>", markup):
            markup = re.sub(rf"(?i)<{name}\b[^>]*>", "", markup)
    return markup


def _inline_html(tag: str) -> str:
    """A tag in a line; one that is no tag of HTML is a word in angle brackets."""
    name = re.match(r"</?([A-Za-z][\w-]*)", tag)
    known = name is None or name[1].lower() in _INLINE
    return tag if known else html.escape(tag)


# Notes and references -----------------------------------------------------------------------


def _with_notes_last(tokens: Sequence[Token], env: Mapping[str, Any]) -> list[Token]:
    """The tokens with the notes that stand between paragraphs at the end, all under their numbers:
    the file's own where all have one, else in the order of their marks."""
    from markdown_it.token import Token

    notes = env.get("footnotes", {})
    labels = [label.removeprefix(":") for label in notes.get("refs", {})]
    inline = {key: one for key, one in notes.get("list", {}).items() if "tokens" in one}
    own = not inline and all(map(str.isdecimal, labels))
    order = {label: notes["refs"][f":{label}"] for label in labels}
    behind = iter(range(max(order.values(), default=-1) + 1, len(order) + len(inline) + 1))
    number = {
        label: label if own else str((at if at >= 0 else next(behind)) + 1)
        for label, at in order.items()
    }
    kept: list[Token] = []
    moved: list[Token] = []
    target, before = kept, ""
    for token in tokens:
        if token.type == "footnote_reference_open":
            token.meta["number"] = number.get(token.meta["label"], "")
            under = before == "heading_close" or (
                before == "footnote_reference_close" and target is kept
            )
            target = kept if under else moved
        elif before == "footnote_reference_close":
            target = kept
        for child in token.children or ():
            if child.type == "footnote_ref":
                label = child.meta.get("label")
                child.meta["number"] = number.get(label) or str(child.meta["id"] + 1)
        target.append(token)
        before = token.type
    for at, note in inline.items():
        opening = Token("footnote_reference_open", "", 1, meta={"number": str(at + 1)})
        text = Token("inline", "", 0, children=note["tokens"])
        moved += [opening, text, Token("footnote_reference_close", "", -1)]
    return kept + moved


def _with_references(body: str, text: str, head: Mapping[str, Any], folder: Path | None) -> str:
    """The body with an entry for each work that it cites by key, under the heading that it keeps
    for them, else at its end."""
    from dzherelo.corpus.read.bibtex import entries

    known: dict[str, str] = {}
    for name in listed(head.get("bibliography")) if folder else ():
        path = (folder / name).resolve() if folder else Path(name)
        if folder and path.is_relative_to(folder.resolve()) and path.suffix in (".bib", ".bibtex"):
            known |= entries(path)
    if not known:
        return body
    cited = [
        key.strip("{}")
        for key in re.findall(r"(?<![\w@])@(\{[^{}\s]+\}|\w[\w:.#$%&+?<>~/-]*)", text)
    ]
    cited = [
        next((k for k in (key, key.rstrip(":.#$%&-+?<>~/")) if k in known), "") for key in cited
    ]
    if "@*" in scalar(head.get("nocite")):
        cited += known
    items = "".join(
        f'<div role="doc-biblioentry" data-label="{html.escape(key)}">'
        f"{html.escape(known[key])}</div>"
        for key in dict.fromkeys(filter(None, cited))
    )
    for heading in re.finditer(r"<(h[1-6])>([^<]*)</\1>\s*(?=<h|<aside|\Z)", body):
        if re.fullmatch(_LISTS, heading[2].strip()):
            return f"{body[: heading.end()]}{items}{body[heading.end() :]}"
    return f"{body}<h1>References</h1>{items}" if items else body
