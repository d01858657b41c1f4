"""What the core says in errors, in Ukrainian: it says them in English, which is the key here.

A sentence that is not in the table stays as it is; `{0}`, `{1}`, … are what stands for `…` in it.
"""

from __future__ import annotations

import re
from functools import cache

from dzherelo.corpus.errors import DzhereloError

# Facts and remedies; "…" stands for what differs from one error to the next.
ERRORS: dict[str, str] = {
    # looking up
    "Nothing was given to look up.": "Немає чого шукати.",
    "Nothing in the library is called “…”.": "У бібліотеці нічого не зветься «{0}».",
    "Look up a number (8), a marker ([2, с. 86]), a source id, an author, title words, a DOI, "
    "a provision (ст. 9 Конституції), or words of several.": (
        "Шукайте номер (8), посилання ([2, с. 86]), ідентифікатор, автора, слова назви, DOI, "
        "положення (ст. 9 Конституції) або кілька слів тексту."
    ),
    "Look up a number (8), a marker ([2, с. 86]), a source id, an author, title words, a DOI, "
    "a provision (ст. 9 Конституції), or words of several. Nearest names: ….": (
        "Шукайте номер (8), посилання ([2, с. 86]), ідентифікатор, автора, слова назви, DOI, "
        "положення (ст. 9 Конституції) або кілька слів тексту. Схожі назви: {0}."
    ),
    "There is no reference …: the library has no article with a list.": (
        "Джерела {0} немає: у бібліотеці немає статті зі списком."
    ),
    "The article's reference list has no number ….": "У списку статті немає номера {0}.",
    "It has …–….": "У ньому є {0}–{1}.",
    "The library does not hold this act: ….": "Цього акта в бібліотеці немає: {0}.",
    "No source of the library has the place “…”.": (
        "У жодному джерелі бібліотеки немає місця «{0}»."
    ),
    "“…” names no act, and several sources have such a place.": (
        "«{0}» не називає акта, а таке місце є в кількох джерелах."
    ),
    "Name one: ….": "Назвіть одне: {0}.",
    # files
    "… is empty.": "{0}: файл порожній.",
    "… has no text in it.": "{0}: у файлі немає тексту.",
    "Check that it was saved or downloaded whole.": (
        "Перевірте, чи його збережено або завантажено повністю."
    ),
    "… has … MB, more than the … MB allowed.": "{0}: {1} МБ, а можна не більше ніж {2} МБ.",
    "Split it, or add only the part that you need.": (
        "Розділіть його або додайте лише потрібну частину."
    ),
    "… is a damaged PDF file.": "{0}: файл PDF пошкоджено.",
    "Take another copy, or save it again.": "Візьміть іншу копію або збережіть його знову.",
    "… has no pages.": "{0}: у файлі немає сторінок.",
    "Take another copy of it.": "Візьміть іншу його копію.",
    "… has no text layer.": "{0}: у файлі немає текстового шару.",
    "… is scanned: … of its … pages have no text layer.": (
        "{0}: це скан, {1} з {2} сторінок не мають текстового шару."
    ),
    "… has a text layer without readable letters.": (
        "{0}: у текстовому шарі немає літер, які можна прочитати."
    ),
    "Recognise it (OCR) first, for example with ocrmypdf, and add the result.": (
        "Спершу розпізнайте його (OCR), наприклад за допомогою ocrmypdf, і додайте результат."
    ),
    "… is encrypted.": "{0}: файл зашифровано.",
    "Open it, remove the password and save it again.": (
        "Відкрийте його, зніміть пароль і збережіть знову."
    ),
    "Open it in Word, remove the password and save it again.": (
        "Відкрийте його у Word, зніміть пароль і збережіть знову."
    ),
    "… is a damaged DOCX file or archive.": "{0}: файл DOCX або архів пошкоджено.",
    "… is a damaged DOCX file (…).": "{0}: файл DOCX пошкоджено ({1}).",
    "Save it again or take another copy.": "Збережіть його знову або візьміть іншу копію.",
    "Open it in Word, save it again and add that.": (
        "Відкрийте його у Word, збережіть знову й додайте."
    ),
    "… is an archive or an Office file without a text document.": (
        "{0}: це архів або файл Office без текстового документа."
    ),
    "Unpack it, or save the document as DOCX, and add that.": (
        "Розпакуйте його або збережіть документ як DOCX і додайте."
    ),
    "… is a binary file, not text.": "{0}: це не текст, а двійковий файл.",
    "… is …, not a text.": "{0}: це не текст ({1}).",
    "Recognise it (OCR) first and add the text.": (
        "Спершу розпізнайте його (OCR) і додайте текст."
    ),
    "Give a text, Markdown, HTML, PDF or DOCX file.": (
        "Дайте файл із текстом: txt, md, html, pdf або docx."
    ),
    "… is …, which is not read.": "{0}: таких файлів програма не читає ({1}).",
    "Save it as DOCX and add that.": "Збережіть його як DOCX і додайте.",
    "… is an XML file of a kind that is not read.": "{0}: такого XML програма не читає.",
    "Save it as HTML, DOCX or plain text.": "Збережіть його як HTML, DOCX або простий текст.",
    "… is an EPUB book.": "{0}: це книга EPUB.",
    "… is a PostScript file.": "{0}: це файл PostScript.",
    "Convert it to PDF or HTML and add that.": "Перетворіть її на PDF або HTML і додайте.",
    "Convert it to PDF and add that.": "Перетворіть його на PDF і додайте.",
    "… unpacks to … MB, more than the … MB allowed.": (
        "{0}: розпакований має {1} МБ, а можна не більше ніж {2} МБ."
    ),
    "Save it without its images, or as plain text.": (
        "Збережіть його без зображень або як простий текст."
    ),
    "… is nested too deeply.": "{0}: у файлі завелика вкладеність.",
    "… has hundreds of elements inside one another.": "{0}: у файлі завелика вкладеність.",
    "Save it as plain text.": "Збережіть його як простий текст.",
    "… is in no encoding that could be recognised.": "{0}: кодування файлу не вдалося впізнати.",
    "Save it again as UTF-8 text.": "Збережіть його знову як текст у UTF-8.",
    # fetching
    "The host `…` is not known.": "Сервера {0} не знайдено.",
    "… does not answer in time (tries: …).": "{0} не відповідає вчасно (спроб: {1}).",
    "… cannot be reached: … (tries: …).": "До {0} не вдалося дістатися: {1} (спроб: {2}).",
    "… breaks off before the end (tries: …).": "{0} уривається до кінця (спроб: {1}).",
    "… answers … (tries: …).": "{0} відповідає кодом {1} (спроб: {2}).",
    "… answers ….": "{0} відповідає кодом {1}.",
    "… did not come within … s.": "{0}: текст не надійшов за {1} с.",
    "The certificate of … is not trusted: ….": "Сертифікату {0} немає довіри: {1}.",
    "… redirects in a circle.": "{0} переспрямовує по колу.",
    "… redirects more than … times.": "{0} переспрямовує понад {1} разів.",
    "… gives an empty body.": "{0} дає порожню відповідь.",
    "… gives a web page, not the PDF.": "{0} дає вебсторінку, а не PDF.",
    "… describes the work, but does not name its file.": (
        "{0} описує працю, але не називає її файлу."
    ),
    "What … gives does not name the work.": "У тому, що дає {0}, цієї праці не названо.",
    "The page of DOI …, …, names no full text.": (
        "Сторінка DOI {0} ({1}) не називає повного тексту."
    ),
    "No address of … is known.": "Адреса джерела {0} невідома.",
    # the library
    "There is no source `…` in the library.": "Джерела {0} в бібліотеці немає.",
    "Sources: ….": "Джерела: {0}.",
    "Another dzherelo is changing the library in ….": (
        "Бібліотеку в {0} саме змінює інший dzherelo."
    ),
    "Wait until it has finished and run the command again.": (
        "Зачекайте, поки він закінчить, і спробуйте ще раз."
    ),
    "Free some space and run the command again; nothing was lost.": (
        "Звільніть місце на диску й спробуйте ще раз; нічого не втрачено."
    ),
}


def said(error: DzhereloError, language: str) -> str:
    """An error in the reader's language, on one line."""
    return " ".join(translated(part, language) for part in (error.fact, error.remedy) if part)


def translated(sentence: str, language: str) -> str:
    """A fact or a remedy in the reader's language, as far as the table has it."""
    if language != "uk":
        return sentence
    for pattern, wording in _patterns():
        if match := pattern.fullmatch(sentence):
            return wording.format(*match.groups())
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The table's keys as patterns, those that say most first."""
    ordered = sorted(ERRORS, key=lambda key: -len(key.replace("…", "")))
    return tuple((re.compile(re.escape(key).replace("…", "(.+?)")), ERRORS[key]) for key in ordered)
