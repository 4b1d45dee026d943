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

from experiments.page import texts
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
    """The pictures once both worlds rest in that week."""
    for canvas in page.locator(".kb-network canvas").all():
        expect(canvas).to_have_attribute("aria-label", re.compile(f", week {week}: "))
    before, now = None, pictures(page)
    while now != before:
        page.wait_for_timeout(200)
        before, now = now, pictures(page)
    return now


def clock(page, week, weeks=60):
    expect(page.locator(".kb-clock")).to_have_text(f"Week {week} of {weeks}")


def many_runs(page):
    """The bands of many runs are there."""
    expect(page.locator(".kb-player > .kb-legend")).to_contain_text("mean of many runs")


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


def colours(page):
    return page.evaluate("""() => [...document.querySelectorAll(
        '.kb-network canvas, .kb-courses canvas')].map(c => {
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, seen = new Set();
        for (let i = 0; i < d.length; i += 4) seen.add(d[i] * 65536 + d[i + 1] * 256 + d[i + 2]);
        return seen.size; })""")


def test_the_page_shows_two_worlds_that_are_not_blank_without_the_internet(visit):
    page = visit(SMALL)
    assert page.locator("h2.kb-title").count() == 2
    assert all(count > 8 for count in colours(page)) and len(colours(page)) == 3
    for canvas in page.locator(".kb-network canvas, .kb-courses canvas").all():
        assert re.search(r"practise|Outcomes over the weeks", canvas.get_attribute("aria-label"))


def test_what_the_page_is_stands_there_until_the_page_does(context, address):
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script("""
        window.nothing = 0;  // frames in which neither was there
        const look = () => {
            const begun = document.querySelector("[data-base-url] script");
            if (begun && !document.querySelector("#kb-first, .kb-answer")) window.nothing += 1;
            requestAnimationFrame(look);
        };
        look();""")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/solara-vuetify-app*.js", hold)
    page.goto(f"{address}?{SMALL}", wait_until="commit")
    first = page.locator("#kb-first")
    expect(first).to_contain_text("Loading")
    expect(first.get_by_role("heading")).to_have_text(texts.title())
    for _ in range(PATIENCE // 100):
        if held:
            break
        page.wait_for_timeout(100)
    held[0].continue_()
    expect(page.locator(".kb-answer")).to_be_visible()
    expect(first).to_have_count(0)
    assert page.evaluate("window.nothing") == 0
    page.close()


def test_stepping_shows_the_numbers_of_the_batch_driver(visit):
    page = visit(f"{SMALL}&seed=3")
    for week in (1, 2, 3):
        page.get_by_role("button", name="Step", exact=True).click()
        clock(page, week)
    to_the_end(page)
    see(page, expected(f"{SMALL}&seed=3", 30))


def played(page):
    return int(re.search(r"Week (\d+) of", page.locator(".kb-clock").inner_text()).group(1))


def test_play_goes_on_smoothly_pause_holds_and_it_begins_again(visit):
    page = visit(f"{SMALL}&weeks=900")
    page.get_by_role("button", name="Play", exact=True).click()
    frames = page.evaluate(
        """() => new Promise(done => {
        let count = 0;
        const begun = performance.now();
        const frame = now => {
            count += 1;
            if (now - begun < 2000) requestAnimationFrame(frame); else done(count / 2);
        };
        requestAnimationFrame(frame); })"""
    )
    assert frames > 10  # a second, on a machine that runs other tests; 50 to 60 on an idle one
    page.wait_for_function("parseInt(document.querySelector('.kb-clock').textContent.slice(5)) > 3")
    page.get_by_role("button", name="Pause", exact=True).click()
    held = played(page)
    page.wait_for_timeout(700)
    assert played(page) == held > 0
    page.get_by_role("button", name="To the start").click()
    clock(page, 0, 900)
    see(page, [0, 0])


def test_no_message_passes_while_weeks_are_played(visit):
    page = visit(SMALL)
    go(page, 60)
    clock(page, 60)  # all weeks are there
    many_runs(page)
    go(page, 0)
    page.wait_for_timeout(1000)
    page.evaluate("""() => {
        window.sent = 0;
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (message) {
            if (String(message).includes("custom") || String(message).includes("update")) window.sent += 1;
            return send.call(this, message); }; }""")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "parseInt(document.querySelector('.kb-clock').textContent.slice(5)) > 20"
    )
    assert page.evaluate("window.sent") == 0
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function(f"location.search.includes('week={played(page)}')")
    assert page.evaluate("window.sent") > 0


