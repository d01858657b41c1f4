from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest
import shipped as pack
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dzherelo.assistant.citations.contexts import record_of
from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.corpus.types import Locator, Span
from dzherelo.ui.history.export import (
    Reopened,
    _line,
    _md,
    docx,
    file_name,
    markdown,
    paper,
    records_of,
)
from dzherelo.ui.history.saved import SavedChat, SavedExchange
from dzherelo.ui.locale.texts import Words

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
UK = Words("uk")


def reopened(answer, **changes):
    saved = SavedExchange(answer.question, NOW, "answered", text=answer.text)
    return Reopened(replace(saved, **changes.pop("saved", {})), answer, **changes)


@pytest.fixture
def charter(answer):
    """An answer with a second statement, from the catalogue's record of the Charter."""
    first = answer.citations[0]
    place = Locator(article="9", part="1")
    passage = replace(first.passage, source="ref04", id="x", locator=place)
    second = Citation(2, passage, Span(156, 175))
    statements = (*answer.statements, Statement("Переказ [1] своїми словами [2]", (2, 1), False))
    return replace(answer, statements=statements, citations=(first, second))


@pytest.fixture
def exported(charter, garden_source):
    chat = SavedChat("1", "Сад & право", NOW, NOW)
    catalog = pack.catalog()
    records = records_of(
        lambda id: catalog.record(id) if id in catalog else None,
        {"garden": garden_source},
        record_of,
    )
    return lambda *exchanges: paper(
        chat, exchanges or (reopened(charter),), records=records, words=UK, now=NOW
    )


def docx_lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def blocks(paper, kind):
    return [block for block in paper if block.kind == kind]


def test_statements_lead_to_places_and_places_to_the_list(exported):
    made = exported()
    first, second = blocks(made, "statement")
    assert (first.numbers, second.numbers) == ((1,), (2, 1))
    assert second.text == "Переказ [1] своїми словами" and second.remark
    notes = [block.text for block in blocks(made, "note")]
    assert notes[0].startswith("Товариство садівників, абз. 1 (№ 1 у списку")
    assert "дослівно" in notes[0] and "1931" not in notes[0]
    assert "ст. 9, ч. 1 (№ 2 у списку)" in notes[1]
    assert notes[1].endswith(": «Вона видає каталог.»")
    references = [block.text for block in blocks(made, "reference")]
    assert len(references) == 2 and references[1].startswith("Статут Організації")
    taken = blocks(made, "remark")[1]
    assert taken.text == "Зрозуміло як: Коли засновано раду садівників?"


def test_a_work_cited_twice_is_listed_once(exported, charter):
    made = exported(reopened(charter), reopened(charter))
    assert len(blocks(made, "reference")) == 2
    assert [note.numbers for note in blocks(made, "note")] == [(1,), (2,), (3,), (4,)]


def test_markdown_has_footnotes_for_every_number(exported):
    text = markdown(exported()).decode()
    used = re.findall(r"(?<!\n)\[\^(\d+)\]", text)
    defined = re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
    assert sorted(set(used)) == sorted(defined) == ["1", "2"]
    assert text.startswith("# Сад \\& право\n") and "\n## Коли засновано раду?\n" in text
    assert "«Вона видає каталог.»" in text
    assert "[3, с. 8]" in MarkdownIt().render(text)


def test_word_has_headings_superscripts_and_numbered_references(exported):
    document = Document(io.BytesIO(docx(exported())))
    styles = {p.style.name: p.text for p in document.paragraphs}
    assert styles["Title"] == "Сад & право"
    assert styles["List Number"].startswith("Статут Організації")
    raised = [r.text for p in document.paragraphs for r in p.runs if r.font.superscript]
    assert raised == ["1", "2, 1", "1", "2"]


def test_stale_citations_and_notes_say_what_they_are(exported, charter):
    first, second = charter.citations
    second = replace(second, passage=replace(second.passage, origin="note"))
    answer = replace(charter, citations=(first, second))
    made = exported(reopened(answer, stale={1: "removed"}))
    assert "джерела вже немає в бібліотеці" in blocks(made, "note")[0].text
    assert "не його слова" in blocks(made, "note")[1].text
    assert "«" not in markdown(made).decode().split("[^2]: ")[1].split("\n")[0]


def test_what_was_no_answer_is_told_as_such(exported, answer):
    declined = Answer("Хто?", "uk", False, "У бібліотеці цього немає.", "not-in-library")
    cut = SavedExchange("Далі?", NOW, "stopped", statements=answer.statements)
    failed = SavedExchange("Ще?", NOW, "failed", error="The index is damaged.")
    old = SavedExchange("Колись?", NOW, "answered", text="Давня відповідь.")
    text = markdown(
        exported(reopened(declined), Reopened(cut), Reopened(failed), Reopened(old))
    ).decode()
    for line in (
        "У бібліотеці цього немає.",
        "Відповідь перервано",
        "у Лубнах 1931 року",
        "The index is damaged.",
        "Давня відповідь.",
    ):
        assert line in text
    assert "Список використаних джерел" not in text


HOSTILE = (
    "1. <script>alert(1)</script> ![x](http://evil.example/x.png)\n# **b** [^9]: &lt; \x00\u202e"
)


def test_hostile_words_stay_words(exported, charter):
    answer = replace(charter, question=HOSTILE, statements=(Statement(HOSTILE, (1,)),))
    made = exported(reopened(answer))
    html = MarkdownIt("commonmark").render(markdown(made).decode())
    assert not re.search(r"<(script|img|strong|a) ?", html)
    assert "&amp;lt;" in html and "&lt;script&gt;" in html
    assert any("<script>alert(1)</script>" in line for line in docx_lines(docx(made)))


@given(st.text(max_size=60))
def test_any_text_is_shown_by_markdown_as_it_is(text):
    tokens = MarkdownIt("commonmark").parse(_md(text))
    said = "".join(
        child.content for token in tokens if token.type == "inline" for child in token.children
    )
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    assert said == _line(text).strip()


@given(st.text(max_size=300))
def test_a_file_name_is_safe_on_any_system(title):
    name = file_name(title, "md")
    assert PurePosixPath(name).name == name and name.endswith(".md") and len(name) > 3
    assert len(name.encode()) <= 255
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\s]', name) and not name.startswith((".", "-"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Що таке «МНУО»?", "Що-таке-МНУО.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("CON", "chat-CON.md"),
        ("???", "chat.md"),
    ],
)
def test_a_file_name_keeps_the_words(title, name):
    assert file_name(title, "md") == name
