"""The help page of `brokering`, and its list of settings."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from omegaconf import OmegaConf

from experiments.config.arms import NAMES
from experiments.config.schema import groups, legal, model_settings, passport, study_keys
from experiments.execution.executors import EXECUTORS
from experiments.store.contents import Contents
from experiments.studies.registry import kinds
from simulation.errors import SettingsError, nearest
from simulation.passport import Leaf

WIDTH = 100
HELP = """\
brokering: does a team of brokers change culture more than lone brokers at equal cost?

Usage
  brokering [name=value ...]          run a study and show its results
  brokering --settings [name]         list settings, of a group or one: default, range, unit, meaning
  brokering --multirun name=a,b ...   run the study for each value or combination of values
  brokering --config-dir FOLDER ...   find studies of your own too: study=mine is FOLDER/study/mine.yaml
  All commands are in .venv/bin, in the folder of the program: type .venv/bin/brokering, or put that
  folder on the path.

Examples
  brokering
  brokering brokers.embedding=one_way_managers contract.weeks=52 replicates=500 seed=7
  brokering arms=[team,solos] team.pair=0
  brokering --multirun contract.weeks=52,104 replicates=100

Results
  Each study writes into results/<study>/<hash>/; the hash identifies its settings. The same command
  gives the same numbers, and resumes an interrupted study. All studies write:
{files}
  The other tables depend on the kind of study (see below). Each figure is saved as PNG and SVG.
  brokering-results lists studies, brokering-report writes a report beside them, brokering-replay
  writes a run as an HTML file that plays it, brokering-verify checks them, and brokering-cite prints
  how to cite them. They take results/<study>@latest for the last result of a study (also if that is a
  sweep), and results/<study>@short for the one that was run with name=short.

Studies (study=...)
{studies}

Kinds of study (kind=...)
{kinds}

Tables of each kind
{tables}

Arms (arms=[...])
{arms}

Keys of a study
{keys}

Groups of settings (group.name=...)
{groups}

Executors: {executors}

The command is built on Hydra. --hydra-help lists Hydra's own options, such as --cfg job (print the
configuration without running it) and --info.

Completion in shells, with .venv/bin on the path
  bash  eval "$$(brokering --shell-completion install=bash)"
  zsh   autoload -Uz compinit bashcompinit && compinit && bashcompinit
        eval "$$(brokering --shell-completion install=bash)"
  fish  brokering --shell-completion install=fish | source
"""


def help_page() -> str:
    """The help page, with all studies, kinds, keys and groups of settings."""
    known = kinds()
    own = {name: kind.contents for name, kind in known.items()}
    first, *others = map(_meanings, own.values())
    shared = {name: first[name] for name in first if all(name in other for other in others)}
    keys = study_keys()
    keys["kind"] = f"Kind of study: {', '.join(known)}."
    return HELP.format(
        files=_columns(shared),
        studies=_columns(_studies()),
        kinds=_columns({name: kind.about for name, kind in known.items()}),
        tables=_columns(
            {name: ", ".join(sorted({*own[name].tables} - {*shared})) for name in known}
        ),
        arms=_columns(NAMES),
        keys=_columns(keys),
        groups=_columns({"weeks": passport(model_settings()["weeks"]).meaning} | groups()),
        executors=", ".join(EXECUTORS),
    )


def _studies() -> dict[str, str]:
    """The shipped studies and their questions."""
    folder = Path(str(files("configs"))) / "study"
    return {path.stem: str(OmegaConf.load(path).question) for path in sorted(folder.glob("*.yaml"))}


def _meanings(contents: Contents) -> dict[str, str]:
    """The tables and other files of a kind of study, with their meaning."""
    return {name: contents.meaning(name) for name in (*contents.tables, *contents.files)}


def _columns(entries: dict[str, str]) -> str:
    """Names and texts in two columns."""
    width = max(map(len, entries))
    return "\n".join(
        textwrap.fill(
            f"  {name:<{width}}  {text}", WIDTH, subsequent_indent=" " * (width + 4),
            break_on_hyphens=False,
        )
        for name, text in entries.items()
    )  # fmt: skip


def settings_list(wanted: str | None) -> str:
    """The settings of a group, one setting, or all settings: two lines each.

    Raises:
        SettingsError: there is no such group or setting.
    """
    known = model_settings()
    names = [name for name in known if wanted in (None, name, name.rpartition(".")[0])]
    if wanted is not None and not names:
        among = [*groups(), "weeks"] if "." not in wanted else _near(wanted, known)
        raise SettingsError(f"There is no group or setting {wanted!r}; {nearest(wanted, among)}")
    return "\n".join(
        f"{name}={_shown(leaf.default)}  {passport(leaf).meaning}\n    {_range(leaf)}"
        for name, leaf in known.items()
        if name in names
    )


def _near(wanted: str, known: Mapping[str, Leaf]) -> list[str]:
    """The settings of the group that is meant; all if there is no such group."""
    group = wanted.partition(".")[0]
    return [name for name in known if name.startswith(f"{group}.")] or [*known]


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value) or "''"


def _range(leaf: Leaf) -> str:
    """Unit, plausible range or choices, allowed range, and source of the number."""
    known = passport(leaf)
    plausible = [_shown(value) for value in known.plausible]
    origin = f"{known.source} ({known.sure})"
    if isinstance(leaf.default, str):
        return "; ".join([" | ".join(plausible) or known.unit, origin])
    return f"{known.unit}; plausible {' to '.join(plausible)}, allowed {legal(known)}; {origin}"
