"""TeX files: pylatexenc parses them, and what it finds is written as a page.

Commands that the file defines without arguments are expanded; of unknown ones their arguments stay.
Keys of citations stay as pandoc writes them (`[@key]`); sections, figures, tables and equations are
counted, so that references to them can be read.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.bibtex import entries
from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.html import from_markup
from dzherelo.corpus.read.latex_source import beside, expanded, with_parts
from dzherelo.corpus.read.lines import clean
from dzherelo.corpus.read.metadata import made
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("page.toml").read_text("utf-8"))[
    "latex"
]
_WORDS = {name: frozenset(words.split()) for name, words in _DATA.items() if isinstance(words, str)}
_ENVIRONMENTS = {kind: frozenset(names.split()) for kind, names in _DATA["environments"].items()}
_DROPPED = {name: spec for spec, names in _DATA["dropped"].items() for name in names.split()}
_HEADINGS: dict[str, int] = _DATA["headings"]
_PLAIN = {"\\": "<br>", "newline": "<br>", "par": "<p>", "item": "", "and": "\ue002"}


def read_latex(data: bytes, *, name: str, folder: Path | None = None) -> Document:
    """The document in a TeX file, with what it takes in (`\\input`) and its bibliography (`.bbl`,
    else the works of its `.bib` that are cited) where they lie in `folder`.

    Raises FileRefused if it is nested beyond reason.
    """
    source = with_parts(clean(decode(data, name=name)), folder)
    head, begins, body = source.partition("\\begin{document}")
    body = body.partition("\\end{document}")[0] if begins else source
    head = head if begins else ""
    body = expanded(head, body, kept=_HEADINGS)
    try:
        writer = _Writer()
        title = "".join(map(writer.command, _title_block(head)))
        text = title + writer.nodes(_nodes(body))
        text += writer.nodes(_nodes(_listed(source, name, folder))) if "bibitem" not in body else ""
    except RecursionError:
        raise FileRefused(
            Message("{name} is nested too deeply.", name=name), "Save it as plain text."
        ) from None
    page = writer.resolved(text) + _references(writer, source, folder, text)
    language = re.search(
        r"\\(?:usepackage\[[^\]]*?(\w+)\]\{babel\}|set(?:main|default)language\{(\w+)\})", head
    )
    spoken = _DATA["languages"].get(language[1] or language[2], "") if language else ""
    metadata = made(title=writer.title, authors=writer.authors, date=writer.date, language=spoken)
    return from_markup(page, name=name, form=Format.TEX, metadata=metadata)


def _listed(source: str, name: str, folder: Path | None) -> str:
    """The `.bbl` that LaTeX made for the file, if it holds a `thebibliography`."""
    text = beside(folder, Path(name).stem, ".bbl")
    return text if "\\bibitem" in text and "\\bibliography" in source else ""


def _references(writer: _Writer, source: str, folder: Path | None, text: str) -> str:
    """An entry for each work of the file's `.bib` that is cited, if the text has no list."""
    if folder is None or "doc-biblioentry" in text:
        return ""
    known: dict[str, str] = {}
    for names in re.findall(
        r"\\(?:bibliography|addbibresource(?:\[[^\]]*\])?)\{([^{}]+)\}", source
    ):
        for one in names.split(","):
            path = (folder / f"{one.strip().removesuffix('.bib')}.bib").resolve()
            known |= entries(path) if path.is_relative_to(folder.resolve()) else {}
    found = [
        _entry(key, html.escape(known[key])) for key in dict.fromkeys(writer.cited) if key in known
    ]
    return f"<h2>References</h2>{''.join(found)}" if found else ""


