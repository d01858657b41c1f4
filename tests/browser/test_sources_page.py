"""The library on the page: what is cited where; texts added, fetched and removed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

LAKE = "Озеро Світязь\n\nНайбільша глибина озера Світязь становить 58 метрів.\n"
DEPTH = "Яка найбільша глибина озера Світязь?"

# The program itself, but it may ask this machine.
LOCAL = """
import sys
from dzherelo.corpus.fetch import fetcher

class Near(fetcher.Fetcher):
    def __init__(self, **options):
        outside = fetcher.Outside(sleep=lambda seconds: None)
        super().__init__(**{**options, "allow_private": True, "outside": outside})

fetcher.Fetcher = Near
from dzherelo.ui.cli import main
sys.exit(main(sys.argv[1:]))
"""
RECORD = '[[record]]\nid = "{id}"\ntype = "document"\ntitle = "{title}"\nlanguage = "uk"\n'
ADDRESS = '[[record.address]]\nurl = "{url}"\nrole = "official"\n'
PAGE = "<!DOCTYPE html><title>{0}</title><h1>{0}</h1><p>У залі «{0}» тихо й сонячно.</p>"


def open_tab(page: Page, name: str = "Джерела") -> None:
    page.get_by_role("tab", name=name).click()


def source(page: Page, title: str):
    return page.locator("#dz-library li", has_text=title)


def status(page: Page):
    return page.locator("#dz-upload-status")


def upload(page: Page, *files) -> None:
    page.locator("#dz-upload input[type=file]").set_input_files(list(files))


def ask(page: Page, question: str):
    replies = page.locator(".dz-turn .dz-reply")
    before = replies.count()
    page.locator("#dz-question textarea").fill(question)
    page.locator("#dz-question textarea").press("Enter")
    reply = replies.nth(before)
    expect(reply.locator(".dz-cites, .dz-declined")).to_be_visible(timeout=30_000)
    return reply


@pytest.fixture
def own_home(library_home, tmp_path):
    """A library of two sources that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(library_home, home, ignore=shutil.ignore_patterns("*.sqlite", "*.lock"))
    return home


@pytest.fixture
def open_page(serve, visit):
    """Serves a library and opens its page for a while: `with open_page(home) as page`."""

    @contextmanager
    def go(home, **options):
        with serve(home, **options) as served:
            page = visit(served.url)
            yield page
            page.context.close()  # before its server goes

    return go


def test_each_reference_says_where_it_is_cited_and_opens_there(cited_url, visit):
    page = visit(cited_url)
    open_tab(page)
    law = source(page, "Конституція України")
    expect(law.locator(".dz-number")).to_have_text("5")
    expect(law.locator(".dz-badge")).to_contain_text("тексту")
    law.locator(".dz-at").first.click()
    expect(page.locator("#dz-source mark").first).to_contain_text("За ст. 9 Конституції України")
    expect(law.locator(".dz-at").first).to_have_attribute("aria-current", "true")
    law.get_by_role("button", name="читати з початку").click()
    expect(page.locator("#dz-source h2")).to_have_text("Конституція України")
    expect(page.locator("#dz-source .dz-row").first).to_contain_text("КОНСТИТУЦІЯ УКРАЇНИ")
    expect(page.locator("#dz-source mark")).to_have_count(0)
    law.get_by_role("button", name="Довідка").click()
    expect(page.locator(".dz-looked h3")).to_contain_text("Конституція", timeout=30_000)


