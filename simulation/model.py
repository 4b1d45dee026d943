"""The Mesa driver: the same weeks as the compiled one, agent by agent; for extensions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from simulation import dice as d
from simulation.agents import Academic, Broker, Manager, Organisation, Person
from simulation.compiling import announce, note_compiled
from simulation.descriptions import describe
from simulation.display import html_table
from simulation.errors import SettingsError, UnknownNameError
from simulation.measures import (
    BROKER_FIELDS,
    FIELDS,
    broker_columns,
    group_columns,
    groups,
    observe,
)
from simulation.mesa_base import WeeklyModel
from simulation.params import change, names
from simulation.passport import Value
from simulation.population import build
from simulation.roster import roster
from simulation.rules import context
from simulation.settings import Settings
from simulation.staff import staff_of
from simulation.tables import MANAGER, NOBODY

REPORTED = (
    "practising_host", "practising_other", "attitude_host", "knowledge_host", "skill_host",
    "confidence_host", "ties_all", "bids_begun_academics", "bids_won_academics",
    "decisions_informed_all", "strain", "bridges",
)  # fmt: skip


def _reporter(name: str) -> Callable[[BrokeringModel], float]:
    return lambda model: model.outcome(name)


class BrokeringModel(WeeklyModel):
    """Managers, academics and brokers, week by week.

    Args:
        settings: what to run; by default the default settings.
        rng: the replicate's seed.
        collect_every: weeks between data collections.
        manager, academic, broker: agent classes, for subclasses with verbs of their own.
        changes: settings by dotted name, as Mesa's `batch_run` and SolaraViz hand them in:
            `BrokeringModel(**{"arm": "solos", "contract.weeks": 52})`.

    Raises:
        SettingsError: an unknown or impossible setting, or something else than a class of agents.

    Attributes:
        world: the tables; agents are their rows.
        organisations, people, brokers: agents in row order.
        walk: people in the order in which they live their week; that of the rows.
        week: weeks lived so far.
        p: the parameters as plain numbers, by the names that rules use.
        due: week in which each person's project is due, a view of the table.
        luck: this week's dice.
    """

    reporters: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        name: _reporter(name) for name in REPORTED
    }

    def __init__(
        self,
        settings: Settings | None = None,
        rng: int | None = None,
        collect_every: int = 1,
        manager: type[Manager] = Manager,
        academic: type[Academic] = Academic,
        broker: type[Broker] = Broker,
        **changes: Value,
    ) -> None:
        _check_words(changes)
        _check_class("manager", manager, Manager)
        _check_class("academic", academic, Academic)
        _check_class("broker", broker, Broker)
        self.settings = change(Settings() if settings is None else settings, changes)
        super().__init__(rng, self.settings.weeks, collect_every)
        announce("mesa")
        staff, posts = staff_of(self.settings), roster(self.settings)
        self.world = build(self.settings, self.replicate)
        self.due: np.ndarray[Any, Any] = self.world.projects["due"]
        self.p = self._plain_parameters()
        self.luck = d.room(len(staff.places), len(self.world.people), len(posts))
        self._groups = groups(staff.places)
        self._sums = np.zeros((len(staff.places), len(FIELDS))), np.zeros(len(BROKER_FIELDS))
        self._columns: dict[str, Any] = {}  # of the last observation, as far as asked for
        self.organisations = [Organisation(self, o, p.name) for o, p in enumerate(staff.places)]
        self.people: list[Person] = []
        for organisation, place in zip(self.organisations, staff.places, strict=True):
            kind = manager if place.community == MANAGER else academic
            for _ in range(place.size):
                self.people.append(kind(self, len(self.people), organisation))
        self.walk = self.people
        self.brokers = [broker(self, b) for b in range(len(posts))]
        self.observe()
        self.collect()

    def __repr__(self) -> str:
        """Its settings, seed and week, and the share of people in the hosts who practise."""
        return (
            f"{type(self).__name__}({self.settings!r}, rng={self.replicate}): week {self.week} of "
            f"{self.last_week}, {self.outcome('practising_host'):.1%} of people in the hosts practise"
        )

    def _repr_html_(self) -> str:
        """A table of what is reported this week, for notebooks."""
        rows = [
            (name, f"{self.outcome(name):.3g}", *describe(name)[::-1]) for name in self.reporters
        ]
        return html_table(("outcome", "now", "unit", "meaning"), rows, repr(self))

    def live_week(self) -> None:
        """A week: the table of contents of the model."""
        world = self.world
        self.p = self._plain_parameters()
        d.fill_week(world.organisations, world.brokers, self.replicate, self.week, self.luck)
        self.fund_programme()
        for person in self.walk:
            person.begin_week()
        for organisation in self.organisations:
            organisation.step()
        for broker in self.brokers:
            broker.hold_post()
        for broker in self.brokers:
            broker.spend_week()
        for broker in self.brokers:
            broker.step()
        for person in self.walk:
            person.step()
        self.observe()
        note_compiled("mesa")

    def _plain_parameters(self) -> dict[str, float]:
        """The parameters in plain Python, which reads them faster."""
        p = self.world.p
        return dict(zip(p.dtype.names, p[0].item(), strict=True))

    def fund_programme(self) -> None:
        """C1. The programme starts, goes on or ends."""
        die = self.luck.programme.item(0)
        context.fund(self.world.programme, self.world.p, self.week, die)

    def observe(self) -> None:
        """Take this week's sums, as the compiled driver does."""
        observe(self.world, *self._sums)
        self._columns.clear()

    def outcome(self, name: str) -> float:
        """The current value of an outcome, named as in the weekly table.

        Args:
            name: of a group (`GROUPS`) such as `practising_host`, or of the brokers such as `strain`.

        Raises:
            KeyError: there is no such outcome; the message says which ones are near.
        """
        if not self._columns:
            self._columns |= broker_columns(self._sums[1])
        if name not in self._columns:
            for group, rows in self._groups.items():
                if name.endswith(f"_{group}"):
                    self._columns |= group_columns(self._sums[0], rows, group)
        if name not in self._columns:
            describe(name)  # refuses what is no outcome of any table
            raise UnknownNameError(f"{name!r} is an outcome of a whole run, not of a week.")
        return float(self._columns[name])

    def person(self, row: int) -> Person | None:
        """The person in a row; nobody for -1."""
        return None if row == NOBODY else self.people[row]


# What `BrokeringModel` takes by keyword beside settings, and Mesa's older word for the seed.
_WORDS = ("settings", "rng", "collect_every", "manager", "academic", "broker")
_OLDER = {"seed": "rng", "random_seed": "rng"}


def _check_words(changes: Iterable[str]) -> None:
    """Refuse keywords that are no settings, but close to what the model takes otherwise."""
    for word in set(changes) - set(names()):
        near = [_OLDER[word]] if word in _OLDER else difflib.get_close_matches(word, _WORDS, n=1)
        if near:
            raise SettingsError(f"BrokeringModel takes no {word!r}; write {near[0]} instead.")


def _check_class(word: str, given: Any, wanted: type) -> None:
    if not (isinstance(given, type) and issubclass(given, wanted)):
        raise SettingsError(
            f"{word} must be the class simulation.agents.{wanted.__name__} or a subclass, not {given!r}."
        )
