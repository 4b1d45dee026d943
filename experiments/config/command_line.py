"""The command that reproduces a study, from its configuration."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from experiments.config import shipped
from experiments.config.commands import typed
from experiments.config.named_files import ROSTER, file_name, shipped_roster
from experiments.config.schema import HOW_TO_RUN, REQUIRED, configuration, flat

OUR_OWN = ("study", "model_version", "model_source", "files")  # found when it runs
OF_A_FILE = "PATH/"  # stands for the folder of a file of one's own, which is not recorded
OF_A_STUDY = "--config-dir FOLDER"  # for a study of one's own, whose place is not recorded either
STANDS_FOR = {
    OF_A_FILE: "PATH/ stands for the folder of your own file",
    OF_A_STUDY: "FOLDER stands for the folder that contains study/",
}
ANY = "."  # a prefix for mappings that are flattened whole
DEFAULT = "team_vs_solo"  # runs if no study is named


def command_of(configuration: Mapping[str, Any]) -> str:
    """The command of a configuration: the study, and all values that differ from the shipped study."""
    study = str(configuration["study"])
    words = ["brokering"] if study == DEFAULT else ["brokering", f"study={study}"]
    if not is_shipped(study):
        words.insert(1, OF_A_STUDY)
    return typed(*words, *words_of(configuration, OF_A_FILE))


def explained(command: str) -> str:
    """A command within a sentence, with what stands in it for a folder that is not recorded."""
    said = [meaning for mark, meaning in STANDS_FOR.items() if mark in command]
    meanings = f" ({'; '.join(said)})" if said else ""
    return f"`{command}`{meanings}"


def words_of(configuration: Mapping[str, Any], folder: str = "") -> list[str]:
    """The values that differ from the shipped study, as a shell reads them.

    Args:
        configuration: as in the folder of a study.
        folder: put before the names of files.
    """
    study = str(configuration["study"])
    words, own = [], _usual(shipped.study(study))
    for name, given in flat(configuration):
        value: Any = shipped_roster(given) if name == ROSTER else given
        ours = name in OUR_OWN or name.partition(".")[0] in OUR_OWN
        if not ours and name in own and not _same(value, own[name]):
            said_so = _nested(value) if name == "futures" else value
            words.append(shlex.quote(f"{_called(name, value, study)}={_spelt(said_so, folder)}"))
    return words


def _called(name: str, value: Any, study: str) -> str:
    """What a setting is called on the command line: a shipped ensemble is chosen as in all documents."""
    chosen = name == "ensemble" and value in shipped.files_of("ensembles") and is_shipped(study)
    return "model" if chosen else name


def is_shipped(study: str) -> bool:
    """Whether a study comes with the program."""
    return shipped.study(study).is_file()


def _usual(file: Path) -> dict[str, Any]:
    """The values of the shipped study; of one that is not shipped, the defaults."""
    tree = OmegaConf.create(OmegaConf.to_container(OmegaConf.structured(configuration())))
    if file.is_file():
        tree.merge_with(OmegaConf.load(file))
    values: Any = OmegaConf.to_container(tree)
    return {name: value for name, value in flat(values) if name not in HOW_TO_RUN}


def _same(value: Any, usual: Any) -> bool:
    """Whether a value is that of the shipped study; a kind without arms has a pair of empty names."""
    if isinstance(value, list):
        return [one for one in value if one] == list(usual if usual != REQUIRED else [])
    if isinstance(value, Mapping) and isinstance(usual, Mapping):
        return dict(flat(value, ANY)) == dict(flat(usual, ANY))
    return bool(value == usual)


def _nested(futures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Futures with their settings in groups, as in a study, so that Hydra can merge them."""
    tree = OmegaConf.create()
    for name, changes in futures.items():
        for setting, value in changes.items():
            OmegaConf.update(tree, f"{name}.{setting}", value)
    found: Any = OmegaConf.to_container(tree)
    return dict(found)


def _spelt(value: Any, folder: str) -> str:
    """A value as the command line reads it, with a folder before the names of files."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{name}:{_spelt(one, folder)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_spelt(one, folder) for one in value) + "]"
    if isinstance(value, str) and (name := file_name(value)) != value:
        value = f"{folder}{name}"
    if isinstance(value, str) and not re.fullmatch(r"[\w./]+", value):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return str(value)
