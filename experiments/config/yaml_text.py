"""Reads YAML that anybody may have written: no text can take long, or much memory."""

from typing import Any

import yaml
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from simulation import SettingsError

MOST = 1_000_000  # characters
DEEPEST = 50  # mappings and lists inside each other


def parsed(text: str, where: str) -> Any:
    """The content of a YAML text, as a tree of OmegaConf; `where` names its file in messages.

    Raises:
        SettingsError: it is too long, nested too deeply, or no YAML.
    """
    if len(text) > MOST:
        raise SettingsError(f"{where} has {len(text)} characters; at most {MOST} are allowed.")
    try:
        _check(text, where)
        return OmegaConf.create(text)
    except SettingsError:
        raise
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise SettingsError(f"{where}{line}: this is not valid YAML.") from None
    except (yaml.YAMLError, OmegaConfBaseException, ValueError, RecursionError):
        raise SettingsError(f"{where} cannot be read as the YAML of a configuration.") from None


def _check(text: str, where: str) -> None:
    """Refuse aliases, which can stand for more than any memory holds, and deep nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = f"{where}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent):
            raise SettingsError(f"{line}: aliases such as *{event.anchor} are not allowed.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise SettingsError(f"{line}: at most {DEEPEST} levels are allowed.")
