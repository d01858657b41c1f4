"""The library: files and fetched texts taken in, sources removed and listed; and its tab.

Whatever takes long is a generator of HTML that says how far it is; nothing is raised, a failure
is a line of what is said last.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import gradio as gr

from dzherelo.assistant.fetching import addresses, wanted
from dzherelo.corpus.read import MAX_BYTES
from dzherelo.corpus.types import Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.parts import HIDDEN, Labels, acting, error_line, event_data, ready, streamed
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.views import places
from dzherelo.ui.views.answer_html import error_html
from dzherelo.ui.views.page_html import (
    AT_REST,
    Cited,
    Listed,
    Shown,
    attaching_html,
    sources_html,
    status_html,
)
from dzherelo.ui.views.render import html, title_of

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Added, Assistant
    from dzherelo.assistant.citations.lookup import Mark
    from dzherelo.assistant.fetching import Outcome
    from dzherelo.ui.terminal import Relay

FILE_TYPES = """.txt .md .html .htm .pdf .docx .odt .rtf .epub .mht .mhtml .xml .tex
    .ipynb""".split()
_Result = TypeVar("_Result")
_Say = Callable[[str, int, int], str]
_ORDER = ("article", "references", "others")


class Library:
    """What can be done with the sources; `relay` is the progress callback of the assistant."""

    def __init__(self, assistant: Assistant, *, relay: Relay | None = None) -> None:
        self.assistant = assistant
        self._viewer = Viewer(assistant)
        self._relay = relay

    def listed(self, words: Words) -> tuple[Listed, ...]:
        """The article, the works that it cites, what else was added, and where each is cited."""
        library, cited = self.assistant.library, dict[str | None, list[Cited]]()
        for mark in self.assistant.marks():
            cited.setdefault(mark.source, []).append(Cited(mark, self._place_of(mark, words)))
        found = []
        for source in self.assistant.sources():
            record = library.record(source.id)
            missing = source.status is not Status.FULL and record is not None
            one = Listed(
                source,
                number=record.number if record else None,
                cited=tuple(cited.get(source.id, ())),
                beginning=self._viewer.beginning(source.id, words.language),
                held=library.has_text(source.id),
                fetchable=bool(missing and record and addresses(record)),
            )
            found.append(one)
        return tuple(sorted(found, key=lambda one: _ORDER.index(one.group)))

    def title(self, source_id: str) -> str:
        """What a source is called; its id, where there is none of that id."""
        return title_of(source_id, {source.id: source for source in self.assistant.sources()})

    def add(
        self, paths: Sequence[Path], words: Words, *, as_id: str | None = None
    ) -> Iterator[str]:
        """Takes files into the library and the index; with `as_id`, one as that source's text."""
        lines: list[str] = []
        if as_id is not None and len(paths) > 1:
            yield status_html([error_html(words("attach.one"))])
            return
        for path in paths:
            yield status_html(lines, words("upload.reading", name=path.name))
            say = self._indexing(words)
            try:
                added: Added = yield from self._watched(
                    partial(self.assistant.add, path, as_id=as_id), lines, say
                )
                yield from self._indexed(lines, words)
            except Exception as error:
                lines.append(error_html(_about_file(path, error_line(error, words))))
                continue
            key = "upload.same"
            if added.changed:
                key = "upload.replaced" if added.replaced else "upload.done"
            lines.append(words(key, title=added.source.title))
        yield status_html(lines)

    def fetch(self, ids: Sequence[str], words: Words) -> Iterator[str]:
        """Fetches the named sources, else all that are missing and have an address."""
        lines: list[str] = []
        outcomes: list[Outcome] = []
        yield status_html(lines, words("fetch.begin"))
        try:
            missing = wanted(self.assistant.library, ids)
            for source_id in missing:
                title = self.title(source_id)
                yield status_html(lines, words("fetch.one", title=title))
                say = partial(_fetching, title, words)
                outcomes.append(
                    (yield from self._watched(partial(self._fetched, source_id), lines, say))
                )
                lines.append(self._outcome(outcomes[-1], words))
            if any(one.outcome == "fetched" for one in outcomes):
                yield from self._indexed(lines, words)
            if not missing:
                lines.append(words("fetch.nothing"))
        except Exception as error:
            lines.append(error_html(error_line(error, words)))
        failed = sum(one.outcome == "failed" for one in outcomes)
        first = []
        if len(outcomes) > 1:
            first.append(words("fetch.summary", done=len(outcomes) - failed, failed=failed))
        if failed:
            first.append(words("fetch.by.hand"))
        yield status_html([*first, *lines])

    def remove(self, source_id: str, words: Words) -> Iterator[str]:
        """Takes a source's text out of the library and the index."""
        title = self.title(source_id)
        yield status_html([], words("remove.now", title=title))
        try:
            say = self._indexing(words)
            yield from self._watched(partial(self.assistant.remove, source_id), [], say)
        except Exception as error:
            yield status_html([error_html(error_line(error, words))])
        else:
            yield status_html([words("remove.done", title=title)])

    # Inside ------------------------------------------------------------------------------------

    def _place_of(self, mark: Mark, words: Words) -> places.Place | None:
        """The words that a mark stands for, else our note on what the article says there."""
        if mark.passage is not None:
            return places.of_passage(mark.passage, mark.quote)
        note = next(iter(mark.notes), None)
        return self._viewer.place_of(note, words.language) if note else None

    def _fetched(self, source_id: str) -> Outcome:
        (outcome,) = self.assistant.fetch([source_id])
        return outcome

    def _outcome(self, outcome: Outcome, words: Words) -> str:
        title = outcome.source.title
        if outcome.error is not None:
            why = words.message(outcome.error.fact)
            record = self.assistant.library.record(outcome.source.id)
            urls = [one.url for one in addresses(record)] if record else []
            return html("sources", "failed", title, why, next(iter(urls), ""), words)
        return words("fetch.done" if outcome.outcome == "fetched" else "fetch.kept", title=title)

    def _indexed(self, lines: Sequence[str], words: Words) -> Iterator[str]:
        yield status_html(lines, words("upload.indexing"))
        yield from self._watched(self.assistant.sync, lines, self._indexing(words))

    def _indexing(self, words: Words) -> _Say:
        """Says which source is being indexed: its progress names it by its id."""

        def say(what: str, done: int, total: int) -> str:
            return words("upload.step", what=self.title(what.partition(",")[0]))

        return say

    def _watched(
        self, work: Callable[[], _Result], lines: Sequence[str], say: _Say
    ) -> Generator[str, None, _Result]:
        """Does `work` in a thread and yields HTML for each step of progress it reports."""

        def run(put: Callable[[tuple[str, int, int]], bool]) -> _Result:
            if self._relay is not None:
                self._relay.target = lambda *step: put(step)
            return work()

        steps = streamed(run)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return cast(_Result, end.value)
            if step is not None:
                yield status_html(lines, say(*step), done=step[1], total=step[2])


