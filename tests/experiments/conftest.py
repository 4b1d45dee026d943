"""The command run here, or as a person runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments import run


class Answer(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def ask(monkeypatch, capsys, tmp_path) -> Iterator[Callable[..., Answer]]:
    """Runs the command in this process and an empty folder."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    monkeypatch.chdir(tmp_path)

    def asked(*arguments: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["brokering", *arguments])
        monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
        try:
            status = run.main()
        except SystemExit as end:
            status = int(end.code or 0)
        return Answer(status, *capsys.readouterr())

    yield asked
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def installed(tmp_path) -> Callable[..., Answer]:
    """Runs the installed command in an empty folder."""
    command = Path(sys.executable).with_name("brokering")
    environment = {name: value for name, value in os.environ.items() if name != "HYDRA_FULL_ERROR"}

    def asked(*arguments: str, **changes: str) -> Answer:
        done = subprocess.run(
            [command, *arguments], cwd=tmp_path, env=environment | changes, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    return asked
