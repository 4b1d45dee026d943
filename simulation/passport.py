"""The passport of a setting: unit, range, label, meaning, source and how sure the value is.

Help, documents, designs, figures and the page read it from here, so that a number and what is known
about it are written once.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

Value = bool | int | float | str
Sure = Literal["evidence", "derived", "recalled", "assumed"]

SHARE = "share"
YEARLY = "probability per year"
WEEKLY = "probability per week"
_UNIT_BOUNDS = {SHARE: (0.0, 1.0), YEARLY: (0.0, 1.0), WEEKLY: (0.0, 1.0)}


@dataclasses.dataclass(frozen=True)
class Passport:
    """What is known about one setting.

    Attributes:
        unit: unit of measurement; `share` and the probabilities bound the value to [0, 1].
        plausible: the range a sweep should cover (two numbers), or the choices of a text setting.
        legal: the allowed range (two numbers, both included).
        label: a short name in a reader's words, for axes, controls and sentences.
        meaning: one sentence in the model's terms, which can be read alone.
        source: where the number comes from.
        sure: `evidence` (seen in the source), `derived` (arithmetic on such figures),
            `recalled` (from general knowledge) or `assumed`.
    """

    unit: str
    plausible: tuple[Value, ...]
    legal: tuple[float, float]
    label: str
    meaning: str
    source: str
    sure: Sure


def setting(
    default: Value,
    unit: str,
    plausible: tuple[Value, ...],
    label: str,
    meaning: str,
    source: str = "no source found",
    sure: Sure = "assumed",
    legal: tuple[float, float] | None = None,
) -> Any:
    """A dataclass field that carries its passport (see `Passport` for the arguments)."""
    bounds = legal or _UNIT_BOUNDS.get(unit, (0.0, math.inf))
    passport = Passport(unit, plausible, bounds, label, meaning, source, sure)
    return dataclasses.field(default=default, metadata={"passport": passport})


class Leaf(NamedTuple):
    """One setting of a settings object: its dotted name, value, default and passport."""

    name: str
    value: Value
    default: Value
    passport: Passport | None


def leaves(settings: Any, prefix: str = "") -> Iterator[Leaf]:
    """Every setting below a settings object, groups in order, as dotted names."""
    for name, default, passport, is_group in _fields(settings.__class__):
        value = getattr(settings, name)
        if is_group:
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield Leaf(prefix + name, value, default, passport)


@functools.cache
def _fields(group: type) -> tuple[tuple[str, Any, Passport | None, bool], ...]:
    """Name, default, passport and whether it is a group, of each field of a class of settings."""
    return tuple(
        (one.name, one.default, one.metadata.get("passport"), dataclasses.is_dataclass(one.default))
        for one in dataclasses.fields(group)
    )
