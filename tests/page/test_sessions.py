"""Places for sessions, and the messages that reach them."""

from __future__ import annotations

import contextlib
import json

import pytest

from experiments.page.sessions import Sessions, client_of, understood, whose
from tests.refusals import check_sentence

RUN = {"path": "/?weeks=60", "dark": False, "themes": {}, "appName": None}


def test_one_client_cannot_take_all_places_and_all_clients_no_more_than_there_are():
    sessions = Sessions(set(), most=5, most_each=2)
    with contextlib.ExitStack() as connected:
        for client in ("a", "b"):
            for number in range(2):
                assert sessions.full(client) == ""
                connected.enter_context(sessions.connected(f"{client}{number}", client))
            check_sentence(sessions.full(client), "2")
        assert sessions.full("c") == ""
        connected.enter_context(sessions.connected("c0", "c"))
        for client in ("c", "d"):
            check_sentence(sessions.full(client), "5")


def test_a_place_is_free_once_the_session_has_ended_and_not_before():
    alive = {"one"}
    sessions = Sessions(alive, most_each=1)
    with sessions.connected("one", "a"):
        assert sessions.full("a") and not sessions.full("b")
    assert sessions.full("a")  # Solara holds it still
    alive.clear()
    assert not sessions.full("a")


def test_many_connections_to_one_session_count_as_many():
    sessions = Sessions({"one"}, most_each=2)
    with sessions.connected("one", "a"):
        assert not sessions.full("a")
        with sessions.connected("one", "a"):
            assert sessions.full("a")
    assert not sessions.full("a")


def test_what_a_session_computes_is_its_clients_until_it_has_gone(monkeypatch):
    monkeypatch.setattr("experiments.page.sessions._session", lambda: "one")
    sessions = Sessions({"one"})
    with sessions.connected("one", "a"):
        with sessions.connected("one", "a"):
            assert whose() == "a"
        assert whose() == "a"
    assert whose() == ""


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_who_a_client_is(address, client):
    assert client_of({"client": (address, 1)}) == client


def message(kind="comm_msg", content=None, **more):
    """A message as a browser sends it."""
    content = {"comm_id": "c"} if content is None else content
    return json.dumps({"header": {"msg_type": kind}, "channel": "shell", "content": content} | more)


def sent(data):
    return message(content={"comm_id": "c", "data": data})


@pytest.mark.parametrize(
    "text",
    [
        message("kernel_info_request", {}),
        message("comm_open", {"comm_id": "c", "target_name": "solara.control", "data": {}}),
        sent({"method": "run", "args": RUN}),
        sent({"method": "update", "state": {"v_model": "3"}, "buffer_paths": []}),
        sent({"method": "custom", "content": {"event": "click", "data": {}}}),
        message("comm_close"),
    ],
)
def test_what_a_page_sends_is_understood(text):
    assert understood(text)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "[", "[" * 100_000, "null", "{}", "3", '{"header": 1}',
        message("execute_request", {"code": "1"}),
        message(channel=["shell"]),
        message("comm_msg", []),
        message("comm_msg", {}),
        message("comm_msg", {"comm_id": ["c"], "data": {"method": "update"}}),
        message("comm_open", {"comm_id": "c", "target_name": "evil"}),
        message("comm_open", {"comm_id": "c", "target_name": {}}),
        sent(None), sent({}), sent({"method": ["update"]}), sent({"method": "evict"}),
        sent({"method": "run"}),
        sent({"method": "run", "args": []}),
        sent({"method": "run", "args": RUN | {"path": 3}}),
        sent({"method": "run", "args": RUN | {"path": "x" * 20_000}}),
        sent({"method": "run", "args": RUN | {"appName": "another"}}),
    ],
)  # fmt: skip
def test_what_no_page_sends_is_not(text):
    assert not understood(text)
