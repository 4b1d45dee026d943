"""The files of the page that are no Python: scripts, styles, templates and texts."""

from __future__ import annotations

import functools
from importlib.resources import files

# In the order in which they build on each other; `player.vue` is the page's door to them.
SCRIPTS = ("elements", "film", "world", "chart", "story", "panels", "player")


@functools.cache
def text(name: str) -> str:
    """The text of a file, such as `player/player.css`."""
    return files("experiments.page").joinpath(name).read_text("utf-8")


@functools.cache
def program() -> str:
    """All scripts of the player as one, which leaves the name `BrokeringPlayer` only."""
    scripts = "\n".join(text(f"player/{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{scripts}}})();\n'
