"""Looking up on the page, without the web: a reference or a passage in, HTML out; nothing is
raised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import DzhereloError, InputError
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.remembered import remembered
from dzherelo.corpus.types import Kind, Passage
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.anchor import Place
from dzherelo.ui.page.chat import error_line
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.views.answer_html import error_html
from dzherelo.ui.views.lookup_html import (
    Example,
    Page,
    examples_html,
    looked_html,
    lookup_html,
    similar_html,
)
from dzherelo.ui.views.markup import button, escaped
from dzherelo.ui.views.viewer_html import opening_words

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant

LONGEST = 2000  # characters that are looked up
SIMILAR = 8  # passages shown that are near a passage
_ARTICLE, _CHARTER, _CONSTITUTION, _SECOND = "article", "ref04", "ref05", "ref02"


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
        self._examples = remembered(self._found_examples, 16)

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
            return self._examples(words.language, stamp)
        except DzhereloError as error:
            error_line(error, words)
            return ()

    # Inside ------------------------------------------------------------------------------------

    def _page(self, words: Words) -> Page:
        language = words.language
        return Page(
            words,
            {source.id: source for source in self._assistant.sources()},
            beginning=lambda source: self._viewer.beginning(source, language),
            place_of=lambda note: self._viewer.place_of(note, language),
        )

    def _similar(self, asked: Asked, page: Page) -> str:
        passage = self._viewer.passage(asked.near) if asked.near else None
        if asked.near and passage is None:
            return looked_html(error_html(page.words("gone.why")), page.words("similar.head"), page)
        text = passage.text if passage else asked.ref
        hits = self._assistant.search(text[:LONGEST], k=SIMILAR + 1)
        others = [hit for hit in hits if passage is None or hit.passage.id != passage.id]
        return similar_html(others[:SIMILAR], page, to=passage, ref=asked.ref)

    def _not_found(self, asked: Asked, error: InputError, page: Page) -> str:
        """Why nothing was found, and the way on: passages with these words, examples."""
        words, line = page.words, error_html(error_line(error, page.words))
        on = ""
        if asked.ref and len(asked.ref) <= LONGEST:
            said = quoted(opening_words(asked.ref, 60), words.language)
            label = words("lookup.words", text=said)
            on = button(escaped(label), "search", words=asked.ref)
        body = f'{line}<p class="dz-actions">{on}</p>{examples_html(self.examples(words), words)}'
        return looked_html(body, str(error), page)

    def _found_examples(self, language: str, stamp: object) -> tuple[Example, ...]:
        words = Words(language)
        return tuple(dict.fromkeys(self._candidates(words)))

    def _candidates(self, words: Words) -> Iterator[Example]:
        sources = {source.id: source for source in self._assistant.sources()}
        marks = self._assistant.marks()
        if {_ARTICLE, _SECOND, _CHARTER, _CONSTITUTION} <= sources.keys():
            yield Example(words("lookup.ref.page"), "lookup.case.page")
            for key in ("lookup.ref.provision", "lookup.ref.provision.2"):
                yield Example(words(key), "lookup.case.provision")
            yield Example("3", "lookup.case.number")
            yield Example(words("lookup.ref.author"), "lookup.case.author")
            yield Example(words("lookup.ref.words"), "lookup.case.words")
            return
        for mark in [mark for mark in marks if mark.marker and mark.page][:2]:
            yield Example(mark.marker or "", "lookup.case.page")
        for mark in [mark for mark in marks if mark.number is not None][:1]:
            yield Example(str(mark.number), "lookup.case.number")
        for source in list(sources.values())[:2]:
            yield Example(source.title, "lookup.case.title")
        for source in list(sources.values())[:1]:
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
