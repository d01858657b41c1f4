from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

FOUNDED = "Коли заснували товариство садівників?"
QUOTE = "Товариство садівників заснували у Лубнах 1931 року дванадцять учителів."


def replies(page: Page):
    return page.locator(".dz-turn .dz-reply")


def ask(page: Page, question: str):
    """Types a question, sends it, and gives the reply that answers it."""
    before = replies(page).count()
    page.locator("#dz-question textarea").fill(question)
    page.locator("#dz-question textarea").press("Enter")
    reply = replies(page).nth(before)
    expect(reply.locator(".dz-cites, .dz-declined, .dz-error")).to_be_visible(timeout=30_000)
    assert reply.locator(".dz-error").all_inner_texts() == []
    return reply


def tab(page: Page, name: str):
    page.get_by_role("tab", name=name).click()


def words_of(locator) -> str:
    return " ".join(locator.inner_text().split())


def test_a_click_on_the_mark_opens_the_exact_words(library_url, visit):
    page = visit(library_url)
    reply = ask(page, FOUNDED)
    expect(reply.locator(".dz-answer")).to_contain_text("1931")
    expect(reply.locator(".dz-answer .dz-mark")).to_have_text("[1]")
    expect(page.locator("#dz-question textarea")).to_have_value("")
    citation = reply.locator(".dz-cites li").first
    expect(citation).to_contain_text("Товариство садівників")
    expect(citation).to_contain_text("абз. 1")
    reply.locator(".dz-answer .dz-mark").click()
    source = page.locator("#dz-source")
    expect(source.locator("mark")).to_be_in_viewport()
    assert words_of(source.locator("mark")) == QUOTE
    expect(source.locator(".dz-current")).to_contain_text("Першою головою була Оксана Гриценко")
    expect(source.locator(".dz-current .dz-own")).to_have_text("[3, с. 8]")


HEAD = "Першою головою була Оксана Гриценко"
YEARLY = "Товариство щороку видає каталог насіння і проводить весняну виставку."
QUESTIONS = {
    "uk-UA": {
        "Де заснували товариство садівників?": QUOTE,
        "Скільки учителів заснували товариство?": QUOTE,
        "Хто був першою головою товариства?": HEAD,
        "Що видає товариство?": YEARLY,
        "Скільки вуликів тримає пасічник?": "Пасічник тримає сорок вуликів <img src=x",
        "Для кого вхід на виставку безкоштовний?": "Вхід на виставку безкоштовний для школярів.",
    },
    "en-US": {
        "Who was the first head of the society?": HEAD,
        "When was the society of gardeners founded?": QUOTE,
        "What does the society publish every year?": YEARLY,
        "Where was the society founded?": QUOTE,
        "What exhibition does the society hold?": YEARLY,
    },
}


@pytest.mark.parametrize("locale", QUESTIONS)
def test_what_is_highlighted_is_what_was_quoted(library_url, visit, locale):
    page = visit(library_url, locale=locale)
    for question, quote in QUESTIONS[locale].items():
        reply = ask(page, question)
        reply.locator(".dz-answer a.dz-mark").first.click()
        current = page.locator("#dz-source .dz-current")
        expect(current.locator("mark").first).to_contain_text(quote)
        shown = " ".join(words_of(one) for one in current.locator("mark").all())
        marks = ("“", "”") if locale == "en-US" else ("«", "»")
        assert shown.join(marks) in words_of(reply.locator(".dz-answer"))


def test_an_opened_source_stays_open_when_the_talk_goes_on(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED).locator(".dz-answer .dz-mark").click()
    expect(page.locator("#dz-source mark")).to_be_visible()
    ask(page, "Що видає товариство?")
    assert words_of(page.locator("#dz-source mark")) == QUOTE


def test_a_declined_answer_looks_different_and_names_what_is_near(library_url, visit):
    page = visit(library_url)
    reply = ask(page, "Хто винайшов телефон?")
    expect(reply.locator(".dz-declined")).to_contain_text("У бібліотеці немає")
    expect(reply.locator(".dz-cites")).to_have_count(0)
    reply.locator(".dz-near a").first.click()
    expect(page.locator("#dz-source .dz-current")).to_be_visible()


def test_a_suggested_question_is_answered(library_url, visit):
    page = visit(library_url)
    page.locator("#dz-talk .dz-offer").first.click(timeout=30_000)
    expect(replies(page).locator(".dz-cites")).to_be_visible(timeout=30_000)


def test_two_readers_do_not_see_each_other(library_url, visit):
    mine, yours = visit(library_url), visit(library_url)
    ask(mine, FOUNDED)
    expect(replies(yours)).to_have_count(0)
    ask(yours, "Що видає товариство?")
    expect(replies(mine)).to_have_count(1)


