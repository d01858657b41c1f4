"""Works looked up in services on loopback: the right ones are found, others are refused, and no
failure of a service stops the rest."""

import time

import pytest
from scholar import crossref, openalex, serving, told, unpaywall

from dzherelo.corpus.lookup.client import Client, Limits
from dzherelo.corpus.lookup.online import look_up
from dzherelo.corpus.lookup.services import adapters
from dzherelo.corpus.records import Author, Record

TITLE = "Effects of humidity on the growth of mould in wooden hives"
ATOM = """<entry xmlns:x="http://arxiv.org/schemas/atom"><id>http://arxiv.org/abs/1706.00001v2</id>
<title>Attention is all
  bees need</title><published>2017-06-12T00:00:00Z</published>
<author><name>Olha Melnyk</name></author><x:doi>10.99999/bees</x:doi>
<link title="pdf" href="http://arxiv.org/pdf/1706.00001v2" rel="related"/></entry>"""


@pytest.fixture
def scholar():
    with serving() as served:
        yield served


def work(title=TITLE, family="Melnyk", year=2019, **fields):
    names = (Author(family=family),) if family else ()
    return Record(
        id=fields.pop("id", "ref01"),
        type="article-journal",
        title=title,
        language=fields.pop("language", "en"),
        authors=names,
        year=year,
        **fields,
    )


@pytest.fixture
def ask(scholar, tmp_path):
    """Looks works up; `ask.slept` are the waits."""
    slept = []

    def go(*records, mailto="reader@example.org", key="", **limits):
        client = Client(
            tmp_path / "kept", mailto=mailto, limits=Limits(**limits), sleep=slept.append
        )
        services = [*adapters(scholar.bases(), mailto=mailto, key=key)]
        try:
            return list(look_up(records, services, client))
        finally:
            client.close()

    go.slept = slept
    return go


def test_a_doi_leads_to_the_facts_and_the_open_copy(scholar, ask):
    scholar.works["10.99999/hive"] = crossref(TITLE, "Melnyk", 2019, "10.99999/hive")
    scholar.alex["10.99999/hive"] = openalex(TITLE, "Olha Melnyk", 2019, "10.99999/hive")
    scholar.copies["10.99999/hive"] = unpaywall(TITLE, "10.99999/hive", "https://example.org/a.pdf")
    (made,) = ask(work(doi="10.99999/Hive".lower(), publisher="Мій видавець"))
    assert (made.found.container, made.found.volume, made.found.pages) == (
        "Bee Journal",
        "3",
        "4-9",
    )
    assert (made.found.id, made.found.publisher) == ("ref01", "Мій видавець")
    assert made.found.authors == (Author(family="Melnyk", given="Olha"),)
    assert [one.url for one in made.open] == ["https://example.org/a.pdf"]
    assert made.by == ("Crossref", "OpenAlex", "Unpaywall")


def test_without_a_doi_the_words_lead_to_it_and_it_to_the_rest(scholar, ask):
    scholar.searched = [
        crossref(TITLE.replace("wooden", "plastic"), "Melnyk", 2019, "10.99999/other"),
        crossref(TITLE.upper(), "Melnyk", 2020, "10.99999/hive"),
    ]
    scholar.copies["10.99999/hive"] = unpaywall(TITLE, "10.99999/hive", "https://example.org/a.pdf")
    (made,) = ask(work())
    assert (made.found.doi, made.by) == ("10.99999/hive", ("Crossref", "Unpaywall"))
    assert [one.url for one in made.open] == ["https://example.org/a.pdf"]


WRONG = {
    "another word": crossref(TITLE.replace("wooden", "plastic"), "Melnyk", 2019, "10.99999/b"),
    "another author": crossref(TITLE, "Bondar", 2019, "10.99999/b"),
    "another year": crossref(TITLE, "Melnyk", 2009, "10.99999/b"),
    "a review of it": crossref(f"Review of: {TITLE}", "Melnyk", 2019, "10.99999/b"),
}


@pytest.mark.parametrize("offered", WRONG.values(), ids=WRONG)
def test_a_search_that_gives_another_work_finds_nothing(scholar, ask, offered):
    scholar.searched = [offered]
    (made,) = ask(work())
    assert (made.found, made.silent) == (None, ())


def test_a_doi_of_another_work_is_refused_and_told(scholar, ask):
    scholar.works["10.99999/hive"] = crossref("Honey in history", "Bondar", 1998, "10.99999/hive")
    (made,) = ask(work(doi="10.99999/hive"))
    assert made.found is None
    assert [one.record.title for one in made.refused] == ["Honey in history"]


def test_a_title_in_another_language_is_the_work_if_author_and_year_are(scholar, ask):
    scholar.works["10.99999/hive"] = crossref(TITLE, "Melnyk", 2019, "10.99999/hive")
    (made,) = ask(work("Вплив вологості", "Мельник", language="uk", doi="10.99999/hive"))
    assert (made.found.title, made.found.authors) == (
        "Вплив вологості",
        work("", "Мельник").authors,
    )
    assert made.found.volume == "3"


def test_a_preprint_is_found_by_its_number(scholar, ask):
    scholar.atom["1706.00001"] = ATOM
    record = work("Attention is all bees need", year=2017, arxiv="1706.00001")
    (made,) = ask(record)
    assert (made.found.doi, made.found.arxiv) == ("10.99999/bees", "1706.00001")
    assert [one.url for one in made.open] == ["https://arxiv.org/pdf/1706.00001v2"]


