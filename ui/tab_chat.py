"""The conversation on the page: its components and the events between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from ui.chat import LONGEST, Chat, Talk
from ui.keeping import Keeper
from ui.markup import button, escaped
from ui.part import HIDDEN, acting, event_data, index_of
from ui.reader import owner_of
from ui.texts import Words

_FOCUS = "() => document.querySelector('#dz-question textarea').focus()"


class ChatTab:
    """Questions and answers; `talk` holds those of one browser session."""

    def __init__(self, chat: Chat, keeper: Keeper, language: gr.Radio, words: Words) -> None:
        self.chat = chat
        self.keeper = keeper
        self.language = language
        self.talk = gr.State(())
        self.saved = gr.Textbox(visible="hidden", elem_id="dz-saved")  # the talk's id on disk
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

    def wire(self) -> list[Any]:
        """Connects the components with what `Chat` does; gives the events after which the talk is
        another."""
        shown, told = [self.talk, self.dialogue], [self.saved, self.language]
        asking: dict[str, Any] = {
            "outputs": [*shown, self.saved, self.question, self.notice, self.editing],
            "concurrency_id": "ask",
            "concurrency_limit": 4,
            **HIDDEN,
        }
        typed = gr.on(
            [self.question.submit, self.send.click],
            self._ask,
            [self.question, self.talk, self.editing, *told],
            **asking,
        )
        offered = self.dialogue.ask(self._ask_offered, [self.talk, *told], **asking)
        again = self.dialogue.retry(self._ask_again, [self.talk, *told], **asking)
        stopped = self.dialogue.stop(
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
        self.new.click(self._begin, self.language, [*shown, self.saved, *editing], **HIDDEN)
        return [typed, offered, again, stopped]

    def takes_questions(self, other: gr.HTML) -> None:
        """What another part of the page would ask is put into the box, to be finished there."""
        other.ask(_offered, None, self.question, **HIDDEN).then(None, None, None, js=_FOCUS)

    def show(self, talk: Talk, language: str) -> str:
        """The talk as HTML, after anything that changes how it looks."""
        return self.chat.html(talk, Words(language))

    def _ask(
        self,
        question: str,
        talk: Talk,
        editing: int,
        saved: str,
        language: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        words, asked, place = Words(language), question.strip(), None
        if not asked:
            yield (gr.skip(),) * 6
            return
        if len(asked) > LONGEST:
            said = words("question.long", count=len(asked), most=LONGEST)
            yield *(gr.skip(),) * 4, notice_html(said), gr.skip()
            return
        if 0 <= editing < len(talk):
            talk, place = talk[:editing], editing
        steps = self.chat.reply(asked, talk, words)
        owner = owner_of(request)
        cleared: tuple[Any, ...] = ("", "", -1)
        for now in self.keeper.keep(steps, owner, chat=saved or None, place=place):
            last = now.talk[-1]
            busy = last.answer is None and last.error is None
            shown = self.chat.html(now.talk, words, busy=busy)
            # The box is emptied once: what is typed meanwhile stays.
            yield now.talk, shown, now.chat or "", *cleared
            cleared = (gr.skip(), notice_html(now.problem) if now.problem else "", gr.skip())

    def _ask_offered(
        self, talk: Talk, saved: str, language: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        question = event_data(event).get("question", "")
        yield from self._ask(question, talk, -1, saved, language, request)

    def _ask_again(
        self, talk: Talk, saved: str, language: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        if talk:
            last = len(talk) - 1
            yield from self._ask(talk[last].question, talk, last, saved, language, request)

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
        return (), self.show((), language), "", "", "", -1


def _offered(event: gr.EventData) -> str:
    return event_data(event).get("question", "")


def notice_html(said: str, more: str = "") -> str:
    """A line above the question box."""
    return f'<p class="dz-notice" role="status">{escaped(said)} {more}</p>'
