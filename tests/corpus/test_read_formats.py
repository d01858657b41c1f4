"""Articles in XML and TeX, OpenDocument, RTF, books, saved pages, notebooks."""

import json

import pytest
from packages import zipped

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read, read_bytes
from dzherelo.corpus.types import Kind


def told(document):
    """(kind, text, label) of each element."""
    return [(e.kind.value, e.span.of(document.text), e.label) for e in document.elements]


def of_kind(document, kind):
    return [(text, label) for found, text, label in told(document) if found == kind]


JATS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS Journal Publishing DTD v1.2//EN" "jats.dtd">
<article xmlns:mml="http://www.w3.org/1998/Math/MathML" article-type="research-article"
 xml:lang="en"><front><journal-meta><journal-title-group><journal-title>Rust Review</journal-title>
</journal-title-group></journal-meta><article-meta><article-id pub-id-type="doi">10.1234/r.5
</article-id><title-group><article-title>Rust in <italic>Hordeum</italic></article-title>
</title-group><contrib-group><contrib contrib-type="author"><name><surname>Berg</surname>
<given-names>Anna</given-names></name></contrib><contrib contrib-type="author"><collab>Lens
Group</collab></contrib><aff><label>1</label>Uni X</aff></contrib-group><pub-date
pub-type="epub"><year>2021</year></pub-date><volume>4</volume><fpage>11</fpage><lpage>19</lpage>
<abstract><sec><title>Background</title><p>Rust is bad.</p></sec></abstract><kwd-group>
<kwd>rust</kwd><kwd>barley</kwd></kwd-group></article-meta></front><body><sec><label>1</label>
<title>Introduction</title><p>Bad [<xref ref-type="bibr" rid="B1">1</xref>] and<sup><xref
ref-type="bibr" rid="B1">1</xref>,<xref ref-type="bibr" rid="B2">2</xref></sup> 10&nbsp;m<sup>2
</sup><fn><p>A note.</p></fn>.</p><sec><title>Deeper</title><p>Text:<disp-formula><label>(1)</label>
<tex-math>\\begin{document}$$E=mc^2$$\\end{document}</tex-math></disp-formula></p><table-wrap>
<label>Table 1</label><caption><title>Spots.</title><p>Two summers.</p></caption><table><thead>
<tr><th>Line</th><th>2021</th></tr></thead><tbody><tr><td>Alva</td><td>12</td></tr></tbody></table>
</table-wrap></sec></sec></body><back><ref-list><title>References</title><ref id="B1"><label>1
</label><element-citation publication-type="journal"><person-group person-group-type="author">
<name><surname>Ames</surname><given-names>B</given-names></name><name><surname>Cole</surname>
<given-names>D</given-names></name></person-group><article-title>Spots</article-title><source>Rust
Rev</source><year>2001</year><volume>4</volume><issue>2</issue><fpage>11</fpage><lpage>19</lpage>
<pub-id pub-id-type="doi">10.1234/abc</pub-id></element-citation></ref><ref id="B2"><label>2.
</label><mixed-citation><name><surname>Dean</surname> <given-names>E</given-names></name>
(<year>2002</year>) <article-title>Counting</article-title>. <source>Rust Rev</source>.
</mixed-citation></ref></ref-list></back><sub-article><body><p>Letter.</p></body></sub-article>
</article>"""


def test_an_article_in_jats():
    document = read_bytes(JATS.encode(), name="article.xml")
    assert told(document) == [
        ("title", "Rust in Hordeum", ""),
        ("author", "Anna Berg", ""),
        ("author", "Lens Group", ""),
        ("front", "¹ Uni X", ""),
        ("heading", "Background", ""),
        ("abstract", "Rust is bad.", ""),
        ("keywords", "rust, barley", ""),
        ("heading", "1 Introduction", ""),
        ("heading", "Deeper", ""),
        ("equation", "$$E=mc^2$$ (1)", ""),
        ("caption", "Table 1. Spots. Two summers.", ""),
        ("row", "Line | 2021", ""),
        ("row", "Alva | 12", ""),
        ("heading", "References", ""),
        (
            "entry",
            "1. Ames B, Cole D (2001). Spots. Rust Rev, 4(2), 11–19. https://doi.org/10.1234/abc",
            "1",
        ),
        ("entry", "2. Dean E (2002) Counting. Rust Rev.", "2"),
        ("note", "¹ A note.", "1"),
    ]
    assert "Bad [1] and¹,² 10 m² ¹." in document.text and "Letter" not in document.text
    metadata = document.metadata
    assert (metadata.title, metadata.authors) == ("Rust in Hordeum", ("Anna Berg", "Lens Group"))
    assert (metadata.doi, metadata.year, metadata.pages) == ("10.1234/r.5", 2021, "11–19")
    assert (metadata.container, metadata.language) == ("Rust Review", "en")


TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader xml:lang="en"><fileDesc><titleStmt>
<title>Rust in barley</title></titleStmt><sourceDesc><biblStruct><analytic><author><persName>
<forename>Anna</forename><surname>Berg</surname></persName></author></analytic><monogr><title
level="j">Rust Review</title><imprint><date when="2021-05"/></imprint></monogr></biblStruct>
</sourceDesc></fileDesc><profileDesc><abstract><p>Rust is bad.</p></abstract></profileDesc>
</teiHeader><text><body><div><head n="1">Introduction</head><p>Bad <ref type="bibr">[1]</ref>.</p>
</div></body><back><listBibl><biblStruct><analytic><title>Spots</title><author><persName>
<forename>B</forename><surname>Ames</surname></persName></author></analytic><monogr><title>Rust Rev
</title><imprint><date when="2001"/></imprint></monogr></biblStruct></listBibl></back></text>
</TEI>"""


