"""Citation look-up on the page: one box, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from dzherelo.corpus.errors import InputError
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.anchor import read_place
from dzherelo.ui.page.component import HIDDEN, acting, event_data
from dzherelo.ui.page.lookups import Asked, Looking
from dzherelo.ui.views.answer_html import waiting_html
from dzherelo.ui.views.lookup import examples_html

TAB = "lookup"


class LookupTab:
    """Takes what `dzherelo cite` takes; other parts of the page may send it words and places."""

    def __init__(self, looking: Looking, language: gr.Radio, words: Words) -> None:
        self.looking = looking
        self.language = language
        self.asked = gr.State(Asked())
        with gr.Row(elem_id="dz-lookup"):
            self.box = gr.Textbox(
                label=words("lookup"),
                placeholder=words("lookup.hint"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=1,
                scale=1,
                min_width=160,
                elem_id="dz-ref",
            )
            self.go = gr.Button(words("lookup.go"), variant="primary", scale=0, min_width=110)
        # Beside what is found, which hides them, so that they may come at any time.
        self.examples = acting(examples_html((), words), elem_id="dz-examples", padding=False)
        self.found = acting("", elem_id="dz-looked", padding=False)

    @property
    def labels(self) -> list[Any]:
        return [self.box, self.go]

    def labelled(self, words: Words) -> list[Any]:
        return [
            gr.update(label=words("lookup"), placeholder=words("lookup.hint")),
            gr.update(value=words("lookup.go")),
        ]

    def wire(self, tabs: gr.Tabs, tab: gr.Tab, others: list[gr.HTML], changed: list[Any]) -> None:
        """Connects the box, the links of what was found, and those of `others`, which bring the
        tab to the front. After the events of `changed` the library is another."""
        asking: dict[str, Any] = {
            "outputs": [self.box, self.asked, self.found],
            "concurrency_id": "lookup",
            "concurrency_limit": 4,
            **HIDDEN,
        }
        gr.on([self.box.submit, self.go.click], self._typed, [self.box, self.language], **asking)
        for own in (self.examples.lookup, self.found.lookup, self.found.search):
            own(self._sent, self.language, **asking)
        front = {"fn": lambda: gr.Tabs(selected=TAB), "inputs": None, "outputs": tabs, **HIDDEN}
        for other in others:
            for event in (other.lookup, other.search):
                event(**front)
                event(self._sent, self.language, **asking)
        again: dict[str, Any] = {
            "fn": self._again,
            "inputs": [self.asked, self.language],
            "outputs": [self.examples, self.found],
            **HIDDEN,
        }
        self.language.change(**again)
        tab.select(self._examples, self.language, self.examples, **HIDDEN)
        for event in changed:
            event.then(**again)

    def _again(self, asked: Asked, language: str) -> tuple[str, Any]:
        """What was looked up last, in another language or over a library that has changed."""
        found = self.looking.html(asked, Words(language)) if asked else gr.skip()
        return self._examples(language), found

    def _examples(self, language: str) -> str:
        words = Words(language)
        return examples_html(self.looking.examples(words), words)

    def _typed(self, ref: str, language: str) -> Iterator[tuple[Any, ...]]:
        yield from self._look(Asked(ref.strip()), language, box=gr.skip())

    def _sent(self, language: str, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """What a button asked for: a reference, a place to find the like of, or words."""
        data = event_data(event)
        if near := data.get("near"):
            try:
                asked = Asked(near=read_place(near))
            except InputError:
                return
            yield from self._look(asked, language, box="")
        elif said := data.get("words"):
            yield from self._look(Asked(said, words=True), language, box=gr.skip())
        elif ref := data.get("ref"):
            yield from self._look(Asked(ref), language, box=ref)

    def _look(self, asked: Asked, language: str, *, box: Any) -> Iterator[tuple[Any, ...]]:
        words = Words(language)
        yield box, gr.skip(), waiting_html(words, stop=False)
        yield gr.skip(), asked, self.looking.html(asked, words)
