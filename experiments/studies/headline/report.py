"""The headline: the team against every other arm, by default and over the plausible parameter sets."""

import functools
import math
from collections.abc import Iterator, Mapping

import pandas as pd

from experiments.config.arms import ALIKE, IN_SENTENCES, NAMES
from experiments.config.labels import setting_label
from experiments.methods.estimates import DIGITS, Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Sentences, Text
from experiments.studies.costs import cost_of
from experiments.studies.headline.run import HIGH, LOW
from experiments.studies.headline.shuffled import AS_FOUND, SHUFFLED

CLEAR = 0.05  # false discovery rate
EQUAL = len(ALIKE)  # other arms with the team's money: they come first
SIDES = {"better": "sets_clearly_ahead", "worse": "sets_clearly_behind"}
MOST = 3  # settings that a sentence names
# Share of the sets with a smaller lead, from which on the study's settings are not typical.
ATYPICAL = 0.75
# So many plausible sets have a smaller lead over solos than the default settings: a test counts them.
FAVOURED = "nine in ten"
FEWEST = 2  # runs in a parameter set for an interval of its own
TO_THE_HOUR = 6  # digits of weeks: equal costs of unequal posts differ in the last bits

Rows = Mapping[tuple[str, str], phrases.Row]  # by other arm and moment


def report(study: StudyFolder) -> Part:
    """What came out of a study of the headline."""
    said, found = Sentences(study, __package__), study.table("headline")
    rows: Rows = {(row["other"], row["moment"]): row for row in found.to_dict("records")}
    others = list(dict.fromkeys(found["other"]))
    when = phrases.when(study, "end", phrases.week_of("end", study.settings))
    gaps = {other: phrases.estimate(rows[other, "end"], scale=100) for other in others[:EQUAL]}
    verdicts = [phrases.verdict(gap, ("team", other), when) for other, gap in gaps.items()]
    over_sets = not any(math.isnan(row.get("sets_q50", math.nan)) for row in rows.values())
    in_runs = _how_often(said, rows, others[:EQUAL], "worlds_behind", "runs")
    in_sets = _how_often(said, rows, others[:EQUAL], "sets_behind", "sets") if over_sets else []
    noise = [said("noise", runs=study.set_replicates)] if over_sets else []
    figures = said.figures(own=study.own, runs=study.set_replicates)
    compared = found[found["moment"].isin([*phrases.MOMENTS])]
    cells = functools.partial(_cells, study, over_sets)
    main = said.table_of("headline", compared, cells, own=study.own)
    worth = [*_settled(said, rows, others, over_sets), *_cheaper(said, others)]
    runs = study.table("runs")
    critical = study.settings.money.critical_mass
    spread = said.table_of("runs", runs, functools.partial(_spread, study), critical=critical)
    details = [*figures, *main, *spread]
    brief = {}
    if study.has("shuffled"):
        prior = study.table("shuffled")
        worth += _prior(said, prior)
        brief = {"Is the lead only assumed?": _brief(said, prior)}
        details += said.table_of("shuffled", prior, _shuffled)
    if study.has("losing"):
        clear = study.table("losing").query("q < @CLEAR")
        worth += _associated(said, clear, others[:EQUAL])
        common = said.table_of("associated-settings", clear, _common, clear=CLEAR)
        details += common or [Text(said("no_setting"))]
    return Part(
        "The team against every other arm",
        answer=[
            *in_sets, *(_levels(said, rows, runs, others) if over_sets else []),
            *_atypical(said, rows[others[0], "end"]), *verdicts, *in_runs,
        ],
        worth=worth,
        sure=[*in_runs, said("means"), *noise, *_precise(said, others[0])],
        shown=[*main, *figures],
        blocks=details,
        brief=brief,
    )  # fmt: skip


def _share(study: StudyFolder, row: phrases.Row, column: str) -> Estimate:
    return phrases.sampled(row[column], int(row["n"]) if "worlds" in column else study.sets)


def _how_often(said: Sentences, rows: Rows, others: list[str], column: str, name: str) -> list[str]:
    """How often the team has less than the first two other arms and, of sets, how often that is clear."""
    study = said.study
    if name == "sets" and study.set_replicates < FEWEST:
        name = "sets_of_one_run"
    found = {
        word: [phrases.in_percent(_share(study, rows[other, "end"], one)) for other in others]
        for word, one in {"shares": column, **(SIDES if name == "sets" else {})}.items()
    }
    first, second = (IN_SENTENCES[other] for other in others)
    which = study.own if name == "runs" else phrases.counted_sets(study)
    return [said(name, which=which, first=first, second=second, **found)]


