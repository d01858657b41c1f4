"""The words of the sources tab, in Ukrainian and English side by side."""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "upload": ("Додати джерела", "Add sources"),
    "upload.kinds": (
        "Перетягніть сюди файли txt, md, html, pdf або docx, кожен до 50 МБ. "
        "Працю зі списку статті програма впізнає сама.",
        "Drop txt, md, html, pdf or docx files here, each up to 50 MB. "
        "A work of the article's list is recognised by itself.",
    ),
    "upload.reading": ("Читаю: {name}", "Reading {name}"),
    "upload.indexing": ("Індексую…", "Indexing…"),
    "upload.step": ("Індексую: {what}", "Indexing {what}"),
    "upload.done": ("Готово: {title}. Можна питати.", "Done: {title}. You can ask now."),
    "upload.replaced": (
        "Оновлено: {title}. Попередній текст замінено.",
        "Updated: {title}. The text that was there is replaced.",
    ),
    "upload.same": ("Цей текст уже є: {title}.", "This text is already here: {title}."),
    "upload.large": (
        "{name}: файл більший за 50 МБ. Розділіть його або збережіть як текст.",
        "{name}: the file is larger than 50 MB. Split it, or save it as text.",
    ),
    "upload.kind": (
        "{name}: таких файлів програма не читає. Збережіть його як txt, md, html, pdf або docx.",
        "{name}: files of this kind are not read. Save it as txt, md, html, pdf or docx.",
    ),
    "attach": ("Додати файл", "Add a file"),
    "attach.of": ("Додати файл із текстом: {title}", "Add a file with the text of {title}"),
    "attach.next": (
        "Наступний файл стане текстом цього джерела: {title}.",
        "The next file becomes the text of {title}.",
    ),
    "attach.one": (
        "Для одного джерела дайте один файл.",
        "Give one file for one source.",
    ),
    "sources.cited": ("Де цитовано", "Where it is cited"),
    "sources.cited.more": ("ще {count}", "{count} more"),
    "sources.not.cited": ("у тексті статті не цитовано", "not cited in the article's text"),
    "sources.mark": ("відкрити в статті", "open in the article"),
    "sources.entries": ("Список джерел", "Its reference list"),
    "sources.article": ("Стаття", "The article"),
    "sources.references": ("Джерела, які вона цитує", "The sources it cites"),
    "sources.others": ("Додані тексти", "Added texts"),
    "sources.read": ("читати з початку", "read from the beginning"),
    "sources.about": ("Довідка", "About"),
    "sources.about.of": ("Довідка про джерело: {title}", "About {title}"),
    "sources.counted": (
        "Джерел: {count}, з текстом: {held}",
        "Sources: {count}, with text: {held}",
    ),
    "fetch.all": ("Завантажити всі, яких бракує ({count})", "Fetch all that are missing ({count})"),
    "fetch.this": ("Завантажити", "Fetch"),
    "fetch.of": ("Завантажити текст: {title}", "Fetch the text of {title}"),
    "fetch.begin": ("Завантажую…", "Fetching…"),
    "fetch.one": ("Завантажую: {title}", "Fetching {title}"),
    "fetch.step": ("Завантажую: {title}, {done}", "Fetching {title}, {done}"),
    "fetch.step.of": (
        "Завантажую: {title}, {done} з {total}",
        "Fetching {title}, {done} of {total}",
    ),
    "fetch.done": ("Завантажено: {title}.", "Fetched: {title}."),
    "fetch.kept": ("Без змін: {title}.", "Unchanged: {title}."),
    "fetch.failed": ("Не вдалося завантажити: {title}.", "Could not be fetched: {title}."),
    "fetch.by.hand": (
        "Перевірте з'єднання з мережею. Або збережіть файл самі за його адресою й додайте кнопкою "
        "«Додати файл» біля джерела.",
        "Check the network. Or save the file yourself from its address and add it with "
        "“Add a file” beside the source.",
    ),
    "fetch.summary": (
        "Завантажено: {done}, не вдалося: {failed}.",
        "Fetched {done}, failed {failed}.",
    ),
    "remove.this": ("Прибрати текст", "Remove the text"),
    "remove.of": ("Прибрати текст: {title}", "Remove the text of {title}"),
    "remove.sure": (
        "Прибрати текст із бібліотеки? Відповіді більше не спиратимуться на нього.",
        "Remove the text from the library? Answers will no longer rest on it.",
    ),
    "remove.cancel": ("Лишити", "Keep it"),
    "remove.now": ("Прибираю: {title}", "Removing {title}"),
    "remove.done": ("Прибрано: {title}.", "Removed: {title}."),
}
