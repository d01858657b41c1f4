"""What Word keeps outside plain runs: formulas, marks, tracked ends, merged cells, other parts."""

import pytest
from packages import docx, par, run, unzipped, zipped

from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.types import Kind

SUPER = '<w:vertAlign w:val="superscript"/>'


def read(body, name="text.docx", **parts):
    return read_bytes(docx(body, **parts), name=name)


def told(document, kind):
    return [(e.span.of(document.text), e) for e in document.elements if e.kind is kind]


def test_raised_digits_are_superscripts():
    body = par("відповідно до статті 13", run("1", SUPER), ", дворів 10", run("3", SUPER), ".")
    assert read(body).text == "відповідно до статті 13¹, дворів 10³."


def test_the_end_of_a_paragraph_that_was_deleted_joins_it_to_the_next():
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = par("Пасіку закладають не ближче", properties=deleted) + par(" ста метрів.")
    assert read(body).text == "Пасіку закладають не ближче ста метрів."


def test_a_drop_cap_belongs_to_its_word():
    frame = '<w:framePr w:dropCap="drop" w:lines="3"/>'
    body = par("М", properties=frame) + par("лин збудували 1903 року.")
    assert read(body).text == "Млин збудували 1903 року."


def test_a_note_with_a_mark_of_its_own_keeps_it():
    mark = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="4"/><w:t>*</w:t></w:r>'
    number = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    body = par("Млин стоїть", mark, " на річці", number, ".")
    notes = "".join(
        f'<w:footnote w:id="{identifier}">{par(text)}</w:footnote>'
        for identifier, text in (("4", "* Нині зруйнований."), ("5", "Мала річка."))
    )
    document = read(body, footnotes=notes)
    assert document.text == ("Млин стоїть* на річці¹.\n\n* Нині зруйнований.\n¹ Мала річка.")
    assert [element.label for _, element in told(document, Kind.NOTE)] == ["*", "1"]


def test_a_formula_is_a_line_of_signs():
    fraction = (
        "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    )
    power = (
        "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    )
    body = par("Податок дорівнює ", f"<m:oMath><m:r><m:t>y=</m:t></m:r>{power}{fraction}</m:oMath>")
    assert read(body).text == "Податок дорівнює y=x²(a+b)/2"


def test_a_formula_on_a_line_of_its_own_is_an_equation():
    body = par("<m:oMathPara><m:oMath><m:r><m:t>x=5+k</m:t></m:r></m:oMath></m:oMathPara>")
    assert [text for text, _ in told(read(par("Отже:") + body), Kind.EQUATION)] == ["x=5+k"]


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{par(text)}</w:tc>"


def table(*rows):
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_merged_cells_keep_their_columns():
    body = par("Таблиця 1. Стягнення") + table(
        cell("Порушення") + cell("Перший раз") + cell("Повторно"),
        cell("Ловля сіткою", '<w:vMerge w:val="restart"/>') + cell("40 грн") + cell("80 грн"),
        cell("", "<w:vMerge/>") + cell("60 грн") + cell("90 грн"),
        cell("Разом", '<w:gridSpan w:val="2"/>') + cell("300 грн"),
    )
    rows = told(read(body), Kind.ROW)
    assert [text for text, _ in rows] == [
        "Порушення | Перший раз | Повторно",
        "Ловля сіткою | 40 грн | 80 грн",
        "Ловля сіткою | 60 грн | 90 грн",
        "Разом | | 300 грн",
    ]
    assert rows[2][1].context == "Таблиця 1. Стягнення. Порушення | Перший раз | Повторно"
    assert told(read(body), Kind.CAPTION)[0][0] == "Таблиця 1. Стягнення"


def test_hidden_words_are_left_out():
    assert read(par("Видно. ", run("Сховане. ", "<w:vanish/>"), "Далі.")).text == "Видно. Далі."


def test_styles_tell_title_authors_headings_and_captions():
    names = {"a": "Title", "b": "Author", "c": "heading 2", "d": "caption", "e": "Bibliography"}
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    lines = ("Про млин", "Анна Кий", "Берег", "Рис. 1. Млин", "Кий А. Млин. 2001.")
    body = "".join(
        par(line, properties=f'<w:pStyle w:val="{key}"/>')
        for key, line in zip(names, lines, strict=True)
    )
    document = read(body, styles=styles)
    assert [element.kind for element in document.elements] == [
        Kind.TITLE, Kind.AUTHOR, Kind.HEADING, Kind.CAPTION, Kind.ENTRY,
    ]  # fmt: skip
    assert document.elements[2].level == 2
    assert document.title == "Про млин"


def test_a_list_goes_on_or_begins_anew_as_in_word():
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(
        par(text, properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        for text, number in (("одне", 1), ("друге", 1), ("знову перше", 2))
    )
    assert read(body, numbering=numbering).text == "1. одне\n2. друге\n1. знову перше"


def test_the_main_part_may_have_another_name_and_the_strict_namespace():
    data = docx(par("Млин стоїть."), main="word/document2.xml")
    assert read_bytes(data, name="a.docx").text == "Млин стоїть."
    parts = unzipped(data)
    strict = {
        path: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
            "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
        )
        for path, text in parts.items()
    }
    assert read_bytes(zipped(strict), name="a.docx").text == "Млин стоїть."


@pytest.mark.parametrize("name", ["text.docm", "text.dotx", "text.docx"])
def test_a_template_or_a_file_with_macros_reads_as_its_text(name):
    assert read(par("Вулики фарбують навесні."), name=name).text == "Вулики фарбують навесні."


def test_an_embedded_page_is_read_at_its_place():
    data = docx('<w:altChunk r:id="page"/>' + par("Далі."))
    parts = unzipped(data)
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(
        "</Relationships>",
        '<Relationship Id="page" Type="x/aFChunk" Target="a.html"/></Relationships>',
    )
    parts["word/a.html"] = "<html><body><p>Вулики <b>фарбують</b> навесні.</p></body></html>"
    assert read_bytes(zipped(parts), name="a.docx").text == "Вулики фарбують навесні.\n\nДалі."


def test_a_text_box_inside_a_text_box_is_read_once():
    inner = f"<wps:txbx><w:txbxContent>{par('Усередині.')}</w:txbxContent></wps:txbx>"
    outer = par("Рамка.", f"<w:r>{inner}</w:r>")
    body = par("Абзац.", f"<w:r><wps:txbx><w:txbxContent>{outer}</w:txbxContent></wps:txbx></w:r>")
    assert read(body).text == "Абзац.\n\nРамка.\n\nУсередині."
