"""The page is built and driven without being served."""

from __future__ import annotations

import shutil
import warnings
from html import unescape

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

with warnings.catch_warnings():  # Gradio's own imports warn; what we do with it may not
    warnings.simplefilter("ignore")
    gr = pytest.importorskip("gradio")

from dzherelo.ui.locale import texts
from dzherelo.ui.page.app import build_app
from dzherelo.ui.page.lookup import Asked

READER = gr.Request(session_hash="one", cookies={})


@pytest.fixture
def built(in_loop):
    """Builds the page over an assistant."""
    return lambda assistant: in_loop(build_app, assistant)


def _component(app, elem_id):
    (found,) = [block for block in app.blocks.values() if block.elem_id == elem_id]
    return found


def test_the_page_has_what_a_reader_needs(garden, built):
    app = built(garden)
    assert app.analytics_enabled is False
    assert _component(app, "dz-talk") and _component(app, "dz-source")
    assert _component(app, "dz-upload").file_types == [
        ".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".odt", ".rtf", ".epub", ".mht", ".mhtml",
        ".xml", ".tex", ".ipynb",
    ]  # fmt: skip


def test_no_event_is_a_public_api(garden, built):
    app = built(garden)
    assert {fn.api_visibility for fn in app.fns.values()} == {"private"}


def _handler(app, name):
    return next(fn.fn for fn in app.fns.values() if getattr(fn.fn, "__name__", "") == name)


def _asking(app):
    """Asks as the page does: the question, the talk so far, the turn that it takes the place of."""
    ask = _handler(app, "_ask")

    def go(question, talk=(), editing=-1):
        event = gr.EventData(None, {"question": question, "typed": "1"})
        return ask(talk, editing, "quotes", "", "uk", event, READER)

    return go


def _steps(made):
    """What an event shows, without the beats between."""
    return [step for step in made if step[0] != gr.skip()]


def test_a_question_fills_the_talk_and_leaves_the_box_alone(garden, built):
    ask = _asking(built(garden))
    first, *_, (talk, shown, *_) = _steps(ask("  Коли заснували товариство садівників? "))
    assert first[3] == gr.skip()  # the browser has emptied it: what is typed meanwhile stays
    assert talk[0].answer.answered
    assert "1931" in shown


def test_an_empty_question_is_not_asked(garden, built):
    ask = _asking(built(garden))
    (step,) = ask("   ")
    assert step[:3] == (gr.skip(),) * 3 and "Спершу напишіть питання" in step[4]
    assert garden.asked == []


def test_a_third_language_is_on_the_page_by_its_catalogue_alone(
    garden, built, tmp_path, monkeypatch
):
    for path in texts.FOLDER.glob("*.mo"):
        shutil.copy(path, tmp_path)
    made = Catalog(locale="eo")
    made.add("language.name", "Esperanto")
    made.add("question", "Via demando")
    with (tmp_path / "eo.mo").open("wb") as target:
        write_mo(target, made)
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    app = built(garden)
    assert ("Esperanto", "eo") in _component(app, "dz-language").choices
    change = _handler(app, "_in_language")
    outputs = [
        block.elem_id for block in next(fn for fn in app.fns.values() if fn.fn == change).outputs
    ]
    said = dict(zip(outputs, change((), None, "eo", "", "", READER), strict=True))
    assert said["dz-question"]["label"] == "Via demando"
    assert said["dz-send"]["value"] == "Ask"  # not said in it: English
    assert 'data-language="eo"' in said["dz-heading"]["value"]


def test_each_session_starts_with_a_talk_of_its_own(garden, built):
    app = built(garden)
    states = [block.value for block in app.blocks.values() if isinstance(block, gr.State)]
    # the chat being renamed, the talk, the turn that is edited, what was looked up, the source
    # that a file is for, the open place
    assert states == [None, (), -1, Asked(), None, None]


def test_a_question_that_is_too_long_stays_in_the_box_with_a_reason(garden, built):
    ask = _asking(built(garden))
    (step,) = ask("чому " * 4000)
    assert step[3] == ("чому " * 4000).strip() and "2000" in step[4].replace("\u00a0", "").replace(
        " ", ""
    )
    assert garden.asked == []


def test_an_earlier_question_that_was_edited_takes_its_own_place(garden, built):
    ask = _asking(built(garden))
    *_, (talk, *_) = _steps(ask("Коли заснували товариство садівників?"))
    *_, (talk, *_) = _steps(ask("Який каталог насіння видає товариство?", talk))
    *_, (talk, *_) = _steps(ask("Хто заснував товариство садівників?", talk, 0))
    assert [one.question for one in talk] == ["Хто заснував товариство садівників?"]


def test_an_upload_updates_the_list_and_removes_the_copy(nothing, tmp_path, built):
    copy = tmp_path / "roses.txt"
    copy.write_text("Троянди", encoding="utf-8")
    take = _handler(built(nothing), "_take")
    (box, *_), *_, (_, _, status, _), (_, _, _, library) = take([str(copy)], None, "uk")
    assert box is None
    assert "Готово: Троянди" in unescape(status) and "Троянди" in library
    assert not copy.exists()