def _fetching(title: str, words: Words, what: str, done: int, total: int) -> str:
    """Says how much of a text has come."""
    if total > done:
        return words("fetch.step.of", title=title, done=_size(done), total=_size(total))
    return words("fetch.step", title=title, done=_size(done))


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{count / 1024:.0f} KB"


def _about_file(path: Path, line: str) -> str:
    """An error's line with the name of the file as the reader knows it, not as it was stored."""
    line = line.replace(str(path), path.name)
    return line if path.name in line else f"{path.name}: {line}"


class SourcesTab:
    """Lists the sources; `changed` is the event after which everything else must look again."""

    def __init__(self, library: Library, language: gr.Radio, labels: Labels) -> None:
        self.library = library
        self.language = language
        self.attached = gr.State(None)  # the source whose text the next file is
        labels.add(acting, {"value": hint_html}, elem_id="dz-upload-hint", padding=False)
        self.upload = labels.add(
            gr.File,
            {"label": "upload"},
            file_count="multiple",
            file_types=FILE_TYPES,
            height=120,
            elem_id="dz-upload",
        )
        self.status = acting("", elem_id="dz-upload-status", padding=False)
        self.list = acting("", elem_id="dz-library", padding=False)

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
        opened = tab.select(**listing)
        opened.then(**ready(tab))
        listed = [opened, self.language.change(**listing)]
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
            None, js="() => document.querySelector('#dz-upload input[type=file]')?.click()"
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
