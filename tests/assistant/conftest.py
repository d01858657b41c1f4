"""An assistant over the small article of our own, with the real model and a real Chroma."""

import pytest
import shipped as pack

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.verify import verify
from dzherelo.corpus.language.overlap import read
from dzherelo.corpus.types import Kind, Locator, Passage, Span


@pytest.fixture(scope="session")
def assistant(tmp_path_factory, article_file):
    with open_assistant(load_settings(tmp_path_factory.mktemp("home"))) as opened:
        opened.add(article_file, as_id="article")
        opened.sync()
        yield opened


@pytest.fixture(scope="session")
def terms():
    return pack.terms()


@pytest.fixture(scope="session")
def problems(terms):
    """The kinds of problems of a statement with the sentences that it cites, one a line."""

    def problems(statement, text):
        spans, at = [], 0
        for line in text.split("\n"):
            spans.append(Span(at, at + len(line)))
            at += len(line) + 1
        passage = Passage(
            id="law:0",
            source="law",
            span=Span(0, len(text)),
            text=text,
            locator=Locator(),
            language="en" if text.isascii() else "uk",
            kind=Kind.PARAGRAPH,
            sentences=tuple(spans),
        )
        found = verify(statement, [read(passage, terms)], terms=terms, weigh=lambda keys: 2.0)
        return {problem.kind for problem in found.problems}

    return problems
