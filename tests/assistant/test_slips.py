"""Which quotes repeat a slip of the article that the catalogue knows of."""

from __future__ import annotations

import pytest

from dzherelo.assistant.citations.contexts import slips_of
from dzherelo.assistant.types import Citation
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.types import Kind, Locator, Passage, Span


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home"), Pack.default())


def cited(words, paragraph, *, source="article", origin="text"):
    span, at = Span(0, len(words)), Locator(paragraph=paragraph)
    passage = Passage("p", source, span, words, at, "uk", Kind.PARAGRAPH, origin=origin)
    return Citation(1, passage, span)


WORDS = "Тут органи підлягають управлінню, як сказано."
LONG = "Вони не використовують та не пропагують ненасильницькі методи."


@pytest.mark.parametrize(
    ("citation", "rightly"),
    [
        (cited(WORDS, 9), ["не підлягають управлінню"]),
        (cited("до них належить Міжнародна організація з міграції", 13), ["міжурядова"]),
        (cited(LONG, 12), ["не використовують та не пропагують насильницькі методи"]),
        (cited(LONG, 21), ["не використовують та не пропагують насильницькі методи"]),
        (cited(WORDS, 8), []),
        (cited("Тут інші слова.", 9), []),
        (cited(WORDS, 9, source="ref05"), []),
        (cited(WORDS, 9, source="unknown"), []),
        (cited(WORDS, 9, origin="note"), []),
    ],
)
def test_the_slips_in_quoted_words(library, citation, rightly):
    found = [one.rightly or "" for one in slips_of(citation, library)]
    assert len(found) == len(rightly)
    assert all(wanted in one for wanted, one in zip(rightly, found, strict=True))
