"""Runs of the gold questions as the page sees them; what is measured is tested with `evals`."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from dzherelo.corpus.errors import InputError
from dzherelo.evals import api
from dzherelo.evals.compare import Change, Comparison, Difference
from dzherelo.evals.runs import REPORT, Cost, Folder
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.evaluation import Evaluating, comparison_html, label, state_html

UK, EN = Words("uk"), Words("en")
CONFIG = {"split": "dev", "origin": "text", "started": "2026-11-24T13:05:00", "fingerprint": "x"}


@pytest.fixture
def evaluating(tmp_path):
    return Evaluating(SimpleNamespace(settings=SimpleNamespace(home=tmp_path)))


@pytest.fixture
def finish(tmp_path):
    """Leaves a finished run of that name in the data folder."""

    def finished(name, report="<p>Report</p>"):
        folder = Folder(tmp_path / "runs" / name)
        folder.begin(CONFIG)
        run = folder.finish(CONFIG, [], Cost())
        (folder.path / REPORT).write_text(report, encoding="utf-8")
        return run

    return finished


def ended(evaluating):
    """The state after the run; fails if it does not end."""
    for _ in range(1000):
        if not evaluating.state.running:
            return evaluating.state
        time.sleep(0.01)
    raise AssertionError("the run does not end")


@pytest.fixture
def held(monkeypatch, finish):
    """A run of two questions that stands at the first until it is let go: what it was asked for,
    an event that it has begun, and one that lets it go."""
    asked, begun, go_on = [], threading.Event(), threading.Event()

    def evaluate(assistant, *, split, notes, progress):
        asked.append((split, notes))
        progress(1, 2)
        begun.set()
        assert go_on.wait(10)
        progress(2, 3)
        return finish("first")

    monkeypatch.setattr(api, "evaluate", evaluate)
    yield asked, begun, go_on
    go_on.set()


def test_a_run_tells_how_far_it_is_and_ends_with_its_name(evaluating, held):
    asked, begun, go_on = held
    evaluating.start("sealed", notes=True)
    assert begun.wait(10)
    said = state_html(evaluating.state, UK)
    assert "Питань: 1 з 2" in said.replace("&#58;", ":") and 'value="1" max="2"' in said
    assert 'data-act="stop"' in said
    go_on.set()
    assert ended(evaluating).name == "first"
    assert "first" in state_html(evaluating.state, UK)
    assert asked == [("sealed", True)]


def test_a_second_reader_sees_the_run_and_can_stop_it(evaluating, held):
    asked, begun, go_on = held
    evaluating.start("dev", notes=False)
    assert begun.wait(10)
    evaluating.start("all", notes=False)
    assert evaluating.state.running and evaluating.state.total == 2
    evaluating.stop()
    assert 'data-act="stop"' not in state_html(evaluating.state, EN)
    go_on.set()
    assert ended(evaluating).name is None
    assert "goes on from here" in state_html(evaluating.state, EN)
    assert asked == [("dev", False)]
    evaluating.start("dev", notes=False)
    assert ended(evaluating).name == "first"  # what was stopped before does not stop this one


def test_what_cannot_be_measured_is_one_line(evaluating, monkeypatch):
    def evaluate(assistant, **options):
        raise InputError("The library holds <none> of the texts.", "Add the article.")

    monkeypatch.setattr(api, "evaluate", evaluate)
    evaluating.start("dev", notes=False)
    said = state_html(ended(evaluating), EN)
    assert "Add the article" in said and "<none>" not in said


def test_a_report_stands_in_a_frame_that_reaches_nothing(evaluating, finish):
    assert "ще не було" in evaluating.shown(None, None, UK)
    finish("first", report='<script>parent.document.title = "x"</script>"')
    shown = evaluating.shown("first", None, UK)
    assert 'sandbox="allow-scripts"' in shown and "allow-same-origin" not in shown
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert [run.name for run in evaluating.runs()] == ["first"]
    assert label(evaluating.runs()[0], EN) == "2026-11-24 13:05, open (dev)"


def test_runs_without_a_common_question_say_so(evaluating, finish):
    finish("first"), finish("second")
    assert "no question in common" in evaluating.shown("first", "second", EN)


def test_a_comparison_shows_what_is_real_and_hides_sealed_questions(finish):
    real = Difference("S@1", "retrieval", 9, 0.5, 0.75, 0.1, 0.4, 0.01, None, 0.02, False)
    lower = Difference("AURC", "abstention", 9, 0.1, 0.2, 0.05, 0.15, 0.01, None, 0.02, True)
    unsure = Difference("R@5", "retrieval", 9, 0.5, 0.51, -0.1, 0.12, 0.9, None, 0.9, False)
    few = Difference("R@10", "retrieval", 2, 0.5, 1.0, None, None, 0.5, None, 1.0, False)
    changes = (
        Change("q1", "uk", "fact", True, "Чому <b>?", ("found",)),
        Change("s-7", "uk", "fact", False, None, ()),
        Change("s-8", "uk", "fact", True, None, ()),
    )
    found = Comparison(finish("first"), finish("second"), 9, (real, lower, unsure, few), changes)
    html = comparison_html(found, EN)
    for name, verdict in (("S@1", "better"), ("AURC", "worse"), ("R@5", "unsure")):
        row = html.split(f"{name.replace('@', '&#64;')}</th>")[0].rsplit("<tr", 1)[1]
        assert f'class="dz-{verdict}"' in row
    assert "+0.250 [+0.100; +0.400]" in html
    assert "<td>+0.500</td>" in html
    assert "<b>?" not in html and "1 better&#44; 1 worse" in html and "s&#45;7" not in html