def test_retractions_and_corrections_are_told(scholar, ask):
    updates = [
        {"DOI": "10.99999/notice", "type": "retraction", "label": "Retraction"},
        {"DOI": "10.99999/erratum", "type": "erratum", "label": "Erratum"},
        {"DOI": "10.99999/v2", "type": "new_version", "label": "New version"},
    ]
    retracted = crossref(TITLE, "Melnyk", 2019, "10.99999/hive", **{"updated-by": updates})
    scholar.works["10.99999/hive"] = retracted
    scholar.alex["10.99999/hive"] = openalex(
        TITLE, "Olha Melnyk", 2019, "10.99999/hive", is_retracted=True
    )
    (made,) = ask(work(doi="10.99999/hive"))
    assert [(one.kind, one.address) for one in made.notices] == [
        ("retraction", "https://doi.org/10.99999/notice"),
        ("correction", "https://doi.org/10.99999/erratum"),
    ]


def test_only_those_are_asked_that_are_needed(scholar, ask):
    ask(work(), mailto="")
    assert [path.split("?")[0] for path in scholar.asked] == ["/crossref/works"]
    scholar.asked.clear()
    ask(work("Wax and its uses", doi="10.99999/none"), mailto="", key="secret")
    assert [path.split("?")[0] for path in scholar.asked] == [
        "/crossref/works/10.99999%2Fnone",
        "/openalex/works/doi:10.99999/none",
        "/crossref/works",
        "/openalex/works",
    ]


def test_what_was_answered_is_not_asked_again(scholar, ask):
    scholar.works["10.99999/hive"] = crossref(TITLE, "Melnyk", 2019, "10.99999/hive")
    ask(work(doi="10.99999/hive"), work(doi="10.99999/none", id="ref02"))
    scholar.asked.clear()
    first, second = ask(work(doi="10.99999/hive"), work(doi="10.99999/none", id="ref02"))
    assert scholar.asked == []
    assert (first.found.volume, second.found) == ("3", None)


def test_the_reader_says_who_asks(scholar, ask):
    ask(work())
    assert all("mailto:reader@example.org" in agent for agent in scholar.agents)
    assert "mailto=reader%40example.org" in scholar.asked[0]


# Failures ----------------------------------------------------------------------------------------


def test_a_service_that_asks_to_wait_is_waited_for(scholar, ask):
    scholar.script["/crossref"] = [
        told({}, 429, Retry_After="7"),
        told({"message": crossref(TITLE, "Melnyk", 2019, "10.99999/hive")}),
    ]
    (made,) = ask(work(doi="10.99999/hive"))
    assert made.found.volume == "3"
    assert any(wait >= 7 for wait in ask.slept)


BROKEN = {
    "a failure": told({}, 500),
    "too many for too long": told({}, 429, Retry_After="86400"),
    "no JSON": (200, b"<html>busy</html>", {}),
    "another shape": told(["nothing"]),
    "half of it": (200, b'{"message": {"DOI"', {}),
    "a list of nothing": told({"message": {"items": None}}),
    "refused": told({"error": "key"}, 401),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_service_that_fails_is_told_and_the_others_are_asked(scholar, ask, broken):
    scholar.script["/crossref"] = [broken]
    scholar.alex["10.99999/hive"] = openalex(TITLE, "Olha Melnyk", 2019, "10.99999/hive")
    known, unknown = ask(work(doi="10.99999/hive"), work("Wax and its uses", id="ref02"))
    assert (known.found.volume, known.by) == ("3", ("OpenAlex",))
    assert unknown.found is None
    assert str(unknown.silent[0]).startswith("Crossref: ")
    assert sum(ask.slept) < 300


def test_what_is_broken_is_not_kept(scholar, ask):
    scholar.script["/crossref"] = [(200, b"<html>busy</html>", {})]
    ask(work(doi="10.99999/hive"))
    del scholar.script["/crossref"]
    scholar.works["10.99999/hive"] = crossref(TITLE, "Melnyk", 2019, "10.99999/hive")
    assert ask(work(doi="10.99999/hive"))[0].by == ("Crossref",)


def test_a_service_that_is_down_is_not_asked_for_ever(scholar, ask):
    scholar.script["/crossref"] = [told({}, 503)]
    records = [work(f"Wax and its uses, part {n}", id=f"ref{n:02}") for n in range(1, 8)]
    made = ask(*records)
    assert len(made) == 7
    assert all(one.silent for one in made)
    assert len([path for path in scholar.asked if path.startswith("/crossref")]) == 8


def test_a_service_that_is_silent_is_left_in_time(scholar, ask):
    scholar.reply = lambda target: (time.sleep(1.0), told({}))[1]
    began = time.monotonic()
    (made,) = ask(work(doi="10.99999/hive"), seconds=0.2, attempts=1)
    assert made.found is None
    assert "does not answer in time" in str(made.silent[0])
    assert time.monotonic() - began < 5


def test_a_place_that_nobody_serves(ask, scholar):
    scholar.base = "http://127.0.0.1:9"
    (made,) = ask(work(doi="10.99999/hive"), attempts=1)
    assert (made.found, len(made.silent)) == (None, 4)
