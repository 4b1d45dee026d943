"""What an hour together must buy, and whether the gain rises with hours as it does in trials."""

import functools
import math
from collections.abc import Iterator

import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.break_even import dose_report, lead_report
from experiments.studies.break_even.dose import DOUBLED, DOUBLING
from experiments.studies.break_even.figures import FORTNIGHT, HALF_DAY, TITLES, in_times
from experiments.studies.break_even.surface import TIMES
from experiments.studies.content import Block, Part, Sentences
from experiments.studies.phrases import Row

REFERENCES = {"without": "the same team without it", "solos": "solos"}
# Hours; full-time equivalents, as of the researchers in residence in Bristol.
MEETING, SMALL_POST = 2, 0.2
DEFLECTED = "deflected"  # the unit that is no share
WEEK = 10 * HALF_DAY  # hours of full time
SETS = " (mean over sets)"  # in heads of columns


def report(study: StudyFolder) -> Part:
    """What came out of a break-even study."""
    said = Sentences(study, __package__)
    lines, prices, doublings, doses, bought = (
        study.table(name) for name in ("break_even", "prices", "doublings", "dose", "units")
    )
    usual = lines[lines["hours"] == 1]
    without = _ordered(usual[usual["reference"] == "without"])
    pays = [_pays(said, row) for row in without.to_dict("records")]
    doubled = list(dose_report.doubled(said, doublings))
    low, high = DOUBLING
    figures = said.figures(own=study.own, doubled=DOUBLED, low=low, high=high)
    details: list[Block] = [
        *said.table_of("break-even", _ordered(usual), _line_row, chance=_chance(said, usual)),
        *said.table_of(
            "units", _ordered(bought), functools.partial(_unit_row, said), own=study.own
        ),
        *said.table_of("prices", _ordered(prices), _price_row),
        *said.table_of("doublings", doublings, dose_report.doubling_row),
        *said.table(
            "dose",
            list(dose_report.dose_rows(doses)),
            own=study.own,
            sets=", and means over the sets" if "sets_mean" in doses else "",
        ),
    ]
    surface = study.table("surface")
    leads = [
        lead_report.pairs(said, surface), lead_report.assumed(said, lines),
        lead_report.without_each(said, surface),
    ]  # fmt: skip
    return Part(
        "What an hour together must buy",
        answer=[pays[0], said("meaning"), *leads, *_in_units(said, bought, "all"), *doubled],
        worth=[
            *pays[1:], *_in_units(said, bought, "pairs"), *_capped(said, bought), *_prices(said, prices),
            *dose_report.equal_cost(said, doses, doublings), _post(said),
        ],
        sure=doubled,
        shown=figures,
        blocks=[*figures, *details],
        brief={
            "Which hours together pay?": _brief(said, without),
            "Do trials agree on broker hours?": dose_report.brief(said, doublings),
        },
    )  # fmt: skip


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The rows, activities in the order of the figure."""
    place = list(TITLES).index
    return table.sort_values("activity", key=lambda one: one.map(place), kind="stable")


def _spread(row: Row, name: str) -> str:
    return phrases.spread(row, f"{name}_", name, in_times)


def _pays(said: Sentences, row: Row) -> str:
    study, name = said.study, "pays" if math.isfinite(row["worth"]) else "never"
    what = said(f"{'whats' if name == 'pays' else 'whats_not'}.{row['activity']}")
    words = {"what": what, "worth": _spread(row, "worth"), "own": study.own}
    if "sets_q50" in row:
        name += "_sets"
        for word, end in {"low": "q05", "median": "q50", "high": "q95"}.items():
            words[word] = in_times(row[f"sets_{end}"])
        words["never"] = phrases.in_percent(phrases.sampled(row["sets_never"], study.sets))
        words["sets"] = phrases.counted_sets(study)
    return said(name, most=max(TIMES), **words)


def _brief(said: Sentences, rows: pd.DataFrame) -> str:
    """What an hour of each activity must buy, in a sentence or two."""
    over = "sets_q50" in rows
    where = "median of the sets" if over else said.study.own
    found = {row["activity"]: row for row in rows.to_dict("records")}
    least = {name: row["sets_q50" if over else "worth"] for name, row in found.items()}
    must = {name: in_times(value) for name, value in least.items()}
    columns = ("sets_q05", "sets_q95") if over else ("worth_low", "worth_high")
    ends = [found["all"][name] for name in columns]
    range_ = f"{'5 to 95%: ' if over else ''}{' to '.join(map(in_times, ends))}"
    must["all"] = f"{in_times(least['all'])} ({range_})"
    alone = {name: in_times(row["worth"]) for name, row in found.items()}
    own = said("brief_own", own=phrases.capital(said.study.own), **alone) if over else ""
    return said("brief", where=where, own=own, **must)


def _in_units(said: Sentences, bought: pd.DataFrame, activity: str) -> list[str]:
    """What an activity must buy in units that a team could record; nothing where it never pays."""
    rows = bought[(bought["activity"] == activity) & (bought["part"] == "pairs")]
    if not rows["must"].map(math.isfinite).all():
        return []
    parts = [
        _in_words(said, row) + said("assumed", assumed=_amount(row["unit"], row["assumed"]))
        for row in rows.to_dict("records")
    ]
    what = f"{phrases.lower(said(f'whats.{activity}'))} if {phrases.listed(parts)}"
    return [said("in_units", own=said.study.own, what=what)]


def _in_words(said: Sentences, row: Row) -> str:
    """What must be bought of a unit."""
    return said(f"in_words.{row['unit']}", value=_amount(row["unit"], row["must"]))


def _amount(unit: str, value: float) -> str:
    """A share in per cent, or half-days, with two digits that count."""
    if not math.isfinite(value):
        return "more than was tried"
    return f"{value:.2g}" if unit == DEFLECTED else f"{float(f'{100 * value:.2g}'):g}%"


def _capped(said: Sentences, bought: pd.DataFrame) -> list[str]:
    """That leading buys no more where an hour of it is worth more than the model assumes."""
    most, assumed = bought.loc[bought["activity"] == "leader", ["most", "assumed"]].iloc[0]
    return [said("capped", most=_amount(DEFLECTED, most))] if most <= assumed else []


def _prices(said: Sentences, prices: pd.DataFrame) -> Iterator[str]:
    over_sets = "sets_cost_mean" in prices
    prefix, end = ("sets_", SETS) if over_sets else ("", "")
    where = f"on average over the {phrases.counted_sets(said.study)}"
    words = {"where": where if over_sets else said.study.own}
    for row in _ordered(prices[prices["activity"] != "all"]).to_dict("records"):
        if not math.isnan(row["cost_mean"]):
            cells, times = _price_row(row), row[f"{prefix}return_mean"]
            words |= {"cost": cells[f"Costs{end}"], "bought": cells[f"Buys{end}"]}
            worth = "" if math.isnan(times) else said("worth_work", times=_return(row, prefix))
            yield said("price", what=TITLES[row["activity"]], worth=worth, **words)


def _post(said: Sentences) -> str:
    fte = said.study.settings.brokers.fte
    part_time, own_time = (MEETING / FORTNIGHT / (WEEK * post) for post in (SMALL_POST, fte))
    return said("post", part_time=part_time, part=SMALL_POST, own_time=own_time, own=fte)


def _chance(said: Sentences, lines: pd.DataFrame) -> str:
    """How to read the shares of sets in which hours pay that buy nothing."""
    return said("chance", runs=said.study.set_replicates) if "sets_always" in lines else ""


def _line_row(row: Row) -> dict[str, str]:
    cells = {
        "Activity": TITLES[row["activity"]], "Half-days a week": f"{row['half_days']:.2f}",
        "Against": REFERENCES["solos" if row["activity"] == "all" else row["reference"]],
        "Must buy": _spread(row, "worth"),
    }  # fmt: skip
    if "sets_q50" in row:
        cells["Mean over sets"] = _spread(row, "sets_worth")
        cells["Sets: median (5% to 95%)"] = phrases.over_sets(row, in_times)
        cells["Sets: never pays"] = f"{row['sets_never']:.0%}"
        cells["Sets: pays even if it buys nothing"] = f"{row['sets_always']:.0%}"
    return cells


def _price_row(row: Row) -> dict[str, str]:
    cells = {"Activity": TITLES[row["activity"]], "Half-days a week in all": f"{row['spent']:.1f}"}
    for prefix, where in (("", ""), ("sets_", SETS)):
        for name, head in (("cost", "Costs"), ("bought", "Buys")):
            if f"{prefix}{name}_mean" in row:
                gap = phrases.estimate(row, f"{prefix}{name}_", scale=100)
                cells[f"{head}{where}"] = phrases.interval(gap, sign="")
        if f"{prefix}return_mean" in row:
            cells[f"Half-days of own work{where}"] = _return(row, prefix)
    return cells


def _return(row: Row, prefix: str = "") -> str:
    """What is bought, in half-days of own work: the ratio of what a half-day buys and costs."""
    return phrases.spread(row, f"{prefix}return_", form="{:z.1f}")


def _unit_row(said: Sentences, row: Row) -> dict[str, str]:
    amount = functools.partial(_amount, row["unit"])
    must = phrases.spread(row, "must_", "must", amount)
    cells = {
        "Activity": TITLES[row["activity"]],
        "What is bought": said(f"rows.{row['unit']}"),
        "Model assumes": amount(row["assumed"]),
        "Must be": must if math.isfinite(row["must"]) else amount(row["must"]),
    }
    if "sets_q50" in row:
        cells["Sets: median (5% to 95%)"] = phrases.over_sets(row, amount)
    return cells
