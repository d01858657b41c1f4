"""The library, without the web: files and fetched texts taken in, sources removed and listed.

Whatever takes long is a generator of HTML that says how far it is; nothing is raised, a failure
is a line of what is said last.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ui.answer_html import error_html
from ui.chat import error_line
from ui.markup import escaped
from ui.terminal import Relay
from ui.texts import Words

if TYPE_CHECKING:
    from assistant.build import Added, Assistant
    from assistant.fetching import Outcome

_Result = TypeVar("_Result")


class Library:
    """What can be done with the sources; `relay` is the progress callback of the assistant."""

    def __init__(self, assistant: Assistant, *, relay: Relay | None = None) -> None:
        self.assistant = assistant
        self._relay = relay

    def add(self, paths: Sequence[Path], words: Words) -> Iterator[str]:
        """Takes files into the library and the index."""
        lines: list[str] = []
        for path in paths:
            yield status_html([*lines, words("upload.reading", name=escaped(path.name))])
            try:
                added: Added = yield from self._watched(
                    partial(self.assistant.add, path), lines, words
                )
                yield from self._indexed(lines, words)
            except Exception as error:
                lines.append(error_html(_about_file(path, error_line(error, words))))
                continue
            key = "upload.done" if added.changed else "upload.same"
            lines.append(escaped(words(key, title=added.source.title)))
        yield status_html(lines)

    def fetch(self, ids: Sequence[str], words: Words) -> Iterator[str]:
        """Fetches the named sources, else all that are missing and have an address."""
        lines: list[str] = []
        fetched = False
        yield status_html([words("fetch.begin")])
        try:
            wanted = self._wanted(ids)
            for source_id in wanted:
                yield status_html([*lines, words("fetch.one", id=escaped(source_id))])
                outcome: Outcome = yield from self._watched(
                    partial(self._fetched, source_id), lines, words
                )
                fetched |= outcome.outcome == "fetched"
                lines.append(_outcome(outcome, words))
            if fetched:
                yield from self._indexed(lines, words)
            if not wanted:
                lines.append(words("fetch.nothing"))
        except Exception as error:
            lines.append(error_html(error_line(error, words)))
        yield status_html(lines)

    def remove(self, source_id: str, words: Words) -> Iterator[str]:
        """Takes a source's text out of the library and the index."""
        yield status_html([words("remove.now")])
        try:
            yield from self._watched(partial(self.assistant.remove, source_id), [], words)
        except Exception as error:
            yield status_html([error_html(error_line(error, words))])
        else:
            yield status_html([escaped(words("removed", id=source_id))])

    def _wanted(self, ids: Sequence[str]) -> tuple[str, ...]:
        from assistant.fetching import wanted

        return wanted(self.assistant.holdings, ids)

    def _fetched(self, source_id: str) -> Outcome:
        (outcome,) = self.assistant.fetch([source_id])
        return outcome

    def _indexed(self, lines: Sequence[str], words: Words) -> Iterator[str]:
        yield status_html([*lines, words("upload.indexing")])
        yield from self._watched(self.assistant.sync, lines, words)

    def _watched(
        self, work: Callable[[], _Result], lines: Sequence[str], words: Words
    ) -> Generator[str, None, _Result]:
        """Does `work` in a thread and yields HTML for each step of progress it reports."""
        steps: queue.SimpleQueue[tuple[str, int, int] | None] = queue.SimpleQueue()
        outcome: list[_Result] = []
        failure: list[Exception] = []

        def run() -> None:
            try:
                outcome.append(work())
            except Exception as error:
                failure.append(error)
            finally:
                steps.put(None)

        if self._relay is not None:
            self._relay.target = lambda what, done, total: steps.put((what, done, total))
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while (step := steps.get()) is not None:
            what, done, total = step
            said = words("upload.step", what=what, done=done, total=total)
            yield status_html([*lines, escaped(said)])
        thread.join()
        if failure:
            raise failure[0]
        return outcome[0]


def status_html(lines: Sequence[str]) -> str:
    """Lines of HTML that say how far something is; read out as they change."""
    return '<div class="dz-status" role="status">' + "<br>".join(lines) + "</div>"


def _outcome(outcome: Outcome, words: Words) -> str:
    title = outcome.source.title
    if outcome.error is not None:
        return error_html(f"{title}: {outcome.error}")
    key = "fetch.done" if outcome.outcome == "fetched" else "fetch.kept"
    return escaped(words(key, title=title))


def _about_file(path: Path, line: str) -> str:
    """An error's line with the name of the file as the reader knows it, not as it was stored."""
    line = line.replace(str(path), path.name)
    return line if path.name in line else f"{path.name}: {line}"
