"""Evaluation: runs in the background, reports and comparisons as HTML; and its tab, where a split
is run, its report read, two runs are compared."""

from __future__ import annotations

import html
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from dzherelo.corpus.errors import DzhereloError
from dzherelo.corpus.files import guarded
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.parts import HIDDEN, Labels, acting, error_line, ready
from dzherelo.ui.views.markup import button, escaped

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.evals.api import Comparison, Run, SplitChoice
    from dzherelo.evals.compare import Change, Difference

SPLITS: tuple[SplitChoice, ...] = ("dev", "sealed", "all")
_DIGITS = 3  # of a measure's value


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
        from dzherelo.evals.api import compare

        try:
            runs = {run.name: run for run in self.runs()}
            if name not in runs:
                return f'<p class="dz-aside">{words("eval.none")}</p>'
            if other in runs and other != name:
                return comparison_html(compare(runs[other], runs[name]), words)
            return _framed(_report(runs[name]), words)
        except DzhereloError as error:
            return error_html(error, words)


def state_html(state: State, words: Words) -> str:
    """How far a run is, with a way to stop it; how it ended."""
    if state.running:
        said = words("eval.progress", done=state.done, total=state.total)
        return _progress(said if state.total else words("eval.preparing"), state, words)
    if state.error is not None:
        return error_html(state.error, words)
    if state.name is not None:
        return _line(words("eval.done", name=state.name))
    return _line(words("eval.stopped")) if state.stopping else ""


def label(run: Run, words: Words) -> str:
    """A run in a list: when, which questions, over what."""
    started = str(run.config.get("started", ""))[:16].replace("T", " ")
    split = str(run.config.get("split", ""))
    shown = words(f"eval.{split}") if split in SPLITS else split
    origin = "" if run.config.get("origin") == "text" else f", {words('status.notes')}"
    return f"{started}, {shown}{origin}"


def comparison_html(found: Comparison, words: Words) -> str:
    """Every measure in both runs with its difference, and the questions that changed."""
    rows = "".join(_difference(one, words) for one in found.differences)
    names = ("measure", "first", "second", "delta", "p", "verdict")
    heads = "".join(f'<th scope="col">{words(f"eval.{name}")}</th>' for name in names)
    first, second = label(found.first, words), label(found.second, words)
    head = words("eval.compared", first=first, second=second, count=found.common)
    changed = words("eval.changed", count=len(found.changes))
    return (
        f'<div class="dz-compared"><h2>{escaped(head)}</h2>'
        f'<div class="dz-scroll" tabindex="0" role="region" aria-label="{words("eval.report")}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"<h3>{changed}</h3><ul>{_changes(found.changes, words)}</ul></div>"
    )


def _difference(one: Difference, words: Words) -> str:
    verdict = "unsure" if not one.real else "better" if one.better else "worse"
    delta, low, high = (f"{value:+z.{_DIGITS}f}" for value in (one.delta, one.low, one.high))
    return (
        f'<tr class="dz-{verdict}"><th scope="row">{escaped(one.measure)}</th>'
        f"<td>{one.first:.{_DIGITS}f}</td><td>{one.second:.{_DIGITS}f}</td>"
        f"<td>{delta} [{low}; {high}]</td><td>{one.p_holm:.{_DIGITS}f}</td>"
        f"<td>{words(f'eval.{verdict}')}</td></tr>"
    )


def _changes(changes: Sequence[Change], words: Words) -> str:
    """The open questions one by one; of sealed ones only how many."""
    hidden = [one for one in changes if one.question is None]
    better = sum(one.better for one in hidden)
    told = [_change(one, one.question, words) for one in changes if one.question is not None]
    if hidden:
        said = words("eval.hidden", better=better, worse=len(hidden) - better)
        told.append(f"<li>{escaped(said)}</li>")
    return "".join(told)


def _change(one: Change, question: str, words: Words) -> str:
    sign = words("eval.better" if one.better else "eval.worse")
    why = f' <span class="dz-aside">{escaped("; ".join(one.why))}</span>' if one.why else ""
    return f"<li><b>{sign}</b>: {escaped(question)}{why}</li>"


def _report(run: Run) -> str:
    """The page of a run as it was written; made anew where it is lost."""
    from dzherelo.evals.api import report_html
    from dzherelo.evals.runs import REPORT

    path = run.folder / REPORT
    with guarded(path):
        return path.read_text(encoding="utf-8") if path.exists() else report_html(run)


# Within a frame `#misses` would be a place of the page around it.
_ANCHORS = """<script>
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const place = document.getElementById(link.hash.slice(1));
  place?.closest('details')?.setAttribute('open', '');
  place?.scrollIntoView();
});
</script>"""


def _framed(page: str, words: Words) -> str:
    """A report in a frame of its own, whose scripts reach nothing of the page around it."""
    return (
        f'<iframe class="dz-report" sandbox="allow-scripts" title="{words("eval.report")}"'
        f' srcdoc="{html.escape(page + _ANCHORS)}"></iframe>'
    )


def _progress(said: str, state: State, words: Words) -> str:
    share = f' value="{state.done}" max="{state.total}"' if state.total else ""
    stop = button(words("stop"), "stop", look="dz-small")
    end = f"<span>{words('eval.stopping')}</span>" if state.stopping else stop
    return (
        f'<div class="dz-running"><progress{share} aria-label="{words("eval.run")}"></progress>'
        f"<span>{escaped(said)}</span>{end}</div>"
    )


def _line(said: str) -> str:
    return f'<p role="status">{escaped(said)}</p>'


def error_html(error: Exception, words: Words) -> str:
    """What went wrong, in one line."""
    return f'<p class="dz-error" role="alert">{escaped(error_line(error, words))}</p>'


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
    return f'<p class="dz-aside">{words("eval.lead")}</p>'
