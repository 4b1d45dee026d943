"""Stored runs to choose from: the study, what differs between its configurations, and the seed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import solara

from experiments.config.arms import NAMES
from experiments.config.configurations import settings_from
from experiments.config.labels import setting_label
from experiments.config.named_files import named_in
from experiments.config.schema import SETTINGS
from experiments.page import texts
from experiments.page.choice import ALONE, Choice, attempted, checked
from experiments.page.messages import Choose, Refused, use_attempt
from experiments.store.listing import studies_in, summary
from experiments.store.parts import configuration_name
from experiments.store.positions import CONFIGURATION
from experiments.store.run_table import EXCHANGED, OWN, PLAN, SET, settings_in
from experiments.store.study_folder import StudyFolder
from experiments.studies.phrases import number
from experiments.studies.registry import kinds
from simulation import SettingsError
from simulation.params import whole_number
from simulation.passport import leaves

RESULTS = Path("results")  # below it stored runs are found
MOST_SHOWN = 4  # settings that differ, in the name of a configuration
# Whose settings a configuration has, if too many differ to be named.
WHOSE = {
    OWN: "the study's own settings", SET: "parameter set {}",
    EXCHANGED: "parameter set {}, with what collective work buys from another",
}  # fmt: skip
MOST_LISTED = 100  # configurations of an arm in a list; of more one gives the number


class Run(NamedTuple):
    """The runs of one configuration: its arm, what sets it apart, and its row in the plan."""

    arm: str
    differs: str
    row: Mapping[str, Any]


def studies() -> dict[str, Path]:
    """The studies in the results folder by a name in words; those with one name have a number."""
    try:
        folders = [folder for folder in studies_in(RESULTS) if (folder / PLAN).is_file()]
    except (SettingsError, OSError):
        return {}
    found: dict[str, Path] = {}
    for folder in folders:
        study = folder.parent.name if folder.parent.name != RESULTS.name else folder.name
        told = summary(folder)
        known_by = told.name or in_words(told.differs)
        name = f"{study.replace('_', ' ')}: {known_by}" if known_by else study.replace("_", " ")
        again = sum(known.partition(" [")[0] == name for known in found)
        found[f"{name} [{again + 1}]" if again else name] = folder
    return found


def in_words(differs: str) -> str:
    """What tells a study from others, given as the arguments of its command, in a person's words."""
    said = []
    for argument in shlex.split(differs):
        name, _, value = argument.partition("=")
        if name == "arms":
            said.append(", ".join(NAMES.get(arm, arm) for arm in value.strip("[]").split(",")))
        elif name == "vary":
            varied = [one for one in re.findall(r"[\w.]+", value) if one in SETTINGS]
            said.append(f"varies: {', '.join(map(setting_label, varied))}")
        elif name == "kind":
            said.append(value)
        else:
            label = setting_label(name) if name in SETTINGS else name.replace("_", " ")
            said.append(f"{label}: {value}")
    return "; ".join(said)


def runs_of(folder: Path) -> list[Run]:
    """The configurations of a study, with what differs between them.

    Raises:
        SettingsError: the plan cannot be read.
    """
    study = StudyFolder(folder)
    plan = study.plan()
    table = settings_in(folder, plan)
    kind = kinds().get(study.kind)
    owners = study.whose(kind.exchanges if kind else "")
    varied = [str(name) for name in table if table[name].astype(str).nunique() > 1]
    each = zip(table.to_dict("records"), plan.to_dict("records"), owners, strict=True)
    return [
        Run(
            str(row["arm"]),
            differs(settings, varied, row, owner),
            {str(k): v for k, v in row.items()},
        )
        for settings, row, owner in each
    ]


def differs(
    settings: Mapping[Any, Any], varied: list[str], row: Mapping[Any, Any], owner: str
) -> str:
    """What sets a configuration apart, in words."""
    if len(varied) > MOST_SHOWN:
        return WHOSE[owner].format(row["set"])
    parts = [f"{setting_label(name)}: {number(settings[name])}" for name in varied]
    return "; ".join(parts) or "the settings of the study"


def opened(run: Run, seed: int) -> Choice:
    """A stored run, alone on the page.

    Args:
        run: its configuration.
        seed: from the first of the configuration.

    Raises:
        SettingsError: it is none that a page can play.
    """
    row = run.row
    first, count = int(row["first_seed"]), int(row["replicates"])
    whole_number("The seed of this run", seed, first, first + count - 1)
    settings = settings_from(row["settings"])
    if row["past"] or named_in({leaf.name: leaf.value for leaf in leaves(settings)}):
        raise SettingsError(
            "The page cannot play runs that continue a common past, or have people or posts from a file."
        )
    if configuration_name(settings) != row[CONFIGURATION]:
        raise SettingsError(
            "This run is from another version of the model: play it with that version."
        )
    return checked(Choice(settings, ALONE, seed))


@solara.component
def Stored(choose: Choose) -> None:
    """The studies there are, and the runs of the chosen one."""
    name, set_name = solara.use_state("")
    found = solara.use_memo(studies, [])
    if not found:
        solara.HTML(
            "p", f"There are no stored runs in {escape(RESULTS.name)} yet.", classes=["kb-said"]
        )
        return
    solara.Select("Study", values=list(found), value=name or None, on_value=set_name)
    if name in found:
        Runs(found[name], choose).key(name)


@solara.component
def Runs(folder: Path, choose: Choose) -> None:
    """The arm, what differs, and the seed."""
    found, said = solara.use_memo(lambda: attempted(lambda: runs_of(folder)), [folder])
    arms = list(dict.fromkeys(run.arm for run in found or []))
    arm, set_arm = solara.use_state(arms[0] if arms else "")
    which, set_which = solara.use_state(1)
    seed, set_seed = solara.use_state(0)
    attempt, refused = use_attempt(choose)
    if not found:
        Refused(said)
        return
    called = {texts.CALLED.get(one, one): one for one in arms}

    def choose_arm(name: str) -> None:
        set_arm(called.get(name, arms[0]))
        set_which(1)

    own = [run for run in found if run.arm == arm]
    words = [f"{n}. {run.differs}" for n, run in enumerate(own, 1)]
    which = which if isinstance(which, int) and 0 < which <= len(own) else 1
    run = own[which - 1]
    first, count = int(run.row["first_seed"]), int(run.row["replicates"])
    solara.Select(
        "Arm (who brokers)", values=list(called), value=texts.CALLED.get(arm, arm),
        on_value=choose_arm,
    )  # fmt: skip
    if len(own) > MOST_LISTED:
        solara.InputInt(f"Configuration (1 to {len(own)})", value=which, on_value=set_which)
        solara.HTML("p", escape(run.differs), classes=["kb-said"])
    elif len(own) > 1:
        solara.Select(
            "What differs", values=words, value=words[which - 1],
            on_value=lambda said: set_which(words.index(said) + 1 if said in words else 1),
        )  # fmt: skip
    solara.InputInt(
        f"Run (1 to {count})", value=seed + 1, on_value=lambda at: set_seed((at or 1) - 1)
    )
    solara.Button(
        "Open this run", outlined=True,
        on_click=lambda: attempt(lambda: opened(run, first + seed)),
    )  # fmt: skip
    Refused(refused)
