"""The words around quotes, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Citation, Hit, Reason, Statement
from corpus.types import Kind

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
_NEAR = {"uk": "Найближче до теми: {}.", "en": "Nearest to the topic: {}."}
_EMPTY = {
    "uk": "Бібліотека порожня. Додайте файл: `dzherelo add FILE`.",
    "en": "The library is empty. Add a file: `dzherelo add FILE`.",
}
_ARTICLE = {"uk": "стаття", "en": "article"}
_NEARBY = 3
_PREVIEW = 60


def statement(quote: str, *, short: str = "") -> str:
    """One statement: the short answer, if there is one, and the exact quote."""
    quoted = f"«{quote}»"
    return f"{short}: {quoted}" if short else quoted


def answer(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    """The whole answer: each statement with its markers; items of a list on lines of their own."""
    kinds = {citation.marker: citation.passage.kind for citation in citations}
    lines = []
    for one in statements:
        markers = "".join(f" [{number}]" for number in one.citations)
        bullet = "- " if kinds[one.citations[0]] is Kind.ITEM and len(statements) > 1 else ""
        lines.append(f"{bullet}{one.text}{markers}")
    return "\n".join(lines)


def declined(language: str, reason: Reason, hits: Sequence[Hit]) -> str:
    """Why there is no answer, and what the library holds nearby."""
    text = _DECLINED[language][reason]
    if reason == "unclear":
        return text
    if not hits:
        return f"{text} {_EMPTY[language]}"
    near = "; ".join(_place(hit, language) for hit in hits[:_NEARBY])
    return f"{text} {_NEAR[language].format(near)}"


def _place(hit: Hit, language: str) -> str:
    words = " ".join(hit.passage.text.split())
    preview = words if len(words) <= _PREVIEW else words[:_PREVIEW].rsplit(" ", 1)[0] + "…"
    source = _ARTICLE[language] if hit.passage.source == "article" else hit.passage.source
    return f"{source}, {hit.passage.locator.label(language)} («{preview}»)"
