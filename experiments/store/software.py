"""The program: its CITATION.cff, the version and commit of its sources, and what it runs on."""

import contextlib
import functools
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import simulation
from simulation import MODEL_VERSION, __version__

ROOT = Path(simulation.__file__).parents[1]
CITATION = "CITATION.cff"
# What numbers can depend on; notes and results beside it are not recorded.
PACKAGES = ("simulation", "experiments", "configs")
PROGRAM = (*PACKAGES, "pyproject.toml", "requirements.lock")
SECONDS = 30  # time limit for git


class Source(NamedTuple):
    """The version of the program that is running."""

    version: str  # of the software
    model_version: int  # rises when the same settings and seed give other numbers
    commit: str  # the full hash; empty if it is not known
    changes: bytes  # the diff to the commit; empty if there is none


@functools.cache
def citation_file() -> Mapping[str, Any]:
    """CITATION.cff: beside the packages in a repository, inside one of them once installed."""
    import yaml

    inside = Path(str(files("experiments"))) / CITATION
    file = inside if inside.is_file() else ROOT / CITATION
    # The base loader keeps dates and versions as texts.
    tree: Mapping[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)
    return tree


def source(root: Path = ROOT) -> Source:
    """The version of the program; without git, or outside a repository, only that of the release."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        # A repository around the folder is not that of the program.
        if Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel"))).samefile(root):
            commit = _git(root, "rev-parse", "--verify", "HEAD").decode()
            return Source(__version__, MODEL_VERSION, commit, _changes(root))
    return Source(__version__, MODEL_VERSION, "", b"")


def _changes(root: Path) -> bytes:
    """The diff of the program's files to the commit, with untracked files."""
    how = ("--no-color", "--no-ext-diff", "--no-textconv", "--binary")
    parts = [_git(root, "diff", *how, "HEAD", "--", *PROGRAM)]
    others = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", *PACKAGES)
    for name in filter(None, others.split(b"\0")):
        new = ("diff", *how, "--no-index", "--", os.devnull, os.fsdecode(name))
        parts.append(_git(root, *new, allowed=(0, 1)))  # 1: there is a difference
    return b"".join(part + b"\n" for part in parts if part)


def _git(root: Path, *arguments: str, allowed: tuple[int, ...] = (0,)) -> bytes:
    """The output of git for the repository in a folder, without the last line break."""
    # In a hook or an alias, GIT_DIR and similar variables may name another repository.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments], cwd=root, env=ours | {"GIT_OPTIONAL_LOCKS": "0"}, timeout=SECONDS,
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode not in allowed:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return done.stdout.removesuffix(b"\n")


def machine() -> dict[str, str]:
    """Facts about the interpreter and the machine, without names of machine or owner."""
    return {
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
        "platform": platform.platform(),
        "cores": str(os.cpu_count() or "unknown"),
    }


@functools.cache
def distributions() -> dict[str, str]:
    """The versions of all installed packages; of two with one name, the one that is imported."""
    found: dict[str, str] = {}
    for one in metadata.distributions():
        name = re.sub(r"[-_.]+", "-", one.metadata["Name"] or "").lower()
        if name:
            found.setdefault(name, one.version)
    return dict(sorted(found.items()))


def environment() -> str:
    """The interpreter, the machine and all installed packages, as a text that pip can read."""
    lines = [f"# {name}: {value}" for name, value in machine().items()]
    lines += [f"{name}=={version}" for name, version in distributions().items()]
    return "\n".join(lines) + "\n"