def test_an_article_in_tei():
    document = read_bytes(TEI.encode(), name="article.tei.xml")
    assert told(document) == [
        ("title", "Rust in barley", ""),
        ("author", "Anna Berg", ""),
        ("abstract", "Rust is bad.", ""),
        ("heading", "1 Introduction", ""),
        ("heading", "References", ""),
        ("entry", "B Ames (2001). Spots. Rust Rev.", ""),
    ]
    assert document.metadata.year == 2021


TEX = r"""\documentclass{article}\usepackage[ngerman]{babel}
\newcommand{\rust}{\emph{Puccinia}}\newcommand{\tab}[1]{Table~\ref{tab:#1}}
\title{A study of rust\thanks{Funded by none.}}\author{Anna Berg \and Bo Kyi\\ Uni X}
\begin{document}\maketitle
\begin{abstract}Rust is bad.\end{abstract}
\section{Introduction}\label{sec:intro}
Rust \rust{} is bad~\cite[see][p.~5]{ames2001,cole} and \citet{dean} saw $x^2$ caf\'e
``yes''---5\% \& more.\footnote{A \textbf{note}.} % no comment
As Section~\ref{sec:intro} and \tab{a} show:
\begin{equation}E = mc^2\end{equation}
\begin{enumerate}\item one \item two\end{enumerate}
\begin{table}\caption{Spots.}\label{tab:a}
\begin{tabular}{lr}\hline Line & 2021\\ Alva & 12\\ Brit & \\ \hline\end{tabular}\end{table}
\input{more}
\begin{thebibliography}{9}\bibitem{ames2001} Ames, B. \newblock Spots. {\em Rust Rev.} 2001.
\bibitem[Cole(2002)]{cole} Cole, D. Counting. 2002.\end{thebibliography}
\end{document}"""


