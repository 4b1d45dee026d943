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


@pytest.mark.parametrize("width", [110, 80, 60])
def test_the_compared_arms_and_their_difference_stay_where_others_are_left_out(width):
    gap = "team minus solos, percentage points"
    cells = pd.DataFrame(
        {"Length of contracts (weeks)": ["104"], **dict.fromkeys(ARMS, "52.0% (50.7% to 53.3%)"),
         gap: "+12.0 (10.7 to 13.3)", "team: critical mass reached": "80.0% (70.1% to 85.3%)"}
    )  # fmt: skip
    out = io.StringIO()
    table = Table("points", "Points.", cells, "")
    console.show_table(table, Console(file=out, width=width), ("team", "solos"))
    shown, _, left_out = " ".join(out.getvalue().split()).partition("Not shown")
    assert "13.3)" in shown and all(len(line) <= width for line in out.getvalue().splitlines())
    assert width == 110 or "critical mass" in left_out
    assert not any(f"'{name}'" in left_out for name in ("team", "solos", gap))
