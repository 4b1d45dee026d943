"""What a study of decisions says, in sentences that claim no more than their intervals allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.wording import listed

# What it means that the team is the better buy, and that it is not.
WINS = {
    "solos": ("makes more people practise than solos", "makes no more people practise than solos"),
    "single_matched": (
        "makes more people practise than unconnected full-timers for the same money",
        "makes no more people practise than unconnected full-timers for the same money",
    ),
    "single": (
        "makes more people practise per pound than one full-timer",
        "makes no more people practise per pound than one full-timer",
    ),
    "none": (
        "reaches the critical mass, which is not reached without brokers,",
        "does not reach the critical mass, or it is reached without brokers too,",
    ),
}
# The choices of a decision study, as they are called everywhere in it.
CHOICES = {
    "none": "nobody",
    "single": "one full-timer",
    "single_matched": "unconnected full-timers for the same money",
    "solos": "solos",
    "team": "the team",
}
# What must be known to read a map with this side.
MAP_NOTES = {
    "embedding": (
        "Where one side only is embedded, full-timers come from that side (of several, the first and every "
        "second one)."
    ),
}
EVEN = 0.5  # what more than an even chance must exceed


def rule(row: Mapping[Any, Any]) -> str:
    """What a clear rule of scenario discovery says, and no more than its check out of sample allows.

    Args:
        row: of `rules.csv` of a decision study.
    """
    does = WINS[row["other"]][0 if row["holds"] else 1]
    often = (
        ""
        if row["out_low"] > EVEN
        else "more often than elsewhere, yet not clearly in most cases: "
    )
    if often:
        does = does.rstrip(",")
    lift, low, high = (
        f"{100 * row[f'out_{name}']:.0f}" for name in ("lift", "lift_low", "lift_high")
    )
    return (
        f"Where {row['rule']}, the team {does} {often}in {_percent(row['out_density'])} of the scenarios "
        f"that the rule was not found in ({_percent(row['out_low'])} to {_percent(row['out_high'])}), "
        f"{lift} points ({low} to {high}) more than the {_percent(row['out_base'])} of all; it covers "
        f"{_percent(row['out_coverage'])} of the cases ({row['method']})."
    )


def side(row: Mapping[Any, Any]) -> int:
    """Whether the interval of a chance on a map lies above (1) or below (-1) one half, or neither (0)."""
    return int(row["low"] > EVEN) - int(row["high"] < EVEN)


def on_a_map(rows: Sequence[Mapping[Any, Any]], name: str, other: str) -> str:
    """Where on a map the team is the better buy in clearly more, or fewer, than half of the parameter sets.

    Args:
        rows: of `maps.csv` of a decision study.
        name: of the map.
        other: what the team is compared with.
    """
    here = [row for row in rows if (row["map"], row["other"]) == (name, other)]
    said = []
    for sign in (1, -1):
        there: dict[str, list[str]] = {}
        for row in here:
            if side(row) == sign:
                there.setdefault(str(row["x_step"]), []).append(str(row["y_step"]))
        count = sum(map(len, there.values()))
        places = "; ".join(f"{x}: {listed(ys)}" for x, ys in there.items())
        said.append(f"{count} ({places})" if count else "none")
    labels = (str(here[0][label]) for label in ("x_label", "y_label"))
    x, y = (label[:1].lower() + label[1:] for label in labels)
    return (
        f"Against {CHOICES[other]}, by {x}, then {y}: the team is the better buy in "
        f"clearly more than half of the parameter sets at {said[0]}, in clearly fewer at {said[1]}, "
        f"of {len(here)} places, ties as one half; of so many 95% intervals one in twenty misses by luck."
    )


def regret(rows: Sequence[Mapping[Any, Any]]) -> str:
    """Which choice has the least regret in points, if that is clear.

    Args:
        rows: of `regret.csv` of a decision study.
    """
    points = [row for row in rows if row["measure"] == "points"]
    points.sort(key=lambda row: float(row["mean"]))
    least, *others = [CHOICES[row["arm"]] for row in points]
    unclear = [CHOICES[row["arm"]] for row in points[1:] if not float(row["more_low"]) > 0]
    verdict = f"least with {least}"
    if unclear:
        verdict = f"no clear difference between {listed([least, *unclear])}"
    said = [
        f"{arm} {round(row['mean'], 1) + 0.0:.1f} ({row['low']:.1f} to {row['high']:.1f})"
        for arm, row in zip([least, *others], points, strict=True)
    ]
    return (
        "Mean regret, in points behind the choice that other runs name best (true regret is no less): "
        f"{verdict}; {listed(said)}."
    )


def cheapest(row: Mapping[Any, Any]) -> str:
    """The cheapest plan that reaches the critical mass on average, and how it does where it was not chosen.

    Args:
        row: of `cheapest.csv` of a decision study.
    """
    arm, critical = CHOICES[row["arm"]], _percent(row["critical"])
    where = f"Circumstances {row['circumstances']}, with {row['settings']}:"
    if math.isnan(row["money"]):
        return (
            f"{where} no plan tried with {arm} reaches the critical mass of {critical} on average."
        )
    edge = (
        row["edges"] if isinstance(row["edges"], str) else ""
    )  # an empty cell of a file is no text
    edge = edge and f" (at the edge of what was tried: {edge})"
    brokers = "1 broker" if row["size"] == 1 else f"{row['size']:.0f} brokers"
    worlds = _within(row, "in_worlds")
    still = "reaches" if row["share_low"] >= row["critical"] else "does not clearly reach"
    return (
        f"{where} the cheapest plan with {arm} that reaches the critical mass of {critical} on average is "
        f"{brokers} at {_percent(row['fte'])} of full time for {row['weeks']:.0f} weeks, "
        f"£{row['money']:,.0f}{edge}. In other worlds of these settings {_within(row, 'share')} "
        f"practise with it, which {still} {critical} on average; single worlds do in {worlds}. "
        f"Of the plausible parameter sets {_within(row, 'in_sets')} reach it."
    )


def dearer(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Whether the cheapest team is dearer than the cheapest solos, in each of the circumstances.

    Args:
        rows: of `cheapest.csv` of a decision study.
    """
    said = []
    for row in {row["circumstances"]: row for row in rows}.values():
        where = f"Circumstances {row['circumstances']}:"
        gap, low, high = (float(row[name]) for name in ("dearer", "dearer_low", "dearer_high"))
        if math.isnan(gap):
            continue
        ends = f"£{low:+,.0f} to £{high:+,.0f}".replace("£+", "+£").replace("£-", "-£")
        if math.isnan(low):
            text = "how sure that is cannot be said, as none passes in some draws of the worlds"
        elif low > 0 or high < 0:
            text = f"95% interval {ends}"
        else:
            text = f"no clear difference: 95% interval {ends}"
        size = f"£{abs(gap):,.0f} {'dearer' if gap > 0 else 'cheaper'} than"
        compared = size if round(gap) else "as dear as"
        said.append(f"{where} the cheapest team is {compared} the cheapest solos ({text}).")
    return said


def _within(row: Mapping[Any, Any], name: str) -> str:
    """A share with its interval."""
    mean, low, high = (_percent(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return f"{mean} ({low} to {high})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
