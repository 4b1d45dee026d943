"""Which state of the program is at work: with git and without, in a repository and installed."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from experiments.store import software
from experiments.store.software import Source, source
from simulation import MODEL_VERSION, __version__
from tests.worlds import python

RELEASE = Source(__version__, MODEL_VERSION, "", b"")


def git(folder, *arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path):
    """A repository that looks like the program's, with one commit."""
    folder = tmp_path / "program"
    (folder / "simulation").mkdir(parents=True)
    (folder / "simulation" / "rule.py").write_text("pull = 1\n")
    (folder / "README.md").write_text("read me\n")
    git(tmp_path, "init", "--quiet", "program")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    return folder


def test_a_clean_repository_is_its_commit(repository):
    found = source(repository)
    assert found.commit == git(repository, "rev-parse", "HEAD")
    assert found.changes == b""


def test_notes_that_are_not_the_program_are_nobodys_business(repository):
    (repository / "README.md").write_text("secret\n")
    (repository / "diary.txt").write_text("secret\n")
    assert source(repository).changes == b""


def test_the_diff_makes_the_program_again_that_ran(repository, tmp_path):
    rules = repository / "simulation"
    (rules / "rule.py").write_text("pull = 2")  # no end of line
    (rules / "new rule é.py").write_text("push = 3\n")
    (rules / "table.bin").write_bytes(bytes(range(256)))
    before = git(repository, "status", "--porcelain")
    found = source(repository)
    assert found.commit == git(repository, "rev-parse", "HEAD")
    assert git(repository, "status", "--porcelain") == before  # looking changes nothing
    git(tmp_path, "clone", "--quiet", "program", "again")
    (tmp_path / "kept.diff").write_bytes(found.changes)
    git(tmp_path / "again", "apply", "../kept.diff")
    for path in rules.iterdir():
        assert (tmp_path / "again" / "simulation" / path.name).read_bytes() == path.read_bytes()


def test_a_staged_change_counts(repository):
    (repository / "simulation" / "rule.py").write_text("pull = 2\n")
    git(repository, "add", ".")
    assert b"+pull = 2" in source(repository).changes


def test_without_git_or_a_commit_of_its_own_only_the_release_is_known(
    repository, tmp_path, monkeypatch
):
    inside = repository / "lib" / "site-packages"
    inside.mkdir(parents=True)
    assert source(inside) == RELEASE  # somebody else's repository
    assert source(tmp_path) == RELEASE  # none
    git(tmp_path, "init", "--quiet", "empty")
    assert source(tmp_path / "empty") == RELEASE  # no commit
    monkeypatch.setenv("PATH", str(tmp_path))
    assert source(repository) == RELEASE  # no git


def test_variables_that_name_another_repository_do_not_mislead(repository, tmp_path, monkeypatch):
    expected = git(repository, "rev-parse", "HEAD")
    git(tmp_path, "init", "--quiet", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert source(repository).commit == expected


def test_a_wheel_knows_its_version_and_how_it_is_cited(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=software.ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    code = (
        "from experiments.store import software; print(software.ROOT.name, software.source().commit, "
        "software.citation_file()['title'], sep='|')"
    )
    said = python(code, tmp_path / "installed")
    assert said == f"installed||{software.citation_file()['title']}"
