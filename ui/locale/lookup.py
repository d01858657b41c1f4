"""The words of the look-up tab, in Ukrainian and English side by side."""

from __future__ import annotations

LOOKUP: dict[str, tuple[str, str]] = {
    "lookup": ("Що шукати", "What to look up"),
    "lookup.hint": (
        "[2, с. 86] · ст. 9 Конституції · автор · назва · слова статті",
        "[2, p. 86] · Article 9 of the Constitution · author · title · words",
    ),
    "lookup.go": ("Знайти", "Look up"),
    "lookup.start": (
        "Номер, посилання, положення акта, автор чи слова: тут буде видно, де це цитує стаття "
        "і що саме сказано в джерелі",
        "A number, a marker, a provision, an author or words: see where the article cites it "
        "and what exactly the source says",
    ),
    "lookup.found": ("Знайдено: {what}", "Found: {what}"),
    "lookup.result": ("Що знайдено", "What was found"),
    "lookup.open": ("відкрити нотатку", "open the note"),
    "lookup.work": ("усе про цю працю", "all about this work"),
    "lookup.read": ("Читати з початку", "Read from the beginning"),
    "lookup.self": (
        "Це сама стаття. Джерела з її списку:",
        "This is the article itself. The works of its list:",
    ),
    "lookup.more": ("Ще уривків: {count}. Читати далі", "{count} more passages. Read on"),
    "lookup.long": (
        "Забагато для одного пошуку: {count} знаків. Скоротіть до {most}.",
        "Too much for one look-up: {count} characters. Shorten it to {most}.",
    ),
    "lookup.words": (
        "Знайти уривки про {text}",
        "Find passages about {text}",
    ),
    "lookup.case.page": ("посилання зі сторінкою", "a marker with a page"),
    "lookup.case.provision": ("положення акта", "a provision of an act"),
    "lookup.case.number": ("номер у списку джерел", "a number of the reference list"),
    "lookup.case.author": ("автор", "an author"),
    "lookup.case.title": ("назва", "a title"),
    "lookup.case.words": ("слова: на що вони спираються?", "words: what supports them?"),
    "lookup.ref.page": ("[2, с. 86]", "[2, p. 86]"),
    "lookup.ref.provision": ("ст. 9 Конституції", "Article 9 of the Constitution"),
    "lookup.ref.provision.2": ("ст. 71 Статуту ООН", "Article 71 of the UN Charter"),
    "lookup.ref.author": ("Ільницька", "Ilnytska"),
    "lookup.ref.words": (
        "ЕКОСОР може консультуватися з неурядовими організаціями",
        "ECOSOC may consult with non-governmental organizations",
    ),
    "similar": ("Знайти схоже", "Find similar"),
    "similar.head": ("Схожі уривки", "Similar passages"),
    "similar.words": ("Уривки про це", "Passages about this"),
    "similar.to": ("Схожі на цей уривок:", "Similar to this passage:"),
    "similar.none": (
        "Схожих уривків у бібліотеці не знайдено.",
        "No similar passage was found in the library.",
    ),
    "passage.cite": ("Посилання", "Citations"),
    "passage.cite.title": (
        "де це цитує стаття, на що спираються ці слова",
        "where the article cites this, what these words rest on",
    ),
}