@cache
def _context() -> Any:
    from pylatexenc.latexwalker import get_default_latex_context_db
    from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

    context = get_default_latex_context_db()
    macros = {
        **dict.fromkeys(("title", "author", "caption", "thanks", *_WORDS["front"]), "*[{"),
        **dict.fromkeys(_HEADINGS, "*[{"),
        **dict.fromkeys((*_WORDS["citing"], *_WORDS["naming"]), "*[[{"),
        **dict.fromkeys(_WORDS["references"], "*{"),
        **dict.fromkeys(("footnote", "footnotetext", "footnotemark"), "[{"),
        **_DROPPED,
        "href": "{{",
        "bibitem": "[{",
        "textsuperscript": "{",
        "textsubscript": "{",
        "multicolumn": "{{{",
        "multirow": "*[{[{[{",
        "textcolor": "[{{",
        "footnotemark": "[",
    }
    environments = {
        **dict.fromkeys(("tabular", "longtable", "array"), "[{"),
        **dict.fromkeys(("tabular*", "tabularx", "tabulary"), "{[{"),
        "thebibliography": "{",
        "minted": "[{",
        "figure": "[",
        "figure*": "[",
        "table": "[",
        "table*": "[",
    }
    context.add_context_category(
        "reader",
        prepend=True,
        macros=[MacroSpec(name, spec) for name, spec in macros.items()],
        environments=[EnvironmentSpec(name, spec) for name, spec in environments.items()],
    )
    return context


def _nodes(source: str) -> Sequence[Any]:
    from pylatexenc.latexwalker import LatexWalker

    walker = LatexWalker(source, latex_context=_context(), tolerant_parsing=True)
    return [node for node in walker.get_latex_nodes()[0] if node is not None]


def _title_block(head: str) -> Iterator[Any]:
    """The commands of a head that print something: title, authors, their places."""
    wanted = {"title", "author", "date", *_WORDS["front"]}
    for node in _nodes(head):
        if getattr(node, "macroname", "") in wanted:
            yield node


def _entry(key: str, text: str) -> str:
    return f'<p role="doc-biblioentry" data-label="{html.escape(key)}">{text}</p>'


