"""The command run here, or as a person runs it."""

from __future__ import annotations

import functools
import io
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from hydra._internal.hydra import Hydra
from matplotlib.figure import Figure

from experiments.cli import brokering as run
from experiments.cli import report
from experiments.execution.executors import serial
from experiments.store import software
from experiments.store.software import Source
from experiments.studies import style
from experiments.studies.conduct import conduct
from experiments.studies.kind import Kind
from experiments.studies.registry import kind_called
from simulation import MODEL_VERSION
from tests.experiments.small import SMALL
from tests.experiments.test_plan import plan

# Validators have requirements that clash with the program's, and therefore an environment of their own.
VALIDATORS = Path(os.environ.get("VALIDATORS") or Path(sys.prefix) / "validators")
ADA = "Ada Lovelace <https://orcid.org/0000-0002-1825-0097>"
SAVE = style._save
COMMITTED = Source("0.2.0", MODEL_VERSION, "0123456789" * 4, b"")


class Answer(NamedTuple):
    status: int
    out: str
    err: str


def without_pixels(patch: pytest.MonkeyPatch) -> None:
    """Save empty PNG files, as drawing every figure twice takes a quarter of a small study's time.

    The SVG files are drawn as ever; tests of figures, and commands in processes of their own, draw both.
    """

    def saved(path: Path, figure: Figure, kind: str) -> Path:
        return SAVE(path, style.blank(1, 1, 0, 0, 0) if kind == "png" else figure, kind)

    patch.setattr(style, "_save", saved)


@pytest.fixture
def undrawn(monkeypatch) -> None:
    """Studies without figures, whose drawing takes half the time of a small one."""
    monkeypatch.setattr(Kind, "draw", lambda kind, folder: [])


@pytest.fixture
def ask(monkeypatch, capsys, tmp_path) -> Iterator[Callable[..., Answer]]:
    """Runs the command in this process and an empty folder."""
    # Hydra composes everything twice, first to see whether hydra.mode asks for a sweep.
    monkeypatch.setattr(Hydra, "get_mode", lambda *asked, **said: None)
    # Whether the sources were changed is asked of git in four processes, which tests of it do.
    monkeypatch.setattr(software, "source", lambda: COMMITTED)
    without_pixels(monkeypatch)
    before = signal.getsignal(signal.SIGINT)
    root = logging.getLogger()
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    monkeypatch.chdir(tmp_path)

    def asked(*arguments: str) -> Answer:
        # Tests change what a small study says by saying it again; the command refuses that.
        last = {word.partition("=")[0].lstrip("+"): word for word in arguments}
        monkeypatch.setattr(sys, "argv", ["brokering", *last.values()])
        level, handlers = root.level, root.handlers.copy()
        try:
            status = run.main()
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            root.setLevel(level)  # --info logs everything, to the output of this one call
            root.handlers[:] = handlers
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


@pytest.fixture(scope="session")
def study(run_study) -> Callable[..., Path]:
    """As `run_study`, in files that have no study of their own."""
    return run_study


@pytest.fixture(scope="session")
def run_study(tmp_path_factory) -> Callable[..., Path]:
    """Conducts a small study of arms, in silence, and gives its folder; keys of the plan may be said.

    The same study is conducted once only, unless it is told where its results go.
    """

    @functools.cache
    def studied(source: Source = COMMITTED, results: Path | None = None, **said: object) -> Path:
        sizes = {
            name.replace(".", "__"): int(value) for name, value in (w.split("=") for w in SMALL)
        }
        if "population__staff_file" in said:  # says itself how many people there are
            sizes = {name: size for name, size in sizes.items() if "population" not in name}
        made = plan("small", **{"question": "Do teams do better?"} | sizes | said)
        folder = results or tmp_path_factory.mktemp("results")
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
            patch.setattr(software, "source", lambda: source)
            without_pixels(patch)
            conduct(kind_called(made.kind), made, serial, 1, str(folder))
        return folder / "small" / made.name

    return lambda *how, **said: (studied.__wrapped__ if "results" in said else studied)(
        *how, **said
    )


@pytest.fixture(scope="session")
def finished(run_study) -> Path:
    """The folder of a small study that has run; tests only read it."""
    return run_study(author=ADA, licence="CC-BY-4.0")


@pytest.fixture
def ask_report(capsys) -> Callable[..., tuple[int, str, str]]:
    """What `brokering-report` says to some arguments: exit status, output, errors."""

    def asked(*arguments):
        try:
            status = report.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        return (status, *capsys.readouterr())

    return asked
