"""Whether practice grows, from which share it lasts, and whether hosts keep their gains."""

import functools
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.methods.estimates import quantiles
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Sentences
from experiments.studies.phrases import Row
from experiments.studies.tipping.run import years_after
from experiments.studies.tipping.thresholds import LIKELY, LITERATURE, LOW, MAJORITY, YEARLY_LOSS

VARIANTS = {"norm": "with the norm", "no_norm": "without the norm"}
THRESHOLD, LASTING = "From which share does practice last?", "Do hosts keep their gains?"
LOSSES = " to ".join(f"{loss:.0%}" for loss in YEARLY_LOSS)  # in words
MEASURES = {"chance": "Most practise later in half of the runs", "drift": "The median run grows"}


def report(study: StudyFolder) -> Part:
    """What came out of a study of tipping."""
    said = Sentences(study, __package__)
    tables = {name: study.table(name) for name in ("threshold", "heaps", "kept", "sets")}
    which = "sets" if study.over_sets else "own"
    some = {name: table[table["runs"] == which] for name, table in tables.items()}
    over, *alone = (
        _threshold(said, tables["threshold"], name) for name in dict.fromkeys((which, "own"))
    )
    falsifier = _falsifier(said, some["threshold"])
    lasting = list(_kept(said, some["kept"]))
    grows = _drift(said, some["threshold"], _beginning(said, which))
    own = _own_sets(said, some) if which == "sets" else []
    first = [" ".join([grows, own[0]]), *own[1:]] if own else [over, grows]
    figures = said.figures()
    heaps = _heaps(said, some["heaps"], _beginning(said, which))
    threshold_row, kept_row = (functools.partial(one, study) for one in (_threshold_row, _kept_row))
    details = [
        *said.table_of("thresholds", tables["threshold"], threshold_row),
        *said.table("heaps", list(_heap_rows(study, tables["heaps"]))),
        *said.table_of("kept", tables["kept"], kept_row, likely=LIKELY, losses=LOSSES),
    ]
    return Part(
        "Does practice last?",
        answer=[*first, *alone, heaps, *lasting],
        why=[falsifier],
        sure=first,
        shown=figures,
        blocks=[*figures, *details],
        brief=_brief(said, tables),
    )


def _one(table: pd.DataFrame, **wanted: str) -> Row:
    """The one row with these values."""
    for name, value in wanted.items():
        table = table[table[name] == value]
    (row,) = table.to_dict("records")
    return row


def _per_cent(row: Row, name: str) -> str:
    """A share with its interval; where there is no number, a dash."""
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if not math.isfinite(value):
        return "–"
    ends = [
        "–" if math.isnan(end) else f"{end:.0%}" if end < math.inf else "none"
        for end in (low, high)
    ]
    return f"{value:.0%} ({' to '.join(ends)})"


def _share_from(row: Row) -> str:
    """The share from which on something holds, in words where there is none."""
    at = row["at"]
    return "too few runs" if math.isnan(at) else "none" if at == math.inf else _per_cent(row, "at")


def _beginning(said: Sentences, which: str) -> str:
    """Of which runs a sentence is, at its beginning."""
    study = said.study
    sets = f"In runs pooled over the {study.sets:,} {study.sets_called}"
    return sets if which == "sets" else phrases.capital(study.own)


def _threshold(said: Sentences, table: pd.DataFrame, which: str) -> str:
    study, words = said.study, _beginning(said, which)
    row = _one(table, runs=which, variant="norm", measure="chance")
    low, high = LITERATURE
    where = "below" if row["at"] < low else "above" if row["at"] > high else "within"
    return said(
        "threshold" if math.isfinite(row["at"]) else "none", which=words, at=_share_from(row),
        years=phrases.number(years_after(study.settings)), likely=LIKELY, low=low, high=high,
        where=said(where),
    )  # fmt: skip


