"""What a command survives: an impossible job of a sweep, a console that cannot show it, absurd sizes."""

from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stdout

import pandas as pd
import pytest

from experiments.cli import sweeps, write_anywhere
from experiments.config.configurations import check_size, pieces_of
from experiments.execution.dry_run import Batch, rehearse
from experiments.methods.estimates import CULTURE
from experiments.store.crate import METADATA
from simulation import Settings, change
from tests.experiments.small import SMALL
from tests.experiments.test_plan import plan
from tests.refusals import check_sentence, refusal

pytestmark = pytest.mark.usefixtures("undrawn")
TINY = (*SMALL[:-3], "weeks=8", "replicates=2", "arms=[team,solos]", "executor=serial")


def test_an_impossible_job_of_a_sweep_fails_alone_and_a_table_tells_it(ask, tmp_path):
    answer = ask("--multirun", "contract.weeks=4,20,6", *TINY)
    assert answer.status == 1
    check_sentence(answer.err.removeprefix("Compiling"), "contract.weeks 20")
    assert answer.err.partition(": ")[0] not in answer.out  # once is enough
    assert len(list(tmp_path.rglob(METADATA))) == 2
    listed = answer.out.partition("differs in")[2].partition("each job")[0]
    rows = [line for line in listed.splitlines() if "contract.weeks=" in line]
    assert [name in row for name, row in zip(("/", "Not run", "/"), rows, strict=True)] == [
        True
    ] * 3
    assert "weeks=8" not in "".join(row.partition("Not run")[0] for row in rows)


def test_a_job_whose_value_cannot_be_read_fails_alone_in_its_place(ask, tmp_path):
    words = ("contract.weeks=4,x", "study=team_vs_solo,team_vs_sol", *TINY)
    answer = ask("--multirun", "hydra.sweeper.max_batch_size=3", *words)
    assert answer.status == 1
    lines = answer.err.splitlines()
    for line, names in zip(
        lines, ("'team_vs_sol'", "contract.weeks 'x'", "'team_vs_sol'"), strict=True
    ):
        check_sentence(line, names)
    rows = answer.out.partition("differs in")[2].splitlines()[1:]
    assert [row[:1] for row in rows if row[:1].isdigit()] == ["0", "1", "2", "3"]
    assert ["Not run" in row for row in rows if row[:1].isdigit()] == [False, True, True, True]


def test_a_sweep_ends_with_a_table_of_its_jobs_and_one_conclusion_with_its_intervals(ask, tmp_path):
    answer = ask("contract.weeks=4,6", *TINY, "--multirun")  # options may come last
    assert answer.status == 0, answer.err
    end = answer.out.partition("in each job")[2]
    rows = [line for line in end.splitlines() if line.strip().startswith("contract.weeks=")]
    tables = [pd.read_csv(path) for path in sorted(tmp_path.rglob("table.csv"))]
    shares = {tuple(100 * one[one["outcome"] == CULTURE]["mean"].round(3)) for one in tables}
    shown = {tuple(map(float, re.findall(r"([\d.]+)%", row))) for row in rows}
    assert "Compared run by run" in " ".join(end.split())
    assert len(rows) == 2 and {frozenset(one) for one in shown} == {frozenset(o) for o in shares}
    assert re.search(r"in (\d|none|any) of 2 jobs", " ".join(end.split()))


def test_jobs_of_other_kinds_end_with_the_answer_of_each(ask):
    words = (*TINY, "kind=sweep", "vary={team.pair: [0, 0.1]}", "contract.weeks=4")
    answer = ask("--multirun", "seed=1,2", *words)
    assert answer.status == 0, answer.err
    end = " ".join(answer.out.partition("differs in")[2].split())
    assert all(re.search(rf"seed={seed}: .*of 2 combinations", end) for seed in (1, 2))


def test_jobs_of_different_seeds_are_not_compared_run_by_run(ask):
    answer = ask("--multirun", "seed=1,2", "contract.weeks=4", *TINY)
    assert answer.status == 0, answer.err
    said = " ".join(answer.out.partition("in each job")[2].split())
    assert "of 2 jobs" in said and "random numbers" not in said


def test_a_rehearsed_sweep_compares_nothing(ask):
    answer = ask("--multirun", "contract.weeks=4,6", *TINY, "dry_run=true")
    assert answer.status == 0 and "each job" not in answer.out
    assert answer.out.count("MB of disk") == 2  # once for each job


def test_what_became_of_jobs_is_read_from_where_other_processes_note_it(capsys):
    with sweeps.sweeping() as folder:
        sweeps.note(1, sweeps.Outcome(2, "No.", ["a=1", "b=2"]))
        sweeps.note(0, sweeps.Outcome(0, "results/x/y", ["a=1", "b=1"]))
        assert sweeps.ended(folder) == 1
    out = capsys.readouterr().out
    assert out.index("b=1") < out.index("b=2") and "a=1" not in out


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "ascii"])
def test_output_that_cannot_be_encoded_does_not_end_a_command(encoding):
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding=encoding)):
        write_anywhere()
        print("−5 £ – Ω")
        sys.stdout.flush()


def test_a_run_that_does_not_fit_into_memory_is_refused_before_it_is_built():
    for changes in (
        {"weeks": 100_000, "population.organisations": 10_000},
        {"population.managers": 10**7, "population.organisations": 60},
    ):
        with refusal("GiB weeks people"):
            check_size(change(Settings(), changes))
    check_size(Settings())


def test_long_runs_are_done_a_few_at_a_time():
    long = change(Settings(), {"weeks": 100_000})
    assert len(next(pieces_of(long, range(40))).seeds) < 10
    assert len(next(pieces_of(Settings(), range(40))).seeds) == 40


def test_a_dry_run_of_what_takes_years_measures_a_part():
    said = plan("small", question="?", weeks=100_000, population__managers=10_000)
    text = rehearse(said, [Batch(said.own, [{"arm": "team"}])], 2)
    assert "minutes" in text or "hours" in text
