"""The tables that hold all state."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import tables
from simulation.population import build
from tests.worlds import small

DTYPES = {
    name: value
    for name, value in vars(tables).items()
    if name.isupper() and isinstance(value, np.dtype)
}


@pytest.mark.parametrize("name", DTYPES)
def test_no_field_hides_behind_an_attribute_that_every_numpy_record_has(name):
    """Without compilation a row answers to attributes, its own fields after those of NumPy."""
    hidden = [field for field in DTYPES[name].names if hasattr(np.void, field)]
    assert hidden == []


@pytest.mark.parametrize("name", DTYPES)
def test_a_new_table_is_all_zeros(name):
    made = tables.table(3, DTYPES[name])
    assert made.shape == (3,)
    assert made.dtype == DTYPES[name]
    assert not np.frombuffer(made.tobytes(), np.uint8).any()


# Ten million people in 3.2 GB, and a thousand in what a core of a usual processor keeps at hand.
# Of 306 bytes, 96 are acquaintances, 80 ties, 70 the person, 48 the baselines and 12 a project.
BUDGET = 320


def test_a_person_takes_no_more_memory_than_the_budget():
    per_person = (tables.PERSON, tables.PERSONALITY, tables.TIES, tables.PROJECT)
    world = build(small(), 1)
    rows = [member for member in world if len(member) == len(world.people)]
    needed = sum(dtype.itemsize for dtype in per_person) + 4 * tables.COLLEAGUES
    assert sum(member.nbytes for member in rows) == needed * len(world.people)
    assert needed <= BUDGET
