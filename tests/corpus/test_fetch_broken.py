"""Servers that are slow, overloaded, endless or break off; downloads that go on."""

import gzip
import socket
import ssl
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dzherelo.corpus.errors import FetchFailed
from dzherelo.corpus.fetch.download import TooLarge, unpacked
from dzherelo.corpus.fetch.fetcher import Fetcher, Limits, Outside

TEXT = ("<!DOCTYPE html><html><body>" + "<p>Рядок, що його читають.</p>" * 20_000).encode()
PAGE = TEXT + b"</body></html>"
HALF = len(PAGE) // 2


@pytest.fixture
def naps():
    return []


@pytest.fixture
def fetching(naps):
    """Makes fetchers; `naps` gets the seconds that they would have slept."""

    def make(progress=None, **limits):
        options = {"progress": progress} if progress else {}
        outside = Outside(tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), sleep=naps.append)
        return Fetcher(limits=Limits(**limits), allow_private=True, outside=outside, **options)

    return make


def gives(body, **headers):
    return lambda handler: handler.reply(body, **headers)


def breaks_off(body=PAGE, after=HALF, **headers):
    def answer(handler):
        handler.begin(content_length=len(body), **headers)
        handler.wfile.write(body[:after])
        handler.close_connection = True

    return answer


def ranged(body=PAGE, etag='"one"', **headers):
    """A server that does as RFC 9110 says."""

    def answer(handler):
        asked = handler.headers["Range"]
        if not asked or handler.headers["If-Range"] != etag:
            return handler.reply(body, etag=etag, **headers)
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        where = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return handler.reply(body[start:], status=206, etag=etag, content_range=where, **headers)

    return answer


def fails(fetcher, address):
    with pytest.raises(FetchFailed) as caught:
        fetcher.get(address)
    assert caught.value.remedy and "\n" not in str(caught.value)
    return str(caught.value)


def ranges(site):
    return [handler.headers["Range"] for handler in site.asked]


# Failures that pass ------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_overloaded_server_is_asked_again_ever_later(site, fetching, naps, status):
    busy = gives(b"", status=status)
    assert fetching().get(site.at("/text", busy, busy, gives(PAGE))).data == PAGE
    assert len(site.asked) == 3
    assert 0.5 <= naps[0] < naps[1]


def test_a_server_that_stays_overloaded_is_left_in_peace(site, fetching):
    message = fails(fetching(), site.at("/text", gives(b"", status=500)))
    assert "answers 500 (tries: 4)" in message and "again later" in message
    assert len(site.asked) == 4


def test_what_the_server_asks_to_wait_is_waited(site, fetching, naps):
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    site.at(
        "/text",
        gives(b"", status=429, retry_after=7),
        gives(b"", status=503, retry_after=soon),
        gives(b"", status=503, retry_after="soon"),
        gives(PAGE),
    )
    assert fetching().get(site.url("/text")).data == PAGE
    assert naps[0] == 7
    assert 15 < naps[1] <= 20
    assert naps[2] < 5


def test_nobody_waits_an_hour(site, fetching, naps):
    message = fails(fetching(), site.at("/text", gives(b"", status=429, retry_after=3600)))
    assert "answers 429 and asks to wait 3600 s" in message
    assert len(site.asked) == 1 and not naps


def test_a_server_that_hangs_up_is_asked_again(site, fetching):
    def hangs_up(handler):
        handler.close_connection = True

    assert fetching().get(site.at("/text", hangs_up, gives(PAGE))).data == PAGE


def test_a_server_that_is_not_there_is_said_to_be_so(fetching):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/text"
        assert "cannot be reached" in fails(fetching(), address)


# Limits ------------------------------------------------------------------------------------


def test_a_gigabyte_is_refused_before_it_comes(site, fetching):
    sent = []

    def gigabyte(handler):
        handler.begin(content_length=2**30, etag='"big"')
        for _ in range(2**10):
            handler.wfile.write(bytes(2**20))
            sent.append(2**20)

    message = fails(fetching(), site.at("/text", gigabyte))
    assert "more than the 50 MB allowed" in message
    assert sum(sent) < 2**25


@pytest.mark.parametrize("chunked", [True, False])
def test_an_endless_stream_is_cut_at_the_limit(site, fetching, chunked):
    piece = b"<html>" + bytes(10_000)

    def endless(handler):
        handler.begin(etag='"x"', **({"transfer_encoding": "chunked"} if chunked else {}))
        while not site.ended.is_set():
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)

    fetcher = fetching(bytes=200_000)
    assert "allowed" in fails(fetcher, site.at("/text", endless))
    assert len(site.asked) == 1


def test_a_body_that_unpacks_to_too_much_is_refused(site, fetching):
    bomb = gzip.compress(b"<html>" + bytes(30_000_000))
    address = site.at("/text", gives(bomb, content_encoding="gzip"))
    assert "allowed" in fails(fetching(bytes=1_000_000), address)


