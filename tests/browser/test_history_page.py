"""Chats on the page: found again after a reload, a restart and a kill; one's own and no other's."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from docx import Document
from playwright.sync_api import Page, expect

FOUNDED = "Коли заснували товариство садівників?"
QUOTE = "Товариство садівників заснували у Лубнах 1931 року дванадцять учителів."
PUBLISHES = "Що видає товариство?"

# The program itself, but every statement is followed by silence without end.
SLOW = """
import sys, threading
from dzherelo.assistant import assembly as build

class Slow(build.Assistant):
    def stream(self, question, **options):
        for event in super().stream(question, **options):
            yield event
            if event.statement is not None:
                threading.Event().wait()

build.Assistant = Slow
from dzherelo.ui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def ask(page: Page, question: str, *, whole: bool = True):
    """Types a question, sends it, and gives the turn with its answer."""
    turn = page.locator(".dz-turn").nth(page.locator(".dz-turn").count())
    page.locator("#dz-question textarea").fill(question)
    page.locator("#dz-question textarea").press("Enter")
    shown = ".dz-cites, .dz-declined, .dz-error" if whole else ".dz-answer"
    expect(turn.locator(shown).first).to_be_visible(timeout=30_000)
    return turn


def begin(page: Page) -> None:
    """A new chat."""
    page.locator("#dz-new").click()
    expect(page.locator(".dz-turn")).to_have_count(0)


def chats(page: Page):
    return page.locator("#dz-chats li")


def search(page: Page, words: str) -> None:
    page.locator("#dz-chats-query :is(input, textarea)").fill(words)


def as_before(page: Page) -> dict:
    """What the browser of a page keeps, for another visit of the same reader."""
    return {"storage_state": page.context.storage_state()}


def test_a_chat_and_its_citations_survive_reload_and_restart(library_home, serve, visit):
    with serve(library_home) as served:
        page = visit(served.url)
        ask(page, FOUNDED)
        expect(chats(page)).to_have_count(1)
        page.reload()
        expect(page.locator(".dz-turn .dz-cites li")).to_have_count(1, timeout=30_000)
        reader, chat = as_before(page), page.url.partition("?")[2]
        assert chat.startswith("chat=")
        page.context.close()  # before its server goes
    with serve(library_home) as served:
        page = visit(f"{served.url}/?{chat}", **reader)
        expect(page.locator(".dz-question")).to_have_text(FOUNDED)
        page.locator(".dz-answer .dz-mark").first.click()
        expect(page.locator("#dz-source mark").first).to_be_visible()
        assert " ".join("".join(page.locator("#dz-source mark").all_inner_texts()).split()) == QUOTE
        ask(page, PUBLISHES)
        begin(page)
        chats(page).get_by_text(FOUNDED).click()
        expect(page.locator(".dz-question")).to_have_text([FOUNDED, PUBLISHES])
        page.context.close()


def test_what_was_said_survives_a_kill_and_is_asked_again(library_home, serve, visit):
    with serve(library_home, program=(sys.executable, "-c", SLOW)) as served:
        page = visit(served.url)
        ask(page, FOUNDED, whole=False)
        expect(chats(page)).to_have_count(1)
        reader, chat = as_before(page), page.url.partition("?")[2]
        page.context.close()
        served.process.kill()
        served.process.wait()
    with serve(library_home) as served:
        page = visit(f"{served.url}/?{chat}", **reader)
        turn = page.locator(".dz-turn")
        expect(turn.locator(".dz-answer")).to_contain_text("1931")
        expect(turn.locator(".dz-error")).to_contain_text("перервано")
        turn.locator("[data-act=retry]").click()
        expect(turn.locator(".dz-cites li")).to_have_count(1)
        expect(turn.locator(".dz-error")).to_have_count(0)
        expect(turn).to_have_count(1)
        page.context.close()


