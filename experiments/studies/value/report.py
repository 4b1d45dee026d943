"""The value of information: what to choose, what it pays to know, and how to find it out."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.groups import TITLES, group_of
from experiments.config.labels import setting_label
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Points, Sentences, texts
from experiments.studies.costs import cost_of
from experiments.studies.phrases import Row, pounds
from experiments.studies.value.pays import in_pounds, options_of, paying, pays, with_hosts
from experiments.studies.value.run import Options
from experiments.studies.value.tables import EVERYTHING, GROUP, SETTING

TOP = 8  # settings that are shown
IN_TABLE = (1, 2, 5)  # first digits of the prices that are in the table
# A link worker's post over the people whom one helps in a year, in England in 2022/23.
REACHED = (146, 182)
# What it costs that one more practice, of several people, works as facilitators suggest: Culler et al. 2013
# over the effect in Baskerville, Liddy & Hogg 2012, at 1.3 dollars to the pound.
PRACTICE = (31_000, 151_000)
QUESTION = "What to choose, and what to measure first?"
ALL = "All settings, as far as a regression tells"
COMMUNITIES = 2  # each has as many hosts
COSTS = ("team", "single")  # arms whose planned salaries are given

Shares = Mapping[tuple[float, str], str]  # of the sets, in words, by price and arm


def report(study: StudyFolder) -> Part:
    """What came out of a study of the value of information."""
    said = Sentences(study, __package__)
    value, choice = study.table("value"), study.table("choice")
    partial, arms, hosts_time = map(study.table, ("partial", "arms", "hosts"))
    price = options_of(study).price
    (main,) = value[value["price"] == price].to_dict("records")
    sets, shares = f"{study.sets:,} {study.sets_called}", _shares(choice, study.sets)
    here = choice[choice["price"] == price].set_index("arm")
    best, second = here["best"], str(here["best"].drop(main["arm"]).idxmax())
    pounds_each = pounds(price)
    benefits = {(row["price"], row["arm"]): row for row in choice.to_dict("records")}
    words = {
        "price": pounds_each, "arm": IN_SENTENCES[main["arm"]], "share": shares[price, main["arm"]],
        "second": IN_SENTENCES[second], "second_share": shares[price, second],
    }  # fmt: skip
    gained = said("benefit", pounds=in_pounds(benefits[price, main["arm"]]))
    first = said(
        "choose", counted=_counted(said), benefit="" if main["arm"] == "none" else gained,
        often=said(f"often.{_oftener(here, main['arm'], second)}", sets=sets, **words), **words,
    )  # fmt: skip
    hosts = COMMUNITIES * study.settings.population.hosts
    biased = [phrases.BIASED] if "single_matched" in (main["arm"], second) else []
    everything = said("everything", value=in_pounds(main), hosts=hosts, price=pounds_each)
    prices = prices_of_interest(partial, price)
    names, listed = shown(partial, prices), phrases.listed([pounds(one) for one in prices])
    some = value[value["price"].isin(prices) | value["price"].map(first_digits).isin(IN_TABLE)]
    told = pounds(by_price(partial)[price, EVERYTHING]["mean"])
    figures = said.figures(first=first, price=pounds_each, prices=listed, told=told)
    tables = [
        *said.table_of("choice", some, functools.partial(_choice, benefits, shares)),
        *said.table_of("arms", arms, _arm, sets=sets, among=_among(said)),
        *said.table_of(
            "hosts", hosts_time, functools.partial(_hosts, study.sets), price=pounds_each
        ),
        *said.table("information", list(_information(partial, names, prices)), prices=listed),
    ]
    sure = [
        first,
        *biased,
        everything,
        *_first(said, partial, prices),
        *_peak(said, partial, price),
    ]
    worth = list(pays(said, arms, hosts_time, price))
    if main["arm"] != "team":
        numbers = {"share": shares[price, "team"], "benefit": in_pounds(benefits[price, "team"])}
        positive = _positive(said, arms)
        worth.append(said("team", price=pounds_each, sets=sets, positive=positive, **numbers))
    least, most = (pounds(value["price"].agg(end)) for end in ("min", "max"))
    costs = {"reached": _range(REACHED), "practice": _range(PRACTICE)}
    unworthy = partial.query("price == @price and name == 'collective'")["low"].le(0).any()
    judged = said("judged.assumed" if price == Options().price else "judged.given")
    ends = {"least": pounds(main["least"]), "most": pounds(main["most"])}
    limits = [
        said("price", price=pounds_each, least=least, most=most, judged=judged, **costs),
        said("bounds", runs=study.set_replicates, **ends),
        *([said("collective", price=pounds_each)] if biased and unworthy else []),
        *([said("selected")] if study.over_plausible else []),
        said("limits", **{arm: pounds(cost_of(study.settings, arm).pounds) for arm in COSTS}),
    ]
    return Part(
        "What to choose, and what better knowledge is worth",
        answer=sure,
        worth=worth,
        sure=limits,
        shown=[*figures, *tables[:1]],
        blocks=[Points([*sure, *limits]), *figures, *tables],
        brief={QUESTION: " ".join(_brief(said, words, best, partial, main, second))},
    )


def _oftener(here: pd.DataFrame, main: str, second: str) -> str:
    """Whether of two choices the first is the best in clearly more sets, the second, or neither."""
    best, low = here["best"], here["best_low"]
    return "first" if best[second] < low[main] else "second" if best[main] < low[second] else "even"


def _positive(said: Sentences, arms: pd.DataFrame) -> str:
    """From which price on the team's net benefit is positive, and that of solos."""
    each = {row["arm"]: pounds(row["each"]) for row in paying(arms)}
    return said("positive", **each) if {"team", "solos"} <= {*each} else ""


