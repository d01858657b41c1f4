"""The words of the list of chats and of exported chats; a part of `ui.texts`."""

from __future__ import annotations

HISTORY = {
    "export.made": (
        "Чат із Джерелом, {date}. Надрядкові числа ведуть до цитованих місць під відповіддю, "
        "список джерел — у кінці.",
        "A chat with Dzherelo, {date}. Superscript numbers lead to the places cited, below each "
        "answer; the references stand at the end.",
    ),
    "export.references": ("Список використаних джерел", "References"),
    "export.listed": ("№ {number} у списку", "no. {number} in the references"),
    "export.verbatim": ("дослівно", "word for word"),
    "export.note": ("нотатка про джерело, не його слова", "a note on the source, not its words"),
    "export.unfinished": (
        "Відповідь перервано, наведено лише те, що встигло надійти.",
        "The answer was cut short; this is what had come of it.",
    ),
    "stale.removed": (
        "джерела вже немає в бібліотеці",
        "the source is no longer in the library",
    ),
    "stale.changed": (
        "текст джерела відтоді змінився",
        "the text of the source has changed since",
    ),
}
