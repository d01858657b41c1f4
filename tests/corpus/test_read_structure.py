"""What Markdown and HTML tell of a document: headings, rows, captions, notes, entries, metadata."""

import pytest

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read, read_bytes
from dzherelo.corpus.types import Kind


def markdown(source):
    return read_bytes(source.encode(), name="article.md")


def page(source):
    return read_bytes(source.encode(), name="page.html")


def told(document, kind=None):
    """(kind, text, label, context) of each element, or of those of one kind."""
    return [
        (e.kind.value, e.span.of(document.text), e.label, e.context)
        for e in document.elements
        if kind in (None, e.kind)
    ]


def texts(document, kind):
    return [e.span.of(document.text) for e in document.elements if e.kind is kind]


# Markdown -----------------------------------------------------------------------------------


def test_headings_have_levels_and_the_first_is_the_title():
    document = markdown("# Rust in barley\n\nText.\n\n## Why it matters: three reasons.\n\nMore.")
    assert told(document) == [
        ("title", "Rust in barley", "", ""),
        ("heading", "Why it matters: three reasons.", "", ""),
    ]
    assert document.elements[1].level == 2
    assert document.title == "Rust in barley"


def test_sections_of_the_first_level_are_no_title():
    document = markdown("# Summary\n\nText.\n\n# Methods\n\nText.")
    assert texts(document, Kind.TITLE) == [] and document.title is None


HEADS = [
    ("authors:\n  - name: Anna Berg\n    affiliation: 1\n  - name: Bo Kyi\n", "joss"),
    ("author:\n- Anna Berg\n- Bo Kyi\n", "jekyll"),
    ("author: Anna Berg and Bo Kyi\n", "one line"),
    ("author:\n- name: {given: Anna, family: Berg}\n- given-names: Bo\n  surname: Kyi\n", "parts"),
]


@pytest.mark.parametrize("authors", [head for head, _ in HEADS], ids=[name for _, name in HEADS])
def test_the_head_tells_title_authors_and_date_in_the_forms_of_all_who_write_it(authors):
    head = f'---\ntitle: "Rust: a *study*"\n{authors}date: 13 August 2017\ndoi: 10.1234/abc\n'
    head += "lang: en-GB\nkeywords: [rust, barley]\nabstract: |\n  We counted.\n---\n\n"
    document = markdown(f"{head}# Summary\n\nA.\n\n# End\n\nB.")
    assert document.metadata.title == "Rust: a *study*"
    assert document.metadata.authors == ("Anna Berg", "Bo Kyi")
    assert (document.metadata.year, document.metadata.language) == (2017, "en")
    assert document.metadata.doi == "10.1234/abc"
    assert document.text.startswith(
        "Rust: a study\n\nAnna Berg\nBo Kyi\n\nWe counted.\n\nrust, barley\n\nSummary"
    )
    kinds = [kind for kind, *_ in told(document)]
    assert kinds[:5] == ["title", "author", "author", "abstract", "keywords"]


def test_a_head_that_is_no_yaml_is_read_line_by_line():
    document = markdown("---\ntitle: Rust: a study\ndate: 2017\n---\n\nText.")
    assert (document.metadata.title, document.metadata.year) == ("Rust: a study", 2017)


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x]\nb: &b [*a,*a]\nauthors: *b",
        "authors: " + "[" * 3_000,
        "date: 2021-99-99",
        "!!python/object/apply:os.system ['true']",
        "title: [[[[1]]]]\nauthors: {a: {b: {c: 1}}}\nkeywords: 7",
        "- a\n- b",
    ],
)
def test_a_strange_head_does_no_harm(head):
    assert markdown(f"---\n{head}\n---\n\nThe text.").text.endswith("The text.")


def test_notes_stand_under_their_heading_with_the_numbers_of_their_marks():
    document = markdown(
        "Counted[^2] with a lens[^1].\n\n## Endnotes\n\n"
        "[^1]: Ames, *Spots*.\n[^2]: Cole.\n[^3]: Never cited.\n"
    )
    assert document.text == (
        "Counted² with a lens¹.\n\nEndnotes\n\n¹ Ames, Spots.\n² Cole.\n³ Never cited."
    )
    assert [label for _, _, label, _ in told(document, Kind.NOTE)] == ["1", "2", "3"]


