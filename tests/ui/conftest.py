"""A small stand-in for the assistant: paragraphs for passages, shared words for relevance."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dzherelo.assistant.types import Answer, Citation, Event, Hit, Statement
from dzherelo.corpus.errors import FileRefused, UnknownSource
from dzherelo.corpus.library.pack import Examples
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status

GARDEN = (
    "Товариство садівників\n\n"
    "Товариство садівників заснували у Лубнах 1931 року дванадцять учителів [3, с. 8].\n\n"
    "Воно щороку видає каталог насіння і проводить весняну виставку.\n\n"
    "The society lends tools to its members free of charge."
)


@dataclass(frozen=True)
class Added:
    source: Source
    changed: bool
    replaced: bool
    recognised: str | None = None
    garbled: bool = False


@dataclass(frozen=True)
class SyncReport:
    added: int
    removed: int
    kept: int


class FakeLibrary:
    """No catalogue and no notes; every source has a text."""

    catalog = ()

    def has_text(self, source_id):
        return True

    def record(self, source_id):
        return None

    def notes(self, source_id):
        return ()


class FakeAssistant:
    """Keeps texts in memory; `fails` (an exception) is raised by the next question or search."""

    library = FakeLibrary()

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self._texts = dict(texts or {})
        self._indexed: set[str] = set()
        self.fails: BaseException | None = None
        self.closed = False
        self.asked: list[tuple[str, tuple]] = []
        self.progress = lambda what, done, total: None

    def ask(self, question, *, history=(), k=None, mode=None) -> Answer:
        self.asked.append((question, tuple(history)))
        self._fail()
        hits = self.search(question, k=k)
        language = "uk" if re.search("[а-яіїєґ]", question.lower()) else "en"
        good = [hit for hit in hits if hit.score >= 2]
        if not good:
            return Answer(
                question, language, False, "Тут цього немає.", "not-in-library", hits=hits
            )
        citation = Citation(1, good[0].passage, good[0].passage.span, None)
        statement = Statement(good[0].passage.text, (1,))
        return Answer(
            question,
            language,
            True,
            f"{statement.text} [1]",
            statements=(statement,),
            citations=(citation,),
            hits=hits,
        )

    modes = ("quotes",)

    def stream(self, question, *, history=(), mode=None):
        answer = self.ask(question, history=history)
        for statement in answer.statements:
            yield Event(statement=statement)
        yield Event(answer=answer)

    def search(self, query, *, k=None):
        self._fail()
        wanted = _words(query)
        found = [
            (len(wanted & _words(passage.text)), passage)
            for name in self._texts
            for passage in self.passages(name)
        ]
        found = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])[: k or 10]
        return tuple(Hit(rank, float(n), p) for rank, (n, p) in enumerate(found, start=1))

    def marks(self):
        return ()

    def examples(self, language):
        return Examples()

    def sources(self):
        return tuple(self._source(name) for name in self._texts)

    def add(self, path: Path, *, as_id=None, part=False, cites=None, ocr=None) -> Added:
        text = Path(path).read_text(encoding="utf-8")
        if not text.strip():
            raise FileRefused(f"{path} is empty.", "Add a file that holds text.")
        name = as_id or Path(path).stem
        before = self._texts.get(name)
        self._texts[name] = text
        return Added(self._source(name), before != text, before not in (None, text))

    def remove(self, source_id) -> None:
        self.text(source_id)
        del self._texts[source_id]

    def text(self, source_id, *, notes=False) -> str:
        if source_id not in self._texts:
            raise UnknownSource(f"No source {source_id}.", "See: dzherelo sources")
        return "" if notes else self._texts[source_id]

    def passages(self, source_id):
        text, start = self.text(source_id), 0
        found = []
        for number, block in enumerate(text.split("\n\n"), start=1):
            span = Span(start, start + len(block))
            start = span.end + 2
            found.append(
                Passage(
                    f"{source_id}-{number}",
                    source_id,
                    span,
                    block,
                    Locator(paragraph=number),
                    "uk",
                    Kind.PARAGRAPH,
                    context="Розділ перший",
                )
            )
        return tuple(found)

    def sync(self, *, rebuild=False) -> SyncReport:
        now = {passage.id for name in self._texts for passage in self.passages(name)}
        before = set() if rebuild else self._indexed
        for done in range(len(now)):
            self.progress("embedding", done + 1, len(now))
        self._indexed = now
        return SyncReport(len(now - before), len(before - now), len(now & before))

    def close(self) -> None:
        self.closed = True

    def _source(self, name: str) -> Source:
        text = self._texts[name]
        made = Source(name, text.split("\n")[0], "uk", Status.FULL, sha256=str(hash(text)))
        return replace(made, characters=len(text), passages=len(self.passages(name)))

    def _fail(self) -> None:
        if self.fails is not None:
            failure, self.fails = self.fails, None
            raise failure


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


@pytest.fixture
def home(tmp_path, used_home):
    """A data folder of one's own, with its index begun."""
    return shutil.copytree(used_home, tmp_path / "home")


@pytest.fixture
def garden() -> FakeAssistant:
    """A library of one source of four paragraphs, in Ukrainian and English."""
    return FakeAssistant({"garden": GARDEN})


@pytest.fixture
def nothing() -> FakeAssistant:
    """An empty library."""
    return FakeAssistant()


@pytest.fixture
def made_of():
    """Makes a library of given texts by id."""
    return FakeAssistant


@pytest.fixture
def in_loop():
    """Calls a function inside an event loop: without one Gradio leaves loops unclosed."""

    def call(function, *args, **options):
        async def run():
            return function(*args, **options)

        return asyncio.run(run())

    return call
