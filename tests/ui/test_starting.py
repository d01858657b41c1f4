"""How the chat opens: nothing of Gradio's own folder is touched, nothing is found out twice."""

import subprocess
import sys

import pytest

from dzherelo.assistant.assembly import Assistant
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Chat
from dzherelo.ui.page.serve import warm_up

_STUBS = """
import sys
opened = []
sys.addaudithook(lambda event, about: event == "open" and opened.append(str(about[0])))
from dzherelo.ui.page.serve import without_stubs
without_stubs()
import gradio
print(sum(name.endswith(".pyi") for name in opened), gradio.Textbox.__name__)
"""


def test_gradio_is_imported_without_its_stubs() -> None:
    run = subprocess.run([sys.executable, "-c", _STUBS], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "Textbox"]


def test_what_was_warmed_up_is_not_asked_again(
    garden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat(garden)
    warming = warm_up(chat, ["uk"])
    warming.start()
    warming.join()

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(garden, "ask", refuse)
    assert chat.first_questions(Words("uk"))
