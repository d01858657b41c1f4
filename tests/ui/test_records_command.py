"""Records that come from other programs and from the web, by the command line over loopback."""

import json
import tomllib

import pytest
from scholar import crossref, openalex, serving, told, unpaywall

from dzherelo.assistant.assembly import Assistant
from dzherelo.corpus.fetch.fetcher import Fetcher, Outside
from dzherelo.ui.cli import main

ARTICLE = """Hives in Winter

Lozova H. S.

Abstract. The article is about hives in winter.

1. Introduction

Wooden hives grow mould where the air is damp [1]. Bees need little attention [2]. Honey keeps [3].
Wax is another matter [4].

References

1. Melnyk O. Effects of humidity on the growth of mould in wooden hives. Bee J. 2019. Vol. 3. P. 4.
2. Kyi T. Attention is all bees need. Hive Letters. 2017. Vol. 1. P. 1–9.
3. Bondar V. Honey in the history of the Podillia region. Archive. 1998. Vol. 7. P. 12–30.
4. Sova I. Wax and its many uses in the village. Village Press. 2001. Vol. 2. P. 5–6.
"""
MOULD = "Effects of humidity on the growth of mould in wooden hives"
HONEY = "Honey in the history of the Podillia region"
WAX = "Wax and its many uses in the village"
TEXT = """{title}

O. Melnyk

Forty hives were weighed every week. Mould was seen where humidity was above eighty percent.
"""
BIB = r"""
@article{melnyk19, author = {Melnyk, Olha}, title = {%s}, year = 2019, doi = {10.99999/hive},
  file = {files/melnyk.txt}}
@book{own, author = {Озерний, Ж.-П.}, title = {Верша і ятір}, year = 2020, file = {gone.pdf}}
@article{broken, title = {
"""


class Local(Assistant):
    """An assistant that may fetch from this machine."""

    @staticmethod
    def _fetcher(tell):
        return Fetcher(allow_private=True, outside=Outside(sleep=lambda seconds: None))


@pytest.fixture
def scholar(monkeypatch):
    with serving() as served:
        for name, base in served.bases().items():
            monkeypatch.setenv(f"DZHERELO_{name.upper()}", base)
        monkeypatch.setenv("DZHERELO_ZOTERO", served.base)
        monkeypatch.setenv("DZHERELO_MAILTO", "reader@example.org")
        yield served


@pytest.fixture
def run(monkeypatch, capfd, home):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def go(*argv):
        opener = lambda settings, progress: Local(settings, progress=progress)  # noqa: E731
        code = main(["--home", str(home), *map(str, argv)], opener=opener)
        out, err = capfd.readouterr()
        return code, out, err

    return go


@pytest.fixture
def article(tmp_path):
    (path := tmp_path / "hives.txt").write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def bib(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "melnyk.txt").write_text(TEXT.format(title=MOULD), encoding="utf-8")
    (path := tmp_path / "own.bib").write_text(BIB % MOULD, encoding="utf-8")
    return path


def sources(run):
    return {one["id"]: one for one in json.loads(run("sources", "--json")[1])["sources"]}


# Bibliographies ----------------------------------------------------------------------------------


def test_a_bibliography_completes_the_list_and_brings_its_texts(run, article, bib, home):
    run("add", article, "--as", "article")
    code, out, err = run("add", bib)
    first, second = out.splitlines()
    assert code == 0
    assert first == "own.bib: records 2; of works in the article's list 1, known otherwise 0, new 1"
    assert second.startswith(f"added: ref01  {MOULD}")
    assert "own.bib, line 5: left out: " in err
    assert "ozernyi-2020-versha: its file is not there: gone.pdf" in err
    listed = sources(run)
    assert (listed["ref01"]["status"], listed["ref01"]["authors"]) == ("full", ["Melnyk Olha"])
    assert listed["ozernyi-2020-versha"]["status"] == "record"
    cited = json.loads(run("cite", "1", "--json")[1])
    assert (cited["source"], cited["status"]) == ("ref01", "full")
    records = tomllib.loads((home / "catalog.toml").read_text("utf-8"))["record"]
    assert [one["key"] for one in records] == ["melnyk19", "own"]


def test_the_same_bibliography_again_changes_nothing_and_own_words_stay(run, article, bib, home):
    run("add", article, "--as", "article")
    own = '# mine\n[[record]]\nid = "ozernyi"\ntype = "book"\ntitle = "Верша і ятір"\n'
    own += 'language = "uk"\n'
    own += 'authors = [{ family = "Озерний" }]  # a friend\n'
    (home / "catalog.toml").write_text(own, encoding="utf-8")
    run("add", bib)
    written = (home / "catalog.toml").read_text("utf-8")
    assert written.startswith(own)
    assert [r["id"] for r in tomllib.loads(written)["record"]] == ["ozernyi", "ref01"]
    assert tomllib.loads(written)["record"][0]["year"] == 2020
    code, out, _ = run("add", bib)
    assert (code, len(out.splitlines())) == (0, 1)
    assert (home / "catalog.toml").read_text("utf-8") == written