def _settled(said: Sentences, rows: Rows, others: list[str], over_sets: bool) -> Iterator[str]:
    """Against whom most parameter sets are surely clear by themselves."""
    study = said.study
    if not over_sets or study.set_replicates < FEWEST:
        yield said("one_run" if over_sets else "one_set")
        return
    for other in others:
        if study.over_plausible and other == "none":
            yield said("built_in", best=_best(said))
            continue
        shares = {side: _share(study, rows[other, "end"], column) for side, column in SIDES.items()}
        words = {side: phrases.in_percent(share) for side, share in shares.items()}
        side = next((side for side, share in shares.items() if share.low > 0.5), "")
        words |= {"sets": study.sets_called, "side": side, "share": words.get(side, "")}
        clear = phrases.sampled(sum(share.mean for share in shares.values()), study.sets)
        name = "settled" if side else "alike" if clear.high < 0.5 else "open"
        yield said(name, other=IN_SENTENCES[other], **words)


def _atypical(said: Sentences, row: phrases.Row) -> Iterator[str]:
    """Whether the study's own settings lie at the edge of the parameter sets."""
    smaller = row.get("own_percentile", math.nan)
    for side, share in {"larger": smaller, "smaller": 1 - smaller}.items():
        if share > ATYPICAL:
            whose = "study's" if said.study.changed else "default"
            words = {"whose": whose, "side": side, "other": IN_SENTENCES[row["other"]]}
            yield said("atypical", sets=said.study.sets_called, share=share, **words)


def _cheaper(said: Sentences, others: list[str]) -> Iterator[str]:
    """Which other arms with brokers cost less than the team."""
    team, *costs = (cost_of(said.study.settings, arm) for arm in ("team", *others))
    for other, cost in zip(others, costs, strict=True):
        if other != "none" and round(cost.weeks - team.weeks, TO_THE_HOUR) < 0:
            name = phrases.capital(IN_SENTENCES[other])
            costs_less = phrases.pounds(cost.pounds), phrases.pounds(team.pounds)
            yield said("cost", other=name, pounds=costs_less)


def _associated(said: Sentences, clear: pd.DataFrame, others: list[str]) -> Iterator[str]:
    """Which settings are clearly associated with a larger lead."""
    for other in others:
        if settings := phrases.higher_or_lower(clear[clear["other"] == other].head(MOST)):
            yield said("associated", other=IN_SENTENCES[other], settings="; ".join(settings))


def _cells(study: StudyFolder, over_sets: bool, row: phrases.Row) -> dict[str, str]:
    """A comparison: with the study's own settings, then over the parameter sets."""
    gap = phrases.estimate(row, scale=100)
    return {
        "The team against": NAMES[row["other"]],
        "Week": str(phrases.week_of(row["moment"], study.settings)),
        f"Points {study.own} (95% interval)": phrases.interval(gap),
        "Worse in single runs": phrases.in_percent(_share(study, row, "worlds_behind")),
        **(_over_sets(study, row) if over_sets else {}),
        "Planned salaries": phrases.pounds(cost_of(study.settings, row["other"]).pounds),
    }


def _over_sets(study: StudyFolder, row: phrases.Row) -> dict[str, str]:
    columns = {"Worse in sets": "sets_behind"}
    if study.set_replicates >= FEWEST:
        columns |= {f"Clearly {side} in sets": column for side, column in SIDES.items()}
    return {"Sets: median (5% to 95%)": phrases.over_sets(row, phrases.in_tenths)} | {
        head: phrases.in_percent(_share(study, row, column)) for head, column in columns.items()
    }


def _spread(study: StudyFolder, row: phrases.Row) -> dict[str, str]:
    return {
        "Arm": NAMES[row["arm"]],
        "Runs": f"{row['n']:,} {phrases.where(study, row['runs'] == 'sets')}",
        "Critical mass reached": f"{row['critical_mass']:.0%}",
        "Median (quartiles)": f"{row['q50']:.0%} ({row['q25']:.0%} to {row['q75']:.0%})",
        f"Below {LOW:.0%}": f"{row['below']:.0%}", f"Above {HIGH:.0%}": f"{row['above']:.0%}",
    }  # fmt: skip


