"""Fetching from a real server on loopback: texts, journals, the parliament's portal, refusals."""

import gzip
import hashlib
import json
import ssl
from datetime import datetime

import pytest
from fpdf import FPDF

from dzherelo.corpus.errors import FetchFailed
from dzherelo.corpus.fetch.fetcher import Fetcher, Outside, provenance
from dzherelo.corpus.read import read_bytes

PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Акт</title></head>'
    "<body><p>Стаття 1. Кожен має право читати.</p></body></html>"
).encode()


def pdf(text="Each reader has the right to see the exact words."):
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.write(text=text)
    return bytes(made.output())


def gives(body, **headers):
    return lambda handler: handler.reply(body, **headers)


def moves(to, status=302):
    return lambda handler: handler.reply(status=status, location=to)


def landing(*tags):
    head = "".join(tags)
    return gives(
        f"<!DOCTYPE html><html><head><title>Стаття</title>{head}</head>"
        "<body><h1>Стаття</h1><p>Анотація: про що ця стаття.</p></body></html>".encode(),
        content_type="text/html; charset=utf-8",
    )


def meta(name, content):
    return f'<meta name="{name}" content="{content}"/>'


@pytest.fixture
def fetcher(site):
    outside = Outside(
        doi_base=site.url("/doi/"),
        tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        sleep=lambda seconds: None,
    )
    return Fetcher(allow_private=True, outside=outside)


def fails(fetcher, address):
    with pytest.raises(FetchFailed) as caught:
        fetcher.get(address)
    message = str(caught.value)
    assert caught.value.remedy and "\n" not in message
    return message


# Texts -------------------------------------------------------------------------------------


def test_a_pdf_comes_byte_for_byte_with_its_provenance(site, fetcher):
    body = pdf()
    address = site.at("/files/report.pdf", gives(body, content_type="application/pdf"))
    fetched = fetcher.get(address)
    assert fetched.data == body
    assert (fetched.url, fetched.final_url, fetched.via) == (address, address, ())
    assert fetched.sha256 == hashlib.sha256(body).hexdigest()
    assert datetime.fromisoformat(fetched.when).utcoffset().total_seconds() == 0
    assert "the exact words" in read_bytes(fetched.data, name=fetched.name).text
    kept = json.loads(json.dumps(provenance(fetched)))
    assert kept["asked"] == kept["final"] == address
    assert (kept["sha256"], kept["media_type"]) == (fetched.sha256, "application/pdf")


@pytest.mark.parametrize(
    "body, declared, found, ending",
    [
        (pdf(), "application/octet-stream", "application/pdf", ".pdf"),
        (pdf(), "text/html", "application/pdf", ".pdf"),
        (PAGE, "text/plain", "text/html", ".html"),
        ("<div><p>Частина 1.</p></div>".encode(), "text/html", "text/html", ".html"),
        ("Стаття 1. Текст.\n".encode(), "text/plain", "text/plain", ".txt"),
    ],
)
def test_the_bytes_say_what_a_text_is_not_the_server(site, fetcher, body, declared, found, ending):
    fetched = fetcher.get(site.at("/a/254к/download", gives(body, content_type=declared)))
    assert fetched.media_type == found
    assert fetched.name.endswith(f"254к-download{ending}")
    assert read_bytes(fetched.data, name=fetched.name).media_type == found


def test_a_packed_page_is_unpacked(site, fetcher):
    body = gzip.compress(PAGE[:60]) + gzip.compress(PAGE[60:])
    address = site.at("/page", gives(body, content_encoding="gzip", content_type="text/html"))
    assert fetcher.get(address).data == PAGE
    assert site.asked[0].headers["Accept-Encoding"] == "gzip"


