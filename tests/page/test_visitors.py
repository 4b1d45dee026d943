"""The page as it is served: how it bears its visitors, of whom none holds others up."""

from __future__ import annotations

import contextlib
import json
import logging
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from experiments.page import server
from experiments.page.gate import Site
from experiments.page.play import Worlds
from experiments.page.sessions import MOST_EACH
from tests.refusals import check_sentence

pytestmark = [
    pytest.mark.xdist_group("page"),  # one server for all of them
    pytest.mark.filterwarnings("ignore:Cookies with samesite=none"),
]
PATIENCE = 120  # seconds; nothing takes so long, however busy the machine is
BUSY = 5  # by how much a busy machine may be slower
SMALL = "weeks=60&contract.weeks=30"
ABSURD = (
    None, "evil", {"a": 1}, [1, 2], -5, 1e308, float("nan"), float("inf"), 10**30, "x" * 9000,
    True, [], {}, "\ud800", "1; rm", "\x1b[2J",
)  # fmt: skip


@pytest.fixture(scope="module")
def port():
    """The port of a page that is served in a thread of this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    serving = server.server_of(Site(port=free))
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        time.sleep(0.05)
    yield free
    serving.should_exit = True
    thread.join(PATIENCE)


def get(port, path="/readyz"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
        return answer.read()


@pytest.mark.parametrize(("seconds", "most", "closed"), [(1, 1000, 60), (PATIENCE, 20, 40)])
def test_idle_and_unfinished_connections_hold_nobody_up_and_are_closed(
    port, monkeypatch, seconds, most, closed
):
    monkeypatch.setattr(server, "PATIENCE", seconds)
    monkeypatch.setattr(server, "MOST_WAITING", most)
    with contextlib.ExitStack() as held:
        slow = [
            held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(60)
        ]
        for each in slow[::2]:
            with contextlib.suppress(OSError):  # the oldest have made room
                each.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127")
        assert json.loads(get(port)) == {"status": "ok"}
        for each in slow[:closed]:
            each.settimeout(20)
            with contextlib.suppress(ConnectionError):
                assert each.recv(1) == b""


@contextlib.contextmanager
def page(port, query=SMALL):
    """A visitor: the connection, and the widgets that the page has made."""
    name, control = str(uuid.uuid4()), str(uuid.uuid4())
    with channel(port, name) as connection:
        connection.send(
            said("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
        )
        run = {"path": f"/?{query}", "dark": False, "themes": {"light": {}, "dark": {}}}
        connection.send(message(control, {"method": "run", "args": run}))
        yield (
            connection,
            {
                each["content"]["comm_id"]: each["content"]["data"]["state"]
                for each in until(connection, lambda each: "finished" in str(each["content"]))
                if each["header"]["msg_type"] == "comm_open"
            },
        )


def channel(port, name, **more):
    address = f"ws://127.0.0.1:{port}/jupyter/api/kernels/{name}/channels?session_id=page"
    # Without a limit on its queue, as a client that does not read does not answer whether it is there.
    return connect(address, max_size=None, max_queue=None, open_timeout=PATIENCE, **more)


def said(kind, content):
    header = {"msg_type": kind, "msg_id": str(uuid.uuid4()), "session": "s", "username": ""}
    return json.dumps(
        {"header": header, "channel": "shell", "content": content, "buffers": [], "metadata": {},
         "parent_header": {}}
    )  # fmt: skip


def message(widget, data):
    return said("comm_msg", {"comm_id": widget, "data": data})


def until(connection, last):
    """What comes, up to what is looked for."""
    got = []
    while not got or not last(got[-1]):
        raw = connection.recv(timeout=PATIENCE)
        if isinstance(raw, str):
            got.append(json.loads(raw))
    return got


def echo(connection):
    """All that has come when the page has dealt with what it was sent."""
    asked_for = said("kernel_info_request", {})
    connection.send(asked_for)
    return until(connection, lambda each: each["header"]["msg_type"] == "kernel_info_reply")


def test_absurd_messages_and_addresses_end_in_a_sentence_and_the_page_goes_on(port, caplog):
    dice = random.Random(1)
    with page(port) as (connection, widgets), caplog.at_level(logging.WARNING):
        for junk in ("", "[" * 60_000, "{}", b"", b"\x7f\xff\xff\xff", said("evil", {})):
            connection.send(junk)
        for widget, state in widgets.items():
            for name in {"v_model", "children", "selected"} & state.keys():
                absurd = {"method": "update", "state": {name: dice.choice(ABSURD)}}
                connection.send(message(widget, absurd | {"buffer_paths": []}))
            event = {"event": dice.choice(("click", "pick", "goto")), "data": dice.choice(ABSURD)}
            connection.send(message(widget, {"method": "custom", "content": event}))
        shown = json.dumps(echo(connection))
    assert len(widgets) > 100 and "Traceback" not in shown and "The page cannot" in shown
    lines = [server.Line().format(record) for record in caplog.records]
    assert all(line.isprintable() and "Traceback" not in line for line in lines)
    with page(port, "left=%3Cscript%3E&weeks=nan&week=-1&%00%ff") as (_, made):
        assert "The page shows the default settings" in str(made)


def test_a_frame_that_is_too_large_ends_its_own_connection_only(port):
    with page(port) as (other, _):
        with channel(port, "large") as connection, pytest.raises(ConnectionClosed) as closed:
            connection.send("x" * (server.LONGEST_MESSAGE + 1))
            until(connection, lambda each: False)
        assert closed.value.rcvd.code == 1009
        assert echo(other)


def test_a_session_whose_connection_is_lost_is_free_within_seconds(port):
    with channel(port, "lost") as connection:
        echo(connection)
        assert "lost" in server.kernel_context.contexts
    assert server.FORGOTTEN == "5s"
    deadline = time.monotonic() + PATIENCE
    while "lost" in server.kernel_context.contexts and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "lost" not in server.kernel_context.contexts


def test_what_a_session_computes_ends_when_its_browser_goes(port, monkeypatch):
    weeks = []
    step = Worlds.step
    monkeypatch.setattr(
        Worlds, "step", lambda self: (weeks.append(1), time.sleep(0.02), step(self))
    )
    with page(port, "weeks=1000&contract.weeks=900"):
        while not weeks:
            time.sleep(0.05)
    with channel(port, "another") as other:
        assert echo(other)
    deadline = time.monotonic() + PATIENCE
    played = 0
    while played < len(weeks) and time.monotonic() < deadline:
        played = len(weeks)
        time.sleep(0.5)
    assert 0 < played == len(weeks) < 900


def test_one_client_has_so_many_sessions_and_no_more(port, monkeypatch):
    with contextlib.ExitStack() as held:
        with pytest.raises(InvalidStatus) as refused:
            for number in range(MOST_EACH + 1):
                held.enter_context(channel(port, f"many{number}"))
        assert refused.value.response.status_code == 503
        with pytest.raises(urllib.error.HTTPError) as full:
            get(port, "/")
        assert full.value.code == 503


@pytest.mark.slow
def test_ctrl_c_ends_it_with_visitors_and_a_taken_port_is_said():
    """With as many visitors as one client may have, of whom one watches a world that is computed."""
    assert server.LAST_MOMENT < 3
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    line = [sys.executable, "-m", "experiments.cli.page", "--no-open", f"--port={free}"]
    begin = lambda: subprocess.Popen(  # noqa: E731
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    running = begin()
    while True:
        assert running.poll() is None, running.communicate()[1]
        with contextlib.suppress(OSError):
            get(free)
            break
        time.sleep(0.1)
    second = begin()
    _, err = second.communicate(timeout=PATIENCE)
    assert second.returncode == 2
    check_sentence(err, f"--port {free}")
    with contextlib.ExitStack() as held:
        for number in range(MOST_EACH - 1):
            held.enter_context(channel(free, f"many{number}"))
        held.enter_context(page(free, "weeks=1000&contract.weeks=900"))
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        running.wait(PATIENCE)  # though nobody leaves
        assert time.monotonic() - begun < BUSY * 3
        out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0 and "Traceback" not in err, err
    assert f"http://127.0.0.1:{free}" in out
