"""The conversation: questions to answers, answers to HTML, and its part of the page.

One `Chat` serves every browser session. What belongs to one session is the `Talk` that it hands
in and gets back; nothing of it is kept here. Questions of a session are answered one after the
other: those asked meanwhile wait in the browser (`page.js` reads the box), which sends the next as
the event `ask` of the dialogue.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.assistant.citations.contexts import slips_of
from dzherelo.assistant.types import Mode, Turn
from dzherelo.corpus.language.notation import quoted
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.parts import (
    HIDDEN,
    Labels,
    acting,
    error_line,
    event_data,
    index_of,
    owner_of,
)
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.views.answer_html import Exchange, Talk, talk_html
from dzherelo.ui.views.places import Place
from dzherelo.ui.views.render import Titles, View, html

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.ui.page.sidebar import Keeper

LONGEST = 2000  # characters of a question
_NUMBERED = re.compile(r"\d+\.\s+(?P<title>\S.{3,80})")
_FOCUS = "() => document.querySelector('#dz-question textarea').focus()"


class Chat:
    """What can be asked of an assistant, and how the conversation looks."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.viewer = Viewer(assistant)
        self._suggest = lru_cache(16)(self._answerable)
        self._suggesting = threading.Lock()  # whoever comes second takes what the first found
        self._known = lru_cache(64)(self._ids)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How questions can be answered, the usual way first."""
        return self._assistant.modes

    def reply(
        self, question: str, talk: Talk, words: Words, *, mode: str | None = None, memory: int = 10
    ) -> Generator[Talk]:
        """The talk with the new exchange, again after each statement and with the whole answer.

        `mode` is one of `modes`; anything else is the usual way. The question is read with the last
        `memory` turns. Errors become the exchange's `error`; nothing is raised.
        """
        history = tuple(
            Turn.of(past.question, past.answer) for past in talk[-memory:] if past.answer
        )
        now = Exchange(question)
        yield (*talk, now)
        chosen = next((one for one in self.modes if one == mode), None)
        try:
            for event in self._assistant.stream(question, history=history, mode=chosen):
                if event.statement is not None:
                    now = Exchange(question, (*now.statements, event.statement))
                if event.answer is not None:
                    now = Exchange(question, now.statements, event.answer)
                yield (*talk, now)
        except Exception as error:
            yield (*talk, Exchange(question, error=error_line(error, words)))

    def html(self, talk: Talk, words: Words, *, busy: bool = False) -> str:
        """The talk as the page shows it, or how to begin. `busy`: the last reply is not whole."""
        stamp = self._stamp()  # once: a talk has many citations
        view = View(
            words,
            self._titles(),
            stands=lambda place: self._stands(place, stamp),
            first=lambda: self.first_questions(words),
            slips=lambda citation: slips_of(citation, self._assistant.library),
        )
        more = "" if "llm" in self.modes else words("mode.none")
        return talk_html(talk, view, busy=busy, more=more)

    def stands(self, place: Place) -> bool:
        """Whether the library still has the passage of a citation."""
        return self._stands(place, self._stamp())

    def first_questions(self, words: Words) -> tuple[str, ...]:
        """Questions that this library does answer, for a reader who does not know it yet."""
        try:
            with self._suggesting:
                return self._suggest(words.spoken, self._stamp())
        except Exception as error:
            error_line(error, words)  # the page works without them; the log has the cause
            return ()

    def _answerable(self, language: str, stamp: object) -> tuple[str, ...]:
        """The first four; of eight that are tried, so that the page is not kept waiting."""
        candidates = islice(_candidates(self._assistant, Words(language)), 8)
        answered = (one for one in candidates if self._assistant.ask(one, mode="quotes").answered)
        return tuple(islice(answered, 4))

    def _stands(self, place: Place, stamp: object) -> bool:
        return place.passage in self._known(place.source, place.origin, stamp)

    def _ids(self, source: str, origin: str, stamp: object) -> frozenset[str]:
        return frozenset(passage.id for passage in self.viewer.passages(source, origin))

    def _titles(self) -> Titles:
        return {source.id: source for source in self._assistant.sources()}

    def _stamp(self) -> tuple[tuple[str, str | None], ...]:
        """What changes when the library does."""
        return tuple((source.id, source.sha256) for source in self._assistant.sources())


def _candidates(assistant: Assistant, words: Words) -> Iterator[str]:
    """Questions worth trying: the examples of the library; on an article its purpose and subjects,
    else what a source is about.

    A subject is a numbered subsection; its heading is only put into a question of its language.
    """
    yield from assistant.examples(words.language).questions
    for source in assistant.sources():
        if source.kind == "article":
            yield words("ask.purpose")
            if source.language == words.language:
                sections = [p.locator.section or "" for p in assistant.passages(source.id)]
                for match in filter(None, map(_NUMBERED.fullmatch, dict.fromkeys(sections))):
                    yield words("ask.what", title=quoted(match["title"], words.language))
            yield words("ask.conclusions")
            yield words("ask.authors")
        else:
            yield words("ask.about", title=quoted(source.title, words.language))


class ChatTab:
    """Questions and answers; `talk` holds those of one browser session."""

    def __init__(self, chat: Chat, keeper: Keeper, language: gr.Radio, labels: Labels) -> None:
        self.chat = chat
        self.keeper = keeper
        self.language = language
        self.talk = gr.State(())
        self.saved = gr.Textbox(visible="hidden", elem_id="dz-saved")  # the talk's id on disk
        self.editing = gr.State(-1)  # the turn that the next question takes the place of
        self.running: list[Any] = []  # the events that answer; whoever shows another talk ends them
        self.dialogue = acting("", elem_id="dz-talk")
        self.notice = acting("", elem_id="dz-notice")
        labels.add(gr.HTML, {"value": _queue}, elem_id="dz-queue", apply_default_css=False)
        with gr.Row(elem_id="dz-ask"):
            self.question = labels.add(
                gr.Textbox,
                {"label": "question", "placeholder": "question.hint"},
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
            labels.add(
                gr.Button,
                {"value": "send"},
                variant="primary",
                scale=0,
                min_width=110,
                elem_id="dz-send",
            )
            self.new = labels.add(
                gr.Button, {"value": "new"}, scale=0, min_width=124, elem_id="dz-new"
            )
        self.mode = labels.add(
            gr.Radio,
            {"label": "mode", "choices": lambda words: _modes(chat, words)},
            value=chat.modes[0],
            visible=_chosen(chat),
            container=False,
            elem_id="dz-mode",
        )

    def wire(self) -> list[Any]:
        """Connects the components with what `Chat` does; gives the events after which the talk is
        another."""
        shown = [self.talk, self.dialogue]
        asking: dict[str, Any] = {
            "fn": self._ask,
            "inputs": [self.talk, self.editing, self.mode, self.saved, self.language],
            "outputs": [*shown, self.saved, self.question, self.notice, self.editing],
            "concurrency_id": "ask",
            "concurrency_limit": 4,
            "trigger_mode": "multiple",  # the browser waits; none may be dropped
            **HIDDEN,
        }
        self.running = [self.dialogue.ask(**asking), self.dialogue.retry(**asking)]
        stopped = self.dialogue.stop(
            self._stopped, [self.talk, self.language], shown, cancels=self.running, **HIDDEN
        )
        for event in self.running:
            event.then(None, js="() => window.dzherelo.free()")
        editing = [self.question, self.notice, self.editing]
        self.dialogue.edit(self._edit, [self.talk, self.language], editing, **HIDDEN).then(
            None, js=_FOCUS
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
        return [*self.running, stopped]

    def takes_questions(self, other: gr.HTML) -> None:
        """What another part of the page would ask is put into the box, to be finished there."""
        other.ask(_offered, None, self.question, **HIDDEN).then(None, js=_FOCUS)

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
        talk: Talk,
        editing: int,
        mode: str,
        saved: str,
        language: str,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        """What was typed or offered, in the place of the turn that is edited if it was typed; or
        the last question again."""
        data, words = event_data(event), Words(language)
        place = editing if "typed" in data else -1
        asked = data.get("question", "").strip()
        if data.get("act") == "retry" and talk:
            place, asked = len(talk) - 1, talk[-1].question
        if not asked or len(asked) > LONGEST:
            said = words("question.long", count=len(asked), most=LONGEST)
            refused = notice_html(said if asked else words("question.none"))
            yield gr.skip(), gr.skip(), gr.skip(), asked, refused, gr.skip()
            return
        kept = place if 0 <= place < len(talk) else None
        steps = self.chat.reply(asked, talk[:kept], words, mode=mode)
        owner, noticed = owner_of(request), ""
        for now in self.keeper.keep(steps, owner, chat=saved or None, place=kept):
            if now is None:
                yield (gr.skip(),) * 6
                continue
            last = now.talk[-1]
            busy = last.answer is None and last.error is None
            shown = self.chat.html(now.talk, words, busy=busy)
            noticed = notice_html(now.problem) if now.problem else noticed
            # The box was emptied when the question left it: what is typed meanwhile stays.
            yield now.talk, shown, now.chat or "", gr.skip(), noticed, -1

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
