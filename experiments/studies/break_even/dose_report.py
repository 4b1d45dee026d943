"""How the gain rises with hours and falls with load, beside trials, and what brokers at equal cost do."""

import math
from collections.abc import Iterator

import pandas as pd

from experiments.config.arms import NAMES
from experiments.studies import phrases
from experiments.studies.break_even.dose import ARMS, TRIALS
from experiments.studies.content import Sentences
from experiments.studies.phrases import Row

MEASURES = {"practising": "people practising", "stance": "stances, in SD"}
VERDICTS = {"passes": "agrees", "fails": "above", "fails_below": "below_trials"}
IN_TABLE = {"passes": "agrees", "fails": "fails: more", "fails_below": "fails: less"}


def doubled(said: Sentences, doublings: pd.DataFrame) -> Iterator[str]:
    """What twice the hours, and twice the people, multiply the gain by, and whether trials agree."""
    stances, practising = (_last(doublings, one) for one in ("stance", "practising"))
    for what, row in stances.items():
        low, high = TRIALS[what]
        words = {
            "own": said.study.own, "times": _times(row), "low": low, "high": high,
            "sets": _times_over_sets(said, row, _within(said, row)),
        }  # fmt: skip
        if what == "hours":
            other = practising[what]
            sets = _times_over_sets(said, other)  # no trial has a range
            verdict = said(_verdict(row), practising=_times(other), own=said.study.own, sets=sets)
            yield said("doubling", verdict=verdict, **words)
        elif not math.isnan(row["mean"]):
            yield said("load", verdict=said(VERDICTS[_verdict(row)]), **words)


def _last(doublings: pd.DataFrame, measure: str = "stance") -> dict[str, Row]:
    """The last doubling of hours, and that of people if there is one."""
    rows = doublings[doublings["measure"] == measure].to_dict("records")
    return {row["doubled"]: row for row in rows}


def _times(row: Row) -> str:
    return phrases.spread(row, form="{:.1f}" if row["doubled"] == "hours" else "{:.2f}")


def _within(said: Sentences, row: Row) -> str:
    """In how many parameter sets the factor is as in trials."""
    if "sets_within" not in row:
        return ""
    share = phrases.in_percent(phrases.sampled(row["sets_within"], said.study.sets))
    return said("within", share=share)


def _times_over_sets(said: Sentences, row: Row, within: str = "") -> str:
    if "sets_q50" not in row:
        return ""
    low, median, high = (f"{row[f'sets_{name}']:.2g}" for name in ("q05", "q50", "q95"))
    return said("times_sets", median=median, low=low, high=high, within=within)


def _verdict(row: Row) -> str:
    """Whether the mean agrees with the trials, lies above what they find, or below."""
    least, most = TRIALS[row["doubled"]]
    return "fails" if row["mean"] > most else "fails_below" if row["mean"] < least else "passes"


def brief(said: Sentences, doublings: pd.DataFrame) -> str:
    """What twice the hours, and twice the people, multiply the gain by, beside trials."""
    last = _last(doublings)
    parts = [
        said(f"brief_{name}", times=_times(row), low=TRIALS[name][0], high=TRIALS[name][1])
        for name, row in last.items()
        if not math.isnan(row["mean"])
    ]
    return said(f"brief_{_verdict(last['hours'])}", found=" ".join(parts))


def equal_cost(said: Sentences, doses: pd.DataFrame, doublings: pd.DataFrame) -> Iterator[str]:
    """How many brokers gain most at equal cost, and the team's lead by their number."""
    rows = doses[(doses["curve"] == "brokers") & (doses["measure"] == "practising")]
    if rows.empty:
        return
    over_sets = "sets_mean" in rows
    mean = "sets_mean" if over_sets else "mean"
    where = said("equal_where", sets=phrases.counted_sets(said.study))
    best = rows.loc[rows.groupby("arm")[mean].idxmax()].set_index("arm")["brokers"]
    if best.nunique() == 1:
        numbers = said("equal_both", many=best.iloc[0])
    else:
        each = [said(f"equal_number.{arm}", many=best[arm]) for arm in ARMS]
        numbers = phrases.listed(each)
    least, most = rows["brokers"].min(), rows["brokers"].max()
    longer = _verdict(_last(doublings)["hours"]) == "fails"
    yield said(
        "equal", numbers=numbers, range=f"{least} to {most}",
        where=where if over_sets else said.study.own,
        fewest=said("fewest") if (best == least).any() else "", leads=_leads(said, rows, mean),
        longer=said("longer") if longer else "",
    )  # fmt: skip


def _leads(said: Sentences, rows: pd.DataFrame, mean: str) -> str:
    """The team's mean lead over solos by the number of brokers; over sets, with the study's settings too."""
    leads = {}
    for column in dict.fromkeys((mean, "mean")):
        means = rows.pivot(index="brokers", columns="arm", values=column)
        leads[column] = (means["team"] - means["solos"]).map(phrases.in_tenths)
    parts = [
        said("equal_lead_next" if place else "equal_lead", lead=lead, many=many)
        for place, (many, lead) in enumerate(leads[mean].items())
    ]
    if mean == "mean":
        return phrases.listed(parts)
    own = said("equal_own", own=said.study.own, leads=phrases.listed(list(leads["mean"])))
    return phrases.listed(parts) + own


def doubling_row(row: Row) -> dict[str, str]:
    """The cells of a doubling, beside what trials find."""
    low, high = TRIALS[row["doubled"]]
    hours = f"hours, {row['fte']:g} to {row['to_fte']:g} FTE"
    cells = {
        "Doubled": hours if row["doubled"] == "hours" else f"people, at {row['fte']:g} FTE",
        "Gain in": MEASURES[row["measure"]],
        "Times": phrases.spread(row, form="{:.2f}"),
    }
    if "sets_q50" in row:
        cells["Sets: median (5% to 95%)"] = phrases.over_sets(row, "{:.2g}".format)
        cells["Sets as in trials"] = f"{row['sets_within']:.0%}"
    compared = row["measure"] == "stance" and not math.isnan(row["mean"])
    cells["Trials"] = f"{low:g} to {high:g}" if compared else "–"
    cells["Verdict"] = IN_TABLE[_verdict(row)] if compared else "–"
    return cells


def dose_rows(doses: pd.DataFrame) -> Iterator[dict[str, str]]:
    """The gains by the number of brokers at equal cost."""
    rows = doses[(doses["curve"] == "brokers") & (doses["measure"] == "practising")]
    for (brokers, fte), some in rows.groupby(["brokers", "fte"]):
        cells = {"Brokers": f"{brokers}", "Working time of each": f"{fte:.2g} FTE"}
        for row in some.to_dict("records"):
            gain = phrases.interval(phrases.estimate(row, scale=100), sign="")
            arm = phrases.capital(NAMES[row["arm"]])
            cells[f"{arm}, {phrases.POINTS}"] = gain
            if "sets_mean" in row:
                over = phrases.estimate(row, "sets_", scale=100)
                cells[f"{arm} (mean over sets)"] = phrases.interval(over, sign="")
        yield cells