def test_a_bomb_is_never_unpacked_beyond_the_limit():
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        unpacked(bomb, "gzip", limit=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip"])
def test_a_packing_that_was_not_asked_for_is_refused(site, fetching, packing):
    assert packing in fails(fetching(), site.at("/x", gives(b"?", content_encoding=packing)))


def test_a_damaged_packing_is_refused(site, fetching):
    address = site.at("/x", gives(b"no gzip at all", content_encoding="gzip"))
    assert "damaged" in fails(fetching(), address)


def test_a_packed_body_that_ends_too_early_is_asked_again(site, fetching):
    whole = gzip.compress(PAGE)
    site.at(
        "/x",
        gives(whole[:-20], content_encoding="gzip"),
        gives(whole, content_encoding="gzip"),
    )
    assert fetching().get(site.url("/x")).data == PAGE


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_slow_drip_ends_with_the_time_allowed(site, fetching, where):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n")
        handler.wfile.write(b"\r\n" if where == "body" else b"X-Slow: ")
        while not site.ended.wait(0.02):
            handler.wfile.write(b"a")

    message = fails(fetching(seconds_total=0.4), site.at("/text", drip))
    assert "did not come within 0.4 s" in message


def test_a_server_that_says_nothing_is_asked_again_then_left(site, fetching):
    fetcher = fetching(seconds_read=0.1, attempts=2)
    address = site.at("/text", lambda handler: site.ended.wait())
    assert "does not answer in time (tries: 2)" in fails(fetcher, address)


# Whole or not at all -----------------------------------------------------------------------


def test_a_body_that_breaks_off_is_never_handed_over(site, fetching):
    message = fails(fetching(), site.at("/text", breaks_off()))
    assert "breaks off before the end (tries: 4)" in message


def test_chunks_that_break_off_are_never_handed_over(site, fetching):
    def cut(handler):
        handler.begin(transfer_encoding="chunked")
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(PAGE), PAGE))
        handler.close_connection = True

    assert "breaks off before the end" in fails(fetching(), site.at("/text", cut))


@pytest.mark.parametrize(
    "body, whole", [(PAGE, True), (TEXT, False), (b"%PDF-1.4 cut", False), (b"words", False)]
)
def test_a_body_of_untold_length_must_show_its_end(site, fetching, body, whole):
    def untold(handler):
        handler.begin(connection="close", content_type="text/html")
        handler.wfile.write(body)

    address = site.at("/text", untold)
    if whole:
        assert fetching().get(address).data == body
    else:
        assert "may be cut off" in fails(fetching(), address)


# Going on ----------------------------------------------------------------------------------


def test_a_broken_download_goes_on_where_it_broke(site, fetching):
    seen = []
    site.at("/text", breaks_off(etag='"one"'), ranged())
    fetcher = fetching(progress=lambda *step: seen.append(step))
    assert fetcher.get(site.url("/text")).data == PAGE
    assert ranges(site) == [None, f"bytes={HALF}-"]
    assert site.asked[1].headers["If-Range"] == '"one"'
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1] == (site.url("/text"), len(PAGE), len(PAGE))


def test_a_packed_download_goes_on_in_its_packed_bytes(site, fetching):
    packed = gzip.compress(PAGE)
    cut = len(packed) // 2
    site.at(
        "/text",
        breaks_off(packed, cut, etag='"one"', content_encoding="gzip"),
        ranged(packed, content_encoding="gzip"),
    )
    assert fetching().get(site.url("/text")).data == PAGE
    assert ranges(site) == [None, f"bytes={cut}-"]


def test_a_date_serves_where_there_is_no_tag(site, fetching):
    date = "Mon, 05 Jan 2026 10:00:00 GMT"
    site.at("/text", breaks_off(last_modified=date), gives(PAGE))
    assert fetching().get(site.url("/text")).data == PAGE
    assert site.asked[1].headers["If-Range"] == date


@pytest.mark.parametrize("headers", [{}, {"etag": 'W/"weak"'}, {"accept_ranges": "none"}])
def test_without_a_strong_mark_the_download_begins_anew(site, fetching, headers):
    headers = headers | ({"etag": '"one"'} if "accept_ranges" in headers else {})
    site.at("/text", breaks_off(**headers), gives(PAGE))
    assert fetching().get(site.url("/text")).data == PAGE
    assert ranges(site) == [None, None]


def test_a_text_that_changed_in_between_is_taken_whole(site, fetching):
    new = PAGE.replace("Рядок".encode(), "Вірш!".encode())
    site.at("/text", breaks_off(etag='"one"'), ranged(new, etag='"two"'))
    assert fetching().get(site.url("/text")).data == new


@pytest.mark.parametrize(
    "wrong",
    [
        {"etag": '"two"'},
        {"content_range": f"bytes 0-{len(PAGE) - 1}/{len(PAGE)}"},
        {"content_range": f"bytes {HALF}-{len(PAGE)}/{len(PAGE) + 1}"},
        {"content_range": "bytes */*"},
        {"content_encoding": "gzip"},
    ],
)
def test_a_part_that_does_not_fit_is_not_joined(site, fetching, wrong):
    right = {"content_range": f"bytes {HALF}-{len(PAGE) - 1}/{len(PAGE)}"}
    site.at(
        "/text",
        breaks_off(etag='"one"'),
        gives(b"x" * (len(PAGE) - HALF), status=206, **(right | wrong)),
        gives(PAGE),
    )
    assert fetching().get(site.url("/text")).data == PAGE
    assert ranges(site) == [None, f"bytes={HALF}-", None]


def test_a_rest_that_is_gone_is_asked_for_from_the_start(site, fetching):
    site.at("/text", breaks_off(etag='"one"'), gives(b"", status=416), gives(PAGE))
    assert fetching().get(site.url("/text")).data == PAGE
    assert ranges(site) == [None, f"bytes={HALF}-", None]
