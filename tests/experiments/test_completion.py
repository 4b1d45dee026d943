"""What shells are offered while a command is typed: names, ranges and studies, without a wait."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.brokering import FLAGS
from experiments.cli.completion import answer, offered
from experiments.cli.help import help_page
from experiments.config.schema import groups, model_settings, study_keys

SLOW = ("numba", "numpy", "pandas", "hydra", "omegaconf", "mesa", "rich", "click")


def offer(line):
    return offered(f"brokering {line}", FLAGS)


def test_the_range_of_a_number_is_offered_with_its_default_between():
    assert offer("contract.weeks=") == [f"contract.weeks={value}" for value in (26, 104, 156)]
    assert offer("contract.weeks=1") == ["contract.weeks=104", "contract.weeks=156"]


@pytest.mark.parametrize("name", model_settings())
def test_what_is_offered_for_a_setting_is_allowed(name):
    leaf = model_settings()[name]
    values = [one.partition("=")[2] for one in offer(f"{name}=")]
    if leaf.passport.unit == "file" or not leaf.passport.plausible:
        return
    assert len(values) >= 2
    low, high = leaf.passport.legal
    if isinstance(leaf.default, int | float) and not isinstance(leaf.default, bool):
        assert all(low <= float(value) <= high for value in values)


def test_names_are_offered_by_group():
    first = offer("")
    assert {f"{one}." for one in groups()} | {f"{one}=" for one in study_keys()} <= set(first)
    assert not any(one.startswith("contract.w") for one in first)
    assert offer("contract.w") == ["contract.weeks="]
    assert "contract.weeks" in offer("--settings contract")
    assert "--multirun" in offer("--mul") and offer("nonsense") == []


def test_studies_are_offered_also_those_of_a_folder_of_ones_own(tmp_path):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "tiny.yaml").touch()
    assert "study=tipping" in offer("study=ti") and "study=tiny" not in offer("study=ti")
    assert "study=tiny" in offer(f"--config-dir {tmp_path} study=ti")


def test_one_choice_a_line_where_a_shell_wants_that():
    assert "\n" in answer(["-sc", "query=fish"], "brokering dry_run=", FLAGS)
    assert answer(["-sc", "query=bash"], "brokering dry_run=", FLAGS).count(" ") == 1


def test_a_shell_is_answered_before_any_slow_library_is_loaded():
    code = (
        "import sys; from experiments.cli.brokering import main; main(); "
        f"print([one for one in {SLOW} if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-sc", "query=bash"], capture_output=True, text=True, check=True,
        env={**os.environ, "COMP_LINE": "brokering contract.weeks="},
    )  # fmt: skip
    offered_, loaded = done.stdout.splitlines()
    assert "contract.weeks=104" in offered_ and loaded == "[]"


# What each shell offers for a line, asked without a terminal.
OFFERS = {
    "bash": "COMP_LINE='brokering study=ti' COMP_CWORD=1; hydra_bash_completion; echo $COMPREPLY",
    "zsh": "echo ${${_comps[brokering]}:+study=tipping}",  # completes on a terminal only: it is set up
    "fish": "complete -C 'brokering study=ti'",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "plain"), [("bash", "--norc"), ("zsh", "-f"), ("fish", "--no-config")]
)
def test_what_the_help_says_sets_completion_up_in_a_new_shell(shell, plain, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell}")
    own = help_page().replace("$$", "$").partition(f"\n  {shell}  ")[2]
    lines = [own.partition("\n")[0]]
    for line in own.splitlines()[1:]:
        if not line.startswith("        "):
            break
        lines.append(line.strip())
    done = subprocess.run(
        [shell, plain, "-c", "\n".join([*lines, OFFERS[shell]])],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
             "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("study=tipping", "")
