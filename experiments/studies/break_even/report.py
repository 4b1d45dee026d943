"""What an hour together must buy, and whether the gain rises with hours as it does in trials."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import NAMES
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.break_even.dose import ARMS, DOUBLING
from experiments.studies.break_even.figures import FORTNIGHT, HALF_DAY, TITLES
from experiments.studies.break_even.surface import TIMES
from experiments.studies.content import Part, Said, texts

MEASURES = {"practising": "people practising", "stance": "stances, in SD"}
REFERENCES = {"without": "the same team without it", "solos": "solos"}
MEETING, SMALL_POST = (
    2,
    0.2,
)  # hours; full-time equivalents, as of the researchers in residence in Bristol
WEEK = 10 * HALF_DAY  # hours of full time

Row = Mapping[Any, Any]


def report(study: StudyFolder) -> Part:
    """What came out of a break-even study."""
    said = Said(study, __package__)
    lines, prices, doublings, doses = (
        study.table(name) for name in ("break_even", "prices", "doublings", "dose")
    )
    usual = lines[lines["hours"] == 1]
    pays = [_pays(said, row) for row in _ordered(usual[usual["reference"] == "without"])]
    doubled = _doubling(said, doublings)
    figures = said.figures(first=pays[0], dose=doubled)
    low, high = DOUBLING
    details = [
        *said.table("break-even", [_line_row(row) for row in _ordered(usual)]),
        *said.table("prices", [_price_row(row) for row in _ordered(prices)]),
        *said.table(
            "doublings", [_doubling_row(row) for row in _rows(doublings)], low=low, high=high
        ),
        *said.table("dose", list(_dose_rows(doses))),
    ]
    return Part(
        "What an hour together must buy",
        answer=[pays[0], doubled],
        worth=[*pays[1:], *_prices(said, prices), *_equal_cost(said, doses), _post(said)],
        sure=[doubled],
        shown=figures,
        blocks=[*figures, *details],
        brief={
            "Which hours together pay?": _brief(said, usual[usual["reference"] == "without"]),
            "Do trials agree on broker hours?": doubled,
        },
    )


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")


def _ordered(table: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows, activities in the order of the figure."""
    return _rows(
        table.sort_values("activity", key=lambda one: one.map(list(TITLES).index), kind="stable")
    )


def _worth(value: float) -> str:
    return f"{value:.2g}" if math.isfinite(value) else f"over {max(TIMES):g}"


def _spread(row: Row, name: str) -> str:
    return f"{_worth(row[name])} ({_worth(row[f'{name}_low'])} to {_worth(row[f'{name}_high'])})"


def _pays(said: Said, row: Row) -> str:
    study, over = said.study, ""
    if "sets_q50" in row:
        low, median, high = (_worth(row[f"sets_{name}"]) for name in ("q05", "q50", "q95"))
        never = phrases.in_percent(phrases.sampled(row["sets_never"], study.sets))
        over = said(
            "over_sets", sets=study.sets_called, median=median, low=low, high=high, never=never
        )
    name = "pays" if math.isfinite(row["worth"]) else "never"
    whats = texts(str(__package__))["whats" if name == "pays" else "whats_not"]
    numbers = {"worth": _spread(row, "worth"), "most": max(TIMES), "own": study.own, "sets": over}
    return said(name, what=whats[row["activity"]], **numbers)


def _brief(said: Said, rows: pd.DataFrame) -> str:
    """What an hour of each activity must buy, in one sentence."""
    over = "sets_q50" in rows
    where = f"In the median of the {said.study.sets_called}" if over else said.study.own
    must = {row["activity"]: _worth(row["sets_q50" if over else "worth"]) for row in _rows(rows)}
    return said("brief", where=phrases.capital(where), **must)


def _prices(said: Said, prices: pd.DataFrame) -> Iterator[str]:
    for row in _ordered(prices[prices["activity"] != "all"]):
        if "cost_mean" in row and not math.isnan(row["cost_mean"]):
            cells = _price_row(row)
            what = TITLES[row["activity"]]
            yield said(
                "price", what=what, cost=cells["Costs"], bought=cells["Buys"], own=said.study.own
            )


