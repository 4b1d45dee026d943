"""Numbers of people and shares as a briefing words them."""

import math

from experiments.methods.estimates import Estimate
from experiments.reporting.wording import how_many, of_100, people, side_of, standing


def test_zero_people_have_no_sign():
    said = [people(value) for value in (-0.04, 0.0, 0.04, 0.2, -3.4)]
    assert said == ["0", "0", "0", "0.2", "-3"]
    said = [people(value, "+") for value in (-0.04, 0.0, 0.04, 0.2, -3.4)]
    assert said == ["0", "0", "0", "+0.2", "-3"]


def test_a_team_is_ahead_or_behind_and_no_number_has_a_sign():
    said = [side_of(value) for value in (-3.4, -0.04, 0.2)]
    assert ["behind" in one for one in said] == [True, False, False]
    assert ["ahead" in one for one in said] == [False, False, True]
    clear, unclear = standing(Estimate(-5, -8, -2, 9)), standing(Estimate(1, -2, 4, 9))
    assert clear.count("behind") == 1 and "2 to 8" in clear
    assert unclear.count("behind") == 1 and unclear.count("ahead") == 2
    assert standing(Estimate(2, math.nan, math.nan, 1)) == side_of(2)
    assert not set("+-") & set(" ".join([*said, clear, unclear]))


def test_all_some_and_none_of_several_are_told_apart():
    assert [how_many(some, 6) for some in (0, 3, 6)] == ["none", "some", "all"]


def test_shares_of_a_hundred_do_not_look_like_none_or_all():
    assert [of_100(share) for share in (0, 0.001, 0.29, 0.999, 1)] == [
        "0", "fewer than 1", "29", "more than 99", "100",
    ]  # fmt: skip
