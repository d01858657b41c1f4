"""The chat page: Gradio wiring, nothing else. What it does is in `ui.chat`, its look in `app.css`.

Importing this module imports Gradio (seconds): only `ui.serve` and the tests do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.chat import Chat, Talk
from ui.terminal import Relay
from ui.texts import Words

if TYPE_CHECKING:
    from assistant.build import Assistant

FILE_TYPES = [".txt", ".md", ".html", ".htm", ".pdf", ".docx"]
_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_app(assistant: Assistant, *, relay: Relay | None = None) -> gr.Blocks:
    """The page over `assistant`, not yet served. `relay` carries its progress to the page."""
    app = gr.Blocks(title="Джерело · Dzherelo", analytics_enabled=False, delete_cache=(3600, 86400))
    with app:
        _Page(Chat(assistant, relay=relay), Words("uk")).wire(app)
    return app


class _Page:
    """The components of the page and the events between them."""

    def __init__(self, chat: Chat, words: Words) -> None:
        self.chat = chat
        self.talk = gr.State(())
        with gr.Row(elem_id="dz-top"):
            self.heading = gr.HTML(_heading(words), elem_id="dz-heading", min_width=280)
            self.language = gr.Radio(
                [("Українська", "uk"), ("English", "en")],
                value="uk",
                label=words("language"),
                show_label=False,
                container=False,
                elem_id="dz-language",
                scale=0,
                min_width=250,
            )
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                self._conversation(words)
            with gr.Column(scale=1, min_width=280):
                self.library = gr.HTML(chat.library(words), elem_id="dz-library")
                self.upload = gr.File(
                    label=words("upload"),
                    file_count="multiple",
                    file_types=FILE_TYPES,
                    height=150,
                    elem_id="dz-upload",
                )
                self.status = gr.HTML(_hint(words), elem_id="dz-upload-status")

    def _conversation(self, words: Words) -> None:
        self.dialogue = gr.Chatbot(
            label=words("talk"),
            show_label=False,
            elem_id="dz-talk",
            height="64vh",
            min_height=320,
            buttons=[],
            feedback_options=None,
            latex_delimiters=[],
            allow_file_downloads=False,
            group_consecutive_messages=False,
        )
        with gr.Row(elem_id="dz-ask"):
            self.question = gr.Textbox(
                label=words("question"),
                placeholder=words("question"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=5,
                scale=1,
                min_width=160,
                elem_id="dz-question",
            )
            self.send = gr.Button(words("send"), variant="primary", scale=0, min_width=110)

    def wire(self, app: gr.Blocks) -> None:
        """Connects what happens on the page with what `Chat` does."""
        labels = [self.heading, self.dialogue, self.question, self.send]
        labels += [self.library, self.upload, self.status]
        app.load(_preferred, None, self.language, **_HIDDEN).then(
            self._labelled, self.language, labels, **_HIDDEN
        ).then(self._suggested, [self.talk, self.language], self.dialogue, **_HIDDEN)
        self.language.input(self._labelled, self.language, labels, **_HIDDEN).then(
            self._suggested, [self.talk, self.language], self.dialogue, **_HIDDEN
        )
        asked: dict[str, Any] = {
            "fn": self._answer,
            "inputs": [self.question, self.talk, self.language],
            "outputs": [self.question, self.talk, self.dialogue],
            "concurrency_id": "ask",
        }
        self.question.submit(**asked, **_HIDDEN)
        self.send.click(**asked, **_HIDDEN)
        self.dialogue.example_select(
            self._answer_example,
            [self.talk, self.language],
            [self.question, self.talk, self.dialogue],
            concurrency_id="ask",
            **_HIDDEN,
        )
        self.dialogue.clear(lambda: (), None, self.talk, **_HIDDEN)
        self.upload.upload(
            self._take,
            [self.upload, self.language],
            [self.upload, self.status, self.library],
            concurrency_id="library",
            concurrency_limit=1,
            **_HIDDEN,
        ).then(self._suggested, [self.talk, self.language], self.dialogue, **_HIDDEN)

    def _labelled(self, language: str) -> list[Any]:
        words = Words(language)
        return [
            _heading(words),
            gr.update(label=words("talk")),
            gr.update(label=words("question"), placeholder=words("question")),
            gr.update(value=words("send")),
            self.chat.library(words),
            gr.update(label=words("upload")),
            _hint(words),
        ]

    def _suggested(self, talk: Talk, language: str) -> Any:
        words = Words(language)
        questions = self.chat.first_questions(words)
        invitation = words("start") if questions else words("empty.how")
        return gr.update(
            placeholder=None if talk else invitation,
            examples=[{"text": question} for question in questions],
        )

    def _answer(self, question: str, talk: Talk, language: str) -> Iterator[tuple[Any, ...]]:
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip()
            return
        words = Words(language)
        for so_far in self.chat.reply(question.strip(), talk, words):
            yield "", so_far, self.chat.messages(so_far, words)

    def _answer_example(
        self, talk: Talk, language: str, event: gr.SelectData
    ) -> Iterator[tuple[Any, ...]]:
        yield from self._answer(str(event.value["text"]), talk, language)

    def _take(self, files: list[str] | None, language: str) -> Iterator[tuple[Any, ...]]:
        words, paths = Words(language), [Path(name) for name in files or ()]
        said = ""
        for said in self.chat.add(paths, words):
            yield gr.skip(), said, gr.skip()
        for path in paths:  # Gradio's copies: the library has its own by now
            path.unlink(missing_ok=True)
        yield None, said, self.chat.library(words)


def _preferred(request: gr.Request) -> str:
    """Ukrainian for a browser that asks for Ukrainian before English, or for neither."""
    accepted = str(request.headers.get("accept-language", "")).lower()
    found = {language: accepted.find(language) for language in ("uk", "en") if language in accepted}
    return min(found, key=lambda language: found[language], default="uk")


def _heading(words: Words) -> str:
    return f"<h1>{words('title')}</h1><p>{words('lead')}</p>"


def _hint(words: Words) -> str:
    return f'<p class="dz-aside">{words("upload.kinds")}</p>'
