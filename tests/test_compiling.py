"""Compiled code is never older than its sources."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from numba import types

import simulation
from simulation import compiling
from simulation.rules import ties
from tests.worlds import python

# A rule that calls a rule of another file: who of ten people, from row 10 on, is met by chance.
CODE = """
from simulation import compiling
from simulation.rules import people
from simulation.tables import ORGANISATION, table
organisations = table(1, ORGANISATION)
organisations["first"], organisations["members"] = 10, 10
print(compiling.CACHE, compiling.is_compiled("batch"), people.stranger(organisations, 0, 0.5))
compiling.note_compiled("batch")
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the model's sources, with a cache of its own."""
    package = tmp_path / "copy" / "simulation"
    shutil.copytree(Path(simulation.__file__).parent, package,
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    return package


def run(sources: Path, **environment: str) -> tuple[str, bool, int]:
    """The cache folder of the copied sources, whether it held compiled code, and what a rule says."""
    cache = str(sources.parents[1] / "cache")
    said = python(CODE, sources.parent, XDG_CACHE_HOME=cache, **environment).split()
    return said[0], said[1] == "True", int(said[2])


@pytest.mark.slow
def test_compiled_code_is_used_again_but_not_after_a_change_in_another_file(sources):
    folder, was_there, who = run(sources)
    assert (was_there, who) == (False, 15)
    assert run(sources) == (folder, True, 15)
    elsewhere = sources.with_name("other") / sources.name
    shutil.copytree(sources, elsewhere)
    cache = str(sources.parents[1] / "cache")
    assert python(CODE, elsewhere.parent, XDG_CACHE_HOME=cache).split()[1] == "False"
    callee = sources / "rules" / "ties.py"
    text = callee.read_text(encoding="utf-8")
    assert "return min(int(die * size), size - 1)" in text
    callee.write_text(
        text.replace("return min(int(die * size), size - 1)", "return size - 1"), encoding="utf-8"
    )
    other_folder, was_there, who = run(sources)
    assert other_folder != folder
    assert (was_there, who) == (False, 19)


@pytest.mark.slow
def test_processes_that_compile_at_the_same_time_do_not_mix_up_their_code(sources):
    """The second began before the index of the first was there; then the first wrote its index."""
    cache = str(sources.parents[1] / "cache")
    whole, part = (
        f"from simulation.rules.ties import pick; print(pick(0.5, {size}))" for size in (10, 10.5)
    )
    assert python(whole, sources.parent, XDG_CACHE_HOME=cache) == "5"
    (index,) = Path(cache).rglob("ties.pick*.nbi")
    first = index.read_bytes()
    index.unlink()
    assert python(part, sources.parent, XDG_CACHE_HOME=cache) == "5.0"
    index.write_bytes(first)
    assert python(whole, sources.parent, XDG_CACHE_HOME=cache) == "5"


WATCHED = """
from simulation import compiling
from simulation.rules import ties
done = []
with compiling.watched(done.append):
    ties.pick(0.5, 10)
ties.pick(0.5, 10.5)
print(sum(done), len(compiling.RULES))
"""


@pytest.mark.slow
def test_each_rule_is_told_when_it_is_compiled_and_not_when_it_was_before(sources):
    cache = str(sources.parents[1] / "cache")
    for told in (1, 0):
        done, rules = python(WATCHED, sources.parent, XDG_CACHE_HOME=cache).split()
        assert int(done) == told < int(rules)


def test_only_so_many_versions_of_compiled_code_are_kept(sources):
    versions = sources.parents[1] / "cache" / "knowledge-brokering"
    for age in range(1, 31):
        folder = versions / f"{age}_old"
        folder.mkdir(parents=True)
        os.utime(folder, (1e9 - age, 1e9 - age))
    newest = Path(run(sources)[0])
    kept = {folder.name for folder in versions.iterdir()}
    assert kept == {newest.name, *(f"{age}_old" for age in range(1, 20))}


def test_who_waits_for_compilation_is_told(monkeypatch, capsys):
    for ready, told in ((True, False), (False, True)):
        monkeypatch.setattr(compiling, "is_compiled", lambda driver, ready=ready: ready)
        compiling.announce("batch")
        said = capsys.readouterr()
        assert said.out == ""
        assert ("Compiling" in said.err) is told


@pytest.mark.deep
def test_a_cache_that_cannot_be_written_is_no_obstacle(sources):
    blocked = sources.parents[1] / "cache"
    blocked.write_text("a file where a folder is wanted", encoding="utf-8")
    folder, _, who = run(sources, TMPDIR=str(sources.parents[1]))
    assert not folder.startswith(str(blocked))
    assert who == 15


@pytest.mark.deep
def test_without_compilation_nothing_is_cached(sources):
    folder, compiled, _ = run(sources, NUMBA_DISABLE_JIT="1")
    assert compiled
    assert list(Path(folder).rglob("*.nb?")) == []


def test_calls_with_a_constant_share_the_code_for_any_number():
    for size in (6, 7):
        ties.pick.get_call_template((types.float64, types.literal(size)), {})
    kinds = [kind for signature in ties.pick.overloads for kind in signature]
    assert kinds and not any(isinstance(kind, types.Literal) for kind in kinds)
