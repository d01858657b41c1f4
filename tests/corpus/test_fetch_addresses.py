"""What may be asked: public hosts only, checked at every step; certificates; no step down."""

import ipaddress
import socket
import ssl

import httpcore
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.errors import FetchFailed
from dzherelo.corpus.fetch.addresses import Gate
from dzherelo.corpus.fetch.fetcher import Fetcher, Outside

PAGE = b"<!DOCTYPE html><html><body><p>Article 1.</p></body></html>"
PUBLIC = "93.184.216.34"
NAMES = {
    "journal.example": [PUBLIC],
    "mirror.example": ["2606:2800:220:1::1", PUBLIC],
    "intranet.example": ["10.0.0.5"],
    "mixed.example": [PUBLIC, "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
}


def resolve(host, port):
    if host in NAMES:
        return NAMES[host]
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


class ToSite(httpcore.NetworkBackend):
    """The internet of these tests: every IPv4 address is the test's server."""

    def __init__(self, site):
        self._port = site.server_port
        self.dialled = []

    def connect_tcp(self, host, port, **options):
        self.dialled.append(host)
        if ":" in host:
            raise httpcore.ConnectError("no route")
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self._port, **options)


@pytest.fixture
def internet(site):
    return ToSite(site)


@pytest.fixture
def fetching(internet):
    def make(resolve=resolve, tls=None):
        tls = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        outside = Outside(resolve=resolve, dial=internet, tls=tls, sleep=lambda seconds: None)
        return Fetcher(outside=outside)

    return make


def gives(handler):
    handler.reply(PAGE)


def moves(to):
    return lambda handler: handler.reply(status=302, location=to)


def fails(fetcher, address):
    with pytest.raises(FetchFailed) as caught:
        fetcher.get(address)
    assert caught.value.remedy and "\n" not in str(caught.value)
    return str(caught.value)


# Private addresses -------------------------------------------------------------------------

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.9.9.9:8080/x",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.0.2.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://localhost/",
    "http://LOCALHOST.:80/",
    "http://pages.localhost/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://intranet.example/",
    "http://mixed.example/",
    "http://mapped.example/",
    "http://metadata.example/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_even_dialled(fetching, internet, address):
    fails(fetching(), address)
    assert internet.dialled == []


@pytest.mark.parametrize("address", PRIVATE)
def test_a_redirect_to_a_private_address_is_refused(site, fetching, internet, address):
    raw = address.encode().decode("latin-1")
    site.at("/", moves(raw))
    fails(fetching(), "http://journal.example/")
    assert internet.dialled == [PUBLIC] and len(site.asked) == 1


@pytest.mark.parametrize("address", ["http://169.254.169.254/", "file:///etc/passwd"])
def test_a_landing_page_cannot_send_elsewhere_either(site, fetching, internet, address):
    tag = f'<html><head><meta name="citation_pdf_url" content="{address}"></head></html>'
    site.at("/view", lambda handler: handler.reply(tag.encode()))
    fails(fetching(), "http://journal.example/view")
    assert internet.dialled == [PUBLIC]


def test_loopback_is_refused_by_a_fetcher_as_it_comes(site):
    address = site.at("/", gives)
    assert "`127.0.0.1` is not a public address" in fails(Fetcher(), address)
    by_name = address.replace("127.0.0.1", "localhost")
    assert "`localhost` is not a public address" in fails(Fetcher(), by_name)
    assert site.asked == []
    assert Fetcher(allow_private=True).get(by_name).data == PAGE


@pytest.mark.parametrize(
    "network", ["0/8", "10/8", "127/8", "169.254/16", "172.16/12", "192.168/16"]
)
@given(data=st.data())
def test_no_spelling_of_a_private_address_passes(network, data):
    base, length = network.split("/")
    base += ".0" * (3 - base.count("."))
    address = data.draw(st.ip_addresses(network=ipaddress.ip_network(f"{base}/{length}")))
    number, bytes_ = int(address), address.packed
    spelt = data.draw(
        st.sampled_from(
            [
                str(address),
                str(number),
                hex(number),
                f"0{number:o}",
                ".".join(f"0{byte:o}" for byte in bytes_),
                ".".join(map(hex, bytes_)),
                f"{bytes_[0]}.{number & 0xFFFFFF}",
                f"{bytes_[0]}.{bytes_[1]}.{number & 0xFFFF}",
                f"{address}.",
                f"[::ffff:{address}]",
                f"[::{address}]",
                f"[64:ff9b::{address}]",
                f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
            ]
        )
    )
    with pytest.raises(FetchFailed):
        Gate().checked(f"http://{spelt}/")