def prices_of_interest(partial: pd.DataFrame, price: float) -> list[float]:
    """The main price, and that at which something is clearly worth most to know."""
    return list(dict.fromkeys([price, *_clear(partial).nlargest(1, "mean")["price"]]))


def _clear(partial: pd.DataFrame) -> pd.DataFrame:
    """The groups and settings that are clearly worth something, each at its price."""
    return partial[(partial["low"] > 0) & (partial["level"] != EVERYTHING)]


def shown(partial: pd.DataFrame, prices: Sequence[float]) -> list[str]:
    """What figures and tables show: all groups, and the settings that are clearly worth it at these prices.

    Those worth most come first.
    """
    here = partial[partial["price"].isin(prices)]
    clear, most = set(_clear(here)["name"]), here.groupby(["level", "name"])["mean"].max()
    ordered = most.sort_values(ascending=False).index
    settings = [name for level, name in ordered if level == SETTING and name in clear]
    return [*(name for level, name in ordered if level == GROUP), *settings[:TOP]]


def called(name: str) -> str:
    """A group or a setting in a reader's words."""
    return ALL if name == EVERYTHING else TITLES.get(name) or setting_label(name)


def by_price(partial: pd.DataFrame) -> dict[tuple[float, str], Row]:
    """The rows of the table by price and name."""
    return {(row["price"], row["name"]): row for row in partial.to_dict("records")}


def _shares(choice: pd.DataFrame, sets: int) -> Shares:
    """In how many sets each arm is the best choice at each price, in words."""
    return {
        (row["price"], row["arm"]): phrases.in_percent(phrases.sampled(row["best"], sets))
        for row in choice.to_dict("records")
    }


def _counted(said: Sentences) -> str:
    """Whose time the study counts."""
    hour = options_of(said.study).hour
    return said("counted.hours" if hour else "counted.salaries", hour=hour)


def _among(said: Sentences) -> str:
    """Among how many people those are counted who practise."""
    people = said.study.settings.population
    many = people.hosts * (people.managers + people.academics)
    name = "among.staff" if people.staff_file else "among.known"
    return said(name, people=f"{many:,}", hosts=COMMUNITIES * people.hosts)


def _first(said: Sentences, partial: pd.DataFrame, prices: Sequence[float]) -> Iterator[str]:
    """What to measure first at these prices; a price at which that is the same as before has no sentence."""
    clear, told = _clear(partial).query("rank == 1"), list[str]()
    for price in prices:
        rows = clear[clear["price"] == price]
        if list(rows["name"]) == told:
            continue
        told = list(rows["name"])
        what = "; ".join(_one(said, row, told) for row in rows.to_dict("records"))
        yield said("first" if what else "nothing", price=pounds(price), what=what)


def _one(said: Sentences, row: Row, told: Sequence[str]) -> str:
    """What a group or a setting is worth, and how to measure it; a setting may be part of a group here."""
    how = texts(__package__)["field"].get(row["name"], "")
    name = f"'{phrases.lower(called(row['name']))}'"
    how = f": to learn part of it, {how}" if how else ""
    within = row["level"] == SETTING and group_of(row["name"]) in told
    value = phrases.spread(row, form=pounds)
    return said("within" if within else "one", name=name, value=value, how=how)


