"""The console's table on terminals of several widths."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from rich.console import Console

from experiments.reporting import console
from experiments.studies.content import Table

ARMS = ("no brokers", "single broker (full time)", "single brokers at equal cost", "solos", "team")
CELLS = pd.DataFrame(
    {"Outcome": ["Decisions using research"], **dict.fromkeys(ARMS, "+12.0 (10.7 to 13.3)")}
)


@pytest.mark.parametrize(("width", "lines"), [(160, 1), (110, 2), (80, 3)])
def test_intervals_are_broken_before_an_arm_is_left_out(width, lines):
    out = io.StringIO()
    console.show_table(Table("means", "Means by arm.", CELLS, ""), Console(file=out, width=width))
    text = out.getvalue()
    assert text.count("13.3)") == len(ARMS) and "Not shown" not in text
    body = text.partition("─\n")[2] or text.partition("─ \n")[2]
    assert len([line for line in body.splitlines() if line.strip()]) == lines


def test_a_column_that_is_left_out_is_named():
    out = io.StringIO()
    console.show_table(Table("means", "Means by arm.", CELLS, ""), Console(file=out, width=60))
    assert "the column 'solos', the column 'team'." in " ".join(out.getvalue().split())
