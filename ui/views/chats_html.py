"""The list of a reader's chats as HTML. Pure; what readers wrote is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dzherelo.ui.history.export import FORMATS
from dzherelo.ui.history.saved import SavedChat
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.markup import attribute, button, escaped

_FORM_NAMES = {"md": "Markdown", "docx": "Word"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Which chat is open, which one is about to be deleted, and whether the list was searched."""

    open: str | None = None
    deleting: str | None = None
    searched: bool = False


def chats_html(
    chats: Sequence[SavedChat],
    shown: Shown,
    words: Words,
    *,
    now: datetime,
    notice: str | None = None,
) -> str:
    """The chats with what can be done to each; `notice` is a line above them."""
    said = f'<p class="dz-error" role="status">{escaped(notice)}</p>' if notice else ""
    if not chats:
        empty = words("history.not.found" if shown.searched else "history.none")
        return f'{said}<p class="dz-aside" role="status">{empty}</p>'
    items = "".join(_item(chat, shown, words, now) for chat in chats)
    return f'{said}<ul class="dz-chats" aria-label="{words("history")}">{items}</ul>'


def _item(chat: SavedChat, shown: Shown, words: Words, now: datetime) -> str:
    is_open = chat.id == shown.open
    current = ' aria-current="true"' if is_open else ""
    changed = chat.updated.astimezone(now.tzinfo)
    if changed.date() == now.date():
        when = f"{words('history.today')}, {changed:%H:%M}"
    else:
        when = f"{changed:%d.%m.%Y}"
    snippet = f'<span class="dz-snippet">{_snippet(chat.snippet)}</span>' if chat.snippet else ""
    label = (
        f'<span class="dz-chat-title">{escaped(chat.title)}</span>{snippet}'
        f'<time datetime="{attribute(changed.isoformat())}">{when}</time>'
    )
    pick = button(label, "pick", look="dz-chat", chat=chat.id)
    tools = _sure(chat, words) if chat.id == shown.deleting else _tools(chat, words)
    return f"<li{current}>{pick}{tools}</li>"


def _tools(chat: SavedChat, words: Words) -> str:
    def tool(sign: str, act: str, name: str, **data: str) -> str:
        title = f"{name}: {chat.title}"
        return button(sign, act, title=title, look="dz-small", chat=chat.id, **data)

    saves = "".join(
        tool(
            _FORM_NAMES[form], "export", words("history.export", form=_FORM_NAMES[form]), form=form
        )
        for form in FORMATS
    )
    rename = tool(words("history.rename"), "rename", words("history.rename"))
    remove = tool(words("history.delete"), "remove", words("history.delete"))
    return f'<div class="dz-chat-tools">{rename}{saves}{remove}</div>'


def _sure(chat: SavedChat, words: Words) -> str:
    """The question that stands between a reader and the loss of a chat."""
    yes = button(words("history.delete"), "confirm", look="dz-small dz-danger", chat=chat.id)
    no = button(words("history.cancel"), "cancel", look="dz-small", chat=chat.id)
    return (
        f'<div class="dz-chat-tools dz-sure" role="alert"><span>{words("history.delete.sure")}'
        f"</span>{yes}{no}</div>"
    )


def _snippet(snippet: str) -> str:
    """A found place with its words marked."""
    parts = []
    for number, part in enumerate(snippet.replace("\x03", "\x02").split("\x02")):
        parts.append(f"<mark>{escaped(part)}</mark>" if number % 2 else escaped(part))
    return "".join(parts)
