"""Controls, presets and own staff in a real browser. Where there is no Chromium the tests say so."""

from __future__ import annotations

import re
import signal

import pytest
from playwright.sync_api import expect

from docs.samples import organisations
from experiments.page import texts
from experiments.page.choice import choice_of
from tests.page.browsing import (
    IN_A_BROWSER,
    PATIENCE,
    SMALL,
    choice_at,
    clock,
    expected,
    free_port,
    go,
    see,
    start,
    wait_for,
)  # fmt: skip

pytestmark = IN_A_BROWSER
PHONE = {"width": 390, "height": 844}
TINY = "weeks=30&contract.weeks=20"


@pytest.fixture(scope="session")
def organisations_made(tmp_path_factory):
    """The folders of the made-up organisations of the tutorial."""
    into = tmp_path_factory.mktemp("organisations")
    organisations.write(into)
    return into


def test_two_large_numbers_come_with_what_they_mean_and_how_certain_they_are(visit):
    page = visit(SMALL)
    expect(page.locator(".kb-number strong")).to_have_text([re.compile(r"^\d"), re.compile(r"^\d")])
    expect(page.locator(".kb-answer")).to_contain_text("95% interval")
    expect(page.locator(".kb-answer")).to_contain_text("200 runs of each side")
    expect(page.locator(".kb-meaning")).to_contain_text("practise when")
    sizes = page.evaluate("""() => ['.kb-number strong', '.kb-answer p'].map(
        name => parseFloat(getComputedStyle(document.querySelector(name)).fontSize))""")
    assert sizes[0] > 2 * sizes[1]


def test_a_control_changes_the_world_and_the_address_and_a_link_brings_it_back(visit):
    page = visit(SMALL)
    field = page.get_by_label("Length of contracts", exact=True)
    field.fill("20")
    field.press("Enter")
    page.wait_for_function("location.search.includes('contract.weeks=20')")
    again = visit(page.url.partition("?")[2])
    expect(again.get_by_label("Length of contracts", exact=True)).to_have_value("20")


def test_other_settings_are_shown_in_the_week_on_screen(visit):
    page = visit(SMALL)
    go(page, 20)
    clock(page, 20)
    field = page.get_by_label("Length of contracts", exact=True)
    field.fill("25")
    field.press("Enter")
    page.wait_for_function("location.search.includes('contract.weeks=25')")
    clock(page, 20)
    see(page, expected("weeks=60&contract.weeks=25", 20))
    assert choice_at(page).week == 20


def test_of_an_address_with_a_wrong_part_the_rest_is_shown(visit):
    page = visit(f"{SMALL}&contract.weks=52&seed=3")
    expect(page.get_by_role("alert").first).to_contain_text("did you mean 'contract.weeks'")
    page.wait_for_function("!location.search.includes('weks')")
    assert choice_at(page) == choice_of(f"{SMALL}&seed=3")


def test_a_slider_is_moved_with_keys_and_chooses_once_it_is_let_go(visit):
    page = visit(SMALL)
    slider = page.get_by_role("slider", name="Financial pressure, slider")
    slider.press("ArrowRight")
    page.wait_for_function("location.search.includes('context.pressure=0.44')")
    expect(page.get_by_label("Financial pressure", exact=True)).to_have_value("44")
    thumb = page.get_by_role("slider", name="Size of the team")
    thumb.scroll_into_view_if_needed()
    box = thumb.bounding_box()
    page.mouse.move(box["x"], box["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"], steps=5)
    assert choice_at(page).settings.brokers.managers == 4
    page.mouse.up()
    page.wait_for_function("location.search.includes('brokers.managers')")
    assert choice_at(page).settings.brokers.managers > 4


def test_an_impossible_value_says_why_and_changes_nothing(visit):
    page = visit(f"{SMALL}&week=5")
    field = page.get_by_label("Length of contracts", exact=True)
    field.fill("999")
    field.press("Enter")
    expect(page.locator("text=/after the run's end/").first).to_be_visible()
    expect(page.locator("text=/^Week 5 of 60/")).to_be_visible()
    assert "999" not in page.url
    field.fill("many")
    field.press("Enter")
    expect(page.locator("text=/must be a whole number/").first).to_be_visible()


def test_what_a_setting_answers_comes_into_view(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Presets").click()
    field = page.get_by_label("Number (0 to")
    field.fill("9999")
    field.press("Enter")
    alert = page.get_by_role("alert").filter(has_text="Parameter sets have numbers")
    expect(alert).to_be_in_viewport(ratio=1)
    field.fill("many")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="whole number")).to_be_in_viewport(ratio=1)


def test_a_switch_takes_desks_away(visit):
    page = visit(SMALL)
    page.get_by_label("Manager-brokers have a desk").press("Space")
    page.wait_for_function("location.search.includes('brokers.embedding=one_way_academics')")


def test_a_setting_is_found_by_a_word(visit):
    page = visit(SMALL)
    before = page.locator(".kb-control").count()
    page.get_by_label("Find a setting").fill("forget")
    expect(page.get_by_label("Time constant of forgetting", exact=True)).to_be_visible()
    assert page.locator(".kb-control").count() > before


def test_what_a_search_finds_comes_into_view_and_nothing_found_is_said(visit):
    page = visit(SMALL)
    sought = page.get_by_label("Find a setting")
    sought.evaluate("field => field.scrollIntoView({ block: 'end' })")
    sought.evaluate("field => field.focus({ preventScroll: true })")
    page.keyboard.type("forget")
    found = page.get_by_label("Time constant of forgetting", exact=True)
    expect(found).to_be_in_viewport(ratio=1)
    expect(sought).to_be_in_viewport(ratio=1)
    expect(sought).to_be_focused()
    sought.fill("xyzzy")
    nothing = page.locator(".kb-side").get_by_role("status").filter(has_text="No setting")
    expect(nothing).to_be_in_viewport(ratio=1)


