"""Studies of futures: what they find, how they are kept and told apart, and what cannot be."""

from __future__ import annotations

import re
import signal

import numpy as np
import pandas as pd
import pytest
from omegaconf import OmegaConf
from pytest import approx

from experiments import load
from experiments.config.configurations import Configuration, Piece, sharing_a_past
from experiments.execution import pieces
from experiments.execution import verify as verifying
from experiments.execution import worker as work
from experiments.execution.pieces import do_pieces, run_piece
from experiments.execution.verify import replay, verify
from experiments.store.parts import Parts, configuration_name
from experiments.store.run_table import read_plan
from experiments.store.study_folder import StudyFolder
from simulation import Settings, branch, change, simulate
from simulation.past import past_of
from tests.experiments.processes import ended, has_written, interrupt, start
from tests.experiments.small import SMALL, contents, damage, results_in
from tests.experiments.test_plan import plan
from tests.experiments.test_sweep import STUDIES
from tests.refusals import refusal

PAST = 13
FUTURES = (
    "{nobody: {}, team: {arm: team}, later: {arm: team, contract.start: 30}, "
    "turmoil: {arm: team, context: {reorganisation: 0.9}}}"
)
SAID = (
    "kind=futures", f"past={PAST}", f"contract.start={PAST}", f"futures={FUTURES}",
    "reference=nobody", "arms=[]", "compare=[]",
)  # fmt: skip
ASKED = (*SAID, *SMALL)
LATER = "practising_host_followup"


def base(**changes):
    own = (name.split("=") for name in SMALL[:-1])
    sizes = {name: int(value) for name, value in own}
    return change(Settings(), sizes | {"arm": "none", "contract.start": PAST} | changes)


FOUND = {
    "nobody": base(),
    "team": base(arm="team"),
    "later": base(arm="team", **{"contract.start": 30}),
    "turmoil": base(arm="team", **{"context.reorganisation": 0.9}),
}


def folder_in(root):
    (folder,) = (root / "results" / "team_vs_solo").iterdir()
    return folder


@pytest.fixture
def finished(ask, tmp_path):
    """The folder of a small study of futures, and what was said of it."""
    answer = ask(*ASKED, "executor=serial")
    assert answer.status == 0, answer.err
    return folder_in(tmp_path), answer.out


def test_every_future_is_the_run_it_stands_for_and_compared_with_the_reference(finished):
    folder, said = finished
    assert results_in(folder) == {
        "config.yaml", "futures.csv", "courses.parquet", "futures.png", "futures.svg",
    }  # fmt: skip
    expected = branch(base(), PAST, FOUND, range(3))
    table = pd.read_csv(folder / "futures.csv", keep_default_na=False, na_values=[""])
    rows = table.fillna({"reference": ""}).set_index(["future", "reference", "outcome"])["mean"]
    assert set(table["future"]) == set(FOUND)
    by_future = {name: own.reset_index() for name, own in expected.groupby("future", sort=False)}
    for name, own in by_future.items():
        for outcome in (LATER, "bridges", "attitude_host_followup"):
            if (name, "", outcome) in rows:
                assert rows[name, "", outcome] == approx(own[outcome].mean())
    gap = by_future["turmoil"]["bridges"] - by_future["nobody"]["bridges"]
    assert rows["turmoil", "nobody", "bridges"] == approx(gap.mean()) and gap.mean() > 0
    assert ("nobody", "nobody", "bridges") not in rows
    assert all(name in said for name in FOUND) and "13" in said
    # Taken at the end of contracts, which is not the same week in all futures.
    assert not any(outcome.endswith("_end") for outcome in table["outcome"])


def test_the_courses_are_one_until_the_past_ends(finished):
    folder, _ = finished
    courses = pd.read_parquet(folder / "courses.parquet")
    own = courses[(courses["outcome"] == "attitude_host") & (courses["reference"] == "")]
    by_week = own.pivot_table(index="week", columns="future", values="mean")
    assert (by_week.loc[:PAST].nunique(axis=1) == 1).all() and len(by_week) == 61
    assert by_week.loc[60].nunique() == 4
    runs = branch(base(), PAST, FOUND, range(3), weekly=True)
    at = runs[runs["week"] == 60].set_index(["future", "seed"])["attitude_host"]
    gap = (at["team"] - at["nobody"]).to_numpy()
    row = courses[
        (courses["outcome"] == "attitude_host") & (courses["reference"] == "nobody")
        & (courses["future"] == "team") & (courses["week"] == 60)
    ].iloc[0]  # fmt: skip
    reach = 4.302652729911275 * gap.std(ddof=1) / np.sqrt(3)
    assert (row["mean"], row["high"] - row["mean"]) == (approx(gap.mean()), approx(reach))