def test_only_works_of_the_list_where_that_is_asked(run, article, bib):
    run("add", article, "--as", "article")
    code, out, _ = run("add", bib, "--cited", "--json")
    assert code == 0
    assert [one["id"] for one in json.loads(out)["records"]] == ["ref01"]


def test_a_broken_bibliography_is_named_with_its_line(run, tmp_path):
    (path := tmp_path / "x.ris").write_text("TI  - lost\n", encoding="utf-8")
    code, out, err = run("add", path)
    assert (code, out) == (1, "")
    assert "x.ris cannot be read from line 1" in err
    assert "for a text" in run("add", path, "--as", "x")[2]


# Which work a text is ----------------------------------------------------------------------------


def test_a_text_is_said_to_be_the_work_of_an_entry_and_of_another(run, article, tmp_path):
    run("add", article, "--as", "article")
    (path := tmp_path / "scan.txt").write_text("Page 12\n\nWax melts at 62 degrees.\n", "utf-8")
    code, out, _ = run("add", path, "--cites", "3")
    assert (code, out.split()[1]) == (0, "ref03")
    code, out, _ = run("relink", "ref03", "--cites", "4")
    assert (code, out.split()[:4]) == (0, ["ref03", "is", "now", "ref04"])
    listed = sources(run)
    assert (listed["ref03"]["status"], listed["ref04"]["status"]) == ("record", "full")
    run("relink", "ref04", "--cites", "0")
    assert sources(run)["ref04"]["status"] == "record"
    hits = json.loads(run("search", "wax melts", "--json")[1])["hits"]
    assert not hits[0]["source"].startswith("ref")


def test_what_cannot_be_relinked_is_said_and_stays(run, article, tmp_path):
    run("add", article, "--as", "article")
    for number in (1, 2):
        (path := tmp_path / f"{number}.txt").write_text(f"Text {number} of hives.\n", "utf-8")
        run("add", path, "--cites", number)
    assert "has a text already" in run("relink", "ref01", "--cites", "2")[2]
    assert "no number 9" in run("relink", "ref01", "--cites", "9")[2]
    assert "the work of no entry" in run("relink", "article", "--cites", "2")[2]
    assert run("text", "ref01")[1].strip() == "Text 1 of hives."


# To other programs -------------------------------------------------------------------------------


def test_the_whole_library_is_written_for_other_programs(run, article, bib, tmp_path):
    run("add", article, "--as", "article")
    run("add", bib)
    code, out, _ = run("export")
    assert code == 0
    assert "@article{melnyk19," in out
    assert "author = {Озерний, Ж.-П.}" in out
    code, out, err = run("export", "--format", "ris", "--out", tmp_path / "all.ris")
    assert (code, out) == (0, "")
    assert "all.ris" in err
    assert (tmp_path / "all.ris").read_text("utf-8").count("TY  - ") == 6
    assert "There is a file" in run("export", "--out", tmp_path / "all.ris")[2]
    assert run("export", "ozernyi-2020-versha", "--format", "apa")[1] == (
        "Озерний, Ж.-П. (2020). Верша і ятір.\n"
    )


def test_an_empty_library_has_nothing_to_write(run):
    code, out, err = run("export")
    assert (code, out) == (1, "")
    assert "no bibliographic records" in err


# A running Zotero --------------------------------------------------------------------------------


def _zotero(scholar, path):
    items = [
        {
            "key": "AAAA",
            "data": {
                "key": "AAAA",
                "itemType": "journalArticle",
                "title": MOULD,
                "creators": [{"creatorType": "author", "firstName": "Olha", "lastName": "Melnyk"}],
                "date": "2019",
                "collections": ["COLL"],
            },
        },
        {
            "key": "BBBB",
            "data": {
                "key": "BBBB",
                "itemType": "attachment",
                "parentItem": "AAAA",
                "path": "storage:melnyk.txt",
                "contentType": "text/plain",
            },
            "links": {"enclosure": {"href": path.as_uri(), "type": "text/plain"}},
        },
        {"key": "CCCC", "data": {"key": "CCCC", "itemType": "note", "parentItem": "AAAA"}},
    ]
    many = [
        {"key": f"D{n}", "data": {"key": f"D{n}", "itemType": "book", "title": f"Book {n} of bees"}}
        for n in range(120)
    ]
    scholar.zotero["items"] = items + many
    scholar.zotero["collections"] = [
        {"key": "COLL", "data": {"key": "COLL", "name": "Bees", "parentCollection": False}},
        {"key": "SUB", "data": {"key": "SUB", "name": "Wax", "parentCollection": "COLL"}},
    ]
    scholar.zotero["collections/COLL/items"] = items
    scholar.zotero["collections/SUB/items"] = many[:1]


def test_a_collection_of_zotero_comes_with_those_in_it(run, article, bib, scholar):
    run("add", article, "--as", "article")
    _zotero(scholar, bib.parent / "files" / "melnyk.txt")
    code, out, err = run("zotero", "--collection", "Bees")
    assert (code, err) == (0, "")
    assert out.startswith("Zotero: records 2; of works in the article's list 1,")
    assert sources(run)["ref01"]["status"] == "full"


