"""Sensitivity: which groups of settings the team's gain and lead depend on, and how much varies by chance."""

from collections.abc import Iterator

import pandas as pd

from experiments.config.groups import TITLES
from experiments.config.labels import setting_label
from experiments.methods.sensitivity_indices import CHANCE, FIRST, JOINT, TOTAL
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Part, Sentences
from experiments.studies.phrases import Row, capital, listed, spread
from experiments.studies.sensitivity.run import MATTERS

WHAT = {
    "lead": "lead over solos",
    "lead_equal_cost": "lead over single brokers at equal cost",
    "gain": "gain over no brokers",
}
ORDERS = {TOTAL: "totals", FIRST: "first-order"}  # tables
WITHOUT = {CHANCE: "chance variation between runs", JOINT: "interactions between groups"}
SHOWN = 5  # settings for each contrast
NAMED = 3  # settings in a sentence
WANTED = 0.05  # half width of every interval
INDEX, PERCENT = "{:z.2f}", "{:z.0%}"


def report(study: StudyFolder) -> Part:
    """What a sensitivity analysis found."""
    said = Sentences(study, __package__)
    found, settings, dependent = map(study.table, ("indices", "settings", "dependence"))
    found["group"] = found["group"].fillna("")
    shown = pd.concat([settings[settings["contrast"] == one].head(SHOWN) for one in WHAT])
    of = {contrast: found[found["contrast"] == contrast] for contrast in WHAT}
    why = [_settings(said, settings, contrast) for contrast in WHAT]
    totals, firsts = (said.table(name, list(_rows(found, order))) for order, name in ORDERS.items())
    figures = said.figures()
    return Part(
        "Which groups of settings matter",
        answer=[one for contrast, rows in of.items() for one in _source(said, rows, WHAT[contrast])],
        why=why,
        sure=[_precise(said, found), said("ranges"), *_dependence(said, dependent)],
        shown=[*figures, *totals],
        blocks=[
            *figures, *totals, *firsts,
            *said.table_of("settings", shown, _setting_row, least=MATTERS),
        ],
        brief={"What does the lead vary with?": " ".join(_source(said, of["lead"], WHAT["lead"]))},
    )  # fmt: skip


def _source(said: Sentences, rows: pd.DataFrame, what: str) -> Iterator[str]:
    """Where most of the variation of a contrast comes from, and which group matters most."""
    if rows["index"].isna().any():
        yield said("nothing", what=what)
        return
    totals = rows[rows["order"] == TOTAL].sort_values("index", ascending=False, kind="stable")
    best, *others = totals.to_dict("records")
    (chance,) = rows[rows["order"] == CHANCE].to_dict("records")
    if best["low"] < chance["high"] and chance["low"] < best["high"]:
        (single,) = rows[(rows["order"] == FIRST) & (rows["group"] == best["group"])].to_dict(
            "records"
        )
        shares = {"index": best, "alone": single, "chance": chance}
        words = {name: _index(row, PERCENT) for name, row in shares.items()}
        yield said("both", what=what, group=TITLES[best["group"]], **words)
        return
    first, name = chance, WITHOUT[CHANCE]
    if best["index"] > chance["index"]:
        first, name = best, f'"{TITLES[best["group"]]}", including interactions'
    much = "Most" if first["low"] > 0.5 else "The largest part"
    yield said("source", much=much, what=what, first=name, index=_index(first, PERCENT))
    unclear = any(row["high"] > best["low"] for row in others)
    if unclear or first is chance:  # else the sentence before says it
        name = "unclear" if unclear else "group"
        yield said(name, group=TITLES[best["group"]], what=what, index=_index(best))


def _index(row: Row, form: str = INDEX) -> str:
    return spread(row, name="index", form=form)


def _settings(said: Sentences, settings: pd.DataFrame, contrast: str) -> str:
    """Which single settings explain most of a contrast."""
    here = settings[settings["contrast"] == contrast]
    rows = here[here["low"] > 0].head(NAMED)
    if rows.empty:
        return said("no_group" if here.empty else "no_setting", what=WHAT[contrast], least=MATTERS)
    labels = rows["setting"].map(setting_label)
    names = [f'"{label}" ({share:.0%})' for label, share in zip(labels, rows["index"], strict=True)]
    return said("settings", what=WHAT[contrast], settings=listed(names))


def _precise(said: Sentences, found: pd.DataFrame) -> str:
    """Whether all indices are known well enough."""
    every = found[found["order"] != JOINT]  # which is the rest
    widest = round(float(((every["high"] - every["low"]) / 2).max()), 2)  # as it is wanted
    return said("enough" if widest <= WANTED else "too_small", widest=widest, wanted=WANTED)


def _dependence(said: Sentences, dependent: pd.DataFrame) -> Iterator[str]:
    """How large the dependence between groups is that is ignored."""
    if dependent.empty:
        return
    row = max(dependent.to_dict("records"), key=lambda pair: abs(pair["correlation"]))
    names = [f'"{setting_label(row[name])}"' for name in ("setting", "other_setting")]
    numbers = {name: f"{row[name]:.2f}" for name in ("correlation", "by_chance")}
    yield said("dependence", settings=listed(names), **numbers)


def _rows(found: pd.DataFrame, order: str) -> Iterator[dict[str, str]]:
    """A row per group with one of its indices for each contrast, then what belongs to no group."""
    by = {(row["contrast"], row["order"], row["group"]): row for row in found.to_dict("records")}
    groups = [(order, group, TITLES[group]) for group in dict.fromkeys(found["group"]) if group]
    for of, group, name in [*groups, *((other, "", text) for other, text in WITHOUT.items())]:
        yield {"Source": name} | {
            capital(what): _index(by[contrast, of, group]) for contrast, what in WHAT.items()
        }


def _setting_row(row: Row) -> dict[str, str]:
    return {
        "Explained": WHAT[row["contrast"]], "Setting": setting_label(row["setting"]),
        "Group": TITLES[row["group"]], "First-order index": _index(row),
    }  # fmt: skip
