"""What a page shows, as its address says it: who brokers on either side, which world, which settings.

The address holds what differs from the usual, so that a link brings back the view.
"""

from __future__ import annotations

import dataclasses
import difflib
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from omegaconf import OmegaConf

from experiments.config.plan import MOST_SEEDS
from experiments.page import texts
from simulation import Settings, SettingsError, change
from simulation.errors import nearest
from simulation.params import FILE_SETTINGS, whole_number
from simulation.passport import Leaf, Value, leaves
from simulation.settings import ARMS

LONGEST = 4_000  # characters of an address
MOST_FIELDS = 200  # in it
MOST_PEOPLE = 1_000  # of a world that is drawn
MOST_PLACES = 20  # organisations of a community that stand side by side
MOST_WEEKS = 1_040  # of a world that is kept week by week
ALONE = "alone"
REPLICATES = 200  # worlds that are asked what is likely
# Files on the machine that serves the page are none of its visitors' business.
NOT_HERE = ("arm", *FILE_SETTINGS)
TYPICAL = 70  # of seeds 1 to 200 that whose lead is closest to the median; a test finds it anew
_KEYS = ("left", "right", "seed", "week", "tour", "present")


@dataclasses.dataclass(frozen=True)
class Choice:
    """What is shown.

    Attributes:
        settings: of the model; their arm is the left one.
        right: the arm on the right, or `alone`.
        seed: of the world, the same on both sides.
        week: which is looked at first.
        tour: the step of the tour that is open, from 1; 0 for none.
        present: whether it is shown to an audience: large, and without controls.
    """

    settings: Settings = dataclasses.field(default_factory=Settings)
    right: str = "solos"
    seed: int = TYPICAL
    week: int = 0
    tour: int = 0
    present: bool = False

    @property
    def left(self) -> str:
        """The arm on the left."""
        return self.settings.arm

    @property
    def others(self) -> int:
        """The seed of the study whose worlds the answer is from: other ones than the one shown."""
        return self.seed + 1

    @property
    def sides(self) -> tuple[str, ...]:
        """The arms that are shown: one or two."""
        return (self.left,) if self.right == ALONE else (self.left, self.right)

    def settings_of(self, arm: str) -> Settings:
        """The settings of one side."""
        return change(self.settings, {"arm": arm})

    def with_settings(self, changes: Mapping[str, Value]) -> Choice:
        """The same with other settings.

        Raises:
            SettingsError: they cannot be, or are too large for a page.
        """
        return checked(dataclasses.replace(self, settings=change(self.settings, changes), week=0))

    def changed(self) -> dict[str, Value]:
        """The settings that differ from the defaults."""
        return differences(self.settings, Settings())

    @property
    def files(self) -> dict[str, Value]:
        """The settings of the visitor's own files that differ from the defaults; files by their names."""
        kept = {leaf.name: leaf for leaf in leaves(self.settings) if leaf.name in FILE_SETTINGS}
        return {
            name: Path(str(leaf.value)).name if name.endswith("_file") else leaf.value
            for name, leaf in kept.items()
            if leaf.value != leaf.default
        }

    @property
    def world(self) -> str:
        """What is played: the same text for the same worlds, whatever is said around them."""
        population = self.settings.population
        plain = dataclasses.replace(self, tour=0, present=False)
        return f"{plain.query} {population.staff_file} {population.ties_file} {self.files}"

    @property
    def query(self) -> str:
        """The choice as the query of an address; empty for the defaults.

        It holds what differs from the defaults or, on the tour, from what its step shows.
        """
        usual = choice_of(urlencode({"tour": self.tour})) if self.tour else Choice()
        said: dict[str, Value] = {}
        if self.tour:
            said["tour"] = self.tour
        if self.present:
            said["present"] = 1
        said |= {
            name: getattr(self, name)
            for name in ("left", "right", "seed", "week")
            if getattr(self, name) != getattr(usual, name)
        }
        changed = differences(self.settings, usual.settings)
        return urlencode(said | {name: str(value) for name, value in changed.items()})

    @property
    def yaml(self) -> str:
        """The configuration as a study that `brokering --config-dir` reads."""
        tree: dict[str, Any] = {
            "question": "Settings from the page: which arm changes culture more?",
            "kind": "arms", "arms": list(self.sides), "seed": self.others,
            "replicates": REPLICATES,
        }  # fmt: skip
        if len(set(self.sides)) == 2:
            tree["compare"] = list(self.sides)
        for name, value in (self.changed() | self.files).items():
            group, _, last = name.rpartition(".")
            (tree.setdefault(group, {}) if group else tree)[last] = value
        return "# @package _global_\n" + OmegaConf.to_yaml(OmegaConf.create(tree))

    @property
    def command(self) -> str:
        """The command that runs the same settings many times."""
        said = [f"arms=[{','.join(self.sides)}]"]
        if len(set(self.sides)) == 2:
            said.append(f"compare=[{','.join(self.sides)}]")
        said += [f"seed={self.others}", f"replicates={REPLICATES}"]
        changed = self.changed() | self.files
        said += [f"{name}={shlex.quote(str(value))}" for name, value in changed.items()]
        return " ".join(["brokering", *said])


