"""The tables that hold all state."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import tables

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


def test_a_person_takes_little_memory():
    per_person = (tables.PERSON, tables.PERSONALITY, tables.TIES, tables.PROJECT)
    assert sum(dtype.itemsize for dtype in per_person) + 4 * tables.COLLEAGUES < 300
