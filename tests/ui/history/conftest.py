"""Answers as the assistant gives them, and a store in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dzherelo.assistant.types import Answer, Citation, Hit, Statement
from dzherelo.corpus.types import Kind, Locator, Passage, Reference, Source, Span, Status
from dzherelo.ui.history.store import History, open_history

WORDS = "Раду садівників заснували у Лубнах 1931 року [3, с. 8]. Вона видає каталог."


def passage_of(text: str = WORDS, *, start: int = 100, source: str = "garden") -> Passage:
    return Passage(
        f"{source}-1-{hash(text)}",
        source,
        Span(start, start + len(text)),
        text,
        Locator(section="Заснування", paragraph=1),
        "uk",
        Kind.PARAGRAPH,
        context="Товариство › Заснування",
        sentences=(Span(start, start + 55),),
        references=(Reference(3, "8", Span(start + 46, start + 55), Span(start, start + 45)),),
    )


@pytest.fixture
def answer() -> Answer:
    """One statement with one citation, of a paragraph of the source `garden`."""
    passage = passage_of()
    citation = Citation(1, passage, Span(100, 155), 3)
    return Answer(
        "Коли засновано раду?",
        "uk",
        True,
        f"{citation.text} [1]",
        statements=(Statement(citation.text, (1,)),),
        citations=(citation,),
        hits=(Hit(1, 0.7, passage),),
        understood="Коли засновано раду садівників?",
        timings_ms={"total": 12.5},
    )


@pytest.fixture
def garden_source() -> Source:
    return Source("garden", "Товариство садівників", "uk", Status.FULL, authors=("Гай О.",))


@pytest.fixture
def history(tmp_path) -> Iterator[History]:
    opened = open_history(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def keep(history, answer, garden_source):
    """Keeps questions of `owner` with the same answer in a new chat; gives its id."""

    def kept(*questions: str, owner: str = "olha") -> str:
        chat = None
        for place, question in enumerate(questions):
            recording = history.begin(owner, question, chat=chat, place=place)
            recording.answered(answer, (garden_source,))
            chat = recording.chat
        return chat

    return kept