def test_requests_name_the_product_and_ask_no_proxy(site, fetcher, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    fetcher.get(site.at("/page", gives(PAGE)))
    assert site.asked[0].headers["User-Agent"].startswith("Dzherelo/")


def test_redirects_are_followed_and_told(site, fetcher):
    site.at("/old", moves("/newer?a=1#part"))
    site.at("/newer?a=1", moves("/дім".encode().decode("latin-1"), status=308))
    site.at("/дім", gives(PAGE))
    fetched = fetcher.get(site.url("/old"))
    assert fetched.data == PAGE
    assert fetched.via == (site.url("/old"), site.url("/newer?a=1"))
    assert fetched.final_url == site.url("/%D0%B4%D1%96%D0%BC")


def test_a_page_that_sets_a_cookie_and_sends_back_is_no_loop(site, fetcher):
    def wall(handler):
        if handler.headers["Cookie"]:
            handler.reply(PAGE)
        else:
            handler.reply(status=302, location="/page", set_cookie="seen=yes")

    address = site.at("/page", wall)
    assert fetcher.get(address).data == PAGE
    assert fetcher.get(address).data == PAGE
    assert site.asked[2].headers["Cookie"] is None, "a cookie outlived its `get`"


# Journals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["10.1234/abc.7", "doi:10.1234/abc.7", "DOI: 10.1234/abc.7."])
def test_a_doi_leads_through_the_landing_page_to_the_pdf(site, fetcher, form):
    site.at("/doi/10.1234/abc.7", moves("/journal/article/view/7"))
    site.at(
        "/journal/article/view/7",
        landing(
            meta("citation_title", "Стаття"),
            meta("citation_pdf_url", site.url("/journal/article/download/7/5")),
        ),
    )
    site.at("/journal/article/download/7/5", gives(pdf()))
    fetched = fetcher.get(form)
    assert fetched.media_type == "application/pdf"
    assert fetched.via == (site.url("/doi/10.1234/abc.7"), site.url("/journal/article/view/7"))
    assert fetched.final_url == site.url("/journal/article/download/7/5")


@pytest.mark.parametrize(
    "tag",
    [
        '<META NAME="Citation_PDF_URL" CONTENT="../full.pdf?a=1&amp;b=2">',
        "<meta content='../full.pdf?a=1&amp;b=2' name='citation_pdf_url'>",
        '<base href="/journal/"><meta name="citation_pdf_url" content="full.pdf?a=1&amp;b=2">',
        '<link rel="alternate" type="application/pdf" href="../full.pdf?a=1&amp;b=2">',
        '<!-- <meta name="citation_pdf_url" content="/no"> -->'
        '<link type="application/pdf" rel="Alternate" href="../full.pdf?a=1&amp;b=2">',
    ],
)
def test_the_page_may_name_its_pdf_in_any_usual_way(site, fetcher, tag):
    site.at("/doi/10.1234/x", moves("/journal/article/7"))
    site.at("/journal/article/7", landing(tag))
    site.at("/journal/full.pdf?a=1&b=2", gives(pdf()))
    assert fetcher.get("10.1234/x").media_type == "application/pdf"


def test_full_text_in_html_serves_where_the_pdf_cannot_be_had(site, fetcher):
    site.at(
        "/doi/10.1234/x",
        landing(
            meta("citation_pdf_url", "/bought.pdf"),
            meta("citation_pdf_url", "/viewer"),
            meta("citation_fulltext_html_url", "/full"),
        ),
    )
    site.at("/bought.pdf", gives(b"pay", status=403))
    site.at("/viewer", gives(PAGE))
    site.at("/full", gives(PAGE))
    assert fetcher.get("10.1234/x").final_url == site.url("/full")


def test_an_abstract_is_not_taken_for_the_text(site, fetcher):
    site.at("/doi/10.1234/x", landing())
    message = fails(fetcher, "10.1234/x")
    assert "10.1234/x" in message and "names no full text" in message
    assert "`dzherelo add FILE`" in message


def test_a_doi_that_ends_at_the_pdf_needs_no_landing_page(site, fetcher):
    site.at("/doi/10.1234/x<1>#y", gives(pdf()))
    assert fetcher.get("10.1234/x<1>#y").media_type == "application/pdf"


def test_the_address_of_a_landing_page_leads_to_the_pdf_too(site, fetcher):
    site.at("/view", landing(meta("citation_pdf_url", "/full.pdf")))
    site.at("/full.pdf", gives(pdf()))
    fetched = fetcher.get(site.url("/view"))
    assert (fetched.media_type, fetched.via) == ("application/pdf", (site.url("/view"),))


def test_a_landing_page_of_nothing_but_brackets_is_read_at_once(site, fetcher):
    body = b"<html><head>" + b"<meta <b>" * 200_000 + b"</html>"
    site.at("/doi/10.1234/x", gives(body))
    assert "names no full text" in fails(fetcher, "10.1234/x")


# The parliament's portal -------------------------------------------------------------------


@pytest.fixture
def portal(site):
    outside = Outside(
        resolve=lambda host, port: ["127.0.0.1"],
        tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        sleep=lambda seconds: None,
    )
    made = Fetcher(allow_private=True, outside=outside)
    made.root = f"http://zakon.rada.gov.ua:{site.server_port}"
    return made


@pytest.mark.parametrize(
    "asked, printed",
    [
        ("/laws/show/254к/96-вр", "/laws/show/254к/96-вр/print"),
        ("/laws/show/254%D0%BA/96-%D0%B2%D1%80#n4194", "/laws/show/254к/96-вр/print"),
        ("/laws/show/4572-17?find=1&text=мета#Text", "/laws/show/4572-17/print"),
        ("/laws/show/4651-17/page3", "/laws/show/4651-17/print"),
        ("/laws/show/4651-17/print", "/laws/show/4651-17/print"),
        ("/laws/show/4651-17/ed20130101/paran5#n5", "/laws/show/4651-17/ed20130101/print"),
        ("/laws/show/en/995_010/", "/laws/show/en/995_010/print"),
    ],
)
def test_an_act_comes_in_its_print_form(site, portal, asked, printed):
    site.at(printed, gives(PAGE))
    fetched = portal.get(portal.root + asked)
    assert site.paths == [printed]
    assert "Кожен має право" in read_bytes(fetched.data, name=fetched.name).text


def test_an_act_without_a_print_form_comes_as_its_page(site, portal):
    site.at("/laws/show/4572-17", gives(PAGE))
    assert portal.get(f"{portal.root}/laws/show/4572-17#n5").data == PAGE
    assert site.paths == ["/laws/show/4572-17/print", "/laws/show/4572-17"]


def test_the_page_is_not_asked_where_the_portal_is_overloaded(site, portal):
    site.at("/laws/show/4572-17/print", gives(b"", status=503))
    site.at("/laws/show/4572-17", gives(PAGE))
    assert "answers 503" in fails(portal, f"{portal.root}/laws/show/4572-17")
    assert set(site.paths) == {"/laws/show/4572-17/print"}


def test_other_pages_of_the_portal_come_as_they_are(site, portal):
    site.at("/laws/main", gives(PAGE))
    portal.get(f"{portal.root}/laws/main")
    assert site.paths == ["/laws/main"]


# Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 204, 304, 206, 416])
def test_what_is_refused_is_not_asked_again(site, fetcher, status):
    address = site.at("/text", lambda handler: handler.reply(status=status))
    message = fails(fetcher, address)
    assert f"{address} answers {status}." in message
    assert "save the file and add it with `dzherelo add FILE`" in message
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "body, declared, said",
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png", "is a PNG image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "application/pdf", "is a PNG image"),
        (b"PK\x03\x04" + bytes(50), "application/pdf", "archive"),
        (bytes(range(256)) * 40, "text/plain", "not text"),
        (b'{"error": "no such article"}', "application/json", "is application/json"),
        (b'<?xml version="1.0"?><rss></rss>', "text/xml", "XML"),
        (b" \n", "text/html", "empty"),
        (b"", "text/html", "empty"),
    ],
)
def test_what_is_no_text_is_refused(site, fetcher, body, declared, said):
    address = site.at("/file/x.pdf", gives(body, content_type=declared))
    message = fails(fetcher, address)
    assert address in message and said in message


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_redirects_ends(site, fetcher, length):
    for step in range(length):
        site.at(f"/{step}", moves(f"/{(step + 1) % length}"))
    assert "in a circle" in fails(fetcher, site.url("/0"))
    assert len(site.asked) == length


def test_an_endless_chain_of_redirects_ends(site, fetcher):
    for step in range(20):
        site.at(f"/{step}", moves(f"/{step + 1}"))
    assert "more than 8 times" in fails(fetcher, site.url("/0"))
    assert len(site.asked) == 9


def test_a_redirect_to_nowhere_is_refused(site, fetcher):
    address = site.at("/text", lambda handler: handler.reply(status=302))
    assert "answers 302" in fails(fetcher, address)
    address = site.at("/other", moves("http://[::1/"))
    assert "leads to what is no address" in fails(fetcher, address)
