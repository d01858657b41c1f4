"""`dzherelo fetch`, and `add` of a cited work, over a real library and a server on loopback."""

import json
import shutil

import pytest
import shipped as pack

from dzherelo.assistant.assembly import Assistant
from dzherelo.corpus.fetch.fetcher import Fetcher, Outside
from dzherelo.ui.cli import main

RECORD = '[[record]]\nid = "{id}"\ntype = "document"\ntitle = "{title}"\nlanguage = "uk"\n'
SHORT = "short = {short}\nshort_en = {short_en}\n"
ADDRESS = '[[record.address]]\nurl = "{url}"\nrole = "official"\n'
PAGE = "<!DOCTYPE html><title>Правила читальні</title><h1>Правила читальні</h1><p>Тут тихо.</p>"


class Local(Assistant):
    """An assistant that may ask this machine."""

    def fetch(self, ids=(), **options):
        outside = Outside(sleep=lambda seconds: None)
        return super().fetch(ids, fetcher=Fetcher(allow_private=True, outside=outside), **options)


@pytest.fixture
def run(monkeypatch, capfd, tmp_path, shipped_home, site):
    """Runs a command; `rules` and `gone` alone have an address, both on this machine."""
    site.at("/rules", lambda handler: handler.reply(PAGE.encode(), content_type="text/html"))
    records = [
        RECORD.format(id=one.id, title=one.title)
        + SHORT.format(short=json.dumps(one.short("uk")), short_en=json.dumps(one.short("en")))
        for one in pack.catalog()
    ]
    for source in ("rules", "gone"):
        records.append(RECORD.format(id=source, title="Правила читальні"))
        records.append(ADDRESS.format(url=site.url(f"/{source}")))
    home = shutil.copytree(shipped_home, tmp_path / "home")
    (home / "catalog.toml").write_text("".join(records), encoding="utf-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("DZHERELO_DEFAULT_LIBRARY", "true")

    def go(*argv):
        opener = lambda settings, progress: Local(settings, progress=progress)  # noqa: E731
        code = main(["--home", str(home), *argv], opener=opener)
        out, err = capfd.readouterr()
        return code, out, err

    return go


def test_each_source_gets_a_line_and_a_failure_the_exit_code(run, site):
    code, out, err = run("fetch")
    fetched, failed = out.splitlines()
    assert code == 1
    assert fetched == f"fetched: rules (full text)  {site.url('/rules')}"
    assert failed.startswith("failed: gone (record only)  ")
    assert failed.endswith("Get the text by hand and run `dzherelo add FILE --as gone`.")
    assert "No address is known: article, ref01, " in err


def test_what_was_fetched_can_be_asked_and_is_kept(run, site):
    assert run("fetch", "rules")[0] == 0
    code, out, _ = run("index", "--json")
    assert (code, json.loads(out)["added"]) == (0, 0)
    hits = json.loads(run("search", "тихо", "--json")[1])["hits"]
    assert hits[0]["source"] == "rules"
    listed = {one["id"]: one for one in json.loads(run("sources", "--json")[1])["sources"]}
    assert listed["rules"]["extra"]["provenance"]["final"] == site.url("/rules")
    assert listed["gone"]["extra"] == {}
    assert run("fetch", "rules")[1].startswith("unchanged: rules (full text)")


def test_json_is_one_object(run, site):
    code, out, err = run("fetch", "rules", "gone", "--json")
    rules, gone = json.loads(out)["sources"]
    assert (code, err) == (1, "")
    assert rules == {
        "id": "rules",
        "status": "full",
        "outcome": "fetched",
        "url": site.url("/rules"),
        "error": None,
    }
    assert (gone["outcome"], gone["url"]) == ("failed", None)
    assert "404" in gone["error"]


def test_an_unknown_id_is_a_clear_error(run):
    code, out, err = run("fetch", "roses")
    assert (code, out) == (1, "")
    assert "no source `roses`" in err


def test_a_file_of_a_cited_work_finds_its_place(run, tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("Конституція України\n\nУ читальні тихо.\n", encoding="utf-8")
    said = run("add", str(path))[1]
    assert said.startswith("added: ref05  Конституція України (part of the text")


def test_a_part_is_said_to_be_one(run, tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("Неурядова читальня\n\nУ читальні тихо.\n", encoding="utf-8")
    assert "(full text" in run("add", str(path), "--as", "ref08")[1]
    said = run("add", str(path), "--as", "ref08", "--part")[1]
    assert said.startswith("updated: ref08  Міжнародна неурядова організація (part of the text")
    assert run("sources", "--json")[1].count('"status": "part"') == 1