def test_a_file_is_added_asked_cited_and_removed(own_home, open_page, tmp_path):
    lake = tmp_path / "озеро.txt"
    lake.write_text(LAKE, encoding="utf-8")
    with open_page(own_home) as page:
        open_tab(page)
        upload(page, lake)
        expect(status(page)).to_contain_text("Готово: Озеро Світязь", timeout=60_000)
        open_tab(page, "Розмова")
        reply = ask(page, DEPTH)
        reply.locator(".dz-answer .dz-mark").first.click()
        expect(page.locator("#dz-source mark")).to_contain_text("58 метрів")

        open_tab(page)
        remove = source(page, "Озеро Світязь").locator("[data-act=remove]")
        page.locator("#dz-sources[data-ready]").wait_for()  # the list has been drawn anew
        remove.press("Enter")
        keep = source(page, "Озеро Світязь").locator("[data-act=cancel]")
        expect(keep).to_be_focused()
        page.keyboard.press("Enter")
        expect(remove).to_be_focused()
        page.keyboard.press("Enter")
        expect(keep).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(status(page)).to_contain_text("Прибрано: Озеро Світязь", timeout=60_000)
        expect(source(page, "Озеро Світязь")).to_have_count(0)
        expect(page.locator("#dz-source")).to_contain_text("вже немає в бібліотеці")
        expect(page.locator("#dz-source .dz-kept")).to_contain_text("58 метрів")

        open_tab(page, "Розмова")
        gone = page.locator(".dz-answer .dz-gone")
        expect(gone).to_have_attribute("aria-label", re.compile("вже немає в бібліотеці"))
        assert "58 метрів" not in ask(page, DEPTH).inner_text()


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(own_home, open_page, tmp_path):
    broken, empty, lake = (
        tmp_path / "зламаний.pdf",
        tmp_path / "a <b>'порожній .txt",
        tmp_path / "l.txt",
    )
    broken.write_bytes(b"%PDF-1.4\n%broken")
    empty.write_text("", encoding="utf-8")
    lake.write_text(LAKE, encoding="utf-8")
    picture, large = tmp_path / "фото.png", tmp_path / "велике.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    with large.open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    with open_page(own_home) as page:
        open_tab(page)
        upload(page, picture, large)
        refused = page.locator("#dz-refused p")
        expect(refused).to_have_count(2)
        expect(refused.first).to_contain_text("фото.png: таких файлів програма не читає. Збережіть")
        expect(refused.last).to_contain_text("велике.txt: файл більший за 50 МБ. Розділіть")
        upload(page, broken, picture, empty, lake)
        expect(refused).to_have_count(1)
        expect(status(page)).to_contain_text("Готово: Озеро Світязь", timeout=60_000)
        expect(status(page).locator(".dz-error")).to_have_count(2)
        expect(status(page).locator(".dz-error").first).to_contain_text("зламаний.pdf")
        expect(status(page).locator(".dz-error").last).to_contain_text("порожній")
        assert status(page).locator("b").count() == 0
        upload(page, lake)
        expect(status(page)).to_contain_text("Цей текст уже є: Озеро Світязь", timeout=60_000)
        expect(page.locator("#dz-refused")).to_be_empty()
        expect(page.locator("#dz-upload")).to_contain_text("Перетягніть")
        page.evaluate(DROP)
        expect(refused).to_contain_text("song.mp3")
        expect(status(page)).to_contain_text("Готово: Кинутий текст", timeout=60_000)


DROP = """() => {
  const data = new DataTransfer();
  data.items.add(new File(['la'], 'song.mp3'));
  data.items.add(new File(['Кинутий текст\\n\\nЙого кинули мишею.'], 'кинутий.txt'));
  document.querySelector('#dz-upload button').dispatchEvent(
    new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_missing_texts_are_fetched_and_failures_say_what_to_do(open_page, tmp_path, site):
    hall = PAGE.format("Зелена зала").encode()
    site.at("/hall", lambda handler: handler.reply(hall, content_type="text/html"))
    known = {
        "hall": ("Зелена зала", site.url("/hall")),
        "gone": ("Синя зала", site.url("/gone")),
        "far": ("Біла зала", "http://nowhere.invalid/"),
    }
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "catalog.toml").write_text(
        "".join(
            RECORD.format(id=one, title=title) + ADDRESS.format(url=url)
            for one, (title, url) in known.items()
        ),
        encoding="utf-8",
    )
    program = (sys.executable, "-c", LOCAL)
    with open_page(tmp_path / "home", program=program) as page:
        open_tab(page)
        expect(source(page, "Зелена зала").locator(".dz-badge")).to_have_text("лише опис")
        page.get_by_role("button", name="Завантажити всі, яких бракує (3)").click()
        expect(status(page)).to_contain_text("Завантажено: 1, не вдалося: 2.", timeout=60_000)
        expect(status(page)).to_contain_text("Перевірте з'єднання")
        failures = status(page).locator(".dz-error")
        expect(failures.first).to_contain_text("Синя зала")
        expect(failures.last).to_contain_text("nowhere.invalid")
        expect(source(page, "Зелена зала").locator(".dz-badge")).to_have_text("повний текст")
        page.get_by_role("button", name="Завантажити текст: Біла зала").click()
        expect(status(page).locator(".dz-error")).to_have_count(1, timeout=60_000)

        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Додати файл із текстом: Біла зала").click()
        expect(status(page)).to_contain_text("Наступний файл стане текстом цього джерела: Біла")
        file = tmp_path / "white.txt"
        file.write_text("Про стіни\n\nСтіни зали побілили крейдою.\n", encoding="utf-8")
        chooser.value.set_files(file)
        expect(source(page, "Біла зала").locator(".dz-badge")).to_have_text(
            "повний текст", timeout=60_000
        )
        open_tab(page, "Розмова")
        reply = ask(page, "Чим побілили стіни зали?")
        expect(reply.locator(".dz-cites")).to_contain_text("Біла зала")


def test_what_the_command_line_changes_is_seen(own_home, open_page, tmp_path):
    file = tmp_path / "lake.txt"
    file.write_text(LAKE, encoding="utf-8")
    with open_page(own_home) as page:
        open_tab(page)
        expect(source(page, "Товариство")).to_have_count(1)
        command = [
            sys.executable,
            "-m",
            "dzherelo.ui.cli",
            "--home",
            str(own_home),
            "add",
            str(file),
        ]
        subprocess.run(command, check=True, capture_output=True)
        open_tab(page, "Розмова")
        open_tab(page)
        expect(source(page, "Озеро Світязь")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_sources_without_scrolling_sideways(cited_url, visit, scheme):
    page = visit(cited_url, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    open_tab(page)
    expect(page.locator("#dz-library li").first).to_be_visible()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
