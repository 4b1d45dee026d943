"""What one takes from the page and how visitors come and go, in a real browser.

Where there is no Chromium the tests say so.
"""

from __future__ import annotations

import json
import re
import signal
import time
import urllib.error
import urllib.request

import pandas as pd
import pytest
from playwright.sync_api import expect

from experiments.page.choice import choice_of
from simulation import simulate
from tests.page.browsing import (
    IN_A_BROWSER,
    PATIENCE,
    SMALL,
    clock,
    expected,
    free_port,
    go,
    see,
    start,
    to_the_end,
    wait_for,
)

pytestmark = IN_A_BROWSER


def test_a_replay_plays_without_a_server(visit, browser, tmp_path):
    page = visit(f"{SMALL}&seed=3")
    go(page, 60)
    clock(page, 60)
    with page.expect_download() as download:
        page.get_by_role("button", name="Replay (HTML)").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    complaints = []
    alone = browser.new_context(offline=True)
    kept = alone.new_page()
    kept.on("pageerror", lambda error: complaints.append(str(error)))
    kept.on("console", lambda said: complaints.append(said.text))
    kept.on(
        "request", lambda asked: complaints.append(asked.url) if asked.url != path.as_uri() else 0
    )
    kept.goto(path.as_uri())
    clock(kept, 60)
    see(kept, expected(f"{SMALL}&seed=3", 60))
    to_the_end(kept)
    see(kept, expected(f"{SMALL}&seed=3", 30))
    kept.get_by_role("button", name="To the start").click()
    kept.get_by_role("button", name="Play", exact=True).click()
    expect(kept.locator(".kb-clock")).to_have_text(re.compile(r"Week ([6-9]|[1-9]\d) of 60"))
    kept.get_by_role("button", name="Pause", exact=True).click()
    canvas = kept.locator(".kb-network canvas").first
    canvas.focus()
    canvas.press("ArrowRight")
    canvas.press("Enter")
    expect(kept.locator(".kb-story")).to_contain_text("weeks in post")
    assert kept.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(kept.locator(".kb-story")).to_contain_text(re.compile("up to week (13|15|30|45|60):"))
    assert "Seed3" in kept.locator("footer").inner_text().replace("\t", "")
    alone.close()
    assert complaints == []


def test_what_is_exported_is_what_is_on_the_page(visit, tmp_path):
    page = visit(f"{SMALL}&seed=8&week=12")
    clock(page, 12)
    names = []

    def taken(name):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        names.append(download.value.suggested_filename)
        path = tmp_path / names[-1]
        download.value.save_as(path)
        return path

    table = pd.read_csv(taken("Every week (CSV)"))
    choice = choice_of(f"{SMALL}&seed=8")
    own = simulate(choice.settings_of("team"), [8], weekly=True)
    assert table[table["arm"] == "team"]["attitude_host"].tolist() == own["attitude_host"].tolist()
    assert taken("Figure (PNG)").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in taken("Figure (SVG)").read_bytes()
    assert taken("Time courses (PNG)").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in taken("Time courses (SVG)").read_bytes()
    assert len({*names}) == 5 and all("team-solos-seed8" in name for name in names)
    assert [("week12." in name) for name in names] == [False, True, True, False, False]
    page.locator("text=Export the configuration").click()
    assert "weeks: 60" in taken("Study file (YAML)").read_text()
    expect(
        page.locator("pre, .solara-preformatted").filter(has_text="brokering 'arms=")
    ).to_be_visible()


@pytest.mark.deep
def test_ten_visitors_do_not_disturb_each_other(visit):
    queries = [f"{SMALL}&seed={seed}" for seed in range(10)]
    pages = [visit(query) for query in queries]
    for page in pages:
        page.get_by_role("button", name="Go to the end of contracts").click(no_wait_after=True)
    for page, query in zip(pages, queries, strict=True):
        expect(page.locator(".kb-clock")).to_have_text("Week 30 of 60", timeout=3 * PATIENCE)
        see(page, expected(query, 30))


@pytest.mark.deep
def test_a_tab_that_is_closed_ends_its_session(visit, address):
    def sessions():
        with urllib.request.urlopen(f"{address}resourcez", timeout=PATIENCE) as answer:
            return json.load(answer)["kernels"]["total"]

    def settle(count):
        deadline = time.monotonic() + PATIENCE / 1000
        while sessions() != count and time.monotonic() < deadline:
            time.sleep(0.1)
        assert sessions() == count

    def at_rest():
        """The sessions once those of earlier tests, which end in their own time, have ended."""
        calm = [sessions()]
        while len(calm) < 10:  # five seconds without a change
            time.sleep(0.5)
            now = sessions()
            calm = [*calm, now] if now == calm[-1] else [now]
        return calm[-1]

    before = at_rest()
    page = visit(SMALL)
    settle(before + 1)
    page.close()
    settle(before)


def test_a_session_that_has_ended_begins_again_with_the_same_view(visit):
    page = visit(f"{SMALL}&week=5")
    assert (
        page.evaluate("""() => {
        const kernel = solara.debug.kernel();
        const close = `/_solara/api/close/${kernel.id}?session_id=${kernel.clientId}`;
        return fetch(close, {method: "POST"}).then(answer => answer.status); }""")
        == 200
    )
    page.wait_for_function("solara.debug.remountCount == 1")
    clock(page, 5)


def test_a_page_of_another_site_can_neither_drive_nor_frame_it(context, address):
    other = context.new_page()
    other.goto("data:text/html,<p>another site</p>")
    socket = address.replace("http", "ws") + "jupyter/api/kernels/k/channels?session_id=p"
    assert (
        other.evaluate(
            """where => new Promise(done => {
        const socket = new WebSocket(where);
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused"); })""",
            socket,
        )
        == "refused"
    )
    with other.expect_event("framenavigated"):
        other.evaluate(
            """where => {
            const frame = document.createElement("iframe");
            frame.src = where;
            document.body.append(frame); }""",
            address,
        )
    assert other.frames[1].url.startswith("chrome-error:")
    other.close()


@pytest.mark.deep
def test_fast_clicking_and_hostile_addresses_end_in_a_view_or_a_sentence(visit, address):
    page = visit("weeks=60&contract.weeks=30&left=%3Cscript%3Ealert(1)%3C/script%3E")
    expect(page.locator("text=/left cannot be/").first).to_be_visible()
    page = visit(SMALL)
    step = page.get_by_role("button", name="Step", exact=True)
    for _ in range(25):
        step.click(no_wait_after=True, delay=0)
    clock(page, 25)
    for hostile in ("x" * 20_000, "seed=" + "9" * 5_000, "%00%ff", "a=1&" * 2_000):
        try:
            urllib.request.urlopen(f"{address}?{hostile}", timeout=10).read()
        except urllib.error.HTTPError as error:
            assert error.code < 500
        except OSError:
            pass
    see(visit(SMALL), [0, 0])


@pytest.mark.deep
def test_opening_it_wider_says_what_that_means():
    port = free_port()
    running = start(port, "--host=0.0.0.0")
    wait_for(f"http://127.0.0.1:{port}", running)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=PATIENCE)
    assert err.count("\n") >= 1 and "Traceback" not in err
