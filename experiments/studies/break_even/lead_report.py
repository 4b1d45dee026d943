"""What time in pairs adds, whether that follows from what is assumed, and the lead without each activity."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.config.labels import setting_label
from experiments.studies import phrases
from experiments.studies.break_even.surface import ACTIVITIES, ALL
from experiments.studies.content import Sentences
from experiments.studies.phrases import Row
from simulation.passport import leaves

PAIRS = "pairs"


def pairs(said: Sentences, surface: pd.DataFrame) -> str:
    """In how many parameter sets hours in pairs do better than the same hours in visits."""
    (row,) = _usual(surface, "without").query("activity == @PAIRS").to_dict("records")
    name, words = _over_sets(said, "pairs", row)
    return said(name, **words)


def assumed(said: Sentences, lines: pd.DataFrame) -> str:
    """Whether the lowest values assumed for what pairs buy already lie above break-even."""
    wanted = f"activity == '{PAIRS}' and hours == 1 and reference == 'without'"
    (even,) = lines.query(wanted).to_dict("records")
    lowest = {
        setting_label(leaf.name): float(leaf.passport.plausible[0]) / float(leaf.value)
        for leaf in leaves(said.study.settings)
        if leaf.name in ACTIVITIES[PAIRS].buys and leaf.passport and leaf.value
    }
    above = [name for name, times in lowest.items() if times > even["worth_high"]]
    below = [name for name in lowest if name not in above]
    ranges = said(
        f"ranges.{'above' if not below else 'some' if above else 'below'}",
        above=_quoted(above), below=_quoted(below),
        least=f"{min((lowest[name] for name in above), default=0):.2g}",
        much="largely" if len(above) > len(below) else "in part",
    )  # fmt: skip
    break_even = phrases.spread(even, "worth_", "worth", "{:.2g}")
    return said("even", own=phrases.capital(said.study.own), even=break_even, ranges=ranges)


def _quoted(names: list[str]) -> str:
    return phrases.listed([f"'{name}'" for name in names])


def without_each(said: Sentences, surface: pd.DataFrame) -> str:
    """The lead over solos of the whole team, and of the same team without each of its activities."""
    alone = surface.query("hours == 0 and worth == 1 and reference == 'solos'")
    found = {row["activity"]: row for row in alone.to_dict("records")}
    (whole,) = _usual(surface, "solos").query("activity == @PAIRS").to_dict("records")
    name, words = _over_sets(said, "whole", whole)
    parts = list(_parts(said, found))
    return said(name, parts="; ".join(parts), **words)


def _parts(said: Sentences, found: Mapping[Any, Row]) -> Iterator[str]:
    for activity in ACTIVITIES:
        if activity != ALL:
            name, words = _over_sets(said, "part", found[activity])
            yield said(name, which=said(f"left_out.{activity}"), **words)


def _usual(surface: pd.DataFrame, reference: str) -> pd.DataFrame:
    """The rows with hours, and what an hour buys, as in the settings."""
    return surface.query(f"hours == 1 and worth == 1 and reference == '{reference}'")


def _over_sets(said: Sentences, name: str, row: Row) -> tuple[str, dict[str, str]]:
    """The sentence for a row with or without parameter sets, and its numbers."""
    study = said.study
    words = {"own": study.own, "gap": phrases.interval(phrases.estimate(row, scale=100))}
    if "sets_ahead" not in row:
        return name, words
    words["share"] = phrases.in_percent(phrases.sampled(row["sets_ahead"], study.sets))
    words["mean"] = phrases.interval(phrases.estimate(row, "sets_", 100))
    words["sets"] = phrases.counted_sets(study)
    return f"{name}_sets", words
