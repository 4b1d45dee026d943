"""Completion of `brokering` in shells: keys, settings with their ranges, and studies.

Hydra's own composes the whole configuration for it, which takes a second. This one must not import anything
that takes long.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from experiments.config.schema import StudyKeys, groups, model_settings, passport, study_keys

FOLDERS = ("study", "model")  # of the configuration, in which names of files are the choices
FISH = "query=fish"  # the shell that shows one choice a line


def answer(words: Sequence[str], line: str, flags: Collection[str]) -> str:
    """What a shell offers; `words` are the arguments with which it asks, `flags` the command's options."""
    return ("\n" if FISH in words else " ").join(offered(line, flags))


def offered(line: str, flags: Collection[str]) -> list[str]:
    """All that the last word of a line may become."""
    *before, word = line.split(" ")
    if before and before[-1] == "--settings":
        choices: Iterable[str] = [*groups(), *model_settings()]
    elif word.startswith("-"):
        choices = sorted(flags)
    elif "=" in word:
        name = word.partition("=")[0]
        choices = (f"{name}={value}" for value in _values(name, before))
    else:
        choices = _names(word)
    return [choice for choice in choices if choice.startswith(word)]


def _names(word: str) -> list[str]:
    """Keys and groups; the settings of a group once that is chosen."""
    if "." in word:
        return [f"{name}=" for name in model_settings()]
    own = [name for name in model_settings() if "." not in name]
    return [f"{name}=" for name in (*FOLDERS, *study_keys(), *own)] + [
        f"{one}." for one in groups()
    ]


def _values(name: str, before: Sequence[str]) -> list[str]:
    """The choices for a key, or the ends of the plausible range of a setting with its default between."""
    if name in FOLDERS:
        pairs = itertools.pairwise(before)
        own = [where for flag, where in pairs if flag == "--config-dir"]
        found = (
            path for one in (str(files("configs")), *own) for path in Path(one, name).glob("*.yaml")
        )
        return sorted(path.stem for path in found)
    if leaf := model_settings().get(name):
        plausible = passport(leaf).plausible
        if isinstance(leaf.default, str):
            return [str(one) for one in plausible]
        return [f"{one:g}" for one in sorted({*map(float, (*plausible, leaf.default))})]
    default = getattr(StudyKeys, name, None)
    return ["true", "false"] if isinstance(default, bool) else []
