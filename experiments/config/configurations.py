"""Configurations of runs, the parameter sets they share, and the pieces their runs are divided into."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from experiments.config.named_files import public_values
from simulation import Settings, SettingsError, change
from simulation.params import check_posts
from simulation.passport import Value
from simulation.past import check_future
from simulation.roster import roster
from simulation.staff import staff_of
from simulation.tables import COMMUNITIES

Changes = Mapping[str, Value]
REPLICATES_AT_ONCE = 40
PEOPLE_AT_ONCE = 20_000  # in the worlds that are in memory together


class Configuration(NamedTuple):
    """All that a run depends on, beside its seed.

    Attributes:
        settings: of the model.
        past: settings of the weeks before (`simulation.past`); None: there are none.
    """

    settings: Settings
    past: Settings | None = None


class ParameterSet(NamedTuple):
    """Settings that runs share: the study's own, or a set of an ensemble.

    Attributes:
        number: of the set; 0 for the study's own.
        settings: for `arm=none`.
        seeds: of its replicates, the same in every arm.
        past: settings of the weeks before; None: there are none.
    """

    number: int
    settings: Settings
    seeds: Sequence[int]
    past: Settings | None = None

    def configured(self, changes: Changes) -> Configuration:
        """The set with some settings changed.

        Raises:
            SettingsError: they are impossible, or contradict the past.
        """
        settings = change(self.settings, changes)
        if self.past is not None:
            check_future(self.past, settings)
        return Configuration(settings, self.past)


class Piece(NamedTuple):
    """A piece of work: some replicates of one configuration.

    Attributes:
        settings: the configuration.
        seeds: of the replicates.
        weekly: whether weekly values are kept too.
        past: settings of the weeks before.
    """

    settings: Settings
    seeds: tuple[int, ...]
    weekly: bool = False
    past: Settings | None = None


def pieces_of(
    settings: Settings, seeds: Sequence[int], past: Settings | None = None
) -> Iterator[Piece]:
    """The runs of one configuration, in pieces that fit in memory."""
    people = sum(place.size for place in staff_of(settings).places)
    size = max(1, min(REPLICATES_AT_ONCE, PEOPLE_AT_ONCE // people))
    for first in range(0, len(seeds), size):
        yield Piece(settings, tuple(seeds[first : first + size]), past=past)


def sharing_a_past(
    missing: Mapping[Configuration, Sequence[int]],
) -> Iterator[tuple[list[Configuration], Sequence[int]]]:
    """Configurations whose runs are done together, and their seeds: futures of one past; others alone.

    Args:
        missing: the seeds that each lacks. A future that lacks other seeds stays alone.
    """
    together: dict[object, list[Configuration]] = {}
    for configuration, seeds in missing.items():
        key = (configuration.past, tuple(seeds)) if configuration.past else configuration
        together.setdefault(key, []).append(configuration)
    for members in together.values():
        yield members, missing[members[0]]


def text_of(settings: Settings | None) -> str:
    """Settings as JSON, with the public names of files; empty without any."""
    return json.dumps(public_values(settings)) if settings else ""


def settings_from(text: str) -> Settings:
    """Settings as `text_of` has them.

    Raises:
        SettingsError: they do not fit this version of the model.
    """
    try:
        return change(Settings(), json.loads(text))
    except json.JSONDecodeError as error:
        raise SettingsError(f"These settings are damaged: {error}.") from None


def check_staffing(settings: Settings) -> None:
    """Refuse more posts than there are people to fill them.

    Raises:
        SettingsError: a community has too few people.
    """
    staff = staff_of(settings)
    check_posts(roster(settings), [staff.people(one) for one in range(len(COMMUNITIES))])
