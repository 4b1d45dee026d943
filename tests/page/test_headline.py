"""The answer at the top: two numbers, how certain they are, and whether the run on screen is typical."""

from __future__ import annotations

import re
from pathlib import Path

import ipyvuetify as vue
import pandas as pd
import pytest
import solara

from experiments.methods.estimates import Estimate, estimate
from experiments.page import headline
from experiments.page.choice import Choice, choice_of
from experiments.page.headline import Headline
from experiments.page.likely import Asked, Likely, Moment, close
from experiments.page.tour import Tour
from simulation import simulate

REFERENCE = Path(__file__).parents[2] / "results" / "reference"
SMALL = "weeks=40&contract.weeks=26&population.managers=8&population.academics=8"


def at_step(step):
    return choice_of(f"tour={step}")


def a_moment(low=1.0, high=15.0):
    levels = {"team": Estimate(0.54, 0.5, 0.58, 200), "solos": Estimate(0.004, 0.003, 0.005, 200)}
    return Moment(104, levels, ("team", "solos"), Estimate(8, 6, 10, 200), (low, high))


def told(choice, likely, failed=None):
    _, context = solara.render(Headline(choice, likely, failed), handle_error=False)
    texts = [str(each.unsafe_innerHTML) for each in context.find(solara.widgets.HTML).widgets]
    context.close()
    return [re.sub("<[^>]+>", "", text) for text in texts]


def test_only_the_default_settings_are_said_to_favour_the_team_and_they_do():
    likely = Likely(200, {}, ["The team does better."], [a_moment()], 8.0)
    assert any(headline.FAVOURABLE in text for text in told(Choice(), likely))
    for other in ("contract.weeks=52", "population.managers=8"):
        said = told(choice_of(other), likely)
        assert not any(headline.FAVOURABLE in text for text in said)
        assert any(headline.OTHERS in text for text in said)
    published = pd.read_csv(REFERENCE / "headline" / "headline.csv").set_index(["other", "moment"])
    row = published.loc[("solos", "end")]
    assert row["mean"] > row["sets_q50"] and row["own_percentile"] > 0.75


def test_the_numbers_of_both_sides_are_large_and_small_ones_do_not_look_like_nothing():
    said = told(Choice(), Likely(200, {}, ["The team does better."], [a_moment()], 8.0))
    (numbers,) = [text for text in said if "54%" in text]
    assert "Solos 0.4%" in numbers and "week 104" in numbers
    assert "The team does better." in said and any("200 runs" in text for text in said)
    assert any("practise when they collaborate" in text for text in said)


def test_the_question_of_team_and_solos_is_asked_only_where_both_are_shown():
    asks = [any("?" in text for text in told(at_step(step), None)) for step in range(1, 6)]
    assert asks == [{*at_step(step).sides} == {"team", "solos"} for step in range(1, 6)]
    assert {*asks} == {True, False}


def test_the_answer_says_what_it_rests_on_and_names_each_arm_as_in_a_sentence():
    moments = [a_moment(), a_moment()._replace(week=260)]
    said = " ".join(told(Choice(), Likely(200, {}, ["First.", "Second."], moments, 8.0)))
    assert "with the team" in said and "with team" not in said
    assert "headline" in said and "settings on this page" in said
    assert re.search("[Pp]ublished .* differ", said)  # more runs than those of the page


def test_a_world_without_brokers_and_alone_is_compared_with_nothing():
    assert headline.certainty(at_step(1), Likely(200, {}, ["Both are the same."], [], 0.0)) == []


def test_of_one_world_no_sides_are_told_of():
    for step, sides in ((1, 1), (2, 2)):
        likely = Likely(200, {}, [], [], 0.0)
        said = [*headline.certainty(at_step(step), None), headline.basis(at_step(step), likely)]
        assert [("side" in text or "pair" in text) for text in said] == [sides > 1] * 2


def test_a_run_that_is_behind_is_said_to_be_lower_and_no_number_has_a_sign():
    said = [
        headline.untypical(Likely(200, {}, ["A."], [a_moment(low, 15.4)], here))
        for low, here in ((1.0, -6.0), (-1.0, 20.0), (1.0, -0.3))
    ]
    assert [text.count("lower") for text in said] == [1, 1, 0]
    assert re.findall(r"\d+", said[0]) == ["6", "1", "15"]
    assert re.findall(r"\d+", said[1]) == ["20", "1", "15"]
    assert re.findall(r"\d+", said[2]) == ["1", "15"]
    assert not re.search(r"[+-]\d", " ".join(said))


def test_while_the_runs_are_made_or_cannot_be_the_page_says_so():
    said = told(Choice(), None)
    (numbers,) = [text for text in said if "Team" in text]
    assert numbers.count("computing") == 2 and not re.search(r"\d%", numbers)
    assert any("Computing" in text and "200 runs" in text for text in said)
    assert any("failed (OSError)" in text for text in told(Choice(), None, OSError("x")))


@pytest.mark.parametrize(
    ("here", "note"), [(8, False), (1, False), (15, False), (0, True), (40, True)]
)
def test_a_run_outside_the_middle_half_is_called_untypical(here, note):
    said = headline.untypical(Likely(200, {}, [], [a_moment()], here))
    assert bool(said) == note and (
        not note or [*([f"{here}"] if here else []), "1", "15"] == re.findall(r"\d+", said)
    )


def test_the_numbers_are_those_of_the_runs_the_command_makes():
    choice = choice_of(f"{SMALL}&seed=3")
    try:
        likely = Asked(choice).answer()
    finally:
        close()
    first = 1_000_000 * 4
    runs = {
        arm: simulate(choice.settings_of(arm), range(first, first + 200)) for arm in choice.sides
    }
    end, later = likely.moments
    assert (end.week, later.week) == (26, 40)
    for moment, name in ((end, "practising_host_end"), (later, "practising_host_followup")):
        for arm, table in runs.items():
            assert moment.levels[arm] == estimate(table[name].to_numpy(float))
    lead = 100 * (runs["team"]["practising_host_end"] - runs["solos"]["practising_host_end"])
    assert end.lead.mean == pytest.approx(lead.mean())
    assert end.middle == pytest.approx((lead.quantile(0.25), lead.quantile(0.75)))
    here = [
        simulate(choice.settings_of(arm), [3])["practising_host_end"].iloc[0]
        for arm in choice.sides
    ]
    assert likely.here == pytest.approx(100 * (here[0] - here[1]))


@pytest.mark.parametrize("step", range(1, 6))
def test_a_step_of_the_tour_says_one_thing_to_try_and_leads_on_and_out(step):
    gone = []
    choice = at_step(step)
    _, context = solara.render(Tour(choice, gone.append), handle_error=False)
    for button in context.find(vue.Btn).widgets:
        if not button.disabled:
            button.fire_event("click")
    context.close()
    expected = [*([step - 1] if step > 1 else []), *([step + 1] if step < 5 else []), step, 0]
    assert gone == expected


def test_the_tour_follows_one_story():
    sides = [at_step(step).sides for step in range(1, 6)]
    assert sides[0] == ("none",) and sides[3] == sides[4] == ("team", "solos")
    assert at_step(5).week == at_step(5).settings.contract.weeks
