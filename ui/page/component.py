"""What the parts of the page have in common: labels in two languages, and events of our HTML."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Protocol

import gradio as gr

from dzherelo.ui.locale.texts import Words

# No event of the page is an API, and none covers what it changes with Gradio's own progress.
HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class Part(Protocol):
    """A part of the page that speaks the reader's language."""

    @property
    def labels(self) -> list[Any]:
        """The components that have words of ours on them."""
        ...

    def labelled(self, words: Words) -> list[Any]:
        """Their updates in another language, in the order of `labels`."""
        ...


@cache
def script(name: str) -> str:
    """One of the page's scripts."""
    return resources.files("dzherelo.ui").joinpath("assets", name).read_text(encoding="utf-8")


def acting(value: str, *, elem_id: str, **options: Any) -> gr.HTML:
    """HTML whose buttons send events: `data-act="open"` is the component's event `open`."""
    return gr.HTML(
        value,
        elem_id=elem_id,
        apply_default_css=False,
        js_on_load=script("acts.js"),
        **options,
    )


def event_data(event: gr.EventData) -> dict[str, str]:
    """What a button of the page sent along, as text; whatever it is, it comes from a browser."""
    sent = event._data or {}
    return {name: str(value)[:20_000] for name, value in sent.items()}


def index_of(data: dict[str, str], name: str) -> int:
    """A whole number that a button sent along; -1 for anything else."""
    value = data.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 7 else -1
