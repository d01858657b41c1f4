"""The words of the list of chats and of exported chats; a part of `dzherelo.ui.locale.texts`."""

from __future__ import annotations

HISTORY = {
    "history": ("Чати", "Chats"),
    "history.search": ("Знайти в чатах", "Search the chats"),
    "history.none": ("Тут будуть ваші чати.", "Your chats will be here."),
    "history.not.found": ("Таких слів у чатах немає.", "No chat has these words."),
    "history.rename": ("Перейменувати", "Rename"),
    "history.name": ("Нова назва", "New name"),
    "history.save": ("Зберегти", "Save"),
    "history.delete": ("Видалити", "Delete"),
    "history.delete.sure": ("Видалити цей чат назавжди?", "Delete this chat for good?"),
    "history.deleted": ("Чат видалено.", "The chat was deleted."),
    "history.cancel": ("Скасувати", "Cancel"),
    "history.export": ("Зберегти чат як {form}", "Save the chat as {form}"),
    "history.open": ("Відкрити чат: {title}", "Open the chat: {title}"),
    "history.today": ("сьогодні", "today"),
    "history.toggle": ("Показати або сховати чати", "Show or hide the chats"),
    "history.off": ("Чати зараз не зберігаються. {why}", "Chats are not being kept now. {why}"),
    "history.set.aside": (
        "Файл чатів пошкоджено. Його відкладено як {path}; нові чати зберігаються в новому файлі.",
        "The file of chats was damaged. It was set aside as {path}; new chats go to a new file.",
    ),
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
