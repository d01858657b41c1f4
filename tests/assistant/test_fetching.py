"""Fetching sources from a real server on loopback onto a shelf, with a catalogue of our own."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.fetching import unreachable, wanted
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.errors import UnknownSource
from dzherelo.corpus.fetch.fetcher import Fetcher, Outside
from dzherelo.corpus.types import Status

TITLE = "Правила міської читальні"
BODY = "Читальня відчинена щодня, і книги в ній можна читати на місці без плати."
OTHER = "ref01 ref02 ref03 ref04 ref05 ref06 ref07 ref08 ref09 ref10 ref11 article".split()


def page(title=TITLE, body=BODY, head=""):
    html = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
    html += f"<body><h1>{title}</h1><p>{body}</p></body></html>"
    return lambda handler: handler.reply(html.encode(), content_type="text/html; charset=utf-8")


def pdf(text="Rules of the town reading room. Books may be read on the spot, free of charge."):
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.write(text=text)
    data = bytes(made.output())
    return lambda handler: handler.reply(data, content_type="application/pdf")


def broken(handler):
    """Half of what was promised, each time."""
    handler.begin(content_type="text/html", content_length=5000)
    handler.wfile.write(b"<html><body>" + TITLE.encode())
    handler.close_connection = True


def record(source_id, *addresses, title=TITLE, more=""):
    """A record of the catalogue; an address is (url, role) or (url, role, further lines)."""
    lines = [
        f'[[record]]\nid = "{source_id}"\ntype = "document"\ntitle = "{title}"',
        f'title_en = "Rules of the Town Reading Room"\nlanguage = "uk"\n{more}',
    ]
    for url, role, *rest in addresses:
        lines.append(f'[[record.address]]\nurl = "{url}"\nrole = "{role}"\n' + "\n".join(rest))
    return "\n".join(lines)


@pytest.fixture
def library(tmp_path):
    """Opens a library whose catalogue is these records alone."""
    made = []

    def opened(*records):
        bare = [record(one, title=f"Інше {one}") for one in OTHER]
        (tmp_path / "catalog.toml").write_text("\n".join([*bare, *records]), encoding="utf-8")
        settings = load_settings(tmp_path).model_copy(update={"default_library": True})
        made.append(open_assistant(settings))
        return made[-1]

    yield opened
    for assistant in made:
        assistant.close()


@pytest.fixture
def fetch():
    """Fetches with a fetcher that may ask this machine."""

    def fetched(assistant, *ids):
        fetcher = Fetcher(allow_private=True, outside=Outside(sleep=lambda seconds: None))
        return list(assistant.fetch(ids, fetcher=fetcher))

    return fetched


def test_a_page_becomes_a_source_with_its_provenance(library, fetch, site):
    assistant = library(record("rules", (site.at("/rules", page()), "official")))
    (outcome,) = fetch(assistant)
    assert (outcome.outcome, outcome.source.status) == ("fetched", Status.FULL)
    assert BODY in assistant.text("rules")
    origin = assistant.library.source("rules").extra["provenance"]
    assert origin["asked"] == origin["final"] == outcome.url == site.url("/rules")
    assert origin["media_type"] == "text/html"
    assert len(origin["sha256"]) == 64
    assert origin["when"].startswith("20")
    assert outcome.as_dict() == {
        "id": "rules",
        "status": "full",
        "outcome": "fetched",
        "url": site.url("/rules"),
        "error": None,
    }


def test_addresses_known_to_hold_the_work_come_first(library, fetch, site):
    listed, copy = site.at("/listed", page()), site.at("/copy", page())
    assistant = library(record("rules", (listed, "listed"), (copy, "copy", "seen = true")))
    assert fetch(assistant)[0].url == copy
    assert site.paths == ["/copy"]


def test_the_next_address_is_tried_where_one_fails(library, fetch, site):
    gone, here = site.url("/gone"), site.at("/here", page())
    assistant = library(record("rules", (gone, "listed"), (here, "copy")))
    (outcome,) = fetch(assistant)
    assert (outcome.outcome, outcome.url) == ("fetched", here)


def test_a_repository_page_leads_to_its_pdf(library, fetch, site):
    file = site.at("/file.pdf", pdf())
    head = f'<meta name="citation_pdf_url" content="{file}">'
    handle = site.at("/handle/7", page(head=head))
    assistant = library(record("rules", (handle, "repository")))
    (outcome,) = fetch(assistant)
    assert (outcome.outcome, outcome.url) == ("fetched", file)
    assert "free of charge" in assistant.text("rules")


@pytest.mark.parametrize(
    ("path", "role", "answer", "reason"),
    [
        ("/handle/7", "repository", page(), "does not name its file"),
        ("/file.pdf", "listed", page(), "a web page, not the PDF"),
        (
            "/rules",
            "official",
            page("Cookies", "Дозвольте файли cookie."),
            "does not name the work",
        ),
        ("/rules", "official", lambda h: h.reply(b"", status=403), "403"),
        ("/rules", "official", broken, "breaks off"),
    ],
)
def test_what_is_not_the_work_never_passes_for_it(library, fetch, site, path, role, answer, reason):
    assistant = library(record("rules", (site.at(path, answer), role)))
    (outcome,) = fetch(assistant)
    assert (outcome.outcome, outcome.source.status) == ("failed", Status.RECORD)
    assert reason in str(outcome.error)
    assert str(outcome.error).endswith("run `dzherelo add FILE --as rules`.")
    assert str(outcome.error).count("dzherelo add") == 1
    assert not assistant.library.has_text("rules")


def test_a_text_in_a_third_language_need_not_have_the_title(library, fetch, site):
    url = site.at("/ru", page("Устав", "Читальня открыта ежедневно."))
    assistant = library(record("rules", (url, "official", 'language = "ru"')))
    assert fetch(assistant)[0].outcome == "fetched"


def test_a_failure_leaves_the_text_that_was_held(library, fetch, site, tmp_path):
    assistant = library(record("rules", (site.at("/rules", page(), broken), "official")))
    fetch(assistant)
    before = assistant.text("rules")
    (outcome,) = fetch(assistant, "rules")
    assert (outcome.outcome, outcome.source.status) == ("failed", Status.FULL)
    assert assistant.text("rules") == before


def test_the_same_text_is_kept_and_another_takes_its_place(library, fetch, site):
    answers = page(), page(), page(body="Читальня зачинена на зиму.")
    assistant = library(record("rules", (site.at("/rules", *answers), "official")))
    assert [fetch(assistant, "rules")[0].outcome for _ in range(3)] == [
        "fetched",
        "kept",
        "fetched",
    ]
    assert "на зиму" in assistant.text("rules")


def test_a_part_stays_a_part_until_more_is_fetched(library, fetch, site, tmp_path):
    assistant = library(record("rules", (site.at("/rules", page(), page(body="Усе.")), "official")))
    held = tmp_path / "part.html"
    fetch(assistant)
    held.write_text(assistant.text("rules"), encoding="utf-8")
    assert assistant.add(held, as_id="rules", part=True).source.status is Status.PART
    assert wanted(assistant.library) == ("rules",)
    assert fetch(assistant)[0].source.status is Status.FULL


def test_without_ids_what_is_missing_and_has_an_address(library, fetch, site):
    url = site.at("/rules", page())
    assistant = library(record("rules", (url, "official")), record("lost", title="Згублене"))
    assert wanted(assistant.library) == ("rules",)
    assert {"lost", "ref01"} <= set(unreachable(assistant.library))
    fetch(assistant)
    assert wanted(assistant.library) == ()
    assert fetch(assistant) == []


def test_a_doi_is_an_address(library):
    more = 'doi = "10.1234/rules"'
    assistant = library(record("rules", more=more))
    assert wanted(assistant.library) == ("rules",)


def test_a_source_without_address_says_how_to_add_it(library, fetch, site):
    (outcome,) = fetch(library(), "ref01")
    assert outcome.outcome == "failed"
    assert str(outcome.error) == (
        "No address of ref01 is known. Get the text by hand and run `dzherelo add FILE --as ref01`."
    )


def test_an_unknown_id_stops_before_anything_is_asked(library, fetch, site):
    assistant = library(record("rules", (site.at("/rules", page()), "official")))
    with pytest.raises(UnknownSource, match="roses"):
        fetch(assistant, "rules", "roses")
    assert site.paths == []


def test_this_machine_is_not_asked_unless_a_test_says_so(library, site):
    assistant = library(record("rules", (site.at("/rules", page()), "official")))
    (outcome,) = assistant.fetch(["rules"])
    assert outcome.outcome == "failed"
    assert site.paths == []
