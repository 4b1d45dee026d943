"""The console's table on terminals of several widths."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from rich.console import Console

from docs.generated.results import FOLDER
from experiments.reporting import console
from experiments.store.study_folder import StudyFolder
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
    assert width == 110 or "'no brokers'" in left_out
    assert not any(f"'{name}'" in left_out for name in ("team", "solos", gap))


def test_columns_that_say_least_are_left_out_first_and_what_they_say_in_every_row_is_told():
    masses = {
        f"{name}: critical mass": ["5.0%", "80.0%"] for name in ("no brokers", "solos", "team")
    }
    cells = pd.DataFrame({"Length": ["52", "104"], "Embedding": ["none", "two way"], "no brokers": "0.3%"}
                         | {name: ["8.3%", "9.1%"] for name in ("solos", "team")} | masses)  # fmt: skip
    left = []
    for width in range(120, 40, -1):
        out = io.StringIO()
        table = Table("points", "Points.", cells, "")
        console.show_table(table, Console(file=out, width=width), ("team", "solos"))
        said = " ".join(out.getvalue().partition("Not shown")[2].split())
        left += [name for name in cells.columns if f"'{name}'" in said and name not in left]
        assert ("'no brokers' (0.3% in every row)" in said) == ("no brokers" in left)
    order = [
        "no brokers",
        "no brokers: critical mass",
        "team: critical mass",
        "solos: critical mass",
    ]
    assert left[: len(order)] == order


def test_no_interval_of_the_shipped_comparison_is_broken_where_there_is_no_terminal(capsys):
    console.show(StudyFolder(FOLDER / "team_vs_solo"))
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith(" ")]
    assert len(rows) > 20 and not any(
        line.rstrip().endswith(" to") or "to  " in line for line in rows
    )
