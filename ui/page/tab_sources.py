"""The library on the page: its sources, files that are added, texts that are fetched or removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from dzherelo.corpus.read import MAX_BYTES
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.component import HIDDEN, acting, event_data
from dzherelo.ui.page.library import Library
from dzherelo.ui.views.page_html import AT_REST, Shown, attaching_html, sources_html
from dzherelo.ui.views.render import html

FILE_TYPES = [".txt", ".md", ".html", ".htm", ".pdf", ".docx"]
_CHOOSE = "() => document.querySelector('#dz-upload input[type=file]')?.click()"


class SourcesTab:
    """Lists the sources; `changed` is the event after which everything else must look again."""

    def __init__(self, library: Library, language: gr.Radio, words: Words) -> None:
        self.library = library
        self.language = language
        self.attached = gr.State(None)  # the source whose text the next file is
        self.hint = acting(hint_html(words), elem_id="dz-upload-hint", padding=False)
        self.upload = gr.File(
            label=words("upload"),
            file_count="multiple",
            file_types=FILE_TYPES,
            height=120,
            elem_id="dz-upload",
        )
        self.status = acting("", elem_id="dz-upload-status", padding=False)
        self.list = acting("", elem_id="dz-library", padding=False)

    @property
    def labels(self) -> list[Any]:
        return [self.upload, self.hint]

    def labelled(self, words: Words) -> list[Any]:
        return [gr.update(label=words("upload")), hint_html(words)]

    def wire(self, tab: gr.Tab) -> list[Any]:
        """Connects the components; gives the events after which the library may be another."""
        changing: dict[str, Any] = {"concurrency_id": "library", "concurrency_limit": 1, **HIDDEN}
        shown = [self.status, self.list]
        listing: dict[str, Any] = {
            "fn": lambda language: self._html(Words(language)),
            "inputs": self.language,
            "outputs": self.list,
            **HIDDEN,
        }
        # Another window, or the command line, may have changed the library meanwhile.
        listed = [tab.select(**listing), self.language.change(**listing)]
        self._wire_asking(listed)
        return [
            self.upload.upload(
                self._take,
                [self.upload, self.attached, self.language],
                [self.upload, self.attached, *shown],
                **changing,
            ),
            self.list.fetch(self._fetch, self.language, shown, **changing),
            self.list.confirm(self._remove, self.language, shown, **changing),
        ]

    def _wire_asking(self, listed: list[Any]) -> None:
        """What changes nothing yet: a text about to be removed, a file about to be chosen. A list
        that is still `listed` would take the question back."""
        self.list.remove(self._sure, self.language, self.list, cancels=listed, **HIDDEN)
        self.list.cancel(self._kept, self.language, self.list, cancels=listed, **HIDDEN)
        aimed = [self.attached, self.status]
        self.list.attach(self._attach, self.language, aimed, **HIDDEN).then(
            None, None, None, js=_CHOOSE
        )
        self.status.cancel(lambda: (None, ""), None, aimed, **HIDDEN)

    # What happens ------------------------------------------------------------------------------

    def _html(self, words: Words, shown: Shown = AT_REST) -> str:
        return sources_html(self.library.listed(words), words, shown)

    def _take(
        self, files: list[str] | None, attached: str | None, language: str
    ) -> Iterator[tuple[Any, ...]]:
        words, paths = Words(language), [Path(name) for name in files or ()]
        steps = self.library.add(paths, words, as_id=attached)
        freed: tuple[Any, Any] = (None, None)  # at once, for the next files
        for said, shelf in self._steps(steps, words):
            yield *freed, said, shelf
            freed = (gr.skip(), gr.skip())
        for path in paths:  # Gradio's copies: the library has its own by now
            path.unlink(missing_ok=True)

    def _fetch(self, language: str, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        words, source = Words(language), event_data(event).get("source", "")
        yield from self._steps(self.library.fetch([source] if source else [], words), words)

    def _remove(self, language: str, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        words, source = Words(language), event_data(event).get("source", "")
        yield from self._steps(self.library.remove(source, words), words)

    def _steps(self, steps: Iterator[str], words: Words) -> Iterator[tuple[Any, ...]]:
        """What is said as the library changes; its buttons rest, and are there again at the end."""
        shelf: Any = self._html(words, Shown(busy=True))
        for said in steps:
            yield said, shelf
            shelf = gr.skip()
        yield gr.skip(), self._html(words)

    def _sure(self, language: str, event: gr.EventData) -> str:
        return self._html(Words(language), Shown(removing=event_data(event).get("source")))

    def _kept(self, language: str, event: gr.EventData) -> str:
        return self._html(Words(language), Shown(focus=event_data(event).get("source")))

    def _attach(self, language: str, event: gr.EventData) -> tuple[str | None, str]:
        source = event_data(event).get("source")
        if not source:
            return None, ""
        return source, attaching_html(self.library.title(source), Words(language))


def hint_html(words: Words) -> str:
    """Which files are taken, and room for why some are not."""
    told = {
        "kinds": " ".join(FILE_TYPES),
        "most": str(MAX_BYTES),
        "kind": words("upload.kind", name="{name}"),
        "large": words("upload.large", name="{name}"),
    }
    return html("sources", "hint", words, told)
