"""What the command tells about itself: the help page, and the settings of a group."""

from __future__ import annotations

from experiments.config.schema import groups, legal, model_settings, study_keys
from experiments.execution.executors import EXECUTORS
from experiments.studies.registry import kinds
from simulation.params import SettingsError, nearest
from simulation.passport import Leaf
from simulation.settings import ARMS

HELP = """\
brokering: does a team of brokers change culture more than solo brokers who cost the same?

Usage
  brokering [name=value ...]          run a study and say what came out
  brokering --settings [group]        list settings: default, range, unit and meaning
  brokering --multirun name=a,b ...   run the study once for each value, or combination of values

Examples
  brokering
  brokering brokers.embedding=one_way_managers contract.weeks=52 replicates=500 seed=7
  brokering arms=[team,solos] team.buddying=false
  brokering --multirun contract.weeks=52,104 replicates=100

Results
  Each run writes into results/<study>/<hash of all that its numbers depend on>/ : the figures
  culture and gains (PNG, SVG), table.csv, differences.csv (paired, with intervals),
  replicates.parquet, weekly.parquet and config.yaml. The same command gives the same bytes.
  Beside them, ro-crate-metadata.json and environment.txt record the run itself, and
  brokering-cite says how to cite the results.

Studies (study=...)
{studies}

Kinds of study (kind=...)
{kinds}

Arms (arms=[...]): {arms}

What a study says
{keys}

Groups of settings (group.name=...)
  {weeks}
{groups}

Executors: {executors}

The command is built on Hydra: --hydra-help lists what Hydra adds, such as --cfg job (the
configuration without running it), --info and --shell-completion.
"""


def help_page(studies: dict[str, str]) -> str:
    """The help page, with the question of each study."""
    weeks = model_settings()["weeks"]
    return HELP.format(
        studies=_columns(studies),
        kinds=_columns({kind.name: kind.about for kind in kinds().values()}),
        arms=", ".join(ARMS),
        keys=_columns(study_keys()),
        weeks=f"{'weeks':<16}{_meaning(weeks)}",
        groups=_columns(groups()),
        executors=", ".join(EXECUTORS),
    )


def _columns(entries: dict[str, str]) -> str:
    return "\n".join(f"  {name:<15} {text}" for name, text in entries.items())


def _meaning(leaf: Leaf) -> str:
    return leaf.passport.meaning if leaf.passport else ""


def settings_list(group: str | None) -> str:
    """The settings of a group, or of all: two lines each.

    Raises:
        SettingsError: there is no such group.
    """
    if group is not None and group not in groups():
        raise SettingsError(f"There is no group {group!r}; {nearest(group, groups())}")
    lines = []
    for name, leaf in model_settings().items():
        if group is None or name.startswith(f"{group}."):
            lines.append(f"{name}={_shown(leaf.default)}  {_meaning(leaf)}")
            lines.append(f"    {_range(leaf)}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value) or "''"


def _range(leaf: Leaf) -> str:
    """Unit, plausible range or choices, what makes sense at all, and where the number comes from."""
    passport = leaf.passport
    if passport is None:
        return ""
    plausible = [_shown(value) for value in passport.plausible]
    origin = f"{passport.source} ({passport.sure})"
    if isinstance(leaf.default, bool | str):
        return "; ".join([" | ".join(plausible) or passport.unit, origin])
    return f"{passport.unit}; plausible {' to '.join(plausible)}, legal {legal(passport)}; {origin}"
