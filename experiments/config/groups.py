"""The groups of settings that studies ask about together, such as those of collective work.

A setting belongs to the group that names it, or else to the one that names its group of settings.
"""

from collections.abc import Iterable

from simulation.params import TOGETHER

COLLECTIVE = "collective"
# The groups in the order in which they are shown: what each is, in a reader's words.
TITLES = {
    COLLECTIVE: "What collective work buys",
    "contact": "How brokers reach people",
    "culture": "How people change",
    "context": "The organisations",
    "design": "The programme's design",
}
# Settings, or whole groups of settings, by group.
MEMBERS = {
    COLLECTIVE: ("team", "encounters.modelling"),
    "contact": (
        "encounters", "demands", "insight", "brokers.known_at_home", "contract.exit",
        "contract.exit_strain",
    ),
    "culture": (
        "culture", "projects", "population.willing", "population.able", "population.threshold",
    ),
    "context": ("context", "population", "projects.window"),
    "design": (
        "brokers", "contract", "population.hosts", "team.hours",
        *(f"team.{name}" for name in TOGETHER),
    ),
}  # fmt: skip
# What belongs to none: the arm and the horizon, and what is only counted with.
NONE = ("arm", "weeks", "money")
_GROUP = {name: group for group, names in MEMBERS.items() for name in names}


def group_of(setting: str) -> str:
    """The group of a setting by its dotted name; empty for what belongs to none.

    Raises:
        KeyError: the table leaves the setting out.
    """
    family = setting.partition(".")[0]
    if setting in NONE or family in NONE:
        return ""
    return _GROUP[setting] if setting in _GROUP else _GROUP[family]


def grouped(settings: Iterable[str]) -> dict[str, list[str]]:
    """The groups that some settings belong to, in the order of `TITLES`, each with its settings."""
    found: dict[str, list[str]] = {group: [] for group in TITLES}
    for name in settings:
        if group := group_of(name):
            found[group].append(name)
    return {group: names for group, names in found.items() if names}
