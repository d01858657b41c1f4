from __future__ import annotations

import re
import warnings

import pytest

with warnings.catch_warnings():  # Gradio's own imports warn
    warnings.simplefilter("ignore")
    pytest.importorskip("gradio")
    from starlette.testclient import TestClient

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.fetch.addresses import is_loopback
from dzherelo.ui.page.serve import Address, build_server_app, check_address, has_display, listen

LOGIN = {"DZHERELO_USER": "olha", "DZHERELO_PASSWORD": "s:ecret"}


def test_loopback_needs_no_password():
    assert check_address("127.0.0.1", None, None, {}) == Address("127.0.0.1")
    assert check_address("localhost", 8000, None, {}) == Address("localhost", 8000)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_a_host_that_others_reach_needs_a_password(host):
    with pytest.raises(SettingsError, match="--auth user:password"):
        check_address(host, None, None, {})
    assert check_address(host, None, "u:p:q", {}).auth == ("u", "p:q")
    assert check_address(host, None, None, LOGIN).auth == ("olha", "s:ecret")


@pytest.mark.parametrize(
    ("auth", "environ"),
    [("nocolon", {}), (":p", {}), ("u:", {}), (None, {"DZHERELO_USER": "u"})],
)
def test_half_a_password_is_refused(auth, environ):
    with pytest.raises(SettingsError, match="incomplete"):
        check_address("127.0.0.1", None, auth, environ)


def test_is_loopback():
    assert is_loopback("127.0.0.1") and is_loopback("::1") and is_loopback("localhost")
    assert not is_loopback("10.0.0.1") and not is_loopback("localhost.example.org")


def test_a_taken_port_moves_on_unless_it_was_asked_for():
    with listen(Address("127.0.0.1")) as first, listen(Address("127.0.0.1")) as second:
        taken = first.getsockname()[1]
        assert second.getsockname()[1] > taken
        with pytest.raises(SettingsError, match=f"Port {taken} on 127.0.0.1 cannot be used"):
            listen(Address("127.0.0.1", taken))


def test_a_browser_needs_a_display():
    assert has_display({"DISPLAY": ":0"}, "linux")
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_display({}, "darwin") and has_display({}, "win32")
    assert not has_display({}, "linux")


@pytest.fixture
def page(garden, in_loop):
    web = in_loop(build_server_app, garden, Address("127.0.0.1"))
    with TestClient(web, base_url="http://127.0.0.1:7860") as client:
        yield client


def test_the_page_fetches_nothing_from_elsewhere(page):
    html = page.get("/").text
    fetched = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(https?:[^"]+)"', html)
    assert fetched == []
    assert "fonts.googleapis" not in html and "fonts.gstatic" not in html
    assert page.get("/theme.css").text.count("@import") == 0


def test_every_answer_carries_the_policy(page):
    for path in ("/", "/theme.css", "/gradio_api/info", "/nothing/here"):
        assert page.get(path).headers["content-security-policy"].startswith("default-src 'self'")


def test_no_api_is_offered(page):
    assert page.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    assert page.get("/docs").status_code == 404
    config = page.get("/config").json()
    assert config["footer_links"] == []
    assert config["analytics_enabled"] is False


def test_a_foreign_name_for_this_machine_is_refused(page):
    assert page.get("/", headers={"host": "evil.example"}).status_code == 400
    assert page.get("/", headers={"host": "localhost:7860"}).status_code == 200


def test_the_password_guards_page_and_data(garden, in_loop):
    web = in_loop(build_server_app, garden, Address("0.0.0.0", auth=("olha", "s:ecret")))
    with TestClient(web) as client:
        assert client.get("/config").status_code == 401
        assert "Товариство" not in client.get("/").text
        wrong = client.post("/login", data={"username": "olha", "password": "no"})
        assert wrong.status_code == 400
        client.post("/login", data={"username": "olha", "password": "s:ecret"})
        assert client.get("/config").status_code == 200