def test_a_new_talk_forgets_the_old_one(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    page.locator("#dz-new").click()
    expect(replies(page)).to_have_count(0)
    ask(page, "Що видає товариство?")
    expect(replies(page)).to_have_count(1)


def test_a_hostile_source_stays_words(library_url, visit):
    page = visit(library_url)
    reply = ask(page, "Скільки вуликів тримає пасічник?")
    reply.locator(".dz-answer .dz-mark").first.click()
    shown = page.locator("#dz-source .dz-current")
    expect(shown).to_contain_text('<img src=x onerror="document')
    expect(shown).to_contain_text("![бджола](http://evil.example/")
    assert page.locator("#dz-source img, #dz-source script, #dz-talk img").count() == 0
    expect(page.locator("#dz-source")).to_contain_text("<script>document.title")
    tab(page, "Джерела")
    expect(page.locator("#dz-library")).to_contain_text("bees")
    assert page.title() != "owned"


def test_a_hostile_question_stays_words(library_url, visit):
    page = visit(library_url)
    hostile = "<img src=x onerror=\"document.title='owned'\"> ![x](http://evil.example/x.png) **b**"
    ask(page, hostile)
    expect(page.locator(".dz-question")).to_have_text(hostile)
    assert page.locator(".dz-question").locator("img, a, strong").count() == 0
    assert page.title() != "owned"


def test_the_page_speaks_the_browsers_language_and_can_switch(library_url, visit):
    page = visit(library_url, locale="en-US")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.get_by_label("Українська").click()
    expect(page.get_by_role("button", name="Запитати", exact=True)).to_be_visible()
    tab(page, "Джерела")
    expect(page.locator("#dz-library")).to_contain_text("повний текст")
    page.reload()  # what was chosen stays
    expect(page.get_by_role("button", name="Запитати", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("languages", "send"),
    [
        (["de", "uk-UA", "en"], "Запитати"),
        (["de", "en-GB", "uk"], "Ask"),
        (["de"], "Запитати"),
    ],
)
def test_the_browser_chooses_the_first_language_that_the_page_speaks(
    library_url, visit, languages, send
):
    page = visit(library_url)
    page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{value: {languages}}})")
    page.reload()
    expect(page.get_by_role("button", name=send, exact=True)).to_be_visible(timeout=30_000)


def test_a_language_chosen_before_the_page_has_opened_stays(library_url, visit):
    page = visit(library_url, locale="en-US")
    page.reload(wait_until="commit")
    page.locator("#dz-language input[value=uk]").wait_for(state="attached")
    page.evaluate("document.querySelector('#dz-language input[value=uk]').click()")
    expect(page.get_by_role("button", name="Запитати", exact=True)).to_be_visible(timeout=30_000)
    page.locator("body.dz-ready").wait_for()  # what the page opened with has come, too late
    expect(page.get_by_role("button", name="Запитати", exact=True)).to_be_visible()
    expect(page.get_by_label("Українська")).to_be_checked()


def test_a_question_asked_before_the_page_has_opened_is_answered(library_url, visit):
    page = visit(library_url)
    page.reload(wait_until="commit")
    page.locator("#dz-question textarea").wait_for(state="attached")
    page.evaluate(
        """(question) => {
          const box = document.querySelector('#dz-question textarea');
          box.value = question;
          box.dispatchEvent(new Event('input', { bubbles: true }));
          box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
        }""",
        FOUNDED,
    )
    expect(replies(page).locator(".dz-cites")).to_be_visible(timeout=30_000)
    page.locator("body.dz-ready").wait_for()
    expect(replies(page).locator(".dz-cites")).to_be_visible()


def test_light_turns_dark_and_stays_dark(library_url, visit):
    page = visit(library_url)
    dark = "document.body.classList.contains('dark')"
    assert not page.evaluate(dark)
    page.locator("[data-act=theme]").click()
    page.wait_for_function(dark)
    page.reload()
    page.locator("#dz-question textarea").wait_for()
    page.wait_for_function(dark)


def test_the_keyboard_alone_asks_and_opens_the_source(library_url, visit):
    page = visit(library_url)
    page.locator("#dz-question textarea").press_sequentially(FOUNDED)
    page.keyboard.press("Enter")
    mark = page.locator(".dz-answer a.dz-mark")
    expect(mark).to_be_visible(timeout=30_000)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if mark.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert words_of(page.locator("#dz-source mark")) == QUOTE


def test_an_empty_library_says_how_to_begin_takes_a_file_and_answers(empty_url, visit, tmp_path):
    page = visit(empty_url)
    expect(page.locator("#dz-talk .dz-offer")).to_have_count(0)
    tab(page, "Джерела")
    expect(page.locator("#dz-library")).to_contain_text("dzherelo add FILE")

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
    tab(page, "Розмова")
    reply = ask(page, "Яка найбільша глибина озера Світязь?")
    expect(reply.locator(".dz-answer")).to_contain_text("58 метрів")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(library_url, visit, scheme):
    page = visit(library_url, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    ask(page, FOUNDED).locator(".dz-answer .dz-mark").click()
    expect(page.locator("#dz-source mark")).to_be_in_viewport()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    tab(page, "Джерела")
    expect(page.locator("#dz-upload")).to_be_visible()


def test_an_answer_is_copied_asked_again_and_its_question_edited(library_url, visit):
    page = visit(library_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, FOUNDED)
    page.get_by_role("button", name="Копіювати відповідь").click()
    expect(page.locator(".dz-copied")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        f"{FOUNDED}\n\n1931: «{QUOTE}» [1]\n\n[1] Товариство садівників, абз. 1"
    )

    page.get_by_role("button", name="Запитати ще раз").click()
    expect(replies(page)).to_have_count(1)
    expect(replies(page).locator(".dz-cites")).to_be_visible(timeout=30_000)

    page.locator(".dz-asked").hover()
    page.get_by_role("button", name="Змінити").click()
    box = page.locator("#dz-question textarea")
    expect(box).to_have_value(FOUNDED)
    expect(page.locator("#dz-notice")).to_contain_text("Змінюєте питання")
    box.fill("Що видає товариство?")
    box.press("Enter")
    expect(page.locator(".dz-answer")).to_contain_text("каталог насіння", timeout=30_000)
    expect(page.locator(".dz-question")).to_have_text(["Що видає товариство?"])
    expect(page.locator("#dz-notice")).to_be_hidden()