def _levels(said: Sentences, rows: Rows, runs: pd.DataFrame, others: list[str]) -> list[str]:
    """How many people practise at follow-up in the median run over the sets, and how the team then stands."""
    study, (first, *_) = said.study, others
    median = runs[runs["runs"] == "sets"].set_index("arm")["q50"]
    levels = [
        said("level" if arm == "team" else "level_next", share=median[arm], arm=IN_SENTENCES[arm])
        for arm in ("team", *others[:EQUAL])
    ]
    clear = ""
    if study.set_replicates >= FEWEST:
        shares = {
            side: phrases.in_percent(_share(study, rows[first, "followup"], column))
            for side, column in SIDES.items()
        }
        clear = said("clear_then", other=IN_SENTENCES[first], **shares)
    when = phrases.WHEN["followup"].format(phrases.week_of("followup", study.settings))
    sets = phrases.counted_sets(study)
    return [said("levels", when=when, sets=sets, levels=phrases.listed(levels), clear=clear)]


def _best(said: Sentences) -> str:
    """Which of the arms that cost the same does best in most parameter sets; empty if none does."""
    if not said.study.has("sets"):
        return ""
    leads = said.study.table("sets").pivot(index="set", columns="other", values="end").round(DIGITS)
    levels = -leads[[other for other in leads if other in ALIKE]]
    best = levels.assign(team=0.0).idxmax(axis="columns").value_counts()
    share = phrases.sampled(best.iloc[0] / len(leads), len(leads))
    if share.low <= 0.5:
        return ""
    return said("best", share=phrases.in_percent(share), arm=IN_SENTENCES[best.index[0]])


def _precise(said: Sentences, other: str) -> Iterator[str]:
    """How large a lead must be to be clear in a set by itself."""
    if not said.study.has("sets") or said.study.set_replicates < FEWEST:
        return
    found = said.study.table("sets").query("other == @other")
    half = 50 * (found["end_high"] - found["end_low"]).median()
    yield said(
        "precise",
        runs=said.study.set_replicates,
        other=IN_SENTENCES[other],
        half=phrases.fixed(half),
    )


def _prior(said: Sentences, found: pd.DataFrame) -> Iterator[str]:
    """Whether the targets bear on what collective work buys, or the lead rests on its prior."""
    before = ""
    for other in found["other"].unique():
        ending, words = _moved(found, other)
        again = ending == before == "only"  # else it says the same twice
        narrowed = said(f"prior_narrowed.{_whose(said)}")
        words["verdict"] = said(f"prior_{ending}", narrowed=narrowed, **words)
        yield said("prior_again" if again else "prior", **words)
        before = ending


def _brief(said: Sentences, found: pd.DataFrame) -> str:
    """The same of the first other arm, the answer first."""
    ending, words = _moved(found, found["other"].iloc[0])
    return said(f"brief_{ending}", narrowed=said(f"brief_narrowed.{_whose(said)}"), **words)


def _whose(said: Sentences) -> str:
    return "plausible" if said.study.over_plausible else "other"


def _moved(found: pd.DataFrame, other: str) -> tuple[str, dict[str, str]]:
    """Whether exchanging what collective work buys moves the lead over an arm, and the leads in words."""
    part = found[(found["moment"] == "end") & (found["other"] == other)]
    leads = {row["sample"]: row for row in part.to_dict("records")}
    moved = phrases.estimate(leads[SHUFFLED], "moved_", scale=100)
    words = {
        sample: phrases.interval(phrases.estimate(leads[of], scale=100))
        for sample, of in (("found", AS_FOUND), ("shuffled", SHUFFLED))
    }
    words |= {"other": IN_SENTENCES[other], "moved": phrases.interval(moved)}
    return ("moved" if moved.sign else "only"), words


def _shuffled(row: phrases.Row) -> dict[str, str]:
    return {
        "The team against": NAMES[row["other"]], "Moment": phrases.MOMENTS[row["moment"]],
        "Sets": f"{row['sets']:,} {row['sample']}",
        "Points (95% interval)": phrases.interval(phrases.estimate(row, scale=100)),
        "Median (5% to 95%)": phrases.over_sets(row, phrases.in_tenths, prefix=""),
        "Worse": f"{row['behind']:.0%}",
    }  # fmt: skip


def _common(row: phrases.Row) -> dict[str, str]:
    return {
        "Setting": setting_label(row["setting"]), "Against": NAMES[row["other"]],
        "Rank correlation": f"{row['correlation']:+.2f}", "False discovery rate": phrases.rate(row["q"]),
    }  # fmt: skip
