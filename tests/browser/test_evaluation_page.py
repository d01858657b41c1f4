"""The gold questions asked from the page: a run, its report, a comparison, a run of another tab."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

# The program itself, but the second question of a run waits until somebody stops it.
HELD = """
import sys, threading
from dzherelo.evals import harness
from dzherelo.ui.page.evaluation import Evaluating

stopped, begun = threading.Event(), []
stop, searched = Evaluating.stop, harness._hits

def heard(self):
    stop(self)
    stopped.set()

def held(*given):
    if begun:
        stopped.wait()
    begun.append(given)
    return searched(*given)

Evaluating.stop, harness._hits = heard, held
from dzherelo.ui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_an_evaluation_is_run_and_its_report_read(library_url, visit):
    page = visit(library_url, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.get_by_role("tab", name="Оцінювання").click()
    expect(page.locator("#dz-eval-report")).to_contain_text("ще не було")
    page.get_by_role("button", name="Оцінити").click()
    expect(page.locator("#dz-eval-status progress")).to_be_visible()
    report = page.frame_locator("iframe.dz-report")
    expect(report.locator("h1")).to_contain_text("dev questions", timeout=120_000)
    report.locator("nav a[href='#misses']").click()
    expect(report.locator("#misses")).to_be_in_viewport()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    page.get_by_role("button", name="Оцінити").click()
    expect(page.locator("#dz-eval-status progress")).to_be_visible()
    expect(page.locator("#dz-eval-status")).to_contain_text("Готово", timeout=120_000)
    page.locator("#dz-eval-other input").click()
    page.locator("#dz-eval-other [role=option]").last.click()
    expect(page.locator(".dz-compared tbody tr").first).to_be_visible()


def test_a_run_outlives_its_tab_and_another_reader_stops_it(library_home, serve, visit):
    with serve(library_home, program=(sys.executable, "-c", HELD)) as served:
        page = visit(served.url)
        page.get_by_role("tab", name="Оцінювання").click()
        page.get_by_role("button", name="Оцінити").click()
        expect(page.locator("#dz-eval-status")).to_contain_text("Питань: 1 з", timeout=30_000)
        page.context.close()
        page = visit(served.url, locale="en-US")
        page.get_by_role("tab", name="Evaluation").click()
        expect(page.locator("#dz-eval-status progress")).to_be_visible()
        expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
        page.locator("#dz-eval-status [data-act=stop]").click()
        expect(page.locator("#dz-eval-status")).to_contain_text("Stopped", timeout=30_000)
        expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
        page.context.close()