def test_an_article_in_tex(tmp_path):
    (tmp_path / "article.tex").write_text(TEX, encoding="utf-8")
    (tmp_path / "more.tex").write_text("More text.", encoding="utf-8")
    document = read(tmp_path / "article.tex")
    assert (
        "Rust Puccinia is bad [see @ames2001; @cole, p. 5] and @dean saw $x^2$ café “yes”—5% & "
        "more.² As Section 1 and Table 1 show:"
    ) in document.text
    assert "More text." in document.text and "comment" not in document.text
    assert document.metadata.authors == ("Anna Berg", "Bo Kyi")
    assert document.metadata.language == "de"
    assert of_kind(document, "row") == [("Line | 2021", ""), ("Alva | 12", ""), ("Brit |", "")]
    assert of_kind(document, "caption") == [("Table 1. Spots.", "")]
    assert of_kind(document, "note") == [("¹ Funded by none.", "1"), ("² A note.", "2")]
    assert of_kind(document, "entry") == [
        ("Ames, B. Spots. Rust Rev. 2001.", "ames2001"),
        ("Cole, D. Counting. 2002.", "cole"),
    ]


def test_a_tex_file_takes_its_references_from_what_lies_beside_it(tmp_path):
    path = tmp_path / "paper.tex"
    path.write_text(
        r"\documentclass{a}\begin{document}Bad \cite{ames}.\bibliography{refs}\end{document}"
    )
    (tmp_path / "refs.bib").write_text("@book{ames, author={Ames, B}, title={Spots}, year=2001}")
    assert of_kind(read(path), "entry") == [("Ames, B. (2001). Spots.", "ames")]
    bbl = r"\begin{thebibliography}{1}\bibitem{ames} B. Ames. Spots, 2001.\end{thebibliography}"
    (tmp_path / "paper.bbl").write_text(bbl)
    assert of_kind(read(path), "entry") == [("B. Ames. Spots, 2001.", "ames")]


@pytest.mark.parametrize(
    "source",
    [
        r"\begin{document}" + "{" * 3_000 + "text" + "}" * 3_000,
        r"\newcommand{\a}{\b\b}\newcommand{\b}{\a\a}\begin{document}\a text",
        r"\input{/etc/hostname}\input{../x}\begin{document}text \cite{",
        r"\begin{document}\begin{tabular}{l} text & \multicolumn{9}{l}{x} \\",
    ],
)
def test_strange_tex_is_read_or_refused(source, tmp_path):
    path = tmp_path / "a.tex"
    path.write_text(source)
    try:
        assert "text" in read(path).text
    except FileRefused as refusal:
        assert refusal.fact.startswith("a.tex ")


def test_a_file_in_rtf():
    source = (
        rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Times;}}\pard\outlinelevel0 Intro\par\pard "
        rb"Word{\super 1} \'e0\'e1 m{\super 2}{\cs15\super\chftn}{\footnote\pard {\super\chftn} "
        rb"Note \'e0.} more.\par\trowd A\cell B\cell\row\trowd C\cell 5\cell\row\pard \u1111?x\par}"
    )
    document = read_bytes(source, name="a.rtf")
    assert document.text == ("Intro\n\nWord¹ аб m²¹ more.\n\nA | B\nC | 5\n\nїx\n\n¹ Note а.")
    assert [kind for kind, *_ in told(document)] == ["title", "row", "row", "note"]


ODT = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"
    for name, path in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
    }.items()
}  # fmt: skip


