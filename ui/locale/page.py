"""The words of the chat page, in Ukrainian and English side by side."""

from __future__ import annotations

PAGE: dict[str, tuple[str, str]] = {
    "title": ("Джерело", "Dzherelo"),
    "lead": (
        "Поставте питання до статті та джерел, які вона цитує. "
        "Під кожним твердженням є точні слова, на які воно спирається.",
        "Ask the article and the sources it cites. "
        "Under every statement are the exact words it rests on.",
    ),
    "language": ("Мова", "Language"),
    "talk": ("Розмова", "Conversation"),
    "question": ("Ваше питання", "Your question"),
    "send": ("Запитати", "Ask"),
    "library": ("Бібліотека", "Library"),
    "passages": ("уривків: {count}", "passages: {count}"),
    "markers": ("посилань у тексті: {count}", "in-text references: {count}"),
    "references": ("джерел у списку: {count}", "references listed: {count}"),
    "start": (
        "Поставте своє питання або почніть з одного з цих",
        "Ask your own question, or start with one of these",
    ),
    "empty": ("Бібліотека поки порожня", "The library is empty so far"),
    "empty.how": (
        "Додайте файл у полі «Додати джерело» або командою dzherelo add FILE.",
        "Add a file in the box “Add a source”, or with the command dzherelo add FILE.",
    ),
    "searching": ("Шукаю…", "Searching…"),
    "failed": (
        "Сталася внутрішня помилка; подробиці в журналі програми.",
        "Something went wrong inside; the program's log has the details.",
    ),
    "login": ("Увійдіть, щоб відкрити чат.", "Log in to open the chat."),
    "ask.library.1": (
        "Що таке міжнародна неурядова організація?",
        "What is an international non-governmental organization?",
    ),
    "ask.library.2": (
        "Коли засновано Міжнародну асоціацію кримінального права?",
        "When was the International Association of Penal Law founded?",
    ),
    "ask.library.3": (
        "Що передбачає стаття 71 Статуту ООН?",
        "What does Article 71 of the UN Charter provide?",
    ),
    "ask.library.4": (
        "На яких засадах діють іноземні неурядові організації в Україні?",
        "How do foreign non-governmental organizations act in Ukraine?",
    ),
    "ask.purpose": ("Яка мета статті?", "What is the purpose of the article?"),
    "ask.authors": ("Хто автори статті?", "Who are the authors of the article?"),
    "ask.conclusions": ("Які висновки статті?", "What does the article conclude?"),
    "ask.about": ("Про що йдеться у {title}?", "What is {title} about?"),
    "ask.what": ("Що таке {title}?", "What is {title}?"),
    "tab.chat": ("Розмова", "Chat"),
    "tab.sources": ("Джерела", "Sources"),
    "tab.lookup": ("Посилання", "Citations"),
    "tabs.more": ("Інші вкладки", "More tabs"),
    "theme": ("Темний вигляд", "Dark look"),
    "question.hint": (
        "Запитайте українською чи англійською",
        "Ask in Ukrainian or English",
    ),
    "question.long": (
        "Питання задовге: {count} знаків. Скоротіть його до {most}; написане лишилося в полі.",
        "The question is too long: {count} characters. Shorten it to {most}; "
        "what you wrote is still in the box.",
    ),
    "question.none": ("Спершу напишіть питання.", "Write a question first."),
    "queue": ("Чекають на відповідь", "Waiting for an answer"),
    "queue.drop": ("Не питати", "Do not ask"),
    "mode": ("Як відповідати", "How to answer"),
    "mode.choice.quotes": ("Точні цитати", "Exact quotes"),
    "mode.choice.llm": ("Мовна модель зі звіркою", "Language model, checked"),
    "mode.none": (
        "Відповіді складено з точних цитат. Щоб їх писала мовна модель, додайте --llm АДРЕСА; "
        "знайти її допоможе dzherelo doctor.",
        "Answers are put together from exact quotes. To have a language model write them, add "
        "--llm ADDRESS; dzherelo doctor helps to find one.",
    ),
    "new": ("Новий чат", "New chat"),
    "stop": ("Зупинити", "Stop"),
    "retry": ("Запитати ще раз", "Ask again"),
    "edit": ("Змінити", "Edit"),
    "editing": ("Змінюєте питання.", "You are editing the question."),
    "editing.earlier": (
        "Змінюєте питання; усе після нього в розмові зникне.",
        "You are editing the question; what follows it in the chat will go.",
    ),
    "cancel": ("Скасувати", "Cancel"),
    "interrupted": ("Відповідь перервано.", "The answer was interrupted."),
    "turn": ("Питання {number}", "Question {number}"),
    "copy.answer": ("Копіювати відповідь", "Copy answer"),
    "copied": ("Скопійовано.", "Copied."),
    "citation": ("Цитата {marker}: {title}, {place}", "Citation {marker}: {title}, {place}"),
    "gone": ("цього тексту вже немає в бібліотеці", "this text is no longer in the library"),
    "gone.why": (
        "Цього тексту вже немає в бібліотеці: його прибрали або замінили після відповіді.",
        "This text is no longer in the library: it was removed or replaced after the answer.",
    ),
    "gone.quote": ("Ось що було процитовано:", "This is what was quoted:"),
    "review": (
        "Речень моделі: {sentences}, підтверджено цитатами: {supported}",
        "Sentences of the model: {sentences}, supported by quotes: {supported}",
    ),
    "review.repaired": ("цитату виправлено: {count}", "citation mended: {count}"),
    "review.unknown": ("посилань у нікуди: {count}", "markers to nowhere: {count}"),
    "review.unmarked": ("без посилання: {count}", "without a marker: {count}"),
    "review.withheld": ("не показано: {count}", "withheld: {count}"),
    "mode.quotes": ("точні цитати", "exact quotes"),
    "mode.notes": ("слова наших нотаток", "words of our notes"),
    "mode.llm": ("написала мовна модель, звірено з цитатами", "written by a model, checked"),
    "viewer": ("Джерело", "Source"),
    "viewer.hint": (
        "Натисніть номер цитати, і тут буде джерело з підсвіченими словами.",
        "Click a citation's number to see its words here, highlighted in the source.",
    ),
    "viewer.shut": ("Закрити джерело", "Close the source"),
    "viewer.previous": ("Попередня цитата", "Previous citation"),
    "viewer.next": ("Наступна цитата", "Next citation"),
    "viewer.count": ("{number} з {count}", "{number} of {count}"),
    "text.of": ("Текст джерела", "Text of the source"),
    "more.before": ("Показати попередній текст", "Show the text before"),
    "more.after": ("Показати наступний текст", "Show the text after"),
    "passage.open": ("обрати цей уривок", "choose this passage"),
    "passage.ask": ("Запитати про це", "Ask about this"),
    "ask.passage": ("Що означає {text}?", "What does {text} mean?"),
    "copy.dstu": ("ДСТУ 8302", "DSTU 8302"),
    "copy.bibtex": ("Запис BibTeX", "BibTeX"),
    "original": ("Оригінал ↗", "Original ↗"),
    "gloss": ("Нотатка, не переклад", "Our note, not a translation"),
}
