"""The page in a real browser, without the internet: one server and one browser for all tests."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import expect, sync_playwright

from experiments.page.choice import choice_of
from simulation import simulate

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# The marks of tests in a browser: one process runs them all, with one server.
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        CHROMIUM is None, reason="there is no Chromium; Debian has it as 'chromium'"
    ),
]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
SMALL = "weeks=60&contract.weeks=30"
SHOWN = re.compile(r": (\d+)% of the hosts")
# In what a browser says when it keeps a page from doing something, or cannot read a component.
COMPLAINTS = re.compile("Content Security Policy|Vue script")
PATIENCE = 120_000  # milliseconds; nothing takes so long, however busy the machine is
expect.set_options(timeout=PATIENCE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port, *more):
    command = [sys.executable, "-m", "experiments.cli.page", "--no-open", f"--port={port}", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(address, running):
    for _ in range(3000):
        assert running.poll() is None, running.communicate()[1]
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The page did not start.")


@pytest.fixture(scope="session")
def address():
    port = free_port()
    running = start(port)
    wait_for(f"http://127.0.0.1:{port}", running)
    yield f"http://127.0.0.1:{port}/"
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser):
    """What the pages of all tests share; each page is a visitor of its own to the server."""
    return browser.new_context(viewport={"width": 1366, "height": 900})


@pytest.fixture
def visit(context, address):
    """Opens the page with a query; complains of errors in the browser."""
    complaints, pages = [], []

    def visited(query="", size=None):
        page = context.new_page()
        if size:
            page.set_viewport_size(size)
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda request: complaints.append(request.url) if foreign(request) else None
        )
        page.on(
            "console",
            lambda said: complaints.append(said.text) if COMPLAINTS.search(said.text) else None,
        )
        page.goto(f"{address}?{query}")
        page.wait_for_selector(".kb-network canvas[aria-label]")  # a week is drawn
        return page

    yield visited
    for page in pages:
        page.close()
    assert complaints == []


def foreign(request):
    return not request.url.startswith(("http://127.0.0.1", "data:", "blob:"))


def shown(page):
    """The percentages in the titles of the worlds."""
    return [
        int(SHOWN.search(text).group(1)) for text in page.locator("h2.kb-title").all_inner_texts()
    ]


def see(page, percentages):
    """Both titles say so once the page has drawn the week; the left one is drawn before the right."""
    deadline = time.monotonic() + PATIENCE / 1000
    while shown(page) != percentages and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert shown(page) == percentages


def expected(query, week):
    choice = choice_of(query)
    return [
        round(100 * simulate(choice.settings_of(arm), [choice.seed], weekly=True)
              .set_index("week")["practising_host"][week])
        for arm in choice.sides
    ]  # fmt: skip


def choice_at(page):
    """What the address of a page says."""
    return choice_of(page.url.partition("?")[2])


def clock(page, week, weeks=60):
    expect(page.locator(".kb-clock")).to_have_text(f"Week {week} of {weeks}")


def go(page, week):
    """Go to a week by the slider, and rest there."""
    page.locator(".kb-transport input").evaluate(
        """(slider, week) => {
        slider.value = week;
        for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name)); }""",
        week,
    )


def to_the_end(page, week=30):
    page.get_by_role("button", name="Go to the end of contracts").click()
    clock(page, week)
