"""The conversation on the page: its components and the events between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from ui.chat import LONGEST, Chat, Talk
from ui.markup import button, escaped
from ui.part import HIDDEN, acting, event_data, index_of
from ui.texts import Words

_FOCUS = "() => document.querySelector('#dz-question textarea').focus()"


class ChatTab:
    """Questions and answers; `talk` holds those of one browser session."""

    def __init__(self, chat: Chat, language: gr.Radio, words: Words) -> None:
        self.chat = chat
        self.language = language
        self.talk = gr.State(())
        self.editing = gr.State(-1)  # the turn that the next question takes the place of
        self.dialogue = acting("", elem_id="dz-talk")
        self.notice = acting("", elem_id="dz-notice")
        with gr.Row(elem_id="dz-ask"):
            self.question = gr.Textbox(
                label=words("question"),
                placeholder=words("question.hint"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                scale=1,
                min_width=160,
                autofocus=True,
                elem_id="dz-question",
            )
            self.send = gr.Button(words("send"), variant="primary", scale=0, min_width=110)
            self.new = gr.Button(words("new"), scale=0, min_width=90, elem_id="dz-new")

    @property
    def labels(self) -> list[Any]:
        return [self.question, self.send, self.new]

    def labelled(self, words: Words) -> list[Any]:
        return [
            gr.update(label=words("question"), placeholder=words("question.hint")),
            gr.update(value=words("send")),
            gr.update(value=words("new")),
        ]

    def wire(self) -> None:
        """Connects the components with what `Chat` does."""
        shown = [self.talk, self.dialogue]
        asking: dict[str, Any] = {
            "outputs": [*shown, self.question, self.notice, self.editing],
            "concurrency_id": "ask",
            "concurrency_limit": 4,
            **HIDDEN,
        }
        typed = gr.on(
            [self.question.submit, self.send.click],
            self._ask,
            [self.question, self.talk, self.editing, self.language],
            **asking,
        )
        offered = self.dialogue.ask(self._ask_offered, [self.talk, self.language], **asking)
        again = self.dialogue.retry(self._ask_again, [self.talk, self.language], **asking)
        self.dialogue.stop(
            self._stopped,
            [self.talk, self.language],
            shown,
            cancels=[typed, offered, again],
            **HIDDEN,
        )
        editing = [self.question, self.notice, self.editing]
        self.dialogue.edit(self._edit, [self.talk, self.language], editing, **HIDDEN).then(
            None, None, None, js=_FOCUS
        )
        self.notice.cancel(lambda: ("", "", -1), None, editing, **HIDDEN)
        self.new.click(self._begin, self.language, [*shown, *editing], **HIDDEN)

    def takes_questions(self, other: gr.HTML) -> None:
        """What another part of the page would ask is put into the box, to be finished there."""
        other.ask(_offered, None, self.question, **HIDDEN).then(None, None, None, js=_FOCUS)

    def show(self, talk: Talk, language: str) -> str:
        """The talk as HTML, after anything that changes how it looks."""
        return self.chat.html(talk, Words(language))

    def _ask(
        self, question: str, talk: Talk, editing: int, language: str
    ) -> Iterator[tuple[Any, ...]]:
        words, asked = Words(language), question.strip()
        if not asked:
            yield (gr.skip(),) * 5
            return
        if len(asked) > LONGEST:
            said = words("question.long", count=len(asked), most=LONGEST)
            yield gr.skip(), gr.skip(), gr.skip(), notice_html(said), gr.skip()
            return
        if 0 <= editing < len(talk):
            talk = talk[:editing]
        first = True
        for so_far in self.chat.reply(asked, talk, words):
            busy = so_far[-1].answer is None and so_far[-1].error is None
            shown = self.chat.html(so_far, words, busy=busy)
            # The box is emptied once: what is typed meanwhile stays.
            yield so_far, shown, *(("", "", -1) if first else (gr.skip(),) * 3)
            first = False

    def _ask_offered(
        self, talk: Talk, language: str, event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        yield from self._ask(event_data(event).get("question", ""), talk, -1, language)

    def _ask_again(self, talk: Talk, language: str) -> Iterator[tuple[Any, ...]]:
        if talk:
            yield from self._ask(talk[-1].question, talk[:-1], -1, language)

    def _stopped(self, talk: Talk, language: str) -> tuple[Talk, str]:
        return talk, self.show(talk, language)

    def _edit(self, talk: Talk, language: str, event: gr.EventData) -> tuple[Any, ...]:
        number = index_of(event_data(event), "turn")
        if not 0 <= number < len(talk):
            return gr.skip(), gr.skip(), gr.skip()
        words = Words(language)
        said = words("editing" if number == len(talk) - 1 else "editing.earlier")
        cancel = button(words("cancel"), "cancel", look="dz-small")
        return talk[number].question, notice_html(said, cancel), number

    def _begin(self, language: str) -> tuple[Any, ...]:
        return (), self.show((), language), "", "", -1


def _offered(event: gr.EventData) -> str:
    return event_data(event).get("question", "")


def notice_html(said: str, more: str = "") -> str:
    """A line above the question box."""
    return f'<p class="dz-notice" role="status">{escaped(said)} {more}</p>'
