"""The command as a process of its own, to be interrupted or killed at a stage of its work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE = 1800.0  # seconds; nothing here takes so long, however busy the machine is
# Parts are written after so few runs that a small study writes many.
COMMAND = """
import sys
from experiments.cli import brokering as run
from experiments.execution import worker as work
work.RUNS_AT_ONCE = 100
if __name__ == "__main__":
    sys.exit(run.main())
"""

Stage = Callable[[subprocess.Popen[str]], bool]


def start(folder: Path, *arguments: str, often: bool = False) -> subprocess.Popen[str]:
    """The command in a folder and a process group of its own.

    Args:
        folder: where it runs.
        arguments: what is asked.
        often: whether it writes its runs more often than usual.
    """
    program = ["-m", "experiments.cli.brokering"]
    if often:
        (folder / "command.py").write_text(COMMAND)
        program = [str(folder / "command.py")]
    return subprocess.Popen(
        [sys.executable, *program, *arguments], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def ended(running: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit status and the errors of a command that comes to its end."""
    _, err = running.communicate(timeout=PATIENCE)
    return running.returncode, err


def interrupt(running: subprocess.Popen[str], number: int, stage: Stage) -> tuple[int, str]:
    """Send a signal to the command and its workers once it is at a stage, or has ended; see it end."""
    wait_until(lambda: running.poll() is not None or stage(running))
    if running.poll() is None:
        os.killpg(running.pid, number)
    return ended(running)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def has_loaded(library: str) -> Stage:
    """The command is importing libraries: it has opened a file of this one."""
    return lambda running: any(library in one.path for one in _maps(running.pid))


def _maps(process: int) -> list[psutil._pslinux.pmmap_grouped]:
    try:
        return psutil.Process(process).memory_maps()
    except psutil.Error:
        return []


def has_children(number: int) -> Stage:
    """The command has started so many processes."""
    return lambda running: len(psutil.Process(running.pid).children(recursive=True)) >= number


def has_written(folder: Path, pattern: str = "parts/*.parquet", more: int = 1) -> Stage:
    """The command has written more files of a kind than were there."""

    def count() -> int:
        return sum(1 for _ in folder.glob(f"results/*/*/{pattern}"))

    before = count()
    return lambda running: count() >= before + more


def gone(group: int) -> bool:
    """Whether no process of a group is left; those that notice a closed pipe take a moment."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
