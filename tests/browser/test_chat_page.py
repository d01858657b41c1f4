from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

FOUNDED = "Коли заснували товариство садівників?"
QUOTE = "Товариство садівників заснували у Лубнах 1931 року дванадцять учителів."


def ask(page: Page, question: str):
    """Types a question, sends it, and gives the message that answers it."""
    before = page.get_by_test_id("bot").count()
    page.locator("#dz-question textarea").fill(question)
    page.locator("#dz-question textarea").press("Enter")
    reply = page.get_by_test_id("bot").nth(before)
    expect(reply.locator(".dz-cites, .dz-declined, .dz-error")).to_be_visible(timeout=30_000)
    assert reply.locator(".dz-error").all_inner_texts() == []
    return reply


def test_an_answer_opens_the_exact_words(library_url, visit):
    page = visit(library_url)
    reply = ask(page, FOUNDED)
    expect(reply.locator(".dz-answer")).to_contain_text("1931")
    expect(reply.locator(".dz-answer .dz-mark")).to_have_text("[1]")
    expect(page.locator("#dz-question textarea")).to_have_value("")
    citation = reply.locator(".dz-cites li").first
    expect(citation).to_contain_text("Товариство садівників")
    expect(citation).to_contain_text("абз. 1")
    expect(citation.locator("mark")).to_be_hidden()
    citation.locator("summary").click()
    expect(citation.locator("mark")).to_be_visible()
    assert " ".join(citation.locator("mark").inner_text().split()) == QUOTE
    expect(citation.locator(".dz-passage")).to_contain_text("Першою головою була Оксана Гриценко")
    expect(citation.locator(".dz-passage .dz-own")).to_have_text("[3, с. 8]")


def test_an_opened_citation_stays_open_when_the_talk_goes_on(library_url, visit):
    page = visit(library_url)
    first = ask(page, FOUNDED)
    first.locator("summary").first.click()
    ask(page, "Що видає товариство?")
    expect(first.locator("mark").first).to_be_visible()


def test_a_declined_answer_looks_different_and_names_what_is_near(library_url, visit):
    reply = ask(visit(library_url), "Хто винайшов телефон?")
    expect(reply.locator(".dz-declined")).to_contain_text("У бібліотеці немає")
    expect(reply.locator(".dz-cites")).to_have_count(0)
    reply.locator("summary").click()
    expect(reply.locator(".dz-near li").first).to_be_visible()


def test_a_suggested_question_is_answered(library_url, visit):
    page = visit(library_url)
    suggestion = page.locator("#dz-talk button.example").first
    suggestion.click(timeout=30_000)
    expect(page.get_by_test_id("bot").locator(".dz-cites")).to_be_visible(timeout=30_000)


def test_two_readers_do_not_see_each_other(library_url, visit):
    mine, yours = visit(library_url), visit(library_url)
    ask(mine, FOUNDED)
    expect(yours.get_by_test_id("bot")).to_have_count(0)
    ask(yours, "Що видає товариство?")
    expect(mine.get_by_test_id("bot")).to_have_count(1)


def test_a_cleared_talk_is_forgotten(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    page.get_by_role("button", name="Очистити").click()
    expect(page.get_by_test_id("bot")).to_have_count(0)
    ask(page, "Що видає товариство?")
    expect(page.get_by_test_id("bot")).to_have_count(1)


def test_a_hostile_source_stays_words(library_url, visit):
    page = visit(library_url)
    reply = ask(page, "Скільки вуликів тримає пасічник?")
    reply.locator("summary").first.click()
    expect(reply.locator(".dz-passage").first).to_contain_text('<img src=x onerror="document')
    expect(reply.locator(".dz-passage").first).to_contain_text("![бджола](http://evil.example/")
    assert reply.locator("img, script, a").count() == 0
    expect(page.locator("#dz-library")).to_contain_text("<script>document.title")
    assert page.title() != "owned"


def test_a_hostile_question_stays_words(library_url, visit):
    page = visit(library_url)
    hostile = "<img src=x onerror=\"document.title='owned'\"> ![x](http://evil.example/x.png) **b**"
    ask(page, hostile)
    expect(page.get_by_test_id("user")).to_have_text(hostile)
    assert page.get_by_test_id("user").locator("img, a, strong").count() == 0
    assert page.title() != "owned"


def test_the_page_speaks_the_browsers_language_and_can_switch(library_url, visit):
    page = visit(library_url, locale="en-US")
    expect(page.get_by_role("button", name="Ask")).to_be_visible()
    page.get_by_label("Українська").click()
    expect(page.get_by_role("button", name="Запитати")).to_be_visible()
    expect(page.locator("#dz-library")).to_contain_text("повний текст")


def test_an_empty_library_says_how_to_begin_takes_a_file_and_answers(empty_url, visit, tmp_path):
    page = visit(empty_url)
    expect(page.locator("#dz-library")).to_contain_text("dzherelo add FILE")
    expect(page.locator("#dz-talk button.example")).to_have_count(0)

    empty = tmp_path / "порожній.txt"
    empty.write_text("", encoding="utf-8")
    page.locator("#dz-upload input[type=file]").set_input_files(empty)
    expect(page.locator("#dz-upload-status .dz-error")).to_have_count(1, timeout=30_000)
    expect(page.locator("#dz-library")).to_contain_text("dzherelo add FILE")

    lake = tmp_path / "озеро.txt"
    lake.write_text(
        "Озеро Світязь\n\nНайбільша глибина озера Світязь становить 58 метрів.\n",
        encoding="utf-8",
    )
    page.locator("#dz-upload input[type=file]").set_input_files(lake)
    expect(page.locator("#dz-upload-status")).to_contain_text("Готово", timeout=60_000)
    expect(page.locator("#dz-library")).to_contain_text("Озеро Світязь")
    reply = ask(page, "Яка найбільша глибина озера Світязь?")
    expect(reply.locator(".dz-answer")).to_contain_text("58 метрів")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(library_url, visit, scheme):
    page = visit(library_url, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    ask(page, FOUNDED).locator("summary").first.click()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    expect(page.locator("#dz-upload")).to_be_visible()
