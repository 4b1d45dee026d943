"""Sections of the site that are generated from the code when the site is built, by name in `SECTIONS`."""

import inspect
import json
import re
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, distribution
from importlib.resources import files
from pathlib import Path
from string import Template

import click
import yaml

from docs.generated import model
from experiments.cli.help import help_page
from experiments.config.schema import (
    REQUIRED,
    StudyKeys,
    groups,
    model_settings,
    passport,
    study_keys,
)
from experiments.methods.designs import DESIGNS
from experiments.methods.designs.shapes import FAMILIES
from experiments.reporting.markdown import markdown_table
from experiments.store.contents import Contents
from experiments.studies.registry import kinds
from simulation.passport import Leaf

PROGRAM = "knowledge-brokering"  # the distribution whose commands are described
WIDTH = 78  # of their help
FURTHER = {
    "settings": "and a column for each setting",
    "outcomes": "and a column for each outcome",
    "weeks": "and a column for each outcome week by week",
    "targets": "and a column for each target",
}
PACKAGES = ("simulation", "simulation.agents", "experiments")  # whose public names are described


def settings() -> str:
    """Every setting of the model, group by group."""
    leaves = model_settings()
    parts = ["## the run", *(_setting(leaf) for name, leaf in leaves.items() if "." not in name)]
    for group, meaning in groups().items():
        members = [leaf for name, leaf in leaves.items() if name.startswith(f"{group}.")]
        parts += [f"## {group}", meaning, *(_setting(leaf) for leaf in members)]
    return "\n\n".join(parts)


def _setting(leaf: Leaf) -> str:
    known = passport(leaf)
    unit = "" if known.unit == "choice" else f" {known.unit}"
    said = [f"**{model.number(leaf.default)}**{unit}"]
    if known.plausible:
        said.append(f"plausible {model.span(known.plausible)}")
    if not isinstance(leaf.default, bool | str):
        said.append(f"allowed {model.span(known.legal)}")
    text = f"{known.meaning}\\\n{'; '.join(said)}; *{known.source} ({known.sure})*"
    return f":::{{setting}} {leaf.name}\n{text}\n:::"


def keys() -> str:
    """The keys of a study beside the settings of the model."""
    rows = [(f"`{key}`", meaning, _default(key)) for key, meaning in study_keys().items()]
    return markdown_table(("key", "meaning", "default"), rows)


def _default(key: str) -> str:
    value = getattr(StudyKeys(), key)
    if value == REQUIRED:
        return "required"
    return "" if value in ("", (), {}) else f"`{json.dumps(value)}`"


def designs() -> str:
    """Every design of a sweep: its points, and the meaning of its size."""
    rows = [(f"`{name}`", *_design(design)) for name, design in DESIGNS.items()]
    return markdown_table(("design", "points", "size"), rows)


def _design(design: Callable[..., object]) -> tuple[str, str]:
    text = inspect.getdoc(design) or ""
    size = re.search(r"size: (.+?)(?=\n    \w+:|\n\n)", text, re.DOTALL)
    return text.partition("\n")[0], " ".join(size[1].split()) if size else ""


def distributions() -> str:
    """Every distribution of a setting in a sweep, and its parameters."""
    ends = {True: ("low", "high"), False: ()}
    parameters = {name: (*of.parameters, *ends[of.needs_ends]) for name, of in FAMILIES.items()}
    rows = [(f"`{name}`", ", ".join(of)) for name, of in parameters.items()]
    return markdown_table(("distribution", "parameters"), rows)


def studies() -> str:
    """Every shipped study, with its file."""
    folder = Path(str(files("configs"))) / "study"
    texts = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))}
    return "\n\n".join(
        f"## {name}\n\n{yaml.safe_load(text)['question']}\n\n```yaml\n{text}```"
        for name, text in texts.items()
    )


def results_files() -> str:
    """What each file of a study's folder holds, with the columns of its tables, kind by kind."""
    found = kinds()
    everywhere = set.intersection(*(set(_meanings(kind.contents)) for kind in found.values()))
    first = next(iter(found.values())).contents
    parts = ["## Every study", *_contents(first, everywhere)]
    for name, kind in found.items():
        own = set(_meanings(kind.contents)) - everywhere
        parts += [f"## kind: {name}", kind.about, *_contents(kind.contents, own)]
    return "\n\n".join(parts)


def _meanings(contents: Contents) -> dict[str, str]:
    """The meaning of every file, in order."""
    tables = {name: one.meaning for name, one in contents.tables.items()}
    figures = {f"{name}.png, .svg": meaning for name, meaning in contents.figures.items()}
    return {**tables, **figures, **contents.files}


def _contents(contents: Contents, names: Collection[str]) -> list[str]:
    """A table of these files, and the columns of each of their tables, folded."""
    rows = [(f"`{name}`", one) for name, one in _meanings(contents).items() if name in names]
    parts = [markdown_table(("file", "meaning"), rows)]
    for name, one in contents.tables.items():
        if name in names and one.columns:
            columns = [(f"`{key}`", *explained) for key, explained in one.columns.items()]
            columns += [
                (FURTHER.get(one_of, FURTHER["targets"]), "", "") for one_of in sorted(one.further)
            ]
            parts += [
                f"<details><summary>Columns of <code>{name}</code></summary>",
                markdown_table(("column", "meaning", "unit"), columns), "</details>",
            ]  # fmt: skip
    return parts


def commands() -> str:
    """The help of every installed command."""
    entries = sorted(distribution(PROGRAM).entry_points)
    return "\n\n".join(f"## {one.name}\n\n```text\n{_help(one)}\n```" for one in entries)


def _help(entry: EntryPoint) -> str:
    command = entry.load()
    if not isinstance(command, click.Command):  # but Hydra's, which fills in the page
        return Template(help_page()).substitute().strip()
    context = command.make_context(entry.name, [], resilient_parsing=True, terminal_width=WIDTH)
    return context.get_help()


def interface() -> str:
    """Every public name of the packages, with its docstring."""
    return "\n\n".join(_package(name) for name in PACKAGES)


def _package(name: str) -> str:
    module = import_module(name)
    parts = [f"## {name}", inspect.getdoc(module) or ""]
    parts += [_member(name, member, getattr(module, member)) for member in sorted(module.__all__)]
    return "\n\n".join(part for part in parts if part)


def _member(module: str, name: str, member: object) -> str:
    """A directive that documents a name, or shows its value if it is neither class nor function."""
    if inspect.isclass(member):
        rest = f".. autoclass:: {module}.{name}()\n   :members:"
    elif inspect.isroutine(member):
        rest = f".. autofunction:: {module}.{name}"
    else:
        rest = f".. py:data:: {module}.{name}\n   :value: {member!r}"
    return f"```{{eval-rst}}\n{rest}\n```"


SECTIONS: Mapping[str, Callable[[], str]] = {
    "settings": settings,
    "outcomes": model.outcomes_tables,
    "patterns": model.patterns,
    "keys": keys,
    "designs": designs,
    "distributions": distributions,
    "studies": studies,
    "files": results_files,
    "commands": commands,
    "interface": interface,
}
