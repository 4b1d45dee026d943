"""The table that a study ends with."""

from __future__ import annotations

import io
import re

from rich.console import Console

from experiments.methods.estimates import table
from experiments.studies.arms.summary import summary
from tests.experiments.small import MOMENTS, planted


def rows(**shares: float) -> dict[str, list[str]]:
    """The printed cells by label; those of an interval follow under the label before them."""
    arms = planted(**shares)
    console = Console(width=110, record=True, file=io.StringIO())
    console.print(summary(table(arms, MOMENTS), list(arms)))
    found: dict[str, list[str]] = {}
    label = ""
    for line in console.export_text().splitlines():
        first, *cells = re.split(r"\s{2,}", line.removeprefix(" ").removeprefix("  ").rstrip())
        label = first or label
        found.setdefault(label, []).extend(cells)
    return found


def test_levels_gains_and_costs_are_shown_by_arm():
    found = rows(none=0.10, solos=0.30, team=0.50)
    assert found["Means of the runs"] == ["none", "solos", "team"]
    assert found["Practising, week 26"] == ["10.0%", "30.0%", "50.0%"]
    assert found["gain, points"][:4] == ["+20.0", "+40.0", "19.1…20.9", "38.2…41.8"]
    assert found["Cost, pounds"] == ["0.0k", "1.0k", "2.0k"]
    assert found["per point, week 26"][:2] == ["0.1k", "0.1k"]


def test_where_no_gain_is_clear_no_cost_per_gain_is_given():
    found = rows(none=0.100, solos=0.101, team=0.50)
    assert found["per point, week 26"][0] == "no clear gain"
    assert found["times the first gain"][0] == "no clear gain"
    assert rows(none=0.5, team=0.1)["per point, week 26"] == ["no clear gain"]