def test_runs_are_loaded_verified_and_named_with_their_past(finished):
    folder, _ = finished
    runs = load(folder, [LATER])
    assert len(runs) == 12 and {"contract.start", "context.reorganisation"} <= set(runs.columns)
    late = runs[(runs["contract.start"] == 30)].sort_values("seed")
    assert late[LATER].tolist() == simulate(FOUND["later"], range(3))[LATER].tolist()
    assert verify(StudyFolder(folder), 12, 0).different == []
    names = set(read_plan(folder)["configuration"])
    past = past_of(base(), PAST)
    assert names == {configuration_name(settings, past) for settings in FOUND.values()}
    other = past_of(base(**{"context.reorganisation": 0.9}), PAST)
    turmoil = FOUND["turmoil"]
    assert len({configuration_name(turmoil, one) for one in (past, other, None)}) == 3


def test_a_damaged_number_of_a_future_is_found_by_running_it_again(finished):
    folder, _ = finished
    changed = damage(folder, 0, LATER, by=0.25)
    assert verify(StudyFolder(folder), 12, 0).different == [changed]


def test_every_executor_gives_the_same_bytes(ask, tmp_path, finished):
    folder, _ = finished
    before = contents(folder)
    answer = ask(*ASKED, "executor=processes", "workers=2", "results=elsewhere")
    assert answer.status == 0, answer.err
    (other,) = (tmp_path / "elsewhere" / "team_vs_solo").iterdir()
    assert contents(other) == before


def test_the_past_is_lived_once_for_all_futures_of_the_same_seeds(monkeypatch):
    lived = []
    whole = pieces.run

    def run(settings, seeds, **how):
        lived.append((settings.weeks, how.get("past") is not None, len(seeds)))
        return whole(settings, seeds, **how)

    monkeypatch.setattr(pieces, "run", run)
    pieces._lived.cache_clear()
    past = past_of(base(), PAST)
    wanted = {Configuration(settings, past): range(50) for settings in FOUND.values()}
    ((members, seeds),) = sharing_a_past(wanted)
    for together in work._pieces(members, seeds, seeds, weekly=0):
        do_pieces(pieces.columns((), False), together)
    assert [(weeks, count) for weeks, goes_on, count in lived if not goes_on] == [
        (13, 40),
        (13, 10),
    ]
    assert [count for _, goes_on, count in lived if goes_on] == [40] * 4 + [10] * 4


def test_only_futures_of_one_past_that_lack_the_same_seeds_go_together():
    past, other = past_of(base(), PAST), past_of(base(), PAST - 1)
    a, b, c = FOUND["team"], FOUND["later"], FOUND["turmoil"]
    lacking = {
        Configuration(a, past): [0, 1], Configuration(b, past): [0, 1], Configuration(c, past): [1],
        Configuration(a, other): [0, 1], Configuration(a): [0, 1], Configuration(b): [0, 1],
    }  # fmt: skip
    found = [
        ([(m.settings, m.past) for m in members], seeds)
        for members, seeds in sharing_a_past(lacking)
    ]
    assert found == [
        ([(a, past), (b, past)], [0, 1]), ([(c, past)], [1]), ([(a, other)], [0, 1]),
        ([(a, None)], [0, 1]), ([(b, None)], [0, 1]),
    ]  # fmt: skip


def test_a_future_that_fails_is_recorded_with_its_past_and_can_be_replayed(
    ask, tmp_path, monkeypatch
):
    def fail(piece):
        if 1 in piece.seeds and piece.settings.contract.start == 30:
            raise ZeroDivisionError("one is not lucky")
        return run_piece(piece)

    monkeypatch.setattr(pieces, "run_piece", fail)
    monkeypatch.setattr(verifying, "run_piece", fail)
    answer = ask(*ASKED, "executor=serial")
    assert answer.status == 1 and re.match(r"1 run", answer.err)
    folder = folder_in(tmp_path)
    name = f"{configuration_name(FOUND['later'], past_of(base(), PAST))}-1"
    assert name in answer.err
    with pytest.raises(ZeroDivisionError):
        replay(StudyFolder(folder), name)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    expected = branch(base(), PAST, FOUND, [1])
    found = replay(StudyFolder(folder), name)
    assert found["bridges"].tolist() == expected[expected["future"] == "later"]["bridges"].tolist()
    assert len(Parts(folder).positions().seed) == 11


