"""Tables for the documents from the reference results, which are kept under version control.

`results/reference/<study>/` holds what `brokering study=<study>` left behind with the shipped settings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.methods.estimates import Estimate, wilson
from experiments.reporting.markdown import rendered
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Points, Table
from experiments.studies.content import markdown_table as markdown
from experiments.studies.ledger import verdicts
from experiments.studies.ledger.verdicts import place
from experiments.studies.phrases import digits
from experiments.studies.registry import kind_called

CLEAR = 0.05  # false discovery rate
PAIR, TOTAL = 2, "team less solos"  # rows of the table of mechanisms: of two, and of all
FOLDER = Path(__file__).parents[2] / "results" / "reference"
# What the team is compared with.
OTHERS = {
    "solos": f"{NAMES['solos']}: the same people, each alone",
    "single_matched": NAMES["single_matched"],
    "single": f"{NAMES['single']} (104 FTE-weeks against 364)",
    "none": NAMES["none"],
}


def read(study: str, table: str) -> list[dict[str, Any]]:
    """The rows of a reference table."""
    found = pd.read_csv(FOLDER / study / f"{table}.csv", keep_default_na=True)
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def _points(row: Mapping[str, Any], prefix: str = "") -> str:
    mean, low, high = (100 * float(row[f"{prefix}{name}"]) for name in ("mean", "low", "high"))
    many = digits(Estimate(mean, low, high, 0))  # no end looks like zero that is not
    return f"{mean:+.{many}f} ({low:.{many}f} to {high:.{many}f})"


def headline() -> str:
    """The team against every other arm: default settings and plausible parameter sets."""
    rows = {(row["other"], row["moment"]): row for row in read("headline", "headline")}
    table = []
    for other, words in OTHERS.items():
        for moment, when in (("end", "end of contracts"), ("followup", "three years later")):
            row = rows[other, moment]
            middle, low, high = (100 * float(row[f"sets_{q}"]) for q in ("q50", "q05", "q95"))
            ahead, behind = (_percent(row[f"sets_clearly_{how}"]) for how in ("ahead", "behind"))
            table.append(
                (
                    words if moment == "end" else "", when, _points(row),
                    f"{middle:+.0f} ({low:+.0f} to {high:+.0f})", _percent(row["sets_behind"]),
                    f"{ahead} / {behind}",
                )
            )  # fmt: skip
    head = (
        "the team against …", "at", "default, points", "sets: median (5 to 95 %)", "behind in",
        "clearly ahead / behind",
    )  # fmt: skip
    return markdown(head, table)


def percentiles() -> str:
    """Where the default settings lie among the parameter sets."""
    rows = [row for row in read("headline", "headline") if row["moment"] == "end"]
    said = [
        f"{_percent(row['own_percentile'])} against {IN_SENTENCES[row['other']]}" for row in rows
    ]
    return f"Sets with a smaller difference than the default's: {', '.join(said)}."


def common() -> str:
    """Which settings go with the team's lead over the parameter sets."""
    lines = []
    for other in ("solos", "single_matched"):
        rows = [r for r in read("headline", "losing") if r["other"] == other and r["q"] < CLEAR]
        said = [f"`{row['setting']}` ({row['correlation']:+.2f})" for row in rows]
        lines.append(
            f"* against {IN_SENTENCES[other]}: {', '.join(said) or 'nothing that is clear'}."
        )
    return "\n".join(lines)


def _percent(share: Any) -> str:
    return f"{100 * float(share):.0f} %"


def claims() -> str:
    """Every reported pattern: how it comes out, in how many sets it holds, what must make it vanish."""
    from experiments.studies.ledger.patterns import PATTERNS

    effects: dict[str, list[dict[str, Any]]] = {}
    for row in read("patterns", "ledger"):
        effects.setdefault(row["pattern"], []).append(row)
    table = []
    for pattern in PATTERNS:
        rows = effects[pattern.key]
        held = sum(bool(row["holds"]) for row in rows)
        same = " (then the same run)" if all(bool(row["identical"]) for row in rows) else ""
        table.append(
            (
                pattern.key, pattern.claim, f"**{rows[0]['verdict']}**", f"{held} of {len(rows)}",
                f"{_percent(rows[0]['sets_all_hold'])}, {rows[0]['strength']}",
                f"{pattern.vanishes}{same}" or "–",
            )
        )  # fmt: skip
    head = ("", "claim", f"verdict {place(changed=False)}", "effects", "sets", "must vanish when")
    return markdown(head, table)


def counted() -> str:
    """How many claims come out, beginning with those that hold over the parameter sets as well."""
    return " ".join(
        verdicts.counted(pd.DataFrame(read("patterns", "ledger")), place(changed=False))
    )


def patterns() -> str:
    """What each pattern compares, on what, and what must make it vanish."""
    from experiments.studies.ledger.patterns import PATTERNS

    table = [
        (
            one.key, one.claim, "; ".join(one.compare),
            "; ".join(dict.fromkeys(effect.name for effect in one.effects)), one.vanishes or "–",
        )
        for one in PATTERNS
    ]  # fmt: skip
    return markdown(("", "claim", "compared", "effects", "must vanish when"), table)


