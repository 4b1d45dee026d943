"""One sentence for whatever was asked that cannot be: what, where, what is allowed, what is nearest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

from omegaconf.errors import (
    ConfigAttributeError,
    ConfigKeyError,
    MissingMandatoryValue,
    OmegaConfBaseException,
)

from experiments.config.schema import groups, legal, model_settings, study_keys
from simulation.params import SettingsError, nearest

# What Hydra's messages look like, and what is said in their place.
_READABLE = (
    (
        r"(?:override '|LexerNoViableAltException: |input ')(?P<what>author|licence|question)=",
        "{what} has a sign in it that needs quotes within quotes: '{what}=\"...\"'.",
    ),
    (
        r"(?:Error parsing override '|LexerNoViableAltException: |no viable alternative at input ')"
        r"(?P<what>.*?)'?\n",
        "{what!r} cannot be read: write name=value, such as contract.weeks=52.",
    ),
    (
        "Config group override must be a string",
        "A study is chosen by its name, and every argument is written name=value.",
    ),
    (
        r"Ambiguous value for argument '(?P<what>[^=]*)=(?P<values>.*)'\n",
        "{what}={values} gives several values: --multirun runs one after the other; lists have brackets, "
        "as in arms=[team,solos], and decimals a point, as in 0.5.",
    ),
    (
        r"Could not append to config. An item is already at '(?P<what>.*)'",
        "{what} is there already: leave out the + before it.",
    ),
    (r"Could not delete from config\. (?P<what>.*)", "Nothing can be taken away: {what}"),
)


def sentence(error: BaseException) -> str:
    """What to tell the person whose request raised `error`, without line breaks."""
    if isinstance(error, SettingsError):
        return str(error)
    if group := re.search(r"Could not find '(.*)/(.*)'\n+Available options in", str(error)):
        options = re.findall(r"^\t(\w+)$", str(error), flags=re.MULTILINE)
        return f"There is no {group[1]} {group[2]!r}; {nearest(group[2], options)}"
    if isinstance(error, BrokenProcessPool):
        return "A worker process ended abruptly, perhaps for lack of memory: try fewer workers."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _one_line(f"{where}{error.strerror or error}")
    for cause in _chain(error):
        if isinstance(cause, OmegaConfBaseException) and cause.full_key:
            return _of_file(error) + _of_key(cause)
    for pattern, form in _READABLE:
        if match := re.search(pattern, str(error)):
            return form.format(**match.groupdict())
    return _one_line(str(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_file(error: BaseException) -> str:
    """Where the mistake is, unless it is on the command line."""
    file = re.match("In '(.*?)'", str(error))
    return f"In {file[1]}: " if file else ""


def _one_line(text: str) -> str:
    """The message as one sentence, without its hint at Hydra's documentation."""
    return " ".join(re.sub(r"\nSee https\S+ for details", "", text).split()).rstrip(".") + "."


def _of_key(error: OmegaConfBaseException) -> str:
    name = str(error.full_key).partition("[")[0]
    if isinstance(error, ConfigAttributeError | ConfigKeyError):
        return unknown(name)
    if isinstance(error, MissingMandatoryValue):
        return f"The study leaves {name} open: give it a value."
    said = str(error.msg).partition("\n")[0]
    offered = re.search(r"(?:Value '|value: )(.*?)(?:' (?:of type|is not).*)?$", said)
    return wrong_type(name, offered[1] if offered else None)


def unknown(name: str) -> str:
    """Why there is no setting `name`: the nearest one, and all that could stand there."""
    if name.startswith("hydra."):
        return (
            f"There is no setting {name!r}; --hydra-help and --info say which of Hydra there are."
        )
    if name == "study":
        return (
            "The file of a study begins with the line '# @package _global_', and this one does not."
        )
    if name == "arm":
        return "There is no setting 'arm'; arms lists those that run, as in arms=[team,solos]."
    legal = [*study_keys(), *model_settings(), "study"]
    tail = name.rpartition(".")[2]
    near = [other for other in legal if other.rpartition(".")[2] == tail]
    near = near or difflib.get_close_matches(name, legal, n=1, cutoff=0.5)
    group = (near[0] if near else name).rpartition(".")[0]
    allowed = [other for other in legal if other.rpartition(".")[0] == group]
    if group not in groups():
        allowed = [other for other in legal if "." not in other]
        allowed += [f"{title}.(...)" for title in groups()]
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"There is no setting {name!r}; {hint}Allowed: {', '.join(allowed)}."


def wrong_type(name: str, offered: str | None) -> str:
    """Why a value cannot stand for the setting `name`: its kind and range, and what was offered."""
    instead = "" if offered is None else f", not {offered!r}"
    return f"{name} must be {_kind(name)}{instead}."


_MAPPINGS = {
    "futures": "a mapping of names to settings, as in futures={now: {arm: team}}",
    "vary": "a mapping of settings to what they vary over, as in 'vary={contract.weeks: [26, 52]}'",
    "options": "a mapping, as in 'options={levels: 4}'",
    "until": "a mapping, as in 'until={width: 0.02}'",
}


def _kind(name: str) -> str:
    if name in ("arms", "compare"):
        return f"a list, as in {name}=[team,solos]"
    if name in ("replicates", "set_replicates", "accepted", "past", "seed", "workers"):
        return "a whole number"
    if name in _MAPPINGS:
        return _MAPPINGS[name]
    if name in groups():
        return f"changed one setting at a time, as in {next(_of_group(name))}=..."
    leaf = model_settings().get(name)
    if leaf is None:
        return "a text"
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    kind = words[type(leaf.default)]
    if leaf.passport is None or isinstance(leaf.default, bool | str):
        return kind
    return f"{kind} {legal(leaf.passport)} ({leaf.passport.unit})"


def _of_group(group: str) -> Iterator[str]:
    return (name for name in model_settings() if name.startswith(f"{group}."))