def test_the_whole_of_zotero_comes_page_by_page(run, article, bib, scholar):
    run("add", article, "--as", "article")
    _zotero(scholar, bib.parent / "files" / "melnyk.txt")
    assert len(json.loads(run("zotero", "--json")[1])["records"]) == 121
    assert [path for path in scholar.asked if "start=100" in path]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (told("Local API is not enabled", 403), "Allow it in Zotero"),
        ((200, b"<html>", {}), "answers not as Zotero does"),
        (told({"items": []}), "answers not as Zotero does"),
    ],
)
def test_a_zotero_that_does_not_answer_so_is_said(run, scholar, reply, said):
    scholar.script["/api"] = [reply]
    code, out, err = run("zotero")
    assert (code, out) == (1, "")
    assert said in err


def test_no_zotero_and_no_such_collection(run, scholar, monkeypatch, bib):
    _zotero(scholar, bib)
    assert "Collections: Bees, Wax." in run("zotero", "--collection", "Ants")[2]
    monkeypatch.setenv("DZHERELO_ZOTERO", "http://127.0.0.1:9")
    assert "Start Zotero" in run("zotero")[2]


# Online ------------------------------------------------------------------------------------------


def _known(scholar):
    """The first is open, the second closed and retracted, the third not known; the fourth's search
    gives another work."""
    pdf = f"{scholar.base}/melnyk.txt"
    scholar.texts["/melnyk.txt"] = TEXT.format(title=MOULD).encode()
    scholar.works["10.99999/hive"] = crossref(MOULD, "Melnyk", 2019, "10.99999/hive")
    scholar.copies["10.99999/hive"] = unpaywall(MOULD, "10.99999/hive", pdf)
    bees = "Attention is all bees need"
    scholar.alex["10.99999/bees"] = openalex(
        bees, "T. Kyi", 2017, "10.99999/bees", is_retracted=True
    )
    scholar.searched = [
        crossref(MOULD, "Melnyk", 2019, "10.99999/hive"),
        crossref(bees, "Kyi", 2017, "10.99999/bees"),
        crossref("Wax and its many uses in the city", "Sova", 2001, "10.99999/wax"),
    ]


def test_from_an_article_to_its_sources_in_one_command(run, article, scholar, home):
    _known(scholar)
    code, out, err = run("library", "new", "hives", article, "--online")
    assert code == 0, err
    sent, _ = err.split("What is open")
    assert "title, first author, year, journal, DOI and arXiv number of the works (4)" in sent
    assert "reader@example.org" in sent
    lines = [line for line in out.splitlines() if not line.startswith("  !")][1:]
    assert [line.split(":")[0] for line in lines] == ["fetched", "closed", "not found", "not found"]
    assert "  ! RETRACTED, says OpenAlex" in out
    run("library", "use", "hives")
    listed = sources(run)
    assert [listed[f"ref0{n}"]["status"] for n in (1, 2, 3, 4)] == [
        "full",
        "record",
        "record",
        "record",
    ]
    assert "eighty percent" in run("ask", "Above what humidity was mould seen?")[1]
    assert "retracted" in run("cite", "2")[1].lower()


def test_a_second_run_goes_on_where_the_first_stopped(run, article, scholar):
    _known(scholar)
    run("library", "new", "hives", article, "--online")
    run("lookup", "--online", "--library", "hives")  # by the DOI that the first run found
    scholar.asked.clear()
    out = run("lookup", "--online", "--library", "hives")[1]
    assert [line.split(":")[0] for line in out.splitlines() if line[0] != " "] == [
        "held",
        "closed",
        "not found",
        "not found",
    ]
    assert scholar.asked == []


def test_nothing_is_sent_without_the_flag(run, article, scholar):
    run("add", article, "--as", "article")
    code, out, err = run("lookup")
    assert (code, out, scholar.asked) == (1, "", [])
    assert "Nothing was sent. Add --online to do it." in err
    assert scholar.base.removeprefix("http://") in err


def test_what_is_open_but_not_to_be_had_is_said(run, article, scholar):
    _known(scholar)
    scholar.texts.clear()
    code, out, _ = run("library", "new", "hives", article, "--online", "--json")
    first = json.loads(out)["works"][0]
    assert (code, first["state"]) == (0, "failed")
    assert "404" in first["error"]


def test_silent_services_are_said_and_leave_the_library_as_it_is(run, article, scholar, home):
    run("add", article, "--as", "article")
    scholar.script["/"] = [told({}, 503, Retry_After="90")]
    code, out, _ = run("lookup", "--online")
    assert code == 1
    assert {line.split(":")[0] for line in out.splitlines()} == {"no answer"}
    assert not (home / "catalog.toml").exists()


def test_a_work_that_is_looked_up_alone(run, article, scholar):
    _known(scholar)
    run("add", article, "--as", "article")
    assert run("lookup", "ref03", "--online")[1].startswith("not found: ref03")
    assert "no record `nothing`" in run("lookup", "nothing", "--online")[2]