def test_more_futures_and_replicates_take_over_what_is_there(ask, tmp_path, monkeypatch):
    assert ask(*ASKED, "executor=serial").status == 0
    ran = []
    monkeypatch.setattr(pieces, "run_piece", lambda piece: ran.append(piece) or run_piece(piece))
    answer = ask(*ASKED, "executor=serial", "+futures.early.arm=solos", "replicates=5")
    assert answer.status == 0, answer.err
    done = {(piece.settings.arm, piece.settings.contract.start, piece.seeds) for piece in ran}
    assert done == {
        ("none", 13, (3, 4)), ("team", 13, (3, 4)), ("team", 30, (3, 4)), ("solos", 13, (0, 1, 2, 3, 4)),
    }  # fmt: skip


def test_over_an_ensemble_each_set_has_a_past_of_its_own(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality,context.reorganisation\n1,0.3,0.0\n2,0.6,0.4\n")
    answer = ask(*ASKED, f"ensemble={few}", "set_replicates=2", "executor=serial")
    assert answer.status == 0, answer.err
    table = pd.read_csv(folder_in(tmp_path) / "futures.csv", keep_default_na=False)
    found = table[(table["outcome"] == "bridges") & (table["reference"] == "")]
    row = found.set_index("future").loc["turmoil"]
    means = []
    for one, changes in enumerate(({"culture.quality": 0.3, "context.reorganisation": 0.0},
                                   {"culture.quality": 0.6, "context.reorganisation": 0.4})):  # fmt: skip
        own = base(**changes)
        seeds = plan(kind="arms", ensemble=str(few), set_replicates=2).sets[one].seeds
        turmoil = change(own, {"arm": "team", "context.reorganisation": 0.9})
        means.append(branch(own, PAST, {"turmoil": turmoil}, seeds)["bridges"].mean())
    assert float(row["mean"]) == approx(np.mean(means)) and int(row["n"]) == 2


def test_chosen_outcomes_are_compared_at_the_end_of_contracts_that_end_together(ask, tmp_path):
    answer = ask(
        *SAID[:3], "futures={now: {arm: team}, alone: {arm: solos}}", "reference=now", *SAID[5:], *SMALL,
        "outcomes=[practising_host_end,exits]", "executor=serial",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    table = pd.read_csv(folder_in(tmp_path) / "futures.csv")
    assert set(table["outcome"]) == {"practising_host_end", "exits"}


def test_a_dry_run_says_what_it_takes_and_leaves_nothing(ask, tmp_path):
    answer = ask(*ASKED, "dry_run=true")
    assert answer.status == 0 and re.search(r"\b12 runs of 60 weeks", answer.out)
    assert not (tmp_path / "results").exists()


def test_the_shipped_futures_run_in_small(ask, tmp_path):
    answer = ask(
        "study=futures",
        "population.managers=12",
        "population.academics=12",
        "replicates=2",
        "executor=serial",
    )
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "futures").iterdir()
    said = STUDIES["futures"]
    assert set(pd.read_csv(folder / "futures.csv")["future"]) == set(said.futures)
    svg = (folder / "futures.svg").read_text()
    assert all(name.replace("_", " ") in svg for name in said.futures)
    kept = OmegaConf.load(folder / "config.yaml")
    assert (kept.past, kept.reference) == (52, said.reference)


@pytest.mark.deep
@pytest.mark.slow
def test_a_study_of_futures_that_is_killed_ends_in_the_same_bytes(tmp_path):
    asked, straight, killed = (*ASKED[:-1], "replicates=400"), tmp_path / "a", tmp_path / "b"
    straight.mkdir(), killed.mkdir()
    assert ended(start(straight, *asked)) == (0, "")
    for more in ("workers=3", "executor=serial"):
        running = start(killed, *asked, more, often=True)
        assert interrupt(running, signal.SIGKILL, has_written(killed))[0] == -signal.SIGKILL
    assert ended(start(killed, *asked)) == (0, "")
    assert contents(folder_in(killed)) == contents(folder_in(straight))


def test_pieces_without_a_past_live_none():
    pieces._lived.cache_clear()
    pieces.run_piece(Piece(FOUND["team"], (0,)))
    assert pieces._lived.cache_info().currsize == 0


def test_a_set_refuses_changes_that_contradict_its_past():
    (own,) = plan(
        kind="futures", past=2, futures={"a": {}, "b": {"culture.quality": 0.1}}, reference="a", arms=[],
        compare=[], contract__start=5,
    ).own  # fmt: skip
    assert own.configured({}).past.weeks == 2
    with refusal("population.willing"):
        own.configured({"population.willing": 0.4})
