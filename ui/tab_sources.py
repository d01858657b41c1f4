"""The library on the page: its sources, and files that are added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ui.library import Library
from ui.part import HIDDEN, acting
from ui.sources_html import sources_html
from ui.texts import Words

FILE_TYPES = [".txt", ".md", ".html", ".htm", ".pdf", ".docx"]


class SourcesTab:
    """Lists the sources; `changed` is the event after which everything else must look again."""

    def __init__(self, library: Library, language: gr.Radio, words: Words) -> None:
        self.library = library
        self.language = language
        self.upload = gr.File(
            label=words("upload"),
            file_count="multiple",
            file_types=FILE_TYPES,
            height=140,
            elem_id="dz-upload",
        )
        self.status = acting(hint_html(words), elem_id="dz-upload-status")
        self.list = acting(sources_html(library.assistant, words), elem_id="dz-library")

    @property
    def labels(self) -> list[Any]:
        return [self.upload, self.status, self.list]

    def labelled(self, words: Words) -> list[Any]:
        return [
            gr.update(label=words("upload")),
            hint_html(words),
            sources_html(self.library.assistant, words),
        ]

    def wire(self) -> list[Any]:
        """Connects the components; gives the events after which the library may be another."""
        changing: dict[str, Any] = {"concurrency_id": "library", "concurrency_limit": 1, **HIDDEN}
        return [
            self.upload.upload(
                self._take,
                [self.upload, self.language],
                [self.upload, self.status, self.list],
                **changing,
            )
        ]

    def _take(self, files: list[str] | None, language: str) -> Iterator[tuple[Any, ...]]:
        words, paths = Words(language), [Path(name) for name in files or ()]
        said = ""
        for said in self.library.add(paths, words):
            yield gr.skip(), said, gr.skip()
        for path in paths:  # Gradio's copies: the library has its own by now
            path.unlink(missing_ok=True)
        yield None, said, sources_html(self.library.assistant, words)


def hint_html(words: Words) -> str:
    """Which files are taken."""
    return f'<p class="dz-aside">{words("upload.kinds")}</p>'
