"""What cannot be a future, or a study of futures, is refused in one sentence."""

from __future__ import annotations

import pytest

from tests.experiments.small import SMALL
from tests.experiments.test_futures import ASKED, SAID
from tests.refusals import check_sentence


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ("{arm: tem}", "arm tem team"),
        ("{arms: team}", "arms arm"),
        ("{contract.strat: 20}", "contract.strat contract.start"),
        ("{contract: 20}", "contract"),
        ("{contract.start: soon}", "contract.start"),
        ("{population.managers: 9}", "population.managers 9 past 8"),
        ("{context.relations: 0.1}", "context.relations 0.1 past 0.0"),
        ("{arm: team, contract.start: 3}", "past arm=team contract.start 13"),
        ("{arm: team, brokers.managers: 50}", "50"),
        ("{weeks: 70}", "weeks futures"),
    ],
)
def test_what_cannot_be_a_future_is_refused_in_one_sentence(ask, tmp_path, odd, said):
    answer = ask(*ASKED, f"+futures.odd={odd}")
    assert answer.status == 2
    check_sentence(answer.err, f"odd {said}")
    assert not list(tmp_path.rglob("*.csv"))


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("+futures.odd={contract.start: 20, contract: {start: 30}}", "contract.start"),
        ("+futures.odd=team", "arm team"),
        ("futures=team", "futures arm team"),
        ("reference=nobdy", "nobdy reference nobody"),
        ("reference=[nobody]", "reference"),
        ("past=0", "past 1 59 0"),
        ("past=60", "past 1 59 60"),
        ("past=long", "past long"),
        ("arms=[team]", "futures"),
        ("outcomes=[bridgess]", "bridgess"),
        ("outcomes=[exits,ties_all_midway]", "ties_all_midway 26"),
        ("vary={contract.weeks: [13]}", "sweep decision"),
        ("until={width: 0.1}", "until arms"),
    ],
)
def test_what_cannot_be_a_study_of_futures_is_refused_in_one_sentence(
    ask, tmp_path, said, answered
):
    answer = ask(*ASKED, said)
    assert answer.status == 2
    check_sentence(answer.err, answered)
    assert not list(tmp_path.rglob("*.csv"))


@pytest.mark.parametrize("futures", ["{}", "{nobody: {}}"])
def test_one_future_is_no_comparison(ask, futures):
    answer = ask(*SAID[:3], f"futures={futures}", *SAID[4:], *SMALL)
    assert answer.status == 2
    check_sentence(answer.err, "futures")


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        (["past=10"], "past"),
        (["+futures.a.arm=team"], "futures"),
        (["reference=team"], "reference"),
        (["past=10", "reference=team"], "past reference"),
    ],
)
def test_other_studies_have_no_futures(ask, said, keys):
    answer = ask(*said, *SMALL)
    assert answer.status == 2
    check_sentence(answer.err, f"{keys} futures")  # the kind that takes them
