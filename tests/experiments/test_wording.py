"""Numbers of people and shares as a briefing words them."""

from experiments.reporting.wording import how_many, of_100, people


def test_zero_people_have_no_sign():
    assert [people(value, "+") for value in (-0.04, 0.0, 0.04, 0.2, -3.4)] == [
        "0",
        "0",
        "0",
        "+0.2",
        "-3",
    ]


def test_all_some_and_none_of_several_are_told_apart():
    assert [how_many(some, 6) for some in (0, 3, 6)] == ["none", "some", "all"]


def test_shares_of_a_hundred_do_not_look_like_none_or_all():
    assert [of_100(share) for share in (0, 0.001, 0.29, 0.999, 1)] == [
        "0", "fewer than 1", "29", "more than 99", "100",
    ]  # fmt: skip