def test_two_readers_see_only_their_own_chats(library_url, visit):
    mine, yours = visit(library_url), visit(library_url)
    ask(mine, FOUNDED)
    ask(yours, PUBLISHES)
    expect(chats(mine).locator(".dz-chat-title")).to_have_text([FOUNDED])
    expect(chats(yours).locator(".dz-chat-title")).to_have_text([PUBLISHES])
    search(yours, "1931")
    expect(chats(yours)).to_have_count(0)
    yours.goto(mine.url)
    expect(yours.locator(".dz-welcome")).to_be_visible(timeout=30_000)
    expect(yours.locator(".dz-turn")).to_have_count(0)


def test_chats_are_found_renamed_and_deleted(library_url, visit):
    page = visit(library_url)
    ask(page, FOUNDED)
    begin(page)
    ask(page, PUBLISHES)
    expect(chats(page).locator(".dz-chat-title")).to_have_text([PUBLISHES, FOUNDED])
    search(page, "заснування 1931")
    expect(chats(page).locator(".dz-chat-title")).to_have_text([FOUNDED])
    expect(chats(page).locator("mark").first).to_be_visible()
    chats(page).hover()
    page.locator("#dz-chats [data-act=rename]").click()
    name = page.locator("#dz-name :is(input, textarea)")
    expect(name).to_have_value(FOUNDED)
    name.fill("<b>Садівники</b>")
    name.press("Enter")
    expect(chats(page).locator(".dz-chat-title")).to_have_text(["<b>Садівники</b>"])
    chats(page).hover()
    page.locator("#dz-chats [data-act=remove]").click()
    page.locator("#dz-chats [data-act=cancel]").click()
    chats(page).hover()
    page.locator("#dz-chats [data-act=remove]").click()
    page.locator("#dz-chats [data-act=confirm]").click()
    expect(chats(page)).to_have_count(0)
    search(page, "")
    expect(chats(page).locator(".dz-chat-title")).to_have_text([PUBLISHES])
    expect(page.locator(".dz-turn")).to_have_count(1)  # the open chat stays open
    page.locator("#dz-chats [data-act=remove]").click()
    page.locator("#dz-chats [data-act=confirm]").click()
    expect(page.locator(".dz-turn")).to_have_count(0)
    page.reload()
    expect(page.locator(".dz-welcome")).to_be_visible(timeout=30_000)
    expect(chats(page)).to_have_count(0)


def test_a_chat_is_saved_as_markdown_and_word(library_url, visit, tmp_path):
    page = visit(library_url)
    ask(page, FOUNDED)
    for form in ("md", "docx"):
        with page.expect_download() as download:
            page.locator(f"#dz-chats [data-form={form}]").click()
        assert download.value.suggested_filename == f"Коли-заснували-товариство-садівників.{form}"
        download.value.save_as(tmp_path / f"chat.{form}")
    text = (tmp_path / "chat.md").read_text(encoding="utf-8")
    assert f"## {FOUNDED}" in text and "1931" in text and "Список використаних джерел" in text
    document = Document(io.BytesIO((tmp_path / "chat.docx").read_bytes()))
    assert any("Товариство садівників, абз. 1" in p.text for p in document.paragraphs)


def test_an_old_citation_of_a_removed_source_says_so(library_home, serve, visit, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(library_home, home, ignore=shutil.ignore_patterns("*.sqlite*", "*.lock"))
    with serve(home) as served:
        page = visit(served.url)
        ask(page, FOUNDED)
        expect(page.locator(".dz-gone")).to_have_count(0)
        dzherelo = [sys.executable, "-m", "dzherelo.ui.cli", "--home", str(home)]
        listed = subprocess.run(
            [*dzherelo, "sources"], capture_output=True, text=True, encoding="utf-8", check=True
        )
        source = next(line.split()[0] for line in listed.stdout.splitlines() if "садівник" in line)
        subprocess.run([*dzherelo, "remove", source], check=True, capture_output=True)
        page.reload()
        expect(page.locator(".dz-answer .dz-gone")).to_have_count(1, timeout=30_000)
        page.locator(".dz-answer .dz-gone").click()
        expect(page.locator("#dz-source")).to_contain_text("Товариство садівників заснували")
        page.context.close()
