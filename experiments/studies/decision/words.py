"""What a study of decisions says, in sentences that claim no more than their intervals allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.config.arms import IN_SENTENCES
from experiments.methods.clusters import EXPECTED, FEWEST, LEAST
from experiments.studies.phrases import MANY, listed

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
CHOICES = IN_SENTENCES
# What must be known to read a map with this side.
MAP_NOTES = {
    "embedding": (
        "Where one side only is embedded, full-timers come from that side (of several, the first and every "
        "second one)."
    ),
}
EVEN = 0.5  # what more than an even chance must exceed


def rival(other: str) -> str:
    """Whom a map compares the team with."""
    return CHOICES.get(other, "every other arm with brokers")


def rules(rows: Sequence[Mapping[Any, Any]], agreement: Sequence[Mapping[Any, Any]]) -> list[str]:
    """A sentence or two per comparison: the best clear rule for the team, and the best against it.

    The best is the one that lifts the share of cases most where it was found, weighed by its mass: to choose
    where it is checked would be to choose the luckiest.

    Args:
        rows: of `rules.csv` of a decision study.
        agreement: of `agreement.csv` of the same.
    """
    said = []
    counts = {row["other"]: row for row in agreement}
    for other, does in WINS.items():
        sentences = []
        if other in counts and (none := _not_sought(does, counts[other])):
            said.append(none)
            continue
        for holds in (True, False):
            best = _best(rows, other, holds)
            claim = does[0 if holds else 1]
            sentences.append(rule(best) if best else _no_rule(claim, _rules_of(rows, other, holds)))
        said.append(" ".join(sentences))
    return said


def briefly(rows: Sequence[Mapping[Any, Any]], other: str) -> str:
    """The same rules of one comparison in a sentence for who decides; empty where none is clear.

    Args:
        rows: of `rules.csv` of a decision study.
        other: what the team is compared with.
    """
    said = [
        f"{WINS[other][0 if holds else 1].rstrip(',')} in {_percent(best['out_density'])} "
        f"({_percent(best['out_low'])} to {_percent(best['out_high'])}) where {best['rule']}"
        for holds in (True, False)
        if (best := _best(rows, other, holds))
    ]
    return f"Of the circumstances checked the team {'; it '.join(said)}." if said else ""


def _rules_of(
    rows: Sequence[Mapping[Any, Any]], other: str, holds: bool
) -> list[Mapping[Any, Any]]:
    return [row for row in rows if (row["other"], bool(row["holds"])) == (other, holds)]


def _best(rows: Sequence[Mapping[Any, Any]], other: str, holds: bool) -> Mapping[Any, Any] | None:
    """The best clear rule of a comparison for the team, or against it."""
    clear = [row for row in _rules_of(rows, other, holds) if row["clear"]]
    return max(clear, key=_worth, default=None)


def _worth(row: Mapping[Any, Any]) -> float:
    """Of a rule where it was found: the lift in the share of cases, weighed by its mass."""
    return float(row["in_mass"]) * (float(row["in_density"]) - float(row["in_base"]))


def _not_sought(does: tuple[str, str], row: Mapping[Any, Any]) -> str:
    """That no rule was sought, as the team is ahead in too few scenarios or in nearly all; else empty."""
    ahead, among = int(row["sought_ahead"]), int(row["sought_in"])
    few = min(ahead, among - ahead)
    if few >= FEWEST:
        return ""
    mostly = does[0] if few < ahead else does[1]
    return (
        f"No rule was sought for where the team {does[0].rstrip(',')} and where not: it "
        f"{mostly.rstrip(',')} in all but {few} of the {among} scenarios that rules are sought in, and it "
        f"takes {FEWEST} of either."
    )


def _no_rule(claim: str, found: Sequence[Mapping[Any, Any]]) -> str:
    """That no rule is clear, and why some could not be."""
    reasons = []
    if absent := sum(row["out_mass"] == 0 for row in found):
        reasons.append(f"{absent} could not be checked, as no scenario there is of it")
    if few := sum(row["out_mass"] > 0 and math.isnan(row["out_lift_low"]) for row in found):
        reasons.append(
            f"{few} could not, as it takes {LEAST} parameter sets there, and scenarios enough for {EXPECTED} "
            "cases and as many others by chance"
        )
    because = f" (of {len(found)} found, {' and '.join(reasons)})" if reasons else ""
    return f"No rule for where the team {claim} is clear out of sample{because}."


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
    ties = "a tie being no win" if row["holds"] else "a tie being one of these"
    lift, low, high = (
        f"{100 * row[f'out_{name}']:.0f}" for name in ("lift", "lift_low", "lift_high")
    )
    return (
        f"Where {row['rule']}, the team {does} {often}in {_percent(row['out_density'])} of the scenarios "
        f"that the rule was not found in ({_percent(row['out_low'])} to {_percent(row['out_high'])}), "
        f"{lift} points ({low} to {high}) more than in all of these ({_percent(row['out_base'])}, {ties}); "
        f"it covers {_percent(row['out_coverage'])} of the cases ({row['method']})."
    )


def side(row: Mapping[Any, Any]) -> int:
    """Whether the interval of a chance on a map lies above (1) or below (-1) one half, or neither (0)."""
    return int(row["low"] > EVEN) - int(row["high"] < EVEN)


def on_a_map(rows: Sequence[Mapping[Any, Any]], name: str, other: str) -> str:
    """Where on a map the team is clearly the better buy in more, or fewer, than half of the parameter sets.

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
    runs, condition = here[0]["runs"], here[0]["condition"]
    many = "; of so many 95% intervals one in twenty misses by luck" if len(here) > MANY else ""
    return (
        f"Against {rival(other)}, by {x}, then {y} ({condition}): by the mean of {_runs(runs)} in each set "
        f"the team is the better buy in clearly more than half of the parameter sets at {said[0]}, in "
        f"clearly fewer at {said[1]}, of {len(here)} places, ties as one half{many}."
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
        f"{arm} {round(row['mean'], 1) + 0.0:.1f} "
        + (
            "(too few sets for an interval)"
            if math.isnan(row["low"])
            else f"({row['low']:.1f} to {row['high']:.1f})"
        )
        for arm, row in zip([least, *others], points, strict=True)
    ]
    return (
        "Mean regret, in points behind the choice that other runs name best (true regret is no less): "
        f"{verdict}; {listed(said)}."
    )