def _brief(said: Sentences, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """From which share practice lasts, and how many hosts keep theirs, by question."""
    study = said.study
    years = phrases.number(years_after(study.settings))
    row = _one(tables["kept"], variant="norm", runs="sets" if study.over_sets else "own")
    rows = tables["threshold"].query("variant == 'norm' and measure == 'chance'").set_index("runs")
    at = {str(name): _share_from(one) for name, one in rows.to_dict("index").items()}
    found = {THRESHOLD: " ".join(_brief_of_sets(said, tables, years, at))}
    if "sets" not in at:
        low, high = LITERATURE
        words = {"which": study.own, "low": low, "high": high}
        found = {THRESHOLD: said("brief_one", years=years, own=at["own"], **words)}
    if row["n"]:
        found[LASTING] = said(
            "brief_kept", likely=LIKELY, kept=_per_cent(row, "kept"), years=years, losses=LOSSES,
            least=row["expected_low"], most=row["expected_high"], verdict=said(f"verdicts.{_place(row)}"),
        )  # fmt: skip
    return found


def _brief_of_sets(
    said: Sentences, tables: Mapping[str, pd.DataFrame], years: str, at: Mapping[str, str]
) -> Iterator[str]:
    """Whether the median run grows, and the thresholds of the sets and of all their runs."""
    drift = tables["threshold"].query("runs == 'sets' and variant == 'norm' and measure == 'drift'")
    if (drift["at"] == math.inf).any():
        yield said("brief.shrinks")
    single = _at_of_sets(tables["sets"])
    if known := _found(single):
        yield said("brief.single", years=years, all=len(single), **known)
    if "sets" in at:
        yield said("brief.pooled_too" if known else "brief.pooled", years=years, **at)


def _drift(said: Sentences, table: pd.DataFrame, which: str) -> str:
    row = _one(table, variant="norm", measure="drift")
    name = "few" if math.isnan(row["at"]) else "drift" if row["at"] < math.inf else "no_drift"
    return said(name, which=which, at=_share_from(row))


def _falsifier(said: Sentences, table: pd.DataFrame) -> str:
    chance, drift = (_one(table, variant="no_norm", measure=name) for name in MEASURES)
    vanished = chance["at_low"] > LITERATURE[1] and drift["at_low"] == math.inf
    at = said("from" if math.isfinite(chance["at"]) else "nowhere", at=_share_from(chance))
    return said("falsified" if vanished else "stands", at=at)


def _heaps(said: Sentences, table: pd.DataFrame, which: str) -> str:
    rows = [_one(table, variant="norm", heap=name) for name in ("low", "middle", "high")]
    low, high = rows[0], rows[2]
    clear = min(low["denser_low"], high["denser_low"]) > 0
    verdict = "two" if clear else "perhaps" if min(low["denser"], high["denser"]) > 0 else "not_two"
    parts = [_per_cent(row, "part") for row in rows]
    return said("heaps", which=which, parts=parts, low=LOW, high=MAJORITY, verdict=said(verdict))


def _at_of_sets(table: pd.DataFrame) -> pd.Series:
    """The threshold of every parameter set; no number where it has none of its own."""
    return table.query("runs == 'sets' and variant == 'norm'")["at"]


def _found(at: pd.Series) -> dict[str, Any]:
    """In how many sets there is a threshold, its median and where most lie; nothing if in none."""
    known = at.dropna()
    if known.empty:
        return {}
    ends = quantiles(known.to_numpy(), may_be_infinite=True)
    return {"many": len(known), "median": ends["q50"], **ends}


def _own_sets(said: Sentences, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The thresholds of the parameter sets by themselves, and that of all their runs."""
    at = _at_of_sets(tables["sets"])
    if not (found := _found(at)):
        return []
    years = phrases.number(years_after(said.study.settings))
    inside = phrases.sampled(at.dropna().between(*LITERATURE).mean(), found["many"])
    literature = {"low": LITERATURE[0], "high": LITERATURE[1], "likely": LIKELY}
    row = _one(tables["threshold"], variant="norm", measure="chance")
    there = math.isfinite(row["at"])
    name = "pooled" if there else "no_pooled"
    pooled = [said(name, which=_beginning(said, "sets"), at=_share_from(row))]
    if there and row["at"] > found["median"]:
        pooled.append(said("higher"))
    return [
        said("own_sets", all=len(at), years=years, **found),
        " ".join(pooled),
        said("inside", inside=phrases.in_percent(inside), many=found["many"], **literature),
    ]


def _place(row: Row) -> str:
    """Where the share of hosts that keep their gains lies, seen from what the evidence leads to expect."""
    low, high = row["expected_low"], row["expected_high"]
    if row["kept"] < low:
        return "fewer" if row["kept_high"] < low else "low"
    if row["kept"] > high:
        return "more" if row["kept_low"] > high else "high"
    return "within"


def _kept(said: Sentences, table: pd.DataFrame) -> Iterator[str]:
    row = _one(table, variant="norm")
    if row["n"]:
        years = phrases.number(years_after(said.study.settings))
        ends = {"low": row["expected_low"], "high": row["expected_high"], "losses": LOSSES}
        place = said(f"places.{_place(row)}")
        yield said(
            "kept", likely=LIKELY, kept=_per_cent(row, "kept"), years=years, place=place, **ends
        )
        if row["runs"] == "sets" and said.study.over_plausible:
            yield said("selected")
        yield said("gain_kept", gain=_per_cent(row, "gain_kept"))


def _which(study: StudyFolder, row: Row) -> dict[str, str]:
    runs = phrases.where(study, over_sets=row["runs"] == "sets")
    return {"Runs": runs, "Norm": VARIANTS[row["variant"]]}


def _threshold_row(study: StudyFolder, row: Row) -> dict[str, str]:
    what = {"Measure": MEASURES[row["measure"]], "From a share of": _share_from(row)}
    return _which(study, row) | what


def _heap_rows(study: StudyFolder, table: pd.DataFrame) -> Iterator[dict[str, str]]:
    heads = {
        "low": f"Under {LOW:.0%}", "middle": f"{LOW:.0%} to {MAJORITY:.0%}", "high": f"Over {MAJORITY:.0%}",
    }  # fmt: skip
    for _, rows in table.groupby(["runs", "variant"], sort=False):
        found = rows.to_dict("records")
        parts = {heads[row["heap"]]: _per_cent(row, "part") for row in found}
        yield {**_which(study, found[0]), "Count": f"{found[0]['n']:,}", **parts}


def _kept_row(study: StudyFolder, row: Row) -> dict[str, str]:
    expected = f"{row['expected_low']:.0%} to {row['expected_high']:.0%}" if row["n"] else "–"
    return {
        **_which(study, row), "Organisations": f"{row['n']:,}", "Still above": _per_cent(row, "kept"),
        "Expected": expected, "Gain kept": _per_cent(row, "gain_kept"),
    }  # fmt: skip
