"""The page in a real browser, without the internet. Where there is no Chromium the tests say so."""

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
from tests.page.browsing import CHROMIUM, PATIENCE, SMALL, free_port, start, wait_for
from tests.worlds import NO_HOURS

SHOWN = re.compile(r": (\d+)% of the hosts")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        CHROMIUM is None, reason="there is no Chromium; Debian has it as 'chromium'"
    ),
]


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


def pictures(page):
    return page.evaluate(
        "[...document.querySelectorAll('.kb-network canvas')].map(c => c.toDataURL())"
    )


def drawn(page, week):
    """The pictures once both show that week, and hold: a busy machine takes its time for each."""
    for canvas in page.locator(".kb-network canvas").all():
        expect(canvas).to_have_attribute("aria-label", re.compile(f", week {week}: "))
    before, now = None, pictures(page)
    while now != before:
        page.wait_for_timeout(1000)
        before, now = now, pictures(page)
    return now


def colours(page):
    return page.evaluate("""() => [...document.querySelectorAll('canvas')].map(c => {
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, seen = new Set();
        for (let i = 0; i < d.length; i += 4) seen.add(d[i] * 65536 + d[i + 1] * 256 + d[i + 2]);
        return seen.size; })""")


def test_the_page_shows_two_worlds_that_are_not_blank_without_the_internet(visit):
    page = visit(SMALL)
    assert page.locator("h2.kb-title").count() == 2
    assert all(count > 8 for count in colours(page)) and len(colours(page)) == 3
    for canvas in page.locator(".kb-network canvas, .kb-courses canvas").all():
        assert re.search(r"practise|Courses over the weeks", canvas.get_attribute("aria-label"))


def test_stepping_shows_the_numbers_of_the_batch_driver(visit):
    page = visit(f"{SMALL}&seed=3")
    for week in (1, 2, 3):
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator(f"text=/^Week {week} of 60/")).to_be_visible()
    page.get_by_role("button", name="Go to the end of contracts").click()
    expect(page.locator("text=/^Week 30 of 60/")).to_be_visible()
    see(page, expected(f"{SMALL}&seed=3", 30))


@pytest.mark.deep
def test_play_goes_on_pause_holds_and_reset_begins_again(visit):
    page = visit("weeks=900&contract.weeks=30")  # so long that it cannot have come to its end
    label = page.locator("text=/^Week [0-9]+ of 900/").first
    page.get_by_role("button", name="▶").click()
    page.wait_for_selector("text=/^Week [1-9][0-9]* of 900/")
    page.get_by_role("button", name="❚❚").click()
    expect(page.get_by_role("button", name="▶")).to_be_visible()
    held, before = label.inner_text(), ""
    for _ in range(10):  # the step in hand may be finished after that
        before = held
        page.wait_for_timeout(1000)
        held = label.inner_text()
        if held == before:
            break
    assert held == before != "Week 0 of 900"
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator("text=/^Week 0 of 900/")).to_be_visible()
    see(page, [0, 0])


@pytest.mark.deep
def test_with_every_mechanism_off_both_worlds_look_the_same(visit):
    off = choice_of(SMALL).with_settings(NO_HOURS)
    page = visit(off.query)
    page.get_by_role("button", name="Go to the end of contracts").click()
    expect(page.locator("text=/^Week 30 of 60/")).to_be_visible()
    left, right = drawn(page, 30)
    assert left == right and len(left) > 10_000
    other = visit(SMALL)
    other.get_by_role("button", name="Go to the end of contracts").click()
    expect(other.locator("text=/^Week 30 of 60/")).to_be_visible()
    left, right = drawn(other, 30)
    assert left != right


@pytest.mark.deep
def test_any_week_played_can_be_looked_at_again(visit):
    page = visit(f"{SMALL}&week=4")
    early = drawn(page, 4)
    page.get_by_role("button", name="Go to the end of contracts").click()
    expect(page.locator("text=/^Week 30 of 60/")).to_be_visible()
    assert drawn(page, 30) != early
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(26):
        slider.press("ArrowLeft")
    expect(page.locator("text=/^Week 4 of 60/")).to_be_visible()
    assert drawn(page, 4) == early


def test_who_is_clicked_tells_their_story(visit):
    page = visit(f"{SMALL}&week=25")
    canvas = page.locator(".kb-network canvas").first
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 0.031 * box["width"], box["y"] + 0.1 * box["height"])
    expect(page.locator("h3", has_text="manager 0 of organisation 1")).to_be_visible()
    assert page.locator(".kb-table tr").count() > 10


@pytest.mark.deep
def test_with_keys_alone_one_finds_a_person_and_an_event(visit):
    page = visit(f"{SMALL}&week=25")
    canvas = page.locator(".kb-network canvas").first
    canvas.focus()
    for _ in range(8):  # past the seven brokers
        canvas.press("ArrowRight")
    expect(page.locator(".kb-tip")).to_contain_text("manager 0 of organisation 1")
    canvas.press("Enter")
    expect(page.locator("h3", has_text="manager 0 of organisation 1")).to_be_visible()
    event = page.locator(".kb-events button").first
    week = int(re.search(r"week (\d+)", event.inner_text()).group(1))
    event.press("Enter")
    expect(page.locator(f"text=/^Week {week} of 60/")).to_be_visible()


def test_what_is_exported_is_what_is_on_the_page(visit, tmp_path):
    page = visit(f"{SMALL}&seed=8&week=12")

    def taken(name):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    table = pd.read_csv(taken("Every week (CSV)"))
    choice = choice_of(f"{SMALL}&seed=8")
    own = simulate(choice.settings_of("team"), [8], weekly=True)
    assert table[table["arm"] == "team"]["attitude_host"].tolist() == own["attitude_host"].tolist()
    assert taken("Figure (PNG)").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in taken("Figure (SVG)").read_bytes()
    assert taken("Courses (PNG)").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in taken("Courses (SVG)").read_bytes()
    page.locator("text=Export the configuration").click()
    assert "weeks: 60" in taken("Study file (YAML)").read_text()
    expect(
        page.locator("pre, .solara-preformatted").filter(has_text="brokering arms=")
    ).to_be_visible()


@pytest.mark.deep
def test_ten_visitors_do_not_disturb_each_other(visit):
    queries = [f"{SMALL}&seed={seed}" for seed in range(10)]
    pages = [visit(query) for query in queries]
    for page in pages:
        page.get_by_role("button", name="Go to the end of contracts").click()
    for page, query in zip(pages, queries, strict=True):
        expect(page.locator("text=/^Week 30 of 60/")).to_be_visible(timeout=3 * PATIENCE)
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
    expect(page.locator("text=/^Week 5 of 60/")).to_be_visible()


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
    expect(page.locator("text=/There is no arm/").first).to_be_visible()
    page = visit(SMALL)
    step = page.get_by_role("button", name="Step", exact=True)
    for _ in range(25):
        step.click(no_wait_after=True, delay=0)
    expect(page.locator("text=/^Week 25 of 60/")).to_be_visible()
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
