"""Looking up: a reference or a passage in, HTML out; and its tab, one box and what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.corpus.errors import DzhereloError, InputError
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.types import Kind, Passage
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.parts import HIDDEN, Labels, acting, error_line, event_data, ready
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.views.answer_html import error_html, waiting_html
from dzherelo.ui.views.lookup import (
    Example,
    examples_html,
    looked_html,
    lookup_html,
    similar_html,
)
from dzherelo.ui.views.places import Place, read_place
from dzherelo.ui.views.render import View, html, short

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant

TAB = "lookup"
LONGEST = 2000  # characters that are looked up


@dataclass(frozen=True, slots=True)
class Asked:
    """What one reader looked up last: a reference; with `near`, what is similar to that place, or
    with `words` alone, to the words."""

    ref: str = ""
    near: Place | None = None
    words: bool = False

    def __bool__(self) -> bool:
        return bool(self.ref or self.near)


class Looking:
    """Look-ups in one library, as the page shows them."""

    def __init__(self, assistant: Assistant, viewer: Viewer) -> None:
        self._assistant = assistant
        self._viewer = viewer
        self._examples = lru_cache(16)(self._found_examples)

    def html(self, asked: Asked, words: Words) -> str:
        """What was found, or why nothing was, with examples of what would be."""
        page = self._page(words)
        try:
            if asked.near or asked.words:
                return self._similar(asked, page)
            if len(asked.ref) > LONGEST:
                raise InputError(words("lookup.long", count=len(asked.ref), most=LONGEST))
            return lookup_html(self._assistant.cite(asked.ref), page)
        except InputError as error:
            return self._not_found(asked, error, page)
        except Exception as error:
            return looked_html(error_html(error_line(error, words)), asked.ref, page)

    def examples(self, words: Words) -> tuple[Example, ...]:
        """Look-ups that this library does answer, for a reader who does not know them yet."""
        stamp = tuple((source.id, source.sha256) for source in self._assistant.sources())
        try:
            return self._examples(words.spoken, stamp)
        except DzhereloError as error:
            error_line(error, words)
            return ()

    # Inside ------------------------------------------------------------------------------------

    def _page(self, words: Words) -> View:
        language = words.language
        return View(
            words,
            {source.id: source for source in self._assistant.sources()},
            beginning=lambda source: self._viewer.beginning(source, language),
            place_of=lambda note: self._viewer.place_of(note, language),
        )

    def _similar(self, asked: Asked, page: View, *, most: int = 8) -> str:
        """The passages nearest in meaning to a place, or to words."""
        passage = self._viewer.passage(asked.near) if asked.near else None
        if asked.near and passage is None:
            return looked_html(error_html(page.words("gone.why")), page.words("similar.head"), page)
        text = passage.text if passage else asked.ref
        hits = self._assistant.search(text[:LONGEST], k=most + 1)
        others = [hit for hit in hits if passage is None or hit.passage.id != passage.id]
        return similar_html(others[:most], page, to=passage, ref=asked.ref)

    def _not_found(self, asked: Asked, error: InputError, page: View) -> str:
        """Why nothing was found, and the way on: passages with these words, examples."""
        words, line, begins = page.words, error_line(error, page.words), ""
        if asked.ref and len(asked.ref) <= LONGEST:
            begins = quoted(short(asked.ref, 60), words.language)
        return html(
            "lookup", "missed", line, str(error), asked.ref, begins, self.examples(words), page
        )

    def _found_examples(self, language: str, stamp: object) -> tuple[Example, ...]:
        words = Words(language)
        return tuple(dict.fromkeys(self._candidates(words)))

    def _candidates(self, words: Words) -> Iterator[Example]:
        sources, marks = self._assistant.sources(), self._assistant.marks()
        if known := self._assistant.examples(words.language).lookups:
            yield from (Example(ref, f"lookup.case.{by}") for ref, by in known)
            return
        for mark in [mark for mark in marks if mark.marker and mark.page][:2]:
            yield Example(mark.marker or "", "lookup.case.page")
        for mark in [mark for mark in marks if mark.number is not None][:1]:
            yield Example(str(mark.number), "lookup.case.number")
        for source in sources[:2]:
            yield Example(source.title, "lookup.case.title")
        for source in sources[:1]:
            yield from _quoted(self._viewer.passages(source.id, "text"))


def _quoted(passages: tuple[Passage, ...]) -> Iterator[Example]:
    """A sentence of a source, of which it may be asked what it rests on; one with a reference of
    its own where there is one."""
    prose = [one for one in passages if one.kind is Kind.PARAGRAPH]
    for passage in sorted(prose, key=lambda one: not one.references):
        marked = [reference.supports for reference in passage.references]
        for span in marked or passage.sentences:
            text = passage.words(span)
            if 20 <= len(text) <= 160:
                yield Example(text, "lookup.case.words")
                return


class LookupTab:
    """Takes what `dzherelo cite` takes; other parts of the page may send it words and places."""

    def __init__(self, looking: Looking, language: gr.Radio, labels: Labels) -> None:
        self.looking = looking
        self.language = language
        self.asked = gr.State(Asked())
        with gr.Row(elem_id="dz-lookup"):
            self.box = labels.add(
                gr.Textbox,
                {"label": "lookup", "placeholder": "lookup.hint"},
                show_label=False,
                container=False,
                lines=1,
                max_lines=1,
                scale=1,
                min_width=160,
                elem_id="dz-ref",
            )
            self.go = labels.add(
                gr.Button, {"value": "lookup.go"}, variant="primary", scale=0, min_width=110
            )
        # Beside what is found, which hides them, so that they may come at any time.
        start = examples_html((), labels.words)
        self.examples = acting(start, elem_id="dz-examples", padding=False)
        self.found = acting("", elem_id="dz-looked", padding=False)

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
        opened = tab.select(self._examples, self.language, self.examples, **HIDDEN)
        opened.then(**ready(tab))
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
