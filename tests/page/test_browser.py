"""The page in a real browser, without the internet. Where there is no Chromium the tests say so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from experiments.config.arms import COLOURS
from experiments.page import texts
from experiments.page.choice import choice_of
from experiments.page.program import text
from tests.page.browsing import IN_A_BROWSER, PATIENCE, SMALL, clock, expected, go, see, to_the_end
from tests.worlds import NO_HOURS

pytestmark = IN_A_BROWSER


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


def many_runs(page):
    """The bands of many runs are there."""
    expect(page.locator(".kb-player > .kb-legend")).to_contain_text("mean of many runs")


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


def test_brokers_have_one_colour_in_both_worlds_and_it_is_not_the_team_s(visit):
    (broker,) = re.findall(r'BROKER = "(#\w+)"', text("player/world.js"))
    page = visit(SMALL)
    go(page, 5)
    clock(page, 5)
    dots = """(wanted) => [...document.querySelectorAll('.kb-network canvas')].map((c) => {
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let count = 0;
        for (let i = 0; i < d.length; i += 4)
            count += 65536 * d[i] + 256 * d[i + 1] + d[i + 2] === wanted;
        return count; })"""
    assert all(count > 100 for count in page.evaluate(dots, int(broker[1:], 16)))
    assert page.evaluate(dots, int(COLOURS["team"][1:], 16)) == [0, 0]
    assert broker.upper() not in {colour.upper() for colour in COLOURS.values()}


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
    assert story.locator("h4").all_inner_texts() == ["Team", "Solos"]
    expect(
        story.locator("text=For everyone who has held this position, up to week 25")
    ).to_have_count(2)
    cells = story.locator("td").all_inner_texts()
    assert len(cells) > 10
    spans = [cell.split("–") for cell in cells if re.fullmatch(r"\d+–\d+", cell)]
    assert spans and all(first != last for first, last in spans)  # one week is not a range
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
    expect(story.locator("text=held this position, up to week 26")).to_have_count(2)
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


def test_a_class_of_lines_is_hidden_and_shown_by_its_entry_in_the_legend(visit):
    page = visit(f"{SMALL}&week=25")
    before = drawn(page, 25)
    entry = page.get_by_role("button", name="visit refused")

    def pressed(yes):
        expect(entry).to_have_attribute("aria-pressed", str(yes).lower())
        page.wait_for_function(
            """([pictures, same]) => same === [...document.querySelectorAll('.kb-network canvas')]
                .every((canvas, n) => canvas.toDataURL() === pictures[n])""",
            arg=[before, yes],
        )

    pressed(True)
    entry.press("Space")
    for colour in ("skill", "practising"):  # it stays hidden
        page.get_by_label("People coloured by").select_option(colour)
    pressed(False)
    entry.click()
    pressed(True)


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
