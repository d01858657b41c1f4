"""The conversation, without the web: questions to answers, answers to HTML.

One `Chat` serves every browser session. What belongs to one session is the `Talk` that it hands
in and gets back; nothing of it is kept here.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from dzherelo.assistant.citations.errata import slips_of
from dzherelo.assistant.types import Answer, Mode, Statement, Turn
from dzherelo.corpus.errors import DzhereloError
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.remembered import remembered
from dzherelo.ui.locale.errors import said
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.anchor import Place
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.views import answer_html as render
from dzherelo.ui.views.render import Titles

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant

MEMORY = 10  # earlier turns that a question is read with
LONGEST = 2000  # characters of a question
FIRST_QUESTIONS = 4
TRIED = 8  # questions tried for those, so that the page is not kept waiting
_NUMBERED = re.compile(r"\d+\.\s+(?P<title>\S.{3,80})")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it so far: statements, then the answer, or an error's line.

    With neither it is still being answered, or was stopped.
    """

    question: str
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    error: str | None = None


Talk = tuple[Exchange, ...]


class Chat:
    """What can be asked of an assistant, and how the conversation looks."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.viewer = Viewer(assistant)
        self._suggest = remembered(self._answerable, 16)
        self._suggesting = threading.Lock()  # whoever comes second takes what the first found
        self._known = remembered(self._ids, 64)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How questions can be answered, the usual way first."""
        return self._assistant.modes

    def reply(
        self, question: str, talk: Talk, words: Words, *, mode: str | None = None
    ) -> Generator[Talk]:
        """The talk with the new exchange, again after each statement and with the whole answer.

        `mode` is one of `modes`; anything else is the usual way. Errors become the exchange's
        `error`; nothing is raised.
        """
        history = tuple(
            Turn.of(past.question, past.answer) for past in talk[-MEMORY:] if past.answer
        )
        now = Exchange(question)
        yield (*talk, now)
        chosen = next((one for one in self.modes if one == mode), None)
        try:
            for event in self._assistant.stream(question, history=history, mode=chosen):
                if event.statement is not None:
                    now = Exchange(question, (*now.statements, event.statement))
                if event.answer is not None:
                    now = Exchange(question, now.statements, event.answer)
                yield (*talk, now)
        except Exception as error:
            yield (*talk, Exchange(question, error=error_line(error, words)))

    def html(self, talk: Talk, words: Words, *, busy: bool = False) -> str:
        """The talk as the page shows it, or how to begin. `busy`: the last reply is not whole."""
        named = words("talk")
        if not talk:
            inside = render.welcome_html(
                words,
                self.first_questions(words),
                more="" if "llm" in self.modes else words("mode.none"),
            )
        else:
            stamp = self._stamp()  # once: a talk has many citations
            view = render.View(
                self._titles(),
                words,
                lambda place: self._stands(place, stamp),
                lambda: self.first_questions(words),
                lambda citation: slips_of(citation, self._assistant.holdings),
            )
            last = len(talk) - 1
            inside = "".join(
                _turn(number, one, view, last=number == last, busy=busy and number == last)
                for number, one in enumerate(talk)
            )
        return f'<div class="dz-log" role="log" tabindex="0" aria-label="{named}">{inside}</div>'

    def stands(self, place: Place) -> bool:
        """Whether the library still has the passage of a citation."""
        return self._stands(place, self._stamp())

    def first_questions(self, words: Words) -> tuple[str, ...]:
        """Questions that this library does answer, for a reader who does not know it yet."""
        try:
            with self._suggesting:
                return self._suggest(words.language, self._stamp())
        except Exception as error:
            error_line(error, words)  # the page works without them; the log has the cause
            return ()

    def _answerable(self, language: str, stamp: object) -> tuple[str, ...]:
        words, found = Words(language), list[str]()
        for question in islice(_candidates(self._assistant, words), TRIED):
            if len(found) == FIRST_QUESTIONS:
                break
            if self._assistant.ask(question, mode="quotes").answered:
                found.append(question)
        return tuple(found)

    def _stands(self, place: Place, stamp: object) -> bool:
        return place.passage in self._known(place.source, place.origin, stamp)

    def _ids(self, source: str, origin: str, stamp: object) -> frozenset[str]:
        return frozenset(passage.id for passage in self.viewer.passages(source, origin))

    def _titles(self) -> Titles:
        return {source.id: source for source in self._assistant.sources()}

    def _stamp(self) -> tuple[tuple[str, str | None], ...]:
        """What changes when the library does."""
        return tuple((source.id, source.sha256) for source in self._assistant.sources())


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
                    yield words("ask.what", title=quoted(match["title"], words.language))
            yield words("ask.conclusions")
            yield words("ask.authors")
        else:
            yield words("ask.about", title=quoted(source.title, words.language))


def _turn(number: int, one: Exchange, view: render.View, *, last: bool, busy: bool) -> str:
    words = view.words
    if one.error is not None:
        replied = render.error_html(one.error)
    elif one.answer is not None:
        replied = render.answer_html(one.answer, view)
    else:
        replied = render.statements_html(one.statements, view) if one.statements else ""
        replied += render.waiting_html(words) if busy else render.error_html(words("interrupted"))
    return render.turn_html(
        number,
        one.question,
        replied,
        all_places=render.places_of(one.answer) if one.answer else "",
        actions="" if busy else render.reply_actions(number, one.answer, view, again=last),
        view=view,
    )


def error_line(error: Exception, words: Words) -> str:
    """An error as one line for a reader; what is no error of ours goes to the log in full."""
    if isinstance(error, DzhereloError):
        return said(error, words.language)
    _log.error("A callback of the chat failed.", exc_info=error)
    return words("failed")
