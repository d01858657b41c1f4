"""Evaluation: runs in the background, reports and comparisons as HTML; and its tab, where a split
is run, its report read, two runs are compared."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.corpus.errors import DzhereloError
from dzherelo.corpus.files import guarded
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.parts import HIDDEN, Labels, acting, error_line, ready
from dzherelo.ui.views.render import html

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.evals.api import SplitChoice
    from dzherelo.evals.compare import Comparison
    from dzherelo.evals.runs import Run

SPLITS: tuple[SplitChoice, ...] = ("dev", "sealed", "all")


class _StoppedError(Exception):
    """A reader has stopped the run."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the last run is: `done` questions of `total`, 0 of 0 while it is being prepared.

    While `running`, neither `name` nor `error` is set; afterwards a run that was not stopped has
    one of them.
    """

    running: bool = False
    stopping: bool = False
    done: int = 0
    total: int = 0
    name: str | None = None
    error: Exception | None = None


class Evaluating:
    """Runs of the gold questions over one assistant, one at a time; they are kept in its folder.

    A run belongs to no page: it goes on when its tab is closed, and whoever opens another sees it
    and can stop it.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._state = State()

    @property
    def state(self) -> State:
        """The run that is going on, or the last one."""
        return self._state

    def runs(self) -> tuple[Run, ...]:
        """The finished runs, the newest first."""
        from dzherelo.evals.api import run_folders

        return run_folders(self._assistant.settings.home)

    def start(self, split: str, *, notes: bool) -> None:
        """Begins to run a split, or goes on with one that was stopped. Does nothing while a run is
        going on: it is seen in `state`."""
        with self._lock:
            if self._state.running:
                return
            self._state = State(running=True)
        chosen = next((one for one in SPLITS if one == split), SPLITS[0])
        threading.Thread(target=self._work, args=(chosen, notes), daemon=True).start()

    def stop(self) -> None:
        """Ends the run that is going on, after the question that is being asked."""
        with self._lock:
            if self._state.running:
                self._state = replace(self._state, stopping=True)

    def _work(self, split: SplitChoice, notes: bool) -> None:
        from dzherelo.evals.api import evaluate

        name, error = None, None
        try:
            name = evaluate(self._assistant, split=split, notes=notes, progress=self._heard).name
        except _StoppedError:
            pass
        except Exception as failure:
            error = failure
        with self._lock:
            self._state = replace(self._state, running=False, name=name, error=error)

    def _heard(self, done: int, total: int) -> None:
        with self._lock:
            self._state = replace(self._state, done=done, total=total)
            if self._state.stopping and done < total:
                raise _StoppedError

    def shown(self, name: str | None, other: str | None, words: Words) -> str:
        """The report of a run, or what differs from `other` to it; a line where there is none."""
        from dzherelo.evals.compare import compare

        try:
            runs = {run.name: run for run in self.runs()}
            if name not in runs:
                return html("evaluation", "aside", words("eval.none"))
            if other in runs and other != name:
                return comparison_html(compare(runs[other], runs[name]), words)
            return html("evaluation", "framed", _report(runs[name]), words)
        except DzhereloError as error:
            return error_html(error, words)


def state_html(state: State, words: Words) -> str:
    """How far a run is, with a way to stop it; how it ended."""
    if state.running:
        said = words("eval.progress", done=state.done, total=state.total)
        said = said if state.total else words("eval.preparing")
        return html("evaluation", "running", said, state, words)
    if state.error is not None:
        return error_html(state.error, words)
    if state.name is not None:
        return html("evaluation", "line", words("eval.done", name=state.name))
    return html("evaluation", "line", words("eval.stopped")) if state.stopping else ""


def label(run: Run, words: Words) -> str:
    """A run in a list: when, which questions, over what."""
    started = str(run.config.get("started", ""))[:16].replace("T", " ")
    split = str(run.config.get("split", ""))
    shown = words(f"eval.{split}") if split in SPLITS else split
    origin = "" if run.config.get("origin") == "text" else f", {words('status.notes')}"
    return f"{started}, {shown}{origin}"


def comparison_html(found: Comparison, words: Words) -> str:
    """Every measure in both runs with its difference, and the questions that changed."""
    hidden = [one.better for one in found.changes if one.question is None]
    first, second = label(found.first, words), label(found.second, words)
    return html("evaluation", "comparison", found, first, second, hidden, words)


def _report(run: Run) -> str:
    """The page of a run as it was written; made anew where it is lost."""
    from dzherelo.evals.report import report_html
    from dzherelo.evals.runs import REPORT

    path = run.folder / REPORT
    with guarded(path):
        return path.read_text(encoding="utf-8") if path.exists() else report_html(run)


