"""The list of sources as HTML, and what the page says while the library changes."""

from __future__ import annotations

import shutil
from html import unescape

import pytest

from dzherelo.assistant.assembly import Assistant
from dzherelo.assistant.citations.lookup import Mark
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.fetch.fetcher import Fetcher, Outside
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.library import Library
from dzherelo.ui.page.lookup import Looking
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.terminal import Relay
from dzherelo.ui.views.page_html import Cited, Listed, Shown, sources_html
from dzherelo.ui.views.places import of_passage

UK, EN = Words("uk"), Words("en")
CITED = 12  # places that are not folded
EVIL = "<script>alert(1)</script> ![x](http://evil.example/) <img src=x onerror=1>"


def said(steps) -> str:
    """All that was shown, and at last."""
    return unescape("".join(steps))


def test_the_library_lists_sources_or_says_how_to_begin(garden, nothing):
    html = sources_html(Library(garden).listed(UK), UK)
    assert "Товариство садівників" in html and "повний текст" in html
    empty = sources_html(Library(nothing).listed(UK), UK)
    assert "dzherelo add FILE" in empty and "порожня" in empty


@pytest.mark.parametrize("words", [UK, EN])
def test_hostile_titles_authors_and_marks_stay_words(words):
    passage = Passage("article:p1", "article", Span(0, 9), EVIL, Locator(section=EVIL), "uk",
                      Kind.PARAGRAPH)  # fmt: skip
    mark = Mark(1, "evil", passage.locator, EVIL, EVIL, passage, passage.span)
    source = Source("evil", EVIL, "uk", Status.PART, authors=(EVIL,))
    cited = (Cited(mark, of_passage(passage)), Cited(mark, None))
    listed = Listed(source, 1, cited, of_passage(passage), held=True, fetchable=True)
    for shown in (Shown(), Shown(removing="evil"), Shown(busy=True)):
        html = sources_html([listed], words, shown)
        assert "<script" not in html and "<img" not in html and "![" not in html
        assert "&#60;script&#62;" in html


def test_what_can_be_done_follows_what_is_held():
    def acts(listed, shown=Shown()):  # noqa: B008
        html = sources_html([listed], UK, shown)
        return [act.split('"')[0] for act in html.split('data-act="')[1:]]

    full = Listed(Source("a", "А", "uk", Status.FULL), 1, held=True)
    missing = Listed(Source("b", "Б", "uk", Status.RECORD), 2, fetchable=True)
    assert acts(full) == ["lookup", "remove"]
    assert acts(missing) == ["fetch", "lookup", "fetch", "attach"]
    assert acts(full, Shown(removing="a")) == ["confirm", "cancel"]
    busy = sources_html([missing], UK, Shown(busy=True))
    assert busy.count("<button disabled") == 3  # all but the look-up


def test_many_places_are_folded_and_all_lead_on():
    passages = [
        Passage(f"article:p{n}", "article", Span(n, n + 1), "x", Locator(paragraph=n), "uk",
                Kind.PARAGRAPH)
        for n in range(CITED + 3)
    ]  # fmt: skip
    cited = tuple(
        Cited(Mark(1, "a", p.locator, None, "[1]", p, p.span), of_passage(p)) for p in passages
    )
    html = sources_html([Listed(Source("a", "А", "uk", Status.FULL), 1, cited)], UK)
    assert "ще 3" in html
    assert html.count('class="dz-at"') == CITED + 3
    keys = unescape(html.split('data-all="')[1].split('"')[0]).split()
    assert keys == [of_passage(p).key for p in passages]


def test_one_source_takes_one_file(garden, tmp_path):
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text("Текст", encoding="utf-8")
    library = Library(garden)
    assert "один файл" in said(library.add(files, UK, as_id="garden"))
    assert "Оновлено: Текст" in said(library.add(files[:1], UK, as_id="garden"))


def test_a_removed_source_is_named_by_its_title(garden):
    library = Library(garden)
    assert "Прибрано: Товариство садівників." in said(library.remove("garden", UK))
    assert library.listed(UK) == ()
    assert "dz-error" in said(library.remove("garden", UK))


def test_the_list_of_an_article_that_is_not_ours_is_looked_up_by_number(tmp_path, article_file):
    with Assistant(load_settings(tmp_path)) as assistant:
        assistant.add(article_file, as_id="article")
        library = Library(assistant)
        article, *works = library.listed(UK)
        assert [one.number for one in (article, *works)] == [None, 1, 2, 3]
        html = sources_html([article, *works], UK)
        assert all(f'data-source="{one.source.id}"' in html for one in works)
        looking = Looking(assistant, Viewer(assistant))
        examples = {one.case: one.ref for one in looking.examples(UK)}
        assert examples["lookup.case.page"] == "[3, с. 5]"
        assert examples["lookup.case.words"].startswith("На думку Л.П. Кравець")


# Fetching, from a server on this machine ------------------------------------------------------

RECORD = '[[record]]\nid = "{id}"\ntype = "document"\ntitle = "{title}"\nlanguage = "uk"\n'
ADDRESS = '[[record.address]]\nurl = "{url}"\nrole = "official"\n'
RULES = (
    "<!DOCTYPE html><title>Правила читальні</title><h1>Правила читальні</h1><p>У читальні тихо.</p>"
)


class Local(Assistant):
    """An assistant that may ask this machine, and knows of two works alone."""

    def fetch(self, ids=(), **options):
        fetcher = Fetcher(
            allow_private=True,
            outside=Outside(sleep=lambda seconds: None),
            progress=lambda address, done, total: self._progress(address, done, total),
        )
        return super().fetch(ids, fetcher=fetcher, **options)


@pytest.fixture
def library(tmp_path, used_home, site):
    page = f"{RULES}<!-- {'x' * 200_000} -->".encode()
    site.at("/rules", lambda handler: handler.reply(page, content_type="text/html"))
    site.at("/gone", lambda handler: handler.reply(b"no", status=404))
    records = []
    for name in ("rules", "gone"):
        records.append(RECORD.format(id=name, title="Правила читальні"))
        records.append(ADDRESS.format(url=site.url(f"/{name}")))
    home = shutil.copytree(used_home, tmp_path / "home")
    (home / "catalog.toml").write_text("".join(records), encoding="utf-8")
    settings = load_settings(home)
    relay = Relay(lambda what, done, total: None)
    with Local(settings, progress=relay) as assistant:
        yield Library(assistant, relay=relay)


def test_what_is_missing_is_fetched_and_each_failure_is_named(library, site):
    assert sum(one.fetchable for one in library.listed(UK)) == 2
    steps = [unescape(step) for step in library.fetch([], UK)]
    coming = [step for step in steps if "<progress" in step]
    assert any("Завантажую: Правила читальні, " in step and "KB" in step for step in coming)
    assert any("Індексую" in step for step in coming)
    first = next(number for number, step in enumerate(steps) if "Індексую" in step)
    assert not any("Індексую" in step for step in steps[:first])
    assert not any("KB" in step for step in steps[first:])
    last = steps[-1]
    assert "Завантажено: 1, не вдалося: 1." in last and "«Додати файл»" in last
    assert "Завантажено: Правила читальні." in last
    assert site.url("/gone") in last and "404" in last and "dzherelo add" not in last
    held = {one.source.id: one.held for one in library.listed(UK)}
    assert held == {"rules": True, "gone": False}


def test_one_source_is_fetched_alone(library, site):
    assert "Завантажено: Правила читальні." in said(library.fetch(["rules"], UK))
    assert site.paths == ["/rules"]
    assert "dz-error" in said(library.fetch(["nothing"], UK))
