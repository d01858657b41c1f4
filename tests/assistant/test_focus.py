"""What stands near the place that a dialogue spoke of gains a little; nothing else does."""

import pytest

from dzherelo.assistant.dialogue.focus import (
    NOWHERE,
    SAME_PART,
    SAME_PLACE,
    SAME_WORK,
    Focus,
    focus_of,
)
from dzherelo.assistant.types import Cited, Turn
from dzherelo.corpus.types import Kind, Locator, Passage, Span

LAW = Cited("law", Locator(article="131-1", part="2"))
ESSAY = Cited("essay", Locator(paragraph=14, item=2))


def passage(source, **place):
    return Passage(
        id="one",
        source=source,
        origin="text",
        span=Span(0, 1),
        text="x",
        kind=Kind.PARAGRAPH,
        locator=Locator(**place),
        language="uk",
    )


@pytest.mark.parametrize(
    ("place", "gain"),
    [
        (passage("law", article="131-1", part="2"), SAME_PLACE),
        (passage("law", article="131-1", part="4"), SAME_PLACE),
        (passage("law", article="133"), SAME_PLACE),
        (passage("law", article="126", part="5"), SAME_PART),
        (passage("law", article="7"), SAME_WORK),
        (passage("law", section="Preamble"), SAME_WORK),
        (passage("charter", article="131-1", part="2"), 0.0),
        (passage("essay", paragraph=16), SAME_PLACE),
        (passage("essay", entry=2), SAME_WORK),
    ],
)
def test_the_nearer_the_more(place, gain):
    assert Focus((LAW, ESSAY)).near(place) == gain
    assert NOWHERE.near(place) == 0.0


def test_a_dialogue_stands_where_its_last_citation_does():
    turns = [Turn("a", "b", (ESSAY,)), Turn("c", "d", (LAW,)), Turn("e", "declined")]
    assert focus_of(turns).places == (LAW,)
    assert focus_of([Turn("e")]) == NOWHERE
