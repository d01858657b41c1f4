"""Evaluation on the page: a split is run, its report read, two runs are compared."""

from __future__ import annotations

from typing import Any

import gradio as gr

from dzherelo.corpus.errors import DzhereloError
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.component import HIDDEN, acting
from dzherelo.ui.page.evaluating import SPLITS, Evaluating, error_html, label, state_html
from dzherelo.ui.views.render import html

_TICK = 0.5  # seconds


class EvaluationTab:
    """Chooses questions and runs; what they show is in `evaluating`."""

    def __init__(self, evaluating: Evaluating, language: gr.Radio, words: Words) -> None:
        self.evaluating = evaluating
        self.language = language
        self.lead = acting(_lead(words), elem_id="dz-eval-lead")
        with gr.Row(elem_id="dz-eval-choice"):
            self.split = gr.Radio(_splits(words), value="dev", label=words("eval.split"), scale=2)
            self.notes = gr.Checkbox(label=words("eval.notes"), scale=1, min_width=180)
            self.run = gr.Button(words("eval.run"), variant="primary", scale=0, min_width=120)
        self.status = acting("", elem_id="dz-eval-status")
        self.clock = gr.Timer(_TICK, active=False)  # ticks while this page watches a run
        with gr.Row():
            self.chosen = gr.Dropdown([], label=words("eval.runs"), elem_id="dz-eval-runs")
            self.other = gr.Dropdown([], label=words("eval.compare"), elem_id="dz-eval-other")
        self.report = acting("", elem_id="dz-eval-report")

    @property
    def labels(self) -> list[Any]:
        return [self.lead, self.split, self.notes, self.run, self.chosen, self.other]

    def labelled(self, words: Words) -> list[Any]:
        return [
            _lead(words),
            gr.update(label=words("eval.split"), choices=_splits(words)),
            gr.update(label=words("eval.notes")),
            gr.update(value=words("eval.run")),
            gr.update(label=words("eval.runs")),
            gr.update(label=words("eval.compare")),
        ]

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
        tab.select(self._opened, [*lists, self.language], [*watched, *seen], **HIDDEN)
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
