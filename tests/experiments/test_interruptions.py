"""Studies that are killed, meet a full disk or run twice at once lose nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from experiments.store import atomic
from tests.experiments.processes import ended, has_written, interrupt, start
from tests.experiments.small import SMALL

# ------------------------------------------------------------------- files of dead processes

ELSEWHERE = ".1.another-machine.table.csv"


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def plant(folder, name, age=0.0):
    path = folder / name
    path.write_text("half")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


@pytest.mark.usefixtures("undrawn")
def test_the_next_run_of_a_study_deletes_what_a_killed_one_left(study, dead, tmp_path):
    first = study(results=tmp_path)
    before = sorted(first.rglob("*"))
    for folder in (first, first / "parts"):
        plant(folder, f".{dead}.{atomic.HOST}.left")
        plant(folder, ELSEWHERE, age=25 * 3600)
    assert study(results=tmp_path) == first
    assert sorted(first.rglob("*")) == before


def test_temporary_files_that_may_still_be_written_are_left_alone(tmp_path, dead):
    kept = [
        plant(tmp_path, atomic.temporary(tmp_path / "own").name),
        plant(tmp_path, f".{os.getppid()}.{atomic.HOST}.of_a_living_process"),
        plant(tmp_path, ELSEWHERE, age=23 * 3600),
        plant(tmp_path, ".hidden_by_a_person", age=25 * 3600),
        plant(tmp_path, f"{dead}.{atomic.HOST}.visible", age=25 * 3600),
    ]
    plant(tmp_path, f".{dead}.{atomic.HOST}.left")
    atomic.remove_orphans(tmp_path)
    atomic.remove_orphans(tmp_path / "no_such_folder")
    assert sorted(tmp_path.iterdir()) == sorted(kept)


# ------------------------------------------------------------------- for real

STUDY = (*SMALL[:-1], "replicates=300", "arms=[solos,team]")
TABLES = ("table.csv", "differences.csv", "replicates.parquet", "weekly.parquet")


def everything(folder):
    (study,) = (folder / "results" / "team_vs_solo").iterdir()
    names = [*(study / name for name in TABLES), *sorted((study / "parts").iterdir())]
    return {path.name: path.read_bytes() for path in names}


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    folder = tmp_path_factory.mktemp("straight")
    assert ended(start(folder, *STUDY)) == (0, "")
    return everything(folder)


# How the study is ended each time it is begun, and at which stage.
KILLS = (
    (signal.SIGKILL, has_written, ("config.yaml",)),  # begun
    (signal.SIGKILL, has_written, ()),
    (signal.SIGINT, has_written, ()),
    (signal.SIGTERM, has_written, ()),
    (signal.SIGKILL, has_written, ("table.csv",)),  # all has run; tables are written
)


@pytest.mark.slow
def test_a_study_that_is_killed_again_and_again_ends_in_the_same_bytes(tmp_path, straight, deep):
    kills = KILLS if deep else (KILLS[1], KILLS[-1])
    for count, (number, stage, said) in enumerate(kills):
        more = ("executor=serial",) if count % 2 else ("workers=3",)
        running = start(tmp_path, *STUDY, *more, often=True)
        interrupt(running, number, stage(tmp_path, *said))
    assert ended(start(tmp_path, *STUDY)) == (0, "")
    assert everything(tmp_path) == straight


@pytest.mark.deep
@pytest.mark.slow
def test_a_full_disk_is_said_in_one_sentence_and_loses_nothing(tmp_path, straight):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs the rights of root")
    try:
        status, err = ended(start(disk, *STUDY))
        assert (status, "No space left on device" in err) == (2, True), err
        assert err.count("\n") == 1 and "Traceback" not in err
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        assert ended(start(disk, *STUDY)) == (0, "")
        assert everything(disk) == straight
    finally:
        subprocess.run(["umount", disk], check=False)


@pytest.mark.deep
@pytest.mark.slow
def test_two_studies_at_once_in_one_folder_do_no_harm(tmp_path, straight):
    both = [start(tmp_path, *STUDY), start(tmp_path, *STUDY)]
    assert [ended(each)[0] for each in both] == [0, 0]
    assert ended(start(tmp_path, *STUDY)) == (0, "")
    assert everything(tmp_path) == straight