def test_a_preset_is_chosen_by_its_name(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Presets").click()
    page.get_by_role("button", name="Pairs only").click()
    page.wait_for_function("location.search.includes('team.leading=0.0')")
    preset = next(p for group in texts.presets().values() for p in group if p.name == "Pairs only")
    assert choice_at(page).changed() == preset.settings


def test_own_staff_are_loaded_and_what_is_wrong_is_listed(visit):
    head = "id,community,organisation,workgroup,senior\n"
    rows = [
        f"p{n},{('manager', 'academic')[n % 2]},{('Trust', 'Department')[n % 2]},g,false\n"
        for n in range(24)
    ]
    page = visit(TINY)

    def load(text):
        page.get_by_label("Staff (id, community").set_input_files(
            {"name": "mine.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        page.get_by_role("button", name="Use these files").click()

    page.get_by_role("button", name="Your own staff").click()
    load(head + "a,wizard,Trust,g,false\nb,academic,,g,perhaps\n")
    expect(page.locator(".kb-faults li")).not_to_have_count(0)
    expect(page.locator(".kb-faults")).to_contain_text("row 3")
    expect(page.locator(".kb-faults li").last).to_be_in_viewport(ratio=1)
    assert "/tmp" not in page.locator(".kb-faults").inner_text()
    load(head + "".join(rows))
    canvas = page.locator(".kb-network canvas").first
    expect(canvas).to_have_attribute("aria-label", re.compile(" of 24 people"))
    read = page.get_by_role("status").filter(has_text="12 managers and 12 academics")
    expect(read).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Use artificial staff again").click()
    expect(canvas).not_to_have_attribute("aria-label", re.compile(" of 24 people"))


@pytest.mark.parametrize(
    ("place", "label", "value"),
    [("hubs", "Maximum ties per person", "24"),
     ("counts", "Factor for the strengths of ties", "0.025"), ("practices", None, "merge them")],
)  # fmt: skip
def test_what_a_message_asks_to_set_for_the_tutorials_files_is_on_the_page(
    visit, organisations_made, place, label, value
):
    page = visit(TINY)
    page.get_by_role("button", name="Your own staff").click()
    page.get_by_label("Staff (id, community").set_input_files(
        organisations_made / place / "staff.csv"
    )
    page.get_by_label("Ties, if any").set_input_files(organisations_made / place / "ties.csv")
    page.get_by_role("button", name="Use these files").click()
    expect(page.locator(".kb-faults")).to_contain_text(label or "Organisations of one person")
    assert "population." not in page.locator(".kb-faults").inner_text()
    if label:
        page.get_by_label(label, exact=True).fill(value)
        page.get_by_label(label, exact=True).press("Enter")
    else:
        page.locator(".kb-side .v-select", has_text="Organisations of one person").click()
        page.get_by_role("option", name=value).click()
    page.get_by_role("button", name="Use these files").click()
    expect(page.locator(".kb-side")).to_contain_text("managers and")
    expect(page.locator(".kb-faults")).to_have_count(0)


def test_a_stored_run_is_picked_from_lists_and_opened_alone(ask, browser, tmp_path):
    answer = ask("kind=sweep", "vary={contract.weeks: [10, 20]}", "arms=[team,solos]", "weeks=30",
                 "contract.weeks=20", "replicates=3", "executor=serial")  # fmt: skip
    assert answer.status == 0, answer.err
    port = free_port()
    running = start(port, f"--results={tmp_path / 'results'}")
    wait_for(f"http://127.0.0.1:{port}", running)
    page = browser.new_page(viewport=PHONE)
    page.set_default_timeout(PATIENCE)

    def choose(label, words):
        page.locator(".kb-side .v-select", has_text=re.compile(f"^{label}")).click()
        page.get_by_role("option", name=words).click()

    try:
        page.goto(f"http://127.0.0.1:{port}/?{TINY}")
        page.locator(".v-app-bar button").first.click()
        page.get_by_role("button", name="Stored runs").click()
        choose("Study", "team vs solo")
        name = page.locator(".kb-side .v-select__selection", has_text="team vs solo")
        assert name.evaluate(
            "said => said.scrollWidth <= said.clientWidth + 1"
        )  # all of it is shown
        choose("Arm", "Solos")
        choose("What differs", "Length of contracts: 10")
        page.get_by_label("Run (1 to 3)").fill("2")
        page.get_by_label("Run (1 to 3)").press("Enter")
        page.get_by_role("button", name="Open this run").click()
        page.wait_for_function("location.search.includes('right=alone')")
        expect(page.locator("h2.kb-title")).to_have_count(1)
        shown = choice_at(page)
        assert (shown.sides, shown.seed) == (("solos",), 1)
        assert (shown.settings.weeks, shown.settings.contract.weeks) == (30, 10)
    finally:
        page.close()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=PATIENCE)


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(visit):
    page = visit(TINY)
    page.get_by_role("button", name="Your own staff").click()
    page.get_by_label("Staff (id, community").set_input_files(
        {"name": "big.csv", "mimeType": "text/csv", "buffer": b"x" * 1_000_001}
    )
    expect(page.locator(".kb-faults")).to_contain_text("too large")