def test_notes_between_paragraphs_go_to_the_end_and_named_ones_are_counted():
    document = markdown(
        "One[^b].\n\n[^b]: Note b.\n\nTwo[^a] three^[Inline *note*.].\n\n[^a]: Note a."
    )
    assert document.text == ("One¹.\n\nTwo² three³.\n\n¹ Note b.\n² Note a.\n³ Inline note.")


TABLE = "| Line | 2021 | 2022 |\n|---|---|---|\n| Alva | 12 | |\n| Brit | | 29 |\n"


@pytest.mark.parametrize(
    "source",
    [
        f"{TABLE}\nTable 1: Spots by line\n",
        f"{TABLE}: Table 1: Spots by line {{#tbl:spots}}\n",
        f"*Table 1:* Spots by line\n\n{TABLE}{{:.table}}\n",
        f"{TABLE}\nTable: Table 1: Spots by line\n",
    ],
)
def test_a_row_stands_under_its_caption_and_header(source):
    document = markdown(f"Text.\n\n{source}\nMore text.")
    rows = told(document, Kind.ROW)
    assert [text for _, text, *_ in rows] == ["Line | 2021 | 2022", "Alva | 12 |", "Brit | | 29"]
    assert rows[1][3] == "Table 1: Spots by line. Line | 2021 | 2022"
    assert texts(document, Kind.CAPTION) == ["Table 1: Spots by line"]


def test_formulas_stay_as_they_are_written_and_prices_are_none():
    document = markdown(
        "It is $x_1^2*y*$ and costs $5 or $6.\n\n$$\nE = m c^2\n$$\n\n"
        "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n"
    )
    assert "It is $x_1^2*y*$ and costs $5 or $6." in document.text
    assert texts(document, Kind.EQUATION) == [
        "$$ E = m c^2 $$",
        "\\begin{align} a &= b \\\\ c &= d \\end{align}",
    ]


def test_code_keeps_its_indents_and_names_its_language():
    document = markdown("Text.\n\n```python\nif a:\n\n    b()\n```\n\n    plain\n")
    assert told(document, Kind.CODE) == [
        ("code", "if a:\n    b()", "", "python"),
        ("code", "plain", "", ""),
    ]


def test_what_no_reader_of_the_page_sees_is_dropped():
    document = markdown(
        "{% include toc.html %}\n\n# Rust {#sec:rust .unnumbered}\n\n"
        '{% include figure.html filename="a.png" caption="Figure 1: A \'leaf\' of *Alva*." %}\n\n'
        "![A leaf of Brit.\\label{fig:b}](b.png){ width=60% }\n\nText{: .lead} with `{{ x }}`.\n\n"
        "::: {.warning}\nCare.\n:::\n\nm^2^ and H~2~O and x^{.5}"
    )
    assert document.text == (
        "Rust\n\nFigure 1: A 'leaf' of Alva.\n\nA leaf of Brit.\n\nText with {{ x }}.\n\nCare.\n\n"
        "m² and H2O and x^{.5}"
    )
    assert len(texts(document, Kind.CAPTION)) == 2


def test_words_in_angle_brackets_stay_and_open_tags_swallow_nothing():
    document = markdown("A List<String> and <title> here.\n\n<textarea>\n\nAfter <b>it</b>.")
    assert document.text == "A List<String> and <title> here.\n\nAfter it."


BIB = r"""@article{ames2001, author={Ames, Bea and M{\"u}ller, Jan-Peter},
  title={Spots on {L}eaves},
  journal={Rust Review}, year=2001, volume=4, number=2, pages={11--19}, doi={10.1234/spots}}
@book{cole2002, author={{Lens Society}}, title={Counting}, publisher={Lens Press}, year={2002}}
@misc{never, title={Not cited}}"""
ENTRIES = [
    "Ames, B., & Müller, J.-P. (2001). Spots on Leaves. Rust Review, 4(2), 11–19. "
    "https://doi.org/10.1234/spots",
    "Lens Society (2002). Counting. Lens Press.",
]


@pytest.mark.parametrize(
    "end", ["\n\n# References\n", "\n\n# References\n\n# Appendix\n\nMore.", ""]
)
def test_the_cited_works_of_the_bibtex_beside_it_are_the_references(tmp_path, end):
    head = "---\ntitle: Rust\nbibliography: paper.bib\n---\n\n# Summary\n\n"
    (tmp_path / "paper.bib").write_text(BIB, encoding="utf-8")
    path = tmp_path / "paper.md"
    path.write_text(f"{head}Counted [@ames2001; @cole2002, p. 5] as @ames2001 did.{end}")
    document = read(path)
    entries = told(document, Kind.ENTRY)
    assert "[@ames2001; @cole2002, p. 5] as @ames2001 did." in document.text
    assert [text for _, text, *_ in entries] == ENTRIES
    assert [label for _, _, label, _ in entries] == ["ames2001", "cole2002"]
    heading = document.text.index("References")
    assert document.text.count("References") == 1
    assert heading < document.elements[-1].span.start


