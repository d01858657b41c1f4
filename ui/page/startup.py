"""A chat that opens soon: without what only developers of Gradio need, and with what the first
question would wait for opened while the browser loads the page."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import wrapt

from dzherelo.ui.locale.texts import Words

if TYPE_CHECKING:
    from dzherelo.ui.page.chat import Chat


def without_stubs() -> None:
    """To be called before Gradio is imported.

    Whenever it is, it writes a stub (.pyi) of each component into its own folder. That takes half
    of the time of the import, and only an editor reads them.
    """
    wrapt.when_imported("gradio.component_meta")(_no_stubs)


def _no_stubs(module: Any) -> None:
    module.create_or_modify_pyi = lambda *_: None


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile nothing is looked through for garbage: what is imported is none, and stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def warm_up(chat: Chat, languages: Sequence[str]) -> threading.Thread:
    """To be started: opens models and databases by finding the first questions in each of the
    languages. What fails there fails again, and is told, where it is asked for."""

    def work() -> None:
        with uncollected():
            for language in languages:
                chat.first_questions(Words(language))

    return threading.Thread(target=work, name="warm-up", daemon=True)
