"""The page as it is served: what it answers to strangers, and how it bears them."""

from __future__ import annotations

import contextlib
import json
import logging
import random
import re
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
from solara.server import cdn_helper
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from experiments.cli import page as page_command
from experiments.cli.page import main as command
from experiments.page import likely, server, texts
from experiments.page.gate import Site
from experiments.page.play import Play, Worlds
from experiments.page.sessions import MOST_EACH
from simulation import compiling
from tests.page.asking import asked
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
def app():
    return server.app_of(Site())


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


# ------------------------------------------------------------------- what is served


def test_the_page_may_run_its_own_scripts_only_and_nobody_may_frame_it(app):
    answer = asked(app)
    said = dict(each.strip().split(" ", 1) for each in answer.headers[
        "content-security-policy"].split(";"))  # fmt: skip
    assert answer.status == 200 and said["default-src"] == said["frame-ancestors"] == "'none'"
    scripts = said["script-src"].split()
    assert "'unsafe-inline'" not in scripts and {"'self'"} < set(scripts)
    inside = re.findall(r"<script(?: type=\"module\")?>", answer.text)
    assert inside and sum(each.startswith("'sha256-") for each in scripts) == len(inside)


def test_what_the_page_is_can_be_read_before_any_script_has_come(app):
    before, _, after = asked(app).text.partition('<div id="app"')
    assert "src=" not in before.partition("<body")[2] and "src=" in after
    for words in (texts.title(), texts.meaning(), "Loading"):
        assert words in before.partition("<body")[2]


@pytest.mark.parametrize("name", ["x-script-name", "script-name", "x-forwarded-prefix"])
def test_no_visitor_changes_what_the_next_one_loads(app, name):
    before = asked(app).text
    poisoned = asked(app, "/", {name: "//evil.example", "x-forwarded-host": "evil.example"}).text
    assert poisoned == before == asked(app).text and "evil" not in poisoned


def test_a_proxy_serves_it_below_the_path_that_was_declared():
    app = server.app_of(
        Site(origins=("https://page.example.org",), proxies=("127.0.0.1",), root="/worlds")
    )
    try:
        answer = asked(app, "/", {"host": "page.example.org", "x-script-name": "/evil"})
    finally:
        server.app_of(Site())  # Solara has one set of settings in a process
    links = re.findall(r'(?:src|href)="(/[^"]*)"', answer.text)
    assert links and all(link.startswith("/worlds/") for link in links)


def test_scripts_come_from_those_installed_and_nothing_from_the_internet(app, monkeypatch):
    fetched = []
    monkeypatch.setattr(cdn_helper, "fetch_from_cdn", fetched.append)
    found = re.search(r'/_solara/cdn/requirejs@[^"]+', asked(app).text)[0]
    answer = asked(app, found)
    assert answer.status == 200 and "immutable" in answer.headers["cache-control"]
    for path in (
        "lodash@4.17.21/lodash.js",
        "left-pad",
        "requirejs@2.3.6",
        "",
        "https://a.example",
    ):
        assert asked(app, f"/_solara/cdn/{path}").status == 404
    assert fetched == []


@pytest.mark.parametrize(
    "path",
    [
        f"{mount}/{up}etc/passwd"
        for mount in ("/static", "/static/assets", "/_solara/cdn", "/jupyter/nbextensions")
        for up in ("../" * 9, "..%2f" * 9, "%2e%2e/" * 9, "/", "..%5c" * 9, "%00")
    ]
    + ["/nowhere", "/static/public/app.py", "/_solara/api/evict/x", "/?%ff%00", "/readyz%00"],
)
def test_no_path_leads_out_of_what_is_served(app, path):
    answer = asked(app, path)
    assert "root:" not in answer.text and "import " not in answer.text[:400]
    assert answer.status in (404, 405) or path.startswith("/?")


def test_closing_a_session_that_is_not_there_is_said(app):
    for path in ("/_solara/api/close/x", "/_solara/api/close/x?session_id=y"):
        assert asked(app, path, method="POST").status in (200, 404)
    assert (
        asked(app, "/_solara/api/close/x", {"origin": "http://evil"}, method="POST").status == 403
    )


@pytest.fixture
def full(monkeypatch):
    """Makes all places taken; gives the clients that asked."""
    clients = []

    class Full:
        def full(self, client):
            clients.append(client)
            return "There is no room."

    monkeypatch.setattr(server, "Sessions", lambda alive: Full())
    return clients


def test_when_there_is_no_room_the_page_says_so(full):
    app = server.app_of(Site())
    answer = asked(app)
    assert answer.status == 503 and answer.headers["retry-after"]
    check_sentence(answer.text)
    refused = asked(app, "/jupyter/api/kernels/k/channels?session_id=p", kind="websocket")
    assert refused.status == 503 and len(full) == 2


@pytest.mark.parametrize(
    ("proxies", "peer", "believed"),
    [
        ((), "127.0.0.1", "127.0.0.1"),
        (("10.0.0.0/24",), "10.0.0.5", "203.0.113.9"),
        (("10.0.0.5",), "10.0.0.6", "10.0.0.6"),
    ],
)
def test_a_declared_proxy_alone_is_believed_who_asks(full, proxies, peer, believed):
    config = server.server_of(Site(proxies=proxies)).config
    config.load()
    asked(config.loaded_app, "/", {"x-forwarded-for": "203.0.113.9"}, client=peer)
    assert full == [believed]


@pytest.mark.parametrize("path", ["k/channels", "k/channels?session_id=", "a%20b/c?session_id=p",
                                  "k/channels?session_id=" + "p" * 200])  # fmt: skip
def test_a_connection_without_the_names_of_a_page_is_refused(app, path):
    assert asked(app, f"/jupyter/api/kernels/{path}", kind="websocket").status == 400


def test_a_page_without_its_files_is_refused(monkeypatch):
    monkeypatch.setattr(server.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(server.SettingsError) as refused:
        server.app_of(Site())
    check_sentence(str(refused.value), "solara-assets")


@pytest.mark.parametrize(
    ("option", "names"),
    [
        ("--allow-origin=page.example.org", "--allow-origin page.example.org"),
        ("--proxy=*", "--proxy"),
        ("--root-path=/worlds", "--root-path --proxy"),
        ("--host=192.0.2.1", "192.0.2.1"),
        ("--port=0", "--port"),
    ],
)
def test_the_command_refuses_what_cannot_be_served(option, names, capsys):
    assert command(["--no-open", option]) == 2
    check_sentence(capsys.readouterr().err.replace(" For help: brokering-page --help", ""), names)


@pytest.mark.parametrize("ready", [False, True])
def test_rules_are_compiled_before_the_page_is_served_and_once_only(ready, monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(compiling, "is_compiled", lambda driver: ready)
    monkeypatch.setattr(Play, "step", lambda self: seen.append("week"))
    monkeypatch.setattr(likely, "warm", lambda: None)
    monkeypatch.setattr(server, "serve", lambda site: seen.append(capsys.readouterr().err))
    monkeypatch.setattr(page_command, "_check", lambda host, port: None)
    assert command(["--no-open"]) == 0
    assert ("week" in seen, "Compiling" in seen[-1]) == (not ready, not ready)


# ------------------------------------------------------------------- who holds others up


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
