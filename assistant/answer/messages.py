"""The words around quotes, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from dzherelo.assistant.query.targets import Target
from dzherelo.assistant.types import Citation, Hit, Reason, Statement
from dzherelo.corpus.citations.pinpoint_resolver import LEVELS, Level
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.types import Kind, Locator, Status

_DECLINED: dict[str, dict[Reason, str]] = {
    "uk": {
        "not-in-library": "У бібліотеці немає відповіді на це запитання.",
        "false-premise": "У бібліотеці немає підтвердження того, з чого виходить запитання.",
        "unsupported": "У бібліотеці немає слів, які підтвердили б відповідь.",
        "unclear": "Запитання незрозуміле: у ньому немає слів, за якими можна шукати.",
    },
    "en": {
        "not-in-library": "The library does not hold the answer to this question.",
        "false-premise": "Nothing in the library confirms what this question takes for granted.",
        "unsupported": "The library has no words that would support an answer.",
        "unclear": "The question is unclear: it has no words to search for.",
    },
}
_NEAR = {"uk": "Найближче до теми:", "en": "Nearest to the topic:"}
_EMPTY = {
    "uk": "Бібліотека порожня. Додайте файл: `dzherelo add FILE`.",
    "en": "The library is empty. Add a file: `dzherelo add FILE`.",
}
_UNREAD = {
    "uk": "За нашими нотатками; самого тексту в бібліотеці немає — {}{}",
    "en": "From our notes; the text itself is not in the library — {}{}",
}
_NO_PLACE = {
    "uk": {
        "no-act": "Цього акта в бібліотеці немає: {}.",
        "no-note": "У бібліотеці немає тексту, а в нотатках немає такого місця: {}, {}. "
        "Додайте текст: `dzherelo fetch {}`.",
        "no-place": "Такого місця немає: {}, {}.",
        "in-part": "У бібліотеці є лише частина цього тексту, і в ній такого місця немає: {}, {}.",
        "bring": "Додайте весь текст: `dzherelo fetch {}`.",
        "there-are": "Є: {}.",
        "there": "Цей текст має {} {}.",
        "within": "{} має {} {}.",
        "undivided": "{} не має {}.",
    },
    "en": {
        "no-act": "The library does not hold this act: {}.",
        "no-note": "The library has no text, and our notes have no such place: {}, {}. "
        "Bring the text in: `dzherelo fetch {}`.",
        "no-place": "There is no such place: {}, {}.",
        "in-part": "Only a part of the text is in the library, and it has no such place: {}, {}.",
        "bring": "Bring the whole text in: `dzherelo fetch {}`.",
        "there-are": "There are: {}.",
        "there": "It has {} {}.",
        "within": "{} has {} {}.",
        "undivided": "{} has no {}.",
    },
}
# One, several and (behind "no") none of what an act is divided into.
_DIVIDED = {
    "uk": {
        "article": ("статтю", "статті", "статей"),
        "part": ("частину", "частини", "частин"),
        "point": ("пункт", "пункти", "пунктів"),
        "subpoint": ("підпункт", "підпункти", "підпунктів"),
        "paragraph": ("абзац", "абзаци", "абзаців"),
        "item": ("пункт", "пункти", "пунктів"),
    },
    "en": {
        "article": ("article", "articles", "articles"),
        "part": ("part", "parts", "parts"),
        "point": ("point", "points", "points"),
        "subpoint": ("subpoint", "subpoints", "subpoints"),
        "paragraph": ("paragraph", "paragraphs", "paragraphs"),
        "item": ("item", "items", "items"),
    },
}
_DIVISIONS = {
    "розділ": "section",
    "глава": "chapter",
    "параграф": "§",
    "Преамбула": "Preamble",
    "Прикінцеві та перехідні положення": "Final and Transitional Provisions",
    "Прикінцеві положення": "Final Provisions",
    "Перехідні положення": "Transitional Provisions",
}
_NEARBY = 3
_PREVIEW = 60


def statement(citation: Citation, *, language: str, short: str = "") -> str:
    """One statement: the short answer, if there is one, and the exact words; only words of the
    source itself stand in quotation marks."""
    words = quoted(citation.text, language) if citation.origin == "text" else citation.text
    return f"{short}: {words}" if short else words


def answer(
    language: str,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    holdings: Holdings,
) -> str:
    """The whole answer: each statement with its markers; items of a list on lines of their own;
    and, where a source was not read, that these are our notes, and where to read it."""
    kinds = {citation.marker: citation.passage.kind for citation in citations}
    lines = []
    for one in statements:
        markers = "".join(f" [{number}]" for number in one.citations)
        bullet = "- " if kinds[one.citations[0]] is Kind.ITEM and len(statements) > 1 else ""
        lines.append(f"{bullet}{one.text}{markers}")
    return "\n".join([*lines, *unread(language, citations, holdings)])


def unread(language: str, citations: Sequence[Citation], holdings: Holdings) -> list[str]:
    """A line for each source that was not read: that these are our notes, and where to read it."""
    noted = dict.fromkeys(c.source for c in citations if c.origin == "note")
    return [_unread(language, source, holdings) for source in noted]


def _unread(language: str, source: str, holdings: Holdings) -> str:
    record = holdings.record(source)
    address = record.address if record else None
    where = f": {address.url}" if address else ""
    return _UNREAD[language].format(title(source, language, holdings), where)


def no_such_place(language: str, target: Target, holdings: Holdings) -> str:
    """That the library has no such provision, and what there is instead."""
    words = _NO_PLACE[language]
    if target.source is None:
        return words["no-act"].format(target.pinpoint.other_act)
    name = title(target.source, language, holdings)
    if not holdings.has_text(target.source):
        return words["no-note"].format(name, _wanted(target, language), target.source)
    part = holdings.source(target.source).status is Status.PART
    said = [words["in-part" if part else "no-place"].format(name, _wanted(target, language))]
    said += _instead(target, language)
    said += [words["bring"].format(target.source)] if part else []
    return " ".join(said)


def _wanted(target: Target, language: str) -> str:
    """The place that is not there, down to the level that failed: "ст. 36, ч. 9"."""
    missing = target.resolved.missing
    if missing is None or missing == "section":
        return _in_language(target.resolved.wanted, language)
    place = {**_above(missing, target), missing: target.resolved.wanted}
    return Locator.read(place).label(language)


def _above(level: Level, target: Target) -> dict[str, str]:
    """The levels of the place that was wanted which stand above one."""
    above = LEVELS[: LEVELS.index(level)]
    return {name: value for name, value in target.pinpoint.place.items() if name in above}


def _instead(target: Target, language: str) -> list[str]:
    """What there is in the place of what is not there; nothing where that is not known."""
    words, resolved = _NO_PLACE[language], target.resolved
    extent = _in_language(resolved.extent, language)
    level = resolved.missing
    if level is None or level == "section":
        return [words["there-are"].format(extent)] if extent else []
    one, several, none = _DIVIDED[language][level]
    place = _above(level, target)
    label = Locator.read(place).label(language) if place else ""
    label = label[:1].upper() + label[1:]
    if not extent:
        return [words["undivided"].format(label, none)] if label and level != "paragraph" else []
    counted = one if len(resolved.existing) == 1 else several
    if not label:
        return [words["there"].format(counted, extent)]
    return [words["within"].format(label, counted, extent)]


def _in_language(place: str, language: str) -> str:
    """Divisions as the reader's language calls them: "розділ IX" is "section IX"."""
    if language == "en":
        for ours, theirs in _DIVISIONS.items():
            place = place.replace(ours, theirs)
    return place


def declined(language: str, reason: Reason, hits: Sequence[Hit], holdings: Holdings) -> str:
    """Why there is no answer; on the lines below, what the library holds nearby."""
    text = _DECLINED[language][reason]
    if reason == "unclear":
        return text
    if not hits:
        return f"{text} {_EMPTY[language]}"
    near = (f"- {_place(hit, language, holdings)}" for hit in hits[:_NEARBY])
    return "\n".join([text, _NEAR[language], *near])


def _place(hit: Hit, language: str, holdings: Holdings) -> str:
    passage = hit.passage
    words = " ".join(passage.text.split())
    preview = words if len(words) <= _PREVIEW else words[:_PREVIEW].rsplit(" ", 1)[0] + "…"
    name = title(passage.source, language, holdings)
    return f"{name}, {passage.locator.label(language)}: {quoted(preview, language)}"


def title(source: str, language: str, holdings: Holdings) -> str:
    """What one would call a source in passing."""
    record = holdings.record(source)
    return record.short(language) if record else holdings.source(source).title or source
