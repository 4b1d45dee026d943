"""The table that a study ends with."""

from __future__ import annotations

from rich.console import Console

from experiments.analysis import table
from experiments.report import summary
from tests.experiments.small import MOMENTS, planted


def rows(**shares: float) -> dict[str, list[str]]:
    """The printed lines by label; the line of an interval goes under the label before it."""
    arms = planted(**shares)
    console = Console(width=110, record=True, quiet=True)
    console.print(summary(table(arms, MOMENTS), list(arms)))
    found: dict[str, list[str]] = {}
    label = ""
    for line in console.export_text().splitlines():
        if line.strip():
            first, *cells = re.split(r"\s{2,}", line.rstrip())
            label = first or cells.pop(0) if line[:3].strip() else label
            found.setdefault(label, []).extend(cells if first else cells)
    return found


def test_levels_gains_and_costs_are_shown_by_arm():
    found = rows(none=0.10, solos=0.30, team=0.50)
    assert found["Means of the runs"][0].split() == ["none", "solos", "team"]
    assert found["Practising at end, week 26"][0].split() == ["10.0%", "30.0%", "50.0%"]
    assert found["gain in points"][0].split() == ["+20.0", "+40.0"]
    assert found["gain in points"][1].split("  ")[0] == "19.1 to 20.9"
    assert found["per point gained by week 26"][0].split() == ["0.1k", "0.1k"]


def test_where_no_gain_is_clear_no_cost_per_gain_is_given():
    found = rows(none=0.100, solos=0.101, team=0.50)
    assert found["per point gained by week 26"][0].startswith("no clear gain")
    assert found["in parts of the gain at end"][0].startswith("no clear gain")
    assert rows(none=0.5, team=0.1)["per point gained by week 26"] == ["no clear gain"]
