"""DOCX files as Word writes them."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.read.sniff import MAX_MARKUP

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES = (
    f"<w:footnotes {W}><w:footnote w:id='2'><w:p><w:r><w:t>Див. примітку.</w:t></w:r></w:p>"
    "</w:footnote></w:footnotes>"
)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read_docx(document, name="text.docx"):
    return read_bytes(saved(document), name=name)


def with_part(data, path, content, relation):
    """The package with one more part that the document refers to."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            written = old.read(item)
            if item.filename == "word/_rels/document.xml.rels":
                written = written.replace(b"</Relationships>", relation + b"</Relationships>")
            if item.filename == "[Content_Types].xml":
                override = f'<Override PartName="/{path}" ContentType="application/xml"/></Types>'
                written = written.replace(b"</Types>", override.encode())
            new.writestr(item, written)
        new.writestr(path, content)
    return buffer.getvalue()


def test_headings_lists_and_tables_become_lines():
    document = Document()
    document.core_properties.title = "Назва праці"
    document.add_heading("Вступ", 1)
    document.add_paragraph("Перший  абзац\u00a0тексту.")
    for text in ("одне", "друге"):
        document.add_paragraph(text, style="List Bullet")
    document.add_paragraph("Далі.")
    for text in ("перший крок", "другий крок"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Рік", "Подія", "1924", "Заснування"), strict=True):
        cell.text = text
    read = read_docx(document)
    assert read.text == (
        "Вступ\n\nПерший абзац тексту.\n\n- одне\n- друге\n\nДалі.\n\n"
        "1. перший крок\n2. другий крок\n\nРік | Подія\n1924 | Заснування"
    )
    assert read.title == "Назва праці"
    assert read.pages == ()


def test_the_parts_of_a_law_keep_their_numbers():
    document = Document()
    forms = (
        ("3", "decimal", "Стаття %1."),
        ("1", "decimal", "%1.%2."),
        ("1", "russianLower", "%3)"),
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for level, (start, form, pattern) in enumerate(forms)
    )
    lists = document.part.numbering_part.element
    lists.insert(0, parse_xml(f"<w:abstractNum {W} w:abstractNumId='77'>{levels}</w:abstractNum>"))
    lists.append(parse_xml(f"<w:num {W} w:numId='88'><w:abstractNumId w:val='77'/></w:num>"))
    for text, level in (
        ("Мета", 0),
        ("Закон діє.", 1),
        ("перше;", 2),
        ("друге.", 2),
        ("Ще частина.", 1),
        ("Терміни", 0),
        ("Слова.", 1),
    ):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        place = f"<w:ilvl w:val='{level}'/><w:numId w:val='88'/>"
        properties.append(parse_xml(f"<w:numPr {W}>{place}</w:numPr>"))
    assert read_docx(document).text == (
        "Стаття 3. Мета\n3.1. Закон діє.\nа) перше;\nб) друге.\n3.2. Ще частина.\n"
        "Стаття 4. Терміни\n4.1. Слова."
    )


def test_inserted_words_are_in_and_deleted_ones_out():
    document = Document()
    paragraph = document.add_paragraph("Право ")._p
    paragraph.append(parse_xml(f"<w:ins {W}><w:r><w:t>діє</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {W}><w:r><w:delText>зникло</w:delText></w:r></w:del>"))
    paragraph.append(
        parse_xml(f"<w:sdt {W}><w:sdtContent><w:r><w:t>.</w:t></w:r></w:sdtContent></w:sdt>")
    )
    assert read_docx(document).text == "Право діє."


def test_line_breaks_make_lines_and_special_hyphens_plain_ones():
    document = Document()
    run = document.add_paragraph("Перший рядок").add_run()
    run.add_break()
    run.add_text("другий")
    run._r.append(parse_xml(f"<w:noBreakHyphen {W}/>"))
    run._r.append(parse_xml(f"<w:t {W}>третій</w:t>"))
    assert read_docx(document).text == "Перший рядок\nдругий-третій"


def test_footnotes_follow_the_text_under_the_number_that_stands_in_it():
    document = Document()
    paragraph = document.add_paragraph("Слово")
    paragraph.add_run()._r.append(parse_xml(f"<w:footnoteReference {W} w:id='2'/>"))
    paragraph.add_run(" далі.")
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/footnotes" Target="footnotes.xml"/>'
    )
    data = with_part(saved(document), "word/footnotes.xml", FOOTNOTES, relation)
    assert read_bytes(data, name="x.docx").text == "Слово¹ далі.\n\n¹ Див. примітку."


def test_a_paragraph_cut_by_a_page_is_whole_and_a_heading_is_not_joined():
    document = Document()
    document.add_heading(
        "Розуміння співробітництва держав у боротьбі зі злочинами та їх запобіганні", 2
    )
    document.add_paragraph(
        "держави діють разом. Вони запобігають злочинам і надають допомогу у при-"
    )
    document.add_paragraph("тягненні винних осіб до відповідальності.")
    assert read_docx(document).text.split("\n\n")[1:] == [
        "держави діють разом. Вони запобігають злочинам і надають допомогу у притягненні винних "
        "осіб до відповідальності."
    ]


def test_links_out_of_the_file_are_not_followed(socket_disabled):
    document = Document()
    document.add_paragraph("Текст.")
    document.part.relate_to(
        "http://192.0.2.1/template.dotx",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    assert read_docx(document).text == "Текст."


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(MAX_MARKUP + 1))
    with pytest.raises(FileRefused, match=r"bomb.docx unpacks to \d+ MB"):
        read_bytes(buffer.getvalue(), name="bomb.docx")


def test_entities_are_not_expanded():
    document = Document()
    document.add_paragraph("МІТКА")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            written = old.read(item)
            if item.filename == "word/document.xml":
                at = written.index(b"?>") + 2
                bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
                written = written[:at] + bomb + written[at:].replace("МІТКА".encode(), b"ok &a;")
            new.writestr(item, written)
    assert read_bytes(buffer.getvalue(), name="x.docx").text == "ok"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read_but_never_crashes(data):
    document = Document()
    document.add_paragraph("Текст про право та державу.")
    whole = bytearray(saved(document))
    if data.draw(st.booleans()):
        del whole[data.draw(st.integers(4, len(whole) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 20))):
            whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_bytes(bytes(whole), name="x.docx").text, str)
    except FileRefused as refusal:
        assert "x.docx" in refusal.fact and refusal.remedy
