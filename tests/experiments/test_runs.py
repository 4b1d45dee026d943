"""What is missing of a study is run, kept and never run again; a run that fails stops no other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from experiments.config.commands import typed
from experiments.config.configurations import ParameterSet, Piece, pieces_of, portions_of
from experiments.config.observed import WEEKLY
from experiments.execution import pieces
from experiments.execution import verify as verifying
from experiments.execution.executors.local import serial
from experiments.execution.pieces import columns, run_piece
from experiments.execution.verify import replay
from experiments.execution.worker import StudyFailed, Worker
from experiments.store import parts
from experiments.store.parts import Parts, configuration_name
from experiments.store.study_folder import StudyFolder
from simulation import Settings, change, simulate
from tests.experiments.test_parts import BASE, contents, flip
from tests.experiments.working import in_sets
from tests.refusals import check_sentence, refusal

# ------------------------------------------------------------------- doing what is missing

SETS = [ParameterSet(0, BASE, range(50))]
WANTED = [{"arm": "none"}, {"arm": "team"}]


@pytest.fixture
def folder(tmp_path):
    """That of a study without neighbours."""
    made = tmp_path / "study" / "one"
    made.mkdir(parents=True)
    (made / "config.yaml").touch()
    return made


def done(folder, sets=SETS, executor=serial, weekly=0, **how):
    counted: list[int] = []
    worker = Worker(Parts(folder), executor, 2, **how)
    return worker.run(in_sets(sets, WANTED), counted.append, weekly), counted


def test_runs_from_the_store_are_those_of_the_model(folder):
    (_, team), counted = done(folder, weekly=40)
    assert sum(counted) == 100
    settings = change(BASE, {"arm": "team"})
    pd.testing.assert_frame_equal(
        team.replicates.drop(columns="set"), simulate(settings, range(50)), check_dtype=False
    )
    weekly = simulate(settings, range(40), weekly=True)  # those of the other ten are not kept
    for column, name in enumerate(WEEKLY):
        found = team.weekly[:, :, column]
        np.testing.assert_array_equal(found.reshape(-1), weekly[name].to_numpy(float))


def test_only_what_is_missing_is_run(folder, monkeypatch):
    (_, team), _ = done(folder, [SETS[0]._replace(seeds=range(30))])
    first = team.replicates
    ran: list[int] = []

    def noted(piece):
        ran.extend(piece.seeds)
        return run_piece(piece)

    monkeypatch.setattr(pieces, "run_piece", noted)
    wider, _ = done(folder)
    assert sorted(ran) == sorted(2 * list(range(30, 50)))
    pd.testing.assert_frame_equal(wider[1].replicates.head(30), first)
    ran.clear()
    done(folder)
    assert ran == []


def test_the_first_replicates_have_weekly_values_however_often_a_study_is_begun(folder):
    for count in (4, 6):
        done(folder, [SETS[0]._replace(seeds=range(count))], weekly=2)
    kept = Parts(folder)
    team = configuration_name(change(BASE, {"arm": "team"}))
    weeks = kept.read({team: range(6)}, [f"{parts.WEEK}{WEEKLY[0]}"]).column(0)
    assert [value is not None for value in weeks.to_pylist()] == [True] * 2 + [False] * 4


def test_what_is_done_when_a_study_is_stopped_is_saved(folder):
    counted: list[int] = []

    def stopped(work, items, workers):
        results = serial(work, items, workers)
        yield next(results)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Worker(Parts(folder), stopped, 1).run(in_sets(SETS, WANTED), counted.append)
    assert len(Parts(folder).positions().seed) == sum(counted) > 0


def test_what_was_damaged_is_run_again_and_ends_in_the_same_bytes(folder):
    (_, team), _ = done(folder)
    expected = team.replicates
    Parts(folder).sort()
    before = contents(folder)
    flip(next(iter(Parts(folder).path.iterdir())))
    kept = Parts(folder, lambda text: None)
    again = Worker(kept, serial, 1).run(in_sets(SETS, WANTED), lambda n: None)
    kept.sort()
    pd.testing.assert_frame_equal(again[1].replicates, expected)
    assert {name: before[name] for name in before} == {
        path.name: path.read_bytes() for path in kept.sound_parts()
    }


def test_over_parameter_sets_runs_are_told_apart_and_weeks_are_means(folder):
    sets = [
        ParameterSet(n, change(BASE, {"culture.quality": bad}), range(4 * n, 4 * n + 4))
        for n, bad in enumerate((0.0, 1.0))
    ]
    (_, team), _ = done(folder, sets, weekly=4)
    assert team.replicates["set"].tolist() == [0] * 4 + [1] * 4
    for row, one in enumerate(sets):
        weekly = simulate(change(one.settings, {"arm": "team"}), one.seeds, weekly=True)
        means = weekly.groupby("week")["attitude_host"].mean().to_numpy()
        found = team.weekly[row, :, WEEKLY.index("attitude_host")]
        np.testing.assert_allclose(found, means, rtol=1e-12)


def test_only_the_outcomes_that_are_wanted_are_kept(folder):
    (none, _), _ = done(folder, outcomes=("bridges",))
    assert list(none.replicates) == ["arm", "set", "seed", "bridges"]
    assert Parts(folder).read({configuration_name(BASE): [0]}).column_names == columns(
        ["bridges"], False
    )


@pytest.mark.parametrize("values", [1, 150, 10_000])
def test_columns_are_the_same_however_many_are_read_at_once(folder, monkeypatch, values):
    monkeypatch.setattr("experiments.store.replicates.VALUES", values)
    (_, team), _ = done(folder)
    columns = team.units(["bridges", "exits", "money"])
    assert list(columns) == ["arm", "set", "seed", "bridges", "exits", "money"]
    for name in ("money", "bridges", "seed", "exits"):
        pd.testing.assert_series_equal(columns[name], team.replicates[name])
    whole = pa.concat_tables(team.pieces()).to_pandas()
    pd.testing.assert_frame_equal(whole, team.replicates)


# ------------------------------------------------------------------- what is handed out together

FEW = [[Piece(BASE, tuple(range(4 * n, 4 * n + 4)))] for n in range(23)]
FUTURES = [[Piece(BASE, (n,)), Piece(change(BASE, {"arm": "team"}), (n,))] for n in range(9)]


def numbers_of(portions):
    """How many runs each portion has."""
    return [sum(len(piece.seeds) for piece in portion) for portion in portions]


@pytest.mark.parametrize("runs", [0, 1, 4, 6, 10, 40, 1_000])
@pytest.mark.parametrize("given", [FEW, FUTURES, FEW[:3] + FUTURES + FEW[3:], []])
def test_pieces_are_handed_out_in_order_and_those_of_one_past_together(given, runs):
    portions = list(portions_of(given, runs))
    assert [piece for portion in portions for piece in portion] == [
        piece for together in given for piece in together
    ]
    ends = np.cumsum([len(pieces) for pieces in given])
    assert {*np.cumsum([len(portion) for portion in portions])} <= {*ends}


def test_few_runs_are_handed_out_together_up_to_a_number():
    assert numbers_of(portions_of(FEW, 1_000)) == [40, 40, 12]
    assert numbers_of(portions_of(FEW, 10)) == [8] * 11 + [4]
    assert numbers_of(portions_of(FUTURES, 4)) == [4] * 4 + [2]
    for runs in (0, 1, 4):
        assert numbers_of(portions_of(FEW, runs)) == [4] * 23


@pytest.mark.parametrize("large", [{"population.managers": 3_000}, {"weeks": 40_000}])
def test_pieces_that_were_cut_to_fit_in_memory_are_not_put_together_again(large):
    cut = [[piece] for piece in pieces_of(change(Settings(), large), range(40))]
    assert len(cut) > 3
    portions = list(portions_of([FEW[0], *cut, *FEW[1:]], 1_000))
    assert portions[:2] == [FEW[0], cut[0]] and len(portions) >= len(cut) + 2


# ------------------------------------------------------------------- what fails


@pytest.fixture
def broken(monkeypatch):
    """Seed 7 of the team fails."""

    def fail(piece):
        if 7 in piece.seeds and piece.settings.arm == "team":
            raise ZeroDivisionError("seven is not lucky")
        return run_piece(piece)

    for module in (pieces, verifying):
        monkeypatch.setattr(module, "run_piece", fail)


def test_a_failing_run_is_recorded_and_stops_no_other(folder, broken, monkeypatch):
    with pytest.raises(StudyFailed) as failed:
        done(folder)
    name = f"{configuration_name(change(BASE, {'arm': 'team'}))}-7"
    check_sentence(f"{failed.value}.", f"1 {typed('brokering-repeat')} {folder} {name}")
    assert len(Parts(folder).positions().seed) == 99
    table = pd.read_csv(folder / "failures.csv")
    assert table["error"].tolist() == ["ZeroDivisionError: seven is not lucky"]
    with pytest.raises(ZeroDivisionError):
        replay(StudyFolder(folder), name)
    monkeypatch.undo()
    assert replay(StudyFolder(folder), name)["seed"].tolist() == [7]
    done(folder)
    assert not (folder / "failures.csv").exists()


@pytest.mark.parametrize(("workers", "together"), [(2, 8), (0, 4)])
def test_many_sets_of_few_runs_are_handed_out_together_and_one_that_fails_stops_no_other(
    folder, broken, workers, together
):
    handed: list[int] = []

    def noted(work, items, workers):
        for number, item in enumerate(items):
            handed.extend(numbers_of([item]))
            yield number, work(item)

    sets = [
        ParameterSet(n, change(BASE, {"culture.quality": n / 80}), range(4 * n, 4 * n + 4))
        for n in range(80)
    ]
    with pytest.raises(StudyFailed):
        Worker(Parts(folder), noted, workers).run(in_sets(sets, WANTED), lambda n: None)
    assert sum(handed) == 640 and {*handed} == {together}
    assert len(Parts(folder).positions().seed) == 639
    assert pd.read_csv(folder / "failures.csv")["seed"].tolist() == [7]


def test_fail_fast_ends_with_the_first_failure(folder, broken):
    with pytest.raises(StudyFailed):
        done(folder, fail_fast=True)
    assert len(Parts(folder).positions().seed) < 99


def test_a_run_that_has_not_failed_cannot_be_replayed(folder):
    with refusal("x-1"):
        replay(StudyFolder(folder), "x-1")
