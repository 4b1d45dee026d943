"""How the gain rises with hours and falls with load, beside trials, and what brokers at equal cost do."""

from __future__ import annotations

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


def doubled(said: Sentences, doublings: pd.DataFrame) -> list[str]:
    """What twice the hours, and twice the people, multiply the gain by, and whether trials agree."""
    return [_doubling(said, doublings), *_load(said, doublings)]


def _doubled(doublings: pd.DataFrame, what: str, measure: str = "stance") -> Row | None:
    """The row of the last doubling of hours or of people."""
    rows = doublings[(doublings["doubled"] == what) & (doublings["measure"] == measure)]
    return rows.iloc[-1].to_dict() if len(rows) else None


def _times(row: Row) -> str:
    return phrases.spread(row, form="{:.1f}" if row["doubled"] == "hours" else "{:.2f}")


def _doubling(said: Sentences, doublings: pd.DataFrame) -> str:
    row, other = (_doubled(doublings, "hours", one) for one in ("stance", "practising"))
    assert row is not None and other is not None
    least, most = TRIALS["hours"]
    verdict = said(_verdict(row, "hours"), practising=_times(other))
    return said(
        "doubling", times=_times(row), own=said.study.own, sets=_times_over_sets(said, row), low=least,
        high=most, verdict=verdict,
    )  # fmt: skip


def _times_over_sets(said: Sentences, row: Row) -> str:
    if "sets_q50" not in row:
        return ""
    low, median, high = (f"{row[f'sets_{name}']:.2g}" for name in ("q05", "q50", "q95"))
    within = phrases.in_percent(phrases.sampled(row["sets_within"], said.study.sets))
    return said("times_sets", median=median, low=low, high=high, within=within)


def _verdict(row: Row, doubled: str) -> str:
    """Whether the mean agrees with the trials, lies above what they find, or below."""
    least, most = TRIALS[doubled]
    return "fails" if row["mean"] > most else "fails_below" if row["mean"] < least else "passes"


def _load(said: Sentences, doublings: pd.DataFrame) -> list[str]:
    """Whether the gain of each falls as in trials where a broker has twice as many people."""
    row = _doubled(doublings, "people")
    if row is None or math.isnan(row["mean"]):
        return []
    low, high = TRIALS["people"]
    verdict = said(VERDICTS[_verdict(row, "people")])
    return [
        said(
            "load", times=_times(row), low=low, high=high, own=said.study.own,
            sets=_times_over_sets(said, row), verdict=verdict,
        )
    ]  # fmt: skip


def brief(said: Sentences, doublings: pd.DataFrame) -> str:
    """What twice the hours, and twice the people, multiply the gain by, beside trials."""
    parts = [
        said(f"brief_{name}", times=_times(row), low=TRIALS[name][0], high=TRIALS[name][1])
        for name in TRIALS
        if (row := _doubled(doublings, name)) and not math.isnan(row["mean"])
    ]
    row = _doubled(doublings, "hours")
    assert row is not None
    return " ".join([*parts, said(f"brief_{_verdict(row, 'hours')}")])


def equal_cost(said: Sentences, doses: pd.DataFrame) -> Iterator[str]:
    """How many brokers gain most at equal cost."""
    rows = doses[(doses["curve"] == "brokers") & (doses["measure"] == "practising")]
    if rows.empty:
        return
    best = rows.loc[rows.groupby("arm")["mean"].idxmax()].set_index("arm")["brokers"]
    numbers = phrases.listed([f"{best[arm]} brokers as {NAMES[arm]}" for arm in ARMS])
    tried = f"{rows['brokers'].min()} to {rows['brokers'].max()}"
    yield said("equal", numbers=numbers, range=tried, own=said.study.own)


def doubling_row(row: Row) -> dict[str, str]:
    """The cells of a doubling, beside what trials find."""
    low, high = TRIALS[row["doubled"]]
    hours = f"hours, {row['fte']:g} to {row['to_fte']:g} FTE"
    cells = {
        "Doubled": hours if row["doubled"] == "hours" else f"people, at {row['fte']:g} FTE",
        "Gain in": MEASURES[row["measure"]],
        "Times": phrases.spread(row, form="{:.2g}"),
    }  # fmt: skip
    if "sets_q50" in row:
        cells["Sets: median (5% to 95%)"] = phrases.over_sets(row, "{:.2g}".format)
        cells["Sets as in trials"] = f"{row['sets_within']:.0%}"
    compared = row["measure"] == "stance" and not math.isnan(row["mean"])
    cells["Trials"] = f"{low:g} to {high:g}" if compared else "–"
    cells["Verdict"] = IN_TABLE[_verdict(row, row["doubled"])] if compared else "–"
    return cells


def dose_rows(doses: pd.DataFrame) -> Iterator[dict[str, str]]:
    """The gains by the number of brokers at equal cost."""
    rows = doses[(doses["curve"] == "brokers") & (doses["measure"] == "practising")]
    for (brokers, fte), some in rows.groupby(["brokers", "fte"]):
        cells = {"Brokers": f"{brokers}", "Working time of each": f"{fte:.2g} FTE"}
        for row in some.to_dict("records"):
            cells[f"{phrases.capital(NAMES[row['arm']])}, {phrases.POINTS}"] = phrases.interval(
                phrases.estimate(row, scale=100), sign=""
            )
        yield cells
