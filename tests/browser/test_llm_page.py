"""Answers of a model on the page: chosen, streamed, checked, stopped. The model is a scripted
server on loopback."""

from __future__ import annotations

import re
import shutil

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect
from scripted import COMPLETIONS, failing, said, slow, with_marker

FOUNDED = "Коли заснували товариство садівників?"
TRUE = "Товариство садівників заснували 1931 року"
ALSO = "Саме 1931 року заснували товариство садівників"
FALSE = "Товариство садівників заснували 1899 року"


@pytest.fixture(scope="module")
def writing_url(library_home, serve, chromium, model_site):
    """The chat over the library, with a model that the tests speak for."""
    llm = {"DZHERELO_LLM": model_site.url("/v1"), "DZHERELO_LLM_MODEL": "tiny"}
    with serve(library_home, **llm) as served:
        yield served.url


@pytest.fixture(autouse=True)
def nothing_written_before(library_home):
    """What a model wrote in another test is forgotten."""
    shutil.rmtree(library_home / "llm" / "replies", ignore_errors=True)


def citing(words, *texts):
    """A model that cites the passage with `words`: "{n}" in its texts is the number of it."""

    def answer(handler):
        number = with_marker(handler, words)
        body = said(*(text.replace("{n}", str(number)) for text in texts))
        handler.reply(body, content_type="text/event-stream")

    return answer


def ask(page, question):
    box = page.locator("#dz-question textarea")
    box.fill(question)
    box.press("Enter")
    return page.locator(".dz-turn").last.locator(".dz-reply")


def settled(reply):
    expect(reply.locator(".dz-cites, .dz-declined")).to_be_visible(timeout=30_000)
    return reply


def test_what_a_model_writes_is_checked_marked_and_counted(writing_url, model_site, visit):
    said_so = (f"{TRUE} [{{n}}]. ", f"{ALSO} [{{n}}]. ", f"{FALSE} [{{n}}].")
    model_site.at(COMPLETIONS, citing("1931", *said_so))
    page = visit(writing_url)
    expect(page.locator("#dz-mode")).to_be_visible()
    reply = settled(ask(page, FOUNDED))
    expect(reply.locator(".dz-mode")).to_have_text("написала мовна модель, звірено з цитатами")
    expect(reply.locator(".dz-answer p").first).to_have_text(f"{TRUE}. [1]")
    expect(reply.locator(".dz-unsupported")).to_contain_text("1899")
    expect(reply.locator(".dz-doubt")).to_have_text("не підтверджено цитатою")
    cost = reply.locator(".dz-cost")
    expect(cost).to_contain_text(re.compile(r"tiny .*· токенів: 120 · [\d.]+ с"))
    expect(cost).to_contain_text("Речень моделі: 3, підтверджено цитатами: 2")
    quoted = reply.locator(".dz-cites .dz-quote").inner_text()
    reply.locator(".dz-answer a.dz-mark").first.click()
    mark = page.locator("#dz-source mark")
    expect(mark).to_be_visible()
    assert f"«{mark.inner_text()}»" == quoted


def test_the_way_of_answering_is_chosen_and_stays(writing_url, model_site, visit):
    model_site.at(COMPLETIONS, citing("1931", f"{TRUE} [{{n}}]."))
    page = visit(writing_url)
    page.get_by_label("Точні цитати").check()
    reply = settled(ask(page, FOUNDED))
    expect(reply.locator(".dz-mode")).to_have_text("точні цитати")
    asked = len(model_site.asked)
    page.reload()
    expect(page.get_by_label("Точні цитати")).to_be_checked()
    reply = settled(page.locator(".dz-reply").last)
    page.get_by_label("Мовна модель").check()
    reply.locator("[data-act=retry]").click()
    expect(reply.locator(".dz-mode")).to_have_text(
        "написала мовна модель, звірено з цитатами", timeout=30_000
    )
    assert len(model_site.asked) == asked + 1
    expect(page.locator(".dz-turn")).to_have_count(1)


def test_a_model_that_fails_leaves_quotes_and_says_so(writing_url, model_site, visit):
    model_site.at(COMPLETIONS, failing(401))
    page = visit(writing_url)
    reply = settled(ask(page, FOUNDED))
    expect(reply.locator(".dz-remark")).to_contain_text("ключ")
    expect(reply.locator(".dz-mode")).to_have_text("точні цитати")
    expect(reply.locator(".dz-answer")).to_contain_text("1931")


def test_a_stopped_answer_keeps_what_was_written_and_the_talk_goes_on(
    writing_url, model_site, visit
):
    model_site.at(COMPLETIONS, slow("1931", f"{TRUE} [{{n}}]. Далі", model_site))
    page = visit(writing_url)
    reply = ask(page, FOUNDED)
    expect(reply.locator(".dz-answer")).to_contain_text(TRUE, timeout=30_000)
    assert "Далі" not in reply.inner_text()
    ask(page, "Хто була першою головою товариства?")  # waits for its turn
    expect(page.locator("#dz-queue li")).to_have_count(1)
    model_site.at(COMPLETIONS, citing("Гриценко", "Першою головою була Оксана Гриценко [{n}]."))
    page.locator("[data-act=stop]").click()
    expect(page.locator(".dz-reply").first).to_contain_text("Відповідь перервано")
    expect(page.locator(".dz-reply").first).to_contain_text(TRUE)
    settled(page.locator(".dz-reply").nth(1))
    expect(page.locator(".dz-reply").nth(1)).to_contain_text("Гриценко")
    expect(page.locator("#dz-queue li")).to_have_count(0)


def test_during_an_answer_what_is_typed_stays_and_a_waiting_question_can_be_taken_back(
    writing_url, model_site, visit
):
    model_site.at(COMPLETIONS, slow("1931", f"{TRUE} [{{n}}]. Далі", model_site))
    page = visit(writing_url)
    reply = ask(page, FOUNDED)
    expect(reply.locator(".dz-answer")).to_contain_text(TRUE, timeout=30_000)
    for question in ("Що видає товариство?", "Де його заснували?"):
        ask(page, question)
    page.locator("#dz-question textarea").fill("ще не")
    page.locator("#dz-queue li").first.locator("button").click()
    expect(page.locator("#dz-queue li")).to_have_count(1)
    expect(page.locator("#dz-queue li")).to_contain_text("Де його заснували?")
    page.locator("#dz-new").click()  # another talk: nothing of this one goes on
    expect(page.locator(".dz-turn")).to_have_count(0)
    expect(page.locator("#dz-queue li")).to_have_count(0)
    page.get_by_label("Точні цитати").check()
    settled(ask(page, "Що видає товариство?"))
    expect(page.locator(".dz-turn")).to_have_count(1)


def test_without_a_model_the_page_says_how_to_have_one(library_url, visit):
    page = visit(library_url)
    expect(page.locator("#dz-mode")).to_be_hidden()
    expect(page.locator(".dz-welcome")).to_contain_text("dzherelo doctor")
