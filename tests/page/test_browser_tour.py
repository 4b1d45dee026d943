"""The tour and the presentation in a real browser. Where there is no Chromium the tests say so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from experiments.page import texts
from experiments.page.choice import choice_of
from tests.page.browsing import IN_A_BROWSER, SMALL, choice_at, clock

pytestmark = IN_A_BROWSER


def test_the_tour_leads_from_step_to_step_each_in_its_own_week_and_out(visit):
    page = visit("tour=1")
    for number, step in enumerate(texts.tour(), 1):
        expect(page.locator(".kb-tour h2")).to_contain_text(step.title)
        expect(page.locator(".kb-tour")).to_contain_text(step.sentence)
        clock(page, choice_of(f"tour={number}").week, 260)
        assert choice_at(page) == choice_of(f"tour={number}")
        if number < len(texts.tour()):
            page.get_by_role("button", name="Next", exact=True).press("Enter")
            page.wait_for_function(f"location.search.includes('tour={number + 1}')")
    page.get_by_role("button", name="Finish the tour").click()
    expect(page.locator(".kb-tour")).to_have_count(0)
    expect(page.get_by_role("button", name="Take the tour")).to_be_visible()


def test_an_address_opens_the_tour_and_it_can_be_skipped(visit):
    page = visit("tour=3")
    expect(page.locator(".kb-tour h2")).to_contain_text(texts.tour()[2].title)
    page.get_by_role("button", name="Leave the tour").click()
    expect(page.locator(".kb-tour")).to_have_count(0)
    page.wait_for_function("!location.search.includes('tour')")
    assert choice_at(page).sides == choice_of("tour=3").sides


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)])
def test_to_an_audience_the_answer_and_both_worlds_are_on_one_screen(visit, size):
    page = visit(f"{SMALL}&present=1", dict(zip(("width", "height"), size, strict=True)))
    expect(page.locator(".kb-answer")).to_contain_text("95% interval")
    bar = page.locator(".kb-transport").bounding_box()
    for canvas in page.locator(".kb-network canvas").all():
        world = canvas.bounding_box()
        assert world["y"] + world["height"] <= bar["y"] + 1


def test_the_presentation_is_large_without_controls_and_keeps_the_week(visit):
    page = visit(f"{SMALL}&week=7")
    size = "parseFloat(getComputedStyle(document.querySelector('.kb-number strong')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Presentation mode").click()
    expect(page.get_by_label("Left world")).to_have_count(0)
    page.wait_for_function(f"{size} > {1.5 * before}")
    expect(page.locator("text=/^Week 7 of 60/")).to_be_visible()
    page.wait_for_function("location.search.includes('present=1')")
    page.wait_for_function("""() => document.querySelector('.kb-time').clientWidth
        === document.querySelector('.kb-transport').clientWidth""")  # the time line grows with it
    charts, grown = page.locator(".kb-courses canvas"), 20 / 14  # large type, to the usual
    wide = charts.bounding_box()["width"] / grown
    panel = wide / min(4, wide // 260)
    charts.click(position={"x": grown * (34 + (panel - 44) / 2), "y": grown * 60})  # its middle
    expect(page.locator(".kb-clock")).to_have_text(re.compile(r"Week (29|30|31) of 60"))
    page.get_by_role("button", name="End the presentation").click()
    expect(page.get_by_label("Left world")).to_be_visible()
