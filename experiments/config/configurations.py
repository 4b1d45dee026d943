"""Configurations of runs, the parameter sets they share, and the pieces their runs are divided into."""

import functools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from experiments.config.named_files import public_values
from simulation import Settings, SettingsError, change
from simulation.measures import BROKER_FIELDS, FIELDS
from simulation.params import check_posts, names
from simulation.passport import Value
from simulation.past import check_future
from simulation.roster import roster
from simulation.staff import staff_of

Changes = Mapping[str, Value]
REPLICATES_AT_ONCE = 40
PEOPLE_AT_ONCE = 20_000  # in the worlds that are in memory together
NUMBERS_AT_ONCE = 50_000_000  # in the weekly observations that are in memory together
BYTES_A_PERSON = 1_000  # of a world that is being built, with the dice of a week
COPIES = 2  # of the weekly observations of a run, while its outcomes are taken from them
GIB = 2**30


class Configuration(NamedTuple):
    """All that a run depends on, beside its seed."""

    settings: Settings
    past: Settings | None = None  # of the weeks before (`simulation.past`); None: there are none


class ParameterSet(NamedTuple):
    """Settings that runs share: the study's own, or a set of an ensemble."""

    number: int  # of the set; 0 for the study's own
    settings: Settings  # for `arm=none`
    seeds: Sequence[int]  # of its replicates, the same in every arm
    past: Settings | None = None

    def configured(self, changes: Changes) -> Configuration:
        """The set with some settings changed.

        Raises:
            SettingsError: they are impossible, or contradict the past.
        """
        settings = change(self.settings, changes)
        check_size(settings)
        if self.past is not None:
            check_future(self.past, settings)
        return Configuration(settings, self.past)


class Piece(NamedTuple):
    """A piece of work: some replicates of one configuration."""

    settings: Settings
    seeds: tuple[int, ...]
    weekly: bool = False  # whether weekly values are kept too
    past: Settings | None = None


def pieces_of(
    settings: Settings, seeds: Sequence[int], past: Settings | None = None
) -> Iterator[Piece]:
    """The runs of one configuration, in pieces that fit in memory."""
    size = runs_at_once(settings)
    for first in range(0, len(seeds), size):
        yield Piece(settings, tuple(seeds[first : first + size]), past=past)


def runs_at_once(settings: Settings) -> int:
    """How many runs of one configuration are in memory together, at least one."""
    fitting = PEOPLE_AT_ONCE // size_of(settings)[0], NUMBERS_AT_ONCE // _observations(settings)
    return max(1, min(REPLICATES_AT_ONCE, *fitting))


def portions_of(pieces: Iterable[Sequence[Piece]], most: int) -> Iterator[list[Piece]]:
    """Small pieces are handed out together, as each message takes a while; the order stays.

    A portion has at most so many runs, and no more than fit in memory; larger pieces stay alone. Pieces
    that are given together, stay together.
    """
    portion: list[Piece] = []
    full = 0.0  # share of the portion
    for together in pieces:
        fitting = [max(1, min(most, runs_at_once(piece.settings))) for piece in together]
        share = sum(len(piece.seeds) / n for piece, n in zip(together, fitting, strict=True))
        if portion and full + share > 1:
            yield portion
            portion, full = [], 0.0
        portion += together
        full += share
    if portion:
        yield portion


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
        SettingsError: they are damaged, or do not fit this version of the model.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise SettingsError(
            "The settings of a run are damaged: run the study's command again to recreate them."
        )
    if other := next((name for name in said if name not in names()), ""):
        raise SettingsError(
            f"The runs are of another version of the model, with the setting {other!r}: use them with the "
            "version that made them."
        )
    return change(Settings(), said)


def size_of(settings: Settings) -> tuple[int, int]:
    """How many people and organisations a world has; an artificial one is not built for that."""
    population = settings.population
    if population.staff_file:
        places = staff_of(settings).places
        return sum(place.size for place in places), len(places)
    people = population.organisations * population.managers
    people += population.departments * population.academics
    return people, population.organisations + population.departments


def _observations(settings: Settings) -> int:
    """How many numbers are observed in a run."""
    _, places = size_of(settings)
    return (settings.weeks + 1) * (places * len(FIELDS) + len(BROKER_FIELDS))


def check_size(settings: Settings) -> None:
    """Refuse a run that does not fit into the memory of this machine, before anything is allocated.

    Raises:
        SettingsError: it does not.
    """
    people, places = size_of(settings)
    need = COPIES * 8 * _observations(settings) + BYTES_A_PERSON * people
    if need > (there := memory()):
        raise SettingsError(
            f"A run of {settings.weeks} weeks with {people} people in {places} organisations needs about "
            f"{need / GIB:.3g} GiB of memory, but this machine has {there / GIB:.3g} GiB: choose fewer "
            "weeks, people or organisations."
        )


@functools.cache
def memory() -> int:
    """The memory of this machine in bytes; where the system does not say, as much as any run needs."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2**63


def check_staffing(settings: Settings) -> None:
    """Refuse more posts than there are people to fill them, and worlds that are too large.

    Raises:
        SettingsError: a community has too few people, or a run does not fit into memory.
    """
    check_size(settings)
    if settings.population.staff_file or settings.brokers.roster:  # other settings are checked
        check_posts(settings, roster(settings), staff_of(settings).places)
