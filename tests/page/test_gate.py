"""Whom the page answers: its own addresses and those that were added; everybody else gets 403."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from experiments.page.gate import SECURITY, Gate, Site
from tests.page.asking import asked
from tests.refusals import check_sentence, refusal

HOME = "http://127.0.0.1:8765"
OTHER = "https://page.example.org"


async def headers(request: Request):
    return JSONResponse(dict(request.headers))


async def broken(request: Request):
    raise ValueError("a secret\nTraceback")


async def hello(socket):
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def served(site=None):
    return Starlette(
        routes=[Route("/", headers), Route("/broken", broken), WebSocketRoute("/ws", hello)],
        middleware=[Middleware(Gate, site or Site())],
    )


def outcomes(site, sent, reached="127.0.0.1"):
    """The statuses of a request and of a websocket with these headers."""
    answer = asked(served(site), "/", sent, reached=reached)
    if answer.status == 403:
        check_sentence(answer.text)
    return answer.status, asked(served(site), "/ws", sent, reached=reached, kind="websocket").status


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"origin": HOME},
        {"host": "localhost:8765", "origin": "http://localhost:8765"},
        {"host": "[::1]:8765"},
        {"host": "LOCALHOST:8765"},
    ],
)
def test_its_own_addresses_are_served(sent):
    assert outcomes(Site(), sent) == (200, 101)


@pytest.mark.parametrize(
    "sent",
    [
        {"host": "rebound.example:8765"},
        {"host": "rebound.example"},
        {"host": "localhost.rebound.example:8765"},
        {"host": "127.0.0.1:8766"},
        {"host": "127.0.0.1"},
        {"host": "192.168.1.7:8765"},
        {"host": ""},
        {"host": "someone@127.0.0.1:8765"},
        {"host": "rebound.example:8765", "origin": "http://rebound.example:8765"},
        {"host": "rebound.example", "x-forwarded-host": "127.0.0.1:8765"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://localhost:8765"},
        {"origin": "http://127.0.0.1:8765.evil.example"},
        {"origin": OTHER},
    ],
)
def test_other_names_and_pages_of_other_sites_are_refused(sent):
    assert outcomes(Site(), sent) == (403, 403)


@pytest.mark.parametrize(
    "sent",
    [
        {"host": "page.example.org", "origin": OTHER},
        {"host": "page.example.org:443"},
        {"origin": OTHER},
        {"origin": HOME},
    ],
)
def test_an_address_that_was_added_is_served(sent):
    assert outcomes(Site(origins=(f"{OTHER.upper()}:443/",)), sent) == (200, 101)


def test_one_that_listens_everywhere_answers_at_the_number_it_was_reached_at():
    site, number = Site(host="0.0.0.0"), "192.168.1.7"
    for host in (f"{number}:8765", "localhost:8765"):
        assert outcomes(site, {"host": host}, reached=number) == (200, 101)
    for host in ("rebound.example:8765", "192.168.1.8:8765"):
        for reached in (number, "rebound.example"):
            assert outcomes(site, {"host": host}, reached=reached) == (403, 403)


def test_no_header_of_a_proxy_gets_through():
    sent = {
        name: "evil"
        for name in (
            "x-script-name", "script-name", "x-forwarded-host", "x-forwarded-proto",
            "x-forwarded-for", "x-forwarded-prefix", "forwarded",
        )
    }  # fmt: skip
    seen = json.loads(asked(served(), "/", sent | {"cookie": "a=b"}).text)
    assert not seen.keys() & sent.keys() and seen["cookie"] == "a=b"


@pytest.mark.parametrize("path", ["/", "/nowhere", "/broken", "/%00", "/a%0d%0ab"])
def test_every_answer_is_guarded_and_no_error_shows_its_inside(path):
    for answer in (asked(served(), path), asked(served(), path, {"host": "evil"})):
        assert {name: answer.headers[name] for name in SECURITY} == SECURITY
        assert "Traceback" not in answer.text and "secret" not in answer.text


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"origins": ("page.example.org",)}, "--allow-origin page.example.org"),
        ({"origins": ("ftp://page.example.org",)}, "--allow-origin"),
        ({"origins": ("https://page.example.org/worlds",)}, "--allow-origin"),
        ({"origins": ("https://me@page.example.org",)}, "--allow-origin"),
        ({"origins": ("https://page.example.org:port",)}, "--allow-origin"),
        ({"origins": ("*",)}, "--allow-origin"),
        ({"origins": ("",)}, "--allow-origin"),
        ({"proxies": ("*",)}, "--proxy"),
        ({"proxies": ("proxy.example.org",)}, "--proxy proxy.example.org"),
        ({"proxies": ("127.0.0.1",), "root": "worlds"}, "--root-path worlds"),
        ({"proxies": ("127.0.0.1",), "root": "//evil.example"}, "--root-path"),
        ({"proxies": ("127.0.0.1",), "root": "/<script>"}, "--root-path"),
        ({"root": "/worlds"}, "--root-path --proxy"),
    ],
)
def test_a_site_that_cannot_be_is_refused(wrong, names):
    with refusal(names):
        Site(**wrong)
