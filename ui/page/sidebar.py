"""The reader's chats: kept on disk as they go on, and listed beside the page to be reopened, found,
renamed, deleted, saved as files.

Where chats cannot be kept (a folder that is read-only, a file of a newer program) the conversation
goes on without, and `Keeper.problem` says why.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.assistant.types import Answer
from dzherelo.corpus.errors import DzhereloError, LibraryError
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.library.linkage import record_of
from dzherelo.ui.history.export import FORMATS, Reopened, file_name, paper, records_of
from dzherelo.ui.history.saved import SavedChat, SavedExchange, Standing, titled
from dzherelo.ui.history.store import History, Recording, UnknownChat, open_history
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Chat, ChatTab, notice_html
from dzherelo.ui.page.parts import HIDDEN, Labels, acting, beating, error_line, event_data, owner_of
from dzherelo.ui.views.answer_html import Exchange, Talk
from dzherelo.ui.views.page_html import ChatsShown, chats_html
from dzherelo.ui.views.render import html

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant

_log = logging.getLogger(__name__)
_NAMED = "() => window.dzherelo.named()"
_NOT_RENAMING = (None, "", gr.update(visible=False), "")


@dataclass(frozen=True, slots=True)
class Kept:
    """A step of a conversation: the talk so far, its chat on disk, why it is not kept if so."""

    talk: Talk
    chat: str | None
    problem: str | None = None


class Keeper:
    """Keeps the chats of all readers; `owner` is who asks, see `owner_of`."""

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
            self._assistant.library.record, titled(cited, self._assistant.sources()), record_of
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


class Sidebar:
    """The list of chats, and the way of each into the conversation."""

    def __init__(self, keeper: Keeper, chat: Chat, language: gr.Radio, labels: Labels) -> None:
        self.keeper = keeper
        self.chat = chat
        self.language = language
        self.renaming = gr.State(None)  # the chat that is being given a name
        with gr.Sidebar(elem_id="dz-sidebar", width=300):
            labels.add(acting, {"value": _heading}, elem_id="dz-chats-heading")
            self.query = labels.add(
                gr.Textbox,
                {"label": "history.search", "placeholder": "history.search"},
                show_label=False,
                container=False,
                max_lines=1,
                elem_id="dz-chats-query",
            )
            with gr.Column(visible=False, elem_id="dz-rename") as self.rename:
                self.name = labels.add(
                    gr.Textbox,
                    {"label": "history.name"},
                    max_lines=1,
                    max_length=200,
                    elem_id="dz-name",
                )
                with gr.Row():
                    small = {"size": "sm", "min_width": 90}
                    self.save = labels.add(
                        gr.Button, {"value": "history.save"}, variant="primary", **small
                    )
                    self.cancel = labels.add(
                        gr.Button, {"value": "history.cancel"}, elem_id="dz-unnamed", **small
                    )
            self.list = acting("", elem_id="dz-chats")
        self.file = gr.JSON(visible="hidden", elem_id="dz-chat-file")

    def wire(self, tab: ChatTab, changed: Sequence[Any]) -> None:
        """Connects the list with the conversation in `tab`, which is another after the events of
        `changed`."""
        saved = tab.saved
        listing: dict[str, Any] = {
            "fn": self.listed,
            "inputs": [self.query, saved, self.language],
            "outputs": self.list,
            **HIDDEN,
        }
        for event in changed:
            event.then(**listing)
        # A reload opens the same chat.
        saved.change(None, saved, None, js="(chat) => window.dzherelo.address(chat)")
        saved.change(**listing)
        self.query.change(**listing, trigger_mode="always_last")
        opened = [saved, tab.talk, tab.dialogue, tab.notice]
        self.list.pick(self._pick, self.language, opened, cancels=tab.running, **HIDDEN).then(
            None, js="() => window.dzherelo.picked()"
        )
        self._wire_deleting(tab, listing)
        self._wire_renaming(tab, listing)
        self.list.export(self._export, self.language, [self.file, tab.notice], **HIDDEN).then(
            None, self.file, None, js="(file) => window.dzherelo.download(file)"
        )

    def reopen(self, saved: str, request: gr.Request) -> tuple[str, Talk]:
        """The chat that the page's address names, if the reader has it; else none."""
        try:
            return (saved, self.keeper.reopen(owner_of(request), saved)) if saved else ("", ())
        except DzhereloError:
            return "", ()

    def listed(self, query: str, saved: str, language: str, request: gr.Request) -> str:
        """The chats that `query` finds, as HTML; `saved` is the open one."""
        shown = ChatsShown(saved or None, searched=bool(query.strip()))
        return self._html(query, shown, language, request)

    def _wire_deleting(self, tab: ChatTab, listing: dict[str, Any]) -> None:
        looks = [self.query, tab.saved, self.language]
        self.list.remove(self._sure, looks, self.list, **HIDDEN)
        self.list.cancel(**listing)
        left = [tab.saved, tab.talk, tab.dialogue, tab.notice]
        self.list.confirm(self._delete, [tab.saved, tab.talk, self.language], left, **HIDDEN).then(
            **listing
        )

    def _wire_renaming(self, tab: ChatTab, listing: dict[str, Any]) -> None:
        asking = [self.renaming, self.name, self.rename, tab.notice]
        self.list.rename(self._name, self.language, asking, **HIDDEN).then(
            None, js="() => window.dzherelo.select('#dz-name')"
        )
        self.cancel.click(lambda: _NOT_RENAMING, None, asking, **HIDDEN).then(None, js=_NAMED)
        gr.on(
            [self.save.click, self.name.submit],
            self._rename,
            [self.renaming, self.name, self.language],
            asking,
            **HIDDEN,
        ).then(**listing).then(None, js=_NAMED)

    # What happens ------------------------------------------------------------------------------

    def _sure(
        self, query: str, saved: str, language: str, event: gr.EventData, request: gr.Request
    ) -> str:
        shown = ChatsShown(saved or None, event_data(event).get("chat"), bool(query.strip()))
        return self._html(query, shown, language, request)

    def _html(self, query: str, shown: ChatsShown, language: str, request: gr.Request) -> str:
        words, now = Words(language), datetime.now().astimezone()
        try:
            chats, notice = self.keeper.chats(owner_of(request), query), self.keeper.problem(words)
        except DzhereloError as error:
            chats, notice = (), error_line(error, words)
        return chats_html(chats, shown, words, now=now, notice=notice)

    def _pick(self, language: str, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        words, chat = Words(language), event_data(event).get("chat", "")
        try:
            talk = self.keeper.reopen(owner_of(request), chat)
        except DzhereloError as error:
            return gr.skip(), gr.skip(), gr.skip(), _failed(error, words)
        return chat, talk, self.chat.html(talk, words), ""

    def _delete(
        self, saved: str, talk: Talk, language: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        words, chat = Words(language), event_data(event).get("chat", "")
        try:
            with suppress(UnknownChat):  # another window was faster
                self.keeper.delete(owner_of(request), chat)
        except DzhereloError as error:
            return gr.skip(), gr.skip(), gr.skip(), _failed(error, words)
        if chat != saved:
            return gr.skip(), gr.skip(), gr.skip(), ""
        return "", (), self.chat.html((), words), ""

    def _name(self, language: str, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        chat = event_data(event).get("chat", "")
        try:
            title = self.keeper.title(owner_of(request), chat)
        except DzhereloError as error:
            return *_NOT_RENAMING[:-1], _failed(error, Words(language))
        return chat, title, gr.update(visible=True), ""

    def _rename(
        self, chat: str | None, name: str, language: str, request: gr.Request
    ) -> tuple[Any, ...]:
        if chat and name.strip():
            try:
                self.keeper.rename(owner_of(request), chat, name)
            except DzhereloError as error:
                return *_NOT_RENAMING[:-1], _failed(error, Words(language))
        return _NOT_RENAMING

    def _export(
        self, language: str, event: gr.EventData, request: gr.Request
    ) -> tuple[dict[str, str], str]:
        data, words = event_data(event), Words(language)
        chat, form = data.get("chat", ""), data.get("form", "")
        if form not in FORMATS:
            return {}, ""
        try:
            name, made = self.keeper.export(owner_of(request), chat, form, words)
        except DzhereloError as error:
            return {}, _failed(error, words)
        return {"name": name, "base64": base64.b64encode(made).decode("ascii")}, ""


def _failed(error: Exception, words: Words) -> str:
    return notice_html(error_line(error, words))


def _heading(words: Words) -> str:
    return html("chats", "heading", words)
