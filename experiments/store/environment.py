"""What a study ran on: interpreter, machine and installed packages."""

from __future__ import annotations

import functools
import os
import platform
import re
from importlib import metadata


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


def listing() -> str:
    """All of this as a text that pip can read."""
    lines = [f"# {name}: {value}" for name, value in machine().items()]
    lines += [f"{name}=={version}" for name, version in distributions().items()]
    return "\n".join(lines) + "\n"
