"""The page as it is served: what it answers to strangers."""

from __future__ import annotations

import re

import pytest
from solara.server import cdn_helper

from experiments.cli import page as page_command
from experiments.cli.page import main as command
from experiments.config.commands import typed
from experiments.page import likely, server, texts
from experiments.page.gate import Site
from experiments.page.play import Play
from simulation import compiling
from tests.page.asking import asked
from tests.refusals import check_sentence

pytestmark = [
    pytest.mark.xdist_group("page"),  # one server for all of them
    pytest.mark.filterwarnings("ignore:Cookies with samesite=none"),
]


@pytest.fixture(scope="module")
def app():
    return server.app_of(Site())


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
    hint = f" For help: {typed('brokering-page --help')}"
    check_sentence(capsys.readouterr().err.replace(hint, ""), names)


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
