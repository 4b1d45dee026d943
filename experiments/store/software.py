"""What the program says about itself in CITATION.cff, and which state of its sources is at work."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import simulation
from simulation import MODEL_VERSION, __version__

ROOT = Path(simulation.__file__).parents[1]
CITATION = "CITATION.cff"
# What numbers can depend on; notes and results that lie beside it are nobody's business.
PACKAGES = ("simulation", "experiments", "configs")
PROGRAM = (*PACKAGES, "pyproject.toml", "requirements.lock")
SECONDS = 30  # that git may take


class Source(NamedTuple):
    """Which version of the program is at work.

    Attributes:
        version: of the software.
        model_version: rises when the same settings and seed give other numbers.
        commit: the full hash; empty where it is not known.
        changes: what differs from the commit, as git's diff; empty where nothing does.
    """

    version: str
    model_version: int
    commit: str
    changes: bytes


@functools.cache
def citation_file() -> Mapping[str, Any]:
    """CITATION.cff: beside the packages in a repository, inside one of them once installed."""
    import yaml

    found = [path for path in (ROOT / CITATION, _installed()) if path.is_file()]
    # The base loader leaves dates and versions the texts that they are.
    tree: Mapping[str, Any] = yaml.load(found[0].read_text("utf-8"), Loader=yaml.BaseLoader)
    return tree


def _installed() -> Path:
    return Path(str(files("experiments"))) / CITATION


def source(root: Path = ROOT) -> Source:
    """Which version of the program is at work; without git, or outside a repository, the release alone.

    Args:
        root: the folder that holds the packages.
    """
    commit, changes = "", b""
    try:
        # A repository that merely surrounds the folder is somebody else's.
        if Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel"))).samefile(root):
            commit = _git(root, "rev-parse", "--verify", "HEAD").decode()
            changes = _changes(root)
    except (OSError, subprocess.SubprocessError):
        return Source(__version__, MODEL_VERSION, "", b"")
    return Source(__version__, MODEL_VERSION, commit, changes)


def _changes(root: Path) -> bytes:
    """The diff of the program's files against the commit, with those that git does not yet know."""
    how = ("--no-color", "--no-ext-diff", "--no-textconv", "--binary")
    parts = [_git(root, "diff", *how, "HEAD", "--", *PROGRAM)]
    others = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", *PACKAGES)
    for name in filter(None, others.split(b"\0")):
        new = ("diff", *how, "--no-index", "--", os.devnull, os.fsdecode(name))
        parts.append(_git(root, *new, allowed=(0, 1)))  # 1: there is a difference
    return b"".join(part + b"\n" for part in parts if part)


def _git(root: Path, *arguments: str, allowed: tuple[int, ...] = (0,)) -> bytes:
    """What git says about the repository in a folder, without the last line's end.

    Raises:
        OSError: there is no git.
        subprocess.SubprocessError: it fails, or takes too long.
    """
    # Where a hook or an alias started us, GIT_DIR and its like name another repository.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments], cwd=root, env=ours | {"GIT_OPTIONAL_LOCKS": "0"}, timeout=SECONDS,
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode not in allowed:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return done.stdout.removesuffix(b"\n")
