"""The site builds without a warning and without the internet, and every link in it leads somewhere."""

from __future__ import annotations

import json
import re
import runpy
import socket
import subprocess
import sys
from html.parser import HTMLParser
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import snowballstemmer

from docs.generated import catalogue, replay
from docs.generated.document import ROOT
from experiments.page.choice import Choice
from tests.worlds import small

SPHINX = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """What a page of HTML loads, where it leads, and the anchors in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.equations = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        self.equations += tag == "math"
        self.anchors.add(said.get("id", ""))
        if tag in LOADED and said.get(LOADED[tag]):
            self.loads.append(said[LOADED[tag]])
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])


def sphinx(target: Path, builder: str = "html") -> subprocess.CompletedProcess[str]:
    command = [
        *SPHINX,
        "--builder",
        builder,
        "-d",
        str(target / "doctrees"),
        "-D",
        "replay=0",
        "docs",
        str(target / builder),
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("site")
    (target / "html").mkdir()
    (target / "html" / "replay.html").touch()  # in the place of one that takes seconds
    done = sphinx(target)
    assert (done.returncode, done.stderr) == (0, "")
    return target / "html"


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in site.rglob("*.html")}


def test_the_first_page_has_a_replay_of_a_run(tmp_path, monkeypatch):
    shown = Choice(small(arm="team", weeks=20, **{"contract.weeks": 10}), "solos")
    monkeypatch.setattr(replay, "Choice", lambda: shown)  # and not of five years
    replay.main(tmp_path / "replay.html")
    assert (tmp_path / "replay.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_nothing_is_loaded_from_elsewhere(site, pages):
    elsewhere = [
        (path.name, one)
        for path, page in pages.items()
        for one in page.loads
        if urlsplit(one).netloc
    ]
    assert elsewhere == []
    styles = [path for path in site.rglob("*.css") if "url(http" in path.read_text()]
    assert styles == []


def test_every_link_within_the_site_leads_to_a_page_and_an_anchor(pages):
    lost = []
    for path, page in pages.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchors = pages[target].anchors if target in pages else set()
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in anchors):
                lost.append((path.name, link))
    assert lost == []


@pytest.mark.parametrize("word", ["resume", "interrupt", "glossary", "staff", "cluster", "verify"])
def test_a_search_finds_what_users_look_for(site, word):
    found = (site / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(found.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    assert snowballstemmer.stemmer("english").stemWord(word) in terms


def test_equations_are_drawn_without_scripts(pages):
    (odd,) = (page for path, page in pages.items() if path.name == "ODD.html")
    assert odd.equations > 400


def test_a_generated_section_says_in_the_repository_where_it_is():
    blocks = {
        (page.relative_to(ROOT / "docs").with_suffix(""), name): said
        for page in (ROOT / "docs").rglob("*.md")
        for name, said in re.findall(
            r"```\{from-code\} (\w+)\n(.*?)```", page.read_text(), re.DOTALL
        )
    }
    assert {name for _, name in blocks} == set(catalogue.SECTIONS)
    assert [page for (page, _), said in blocks.items() if f"site/{page}.html" not in said] == []


@pytest.mark.parametrize("name", catalogue.SECTIONS)
def test_the_code_says_all_it_has_to_say(name):
    assert len(catalogue.SECTIONS[name]()) > 100


def test_the_reference_names_every_setting_study_command_and_public_name(site, pages):
    def anchors(page: str) -> set[str]:
        (found,) = (one for path, one in pages.items() if path.match(f"reference/{page}.html"))
        return found.anchors

    assert {f"setting-{name}" for name in catalogue.model_settings()} <= anchors("settings")
    assert {
        path.stem.replace("_", "-") for path in (ROOT / "configs/study").glob("*.yaml")
    } <= anchors("studies")
    helped = (site / "reference" / "commands.html").read_text("utf-8")
    commands = {entry.name for entry in distribution(catalogue.PROGRAM).entry_points}
    assert commands <= anchors("commands")
    assert set(re.findall(r"Usage: ([\w-]+)", helped)) == commands - {"brokering"}
    assert "brokering --settings" in helped
    assert {"simulation.simulate", "simulation.BrokeringModel", "experiments.load"} <= anchors(
        "python"
    )


def is_online() -> bool:
    try:
        socket.create_connection(("doi.org", 443), timeout=5).close()
    except OSError:
        return False
    return True


def test_a_doi_is_looked_up_in_its_registry_and_other_links_where_they_lead():
    registered = runpy.run_path(str(ROOT / "docs" / "conf.py"))["registered"]
    assert registered(None, "https://doi.org/10.1/a") == "https://doi.org/api/handles/10.1/a"
    assert registered(None, "https://example.org/10.1") is None


@pytest.mark.slow
def test_every_link_out_of_the_site_leads_somewhere(tmp_path):
    if not is_online():
        pytest.skip("links out of the site cannot be checked: doi.org is not reached from here")
    done = sphinx(tmp_path, "linkcheck")
    broken = (tmp_path / "linkcheck" / "output.txt").read_text()
    assert done.returncode == 0, broken