def differences(settings: Settings, usual: Settings) -> dict[str, Value]:
    """The settings on offer that differ from the usual ones."""
    before = {leaf.name: leaf.value for leaf in offered(usual)}
    return {leaf.name: leaf.value for leaf in offered(settings) if leaf.value != before[leaf.name]}


def offered(settings: Settings) -> list[Leaf]:
    """The settings that a page offers."""
    return [leaf for leaf in leaves(settings) if leaf.name not in NOT_HERE]


def checked(choice: Choice) -> Choice:
    """The choice, if it can be shown.

    Raises:
        SettingsError: a world too large to be drawn and kept.
    """
    from simulation.staff import staff_of

    weeks = choice.settings.weeks
    if weeks > MOST_WEEKS:
        raise SettingsError(f"weeks must be at most {MOST_WEEKS} on the page, not {weeks}.")
    own = staff_of(choice.settings)
    rough = own.people(0) + own.people(1)
    if rough > MOST_PEOPLE:
        raise SettingsError(f"The page shows at most {MOST_PEOPLE} people, not {rough}.")
    for community, name in enumerate(("organisations", "departments")):
        count = sum(place.community == community for place in own.places)
        if count > MOST_PLACES:
            raise SettingsError(
                f"The page shows at most {MOST_PLACES} {name} side by side, not {count}."
            )
    whole_number("seed", choice.seed, 0, MOST_SEEDS - 1)
    for arm in choice.sides:
        choice.settings_of(arm)
    return choice


def choice_of(query: str) -> Choice:
    """What an address asks for.

    Args:
        query: of the address, without the question mark.

    Raises:
        SettingsError: it asks for what cannot be; the sentence says what.
    """
    if len(query) > LONGEST:
        raise SettingsError(f"The address may have at most {LONGEST} characters, not {len(query)}.")
    try:
        given = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise SettingsError(f"The address may have at most {MOST_FIELDS} fields.") from None
    kinds = {leaf.name: type(leaf.default) for leaf in offered(Settings())}
    for name in given:
        if name not in kinds and name not in _KEYS:
            near = difflib.get_close_matches(name, [*_KEYS, *kinds], n=1)
            hint = f"did you mean {near[0]!r}?" if near else "the controls list all settings."
            raise SettingsError(f"The address has {name[:60]!r}; {hint}")
    tour = whole_number("tour", number(given.get("tour", "0"), "tour"), 0, len(texts.tour()))
    if tour:
        given = {**texts.tour()[tour - 1].show, **given}
    left, right = given.get("left", "team"), given.get("right", Choice().right)
    for side, arms in ((left, ARMS), (right, (*ARMS, ALONE))):
        if side not in arms:
            raise SettingsError(f"There is no arm {side!r}; {nearest(side, arms)}")
    changes = {name: value_of(name, text) for name, text in given.items() if name in kinds}
    seed = number(given.get("seed", str(TYPICAL)), "seed")
    present = number(given.get("present", "0"), "present")
    choice = Choice(right=right, seed=seed).with_settings({"arm": left, **changes})
    week = number(given.get("week", "0"), "week")
    return dataclasses.replace(
        choice, week=whole_number("week", week, 0, choice.settings.weeks), tour=tour,
        present=bool(whole_number("present", present, 0, 1)),
    )  # fmt: skip


def attempted[Made](make: Callable[[], Made]) -> tuple[Made | None, str]:
    """What a visitor asks for, or a sentence that says why it cannot be."""
    try:
        return make(), ""
    except SettingsError as error:
        return None, str(error)
    except Exception as error:  # a browser can send anything
        return None, f"The page cannot do that ({type(error).__name__})."


def value_of(name: str, text: str) -> Value:
    """A setting's value in its own type.

    Raises:
        SettingsError: it is none.
    """
    kind = next(type(leaf.default) for leaf in leaves(Settings()) if leaf.name == name)
    if kind is int:
        return number(text, name)
    if kind is float:
        try:
            return float(text)
        except ValueError:
            raise SettingsError(f"{name} must be a number, not {text[:40]!r}.") from None
    return text


def number(text: str, name: str) -> int:
    """A whole number.

    Raises:
        SettingsError: it is none.
    """
    try:
        return int(text[:30])
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {text[:40]!r}.") from None
