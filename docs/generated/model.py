"""Tables of the model for docs/ODD.md and the site: settings, constants, outcomes, patterns."""

import inspect
import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from importlib import import_module
from typing import get_args

from docs.generated.symbols import CONSTANTS, SYMBOLS
from experiments.config.observed import smallest_history
from experiments.config.schema import SETTINGS, passport
from experiments.reporting.markdown import markdown_table
from experiments.studies.ledger.patterns import PATTERNS
from simulation import agents, describe
from simulation.outcomes import replicate_table, weekly_table
from simulation.passport import Sure, Value
from simulation.settings.sources import SKETCH

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


def parameters_table() -> str:
    """Every setting, with its symbol, default, plausible range and unit."""
    rows = []
    for leaf in SETTINGS.values():
        known = passport(leaf)
        symbol = f"${SYMBOLS[leaf.name]}$" if leaf.name in SYMBOLS else ""
        spanned = span(known.plausible).replace(" to ", "–") if known.plausible else ""
        unit = known.unit.replace("probability ", "").replace("share", "")
        spanned = f"{spanned} {unit.replace('choice', '')}".strip()
        rows.append((f"`{leaf.name}`", symbol, number(leaf.default), spanned))
    return markdown_table(("setting", "symbol", "default", "plausible"), rows)


def constants_table() -> str:
    """The numbers that are not settings, with symbol, value, meaning and source."""
    rows = []
    for name, (symbol, meaning, source) in CONSTANTS.items():
        module, _, own = name.rpartition(".")
        exact = Fraction(getattr(import_module(module), own))
        short = Fraction(f"{float(exact):.4g}")
        near = abs(short - exact) < 1e-12
        value = number(float(short)) if near else str(exact.limit_denominator(99))
        meaning += f" ({source})" if source else ""
        rows.append((f"`{own}`", f"${symbol}$" if symbol else "", value, meaning))
    return markdown_table(("constant", "symbol", "value", "meaning (source)"), rows)


def sure_table() -> str:
    """How many settings have which certainty."""
    passports = [passport(leaf) for leaf in SETTINGS.values()]
    count = Counter(one.sure for one in passports)
    rows = [(sure, str(count[sure]), SURE_MEANS[sure]) for sure in get_args(Sure) if count[sure]]
    unsourced = sum(one.source == "no source found" for one in passports)
    sketched = sum(one.source == SKETCH for one in passports)
    text = (
        f"Of the {count['assumed']} assumed of {len(passports)} settings, the range of {sketched} comes from "
        f"an early exploratory version of the rules, and for {unsourced} no source of any kind was found."
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
            "; ".join(dict.fromkeys(effect.name for effect in one.effects)),
            one.vanishes or f"– ({one.no_falsifier})", one.built_in or "emergent",
        )
        for one in PATTERNS
    ]  # fmt: skip
    return markdown_table(
        ("", "claim", "compared", "effects", "must vanish when", "built in"), rows
    )


def verbs_table() -> str:
    """The methods of agents that call rules, which subclasses override, with the number of their rule."""
    rows = []
    for kind in (agents.Person, agents.Manager, agents.Academic, agents.Broker):
        name = "Manager, Academic" if kind is agents.Person else kind.__name__
        for verb, method in vars(kind).items():
            if told := re.fullmatch(r"([A-Z]\d[^.]*)\. (.+)", summary(method)):
                rows.append((f"`{name}`", f"`{verb}`", *told.groups()))
    return markdown_table(("class", "method", "rule", "what it does"), rows)


def summary(method: object) -> str:
    """The first line of a docstring; empty without one."""
    return (inspect.getdoc(method) or "").partition("\n")[0]
