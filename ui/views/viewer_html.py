"""The parts of the source viewer as HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.types import Kind, Passage, Span
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import places
from dzherelo.ui.views.markup import (
    button,
    copy_button,
    escaped,
    language_attribute,
    with_own_markers,
)
from dzherelo.ui.views.places import Place

if TYPE_CHECKING:
    from dzherelo.corpus.library.records import Record

_LOOKS = {Kind.TITLE: "title", Kind.HEADING: "heading", Kind.ITEM: "item", Kind.ENTRY: "item"}


def row_html(passage: Passage, place: Place, words: Words, *, anchored: bool) -> str:
    """A passage with the link to it; the quote of `place` is highlighted, if it is there."""
    current = passage.id == place.passage and place.span.start < place.span.end
    look = _LOOKS.get(passage.kind, "paragraph")
    label = escaped(passage.locator.label(words.language))
    link = button(
        label, "open", look="dz-locator", place=places.of_passage(passage).key,
        title=f"{passage.locator.label(words.language)}: {words('passage.open')}",
    )  # fmt: skip
    text = _highlighted(passage, place.span) if current else with_own_markers(passage.text)
    state = ' aria-current="location"' if current else ""
    anchor = ' data-anchor=""' if anchored else ""
    return (
        f'<div class="dz-row dz-is-{look}{" dz-current" if current else ""}"{state}{anchor}>{link}'
        f"<p{language_attribute(passage.language)}>{text}</p></div>"
    )


def _highlighted(passage: Passage, quote: Span) -> str:
    start, end = (place - passage.span.start for place in quote)
    before, inside, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    return (
        f"{with_own_markers(before)}<mark>{with_own_markers(inside)}</mark>"
        f"{with_own_markers(after)}"
    )


def steps_html(place: Place, among: Sequence[Place], words: Words) -> str:
    """Which citation of how many this is, the ways to its neighbours, and the way out."""
    shut = button("✕", "shut", title=words("viewer.shut"), look="dz-small")
    at = among.index(place) if place in among else -1
    if len(among) < 2 or at < 0:
        return f'<nav class="dz-steps" aria-label="{words("cited")}"><span></span>{shut}</nav>'

    def step(label: str, to: int, title: str) -> str:
        if not 0 <= to < len(among):
            return f'<button type="button" class="dz-small" disabled>{label}</button>'
        return button(label, "open", title=title, look="dz-small", place=among[to].key)

    back = step("←", at - 1, words("viewer.previous"))
    on = step("→", at + 1, words("viewer.next"))
    place_of = words("viewer.count", number=at + 1, count=len(among))
    return (
        f'<nav class="dz-steps" aria-label="{words("cited")}">'
        f"<span>{back}<span>{place_of}</span>{on}</span>{shut}</nav>"
    )


def record_tools(record: Record, words: Words) -> list[str]:
    """Buttons that copy a work's reference."""
    from dzherelo.corpus.citations.formats import export

    return [
        copy_button(words("copy.dstu"), export([record], "dstu").strip(), look="dz-small"),
        copy_button(words("copy.bibtex"), export([record], "bibtex").strip(), look="dz-small"),
    ]


def opening_words(text: str, most: int = 90) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def hint_html(words: Words) -> str:
    """What the viewer shows before anything is opened."""
    return f'<div class="dz-hint"><p>{escaped(words("viewer.hint"))}</p></div>'