@pytest.mark.deep
def test_with_every_mechanism_off_both_worlds_look_the_same(visit):
    off = choice_of(SMALL).with_settings(NO_HOURS)
    page = visit(off.query)
    to_the_end(page)
    left, right = drawn(page, 30)
    assert left == right and len(left) > 10_000
    other = visit(SMALL)
    to_the_end(other)
    left, right = drawn(other, 30)
    assert left != right


@pytest.mark.deep
def test_any_week_played_can_be_looked_at_again(visit):
    page = visit(f"{SMALL}&week=4")
    early = drawn(page, 4)
    to_the_end(page)
    assert drawn(page, 30) != early
    slider = page.get_by_role("slider", name="Week")
    for _ in range(26):
        slider.press("ArrowLeft")
    clock(page, 4)
    assert drawn(page, 4) == early


def test_who_is_clicked_tells_their_story_below_both_worlds(visit):
    page = visit(f"{SMALL}&week=25")
    clock(page, 25)
    many_runs(page)  # the answer above is as long as it gets
    box = page.locator(".kb-network canvas").first.bounding_box()
    page.mouse.click(box["x"] + 0.031 * box["width"], box["y"] + 0.1 * box["height"])
    story = page.locator(".kb-story")
    expect(story.locator("h3")).to_have_text("manager 0 of organisation 1, week 25")
    assert story.locator("h4").all_inner_texts() == ["team", "solos"]
    expect(story.locator("text=up to week 25")).to_have_count(2)
    assert story.locator("td").count() > 10
    place = story.bounding_box()
    for canvas in page.locator(".kb-network canvas").all():
        world = canvas.bounding_box()
        assert world["y"] + world["height"] <= place["y"]
    bar = page.locator(".kb-transport").bounding_box()
    assert place["y"] + place["height"] <= bar["y"] + 1  # all of it is in view, above the bar
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_in_viewport()
    lines = story.locator(".kb-lately li")
    assert lines.count() > 1 and "manager 0 of organisation 1" not in " ".join(
        lines.all_inner_texts()
    )
    page.get_by_role("button", name="Step", exact=True).click()
    expect(story.locator("text=up to week 26")).to_have_count(2)
    story.press("Escape")
    expect(story).to_be_hidden()


def test_the_controls_to_play_stay_in_view(visit):
    page = visit(SMALL, {"width": 1100, "height": 600})
    play = page.get_by_role("button", name="Play", exact=True)
    expect(play).to_be_in_viewport()
    page.mouse.move(700, 300)
    page.mouse.wheel(0, 250)
    page.wait_for_timeout(300)
    expect(play).to_be_in_viewport()


@pytest.mark.deep
def test_with_keys_alone_one_finds_a_person_and_an_event(visit):
    page = visit(f"{SMALL}&week=25")
    clock(page, 25)
    canvas = page.locator(".kb-network canvas").first
    canvas.focus()
    for _ in range(8):  # past the seven brokers
        canvas.press("ArrowRight")
    expect(page.locator(".kb-tip").first).to_contain_text("manager 0 of organisation 1")
    canvas.press("Enter")
    expect(page.locator("h3", has_text="manager 0 of organisation 1")).to_be_visible()
    page.keyboard.press("Escape")
    event = page.locator(".kb-events button").first
    week = int(re.search(r"week (\d+)", event.inner_text()).group(1))
    event.press("Enter")
    clock(page, week)


def test_events_are_jumped_between_and_listed_by_kind(visit):
    page = visit(SMALL)
    go(page, 60)
    clock(page, 60)
    page.get_by_label("Events", exact=True).select_option(label="tie formed")
    listed = [int(re.search(r"week (\d+)", text).group(1))
              for text in page.locator(".kb-events button").all_inner_texts()]  # fmt: skip
    assert listed == sorted(listed, reverse=True) and len(set(listed)) > 3
    page.get_by_role("button", name="Previous event").click()
    clock(page, max(week for week in listed if week < 60))
    go(page, 0)
    page.get_by_role("button", name="Next event").click()
    assert played(page) > 0


def test_a_legend_explains_lines_dashes_and_bands_once_they_are_there(visit):
    page = visit(SMALL)
    many_runs(page)
    legend = page.locator(".kb-player > .kb-legend")
    expect(legend.locator(".kb-mark")).to_have_count(8)
    for words in ("the run above", "mean of many runs", "nine in ten runs", "contracts"):
        expect(legend).to_contain_text(words)
    marks = page.locator(".kb-looks .kb-mark")
    assert marks.count() > 12
    page.get_by_label("People coloured by").select_option("skill")
    expect(page.locator(".kb-looks")).to_contain_text("high skill")


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
    assert taken("Time courses (PNG)").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in taken("Time courses (SVG)").read_bytes()
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
    expect(page.locator("text=/There is no arm/").first).to_be_visible()
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
