"""The chat page: which parts it has and how they depend on each other; and the source viewer, which
opens what any of them points to.

Importing this module, or any part of the page, imports Gradio (seconds): only
`dzherelo.ui.page.serve` and the tests do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.corpus.errors import InputError
from dzherelo.ui.locale.texts import Words, languages
from dzherelo.ui.page.chat import Chat, ChatTab
from dzherelo.ui.page.evaluation import Evaluating, EvaluationTab
from dzherelo.ui.page.library import Library, SourcesTab
from dzherelo.ui.page.lookup import TAB, Looking, LookupTab
from dzherelo.ui.page.parts import HIDDEN, Labels, acting, event_data, index_of
from dzherelo.ui.page.sidebar import Keeper, Sidebar
from dzherelo.ui.page.viewer import Viewer, Window
from dzherelo.ui.views.answer_html import Talk
from dzherelo.ui.views.places import Place, of_citation, read_place, read_places
from dzherelo.ui.views.render import html

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.ui.terminal import Relay


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
            Labels(Words("uk")),
        )
        page.wire(app)
    return app


class _Page:
    """The parts of the page and what binds them: the language, and the talk of the session."""

    def __init__(
        self, chat: Chat, keeper: Keeper, library: Library, evaluating: Evaluating, labels: Labels
    ) -> None:
        self.labels = labels
        with gr.Row(elem_id="dz-top"):
            self.heading = labels.add(
                acting, {"value": _heading}, elem_id="dz-heading", min_width=200
            )
            self.language = labels.add(
                gr.Radio,
                {"label": "language"},
                choices=[(Words(one)("language.name"), one) for one in languages()],
                value=labels.words.spoken,
                show_label=False,
                container=False,
                elem_id="dz-language",
                scale=0,
                min_width=230,
            )
        self.sidebar = Sidebar(keeper, chat, self.language, labels)
        with gr.Row(elem_id="dz-main"):
            with gr.Column(scale=3, min_width=320), gr.Tabs(elem_id="dz-tabs") as self.tabs:
                with self._tab("chat", "dz-chat"):
                    self.chat = ChatTab(chat, keeper, self.language, labels)
                with self._tab(TAB, "dz-lookup-tab") as self.lookup_tab:
                    looking = Looking(library.assistant, chat.viewer)
                    self.lookup = LookupTab(looking, self.language, labels)
                with self._tab("sources", "dz-sources") as self.sources_tab:
                    self.sources = SourcesTab(library, self.language, labels)
                with self._tab("evaluation", "dz-evaluation") as self.evaluation_tab:
                    self.evaluation = EvaluationTab(evaluating, self.language, labels)
            with gr.Column(scale=2, min_width=320, elem_id="dz-beside"):
                self.panel = ViewerPanel(chat.viewer, labels.words)

    def _tab(self, name: str, elem_id: str) -> Any:
        return self.labels.add(gr.Tab, {"label": f"tab.{name}"}, id=name, elem_id=elem_id)

    def wire(self, app: gr.Blocks) -> None:
        """Connects what happens on the page with what the parts do."""
        talk, saved = self.chat.talk, self.chat.saved
        looks = [talk, self.panel.at, self.language]
        looking: dict[str, Any] = {
            "fn": self._look_again,
            "inputs": looks,
            "outputs": [self.chat.dialogue, self.panel.source],
            **HIDDEN,
        }
        self.sidebar.wire(self.chat, self.chat.wire())
        whole = [*self.labels.components, self.chat.dialogue, self.panel.source, self.sidebar.list]
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
            **{**speak, "js": "(language) => window.dzherelo.speak(language, true)"}
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
            None, js="() => window.dzherelo.focus('#dz-question')"
        )
        changes = self.sources.wire(self.sources_tab)
        others = [self.panel.source, self.sources.list]
        self.lookup.wire(self.tabs, self.lookup_tab, others, changes)
        for changed in changes:
            changed.then(**looking)

    def _look_again(self, talk: Talk, at: Any, language: str) -> tuple[str, str]:
        """The talk and the viewer in another language, or over a library that has changed."""
        return self.chat.show(talk, language), self.panel.again(at, language, talk)

    def _in_language(
        self, talk: Talk, at: Any, language: str, query: str, saved: str, request: gr.Request
    ) -> list[Any]:
        """Everything that has words on it."""
        listed = self.sidebar.listed(query, saved, language, request)
        said = self.labels.updates(Words(language))
        return [*said, *self._look_again(talk, at, language), listed]

    def _opened(self, saved: str, talk: Talk, language: str, request: gr.Request) -> list[Any]:
        """The page as it is first seen, with the chat that its address names; a talk that was
        begun before the page had opened stays."""
        begun = bool(talk)
        if not begun:
            saved, talk = self.sidebar.reopen(saved, request)
        shown = self._in_language(talk, None, language, "", saved, request)
        return [gr.skip() if begun else saved, talk if saved and not begun else gr.skip(), *shown]


class ViewerPanel:
    """Stands beside the other parts; what they open appears here."""

    def __init__(self, viewer: Viewer, words: Words) -> None:
        self.viewer = viewer
        self.source = acting(html("viewer", "hint", words), elem_id="dz-source")
        self.at = gr.State(None)  # the place that is shown and its neighbours, if any

    def wire(self, openers: Sequence[gr.HTML], language: gr.Radio, talk: gr.State) -> None:
        """Lets the links of `openers`, and its own, open places."""
        shown = [self.source, self.at]
        for one in (*openers, self.source):
            one.open(self._open, [language, talk], shown, trigger_mode="always_last", **HIDDEN)
        self.source.more(self._more, language, self.source, **HIDDEN)
        self.source.shut(
            lambda language: (html("viewer", "hint", Words(language)), None),
            language,
            shown,
            **HIDDEN,
        ).then(None, js="() => window.dzherelo.shut()")

    def again(self, at: tuple[Place, tuple[Place, ...]] | None, language: str, talk: Talk) -> str:
        """What is shown, in another language or after the library has changed."""
        words = Words(language)
        if at is None:
            return html("viewer", "hint", words)
        place, among = at
        return self.viewer.html(place, words, among=among, quote=_quoted(place, talk))

    def _open(self, language: str, talk: Talk, event: gr.EventData) -> tuple[str, Any]:
        data = event_data(event)
        try:
            place = read_place(data.get("place", ""))
            among = read_places(data.get("all", ""))
        except InputError:
            return html("viewer", "hint", Words(language)), None
        return self.again((place, among), language, talk), (place, among)

    def _more(self, language: str, event: gr.EventData) -> Any:
        data = event_data(event)
        try:
            place, among = read_place(data.get("place", "")), read_places(data.get("all", ""))
        except InputError:
            return gr.skip()
        window = Window(index_of(data, "first"), index_of(data, "last"))
        grow = "before" if data.get("grow") == "before" else "after"
        return self.viewer.html(place, Words(language), among=among, grow=grow, window=window)


def _quoted(place: Place, talk: Talk) -> str | None:
    """What stood at the place when an answer of this talk cited it."""
    for exchange in reversed(talk):
        for citation in exchange.answer.citations if exchange.answer else ():
            if of_citation(citation) == place:
                return citation.text
    return None


def _heading(words: Words) -> str:
    return html("frame", "heading", words)