def shortfalls() -> str:
    """Where a pattern does not hold, effect by effect."""
    seen: dict[str, str] = {}
    for row in read("patterns", "ledger"):
        if isinstance(row["reason"], str) and row["reason"]:
            seen[row["pattern"]] = row["reason"]
    return "\n".join(f"* **{key}**: {reason}." for key, reason in seen.items())


def mechanisms() -> str:
    """The team's advantage over solos, shared out among what the team does."""
    scale = {"culture": 100, "bids": 1, "decisions": 1}
    found = {
        (row["mechanism"], row["outcome"]): row
        for row in read("mechanisms", "mechanisms")
        if row["order"] == 1
    }
    table = []
    for name in dict.fromkeys(name for name, _ in found):
        cells = [name]
        for outcome, factor in scale.items():
            row = found[name, outcome]
            mean, low, high = (factor * float(row[key]) for key in ("mean", "low", "high"))
            over = [factor * float(row[f"sets_{key}"]) for key in ("mean", "low", "high")]
            cells.append(
                f"{mean:+.1f} ({low:.1f} to {high:.1f}); sets "
                f"{over[0]:+.1f} ({over[1]:.1f} to {over[2]:.1f}), > 0 in {_percent(row['sets_positive'])}"
            )
        table.append(cells)
    head = ("", "culture, points", "joint bids a run", "decisions using research a run")
    return markdown(head, table)


def mechanisms_together() -> str:
    """Which pairs of mechanisms clearly help or hinder each other, and how sure each mechanism is."""
    rows = [row for row in read("mechanisms", "mechanisms") if row["outcome"] == "culture"]
    pairs = [r for r in rows if r["order"] == PAIR and (r["low"] > 0 or r["high"] < 0)]
    said = [
        f"{row['mechanism'].replace(' + ', ' with ')} {_points(row)}; sets {_points(row, 'sets_')}"
        for row in sorted(pairs, key=lambda row: -abs(row["mean"]))
    ]
    single = [r for r in rows if r["order"] == 1 and r["mechanism"] != TOTAL]
    sure = [
        f"{row['mechanism']} {_of_sets(row['sets_positive'])}"
        for row in sorted(single, key=lambda row: -row["sets_positive"])
    ]
    return (
        "* Two together less the sum of what each brings, culture in points, where the defaults are clear: "
        f"{'; '.join(said)}.\n"
        "* Sets in which a mechanism adds to the culture (4 runs in each, 95 % interval over the sets): "
        f"{', '.join(sure)}."
    )


def _of_sets(share: Any) -> str:
    """A share of the plausible parameter sets with Wilson's interval."""
    low, high = wilson(float(share), len({row["set"] for row in read("headline", "sets")}))
    return f"{_percent(share)} ({100 * low:.0f} to {100 * high:.0f})"


def targets() -> str:
    """What the model was fitted to and what was held out: ranges, refusals, values in the ensemble."""
    table = []
    for row in read("calibration", "targets"):
        middle, low, high = (f"{float(row[name]):.3g}" for name in ("q50", "q05", "q95"))
        fitted = bool(row["fitted"])
        table.append(
            (
                row["target"], row["meaning"], f"{row['low']:g} to {_bound(row['high'])}",
                f"{row['refused']} of {row['reached']}" if fitted else "held out",
                f"{middle} ({low} to {high})", _percent(row["holds_in"]),
                f"{float(row['middle']):.3g}{'' if row['middle_holds'] else ', outside'}",
                row["source"],
            )
        )  # fmt: skip
    head = (
        "", "what", "range", "refused", "sets: median (5 to 95 %)", "inside", "default", "source",
    )  # fmt: skip
    return markdown(head, table)


def _bound(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:g}"


def savings() -> str:
    """How many replicates each comparison needs, and what common random numbers save."""
    table = [
        (
            f"{NAMES[row['arm']]} less {NAMES[row['reference']]}", row["moment"], _points(row),
            f"{row['saving']:.1f} ({row['saving_low']:.1f} to {row['saving_high']:.1f})",
            f"{row['needed_0.01']:.0f}", f"{row['needed_0.02']:.0f}", f"{row['needed_0.05']:.0f}",
        )
        for row in read("convergence", "savings")
    ]  # fmt: skip
    head = ("difference", "at", "points", "times the variance saved", "± 1 point", "± 2", "± 5")
    return markdown(head, table)


def decision() -> str:
    """How often the team is the better buy, the rules that were tested, the maps, and regret."""
    return _reported("decision", "agreement", "halves", "rules", "maps", "regret")


def cheapest() -> str:
    """The cheapest plans that reach the critical mass on average."""
    return _reported("decision", "cheapest")


def sensitivity() -> str:
    """What the team's gain and lead over solos depend on, and how precisely that is known."""
    return _reported("sensitivity", "totals")


def _reported(study: str, *tables: str) -> str:
    """Some tables of a study's report, after its answer if the first table is among them."""
    folder = StudyFolder(FOLDER / study)
    part = kind_called(folder.kind).report(folder)
    told = [one for one in part.blocks if isinstance(one, Table) and one.name in tables]
    answer = [Points([*part.answer, *part.worth])] if part.shown[0] in told else []
    return rendered([*answer, *told], FOLDER).strip()
