r"""What a person's week takes: instructions, mispredicted branches, cache misses, as callgrind counts them.

    export NUMBA_CPU_NAME=x86-64-v3 NUMBA_CPU_FEATURES=
    python -m tests.benchmarks.counted
    valgrind --tool=callgrind --instr-atstart=no --cache-sim=yes --branch-sim=yes \
        --D1=49152,12,64 --LL=33554432,16,64 python -m tests.benchmarks.counted

The first compiles, for a processor that valgrind knows, and prints times; the second prints counts. It
needs gcc and valgrind with its headers.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from simulation import Settings, change
from simulation import dice as d
from simulation.batch import live_weeks
from simulation.measures import BROKER_FIELDS, FIELDS
from simulation.population import build

# Managers and academics of an organisation, with the organisations and departments; weeks counted.
SIZES = {
    240: ((40, 3), (60, 2), 250), 24_000: ((40, 300), (60, 200), 6),
    1_000_000: ((60, 10_000), (50, 8_000), 2),
}  # fmt: skip
EVENTS = {
    "Ir": "instructions", "Bcm": "mispredicted branches", "Bim": "mispredicted jumps",
    "D1mr": "reads missing the first cache", "D1mw": "writes missing it",
    "DLmr": "reads missing the last cache", "DLmw": "writes missing it",
}  # fmt: skip
REQUESTS = """
#include <valgrind/callgrind.h>
int counting(void) { return RUNNING_ON_VALGRIND; }
void start(void) { CALLGRIND_START_INSTRUMENTATION; }
void zero(void) { CALLGRIND_ZERO_STATS; }
void stop(void) { CALLGRIND_DUMP_STATS; CALLGRIND_STOP_INSTRUMENTATION; }
"""


def callgrind():
    """Its requests, which do nothing outside it."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "requests.so")
        command = ["gcc", "-O1", "-shared", "-fPIC", "-xc", "-", "-o", str(library)]
        subprocess.run(command, input=REQUESTS.encode(), check=True)
        return ctypes.CDLL(str(library))


def a_persons_week(arm, people, requests):
    """Nanoseconds of a person's week, from the third week on, when caches are warm."""
    (managers, organisations), (academics, departments), weeks = SIZES[people]
    chosen = change(
        Settings(),
        {
            "arm": arm, "population.managers": managers, "population.organisations": organisations,
            "population.academics": academics, "population.departments": departments,
        },
    )  # fmt: skip
    world, luck = build(chosen, 0), np.empty((d.USUAL, d.BLOCK))
    places = np.empty((weeks + 3, organisations + departments, len(FIELDS)))
    brokers = np.empty((weeks + 3, len(BROKER_FIELDS)))
    live_weeks(world, 0, 0, 1, luck, places, brokers)
    requests.start()
    live_weeks(world, 0, 1, 2, luck, places, brokers)
    requests.zero()
    start = time.process_time()
    live_weeks(world, 0, 2, weeks + 2, luck, places, brokers)
    spent = time.process_time() - start
    requests.stop()
    return spent / (people * weeks) * 1e9


def counts(part):
    """The sums of callgrind's so many-th file, which is deleted, by event."""
    file = Path(f"callgrind.out.{os.getpid()}.{part}")
    lines = dict(line.split(": ", 1) for line in file.read_text().splitlines() if ": " in line)
    file.unlink()
    return dict(zip(lines["events"].split(), map(int, lines["totals"].split()), strict=True))


if __name__ == "__main__":
    requests, cases = callgrind(), [(arm, n) for n in SIZES for arm in ("none", "team")]
    for part, (arm, people) in enumerate(cases, 1):
        said = f"{a_persons_week(arm, people, requests):.1f} ns"
        if requests.counting():
            person_weeks = people * SIZES[people][2]
            sums = counts(part)
            said = ", ".join(f"{sums[e] / person_weeks:.3g} {what}" for e, what in EVENTS.items())
        print(f"{people:,} people, {arm}, a person's week: {said}", flush=True)
