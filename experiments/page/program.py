"""The program of the player, for browsers: the page serves it, and a replay holds it."""

from __future__ import annotations

import functools
from importlib.resources import files

# In the order in which they build on each other; `player.vue` is the page's door to them.
SCRIPTS = ("elements", "film", "world", "chart", "story", "panels", "player")
_FOLDER = files("experiments.page").joinpath("player")


@functools.cache
def program() -> str:
    """All scripts as one, which leaves the name `BrokeringPlayer` only."""
    texts = (_FOLDER.joinpath(f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return '(() => {\n"use strict";\n' + "\n".join(texts) + "})();\n"


@functools.cache
def style() -> str:
    """How the player looks, as CSS."""
    return _FOLDER.joinpath("player.css").read_text("utf-8")


def template() -> str:
    """The file of a replay with gaps, for Jinja."""
    return _FOLDER.joinpath("replay.html.jinja").read_text("utf-8")
