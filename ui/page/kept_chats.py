"""Conversations and the chats on disk: kept as they go on, reopened, exported.

Where chats cannot be kept (a folder that is read-only, a file of a newer program) the conversation
goes on without, and `problem` says why.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dzherelo.assistant.citations.works import record_of
from dzherelo.assistant.types import Answer
from dzherelo.corpus.errors import LibraryError
from dzherelo.corpus.language.words import language_of
from dzherelo.ui.history.export import FORMATS, file_name
from dzherelo.ui.history.paper import Reopened, paper, records_of
from dzherelo.ui.history.saved import SavedChat, SavedExchange
from dzherelo.ui.history.standing import Standing, titled
from dzherelo.ui.history.store import History, Recording, UnknownChat, open_history
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Exchange, Talk
from dzherelo.ui.page.heartbeat import beating

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A step of a conversation: the talk so far, its chat on disk, why it is not kept if so."""

    talk: Talk
    chat: str | None
    problem: str | None = None


class Keeper:
    """Keeps the chats of all readers; `owner` is who asks, see `dzherelo.ui.page.reader`."""

    def __init__(
        self, assistant: Assistant, history: History | None, *, problem: str | None = None
    ) -> None:
        self._assistant = assistant
        self._history = history
        self._problem = problem

    def keep(
        self, steps: Generator[Talk], owner: str, *, chat: str | None, place: int | None
    ) -> Iterator[Kept | None]:
        """Passes on the steps of a reply, each of them written down first; None while there is
        none, so that it can be closed at any time.

        With `place` only that many exchanges of the chat stay before it. Whoever stops listening
        has stopped the answer, and the chat says so.
        """
        writing = _Writing(self._history, owner, chat, place)
        with closing(beating(steps)) as beats:
            try:
                for talk in beats:
                    if talk is None:
                        yield None
                        continue
                    writing.put(talk[-1], self._assistant)
                    yield Kept(talk, writing.chat, writing.problem)
            finally:
                writing.end()

    def chats(self, owner: str, query: str = "") -> tuple[SavedChat, ...]:
        """The chats of a reader, the last used first; none where they cannot be kept."""
        return self._history.chats(owner, query=query) if self._history else ()

    def problem(self, words: Words) -> str | None:
        """What a reader must know of the chats as a whole: they are not kept, or some were lost."""
        if self._history is not None and self._history.set_aside is not None:
            return words("history.set.aside", path=self._history.set_aside)
        if self._history is None:
            return words("history.off", why=self._problem or "")
        return None

    def reopen(self, owner: str, chat: str) -> Talk:
        """A chat as a talk that can go on; raises UnknownChat, LibraryError."""
        return tuple(
            Exchange(one.saved.question, one.saved.statements, one.answer, one.saved.error)
            for one in self._reopened(owner, chat)
        )

    def rename(self, owner: str, chat: str, title: str) -> None:
        """Raises UnknownChat, InputError for a title without a letter, LibraryError."""
        self._held().rename(owner, chat, title)

    def delete(self, owner: str, chat: str) -> None:
        """Raises UnknownChat, LibraryError."""
        self._held().delete(owner, chat)

    def title(self, owner: str, chat: str) -> str:
        """Raises UnknownChat, LibraryError."""
        return self._held().chat(owner, chat).title

    def export(self, owner: str, chat: str, form: str, words: Words) -> tuple[str, bytes]:
        """A chat as a file (`form` is "md" or "docx"): its name and what is in it.

        Raises UnknownChat, LibraryError.
        """
        saved = self._held().chat(owner, chat)
        exchanges = self._reopened(owner, chat)
        cited = [source for one in exchanges for source in one.saved.sources]
        records = records_of(
            self._assistant.holdings.record, titled(cited, self._assistant.sources()), record_of
        )
        now = datetime.now().astimezone()
        made = paper(saved, exchanges, records=records, words=words, now=now)
        return file_name(saved.title, form), FORMATS[form](made)

    def close(self) -> None:
        if self._history is not None:
            self._history.close()

    def _held(self) -> History:
        if self._history is None:
            raise UnknownChat
        return self._history

    def _reopened(self, owner: str, chat: str) -> tuple[Reopened, ...]:
        standing = Standing(self._assistant)
        return tuple(_reopened(saved, standing) for saved in self._held().exchanges(owner, chat))


class _Writing:
    """One reply being written down; what goes wrong with that never stops the reply."""

    def __init__(
        self, history: History | None, owner: str, chat: str | None, place: int | None
    ) -> None:
        self.chat = chat
        self.problem: str | None = None
        self._history = history
        self._owner = owner
        self._place = place
        self._recording: Recording | None = None
        self._open = True

    def put(self, now: Exchange, assistant: Assistant) -> None:
        """Writes down how far the exchange has come."""
        if self._history is None or self.problem:
            return
        try:
            recording = self._recording = self._recording or self._begun(now.question)
            if now.error is not None:
                recording.failed(now.error)
            elif now.answer is not None:
                recording.answered(now.answer, assistant.sources())
            elif now.statements:
                recording.said(now.statements)
            self._open = now.error is None and now.answer is None
        except LibraryError as error:
            _log.error("A chat is not kept.", exc_info=error)
            self.problem = str(error)

    def end(self) -> None:
        """An answer that has not come to its end by now was stopped."""
        if self._recording is not None and self._open and not self.problem:
            try:
                self._recording.stopped()
            except LibraryError as error:
                _log.error("A chat is not kept.", exc_info=error)

    def _begun(self, question: str) -> Recording:
        assert self._history is not None
        try:
            begun = self._history.begin(self._owner, question, chat=self.chat, place=self._place)
        except UnknownChat:  # deleted in another window: what is asked now is a new chat
            begun = self._history.begin(self._owner, question, chat=None, place=self._place)
        self.chat = begun.chat
        return begun


def open_keeper(assistant: Assistant) -> Keeper:
    """The keeper of the chats in the assistant's data folder; raises nothing."""
    try:
        return Keeper(assistant, open_history(assistant.settings.folder))
    except LibraryError as error:
        _log.error("Chats are not kept.", exc_info=error)
        return Keeper(assistant, None, problem=str(error))


def _reopened(saved: SavedExchange, standing: Standing) -> Reopened:
    if saved.answer is not None:
        answer, stale = standing.of(saved.answer)
        return Reopened(saved, answer, stale)
    if saved.state == "answered":  # another version wrote it: its words are all that is left
        return Reopened(saved, Answer(saved.question, language_of(saved.text), True, saved.text))
    return Reopened(saved)
