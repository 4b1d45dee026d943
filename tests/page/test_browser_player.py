"""The player alone in a real browser, handed its weeks one part after the other, as on a slow machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from experiments.page import packing, scene, why
from experiments.page.choice import choice_of
from experiments.page.play import Worlds
from experiments.page.program import program, text
from tests.page.browsing import IN_A_BROWSER, clock

pytestmark = IN_A_BROWSER
WEEKS, SOUGHT = 20, 12


@pytest.fixture
def worlds():
    return Worlds(choice_of(f"weeks={WEEKS}&contract.weeks=10&week={SOUGHT}"))


@pytest.fixture
def player(browser, worlds):
    """A page with a player that is to show a week of which nothing has come yet."""
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_content(
        f"<style>{text('player/player.css')}</style><button>Settings</button><div id=player></div>"
    )
    page.add_script_tag(content=program())
    page.evaluate(
        """([fixed, week]) => {
        window.rested = []; window.asked = [];
        window.player = new BrokeringPlayer(document.getElementById("player"), JSON.parse(fixed),
            { week, ask: (whom) => asked.push(whom), rest: (week) => rested.push(week) }); }""",
        [scene.fixed(worlds), SOUGHT],
    )
    yield page
    page.close()


def test_what_is_still_being_computed_is_said_in_its_place(player, worlds):
    note, legend = player.locator(".kb-reason"), player.locator("#player > .kb-legend")
    parts = list(packing.parts(worlds))
    player.evaluate("part => player.add(part)", parts[0])
    clock(player, 1, WEEKS)
    expect(note).to_contain_text(f"Computing up to week {SOUGHT}")
    expect(legend).to_contain_text("many runs: computing")
    for part in parts[1:]:
        player.evaluate("part => player.add(part)", part)
    clock(player, SOUGHT, WEEKS)
    expect(note).not_to_contain_text("Computing")
    assert player.evaluate("rested") == []  # the server knows which week is sought
    player.evaluate("player.likely(null)")
    expect(legend).to_contain_text("many runs: failed")


@pytest.mark.parametrize(
    ("amounts", "said"),
    [([3, 1], "raised .* 2.0 points more with the team"), ([1, 3], "raised .* more with solos"),
     ([-3, -1], "lowered .* 2.0 points more with the team"), ([-1, -3], "lowered .* more with solos")],
)  # fmt: skip
def test_what_differs_most_is_said_with_its_side_and_direction(player, worlds, amounts, said):
    player.evaluate("part => player.add(part)", next(packing.parts(worlds)))
    sentence = player.evaluate(
        """amounts => {
        player.film.routes = () => [{ words: "forgetting", gap: 2, amounts }];
        return player.film.reason(1); }""",
        amounts,
    )
    assert re.search(said, sentence)


def test_the_reasons_of_another_week_are_not_shown_while_those_of_this_one_are_computed(
    player, worlds
):
    for part in packing.parts(worlds):
        player.evaluate("part => player.add(part)", part)
    clock(player, SOUGHT, WEEKS)
    story = player.locator(".kb-story")
    player.evaluate("player.pick({ kind: 'person', row: 0, side: 0 })")
    expect(story).to_contain_text(f"Computing what changed them up to week {SOUGHT}")
    player.evaluate("told => player.tell(JSON.parse(told))", why.story(worlds, "person", 0, SOUGHT))
    expect(story).not_to_contain_text("Computing")
    expect(story.locator(f"text=up to week {SOUGHT}:")).to_have_count(2)
    player.get_by_role("button", name="Step", exact=True).click()
    expect(story).to_contain_text(f"Computing what changed them up to week {SOUGHT + 1}")
    assert story.locator(f"text=up to week {SOUGHT}:").count() == 0
    assert player.evaluate("asked.at(-1).week") == SOUGHT + 1


def test_who_turns_to_the_settings_while_weeks_are_played_finds_that_week_again(player, worlds):
    for part in packing.parts(worlds):
        player.evaluate("part => player.add(part)", part)
    clock(player, SOUGHT, WEEKS)
    player.get_by_label("Speed").select_option(label="1 week a second")
    player.get_by_role("button", name="To the start").click()
    player.get_by_role("button", name="Play", exact=True).click()
    player.wait_for_function("player.week > 1")
    assert player.evaluate("rested") == [0]
    player.get_by_role("button", name="Settings").click()
    told, shown = player.evaluate("[rested.at(-1), player.week]")
    assert 1 < told <= shown
    player.get_by_role("button", name="Pause", exact=True).click()
    assert player.evaluate("[rested.at(-1), player.goal]") == [player.evaluate("player.week")] * 2
