"""The reader's chats beside the page: found, reopened, renamed, deleted, saved as files."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import gradio as gr

from dzherelo.corpus.errors import DzhereloError
from dzherelo.ui.history.export import FORMATS
from dzherelo.ui.history.store import UnknownChat
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Chat, Talk, error_line
from dzherelo.ui.page.component import HIDDEN, acting, event_data
from dzherelo.ui.page.kept_chats import Keeper
from dzherelo.ui.page.reader import owner_of
from dzherelo.ui.page.tab_chat import ChatTab, notice_html
from dzherelo.ui.views.page_html import ChatsShown, chats_html
from dzherelo.ui.views.render import html

_ADDRESS = "(chat) => window.dzherelo.address(chat)"  # so that a reload opens the same chat

_NAMING = "() => window.dzherelo.select('#dz-name')"
_NAMED = "() => window.dzherelo.named()"
_NOT_RENAMING = (None, "", gr.update(visible=False), "")


class Sidebar:
    """The list of chats, and the way of each into the conversation."""

    def __init__(self, keeper: Keeper, chat: Chat, language: gr.Radio, words: Words) -> None:
        self.keeper = keeper
        self.chat = chat
        self.language = language
        self.renaming = gr.State(None)  # the chat that is being given a name
        with gr.Sidebar(elem_id="dz-sidebar", width=300):
            self.heading = acting(_heading(words), elem_id="dz-chats-heading")
            self.query = gr.Textbox(
                label=words("history.search"),
                placeholder=words("history.search"),
                show_label=False,
                container=False,
                max_lines=1,
                elem_id="dz-chats-query",
            )
            with gr.Column(visible=False, elem_id="dz-rename") as self.rename:
                self.name = gr.Textbox(
                    label=words("history.name"), max_lines=1, max_length=200, elem_id="dz-name"
                )
                with gr.Row():
                    self.save = gr.Button(
                        words("history.save"), variant="primary", size="sm", min_width=90
                    )
                    self.cancel = gr.Button(
                        words("history.cancel"), size="sm", min_width=90, elem_id="dz-unnamed"
                    )
            self.list = acting("", elem_id="dz-chats")
        self.file = gr.JSON(visible="hidden", elem_id="dz-chat-file")

    @property
    def labels(self) -> list[Any]:
        return [self.heading, self.query, self.name, self.save, self.cancel]

    def labelled(self, words: Words) -> list[Any]:
        search = words("history.search")
        return [
            _heading(words),
            gr.update(label=search, placeholder=search),
            gr.update(label=words("history.name")),
            gr.update(value=words("history.save")),
            gr.update(value=words("history.cancel")),
        ]

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
        saved.change(None, saved, None, js=_ADDRESS)
        saved.change(**listing)
        self.query.change(**listing, trigger_mode="always_last")
        opened = [saved, tab.talk, tab.dialogue, tab.notice]
        self.list.pick(self._pick, self.language, opened, cancels=tab.running, **HIDDEN).then(
            None, None, None, js="() => window.dzherelo.picked()"
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
            None, None, None, js=_NAMING
        )
        self.cancel.click(lambda: _NOT_RENAMING, None, asking, **HIDDEN).then(
            None, None, None, js=_NAMED
        )
        gr.on(
            [self.save.click, self.name.submit],
            self._rename,
            [self.renaming, self.name, self.language],
            asking,
            **HIDDEN,
        ).then(**listing).then(None, None, None, js=_NAMED)

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
