"""The conversation, without the web: questions to rendered messages, files to the library.

One `Chat` serves every browser session. What belongs to one session is the `Talk` that it hands
in and gets back; nothing of it is kept here.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.types import Answer, Statement, Turn
from corpus.errors import DzhereloError
from corpus.types import Source
from ui import render
from ui.terminal import Relay
from ui.texts import Words

if TYPE_CHECKING:
    from assistant.build import Added, Assistant

MEMORY = 10  # earlier turns that a question is read with
FIRST_QUESTIONS = 4
TRIED = 8  # questions tried for those, so that the page is not kept waiting
_NUMBERED = re.compile(r"\d+\.\s+(?P<title>\S.{3,80})")

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it so far: statements, then the answer, or an error's line."""

    question: str
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    error: str | None = None


Talk = tuple[Exchange, ...]
Message = dict[str, str]  # {"role", "content"}, the content escaped


class Chat:
    """What the page can do; `relay` is the progress callback that the assistant was opened with."""

    def __init__(self, assistant: Assistant, *, relay: Relay | None = None) -> None:
        self._assistant = assistant
        self._relay = relay
        self._suggest = lru_cache(maxsize=16)(self._answerable)

    def reply(self, question: str, talk: Talk, words: Words) -> Iterator[Talk]:
        """The talk with the new exchange, again after each statement and with the whole answer.

        Errors become the exchange's `error`; nothing is raised.
        """
        history = tuple(
            Turn(past.question, past.answer.text) for past in talk[-MEMORY:] if past.answer
        )
        now = Exchange(question)
        yield (*talk, now)
        try:
            for event in self._assistant.stream(question, history=history):
                if event.statement is not None:
                    now = Exchange(question, (*now.statements, event.statement))
                if event.answer is not None:
                    now = Exchange(question, now.statements, event.answer)
                yield (*talk, now)
        except Exception as error:
            yield (*talk, Exchange(question, error=_line(error, words)))

    def messages(self, talk: Talk, words: Words) -> list[Message]:
        """The talk as the page shows it; every word of a source or a user is escaped."""
        titles = {source.id: source for source in self._sources()}
        shown = []
        for exchange in talk:
            shown.append({"role": "user", "content": render.html_question(exchange.question)})
            shown.append({"role": "assistant", "content": _reply_html(exchange, titles, words)})
        return shown

    def add(self, paths: Sequence[Path], words: Words) -> Iterator[str]:
        """Takes files into the library and the index; yields HTML that says how far it is.

        Each refused file stays in the last HTML as one line; nothing is raised.
        """
        lines: list[str] = []
        for path in paths:
            yield _status([*lines, words("upload.reading", name=path.name)])
            try:
                added: Added = yield from self._watched(
                    partial(self._assistant.add, path), lines, words
                )
                yield _status([*lines, words("upload.indexing")])
                yield from self._watched(self._assistant.sync, lines, words)
            except Exception as error:
                lines.append(render.html_error(_about_file(path, _line(error, words))))
                continue
            key = "upload.done" if added.changed else "upload.same"
            lines.append(render.escaped(words(key, title=added.source.title)))
        yield _status(lines)

    def library(self, words: Words) -> str:
        """The sources with their status as HTML; how to begin, where there are none."""
        sources = self._sources()
        if not sources:
            head, how = words("empty"), words("empty.how")
            return f'<div class="dz-empty"><b>{head}</b><p>{render.escaped(how)}</p></div>'
        items = "".join(_source_html(source, words) for source in sources)
        return f'<h2>{words("library")}</h2><ul class="dz-library">{items}</ul>'

    def first_questions(self, words: Words) -> tuple[str, ...]:
        """Questions that this library does answer, for a reader who does not know it yet."""
        sources = tuple((source.id, source.sha256) for source in self._sources())
        try:
            return self._suggest(words.language, sources)
        except Exception as error:
            _line(error, words)  # without suggestions the page still works; the log has the cause
            return ()

    def _answerable(
        self, language: str, sources: tuple[tuple[str, str | None], ...]
    ) -> tuple[str, ...]:
        words, found = Words(language), list[str]()
        for question in islice(_candidates(self._assistant, words), TRIED):
            if len(found) == FIRST_QUESTIONS:
                break
            if self._assistant.ask(question, mode="quotes").answered:
                found.append(question)
        return tuple(found)

    def _sources(self) -> tuple[Source, ...]:
        return self._assistant.sources()

    def _watched(
        self, work: Callable[[], _Result], lines: Sequence[str], words: Words
    ) -> Generator[str, None, _Result]:
        """Does `work` in a thread and yields HTML for each step of progress it reports."""
        steps: queue.SimpleQueue[tuple[str, int, int] | None] = queue.SimpleQueue()
        outcome: list[_Result] = []
        failure: list[Exception] = []

        def run() -> None:
            try:
                outcome.append(work())
            except Exception as error:
                failure.append(error)
            finally:
                steps.put(None)

        if self._relay is not None:
            self._relay.target = lambda what, done, total: steps.put((what, done, total))
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while (step := steps.get()) is not None:
            what, done, total = step
            said = words("upload.step", what=what, done=done, total=total)
            yield _status([*lines, render.escaped(said)])
        thread.join()
        if failure:
            raise failure[0]
        return outcome[0]


_SHIPPED = frozenset({"article", "ref04", "ref06"})  # what those questions are about


def _candidates(assistant: Assistant, words: Words) -> Iterator[str]:
    """Questions worth trying: those for the library that comes with the program; on an article its
    purpose and subjects, else what a source is about.

    A subject is a numbered subsection; its heading is only put into a question of its language.
    """
    sources = assistant.sources()
    if {source.id for source in sources} >= _SHIPPED:
        yield from (words(f"ask.library.{number}") for number in range(1, 5))
    for source in sources:
        if source.kind == "article":
            yield words("ask.purpose")
            if source.language == words.language:
                sections = [p.locator.section or "" for p in assistant.passages(source.id)]
                for match in filter(None, map(_NUMBERED.fullmatch, dict.fromkeys(sections))):
                    yield words("ask.what", title=match["title"])
            yield words("ask.conclusions")
            yield words("ask.authors")
        else:
            yield words("ask.about", title=source.title)


def _reply_html(exchange: Exchange, titles: render.Titles, words: Words) -> str:
    if exchange.error is not None:
        return render.html_error(exchange.error)
    if exchange.answer is not None:
        return render.html_answer(exchange.answer, titles)
    if exchange.statements:
        return render.html_statements(exchange.statements, words.language)
    return f'<p class="dz-aside">{words("searching")}</p>'


def _source_html(source: Source, words: Words) -> str:
    status, *facts = render.source_facts(source, words)
    return (
        f"<li><b>{render.escaped(source.title)}</b>"
        f'<br><span class="dz-badge">{status}</span> '
        f'<span class="dz-place">{", ".join(facts)}</span></li>'
    )


def _status(lines: Sequence[str]) -> str:
    return '<div class="dz-status" role="status">' + "<br>".join(lines) + "</div>"


def _about_file(path: Path, line: str) -> str:
    """An error's line with the name of the file as the reader knows it, not as it was stored."""
    line = line.replace(str(path), path.name)
    return line if path.name in line else f"{path.name}: {line}"


def _line(error: Exception, words: Words) -> str:
    """An error as one line for a reader; what is no error of ours goes to the log in full."""
    if isinstance(error, DzhereloError):
        return str(error)
    _log.error("A callback of the chat failed.", exc_info=error)
    return words("failed")
