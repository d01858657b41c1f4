"""Citation look-up on the page, over an article and a law of our own."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

ARTICLE_9 = "Стаття 9. Договір про читальню діє, коли його схвалила громада."
CITED = "За ст. 9 Конституції України договір про читальню діє скрізь"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_tab(page: Page, name: str = "Посилання") -> None:
    page.get_by_role("tab", name=name).click()


def box(page: Page):
    return page.locator("#dz-ref :is(input, textarea)")


def look_up(page: Page, ref: str):
    """Looks a reference up and gives what was found."""
    box(page).fill(ref)
    box(page).press("Enter")
    expect(page.locator("#dz-live")).to_contain_text(re.compile("Знайдено|Found"), timeout=30_000)
    return page.locator(".dz-looked")


def highlighted(page: Page) -> str:
    expect(page.locator("#dz-source mark").first).to_be_visible()
    return " ".join("".join(page.locator("#dz-source mark").all_inner_texts()).split())


def test_a_pinpoint_opens_the_exact_words_and_where_the_article_cites_them(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    found = look_up(page, "ст. 9 Конституції")
    expect(found.locator("h3")).to_contain_text("Конституція України")
    expect(found).to_contain_text("28.06.1996")  # what the article's list has wrong
    found.get_by_role("button", name="ст. 9, ч. 1", exact=True).first.click()
    assert highlighted(page) == ARTICLE_9
    expect(found.locator(".dz-open[aria-current]").first).to_have_text("ст. 9, ч. 1")
    found.get_by_role("button", name=re.compile(r"абз\. \d+ \[5\]")).first.click()
    expect(page.locator("#dz-source h2")).to_contain_text("Роль міжнародних")
    assert highlighted(page).startswith(CITED)
    listed = found.get_by_text("26.06.2024").first  # the record is folded until it is wanted
    expect(listed).to_be_hidden()
    found.locator("summary", has_text="Повний опис").click()
    expect(listed).to_be_visible()
    page.get_by_role("button", name="Попередня цитата").click()
    expect(page.locator("#dz-source h2")).to_contain_text("Конституція України")


def test_an_example_is_looked_up(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    examples = page.locator("#dz-examples .dz-offer")
    expect(examples.first).to_contain_text("[2, с. 86]")
    examples.first.click()
    found = page.locator(".dz-looked")
    expect(found.locator("h3")).to_contain_text("Особливості", timeout=30_000)
    expect(box(page)).to_have_value("[2, с. 86]")
    expect(found).to_contain_text("Самої праці не прочитано.")
    expect(found.locator("[data-copy]")).to_have_count(2)
    expect(found.locator("[data-copy]").first).to_have_attribute("data-copy", re.compile("^Ільниц"))


def test_a_statement_leads_to_the_work_it_rests_on(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    found = look_up(page, "договір про читальню діє скрізь")
    expect(found.locator(".dz-cited")).to_contain_text(ARTICLE_9)
    found.get_by_role("button", name="усе про цю працю").click()
    expect(box(page)).to_have_value("5")
    expect(found.locator("h3")).to_contain_text("Конституція України")


def test_what_names_nothing_says_what_can_be_looked_up_and_goes_on(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    found = look_up(page, "абракадабра")
    expect(found.locator(".dz-error")).to_contain_text("абракадабра")
    expect(found.locator(".dz-offer").first).to_be_visible()
    found = look_up(page, "тихі читачі")
    found.get_by_role("button", name="Знайти уривки про").click()
    expect(page.locator(".dz-hits li").first).to_be_visible(timeout=30_000)


def test_of_a_place_that_is_not_there_only_the_nearest_is_shown(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    found = look_up(page, "ст. 9 ч. 7 Конституції")
    expect(found).to_contain_text("Ст. 9 має частини 1–2.")
    expect(found.locator("details")).to_have_count(0)
    found.get_by_role("button", name="ст. 9, ч. 2", exact=True).click()
    assert highlighted(page).startswith("Договір, якого ніхто")


def test_another_language_shows_the_same_look_up(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    found = look_up(page, "ст. 9 Конституції")
    page.get_by_label("English").click()
    expect(found).to_contain_text("Where the article cites this act")
    expect(found.get_by_role("button", name="art. 9, part 1", exact=True).first).to_be_visible()
    expect(box(page)).to_have_value("ст. 9 Конституції")


def test_the_keyboard_alone_looks_up_and_opens(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    box(page).focus()
    page.keyboard.type("ст. 9 Конституції")
    page.keyboard.press("Enter")
    place = page.locator(".dz-looked .dz-open").first
    expect(place).to_be_visible(timeout=30_000)
    for _ in range(8):
        page.keyboard.press("Tab")
        if place.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert highlighted(page) == ARTICLE_9
    page.keyboard.press("Escape")
    expect(place).to_be_focused()


def test_a_passage_becomes_a_search_and_a_question(cited_url, visit):
    page = visit(cited_url, viewport={"width": 390, "height": 844})
    open_tab(page)
    look_up(page, "ст. 9 Конституції").locator(".dz-open").first.click()
    assert highlighted(page) == ARTICLE_9
    open_tab(page, "Розмова")
    page.get_by_role("button", name="Знайти схоже").click()
    expect(page.locator(".dz-like")).to_contain_text(ARTICLE_9, timeout=30_000)
    expect(page.locator(".dz-hits li").first).to_be_in_viewport()
    expect(page.locator(".dz-hits")).not_to_contain_text(ARTICLE_9)
    assert page.evaluate(SIDEWAYS) == 0
    page.get_by_role("button", name="Запитати про це").click()
    expect(page.locator("#dz-question textarea")).to_have_value(re.compile("Стаття 9"))
    expect(page.locator("#dz-question textarea")).to_be_focused()


def test_a_hostile_source_stays_words(library_url, visit):
    page = visit(library_url)
    open_tab(page)
    found = look_up(page, "Пасічник тримає сорок вуликів")
    expect(found.locator(".dz-words").first).to_contain_text("<img src=x onerror=")
    assert found.locator("img, script, a").count() == 0
    assert page.title() != "owned"