def _doubling(said: Said, doublings: pd.DataFrame) -> str:
    (row,) = _rows(doublings[(doublings["measure"] == "stance") & (doublings["to_fte"] == 1)])
    over = ""
    if "sets_q50" in row:
        low, median, high = (f"{row[f'sets_{name}']:.1f}" for name in ("q05", "q50", "q95"))
        within = phrases.in_percent(phrases.sampled(row["sets_within"], said.study.sets))
        over = said("times_sets", median=median, low=low, high=high, within=within)
    least, most = DOUBLING
    verdict = "fails" if row["mean"] > most else "fails_below" if row["mean"] < least else "passes"
    (other,) = _rows(doublings[(doublings["measure"] == "practising") & (doublings["to_fte"] == 1)])
    practising = phrases.spread(other, form="{:.1f}")
    return said(
        "doubling", times=phrases.spread(row, form="{:.1f}"), own=said.study.own, sets=over, low=least,
        high=most, verdict=said(verdict, practising=practising),
    )  # fmt: skip


def _equal_cost(said: Said, doses: pd.DataFrame) -> Iterator[str]:
    rows = doses[(doses["curve"] == "brokers") & (doses["measure"] == "practising")]
    if rows.empty:
        return
    best = rows.loc[rows.groupby("arm")["mean"].idxmax()].set_index("arm")["brokers"]
    numbers = phrases.listed([f"{best[arm]} brokers as {NAMES[arm]}" for arm in ARMS])
    tried = f"{rows['brokers'].min()} to {rows['brokers'].max()}"
    yield said("equal", numbers=numbers, range=tried)


def _post(said: Said) -> str:
    fte = said.study.settings.brokers.fte
    part_time, own_time = (MEETING / FORTNIGHT / (WEEK * post) for post in (SMALL_POST, fte))
    return said("post", part_time=part_time, part=SMALL_POST, own_time=own_time, own=fte)


def _line_row(row: Row) -> dict[str, str]:
    cells = {
        "Activity": TITLES[row["activity"]], "Half-days a week": f"{row['half_days']:.2f}",
        "Against": REFERENCES["solos" if row["activity"] == "all" else row["reference"]],
        "Must buy": _spread(row, "worth"),
    }  # fmt: skip
    if "sets_q50" in row:
        low, median, high = (_worth(row[f"sets_{name}"]) for name in ("q05", "q50", "q95"))
        cells["Mean over sets"] = _spread(row, "sets_worth")
        cells["Sets: median (5% to 95%)"] = f"{median} ({low} to {high})"
        cells["Pays in no case"] = f"{row['sets_never']:.0%}"
        cells["Pays in any case"] = f"{row['sets_always']:.0%}"
    return cells


def _price_row(row: Row) -> dict[str, str]:
    cells = {"Activity": TITLES[row["activity"]], "Half-days a week in all": f"{row['spent']:.1f}"}
    for prefix, where in (("", ""), ("sets_", " (mean over sets)")):
        for name, head in (("cost", "Costs"), ("bought", "Buys")):
            if f"{prefix}{name}_mean" in row:
                gap = phrases.estimate(row, f"{prefix}{name}_", scale=100)
                cells[f"{head}{where}"] = phrases.interval(gap, sign="")
    return cells


def _doubling_row(row: Row) -> dict[str, str]:
    cells = {
        "From": f"{row['fte']:g} FTE", "To": f"{row['to_fte']:g} FTE", "Gain in": MEASURES[row["measure"]],
        "Times": phrases.spread(row, form="{:.2f}"),
    }  # fmt: skip
    if "sets_q50" in row:
        low, median, high = (f"{row[f'sets_{name}']:.1f}" for name in ("q05", "q50", "q95"))
        cells["Sets: median (5% to 95%)"] = f"{median} ({low} to {high})"
        cells["Sets as in trials"] = f"{row['sets_within']:.0%}"
    return cells


def _dose_rows(doses: pd.DataFrame) -> Iterator[dict[str, str]]:
    rows = doses[(doses["curve"] == "brokers") & (doses["measure"] == "practising")]
    for (brokers, fte), some in rows.groupby(["brokers", "fte"]):
        cells = {"Brokers": f"{brokers}", "Working time of each": f"{fte:.2g} FTE"}
        for row in _rows(some):
            cells[f"{phrases.capital(NAMES[row['arm']])}, points"] = phrases.interval(
                phrases.estimate(row, scale=100), sign=""
            )
        yield cells
