"""Keeps the generated parts of the documents current: `python -m docs.generated.document` rewrites them.

Each part stands between two HTML comments, `<!-- generated: name -->` and `<!-- end: name -->`, and
comes from the code (the settings' passports, the constants, the outcomes' descriptions) or from the
reference results. Everything outside those marks is written by hand and left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from docs.generated import checklists, reference
from docs.generated.reference import markdown
from experiments.methods.estimates import smallest_history
from experiments.reporting import limits
from simulation.descriptions import describe
from simulation.dice import CHANCE_MEETINGS, TRAY, VISITS
from simulation.outcomes import replicate_table, weekly_table
from simulation.params import WEEKS_A_YEAR
from simulation.passport import Leaf, Sure, Value, leaves
from simulation.readings import MOMENTS
from simulation.rules.posts import HALF_YEAR
from simulation.rules.ties import FAINT
from simulation.settings import Settings
from simulation.tables import BOOK, COLLEAGUES, HALF_DAYS, PARTNERS

ROOT = Path(__file__).parents[1]

CONSTANTS: dict[str, tuple[float, str]] = {
    "COLLEAGUES": (COLLEAGUES, "colleagues whom a person knows in the own organisation"),
    "PARTNERS": (PARTNERS, "ties to the other community that a person can keep up"),
    "BOOK": (BOOK, "people whom a broker can keep in mind (Dunbar 1992)"),
    "TRAY": (TRAY, "people whose dice come from one stream"),
    "CHANCE_MEETINGS": (CHANCE_MEETINGS, "chance meetings at one desk in a week, at most"),
    "VISITS": (VISITS, "visits of a broker in a week, at most"),
    "FAINT": (FAINT, "bond or trust below which a tie or a contact is forgotten"),
    "HALF_DAYS": (HALF_DAYS, "half-days in a full-time working week"),
    "HALF_YEAR": (HALF_YEAR, "weeks before the end of each contract in which leaving is likelier"),
    "WEEKS_A_YEAR": (WEEKS_A_YEAR, "weeks in a year, for probabilities per year and for salaries"),
}
SURE_MEANS = {
    "evidence": "seen in the source named",
    "derived": "arithmetic or a choice within a range, from figures seen in the source named",
    "recalled": "from general knowledge, not checked",
    "assumed": "no figure was found; a source, if named, gives the direction or the idea only",
}


def number(value: Value) -> str:
    """A value as it is printed: no needless zeros, thousands apart."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return f"`{value}`" if value else "(empty)"
    if value == float("inf"):
        return "∞"
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def span(values: Sequence[Value]) -> str:
    """A range of numbers, or a list of choices."""
    if not values or isinstance(values[0], bool | str):
        return ", ".join(number(value) for value in values) or "any"
    return " to ".join(number(value) for value in values)


def settings_tables() -> str:
    """Every setting with its passport, a table per group."""
    head = ("setting", "default", "unit", "plausible", "allowed", "meaning", "source", "how sure")
    groups: dict[str, list[Leaf]] = {}
    for leaf in leaves(Settings()):
        groups.setdefault(leaf.name.rpartition(".")[0], []).append(leaf)
    parts = []
    for group, members in groups.items():
        part = getattr(Settings(), group) if group else Settings()
        parts.append(f"**{group or 'the run'}.** {(type(part).__doc__ or '').splitlines()[0]}")
        parts.append(markdown(head, [_passport_row(leaf) for leaf in members]))
    return "\n\n".join(parts)


def _passport_row(leaf: Leaf) -> tuple[str, ...]:
    passport = leaf.passport
    assert passport is not None, f"{leaf.name} has no passport"
    allowed = "as listed" if isinstance(leaf.default, bool) or passport.unit == "choice" else ""
    if not isinstance(leaf.default, bool | str):
        allowed = span(passport.legal)
    return (
        f"`{leaf.name}`", number(leaf.default), passport.unit, span(passport.plausible), allowed,
        passport.meaning, passport.source, passport.sure,
    )  # fmt: skip


def constants_table() -> str:
    """The numbers that are not settings."""
    rows = [(f"`{name}`", number(value), meaning) for name, (value, meaning) in CONSTANTS.items()]
    return markdown(("constant", "value", "meaning"), rows)


