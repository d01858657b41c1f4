"""Bad input: each is answered, or refused for all to see; nothing is lost without a word."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

FOUNDED = "Коли заснували товариство садівників?"
PUBLISHES = "Що видає товариство?"
LONG = ("Читальня стоїть на горі, і стежка до неї крута. " * 500)[:20_000]

# The program itself, but an answer with the word "Повільно" in its question never ends.
SLOW = """
import sys, threading
from dzherelo.assistant import assembly as build

class Slow(build.Assistant):
    def stream(self, question, **options):
        for event in super().stream(question, **options):
            yield event
            if event.statement is not None and question.startswith("Повільно"):
                threading.Event().wait()

build.Assistant = Slow
from dzherelo.ui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def turns(page: Page):
    return page.locator(".dz-turn")


def box(page: Page):
    return page.locator("#dz-question textarea")


def refusal(page: Page):
    return page.locator(".dz-queue, #dz-notice").filter(has_text="итання")


def send(page: Page, question: str):
    """Types a question, sends it, gives the turn that will be its."""
    turn = turns(page).nth(turns(page).count())
    box(page).fill(question)
    box(page).press("Enter")
    return turn


def settled(turn):
    expect(turn.locator(".dz-cites, .dz-declined")).to_be_visible(timeout=30_000)
    return turn


def test_what_is_no_question_is_refused_and_the_talk_goes_on(library_url, visit):
    page = visit(library_url)
    for nothing in ("", "   ", " \n\t "):
        box(page).fill(nothing)
        page.locator("#dz-send").click()
        expect(refusal(page)).to_contain_text("Спершу напишіть питання")
    for much in (LONG, LONG * 3):
        send(page, much)
        expect(refusal(page)).to_contain_text(f"Питання задовге: {len(much.strip())} знаків")
        expect(box(page)).to_have_value(much)
    expect(turns(page)).to_have_count(0)

    send(page, "Коли " * 300)  # long, but may be asked
    settled(turns(page).last)
    expect(refusal(page)).to_have_count(0)
    for odd in ("🤔🤔🤔", "???", "\u202eогеці\u202c\u200b", "а" * 1_500):
        expect(settled(send(page, odd)).locator(".dz-declined")).to_be_visible()
    hostile = "</textarea><script>document.title='owned'</script> [мед](javascript:alert(1)) `x`"
    turn = settled(send(page, hostile))
    expect(turn.locator(".dz-question")).to_have_text(hostile)
    assert (
        page.locator("#dz-talk :is(script, img, code), #dz-talk a[href^=javascript]").count() == 0
    )
    settled(send(page, FOUNDED)).locator(".dz-answer .dz-mark").first.click()
    expect(page.locator("#dz-source mark").first).to_be_visible()
    assert page.title() != "owned"


QUICKLY = """(box, questions) => questions.forEach((question) => {
  box.value = question;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
})"""


def test_thirty_quick_questions_are_all_answered_in_their_order(library_url, visit):
    page = visit(library_url)
    asked = [f"{FOUNDED} {number}" for number in range(1, 31)]
    box(page).evaluate(QUICKLY, asked)  # quicker than the first is answered
    drop = page.locator("#dz-queue button")
    expect(drop.last).to_be_visible()
    hidden = page.evaluate(
        "document.querySelector('#dz-question').getBoundingClientRect().bottom > innerHeight"
    )
    assert not hidden
    expect(page.locator(".dz-turn :is(.dz-cites, .dz-declined)")).to_have_count(30, timeout=120_000)
    expect(page.locator(".dz-question")).to_have_text(asked)
    expect(page.locator("#dz-queue li")).to_have_count(0)


def test_a_tab_closed_in_mid_answer_leaves_what_was_shown(library_home, serve, visit):
    with serve(library_home, program=(sys.executable, "-c", SLOW)) as served:
        page = visit(served.url)
        turn = send(page, f"Повільно: {FOUNDED}")
        expect(turn.locator(".dz-answer")).to_contain_text("1931", timeout=30_000)
        expect(page.locator("#dz-chats li")).to_have_count(1)
        reader, chat = page.context.storage_state(), page.url.partition("?")[2]
        page.context.close()

        page = visit(f"{served.url}/?{chat}", storage_state=reader)
        turn = turns(page).first
        expect(turn.locator(".dz-answer")).to_contain_text("1931", timeout=30_000)
        expect(turn.locator(".dz-error")).to_contain_text("перервано", timeout=30_000)
        settled(send(page, PUBLISHES))
        expect(turns(page)).to_have_count(2)
        page.context.close()


def test_a_greeting_and_no_words_lead_to_questions_that_are_answered(library_url, visit):
    page = visit(library_url)
    expect(settled(send(page, "👍 ???"))).to_contain_text("немає слів")
    greeted = send(page, "Привіт!")
    expect(greeted.locator(".dz-declined")).to_contain_text("Вітаю", timeout=30_000)
    greeted.locator(".dz-offer").first.click()
    expect(turns(page)).to_have_count(3)
    expect(turns(page).last.locator(".dz-cites")).to_be_visible(timeout=30_000)
