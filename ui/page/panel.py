"""The source viewer on the page: opens what any other part of the page points to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from dzherelo.corpus.errors import InputError
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.anchor import Place, of_citation, read_place, read_places
from dzherelo.ui.page.chat import Talk
from dzherelo.ui.page.component import HIDDEN, acting, event_data, index_of
from dzherelo.ui.page.viewer import Viewer, Window
from dzherelo.ui.views.render import html


class ViewerPanel:
    """Stands beside the other parts; what they open appears here."""

    def __init__(self, viewer: Viewer, words: Words) -> None:
        self.viewer = viewer
        self.source = acting(html("viewer", "hint", words), elem_id="dz-source")
        self.at = gr.State(None)  # the place that is shown and its neighbours, if any

    @property
    def labels(self) -> list[Any]:
        return []

    def labelled(self, words: Words) -> list[Any]:
        return []

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
        ).then(None, None, None, js="() => window.dzherelo.shut()")

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
