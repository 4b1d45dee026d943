"""Settings drawn at random, for tests of what must hold whatever the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from simulation import Settings, change
from simulation.params import FILE_SETTINGS, together_hours
from simulation.passport import Leaf, Value
from tests.worlds import ARMS, LEAVES

# These are drawn together, as they depend on each other.
_DRAWN_TOGETHER = {
    "arm", "weeks", "population.organisations", "population.managers", "population.departments",
    "population.academics", "population.hosts", *FILE_SETTINGS, "brokers.managers",
    "brokers.academics", "contract.start", "contract.weeks",
}  # fmt: skip
FREE = tuple(name for name in LEAVES if name not in _DRAWN_TOGETHER)


def examples(number: int) -> settings:
    """How many examples a test tries: all of them in the deep tests, a share of them otherwise."""
    return settings(max_examples=max(2, number * settings().max_examples // 100))


def values(leaf: Leaf) -> st.SearchStrategy[Value]:
    """Plausible values of a setting, and at times the ends of what is legal."""
    if isinstance(leaf.value, bool | str):
        return st.sampled_from(leaf.passport.plausible)
    low, high = leaf.passport.plausible
    if isinstance(leaf.value, int):
        return st.integers(low, high)
    drawn = st.floats(float(low), float(high))
    ends = [float(end) for end in leaf.passport.legal if end <= 1.0]
    return st.one_of(drawn, drawn, st.sampled_from(ends)) if ends else drawn


@st.composite
def small_settings(draw: Any, arms: Sequence[str] = ARMS, most_changed: int = 12) -> Settings:
    """Settings of a small population and a short run, with some other settings moved."""
    moved = draw(st.lists(st.sampled_from(FREE), unique=True, max_size=most_changed))
    changes: dict[str, Value] = {name: draw(values(LEAVES[name])) for name in moved}
    organisations, departments = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    managers, academics = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    if managers + academics < 2:
        managers = 2
    start, weeks = draw(st.integers(0, 6)), draw(st.integers(1, 30))
    changes |= {
        "arm": draw(st.sampled_from(arms)),
        "population.organisations": organisations,
        "population.managers": draw(st.integers(8, 14)),
        "population.hosts": draw(st.integers(1, min(organisations, departments))),
        "population.departments": departments,
        "population.academics": draw(st.sampled_from([8, 12, 41])),
        "brokers.managers": managers,
        "brokers.academics": academics,
        "contract.start": start,
        "contract.weeks": weeks,
        "weeks": start + weeks + draw(st.integers(0, 10)),
    }
    full_time = change(Settings(), changes | {"brokers.fte": 1.0})
    least = min(1.0, 0.101 * together_hours(full_time))  # a week has room for the team's meetings
    drawn_fte = float(changes.get("brokers.fte", Settings().brokers.fte))
    return change(full_time, {"brokers.fte": max(drawn_fte, least)})


seeds = st.integers(0, 2**32)