@pytest.mark.parametrize("named", ["../paper.bib", "/etc/hostname", "none.bib", "[1, 2]"])
def test_no_file_elsewhere_is_read_as_a_bibliography(tmp_path, named):
    (tmp_path / "paper.bib").write_text(BIB)
    folder = tmp_path / "inner"
    folder.mkdir()
    path = folder / "paper.md"
    path.write_text(f"---\nbibliography: {named}\n---\n\nCounted [@ames2001].")
    assert read(path).text == "Counted [@ames2001]."


def test_text_between_two_rules_is_no_head():
    assert markdown("---\n\nThe text.\n\n---\n\nMore.").text == "The text.\n\nMore."


# HTML ---------------------------------------------------------------------------------------


def test_raised_digits_notes_and_their_marks():
    document = page(
        '<html lang="en"><h1>Rust</h1><p>The data<sup><a href="#fn1">1</a></sup> of 10 '
        "m<sup>2</sup>"
        ", 2019<sup>3, 4</sup>, 1<sup>–3</sup>, the 19<sup>th</sup>, CO<sub>2</sub>, "
        'Berg<sup>a,b</sup>.</p><h2>Why?</h2><ol class="notes"><li id="fn1">See <i>Ames</i>. '
        '<a href="#fnref1">↩</a></li></ol>'
    )
    assert "data¹ of 10 m², 2019³,⁴, 1⁻³, the 19th, CO2, Bergᵃ,ᵇ." in document.text
    assert told(document, Kind.NOTE) == [("note", "¹ See Ames.", "1", "")]
    assert document.metadata.language == "en"


@pytest.mark.parametrize(
    "note",
    [
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> See Ames.</p></div>',
        '<aside epub:type="footnote" id="n1"><p>See Ames.</p></aside>',
        '<section role="doc-endnotes"><ol><li id="fn:1">See Ames.</li></ol></section>',
        '<ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink">'
        '<a href="#cite_ref-1">^</a></span> See Ames.</li></ol>',
    ],
    ids=["Word", "EPUB", "pandoc", "wiki"],
)
def test_notes_as_programs_write_them(note):
    mark = '<a role="doc-noteref" href="#n1">[1]</a>'
    document = page(f"<body><p>The data{mark} of two summers.</p>{note}</body>")
    assert document.text == "The data¹ of two summers.\n\n¹ See Ames."
    assert told(document, Kind.NOTE) == [("note", "¹ See Ames.", "1", "")]


def test_a_list_of_references_is_entries():
    document = page(
        '<h2>References</h2><ol class="references"><li id="ref1"><span>1.</span> Ames 2001.</li>'
        '<li id="ref2">Cole 2002.</li></ol><div class="csl-bib-body">'
        '<div id="ref-dean2003" class="csl-entry">Dean 2003.</div></div>'
    )
    assert [(text, label) for _, text, label, _ in told(document, Kind.ENTRY)] == [
        ("1. Ames 2001.", "1"),
        ("2. Cole 2002.", "2"),
        ("Dean 2003.", "dean2003"),
    ]


def test_nothing_is_lost_in_sections_forms_and_boxes_of_content():
    document = page(
        '<form method="post"><input value="x"><label>Find</label><div id="social-policy">'
        '<h1>Сироти</h1><p>Сироти мололи зерно.</p></div><section id="share"><p>Паї.</p></section>'
        '<div class="share-buttons">Поділитися</div></form><form><input><button>Go</button></form>'
    )
    assert document.text == "Сироти\n\nСироти мололи зерно.\n\nПаї."


def test_a_wrapped_pre_is_unwrapped_and_code_is_not():
    lines = (
        "     Цей Закон регулює відносини щодо утримання пасік у межах сіл і\n"
        "селищ та визначає права пасічників і тих, хто живе поруч з ними.\n\n"
        "     Паспорт пасіки видає ветеринарний лікар після огляду вуликів,\n"
        "якщо пасічник подав заяву не пізніше першого березня поточно-\n"
        "го року разом з усіма потрібними для того довідками і планами.\n"
    )
    document = page(
        f"<pre>\n{lines}</pre><pre><code class='language-r'>x &lt;- c(1,\n  2)</code></pre>"
    )
    assert "сіл і селищ" in document.text and "поточного року" in document.text
    assert told(document, Kind.CODE) == [("code", "x <- c(1,\n  2)", "", "r")]


