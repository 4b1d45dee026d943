"""Tables of the model for docs/ODD.md and the site: settings, constants, outcomes, patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from experiments.methods.estimates import smallest_history
from experiments.studies.content import markdown_table
from experiments.studies.ledger.patterns import PATTERNS
from simulation import describe
from simulation.dice import CHANCE_MEETINGS, VISITS
from simulation.outcomes import replicate_table, weekly_table
from simulation.params import WEEKS_A_YEAR
from simulation.passport import Leaf, Sure, Value, leaves
from simulation.rules.posts import HALF_YEAR
from simulation.rules.ties import FAINT
from simulation.settings import Settings
from simulation.tables import BOOK, COLLEAGUES, HALF_DAYS, PARTNERS

CONSTANTS: dict[str, tuple[float, str]] = {
    "COLLEAGUES": (COLLEAGUES, "colleagues that a person can know in their own organisation"),
    "PARTNERS": (PARTNERS, "ties to the other community that a person can maintain"),
    "BOOK": (BOOK, "people a broker can remember (Dunbar 1992)"),
    "CHANCE_MEETINGS": (CHANCE_MEETINGS, "chance meetings at one desk in a week, at most"),
    "VISITS": (VISITS, "visits of a broker in a week, at most"),
    "FAINT": (FAINT, "bond or trust below which a tie or a contact is forgotten"),
    "HALF_DAYS": (HALF_DAYS, "half-days in a full-time working week"),
    "HALF_YEAR": (HALF_YEAR, "weeks before the end of each contract in which leaving is likelier"),
    "WEEKS_A_YEAR": (WEEKS_A_YEAR, "weeks in a year, for probabilities per year and for salaries"),
}
SURE_MEANS = {
    "evidence": "found in the source named",
    "derived": "arithmetic or a choice within a range, from figures in the source named",
    "recalled": "from general knowledge, not checked",
    "assumed": "no figure was found; a source, if named, gives only the direction or the idea",
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
    head = ("setting", "default", "unit", "plausible", "allowed", "meaning", "source", "certainty")
    groups: dict[str, list[Leaf]] = {}
    for leaf in leaves(Settings()):
        groups.setdefault(leaf.name.rpartition(".")[0], []).append(leaf)
    parts = []
    for group, members in groups.items():
        part = getattr(Settings(), group) if group else Settings()
        parts.append(f"**{group or 'the run'}.** {(type(part).__doc__ or '').splitlines()[0]}")
        parts.append(markdown_table(head, [_passport_row(leaf) for leaf in members]))
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
    return markdown_table(("constant", "value", "meaning"), rows)


def sure_table() -> str:
    """How many settings have which certainty."""
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
    return markdown_table(("certainty", "settings", "meaning"), rows) + "\n\n" + text


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
    index = {"arm", "seed", "week"}
    brokers = [name for name in weekly if name not in grouped | index]
    rest = [name for name in totals if name.rpartition("_")[0] not in grouped and name not in index]
    named = ", ".join(f"`{group}`" for group in groups)
    return "\n\n".join(
        [
            "**Of people**, for each group of organisations:", _columns([f"{field}_all" for field in fields]),
            f"Groups, in the default population: {named}.",
            "**Of brokers**, week by week:", _columns(brokers),
            "**Of a run**, one value per replicate:", _columns(rest),
        ]
    )  # fmt: skip


def _columns(names: Sequence[str]) -> str:
    """Columns with their meanings; those of all people stand for every group."""
    rows = []
    for name in names:
        meaning, unit = describe(name)
        column = f"{name.removesuffix('_all')}_…" if name.endswith("_all") else name
        rows.append((f"`{column}`", meaning.removesuffix(" (all)"), unit))
    return markdown_table(("column", "meaning", "unit"), rows)


def patterns() -> str:
    """What each pattern compares, which effects it has, and what must make them vanish."""
    rows = [
        (
            one.key, one.claim, "; ".join(one.compare),
            "; ".join(dict.fromkeys(effect.name for effect in one.effects)), one.vanishes or "–",
        )
        for one in PATTERNS
    ]  # fmt: skip
    return markdown_table(("", "claim", "compared", "effects", "must vanish when"), rows)
