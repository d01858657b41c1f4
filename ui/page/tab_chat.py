"""The conversation on the page: its components and the events between them.

Questions of a session are answered one after the other. Those that are asked meanwhile wait in
the browser (`page.js` reads the box), which sends the next as the event `ask` of the dialogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import LONGEST, Chat, Talk
from dzherelo.ui.page.component import HIDDEN, acting, event_data, index_of
from dzherelo.ui.page.kept_chats import Keeper
from dzherelo.ui.page.reader import owner_of
from dzherelo.ui.views.render import html

_FOCUS = "() => document.querySelector('#dz-question textarea').focus()"
_FREE = "() => window.dzherelo.free()"


class ChatTab:
    """Questions and answers; `talk` holds those of one browser session."""

    def __init__(self, chat: Chat, keeper: Keeper, language: gr.Radio, words: Words) -> None:
        self.chat = chat
        self.keeper = keeper
        self.language = language
        self.talk = gr.State(())
        self.saved = gr.Textbox(visible="hidden", elem_id="dz-saved")  # the talk's id on disk
        self.editing = gr.State(-1)  # the turn that the next question takes the place of
        self.running: list[Any] = []  # the events that answer; whoever shows another talk ends them
        self.dialogue = acting("", elem_id="dz-talk")
        self.notice = acting("", elem_id="dz-notice")
        self.queue = gr.HTML(_queue(words), elem_id="dz-queue", apply_default_css=False)
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
                interactive=True,
                autofocus=True,
                elem_id="dz-question",
            )
            self.send = gr.Button(
                words("send"), variant="primary", scale=0, min_width=110, elem_id="dz-send"
            )
            self.new = gr.Button(words("new"), scale=0, min_width=124, elem_id="dz-new")
        self.mode = gr.Radio(
            _modes(chat, words),
            value=chat.modes[0],
            label=words("mode"),
            visible=_chosen(chat),
            container=False,
            elem_id="dz-mode",
        )

    @property
    def labels(self) -> list[Any]:
        return [self.question, self.send, self.new, self.mode, self.queue]

    def labelled(self, words: Words) -> list[Any]:
        return [
            gr.update(label=words("question"), placeholder=words("question.hint")),
            gr.update(value=words("send")),
            gr.update(value=words("new")),
            gr.update(
                label=words("mode"),
                choices=_modes(self.chat, words),
                visible=_chosen(self.chat),
            ),
            _queue(words),
        ]

    def wire(self) -> list[Any]:
        """Connects the components with what `Chat` does; gives the events after which the talk is
        another."""
        shown = [self.talk, self.dialogue]
        told = [self.mode, self.saved, self.language]
        asking: dict[str, Any] = {
            "outputs": [*shown, self.saved, self.question, self.notice, self.editing],
            "concurrency_id": "ask",
            "concurrency_limit": 4,
            "trigger_mode": "multiple",  # the browser waits; none may be dropped
            **HIDDEN,
        }
        asked = self.dialogue.ask(self._ask_next, [self.talk, self.editing, *told], **asking)
        again = self.dialogue.retry(self._ask_again, [self.talk, *told], **asking)
        self.running = [asked, again]
        stopped = self.dialogue.stop(
            self._stopped, [self.talk, self.language], shown, cancels=self.running, **HIDDEN
        )
        for event in self.running:
            event.then(None, None, None, js=_FREE)
        editing = [self.question, self.notice, self.editing]
        self.dialogue.edit(self._edit, [self.talk, self.language], editing, **HIDDEN).then(
            None, None, None, js=_FOCUS
        )
        self.notice.cancel(lambda: ("", "", -1), None, editing, **HIDDEN)
        self.new.click(
            self._begin,
            self.language,
            [*shown, self.saved, *editing],
            cancels=self.running,
            js="(language) => (window.dzherelo.forget(), language)",
            **HIDDEN,
        )
        self._remember_mode()
        return [asked, again, stopped]

    def takes_questions(self, other: gr.HTML) -> None:
        """What another part of the page would ask is put into the box, to be finished there."""
        other.ask(_offered, None, self.question, **HIDDEN).then(None, None, None, js=_FOCUS)

    def show(self, talk: Talk, language: str) -> str:
        """The talk as HTML, after anything that changes how it looks."""
        return self.chat.html(talk, Words(language))

    def _remember_mode(self) -> None:
        """The way of answering that was chosen stays for as long as the browser's tab."""
        if _chosen(self.chat):
            keep = "(mode) => window.dzherelo.keepMode(mode)"
            self.mode.input(None, self.mode, None, js=keep)
            kept = f"() => window.dzherelo.mode('{self.chat.modes[0]}')"
            gr.on(None, None, None, self.mode, js=kept)  # as the page opens

    def _ask(
        self,
        question: str,
        talk: Talk,
        editing: int,
        mode: str,
        saved: str,
        language: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        words, asked, place = Words(language), question.strip(), None
        if not asked or len(asked) > LONGEST:
            said = words("question.long", count=len(asked), most=LONGEST)
            refused = notice_html(said if asked else words("question.none"))
            yield gr.skip(), gr.skip(), gr.skip(), asked, refused, gr.skip()
            return
        if 0 <= editing < len(talk):
            talk, place = talk[:editing], editing
        steps = self.chat.reply(asked, talk, words, mode=mode)
        owner, noticed = owner_of(request), ""
        for now in self.keeper.keep(steps, owner, chat=saved or None, place=place):
            if now is None:
                yield (gr.skip(),) * 6
                continue
            last = now.talk[-1]
            busy = last.answer is None and last.error is None
            shown = self.chat.html(now.talk, words, busy=busy)
            noticed = notice_html(now.problem) if now.problem else noticed
            # The box was emptied when the question left it: what is typed meanwhile stays.
            yield now.talk, shown, now.chat or "", gr.skip(), noticed, -1

    def _ask_next(
        self,
        talk: Talk,
        editing: int,
        mode: str,
        saved: str,
        language: str,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        data = event_data(event)
        place = editing if "typed" in data else -1
        question = data.get("question", "")
        yield from self._ask(question, talk, place, mode, saved, language, request)

    def _ask_again(
        self, talk: Talk, mode: str, saved: str, language: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        if talk:
            last = len(talk) - 1
            question = talk[last].question
            yield from self._ask(question, talk, last, mode, saved, language, request)

    def _stopped(self, talk: Talk, language: str) -> tuple[Talk, str]:
        return talk, self.show(talk, language)

    def _edit(self, talk: Talk, language: str, event: gr.EventData) -> tuple[Any, ...]:
        number = index_of(event_data(event), "turn")
        if not 0 <= number < len(talk):
            return gr.skip(), gr.skip(), gr.skip()
        words = Words(language)
        said = words("editing" if number == len(talk) - 1 else "editing.earlier")
        return talk[number].question, notice_html(said, words("cancel")), number

    def _begin(self, language: str) -> tuple[Any, ...]:
        return (), self.show((), language), "", "", "", -1


def _offered(event: gr.EventData) -> str:
    return event_data(event).get("question", "")


def _modes(chat: Chat, words: Words) -> list[tuple[str, str]]:
    return [(words(f"mode.choice.{mode}"), mode) for mode in chat.modes]


def _chosen(chat: Chat) -> bool:
    """Whether there is more than one way of answering to choose from."""
    return len(chat.modes) > 1


def _queue(words: Words) -> str:
    """Where the questions that wait are listed, and why one was not taken; `page.js` fills it."""
    said = {
        "head": words("queue"),
        "drop": words("queue.drop"),
        "none": words("question.none"),
        "long": words("question.long", count="{count}", most=LONGEST),
        "most": str(LONGEST),
    }
    return html("frame", "queue", said)


def notice_html(said: str, cancel: str = "") -> str:
    """A line above the question box, with a button to `cancel` by that name."""
    return html("frame", "notice", said, cancel)