def cheapest(row: Mapping[Any, Any]) -> str:
    """The cheapest plan whose mean reached the critical mass, and how it does where it was not chosen.

    Args:
        row: of `cheapest.csv` of a decision study.
    """
    arm, critical = CHOICES[row["arm"]], _percent(row["critical"])
    where = f"Circumstances {row['circumstances']}, with {row['settings']}:"
    if math.isnan(row["money"]):
        text = (
            f"no plan tried with {arm} is shown to reach the critical mass of {critical} on average"
        )
        return f"{where} {text} ({_judged(row)})."
    edge = (
        row["edges"] if isinstance(row["edges"], str) else ""
    )  # an empty cell of a file is no text
    edge = edge and f" (at the edge of what was tried: {edge})"
    side = "not clearly above or below"
    if row["share_low"] >= row["critical"]:
        side = "clearly no less than"
    elif row["share_high"] < row["critical"]:
        side = "so that this is not borne out: clearly below"
    return (
        f"{where} the cheapest plan with {arm} whose mean reached the critical mass of {critical} in the "
        f"{row['chosen_in']:.0f} worlds it was chosen in is {_posts(row)}, "
        f"£{row['money']:,.0f}{edge}. In {row['worlds']:.0f} further "
        f"worlds {_tenths(row, 'share')} practise with it on average, {side} {critical}; of these worlds "
        f"{within(row, 'in_worlds')} reach it. Of the plausible parameter sets {within(row, 'in_sets')} do, "
        f"by the mean of {_runs(row['set_runs'])} in each."
    )


def plan(row: Mapping[Any, Any]) -> str:
    """The same of one plan in a short sentence for who decides."""
    if math.isnan(row["money"]):
        return cheapest(row)
    return (
        f"The cheapest plan with {CHOICES[row['arm']]} that reaches the critical mass by its mean, with "
        f"{row['settings']}: {_posts(row)}, £{row['money']:,.0f}; of the plausible parameter sets "
        f"{within(row, 'in_sets')} reach it by the mean of {_runs(row['set_runs'])}."
    )


def _posts(row: Mapping[Any, Any]) -> str:
    brokers = "1 broker" if row["size"] == 1 else f"{row['size']:.0f} brokers"
    return f"{brokers} at {_percent(row['fte'])} of full time for {row['weeks']:.0f} weeks"


def _judged(row: Mapping[Any, Any]) -> str:
    """Which plans were judged, where none is shown to reach the critical mass."""
    if not row["anew"]:
        return f"all {row['plans']:.0f} are clearly below it in the study's own worlds"
    return (
        f"of {row['plans']:.0f}, all {row['anew']:.0f} that are not clearly below it in the study's own "
        f"worlds were judged in {row['chosen_in']:.0f} others"
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
            said.append(
                f"{where} the cheapest team and the cheapest solos cannot be compared, as no plan of one or "
                "both is shown to reach the critical mass."
            )
            continue
        ends = f"£{low:+,.0f} to £{high:+,.0f}".replace("£+", "+£").replace("£-", "-£")
        if math.isnan(low):
            text = "how sure that is cannot be said, as none reaches it in some draws of the worlds"
        elif low > 0 or high < 0:
            text = f"95% interval {ends}"
        else:
            text = f"no clear difference: 95% interval {ends}"
        size = f"£{abs(gap):,.0f} {'dearer' if gap > 0 else 'cheaper'} than"
        compared = size if round(gap) else "as dear as"
        said.append(f"{where} the cheapest team is {compared} the cheapest solos ({text}).")
    return said


def within(row: Mapping[Any, Any], name: str) -> str:
    """A share with its interval, such as `80% (71% to 87%)`."""
    mean, low, high = (_percent(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    few = math.isnan(row[f"{name}_low"])
    return f"{mean} ({'too few sets for an interval' if few else f'{low} to {high}'})"


def _runs(count: float) -> str:
    return "1 run" if count == 1 else f"{count:.0f} runs"


def _tenths(row: Mapping[Any, Any], name: str) -> str:
    """The same to a tenth of a per cent, where what it is compared with is near."""
    mean, low, high = (f"{100 * row[f'{name}{end}']:.1f}%" for end in ("", "_low", "_high"))
    return f"{mean} ({low} to {high})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
