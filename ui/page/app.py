"""The chat page: which parts it has and how they depend on each other.

Each part is a module of its own (`tab_chat`, `tab_sources`, `panel`, …) with its components and
events; what they do is in modules without Gradio (`chat`, `library`, `viewer`, …). Importing this
module imports Gradio (seconds): only `dzherelo.ui.page.serve` and the tests do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.ui.cli.terminal import Relay
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Chat, Talk
from dzherelo.ui.page.component import HIDDEN, Part, acting
from dzherelo.ui.page.evaluating import Evaluating
from dzherelo.ui.page.kept_chats import Keeper
from dzherelo.ui.page.library import Library
from dzherelo.ui.page.lookups import Looking
from dzherelo.ui.page.panel import ViewerPanel
from dzherelo.ui.page.sidebar import Sidebar
from dzherelo.ui.page.tab_chat import ChatTab
from dzherelo.ui.page.tab_evaluation import EvaluationTab
from dzherelo.ui.page.tab_lookup import TAB, LookupTab
from dzherelo.ui.page.tab_sources import SourcesTab
from dzherelo.ui.views.render import html

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant


def build_app(
    assistant: Assistant,
    *,
    relay: Relay | None = None,
    keeper: Keeper | None = None,
    chat: Chat | None = None,
) -> gr.Blocks:
    """The page over `assistant`, not yet served. `relay` carries its progress to the page; without
    `keeper` chats are not kept; `chat` is one over the same assistant."""
    app = gr.Blocks(
        title="Джерело · Dzherelo",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 86400),
    )
    with app:
        keeper = keeper or Keeper(assistant, None)
        page = _Page(
            chat or Chat(assistant),
            keeper,
            Library(assistant, relay=relay),
            Evaluating(assistant),
            Words("uk"),
        )
        page.wire(app)
    return app


class _Page:
    """The parts of the page and what binds them: the language, and the talk of the session."""

    def __init__(
        self, chat: Chat, keeper: Keeper, library: Library, evaluating: Evaluating, words: Words
    ) -> None:
        with gr.Row(elem_id="dz-top"):
            self.heading = acting(_heading(words), elem_id="dz-heading", min_width=200)
            self.language = gr.Radio(
                [("Українська", "uk"), ("English", "en")],
                value="uk",
                label=words("language"),
                show_label=False,
                container=False,
                elem_id="dz-language",
                scale=0,
                min_width=230,
            )
        self.sidebar = Sidebar(keeper, chat, self.language, words)
        with gr.Row(elem_id="dz-main"):
            with gr.Column(scale=3, min_width=320), gr.Tabs(elem_id="dz-tabs") as self.tabs:
                with gr.Tab(words("tab.chat"), id="chat", elem_id="dz-chat") as self.chat_tab:
                    self.chat = ChatTab(chat, keeper, self.language, words)
                with gr.Tab(
                    words("tab.lookup"), id=TAB, elem_id="dz-lookup-tab"
                ) as self.lookup_tab:
                    looking = Looking(library.assistant, chat.viewer)
                    self.lookup = LookupTab(looking, self.language, words)
                with gr.Tab(
                    words("tab.sources"), id="sources", elem_id="dz-sources"
                ) as self.sources_tab:
                    self.sources = SourcesTab(library, self.language, words)
                with gr.Tab(
                    words("tab.evaluation"), id="evaluation", elem_id="dz-evaluation"
                ) as self.evaluation_tab:
                    self.evaluation = EvaluationTab(evaluating, self.language, words)
            with gr.Column(scale=2, min_width=320, elem_id="dz-beside"):
                self.panel = ViewerPanel(chat.viewer, words)

    @property
    def _parts(self) -> list[Part]:
        parts: list[Part] = [self.sidebar, self.chat, self.lookup, self.sources]
        return [*parts, self.evaluation, self.panel]

    def wire(self, app: gr.Blocks) -> None:
        """Connects what happens on the page with what the parts do."""
        tabs = [self.chat_tab, self.lookup_tab, self.sources_tab, self.evaluation_tab]
        labels = [self.heading, self.language, *tabs]
        labels += [label for part in self._parts for label in part.labels]
        talk, saved = self.chat.talk, self.chat.saved
        looks = [talk, self.panel.at, self.language]
        looking: dict[str, Any] = {
            "fn": self._look_again,
            "inputs": looks,
            "outputs": [self.chat.dialogue, self.panel.source],
            **HIDDEN,
        }
        self.sidebar.wire(self.chat, self.chat.wire())
        whole = [*labels, self.chat.dialogue, self.panel.source, self.sidebar.list]
        # In one queue: what a reader chose comes after what the page opened with.
        in_turn = {"concurrency_id": "language", "concurrency_limit": 1, **HIDDEN}
        speak: dict[str, Any] = {
            "fn": None,
            "inputs": self.language,
            "js": "(language) => window.dzherelo.speak(language)",
        }
        app.load(
            None, None, [self.language, saved], js="() => window.dzherelo.opening()", **HIDDEN
        ).then(self._opened, [saved, talk, self.language], [saved, talk, *whole], **in_turn).then(
            **speak
        )
        # Answers may come in another order than the choices: the page asks until they agree.
        for chosen in (self.language.input, self.heading.speak):
            chosen(
                self._in_language,
                [*looks, self.sidebar.query, saved],
                whole,
                trigger_mode="always_last",
                **in_turn,
            ).then(**speak)
        self.evaluation.wire(self.evaluation_tab)
        self.heading.theme(None, None, None, js="() => window.dzherelo.turnTheme()")
        self.chat.takes_questions(self.panel.source)
        openers = [self.chat.dialogue, self.lookup.found, self.sources.list]
        self.panel.wire(openers, self.language, self.chat.talk)
        self.panel.source.ask(lambda: gr.Tabs(selected="chat"), None, self.tabs, **HIDDEN).then(
            None, None, None, js="() => window.dzherelo.focus('#dz-question')"
        )
        changes = self.sources.wire(self.sources_tab)
        others = [self.panel.source, self.sources.list]
        self.lookup.wire(self.tabs, self.lookup_tab, others, changes)
        for changed in changes:
            changed.then(**looking)

    def _labelled(self, language: str) -> list[Any]:
        words = Words(language)
        own = [
            _heading(words),
            gr.update(label=words("language")),
            gr.update(label=words("tab.chat")),
            gr.update(label=words("tab.lookup")),
            gr.update(label=words("tab.sources")),
            gr.update(label=words("tab.evaluation")),
        ]
        return own + [label for part in self._parts for label in part.labelled(words)]

    def _look_again(self, talk: Talk, at: Any, language: str) -> tuple[str, str]:
        """The talk and the viewer in another language, or over a library that has changed."""
        return self.chat.show(talk, language), self.panel.again(at, language, talk)

    def _in_language(
        self, talk: Talk, at: Any, language: str, query: str, saved: str, request: gr.Request
    ) -> list[Any]:
        """Everything that has words on it."""
        listed = self.sidebar.listed(query, saved, language, request)
        return [*self._labelled(language), *self._look_again(talk, at, language), listed]

    def _opened(self, saved: str, talk: Talk, language: str, request: gr.Request) -> list[Any]:
        """The page as it is first seen, with the chat that its address names; a talk that was
        begun before the page had opened stays."""
        begun = bool(talk)
        if not begun:
            saved, talk = self.sidebar.reopen(saved, request)
        shown = self._in_language(talk, None, language, "", saved, request)
        return [gr.skip() if begun else saved, talk if saved and not begun else gr.skip(), *shown]


def _heading(words: Words) -> str:
    return html("frame", "heading", words)
