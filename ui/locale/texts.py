"""Every word of the interface, in Ukrainian and English side by side.

The command line speaks the language of the locale; the words around an answer, or around what was
looked up, follow the language of the question; the chat page has a switch. What the core says in
errors is not here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from dzherelo.ui.locale.evaluation import EVALUATION
from dzherelo.ui.locale.history import HISTORY
from dzherelo.ui.locale.lookup import LOOKUP
from dzherelo.ui.locale.page import PAGE
from dzherelo.ui.locale.sources import SOURCES

LANGUAGES = ("uk", "en")

_CLI = {
    "about": (
        "Питання до статті та джерел, які вона цитує; кожне твердження відкриває точні слова.",
        "Ask an article and the sources it cites; every statement opens the exact words.",
    ),
    "usage": ("виклик: ", "usage: "),
    "options": ("параметри", "options"),
    "arguments": ("аргументи", "arguments"),
    "commands": ("команди", "commands"),
    "example": ("Приклад", "Example"),
    "misused": ("{message} Довідка: {program} --help", "{message} Help: {program} --help"),
    "help": ("показати цю довідку", "show this help"),
    "version": ("показати версію", "show the version"),
    "home": (
        "тека з бібліотекою та індексом (інакше DZHERELO_HOME, інакше стандартна)",
        "folder of library and index (else DZHERELO_HOME, else the standard one)",
    ),
    "debug": ("показувати журнал і повну трасу помилки", "show the log and full tracebacks"),
    "json": ("вивести один об'єкт JSON", "print one JSON object"),
    "add": ("додати файли до бібліотеки", "add files to the library"),
    "add.file": ("файл txt, md, html, pdf або docx", "a txt, md, html, pdf or docx file"),
    "add.as": ("ідентифікатор джерела (для одного файла)", "id of the source (for one file)"),
    "add.part": ("у файлі лише частина твору", "the file has only a part of the work"),
    "fetch": (
        "завантажити тексти джерел за їхніми адресами",
        "fetch the texts of sources from their addresses",
    ),
    "fetch.ids": (
        "ідентифікатори джерел (типово всі, яких бракує)",
        "ids of sources (by default all that are missing)",
    ),
    "fetched": ("завантажено", "fetched"),
    "kept": ("без змін", "unchanged"),
    "failed.source": ("не вдалося", "failed"),
    "fetch.nothing": ("Завантажувати нічого.", "There is nothing to fetch."),
    "fetch.no.address": (
        "Немає адреси: {ids}. Текст додайте самі: dzherelo add FILE --as ID",
        "No address is known: {ids}. Add the text by hand: dzherelo add FILE --as ID",
    ),
    "cite": (
        "показати джерело й місця, де його цитовано",
        "look up a source and where it is cited",
    ),
    "cite.ref": (
        "номер, «[2, с. 86]», ідентифікатор, автор, назва, DOI, «ст. 9 Конституції» або цитата",
        "a number, “[2, p. 86]”, an id, author, title, DOI, “Article 71 of the Charter” or a quote",
    ),
    "cite.format": (
        "лише опис: dstu, bibtex, ris або csl",
        "the record alone: dstu, bibtex, ris or csl",
    ),
    "remove": ("прибрати джерело з бібліотеки", "remove a source from the library"),
    "source": ("ідентифікатор джерела", "id of a source"),
    "sources": ("перелічити джерела", "list the sources"),
    "text": ("вивести текст джерела, байт у байт", "print a source's text, byte for byte"),
    "text.notes": ("нотатки замість тексту", "the notes instead of the text"),
    "index": ("оновити індекс", "bring the index up to date"),
    "index.rebuild": ("побудувати індекс наново", "build the index anew"),
    "search": ("знайти уривки", "find passages"),
    "search.query": ("що шукати", "what to look for"),
    "search.batch": (
        "файл JSON Lines: у рядку {{id, query}}; «-» означає стандартний ввід",
        "JSON Lines file, a line is {{id, query}}; - is standard input",
    ),
    "count": ("скільки уривків", "how many passages"),
    "ask": ("поставити питання", "ask a question"),
    "ask.question": ("питання українською або англійською", "a question in Ukrainian or English"),
    "ask.batch": (
        "файл JSON Lines: у рядку {{id, question, history}}; «-» означає стандартний ввід",
        "JSON Lines file, a line is {{id, question, history}}; - is standard input",
    ),
    "chat": ("відкрити чат у браузері", "open the chat in a browser"),
    "chat.host": ("адреса (типово 127.0.0.1)", "address (127.0.0.1 by default)"),
    "chat.port": (
        "порт (типово 7860 або наступний вільний)",
        "port (by default 7860 or the next free one)",
    ),
    "chat.quiet": ("не відкривати браузер", "do not open the browser"),
    "chat.auth": (
        "вхід за паролем (або змінні DZHERELO_USER і DZHERELO_PASSWORD)",
        "ask for a password (or set DZHERELO_USER and DZHERELO_PASSWORD)",
    ),
    "llm": (
        "мовна модель: адреса сервера або файл GGUF, за потреби з #МОДЕЛЬ; off — без моделі",
        "language model: a server's address or a GGUF file, if need be with #MODEL; off for none",
    ),
    "doctor": ("перевірити, чи все на місці", "check that everything is in place"),
    "eval": ("виміряти якість відповідей", "measure the quality of answers"),
    "bench": ("виміряти швидкість", "measure speed"),
    "as.one": ("--as можна дати лише одному файлу.", "--as goes with one file only."),
    "one.of": (
        "Дайте або {name}, або --batch FILE.",
        "Give either {name} or --batch FILE.",
    ),
    "added": ("додано", "added"),
    "replaced": ("оновлено", "updated"),
    "unchanged": ("без змін", "unchanged"),
    "removed": ("Прибрано: {id}.", "Removed {id}."),
    "index.report": (
        "Індекс оновлено: нових записів {added}, прибрано {removed}, без змін {kept}.",
        "The index is up to date: {added} entries added, {removed} removed, {kept} kept.",
    ),
    "library.empty": (
        "Бібліотека порожня. Додайте файл: dzherelo add FILE",
        "The library is empty. Add a file: dzherelo add FILE",
    ),
    "nothing.found": ("Нічого не знайдено.", "Nothing found."),
    "state.ok": ("гаразд", "ok"),
    "state.warn": ("увага", "note"),
    "state.missing": ("бракує", "missing"),
    "serving": (
        "Чат відкрито: {url} (Ctrl+C, щоб зупинити)",
        "The chat is open: {url} (Ctrl+C stops it)",
    ),
    "port.moved": (
        "Порт {taken} зайнятий, тому чат на порту {port}.",
        "Port {taken} is taken, so the chat is on port {port}.",
    ),
    "line.json": ("рядок {line}: це не JSON", "line {line}: not JSON"),
    "line.object": ("рядок {line}: потрібен об'єкт JSON", "line {line}: not a JSON object"),
    "line.utf8": ("рядок {line}: це не UTF-8", "line {line}: not UTF-8"),
    "line.field": (
        "рядок {line}: бракує рядкового поля «{name}»",
        'line {line}: no text in field "{name}"',
    ),
    "line.history": (
        "рядок {line}: «history» не схоже на розмову",
        'line {line}: "history" is not a dialogue',
    ),
    "stopped": ("Перервано.", "Stopped."),
    "bug": (
        "внутрішня помилка ({error}). Повторіть із --debug і повідомте нас, будь ласка.",
        "this is a bug ({error}). Run again with --debug and please report it.",
    ),
}

_FRAME = {
    "from.notes": ("за нотатками, не за текстом", "from notes, not from the text"),
    "own.reference": ("цитує джерело {number}", "cites reference {number}"),
    "own.page": ("с. {page}", "p. {page}"),
    "near": ("Поруч у бібліотеці", "Nearby in the library"),
    "cited": ("Цитати", "Citations"),
    "unsupported": ("не підтверджено цитатою", "not supported by a quote"),
    "understood": ("Зрозуміло як: {question}", "Taken as: {question}"),
    "cost": (
        "{model} · токенів: {tokens} · {seconds} с",
        "{model} · {tokens} tokens · {seconds} s",
    ),
    "cost.estimated": (
        "{model} · токенів: близько {tokens} · {seconds} с",
        "{model} · about {tokens} tokens · {seconds} s",
    ),
    "cost.cached": ("{model} · написано раніше", "{model} · written before"),
    "status.full": ("повний текст", "full text"),
    "status.part": ("частина тексту", "part of the text"),
    "status.notes": ("лише нотатки", "notes only"),
    "status.record": ("лише опис", "record only"),
}

_CITE = {
    "cite.status": ("Стан: {status}", "Status: {status}"),
    "cite.dstu": ("ДСТУ 8302:2015", "Reference (DSTU 8302:2015)"),
    "cite.listed": ("У списку статті", "In the article's list"),
    "cite.edition": ("Редакція", "Edition"),
    "cite.corrections": ("Виправлення", "Corrections"),
    "cite.says": (
        "у статті «{said}», насправді: {rightly}.",
        "the article has “{said}”; it is {rightly}.",
    ),
    "cite.rightly": ("слід додати: {rightly}.", "to be added: {rightly}."),
    "cite.record": ("Опис", "Record"),
    "cite.record.full": ("Повний опис", "The record in full"),
    "cite.said": ("у статті «{said}».", "the article has “{said}”."),
    "cite.slip": ("Помилка статті", "A slip of the article"),
    "cite.provision": ("Положення", "Provision"),
    "cite.provision.note": ("Наша нотатка про це положення", "Our note on this provision"),
    "cite.note.only": (
        "Це наші слова: самого положення в тексті, що є в бібліотеці, немає.",
        "These are our words: the text at hand does not hold the provision itself.",
    ),
    "cite.nearest": ("Найближче з того, що є", "The nearest that there is"),
    "cite.full": ("Докладно: dzherelo cite {ref}", "In full: dzherelo cite {ref}"),
    "cite.here": ("Цитує стаття", "Cited by the article"),
    "cite.own": (
        "Це власне твердження авторів: посилання при ньому немає.",
        "The authors say this themselves: there is no reference for it.",
    ),
    "cite.own.beside": (
        "Посилання в тому ж абзаці стоять за інші слова: {markers}.",
        "The references in the same paragraph stand for other words: {markers}.",
    ),
    "cite.more": (
        "… і ще {count}; усе: dzherelo cite REF --json або dzherelo text {id}",
        "… and {count} more; all: dzherelo cite REF --json or dzherelo text {id}",
    ),
    "cite.where": ("Де цитує стаття", "Where the article cites it"),
    "cite.where.act": ("Де стаття цитує цей акт", "Where the article cites this act"),
    "cite.where.notes": (
        "Де стаття цитує чи згадує цю працю (самої статті в бібліотеці немає)",
        "Where the article cites or mentions it (the article itself is not in the library)",
    ),
    "cite.others": ("Інші місця", "Other places"),
    "cite.nowhere": ("Стаття цієї праці не цитує.", "The article does not cite this work."),
    "cite.self": (
        "Це сама стаття. Джерел у її списку: {count}; кожне покаже dzherelo cite НОМЕР.",
        "This is the article itself. References in its list: {count}; see dzherelo cite NUMBER.",
    ),
    "cite.not.page": (
        "Сторінки {page} цієї праці стаття не цитує.",
        "The article does not cite page {page} of this work.",
    ),
    "cite.not.place": (
        "Саме цього місця стаття не цитує.",
        "The article does not cite this very place.",
    ),
    "cite.rests": ("На що спираються ці слова", "What these words rest on"),
    "cite.no.marks": (
        "Стаття не дає посилання для цих слів.",
        "The article gives no reference for these words.",
    ),
    "cite.beside": (
        "У самих цих словах посилання немає; у тому ж абзаці:",
        "These words themselves have no reference; in the same paragraph:",
    ),
    "cite.held": ("Де в бібліотеці про це сказано", "Where the library says so"),
    "cite.not.held": (
        "Уривка з такими словами в бібліотеці не знайдено.",
        "No passage of the library has these words.",
    ),
    "cite.pinpoint": (
        "У джерелі, там, куди вказує стаття",
        "In the source, where the article points",
    ),
    "cite.page": ("У джерелі, на названій сторінці", "In the source, on the page named"),
    "cite.meaning": ("У джерелі, найближче за змістом", "In the source, the nearest in meaning"),
    "cite.of": ("уривків там {count}, найближчі:", "passages there {count}, the nearest:"),
    "cite.unread": (
        "Самої праці не прочитано.",
        "The work itself was not read.",
    ),
    "cite.read.at": ("Адреси", "Addresses"),
    "cite.notes": (
        "Що каже про неї стаття (наші нотатки)",
        "What the article says of it (our notes)",
    ),
    "cite.note": ("за нашими нотатками", "from our notes"),
    "cite.also": ("Ці слова називають ще", "The same words also name"),
}

TABLE: Mapping[str, tuple[str, str]] = {
    **_CLI,
    **_FRAME,
    **_CITE,
    **PAGE,
    **HISTORY,
    **LOOKUP,
    **SOURCES,
    **EVALUATION,
}


class Words:
    """The texts of one language: `words("removed", id="article")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._place = LANGUAGES.index(self.language)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text `key` with `values` put in; raises KeyError for an unknown key or value."""
        return TABLE[key][self._place].format(**values)


def locale_language(environ: Mapping[str, str] = os.environ) -> str:
    """ "uk" where LC_ALL, else LC_MESSAGES, else LANG names Ukrainian; otherwise "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "uk" if value.lower().startswith("uk") else "en"
    return "en"


def language_beside(text: str, default: str) -> str:
    """The language for labels beside what was looked up: "uk" if it has a Cyrillic letter, "en" for
    several words in Latin letters; `default` for a number, a name, an address."""
    if language_of(text) == "uk":
        return "uk"
    spelt = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    return "en" if len(text.split()) > 1 and spelt else default


def language_of(text: str) -> str:
    """The language for labels beside `text`: "uk" if it has a Cyrillic letter, else "en"."""
    return "uk" if any("\u0400" <= letter <= "\u04ff" for letter in text) else "en"
