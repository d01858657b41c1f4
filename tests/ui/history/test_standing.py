from __future__ import annotations

from dataclasses import replace

import pytest

from dzherelo.assistant.types import Answer, Citation
from dzherelo.corpus.errors import UnknownSource
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.ui.history.saved import Standing, titled


class Shelf:
    """Texts by id, split into lines."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts

    def sources(self):
        return tuple(Source(name, name, "uk", Status.FULL) for name in self.texts)

    def text(self, source_id, *, notes=False):
        if source_id not in self.texts or notes:
            raise UnknownSource("gone")
        return self.texts[source_id]

    def passages(self, source_id):
        return lines(source_id, self.text(source_id))


def lines(source, text):
    found, start = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        span = Span(start, start + len(line))
        made = Passage(
            f"{source}:{line}", source, span, line, Locator(paragraph=number), "uk", Kind.PARAGRAPH
        )
        found.append(made)
        start = span.end + 1
    return tuple(found)


@pytest.fixture
def shelf():
    return Shelf(garden="Перший рядок.\nСад заснували 1931 року у Лубнах.\nТретій.")


@pytest.fixture
def cited(shelf):
    passage = shelf.passages("garden")[1]
    start = passage.span.start + passage.text.index("1931")
    citation = Citation(1, passage, Span(start, start + 9))
    assert citation.text == "1931 року"
    return Answer("Коли?", "uk", True, "1931 року [1]", citations=(citation,))


def test_a_citation_of_a_text_that_is_as_it_was_stays(shelf, cited):
    assert Standing(shelf).of(cited) == (cited, {})


def test_a_citation_moves_with_its_passage(shelf, cited):
    text = shelf.texts["garden"]
    shelf.texts["garden"] = "Нова передмова, досить довга.\n" + text
    answer, stale = Standing(shelf).of(cited)
    (citation,) = answer.citations
    assert stale == {}
    assert citation.quote.of(shelf.texts["garden"]) == citation.text == "1931 року"
    assert citation.quote != cited.citations[0].quote


def test_a_citation_of_words_that_changed_says_so_and_keeps_them(shelf, cited):
    shelf.texts["garden"] = shelf.texts["garden"].replace("1931", "1932")
    answer, stale = Standing(shelf).of(cited)
    assert stale == {1: "changed"}
    assert answer.citations[0].text == "1931 року"


def test_a_citation_of_a_removed_source_says_so(shelf, cited):
    del shelf.texts["garden"]
    assert Standing(shelf).of(cited)[1] == {1: "removed"}
    note = replace(cited.citations[0], passage=replace(cited.citations[0].passage, origin="note"))
    shelf.texts["garden"] = "…"
    assert Standing(shelf).of(replace(cited, citations=(note,)))[1] == {1: "removed"}


def test_a_removed_source_keeps_the_title_that_it_had(shelf):
    old = (
        Source("garden", "Стара назва", "uk", Status.FULL),
        Source("gone", "Була", "uk", Status.PART),
    )
    found = titled(old, shelf.sources())
    assert found["garden"].title == "garden" and found["gone"].title == "Була"
