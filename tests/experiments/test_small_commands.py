"""The commands beside `brokering`: help, and one way to refuse; and what an interruption says."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import distribution

import click
import pyarrow as pa
import pytest

from docs.generated.keep import main as keep
from experiments.cli import INTERRUPTED, REFUSED, brokering
from experiments.cli.command import Command, command
from experiments.config.commands import typed
from simulation import SettingsError

ENTRIES = {
    entry.name: entry.load()
    for entry in distribution("knowledge-brokering").entry_points
    if entry.name != "brokering"
}
COMMANDS = {**ENTRIES, "keep": keep}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_and_refuses_an_unknown_option_in_one_line(name, capsys):
    assert isinstance(COMMANDS[name], Command) and COMMANDS[name].name == name
    assert COMMANDS[name](["--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Usage: {name}") and COMMANDS[name].help
    assert COMMANDS[name](["--nonsense"]) == REFUSED
    said = capsys.readouterr()
    hint = "keep --help" if name == "keep" else typed(f"{name} --help")
    assert said.out == "" and said.err.count("\n") == 1
    assert said.err.endswith(f" For help: {hint}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_says_by_which_names_it_finds_a_folder(name):
    said = COMMANDS[name].help or ""
    assert "FOLDER is results/" not in said or ("STUDY@NAME" in said and "STUDY@latest" in said)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"brokering-page"}))
def test_a_folder_that_is_not_there_is_refused_in_one_line(name, capsys, tmp_path):
    more = {"keep": [str(tmp_path / "into")], "brokering-repeat": ["a-1"]}.get(name, [])
    assert COMMANDS[name]([str(tmp_path / "nowhere"), *more]) == REFUSED
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "nowhere" in said.err and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (SettingsError("No."), REFUSED),
        (OSError(28, "No space left on device", "a.csv"), REFUSED),
        (click.BadParameter("No"), REFUSED),
        (KeyboardInterrupt(), INTERRUPTED),
    ],
)
def test_what_a_command_raises_becomes_one_line_and_a_status(raised, status, capsys):
    @command("toy")
    def toy() -> None:
        """Raise."""
        raise raised

    assert toy([]) == status
    assert capsys.readouterr().err.strip().count("\n") == 0


def test_other_errors_are_not_hidden():
    @command("toy")
    def toy() -> None:
        """Divide."""
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        toy([])


def test_an_interruption_before_the_study_begins_says_that_nothing_was_saved(ask, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(brokering, "_folders", [])
    monkeypatch.setattr(brokering, "register", interrupted)
    answer = ask("replicates=2")
    assert answer.status == INTERRUPTED
    assert "nothing" in answer.err and answer.err.count("\n") == 1


def test_an_interruption_says_how_many_runs_are_saved_and_how_to_resume(ask, monkeypatch):
    conduct = import_module("experiments.studies.conduct")

    def interrupted(kind, plan, executor, workers, results, fail_fast):
        study = conduct.StudyFolder.begin(plan, results)
        study.runs.add(pa.table({"configuration": ["a"] * 5, "seed": range(5)}))
        raise KeyboardInterrupt

    monkeypatch.setattr(conduct, "conduct", interrupted)
    answer = ask("replicates=2", "executor=serial")
    assert answer.status == INTERRUPTED
    assert answer.err == "Interrupted: 5 runs saved; run the same command again to resume.\n"


def test_the_help_lists_every_kind_of_study_and_every_table(ask):
    from experiments.studies.registry import kinds

    page = ask("--help").out
    for name, kind in kinds().items():
        assert name in page
        assert all(table in page for table in kind.contents.tables)
