"""How fast and how large: measurements, not tests. `make benchmark` runs them and prints a table.

Times on a shared machine mean little by themselves: read ratios within one run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from simulation import BrokeringModel, Settings, change
from simulation import dice as d
from simulation.batch import live_week, run
from simulation.past import past_of
from simulation.population import build
from tests.benchmarks.plain.model import PlainModel
from tests.benchmarks.plain.outcomes import outcomes

SEEDS = range(20)
# Managers and academics of an organisation, times the organisations and departments.
SIZES = {
    240: ((40, 3), (60, 2)), 24_000: ((40, 300), (60, 200)), 1_000_000: ((60, 10_000), (50, 8_000)),
    1_000_080: ((166_680, 3), (250_020, 2)),
}  # fmt: skip


def population_of(people):
    (managers, organisations), (academics, departments) = SIZES[people]
    return change(
        Settings(),
        {
            "population.managers": managers, "population.organisations": organisations,
            "population.academics": academics, "population.departments": departments,
        },
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def compiled():
    run(change(Settings(), {"weeks": 110}), [0])


@pytest.mark.parametrize("arm", ["none", "solos", "team"])
def test_a_compiled_replicate_of_260_weeks(benchmark, arm):
    """Four replicates; the table shows the time of all four, `ms` that of one."""
    settings = change(Settings(), {"arm": arm})
    benchmark.pedantic(run, (settings, [0, 1, 2, 3]), rounds=20, warmup_rounds=1)
    benchmark.extra_info["ms"] = round(benchmark.stats["min"] * 250, 2)


@pytest.mark.parametrize("years", [1, 3, 5])
@pytest.mark.parametrize("shared", [False, True])
def test_five_futures_of_some_years_in_common_and_five_apart(benchmark, years, shared):
    """Twenty replicates of each: as unbroken runs, and with their past lived once."""
    base = change(
        Settings(), {"arm": "none", "contract.start": 52 * years, "weeks": 52 * (years + 5)}
    )
    team = change(base, {"arm": "team"})
    futures = [
        base, team, change(base, {"arm": "solos"}), change(team, {"context.reorganisation": 0.5}),
        change(team, {"contract.start": 52 * (years + 1)}),
    ]  # fmt: skip

    def live():
        past = run(past_of(base, 52 * years), SEEDS, keep=[52 * years]) if shared else None
        for future in futures:
            run(future, SEEDS, past=past)

    benchmark.pedantic(live, rounds=5, warmup_rounds=1)


def test_a_mesa_replicate_of_260_weeks(benchmark):
    """The ratio is to a compiled replicate of the same run."""
    BrokeringModel(rng=0).step()

    def whole_run():
        model = BrokeringModel(rng=0)
        while model.running:
            model.step()

    benchmark.pedantic(whole_run, rounds=3)
    benchmark.extra_info["times_a_compiled_one"] = round(
        benchmark.stats["min"] / compiled_seconds()
    )


def test_a_plain_mesa_replicate_of_260_weeks(benchmark):
    """Plain objects, compiled replicate and own Mesa model in turn, so that all have the same machine."""

    def plain():
        outcomes(PlainModel(0))  # takes its sums every week, as the others do

    def own():
        model = BrokeringModel(rng=0)
        while model.running:
            model.step()

    own()
    benchmark.pedantic(plain, rounds=1, warmup_rounds=1)
    rounds = [(seconds(plain), seconds(own), compiled_seconds()) for _ in range(3)]
    plain_time, own_time, compiled_time = (min(times) for times in zip(*rounds, strict=True))
    benchmark.extra_info["plain_times_a_compiled_one"] = round(plain_time / compiled_time)
    benchmark.extra_info["own_mesa_times_plain"] = round(own_time / plain_time, 2)


def compiled_seconds():
    """The least time of a compiled replicate, of a few."""
    return min(seconds(run, Settings(), [0]) for _ in range(10))


def seconds(function, *given):
    """How long a call takes, in seconds of the processor."""
    start = time.process_time()
    function(*given)
    return time.process_time() - start


@pytest.mark.parametrize("people", list(SIZES))
def test_a_compiled_week_as_the_population_grows(benchmark, people):
    """A million people are 18,000 organisations of usual size, or five huge ones."""
    world, luck = build(population_of(people), 0), np.empty((d.USUAL, d.BLOCK))
    weeks = iter(range(10_000))

    def week():
        live_week(world, 0, next(weeks), luck)

    benchmark.pedantic(week, rounds=max(4, min(100, 500_000 // people)), warmup_rounds=2)
    benchmark.extra_info["people"] = len(world.people)
    benchmark.extra_info["ns_per_person"] = round(benchmark.stats["min"] / len(world.people) * 1e9)
    nbytes = sum(table.nbytes for table in world)
    benchmark.extra_info["table_bytes_per_person"] = round(nbytes / len(world.people))


def test_the_first_compilation(benchmark, tmp_path):
    """A process that finds nothing compiled, against one that finds everything."""
    code = "from simulation import Settings; from simulation.batch import run; run(Settings(), [0])"

    def process():
        folder = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
        subprocess.run([sys.executable, "-c", code], env=folder, check=True, capture_output=True)

    benchmark.pedantic(process, rounds=1)
    start = time.perf_counter()
    process()
    again = time.perf_counter() - start
    benchmark.extra_info["times_a_later_start"] = round(benchmark.stats["min"] / again, 1)


GROWTH = """
import sys
from pathlib import Path
from tests.benchmarks.test_speed import population_of
from simulation.batch import run
from simulation import change
# Linux counts into getrusage's peak what the process had that started this one.
peak = lambda: int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
run(change(population_of(240), {"contract.weeks": 3, "weeks": 3}), [0])
before = peak()
run(change(population_of(int(sys.argv[1])), {"contract.weeks": 3, "weeks": 3}), [0])
print(peak() - before)
"""


def test_memory_of_a_million_people(benchmark):
    """Growth of the process over a run of 240 people, in bytes a person (`extra_info`)."""
    people = 1_000_080

    def growth():
        out = subprocess.run(
            [sys.executable, "-c", GROWTH, str(people)], capture_output=True, text=True, check=True
        )
        return int(out.stdout)

    kilobytes = benchmark.pedantic(growth, rounds=1)
    benchmark.extra_info["bytes_per_person"] = round(kilobytes * 1024 / people)


def test_the_main_job(benchmark, tmp_path):
    """1,000 runs of 260 weeks on all cores through the command, tables and figures included."""
    command = [sys.executable, "-m", "experiments.cli.brokering", f"results={tmp_path}"]
    benchmark.pedantic(
        subprocess.run, (command,), {"check": True, "capture_output": True}, rounds=1
    )
