"""Why a name or a value is not possible: what is allowed, and what is nearest."""

import difflib
from collections.abc import Iterable

from experiments.config.schema import groups, key_type, legal, model_settings, passport, study_keys
from simulation.errors import SettingsError, nearest


def check_known(name: object, known: Iterable[str], says: str, tail: str = "") -> None:
    """Refuse a name that is not among the known ones.

    Raises:
        SettingsError: a sentence of what it `says`, the name, the `tail`, the nearest name and all others.
    """
    names = list(known)
    if name not in names:
        raise SettingsError(f"{says} {name!r}{tail}; {nearest(str(name), names)}")


def unknown(name: str) -> str:
    """The message that there is no setting `name`: the nearest one, and all that are allowed there."""
    if name.startswith("hydra."):
        return f"There is no setting {name!r}; --hydra-help and --info list those of Hydra."
    if name == "study":
        return "The first line of the study's file must be '# @package _global_'."
    if name == "arm":
        return "There is no setting 'arm'; choose arms with the list arms, as in arms=[team,solos]."
    legal = [*study_keys(), *model_settings(), "study", "model"]
    tail = name.rpartition(".")[2]
    near = [other for other in legal if other.rpartition(".")[2] == tail]
    near = near or difflib.get_close_matches(name, legal, n=1, cutoff=0.5)
    group = (near[0] if near else name).rpartition(".")[0]
    allowed = [other for other in legal if other.rpartition(".")[0] == group]
    if near and group not in groups():
        return f"There is no setting {name!r}; did you mean {near[0]!r}? --help lists all."
    if group not in groups():
        allowed = [other for other in legal if "." not in other]
        allowed += [f"{title}.(...)" for title in groups()]
    hint = f"did you mean {near[0]!r}? Allowed" if near else "allowed"
    return f"There is no setting {name!r}; {hint}: {', '.join(allowed)}."


def wrong_type(name: str, offered: str | None) -> str:
    """The message that a value is not allowed for the setting `name`: its type, range and unit."""
    instead = "" if offered is None else f", not {offered!r}"
    return f"{name} must be {_kind(name)}{instead}."


WORDS = {
    bool: "true or false", int: "a whole number", float: "a number", str: "a text", tuple: "a list",
    list: "a list", dict: "a mapping",
}  # fmt: skip
_MAPPINGS = {
    "futures": "a mapping of names to settings, as in futures={now: {arm: team}}",
    "vary": "a mapping of settings to their values, as in 'vary={contract.weeks: [26, 52]}'",
    "options": "a mapping, as in 'options={levels: 4}'",
    "until": "a mapping, as in 'until={width: 0.02}'",
}


def _kind(name: str) -> str:
    if name in ("arms", "compare"):
        return f"a list, as in {name}=[team,solos]"
    if name in _MAPPINGS:
        return _MAPPINGS[name]
    if name in groups():
        first = next(other for other in model_settings() if other.startswith(f"{name}."))
        return f"changed one setting at a time, as in {first}=..."
    leaf = model_settings().get(name)
    if leaf is None:
        return WORDS[key_type(name)]
    kind, known = WORDS[type(leaf.default)], passport(leaf)
    return kind if isinstance(leaf.default, str) else f"{kind} {legal(known)} ({known.unit})"
