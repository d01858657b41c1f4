"""The words of the evaluation tab; a part of `ui.locale.texts`. Measures keep their names."""

from __future__ import annotations

EVALUATION = {
    "tab.evaluation": ("Оцінювання", "Evaluation"),
    "eval.lead": (
        "Ставить еталонні питання і порівнює відповіді з місцями, де мають бути докази. "
        "Закрита частина лише для остаточної цифри: її питань ніде не видно, тільки підсумки, "
        "і хто підправляє щось за ними, тому вже нічим міряти.",
        "Asks the gold questions and compares the answers with the places where the evidence "
        "stands. The sealed part is for the final figure alone: its questions are never shown, "
        "only their sums, and whoever tunes on them has nothing left to measure with.",
    ),
    "eval.split": ("Питання", "Questions"),
    "eval.dev": ("відкриті (dev)", "open (dev)"),
    "eval.sealed": ("закриті (sealed)", "sealed"),
    "eval.all": ("усі", "all"),
    "eval.notes": ("Лише нотатки, без текстів", "Our notes alone, no texts"),
    "eval.run": ("Оцінити", "Run"),
    "eval.preparing": ("Готую питання…", "Preparing the questions…"),
    "eval.progress": ("Питань: {done} з {total}", "Questions: {done} of {total}"),
    "eval.stopping": (
        "Зупиняю після цього питання…",
        "Stopping after this question…",
    ),
    "eval.stopped": (
        "Зупинено. Наступний запуск продовжить з цього місця.",
        "Stopped. The next run goes on from here.",
    ),
    "eval.done": ("Готово: {name}", "Done: {name}"),
    "eval.runs": ("Попередні оцінювання", "Earlier runs"),
    "eval.none": ("Оцінювань ще не було.", "Nothing has been measured yet."),
    "eval.report": ("Звіт", "Report"),
    "eval.compare": ("Порівняти з", "Compare with"),
    "eval.compare.none": ("не порівнювати", "nothing"),
    "eval.compared": (
        "{first} → {second}, спільних питань: {count}",
        "{first} → {second}, questions in common: {count}",
    ),
    "eval.measure": ("Міра", "Measure"),
    "eval.first": ("Перше", "First"),
    "eval.second": ("Друге", "Second"),
    "eval.delta": ("Різниця (95 %)", "Difference (95 %)"),
    "eval.p": ("p (Голм)", "p (Holm)"),
    "eval.verdict": ("Висновок", "Verdict"),
    "eval.better": ("краще", "better"),
    "eval.worse": ("гірше", "worse"),
    "eval.unsure": ("не доведено", "not shown"),
    "eval.changed": ("Питання, що змінилися: {count}", "Questions that changed: {count}"),
    "eval.hidden": (
        "Закриті питання: краще {better}, гірше {worse}",
        "Sealed questions: {better} better, {worse} worse",
    ),
}