@given(st.ip_addresses(v=4))
def test_what_is_admitted_is_public(address):
    if Gate().admits(str(address)):
        assert address.is_global and not address.is_multicast


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_admitted(address):
    assert Gate().admits(address)


def test_a_name_that_leads_elsewhere_a_moment_later_gains_nothing(site, fetching, internet):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    site.at("/", gives)
    fetcher = fetching(resolve=lambda host, port: next(answers))
    assert fetcher.get("http://rebound.example/").data == PAGE
    assert internet.dialled == [PUBLIC], "not the address that was checked"
    assert "leads to 127.0.0.1" in fails(fetcher, "http://rebound.example/")
    assert internet.dialled == [PUBLIC]


def test_the_host_is_asked_by_its_name_at_the_next_address_that_answers(site, fetching, internet):
    site.at("/", gives)
    fetching().get("http://mirror.example/")
    assert internet.dialled == ["2606:2800:220:1::1", PUBLIC]
    assert site.asked[0].headers["Host"] == "mirror.example"


# Addresses that are none -------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "",
        "journal.example/a",
        "10.12/x",
        "doi:",
        "C:\\report.pdf",
        "/etc/passwd",
        "file:///etc/passwd",
        "ftp://journal.example/x",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://journal.example:0/",
        "http://journal.example:99999/",
        "http://journal.example:x/",
        "http://[::1/",
        "http://a..b/",
        "http://" + "a" * 70 + ".example/",
        "http://journal.example/\x00\x1b[31m",
        "http://unknown.example/",
        "http://journal.example/" + "x" * 70_000,
    ],
)
def test_what_is_no_address_is_refused_in_one_short_line(fetching, internet, address):
    message = fails(fetching(), address)
    assert message.isprintable() and len(message) < 500
    assert internet.dialled == []


def test_a_password_is_neither_sent_nor_shown(site, fetching, internet):
    message = fails(fetching(), "https://reader:s3cret@journal.example/a")
    assert "s3cret" not in message and "password" in message
    site.at("/", moves("http://reader:s3cret@journal.example/a"))
    assert "s3cret" not in fails(fetching(), "http://journal.example/")
    assert len(site.asked) == 1


# Certificates ------------------------------------------------------------------------------


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def trusting(authority, fetching):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(tls)
    return fetching(tls=tls)


@pytest.fixture
def secure(site, authority):
    """The site behind TLS as journal.example; the names that clients asked for."""
    names = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("journal.example").configure_cert(tls)
    tls.sni_callback = lambda connection, name, context: names.append(name)
    site.socket = tls.wrap_socket(site.socket, server_side=True)
    return names


def test_a_certificate_is_asked_for_and_checked_by_name(site, secure, trusting, internet):
    site.at("/", gives)
    assert trusting.get("https://journal.example/").data == PAGE
    assert secure == ["journal.example"] and internet.dialled == [PUBLIC]


def test_a_certificate_of_another_name_is_refused(site, secure, trusting):
    site.at("/", gives)
    message = fails(trusting, "https://mirror.example/")
    assert "certificate of mirror.example is not trusted" in message
    assert site.asked == [] and len(secure) == 1


def test_a_certificate_of_an_unknown_authority_is_refused(site, secure, fetching):
    site.at("/", gives)
    message = fails(fetching(), "https://journal.example/")
    assert "certificate of journal.example is not trusted" in message
    assert site.asked == []


def test_from_https_an_http_address_is_asked_by_https(site, secure, trusting):
    site.at("/", moves("http://journal.example/text"))
    site.at("/text", gives)
    assert trusting.get("https://journal.example/").final_url == "https://journal.example/text"


def test_there_is_no_step_down_from_https(site, secure, trusting):
    site.at("/", moves("http://journal.example:8080/text"))
    assert "from https to the unprotected" in fails(trusting, "https://journal.example/")
    assert site.paths == ["/"]
