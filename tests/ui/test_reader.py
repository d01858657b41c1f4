from __future__ import annotations

from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dzherelo.ui.page.parts import COOKIE, Headers
from dzherelo.ui.page.parts import owner_of as owner


@dataclass
class Asked:
    username: str | None
    cookies: dict[str, str]
    session_hash: str | None


def owner_of(username, cookies, session):
    return owner(Asked(username, cookies, session))


@pytest.fixture
def browser():
    def page(request):
        return PlainTextResponse(owner_of(None, request.cookies, None))

    app = Starlette(routes=[Route("/", page), Route("/other", page)])
    app.add_middleware(Headers)
    return lambda: TestClient(app, base_url="http://127.0.0.1")


def test_a_browser_stays_the_same_reader_and_no_other(browser):
    with browser() as mine, browser() as yours:
        mine.get("/"), yours.get("/")
        me, you = mine.get("/other").text, yours.get("/other").text
        assert me == mine.get("/").text == mine.get("/other").text
        assert me != you and me.startswith("browser:")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser):
    with browser() as client:
        (given,) = client.get("/").headers.get_list("set-cookie")
        assert "HttpOnly" in given and "samesite=lax" in given.lower() and "Secure" not in given
        assert "set-cookie" not in client.get("/other").headers
        (renewed,) = client.get("/").headers.get_list("set-cookie")
        assert renewed == given


@pytest.mark.parametrize("value", ["", "x", "a" * 31, "../" * 12, "A" * 32])
def test_a_cookie_that_is_not_ours_is_replaced(browser, value):
    with browser() as client:
        given = client.get("/", headers={"cookie": f"{COOKIE}={value}"}).headers["set-cookie"]
        assert f"{COOKIE}={value};" not in given
        assert owner_of(None, {COOKIE: value}, "s").startswith("page:")


def test_a_login_counts_before_the_browser():
    cookies = {COOKIE: "a" * 32}
    assert owner_of("olha", cookies, "s") == "login:olha"
    assert "a" * 32 not in owner_of(None, cookies, "s")
    assert owner_of(None, {}, "s") == owner_of(None, {}, "s") != owner_of(None, {}, "t")
    assert owner_of(None, {}, None) != owner_of(None, {}, None)