def test_cells_keep_their_columns_whatever_they_span():
    document = page(
        "<table><caption>Table 2. Fines</caption><thead><tr><th rowspan=2>Deed</th>"
        "<th colspan=2>Fine</th></tr><tr><th>first</th><th>again</th></tr></thead><tbody>"
        "<tr><td>Nets</td><td></td><td>80</td></tr><tr><td colspan=3>In winter</td></tr>"
        "<tr><td rowspan=2>Ice</td><td>10</td><td>20</td></tr><tr><td>30</td><td>40</td></tr>"
        "</tbody></table>"
    )
    rows = told(document, Kind.ROW)
    assert [text for _, text, *_ in rows[2:]] == [
        "Nets | | 80", "In winter", "Ice | 10 | 20", "Ice | 30 | 40",
    ]  # fmt: skip
    assert rows[2][3] == "Table 2. Fines. Deed | Fine first | Fine again"
    assert rows[4][3] == "Table 2. Fines. Deed | Fine first | Fine again. In winter"


def test_the_head_of_a_page_tells_of_the_work():
    document = page(
        '<html lang="uk"><head><title>Іржа | Журнал</title>'
        '<meta name="citation_title" content="Іржа">'
        '<meta name="citation_author" content="Берг, Анна">'
        '<meta name="citation_doi" content="https://doi.org/10.1234/rust">'
        '<meta name="citation_publication_date" content="2021/05/01">'
        '<meta name="citation_journal_title" content="Огляд">'
        '<meta name="citation_firstpage" content="3"><meta name="citation_lastpage" content="9">'
        "</head><body><h1>Іржа</h1><p>Текст.</p></body></html>"
    )
    metadata = document.metadata
    assert (metadata.title, metadata.authors) == ("Іржа", ("Анна Берг",))
    assert (metadata.doi, metadata.year, metadata.pages) == ("10.1234/rust", 2021, "3–9")
    assert (metadata.container, metadata.language) == ("Огляд", "uk")


def test_json_ld_tells_of_the_work():
    document = page(
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, '
        '{"@type": "ScholarlyArticle", "headline": "Rust", "author": [{"@type": "Person", '
        '"name": "Anna Berg"}], "datePublished": "2020-01-02", '
        '"identifier": {"value": "10.1234/x"}, '
        '"isPartOf": {"name": '
        '"Review"}}]}</script><p>Text.</p>'
    )
    metadata = document.metadata
    assert (metadata.title, metadata.authors, metadata.year) == ("Rust", ("Anna Berg",), 2020)
    assert (metadata.doi, metadata.container) == ("10.1234/x", "Review")


def test_formulas_of_a_page_are_their_tex_or_plain_signs():
    document = page(
        "<p>If <math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mi>a</mi><mrow><mi>b</mi>"
        "<mo>+</mo><mn>1</mn></mrow></mfrac></math>, then:</p><math display='block'><semantics>"
        "<mi>y</mi><annotation encoding='application/x-tex'>y = \\sqrt{x}</annotation></semantics>"
        "</math>"
    )
    assert document.text == "If x²=a/(b+1), then:\n\n$y = \\sqrt{x}$"
    assert texts(document, Kind.EQUATION) == ["$y = \\sqrt{x}$"]


@pytest.mark.parametrize(
    "markup",
    [
        f'<ol start="{"9" * 5_000}"><li>перше</li></ol>',
        f'<ol><li value="{"9" * 5_000}">перше</li></ol>',
        f'<table><tr><td colspan="{"9" * 5_000}">перше</td><td rowspan="9999999">б</td></tr>'
        "</table>",
        *(
            f'<meta charset="{name}"><p>перше</p>'
            for name in ("idna", "punycode", "undefined", "unicode_escape", "rot13", "utf-99", "хз")
        ),
    ],
)
def test_absurd_numbers_and_unknown_codecs_are_read_all_the_same(markup):
    assert "перше" in page(f"<html><head></head><body>{markup}</body></html>").text


def test_a_markdown_file_nested_beyond_reason_is_refused():
    with pytest.raises(FileRefused, match=r"^article\.md "):
        markdown("<div>" * 6_000 + "\n\ntext")
