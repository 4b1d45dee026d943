"""The texts of the page in `texts.yaml`: its title, what it shows, the steps of the tour, and the presets."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import yaml

from experiments.config.arms import NAMES
from experiments.page.program import text
from experiments.studies.phrases import capital
from simulation.passport import Value

CALLED = {arm: capital(name) for arm, name in NAMES.items()}  # where a name stands alone
ASKED = ("team", "solos")  # the arms that the page's question is about


class Step(NamedTuple):
    """A step of the tour.

    Attributes:
        title: a few words.
        sentence: what it is about.
        attempt: one thing to try.
        show: what is shown, as the fields of an address.
    """

    title: str
    sentence: str
    attempt: str
    show: Mapping[str, str | int]


class Preset(NamedTuple):
    """Settings to begin with: a name, a sentence, and the changes to the default settings."""

    name: str
    sentence: str
    settings: Mapping[str, Value]


@functools.cache
def _read() -> Any:
    return yaml.safe_load(text("texts.yaml"))


def title() -> str:
    """The title of the page."""
    return str(_read()["title"])


def meaning(sides: Collection[str] = ASKED) -> str:
    """What to practise means, after the page's question if it is about the arms that are shown."""
    said = _read()
    return f"{said['question']} {said['meaning']}" if {*sides} == {*ASKED} else str(said["meaning"])


@functools.cache
def tour() -> tuple[Step, ...]:
    """The steps of the tour, in order."""
    return tuple(Step(**said) for said in _read()["tour"])


@functools.cache
def presets() -> Mapping[str, tuple[Preset, ...]]:
    """The presets by the title of their group."""
    return {
        title: tuple(Preset(**said) for said in group)
        for title, group in _read()["presets"].items()
    }