def _peak(said: Sentences, partial: pd.DataFrame, price: float) -> Iterator[str]:
    """At which prices it is worth anything to know what is worth most at this one."""
    for top in _top(partial, price):
        rows = partial[partial["name"] == top["name"]].sort_values("price")
        clear, most = rows[rows["low"] > 0]["price"], rows.loc[rows["mean"].idxmax(), "price"]
        low, high = (
            rows.loc[out, "price"]
            for out in (rows["price"] < clear.min(), rows["price"] > clear.max())
        )
        ends = [said("up_to", price=pounds(low.max()))] if len(low) else []
        ends += [said("from", price=pounds(high.min()))] if len(high) else []
        unclear = said("unclear", where=phrases.listed(ends)) if ends else ""
        name = f"'{phrases.lower(called(top['name']))}'"
        yield said("peak", name=name, most=pounds(most), unclear=unclear)


def _top(partial: pd.DataFrame, price: float) -> list[Row]:
    """The group that is clearly worth most to know at a price, if any is."""
    clear = _clear(partial)
    top = clear[(clear["price"] == price) & (clear["level"] == GROUP)].nlargest(1, "mean")
    return [*top.to_dict("records")]


def _brief(
    said: Sentences, words: Row, best: Any, partial: pd.DataFrame, main: Row, second: str
) -> Iterator[str]:
    """What to choose, whether others' time or the model's bias may change that, and what to measure first."""
    arm = main["arm"]
    yield said(
        "brief", counted=_counted(said), are=said(f"are.{arm}"),
        **{**words, "second_share": f"{best[second]:.0%}"},
        team="" if "team" in (arm, second) else said("brief_team", share=best["team"]),
        assumed=said("assumed") if main["price"] == Options().price else "",
        favoured=said("brief_favoured") if arm == "single_matched" else "",
    )  # fmt: skip
    (paid,) = said.study.table("hosts").query("times == 1").to_dict("records")
    if between := with_hosts(said.study, said.study.table("arms")):
        low, high = map(pounds, between)
        yield said("brief_hosts", each=pounds(paid["each"]), low=low, high=high)
    for row in _top(partial, main["price"]):
        yield said("brief_first", name=phrases.lower(called(row["name"])))


def _range(ends: tuple[float, float]) -> str:
    return " to ".join(f"£{end:,.0f}" for end in ends)


def _choice(benefits: Mapping[Any, Row], shares: Shares, row: Row) -> dict[str, str]:
    """The best choice at a price, and what knowing everything is worth there."""
    key = row["price"], row["arm"]
    return {
        "Price": f"£{row['price']:,.0f}", "Best choice": NAMES[row["arm"]], "Best in sets": shares[key],
        "Net benefit": in_pounds(benefits[key]) if row["arm"] != "none" else "–",
        "Worth of knowing everything": in_pounds(row),
    }  # fmt: skip


def first_digits(price: float) -> float:
    """A price between 1 and 10, in the power of ten below it: 2 for 20,000."""
    return float(f"{price:e}".split("e")[0])


def _hosts(sets: int, row: Row) -> dict[str, str]:
    """The choice at the main price, by what an hour of the people whom brokers meet costs."""
    return {
        "An hour costs": f"£{row['hour']:,.0f}", "Best choice": NAMES[row["arm"]],
        "Best in sets": phrases.in_percent(phrases.sampled(row["best"], sets)),
        "Brokers pay from": in_pounds(row, "each", "each_") if row["each"] > 0 else "–",
        "Worth of knowing everything": in_pounds(row),
    }  # fmt: skip


def _arm(row: Row) -> dict[str, str]:
    return {
        "Arm": NAMES[row["arm"]],
        "People who practise": phrases.spread(row, "people_", "people", "{:.0f}"),
        "Salaries paid": pounds(row["money"]),
        "Others' hours": phrases.few_digits(row["hours"]),
        "Per person": in_pounds(row, "each", "each_") if row["each"] > 0 else "–",
    }


def _information(
    partial: pd.DataFrame, names: Sequence[str], prices: Sequence[float]
) -> Iterator[dict[str, str]]:
    """What it is worth to know something at each price, and how to find it out."""
    rows, field = by_price(partial), texts(__package__)["field"]
    for name in (EVERYTHING, *names):
        worth = {f"Worth at {pounds(one)}": in_pounds(rows[one, name]) for one in prices}
        how = phrases.capital(field.get(name, ""))
        yield {"What": called(name), **worth, "How to measure it": how}
