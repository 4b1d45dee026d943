"""The page on a phone, in a real browser. Where there is no Chromium the tests say so."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.page.browsing import IN_A_BROWSER, SMALL

pytestmark = IN_A_BROWSER
PHONE = {"width": 390, "height": 844}


def test_on_a_phone_the_worlds_are_stacked_and_the_settings_come_on_request(visit):
    page = visit(SMALL, PHONE)
    expect(page.get_by_label("Left world")).not_to_be_in_viewport()
    page.get_by_role("button", name="Go to the end of contracts").click()  # nothing covers it
    expect(page.locator("text=/^Week 30 of 60/")).to_be_visible()
    first, second = (c.bounding_box() for c in page.locator(".kb-network canvas").all())
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in (first, second))
    assert second["y"] >= first["y"] + first["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    bar = page.locator(".kb-transport").bounding_box()
    assert bar["height"] < 110  # pixels: one row of buttons and the time line
    end = page.get_by_role("button", name="Go to the end of contracts")
    assert "contracts" in end.inner_text()
    assert end.evaluate("button => button.scrollWidth <= button.clientWidth")
    page.locator(".kb-answer").evaluate("answer => answer.scrollIntoView()")  # the bar is below
    page.wait_for_function("""() => Math.abs(innerHeight
        - document.querySelector('.kb-transport').getBoundingClientRect().bottom) < 1""")
    expect(page.get_by_label("Speed")).to_be_hidden()
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_label("Speed")).to_be_visible()
    slow, faster, *_ = page.get_by_label("Speed").locator("option").all_inner_texts()
    assert slow == "1 week a second" and faster == "2 weeks a second"
    charts = page.locator(".kb-courses canvas").bounding_box()
    assert charts["height"] > 12 * 100  # twelve charts, one below the other
    page.locator(".v-app-bar button").first.click()
    expect(page.get_by_label("Left world")).to_be_in_viewport()
    page.mouse.click(380, 600)  # beside the drawer
    expect(page.get_by_label("Left world")).not_to_be_in_viewport()


@pytest.mark.parametrize("query", [SMALL, "tour=2"])
def test_the_first_screen_of_a_phone_has_the_answer_and_a_world_and_the_last_one_hides_nothing(
    visit, query
):
    page = visit(query, PHONE)
    expect(page.locator(".kb-number strong").first).to_have_text(re.compile(r"^\d"))
    bar, world = (
        page.locator(name).first.bounding_box() for name in (".kb-transport", ".kb-network canvas")
    )
    answer = page.locator(".kb-answer").bounding_box()
    assert 0 < answer["y"] < answer["y"] + answer["height"] < world["y"] < bar["y"] - 60
    expect(page.locator(".kb-answer")).to_contain_text("95% interval")
    rest = page.locator(".kb-answer p", has_text="200 runs of each side")
    expect(rest).to_be_hidden()
    page.get_by_role("button", name="More about this answer").click()
    expect(rest).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    buttons = page.locator(".kb-downloads button").all()
    buttons[-1].scroll_into_view_if_needed()
    boxes = [button.bounding_box() for button in buttons]
    bar = page.locator(".kb-transport").bounding_box()
    assert all(bar["y"] + bar["height"] <= box["y"] for box in boxes)
    rows = sorted({round(box["y"]) for box in boxes})
    assert all(below - above >= boxes[0]["height"] for above, below in itertools.pairwise(rows))


def test_on_a_phone_a_step_of_the_tour_is_short(visit):
    page = visit("tour=2", PHONE)
    tour = page.locator(".kb-tour").bounding_box()
    assert tour["height"] < 0.22 * PHONE["height"]
    answer = page.locator(".kb-answer").bounding_box()
    assert answer["y"] - tour["y"] - tour["height"] < 20  # nothing between them
    expect(page.get_by_role("button", name="Leave the tour")).to_be_in_viewport(ratio=1)


def test_on_a_phone_nothing_covers_the_settings(visit):
    page = visit(SMALL, PHONE)
    page.locator(".v-app-bar button").first.click()
    expect(page.get_by_label("Left world")).to_be_in_viewport()
    page.wait_for_timeout(500)  # until the drawer has come
    bar = page.locator(".kb-transport").bounding_box()
    assert page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y).closest('.v-navigation-drawer')",
        [60, bar["y"] + 20],
    )
