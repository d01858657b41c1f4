"""The page for those who do not see it well, or use no mouse; and one that stands still."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

FOUNDED = "Коли заснували товариство садівників?"
TABS = ("Розмова", "Посилання", "Джерела", "Оцінювання")
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Adds up how far things moved that nobody had just touched.
SHIFTS = """
() => {
  window.shifted = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    if (!one.hadRecentInput) window.shifted += one.value;
  })).observe({ type: 'layout-shift', buffered: false });
}
"""


def ask(page: Page, question: str) -> None:
    page.locator("#dz-question textarea").fill(question)
    page.locator("#dz-question textarea").press("Enter")
    expect(page.locator(".dz-cites, .dz-declined").last).to_be_visible(timeout=30_000)


def findings(page: Page) -> list[str]:
    """What axe finds serious or critical, each with the first element that it was found in."""
    page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
    found = Axe().run(page).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_tab(library_url, visit, scheme):
    page = visit(library_url, color_scheme=scheme)
    assert findings(page) == []
    ask(page, FOUNDED)
    page.locator(".dz-answer .dz-mark").click()
    expect(page.locator("#dz-source mark")).to_be_visible()
    ask(page, "Хто винайшов телефон?")
    page.locator("#dz-chats [data-act=rename]").click()
    expect(page.locator("#dz-name :is(input, textarea)")).to_be_focused()
    assert findings(page) == []
    page.locator("#dz-chats [data-act=remove]").click()
    expect(page.locator("#dz-chats .dz-sure")).to_be_visible()
    for tab in TABS:
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tab", name=tab, selected=True)).to_be_visible()
        assert (tab, findings(page)) == (tab, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_what_was_looked_up_nor_in_the_library(
    cited_url, visit, scheme
):
    page = visit(cited_url, color_scheme=scheme)
    page.get_by_role("tab", name="Посилання").click()
    for ref in ("ст. 9 Конституції", "договір про читальню діє скрізь", "абракадабра", "article"):
        page.locator("#dz-ref :is(input, textarea)").fill(ref)
        page.keyboard.press("Enter")
        expect(page.locator(".dz-looked")).to_be_visible(timeout=30_000)
        assert (ref, findings(page)) == (ref, [])
    page.get_by_role("tab", name="Джерела").click()
    page.locator("#dz-library .dz-at").first.click()
    expect(page.locator("#dz-source mark").first).to_be_visible()
    page.locator("#dz-library [data-act=remove]").first.click()
    expect(page.locator("#dz-library .dz-sure")).to_be_visible()
    assert findings(page) == []


def test_a_phone_scrolls_no_tab_sideways(library_url, visit):
    page = visit(library_url, viewport={"width": 390, "height": 844}, is_mobile=True)
    for language in ("Українська", "English"):
        page.get_by_label(language).click()
        expect(page.get_by_label(language)).to_be_checked()
        for tab in page.get_by_role("tab").all():
            if tab.is_visible():
                tab.click()
                assert (tab.inner_text(), page.evaluate(WIDE)) == (tab.inner_text(), 0)
    assert findings(page) == []


def test_nothing_jumps_while_an_answer_comes(library_url, visit):
    page = visit(library_url)
    ask(page, "Що видає товариство?")
    page.evaluate(SHIFTS)
    ask(page, FOUNDED)
    page.locator(".dz-answer .dz-mark").last.click()
    expect(page.locator("#dz-source mark")).to_be_visible()
    assert page.evaluate("window.shifted") < 0.01


def test_the_keyboard_alone_names_and_deletes_a_chat(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    focused = page.locator("*:focus")
    rename = page.locator("#dz-chats [data-act=rename]")
    rename.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dz-name :is(input, textarea)")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rename).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#dz-name :is(input, textarea)")).to_be_focused()
    page.keyboard.type("Сад")
    page.keyboard.press("Enter")
    expect(page.locator("#dz-chats .dz-chat-title")).to_have_text("Сад")
    expect(rename).to_be_focused()
    page.locator("#dz-chats [data-act=remove]").focus()
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("data-act", "cancel")
    page.keyboard.press("Escape")
    expect(focused).to_have_attribute("data-act", "remove")
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("data-act", "cancel")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#dz-chats li")).to_have_count(0)


def test_the_keyboard_closes_the_source_and_is_back_at_its_citation(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    mark = page.locator(".dz-answer a.dz-mark")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dz-source h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#dz-source mark")).to_have_count(0)
    expect(mark).to_be_focused()


def test_whatever_has_the_keyboard_shows_it(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    page.locator("#dz-chats-query :is(input, textarea)").focus()
    blind = []
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
              const one = document.activeElement, look = getComputedStyle(one);
              if (one === document.body) return '';
              const seen = (style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none';
              const around = getComputedStyle(one.parentElement);
              return seen(look) || seen(around) ? '' : one.outerHTML.slice(0, 120);
            }"""
        )
        blind += [shown] if shown else []
    assert blind == []
