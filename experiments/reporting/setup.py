"""What a study was asked and given: question, runs, settings that differ, arms with what they do and cost."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from experiments.config.arms import NAMES
from experiments.reporting import ran
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Table, Text, table
from experiments.studies.costs import cost_of
from experiments.studies.wording import listed
from simulation import MODEL_VERSION, Settings, change
from simulation.passport import leaves
from simulation.roster import roster
from simulation.settings import ARMS

ALONE = "find people, open doors and bring them together; nothing is done in common"
DOES = {
    "none": f"{NAMES['none']}: the counterfactual of every gain",
    "single": f"{NAMES['single']}, alone: {ALONE}",
    "single_matched": f"{NAMES['single_matched']}, as many as the team's money buys, each alone: {ALONE}",
    "solos": f"{NAMES['solos']}: the team's people and hours, each alone: {ALONE}",
}


def setup(study: StudyFolder) -> list[Block]:
    """Question, runs, what varied, and the settings that differ from the default."""
    blocks: list[Block] = [Text(str(study.said["question"])), Text(ran.runs(study))]
    blocks += map(Text, ran.failed(study))
    if (version := study.said["model_version"]) != MODEL_VERSION:
        blocks.append(
            Text(
                f"These are results of model version {version}; this report was made with version "
                f"{MODEL_VERSION}, which explains its settings."
            )
        )
    return [*blocks, *ran.varied(study), *_changed(study)]


def _changed(study: StudyFolder) -> list[Block]:
    rows = []
    for name, value in study.changed.items():
        known = phrases.passport(name)
        default = next(leaf.default for leaf in leaves(Settings()) if leaf.name == name)
        row = {"setting": name, "value": phrases.number(value), "default": phrases.number(default)}
        row |= {"unit": known.unit, "meaning": phrases.described(name)} if known else {}
        rows.append(row)
    if not rows:
        rest = (
            "All other settings"
            if study.said.get("vary") or study.has(ran.RANGES)
            else "All settings"
        )
        return [Text(f"{rest} of the model have their default.")]
    return table("settings", "Settings that differ from the default.", rows, study.command)


def arms(studies: list[StudyFolder], command: str) -> list[Block]:
    """Who brokers and what that costs, once for all studies with the same posts and prices.

    Args:
        studies: of the report.
        command: what makes the report, which works these costs out itself.
    """
    tables: list[tuple[pd.DataFrame, list[StudyFolder]]] = []
    for study in studies:
        cells = pd.DataFrame(_arms(study))
        same = [users for found, users in tables if found.equals(cells)]
        if same:
            same[0].append(study)
        else:
            tables.append((cells, [study]))
    return [_table(cells, users, command) for cells, users in tables]


def _table(cells: pd.DataFrame, users: list[StudyFolder], command: str) -> Table:
    caption = (
        f"Who brokers in {listed(sorted({study.study for study in users}))}: what each arm does, and what it "
        "costs if no post ever falls vacant and no money is lost."
    )
    return Table("arms", caption, cells, command)


def _arms(study: StudyFolder) -> Iterator[dict[str, str]]:
    named = study.said.get("arms") or ARMS
    for arm in named:
        settings = change(study.settings, {"arm": arm})
        cost = cost_of(study.settings, arm)
        yield {
            "arm": arm, "does": DOES.get(arm) or _team(settings), "posts": _posts(settings),
            "FTE-weeks": f"{cost.weeks:g}", "salaries, pounds": f"{cost.pounds:,.0f}",
        }  # fmt: skip


def _team(settings: Settings) -> str:
    """What the team does with the switches as they are."""
    on = [
        leaf.name.rpartition(".")[2]
        for leaf in leaves(settings)
        if leaf.name.startswith("team.") and leaf.value is True
    ]
    return (
        f"the same people and hours as solos, but together: {listed(on)}; all but cover takes "
        f"hours off the week"
    )


def _posts(settings: Settings) -> str:
    posts = roster(settings)
    parts = {post.fte: sum(1 for one in posts if one.fte == post.fte) for post in posts}
    return " and ".join(f"{many} × {fte:g} FTE" for fte, many in parts.items()) or "none"