def sure_table() -> str:
    """How many settings rest on what."""
    passports = [leaf.passport for leaf in leaves(Settings()) if leaf.passport is not None]
    count = Counter(passport.sure for passport in passports)
    rows = [(sure, str(count[sure]), SURE_MEANS[sure]) for sure in get_args(Sure)]
    rows.append(("all", str(len(passports)), "settings"))
    unsourced = sum(passport.source == "no source found" for passport in passports)
    sketched = sum("sketch" in passport.source for passport in passports)
    text = (
        f"Of the {count['assumed']} assumed settings, the range of {sketched} comes from an early "
        f"exploratory version of the rules, and for {unsourced} no source of any kind was found."
    )
    return markdown(("how sure", "settings", "meaning"), rows) + "\n\n" + text


def outcome_columns() -> tuple[list[str], list[str]]:
    """The columns of the weekly and of the per-replicate tables, for the default settings."""
    settings, history = smallest_history()
    weekly = weekly_table(history, settings, [0])
    return list(weekly.columns), list(replicate_table(history, settings, [0]).columns)


def outcomes_tables() -> str:
    """The columns of `simulate`'s tables, as `describe` explains them."""
    weekly, totals = outcome_columns()
    fields = [name.removesuffix("_all") for name in weekly if name.endswith("_all")]
    groups = [name.removeprefix("practising_") for name in weekly if name.startswith("practising_")]
    grouped = {f"{field}_{group}" for field in fields for group in groups}
    ends = {f"{column}_{moment}" for column in grouped for moment in MOMENTS}
    index = {"arm", "seed", "week"}
    brokers = [name for name in weekly if name not in grouped | index]
    rest = [name for name in totals if name not in ends | index]
    head = ("column", "meaning", "unit")
    return "\n\n".join(
        [
            "**Of people**, for each group of organisations:",
            markdown(("column", "meaning", "unit"), [_field_row(field) for field in fields]),
            "Groups, in the default population: " + ", ".join(f"`{g}`" for g in groups) + ".",
            "**Of brokers**, week by week:",
            markdown(head, [_column_row(name) for name in brokers]),
            "**Of a run**, one value per replicate:",
            markdown(head, [_column_row(name) for name in rest]),
        ]
    )


def _field_row(field: str) -> tuple[str, str, str]:
    outcome = describe(f"{field}_all")
    return f"`{field}_…`", outcome.meaning.removesuffix(" (all)"), outcome.unit


def _column_row(name: str) -> tuple[str, str, str]:
    outcome = describe(name)
    return f"`{name}`", outcome.meaning, outcome.unit


Parts = Mapping[str, Callable[[], str]]
DOCUMENTS: Mapping[Path, Parts] = {
    ROOT / "docs" / "ODD.md": {
        "patterns": reference.patterns,
        "settings": settings_tables,
        "constants": constants_table,
        "sure": sure_table,
        "outcomes": outcomes_tables,
    },
    ROOT / "docs" / "TRACE.md": {
        "targets": reference.targets,
        "counted": reference.counted,
        "shortfalls": reference.shortfalls,
        "savings": reference.savings,
    },
    ROOT / "docs" / "STRESS.md": {
        "studies": checklists.studies,
        "counts": checklists.counts,
        "horizon": checklists.horizon,
        "software": checklists.software,
    },
    ROOT / "README.md": {
        "headline": reference.headline,
        "percentiles": reference.percentiles,
        "common": reference.common,
        "counted": reference.counted,
        "claims": reference.claims,
        "mechanisms": reference.mechanisms,
        "together": reference.mechanisms_together,
        "decision": reference.decision,
        "cheapest": reference.cheapest,
        "sensitivity": reference.sensitivity,
        "limits": limits.markdown,
    },
}


def renewed(text: str, parts: Parts) -> str:
    """A document with its generated parts written anew.

    Raises:
        ValueError: a part is not there exactly once.
    """
    for name, write in parts.items():
        begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        if len(re.findall(pattern, text, re.DOTALL)) != 1:
            raise ValueError(f"The document needs one {begin} ... {end}.")
        before, rest = text.split(begin)
        text = f"{before}{begin}\n\n{write()}\n\n{end}{rest.partition(end)[2]}"
    return text


def by_hand(text: str) -> str:
    """The document without its generated parts."""
    return re.sub(r"<!-- generated: (\w+) -->.*?<!-- end: \1 -->", "", text, flags=re.DOTALL)


def main() -> None:
    """Rewrite the generated parts of the documents in place."""
    for path, parts in DOCUMENTS.items():
        text = path.read_text(encoding="utf-8")
        new = renewed(text, parts)
        if new != text:
            path.write_text(new, encoding="utf-8")
        print(f"{path.name}: {'rewritten' if new != text else 'was current'}.")


if __name__ == "__main__":
    main()
