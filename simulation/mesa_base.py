"""All that the model needs of Mesa, in one place: Mesa 4 changes much of it.

`Row` is an agent whose attributes are fields of a table's row; `WeeklyModel` is a model that knows
its seed, stops after its last week and collects data at week 0, at an interval, and in the last week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
from mesa import Agent as MesaAgent
from mesa import DataCollector, Model

from simulation.params import check_seed, whole_number
from simulation.tables import Table


class Field:
    """A named field of an agent's row: read and written where the state really is."""

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember which field this is."""
        self.name = name

    def __get__(self, agent: Row | None, owner: type) -> Any:
        """The value as a plain Python object; an array stays a view."""
        if agent is None:
            return self
        value = agent.table[self.name][agent.row]
        return value.item() if isinstance(value, np.generic) else value

    def __set__(self, agent: Row, value: Any) -> None:
        """Write into the table."""
        agent.table[self.name][agent.row] = value


class Row(MesaAgent):
    """A Mesa agent that is a named row of a table.

    Args:
        model: the model.
        table: where the state is.
        row: which row.
    """

    shown: ClassVar[tuple[str, ...]] = ()  # attributes that a reader sees first

    def __init__(self, model: Any, table: Table, row: int) -> None:
        super().__init__(model)
        self.table = table
        self.row = row

    def __repr__(self) -> str:
        """The row, and what the class names in `shown`."""
        said = (f"{name}={getattr(self, name)!r}" for name in ("row", *self.shown))
        return f"{type(self).__name__}({', '.join(said)})"


class WeeklyModel(Model):
    """A model of weeks that ends, and collects.

    Args:
        rng: the replicate's seed, a whole number from 0; without one Mesa draws it.
        weeks: when the run ends.
        collect_every: weeks between collections.
    """

    reporters: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    def __init__(self, rng: int | None, weeks: int, collect_every: int) -> None:
        collect_every = whole_number("collect_every", collect_every, 1, 1_000_000)
        if rng is not None:
            rng = check_seed(rng, "rng, the seed,")
        super().__init__(rng=rng)
        self.replicate = int(self.rng.integers(2**31)) if rng is None else rng
        self.week = 0
        self.last_week = weeks
        self.collect_every = collect_every
        self.datacollector = DataCollector(model_reporters=dict(self.reporters))

    def step(self) -> None:
        """Live one week and collect; does nothing once the run is over."""
        if self.week >= self.last_week:
            self.running = False
            return
        self.live_week()
        self.week += 1
        self.running = self.week < self.last_week
        self.collect()

    def live_week(self) -> None:
        """What happens in a week; a model overrides it."""

    def collect(self) -> None:
        """Collect if this week is to be kept."""
        if self.week % self.collect_every == 0 or self.week == self.last_week:
            self.datacollector.collect(self)