def error_html(error: Exception, words: Words) -> str:
    """What went wrong, in one line."""
    return html("evaluation", "error", error_line(error, words))


class EvaluationTab:
    """Chooses questions and runs, and shows them."""

    def __init__(self, evaluating: Evaluating, language: gr.Radio, labels: Labels) -> None:
        self.evaluating = evaluating
        self.language = language
        labels.add(acting, {"value": _lead}, elem_id="dz-eval-lead")
        with gr.Row(elem_id="dz-eval-choice"):
            asked: dict[str, Any] = {"label": "eval.split", "choices": _splits}
            self.split = labels.add(gr.Radio, asked, value="dev", scale=2)
            self.notes = labels.add(gr.Checkbox, {"label": "eval.notes"}, scale=1, min_width=180)
            self.run = labels.add(
                gr.Button, {"value": "eval.run"}, variant="primary", scale=0, min_width=120
            )
        self.status = acting("", elem_id="dz-eval-status")
        self.clock = gr.Timer(0.5, active=False)  # ticks while this page watches a run
        with gr.Row():
            self.chosen = labels.add(
                gr.Dropdown, {"label": "eval.runs"}, choices=[], elem_id="dz-eval-runs"
            )
            self.other = labels.add(
                gr.Dropdown, {"label": "eval.compare"}, choices=[], elem_id="dz-eval-other"
            )
        self.report = acting("", elem_id="dz-eval-report")

    def wire(self, tab: gr.Tab) -> None:
        """Connects the choices; the runs are read when the tab is opened."""
        lists = [self.chosen, self.other]
        seen = [*lists, self.report]
        watched = [self.status, self.run, self.clock]
        shown: dict[str, Any] = {
            "fn": self._shown,
            "inputs": [*lists, self.language],
            "outputs": self.report,
            **HIDDEN,
        }
        told = [*lists, self.language]
        tab.select(self._opened, told, [*watched, *seen], **HIDDEN).then(**ready(tab))
        self.run.click(self._run, [self.split, self.notes, self.language], watched, **HIDDEN)
        self.clock.tick(self._tick, self.language, [*watched, *seen], **HIDDEN)
        self.status.stop(self._stop, self.language, watched, **HIDDEN)
        gr.on([self.chosen.input, self.other.input], **shown)

    def _run(self, split: str, notes: bool, language: str) -> list[Any]:
        self.evaluating.start(split, notes=notes)
        return self._watched(language)

    def _stop(self, language: str) -> list[Any]:
        self.evaluating.stop()
        return self._watched(language)

    def _tick(self, language: str) -> list[Any]:
        """How far the run is; its report once it has ended."""
        watched, name = self._watched(language), self.evaluating.state.name
        if name is None:
            return [*watched, *(gr.skip(),) * 3]
        return [*watched, *self._seen(name, None, language)]

    def _opened(self, chosen: str | None, other: str | None, language: str) -> list[Any]:
        """What is there when a reader comes: runs of before, one that is going on."""
        running = self.evaluating.state.running
        watched = self._watched(language) if running else [gr.skip()] * 3
        return [*watched, *self._seen(chosen, other, language)]

    def _watched(self, language: str) -> list[Any]:
        state = self.evaluating.state
        idle = not state.running
        return [
            state_html(state, Words(language)),
            gr.update(interactive=idle),
            gr.update(active=not idle),
        ]

    def _seen(self, chosen: str | None, other: str | None, language: str) -> list[Any]:
        """The lists of runs and what they choose."""
        words = Words(language)
        try:
            runs = [(label(run, words), run.name) for run in self.evaluating.runs()]
        except DzhereloError as error:
            return [gr.skip(), gr.skip(), error_html(error, words)]
        names = [name for _, name in runs]
        if chosen not in names:
            chosen = names[0] if names else None
        other = other if other in names else ""
        others = [(words("eval.compare.none"), ""), *runs]
        return [
            gr.update(choices=runs, value=chosen),
            gr.update(choices=others, value=other),
            self.evaluating.shown(chosen, other, words),
        ]

    def _shown(self, chosen: str | None, other: str | None, language: str) -> str:
        return self.evaluating.shown(chosen, other, Words(language))


def _splits(words: Words) -> list[tuple[str, str]]:
    return [(words(f"eval.{split}"), split) for split in SPLITS]


def _lead(words: Words) -> str:
    return html("evaluation", "aside", words("eval.lead"))