class _Writer:
    """Writes nodes as markup; keeps counts, labels, notes and what the title block says."""

    def __init__(self) -> None:
        self.title = self.date = ""
        self.authors: list[str] = []
        self.cited: list[str] = []
        self._counts: Counter[str] = Counter()
        self._float = ""  # how the caption begins that is met next
        self._here = ""  # the number that a label would name
        self._labels: dict[str, str] = {}
        self._notes: list[str] = []

    def resolved(self, text: str) -> str:
        """The text with the numbers of what it refers to, and the notes behind it."""
        notes = "".join(
            f'<aside role="doc-footnote" data-label="{number}">{note}</aside>'
            for number, note in enumerate(self._notes, start=1)
        )
        return re.sub(
            "\ue000([^\ue000]*)\ue000", lambda found: self._labels.get(found[1], ""), text + notes
        )

    def nodes(self, nodes: Iterable[Any]) -> str:
        return "".join(self.node(node) for node in nodes if node is not None)

    def node(self, node: Any) -> str:
        match type(node).__name__:
            case "LatexCharsNode":
                return html.escape(node.chars)
            case "LatexSpecialsNode":
                return self._special(node.specials_chars)
            case "LatexGroupNode":
                return self.nodes(node.nodelist)
            case "LatexMathNode":
                tex = html.escape(node.latex_verbatim())
                return tex if node.displaytype == "inline" else self._equation(tex)
            case "LatexMacroNode":
                return self.command(node)
            case "LatexEnvironmentNode":
                return self._environment(node)
        return ""

    def _special(self, signs: str) -> str:
        known = {"~": " ", "--": "–", "---": "—", "``": "“", "''": "”", "&": "&amp;"}
        return (
            "<p>" if not signs.strip() and "\n" in signs else known.get(signs, html.escape(signs))
        )

    def _equation(self, tex: str) -> str:
        tex = re.sub(r"\\label\{([^{}]*)\}", self._labelled, tex)
        return f'<div class="math display">{" ".join(tex.split())}</div>'

    def _labelled(self, found: re.Match[str]) -> str:
        self._labels[found[1]] = self._here
        return ""

    # Commands ---------------------------------------------------------------------------------

    def command(self, node: Any) -> str:
        name = node.macroname
        given = [*(node.nodeargd.argnlist or ())] if node.nodeargd else []
        last = self.nodes(given[-1:])
        if name in _PLAIN:
            return _PLAIN[name]
        if name in _HEADINGS:
            starred = bool(given) and given[0] is not None
            return self._heading(_HEADINGS[name], last, starred=starred)
        if name in _WORDS["citing"] | _WORDS["naming"]:
            return self._citation(given, last, naming=name in _WORDS["naming"])
        if name in _WORDS["references"]:
            return f"\ue000{html.unescape(last)}\ue000"
        if name in _WORDS["printed"]:
            return str(getattr(self, f"_{name}")(last))
        if name in _WORDS["front"]:
            return f'<p class="{"keywords" if name == "keywords" else "front"}">{last}</p>'
        if name in _DROPPED and name != "label":
            return ""
        return self._written(node, given, last)

    def _label(self, key: str) -> str:
        self._labels[html.unescape(key)] = self._here
        return ""

    def _footnote(self, text: str) -> str:
        self._notes.append(text)
        return f"<sup>{len(self._notes)}</sup>"

    _thanks = _footnote

    def _caption(self, text: str) -> str:
        return f"<figcaption>{self._float}{text}</figcaption>"

    def _textsuperscript(self, text: str) -> str:
        return f"<sup>{text}</sup>"

    def _title(self, text: str) -> str:
        self.title = _unmarked(text)
        return f'<h1 class="title">{text.replace("<br>", " ")}</h1>'

    def _date(self, text: str) -> str:
        self.date = _unmarked(text)
        return f'<p class="front">{text}</p>'

    def _author(self, text: str) -> str:
        written = ""
        for person in text.split(_PLAIN["and"]):
            named, *places = (part.strip() for part in person.split("<br>"))
            names = map(_unmarked, re.split(r"[,;]|\band\b", named))
            self.authors += [name for name in names if re.search(r"[^\W\d_]{2}", name)]
            written += f'<p class="author">{named}</p>'
            written += "".join(f'<p class="front">{place}</p>' for place in places)
        return written

    def _written(self, node: Any, given: Sequence[Any], last: str) -> str:
        """An accent or a sign as its letter; of another command its last argument."""
        from pylatexenc.latex2text import LatexNodes2Text

        if len(given) == 1 and node.macroname in (
            "emph",
            "textbf",
            "textit",
            "texttt",
            "text",
            "url",
        ):
            return last
        if given and last and len(node.macroname) > 2:
            return last
        text = LatexNodes2Text(math_mode="verbatim").node_to_text(node)
        return html.escape(text) if text.strip() else text

    def _heading(self, level: int, text: str, *, starred: bool) -> str:
        if not starred and level > 1:
            self._counts[f"level {level}"] += 1
            for deeper in range(level + 1, 7):
                self._counts[f"level {deeper}"] = 0
            self._here = ".".join(str(self._counts[f"level {one}"]) for one in range(2, level + 1))
        return f"<h{level}>{text}</h{level}>"

    def _citation(self, given: Sequence[Any], keys: str, *, naming: bool) -> str:
        """As pandoc writes it: "[@key, p. 5; @other]", "@key [p. 5]"."""
        found = [key.strip() for key in html.unescape(keys).split(",") if key.strip()]
        self.cited += found
        options = [self.nodes([one]).strip("[] ") if one else None for one in given[1:3]]
        before, place = (
            options if len(options) == 2 and options[1] is not None else ("", options[0])
        )
        named = "; ".join(f"@{html.escape(key)}" for key in found)
        if not found:
            return ""
        if naming:
            return f"{named} [{place}]" if place else named
        whole = ", ".join(filter(None, (f"{before} {named}".strip(), place)))
        return f"[{whole}]"

    # Environments -----------------------------------------------------------------------------

    def _environment(self, node: Any) -> str:
        name = node.environmentname.rstrip("*")
        if name in _WORDS["unseen"]:
            return ""
        if name in _WORDS["code"]:
            text = node.latex_verbatim().partition("}")[2].rpartition("\\end{")[0]
            text = re.sub(r"\A\[[^\]]*\]|\A\{\w+\}", "", text)
            return f'<pre class="code">{html.escape(text)}</pre>'
        if name in _WORDS["equations"]:
            if node.environmentname == name:
                self._counts["equation"] += 1
                self._here = str(self._counts["equation"])
            return self._equation(html.escape(node.latex_verbatim()))
        kind = next((kind for kind, names in _ENVIRONMENTS.items() if name in names), "")
        return str(getattr(self, f"_in_{kind or 'division'}")(name, node.nodelist))

    def _in_division(self, _: str, nodes: Sequence[Any]) -> str:
        return f"<div><p>{self.nodes(nodes)}</div><p>"

    def _in_abstract(self, _: str, nodes: Sequence[Any]) -> str:
        return f'<div class="abstract"><p>{self.nodes(nodes)}</div>'

    def _in_keywords(self, _: str, nodes: Sequence[Any]) -> str:
        return f'<p class="keywords">{self.nodes(nodes)}</p>'

    def _in_list(self, name: str, nodes: Sequence[Any]) -> str:
        tag = "ol" if "enum" in name else "ul"
        return f"<{tag}>{''.join(map(self._item, _split(nodes, 'item')))}</{tag}><p>"

    def _in_float(self, name: str, nodes: Sequence[Any]) -> str:
        kind = "Table" if "table" in name else "Figure"
        self._counts[kind] += 1
        self._here = str(self._counts[kind])
        outer, self._float = self._float, f"{kind} {self._here}. "
        text = self.nodes(nodes)
        self._float = outer
        return f"<figure>{text}</figure><p>"

    def _item(self, nodes: Sequence[Any]) -> str:
        head, *rest = nodes
        given = head.nodeargd.argnlist if head.nodeargd else ()
        label = self.nodes(given).strip("[]")
        return f"<li>{label} {self.nodes(rest)}</li>" if label else f"<li>{self.nodes(rest)}</li>"

    def _in_table(self, _: str, nodes: Sequence[Any]) -> str:
        rows: list[list[str]] = [[""]]
        for node in nodes:
            kind, name = type(node).__name__, getattr(node, "macroname", "")
            if kind == "LatexSpecialsNode" and node.specials_chars == "&":
                rows[-1].append("")
            elif name in ("\\", "tabularnewline"):
                rows.append([""])
            elif name.endswith(("line", "rule")) or name in ("endhead", "endfirsthead", "endfoot"):
                continue
            elif name == "multicolumn":
                across, _, text = (self.nodes([one]) for one in node.nodeargd.argnlist)
                rows[-1][-1] += f"\ue001{across}\ue001{text}"
            else:
                rows[-1][-1] += self.node(node)
        return f"<table>{''.join(map(_row, rows))}</table>"

    def _in_bibliography(self, _: str, nodes: Sequence[Any]) -> str:
        found = []
        for head, *rest in _split(nodes, "bibitem"):
            key = self.nodes(head.nodeargd.argnlist[-1:])
            found.append(_entry(html.unescape(key), self.nodes(rest).replace("<p>", " ")))
        return f"<h2>References</h2>{''.join(found)}"


def _unmarked(text: str) -> str:
    """Markup as its words, without what is raised."""
    plain = re.sub(r"<sup>.*?</sup>|\$.*?\$", "", text.replace("<br>", " "))
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", plain)).split())


def _split(nodes: Sequence[Any], macro: str) -> Iterator[list[Any]]:
    """The nodes from each command of this name up to the next."""
    items: list[list[Any]] = []
    for node in nodes:
        if getattr(node, "macroname", "") == macro:
            items.append([])
        if items:
            items[-1].append(node)
    return iter(items)


def _row(cells: Sequence[str]) -> str:
    written = []
    for cell in cells:
        _, across, text = cell.split("\ue001") if cell.count("\ue001") == 2 else ("", "1", cell)
        across = across if across.isdecimal() else "1"
        written.append(f'<td colspan="{across}">{text.strip()}</td>')
    return f"<tr>{''.join(written)}</tr>" if any(map(str.strip, cells)) else ""
