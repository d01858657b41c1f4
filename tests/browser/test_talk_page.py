"""A talk goes on: an earlier question is edited, a follow-up understood, a courtesy returned."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

FOUNDED = "Коли заснували товариство садівників?"
PUBLISHES = "Що видає товариство?"


def turns(page: Page):
    return page.locator(".dz-turn")


def ask(page: Page, question: str):
    """Types a question, sends it, and gives the turn with its reply."""
    turn = turns(page).nth(turns(page).count())
    page.locator("#dz-question textarea").fill(question)
    page.locator("#dz-question textarea").press("Enter")
    return settled(turn)


def settled(turn):
    expect(turn.locator(".dz-cites, .dz-declined")).to_be_visible(timeout=30_000)
    return turn


def test_a_question_is_edited_and_what_followed_it_goes(library_url, visit):
    page = visit(library_url)
    box, notice = page.locator("#dz-question textarea"), page.locator("#dz-notice")
    for question in (FOUNDED, PUBLISHES):
        ask(page, question)
    edit = page.get_by_role("button", name="Змінити")
    edit.last.click()
    expect(box).to_have_value(PUBLISHES)
    expect(box).to_be_focused()
    expect(notice).to_contain_text("Змінюєте питання.")
    notice.get_by_role("button", name="Скасувати").click()
    expect(notice).to_be_empty()
    expect(box).to_have_value("")

    edit.first.click()
    expect(notice).to_contain_text("усе після нього в розмові зникне")
    box.fill("Хто був першою головою товариства?")
    box.press("Enter")
    expect(turns(page)).to_have_count(1)
    expect(settled(turns(page)).locator(".dz-answer")).to_contain_text("Гриценко")
    expect(notice).to_be_empty()
    page.get_by_role("button", name="Запитати ще раз").click()
    expect(settled(turns(page)).locator(".dz-answer")).to_contain_text("Гриценко")
    page.reload()
    expect(page.locator(".dz-question")).to_have_text(["Хто був першою головою товариства?"])


def test_a_follow_up_says_how_it_was_taken(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    ask(page, "дякую")  # nothing leans on this
    turn = ask(page, "а де його заснували?")
    expect(turn.locator(".dz-understood")).to_contain_text("Зрозуміло як")
    expect(turn.locator(".dz-understood")).to_contain_text("товариство садівників")
    expect(turn.locator(".dz-answer")).to_contain_text("Лубнах")


def test_who_asks_what_it_can_do_gets_a_line_and_questions_to_begin_with(library_url, visit):
    page = visit(library_url, locale="en-US")
    turn = ask(page, "what can you do?")
    expect(turn.locator(".dz-reply")).to_contain_text("I answer questions")
    expect(turn.locator(".dz-why, .dz-cites, .dz-near, .dz-mark")).to_have_count(0)
    turn.locator(".dz-offer").first.click()
    expect(settled(turns(page).nth(1)).locator(".dz-cites")).to_be_visible()