def test_an_opendocument_text():
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in ODT.items())
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    content = (
        f"<office:document-content {spaces} xmlns:xlink='http://www.w3.org/1999/xlink'>"
        "<office:automatic-styles><style:style style:name='P1' style:parent-style-name='Title'/>"
        "<style:style style:name='T1'><style:text-properties style:text-position='super 58%'/>"
        "</style:style></office:automatic-styles><office:body><office:text>"
        "<text:tracked-changes><text:p>Gone</text:p></text:tracked-changes>"
        "<text:p text:style-name='P1'>Rust</text:p><text:h text:outline-level='1'>Intro</text:h>"
        "<text:p>m<text:span text:style-name='T1'>2</text:span><text:s/>a<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>Note.</text:p>"
        "</text:note-body></text:note> <draw:frame><draw:object xlink:href='./Object 1'/>"
        "</draw:frame></text:p><table:table><table:table-row>"
        f"{cell('', 'A')}{cell('', 'B')}</table:table-row><table:table-row>"
        f"{cell(' table:number-rows-spanned=' + chr(34) + '2' + chr(34), 'x')}{cell('', '1')}"
        f"</table:table-row><table:table-row><table:covered-table-cell/>{cell('', '2')}"
        "</table:table-row></table:table></office:text></office:body></office:document-content>"
    )
    formula = (
        "<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>x</mi><mo>=</mo><mn>5</mn></math>"
    )
    data = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<x/>",
            "content.xml": content,
            "Object 1/content.xml": formula,
        }
    )
    document = read_bytes(data, name="a.odt")
    assert document.text == "Rust\n\nIntro\n\nm² a¹ x=5\n\nA | B\nx | 1\nx | 2\n\n¹ Note."
    assert document.title == "Rust"


def test_a_book():
    data = zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles><rootfile full-path='OPS/b.opf'/>"
            "</rootfiles></container>",
            "OPS/b.opf": "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>"
            "Rust</dc:title><dc:creator>Anna Berg</dc:creator><dc:date>2020-01-01</dc:date>"
            "</metadata><manifest><item id='a' href='a%20b.xhtml'/><item id='n' href='nav.xhtml' "
            "properties='nav'/></manifest><spine><itemref idref='n'/><itemref idref='a'/></spine>"
            "</package>",
            "OPS/a b.xhtml": "<html xmlns:epub='http://www.idpf.org/2007/ops'><body><h1>One</h1><p>"
            "Text<a epub:type='noteref' href='#n'>1</a>.</p><aside epub:type='footnote' id='n1'>"
            "Note.</aside></body></html>",
            "OPS/nav.xhtml": "<html><body>Contents</body></html>",
        }
    )
    document = read_bytes(data, name="a.epub")
    assert document.text == "One\n\nText¹.\n\n¹ Note."
    assert (document.title, document.metadata.authors) == ("Rust", ("Anna Berg",))


def test_a_saved_page_and_a_notebook():
    page = (
        'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary="--B"\n\n'
        '----B\nContent-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: '
        "quoted-printable\n\n<html><body><p>caf=C3=A9 na=\nive</p></body></html>\n----B--\n"
    )
    assert read_bytes(page.encode(), name="a.mht").text == "café naive"
    cells = [
        {"cell_type": "markdown", "source": ["# T\n", "Text $x$."]},
        {"cell_type": "code", "source": "if a:\n    b", "outputs": [{"text": ["1 2\n"]}]},
    ]
    notebook = {"nbformat": 4, "metadata": {"kernelspec": {"language": "python"}}, "cells": cells}
    document = read_bytes(json.dumps(notebook).encode(), name="a.ipynb")
    assert document.text == "T\n\nText $x$.\n\nif a:\n    b\n\n1 2"
    assert [e.context for e in document.elements if e.kind is Kind.CODE] == ["python", ""]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (JATS.encode()[:900], "a.xml"),
        (b"<TEI>" + b"<div>" * 2_000, "a.xml"),
        (b'<!DOCTYPE article [<!ENTITY a "&a;&a;">]><article article-type="x">&a;', "a.xml"),
        (rb"{\rtf1\ansicpg99999 " + b"{" * 500 + b"\\'zz", "a.rtf"),
        (zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<c/>"}), "a.epub"),
        (b'{"nbformat": 4, "cells": [1]}', "a.ipynb"),
    ],
)  # fmt: skip
def test_damaged_files_are_refused_by_name(data, name):
    try:
        assert read_bytes(data, name=name).text
    except FileRefused as refusal:
        assert refusal.fact.startswith(f"{name} ") and refusal.remedy
