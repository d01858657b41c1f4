"""Laws of readers over generated documents: no word is lost, elements stand where they say, and
twice the document takes twice the work."""

import re
import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import docx, par

from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.types import Kind

WORDS = "млин ставок громада рада село берег lens barley leaf summer spot 12 1903".split()
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
tables = st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=3)
blocks = st.lists(
    st.one_of(
        st.tuples(st.just("heading"), st.integers(1, 4), texts),
        st.tuples(st.just("paragraph"), texts),
        st.tuples(st.just("items"), st.lists(texts, min_size=1, max_size=4)),
        st.tuples(st.just("table"), tables),
        st.tuples(st.just("note"), texts),
        st.tuples(st.just("code"), texts),
    ),
    min_size=1,
    max_size=8,
)


def as_html(written):
    made = []
    for number, (kind, *rest) in enumerate(written):
        last = rest[-1]
        if kind == "heading":
            made.append(f"<h{rest[0]}>{last}</h{rest[0]}>")
        elif kind == "items":
            made.append(f"<ul>{''.join(f'<li>{one}</li>' for one in last)}</ul>")
        elif kind == "table":
            rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in last)
            made.append(f"<table>{rows}</table>")
        elif kind == "note":
            made.append(f'<aside role="doc-footnote" id="fn{number}">{last}</aside>')
        elif kind == "code":
            made.append(f"<pre><code>{last}</code></pre>")
        else:
            made.append(f"<section><p>{last}</p></section>")
    return f"<body>{''.join(made)}</body>".encode(), "a.html"


def as_markdown(written):
    made = []
    for number, (kind, *rest) in enumerate(written):
        last = rest[-1]
        if kind == "heading":
            made.append(f"{'#' * rest[0]} {last}")
        elif kind == "items":
            made.append("\n".join(f"- {one}" for one in last))
        elif kind == "table":
            first, *others = (f"| {' | '.join(row)} |" for row in last)
            made.append("\n".join([first, "|---|---|", *others]))
        elif kind == "note":
            made.append(f"Позначка[^{number}].\n\n[^{number}]: {last}")
        elif kind == "code":
            made.append(f"```\n{last}\n```")
        else:
            made.append(last)
    return "\n\n".join(made).encode(), "a.md"


def as_docx(written):
    made = []
    for kind, *rest in written:
        last = rest[-1]
        if kind == "heading":
            made.append(par(last, properties=f'<w:outlineLvl w:val="{rest[0] - 1}"/>'))
        elif kind == "items":
            made += [par(one) for one in last]
        elif kind == "table":
            rows = (
                f"<w:tr>{''.join(f'<w:tc>{par(cell)}</w:tc>' for cell in row)}</w:tr>"
                for row in last
            )
            made.append(f"<w:tbl>{''.join(rows)}</w:tbl>")
        else:
            made.append(par(last))
    return docx("".join(made)), "a.docx"


def words_of(written):
    def flat(one):
        return one if isinstance(one, str) else " ".join(map(flat, one))

    return sorted(" ".join(flat(rest[-1]) for _, *rest in written).split())


@settings(max_examples=150, deadline=None)
@given(blocks, st.sampled_from([as_html, as_markdown, as_docx]))
def test_no_word_is_lost_and_elements_are_whole_lines_of_their_kind(written, form):
    data, name = form(written)
    document = read_bytes(data, name=name)
    found = re.findall(r"[^\W⁰¹²³⁴-⁹]+", document.text)
    assert sorted(word for word in found if word != "Позначка") == words_of(written)
    before = 0
    for element in document.elements:
        start, end = element.span
        assert before <= start < end <= len(document.text)
        assert start == 0 or document.text[start - 1] == "\n"
        assert end == len(document.text) or document.text[end] == "\n"
        before = end
    heads = [rest[-1] for kind, *rest in written if kind == "heading"]
    told = [
        element.span.of(document.text)
        for element in document.elements
        if element.kind in (Kind.HEADING, Kind.TITLE)
    ]
    assert told == heads


def calls_and_bytes(data, name):
    """How many calls our own functions take and make to read it, and the most memory at once."""
    calls = 0

    def count(frame, event, _):
        nonlocal calls
        calls += event in ("call", "c_call") and "/corpus/" in frame.f_code.co_filename

    tracemalloc.start()
    sys.setprofile(count)
    try:
        read_bytes(data, name=name)
    finally:
        sys.setprofile(None)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return calls, most


ROW = "<tr><td>{0}</td><td rowspan=3>{0} leaves</td><td colspan=2>12</td></tr>"
GROWING = {
    "paragraphs.docx": lambda n: docx("".join(par(f"Абзац {i} про млин.") for i in range(n))),
    "table.html": lambda n: f"<table>{''.join(ROW.format(i) for i in range(n))}</table>".encode(),
    "items.html": lambda n: f"<ol>{'<li>Млин на річці.</li>' * n}</ol>".encode(),
    "text.md": lambda n: "".join(
        f"Абзац {i}[^{i}].\n\n[^{i}]: Note.\n\n" for i in range(n)
    ).encode(),
    "table.md": lambda n: ("|a|b|\n|-|-|\n" + "|млин|12|\n" * n).encode(),
    "list.xml": lambda n: (
        '<article article-type="x"><front><article-meta/></front><back><ref-list>'
        + "<ref><label>1</label><mixed-citation>Ames 2001.</mixed-citation></ref>" * n
        + "</ref-list></back></article>"
    ).encode(),
    "text.tex": lambda n: (
        r"\documentclass{a}\begin{document}" + "Млин \\emph{на} річці~\\cite{a}.\n\n" * n
    ).encode(),
    "text.rtf": lambda n: rb"{\rtf1\ansi " + rb"Mill{\super 1} on the river.\par " * n + b"}",
}


@pytest.mark.parametrize("name", GROWING)
def test_twice_the_document_takes_twice_the_work_and_the_memory(name):
    read_bytes(GROWING[name](20), name=name)  # what is loaded once
    small = calls_and_bytes(GROWING[name](300), name)
    large = calls_and_bytes(GROWING[name](1_200), name)
    for less, more in zip(small, large, strict=True):
        assert more < 4 * less * 1.25  # an exponent of at most 1.16
