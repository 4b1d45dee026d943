"""The command `brokering-replay`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.cli.command import command, folder, study_in
from experiments.cli.results import FILES
from experiments.config.suggestions import check_known
from simulation import SettingsError
from simulation.settings import ARMS

if TYPE_CHECKING:
    from experiments.page.choice import Choice
    from experiments.page.likely import Likely
    from experiments.store.study_folder import StudyFolder

ALONE = "alone"
SHOWN = 5  # values of a setting that a message lists
NO_BANDS = " Its charts have no bands: only comparisons of arms with one set of settings keep weekly values."
WHOSE = "whose"  # settings a row has (`run_table.whose`)
PLAYED, STORED = "practising_host", "practising_host_followup"  # the same number in both


@command("brokering-replay")
@folder()
@click.option(
    "--arm", type=click.Choice(ARMS), default="team", show_default=True, help="Left world."
)
@click.option(
    "--against", type=click.Choice([*ARMS, ALONE]), default="solos", show_default=True,
    help=f"Right world; {ALONE}: only the left one.",
)  # fmt: skip
@click.option(
    "--replicate", type=click.IntRange(min=0), default=0, show_default=True, help="Number of the run."
)  # fmt: skip
@click.option(
    "--set", "number", type=click.IntRange(min=0), help="Number of the parameter set, if there are several."
)  # fmt: skip
@click.option(
    "--where", multiple=True, metavar="NAME=VALUE",
    help="Value of a setting that varies in the study; may be repeated.",
)  # fmt: skip
@FILES
@click.option(
    "--output", type=click.Path(path_type=Path), default="replay.html", show_default=True,
    help="HTML file to write.",
)  # fmt: skip
def main(
    folder: Path, arm: str, against: str, replicate: int, number: int | None,
    where: tuple[str, ...], files: tuple[Path, ...], output: Path,
) -> None:  # fmt: skip
    """Write a stored run of a study as an HTML file that plays it, week by week, without a network.

    FOLDER is results/STUDY/HASH, results/STUDY@NAME, or results/STUDY@latest. The file shows the same run
    of two arms side by side, with settings, seed, versions and citation.
    """
    from experiments.page.play import Worlds, see_compiled
    from experiments.page.replay import replay
    from experiments.store.atomic import save_text
    from experiments.store.record import Record

    study = study_in(folder)
    choice, stored = _chosen(study, (arm, against), replicate, number, where, files)
    see_compiled()
    worlds = Worlds(choice)
    name = f"{study.folder.parent.name}/{study.folder.name}"
    likely = _likely(study, choice.sides)
    text = replay(worlds, likely, study=name, data=[Record(study.folder).work])
    if [play.frames[-1].outcomes[PLAYED] for play in worlds.plays] != stored:
        raise SettingsError(
            f"The run played differs from the one stored in {study.folder}: check the study with "
            "brokering-verify."
        )
    save_text(output, text)
    print(
        f"{output} plays the run in any browser ({len(text) / 1e6:.1f} MB).{'' if likely else NO_BANDS}"
    )


def _likely(study: StudyFolder, arms: Sequence[str]) -> Likely | None:
    """Where nine in ten runs of each arm lie, week by week; none where the study does not tell."""
    from experiments.page.likely import Band, Likely
    from experiments.page.play import COURSES
    from experiments.store import opening

    path = study.folder / "weekly.parquet"
    if study.over_sets or not opening.is_there(path):
        return None
    ends = ["q05", "mean", "q95"]
    columns = dict.fromkeys(("arm", "outcome"), opening.TEXT)
    columns |= dict.fromkeys(("week", "n"), opening.WHOLE) | dict.fromkeys(ends, opening.NUMBER)
    found = opening.parquet(path, columns, gaps=ends)
    found = found[found["outcome"].isin(list(COURSES))].sort_values("week")
    if found.empty:
        return None
    bands: dict[str, dict[str, Band]] = {arm: {} for arm in arms}
    for (arm, outcome), rows in found.groupby(["arm", "outcome"]):
        if arm in bands:
            bands[arm][str(outcome)] = Band(*rows[ends].to_numpy(float).T)
    return Likely(int(found["n"].max()), bands, [])


def _chosen(
    study: StudyFolder, sides: tuple[str, str], replicate: int, number: int | None,
    where: Sequence[str], files: Sequence[Path],
) -> tuple[Choice, list[float]]:  # fmt: skip
    """The worlds to play, and what was stored of each; a run that cannot be played is refused."""
    from experiments.config.configurations import settings_from
    from experiments.config.named_files import located
    from experiments.page.choice import Choice, checked
    from experiments.store.parts import configuration_name
    from experiments.store.positions import CONFIGURATION
    from experiments.studies.registry import kinds

    kind = kinds().get(study.kind)
    owners = study.whose(kind.exchanges if kind else "")
    records: Any = study.plan().to_dict("records")
    plan = [
        {**row, "values": json.loads(row["settings"]), WHOSE: owner}
        for row, owner in zip(records, owners, strict=True)
    ]
    rows = [_row(study, plan, sides[0], number, where)]
    if sides[1] != ALONE:
        rows.append(_counterpart(study, plan, rows[0], sides[1]))
    if replicate >= rows[0]["replicates"]:
        raise SettingsError(
            f"--replicate must be 0 to {rows[0]['replicates'] - 1} in {study.folder}, not {replicate}."
        )
    if any(row["past"] for row in rows):
        raise SettingsError("Futures of a common past cannot be played.")
    settings = located(settings_from(rows[0]["settings"]), [*files, *study.rosters()])
    if configuration_name(settings) != rows[0][CONFIGURATION]:
        raise SettingsError(
            f"The runs in {study.folder} are of another version of the model: replay them with that version."
        )
    seed = int(rows[0]["first_seed"]) + replicate
    choice = checked(Choice(settings, sides[1], seed))
    return choice, [_stored(study, row[CONFIGURATION], seed) for row in rows]


def _row(
    study: StudyFolder, plan: Sequence[Mapping[str, Any]], arm: str, number: int | None, where: Sequence[str]
) -> Mapping[str, Any]:  # fmt: skip
    """The configuration of the plan that is asked for, in its first worlds.

    Without a number it is the study's own, unless it has runs in parameter sets only.
    """
    from experiments.store.positions import CONFIGURATION
    from experiments.store.run_table import OWN, SET

    there = {row[WHOSE] for row in plan if row["arm"] == arm}
    if not there:
        arms = ", ".join(sorted({row["arm"] for row in plan}))
        raise SettingsError(f"{study.folder} has no runs of {arm!r}; it has {arms}.")
    owner = SET if SET in there and (number is not None or OWN not in there) else OWN
    own = [row for row in plan if row["arm"] == arm and row[WHOSE] == owner]
    wanted = dict(_pair(text) for text in where)
    for name in wanted:
        check_known(name, own[0]["values"], "--where: there is no setting")
    found = {
        row[CONFIGURATION]: row for row in reversed(own)  # of one in further worlds the first remains
        if number in (None, row["set"])
        and all(str(row["values"][name]) == value for name, value in wanted.items())
    }  # fmt: skip
    if len(found) != 1:
        several = f"{len(found) or 'no'} configurations of {arm!r} fit"
        raise SettingsError(f"{several}: choose one with {_choices(own)}.")
    return next(iter(found.values()))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SettingsError(f"--where must be NAME=VALUE, such as contract.weeks=52, not {text!r}.")
    return name, value


def _choices(rows: Sequence[Mapping[str, Any]]) -> str:
    """The options that tell configurations apart."""
    sets = [row["set"] for row in rows]
    if len(set(sets)) > 1:
        return f"--set {min(sets)} to {max(sets)}"
    said = []
    for name in rows[0]["values"]:
        values = list(dict.fromkeys(str(row["values"][name]) for row in rows))
        if len(values) > 1:
            more = ", ..." if len(values) > SHOWN else ""
            said.append(f"--where {name}=VALUE ({', '.join(values[:SHOWN])}{more})")
    return " and ".join(said) or "--set 0"


def _counterpart(
    study: StudyFolder, plan: Sequence[Mapping[str, Any]], row: Mapping[str, Any], arm: str
) -> Mapping[str, Any]:  # fmt: skip
    """The configuration with another arm and otherwise the same settings and runs."""
    like = [
        other for other in plan
        if {**other["values"], "arm": ""} == {**row["values"], "arm": ""}
        and all(other[key] == row[key] for key in ("past", "first_seed", "replicates"))
    ]  # fmt: skip
    found = [other for other in like if other["arm"] == arm]
    if not found:
        arms = ", ".join(sorted(other["arm"] for other in like))
        raise SettingsError(
            f"{study.folder} has no runs of {arm!r} with the settings of {row['arm']!r}; with these it has "
            f"{arms}. --against {ALONE} shows one world."
        )
    return found[0]


def _stored(study: StudyFolder, name: str, seed: int) -> float:
    """What was stored of a run."""
    try:
        return float(study.runs.read({name: [seed]}, [STORED])[STORED][0].as_py())
    except LookupError:
        raise SettingsError(
            f"{study.folder} does not hold that run yet: run {study.command_explained} to finish it."
        ) from None


if __name__ == "__main__":
    sys.exit(main())
