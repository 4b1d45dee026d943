"""What a page shows, as its address says it: who brokers on either side, which world, which settings.

The address holds what differs from the usual, so that a link brings back the view.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import shlex
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from omegaconf import OmegaConf

from experiments.config.commands import typed
from experiments.config.plan import MOST_SEEDS
from experiments.page import texts
from simulation import Settings, SettingsError, change
from simulation.errors import nearest
from simulation.params import FILE_SETTINGS, whole_number
from simulation.passport import Leaf, Value, leaves
from simulation.settings import ARMS
from simulation.staff import staff_of
from simulation.values import check_value

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
KEYS = ("left", "right", "seed", "week", "tour", "present")


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
        """The same with other settings, which may be refused as by `other`."""
        return self.other(settings=change(self.settings, changes))

    def other(self, **parts: Any) -> Choice:
        """The same otherwise.

        Raises:
            SettingsError: it cannot be, or is too large for a page.
        """
        return checked(dataclasses.replace(self, **parts))

    def at(self, week: int) -> Choice:
        """The same in another week, the last one if the run is shorter."""
        return dataclasses.replace(self, week=min(week, self.settings.weeks))

    def changed(self) -> dict[str, Value]:
        """The settings that differ from the defaults."""
        return differences(self.settings, Settings())

    @property
    def files(self) -> dict[str, Value]:
        """The settings of the visitor's own files that differ from the defaults; files by their names."""
        return {
            leaf.name: Path(str(leaf.value)).name if leaf.name.endswith("_file") else leaf.value
            for leaf in leaves(self.settings)
            if leaf.name in FILE_SETTINGS and leaf.value != leaf.default
        }

    @property
    def world(self) -> str:
        """What is played: the same text for the same worlds, whatever is said of them and in which week."""
        return repr(dataclasses.replace(self, week=0, tour=0, present=False))

    @property
    def query(self) -> str:
        """The choice as the query of an address; empty for the defaults.

        It holds what differs from the defaults or, on the tour, from what its step shows.
        """
        usual = usual_at(self.tour)
        own = {name: getattr(self, name) for name in KEYS} | {"present": int(self.present)}
        said = {name: value for name, value in own.items() if value != getattr(usual, name)}
        return urlencode(said | differences(self.settings, usual.settings))

    @property
    def study(self) -> dict[str, Any]:
        """What runs the same settings many times, by dotted names."""
        sides = list(self.sides)
        compare = {"compare": sides} if len(set(sides)) == 2 else {}
        runs = {"seed": self.others, "replicates": REPLICATES}
        return {"arms": sides, **compare, **runs, **self.changed(), **self.files}

    @property
    def yaml(self) -> str:
        """The configuration as a study that `brokering --config-dir` reads."""
        question = "Settings from the page: which arm changes culture more?"
        tree = OmegaConf.create({"question": question, "kind": "arms"})
        for name, value in self.study.items():
            OmegaConf.update(tree, name, value)
        return "# @package _global_\n" + OmegaConf.to_yaml(tree)

    @property
    def command(self) -> str:
        """The command that runs the same settings many times."""
        said = [
            shlex.quote(f"{name}=[{','.join(value)}]" if isinstance(value, list) else f"{name}={value}")
            for name, value in self.study.items()
        ]  # fmt: skip
        return typed("brokering", *said)


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
            raise SettingsError(f"The page shows at most {MOST_PLACES} {name}, not {count}.")
    whole_number("seed", choice.seed, 0, MOST_SEEDS - 1)
    for arm in choice.sides:
        choice.settings_of(arm)
    return choice.at(choice.week)


def usual_at(tour: int) -> Choice:
    """What an address need not say: the defaults or, at a step of the tour, what the step shows."""
    return choice_of(urlencode(texts.tour()[tour - 1].show)) if tour else Choice()


def choice_of(query: str) -> Choice:
    """What the query of an address asks for.

    Raises:
        SettingsError: it asks for what cannot be; the sentence says what.
    """
    choice, faults = read(query)
    if faults:
        raise SettingsError(faults[0])
    return choice


def read(query: str) -> tuple[Choice, list[str]]:
    """What the query of an address asks for as far as it can be, and a sentence for each part that cannot."""
    if len(query) > LONGEST:
        return Choice(), [f"The address may have at most {LONGEST} characters."]
    try:
        given = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return Choice(), [f"The address may have at most {MOST_FIELDS} fields."]
    readers: dict[str, Callable[[str], Any]] = {
        "left": functools.partial(_arm, "left", ARMS),
        "right": functools.partial(_arm, "right", (*ARMS, ALONE)),
        "seed": functools.partial(_whole, "seed", MOST_SEEDS - 1),
        "week": functools.partial(_whole, "week", MOST_WEEKS),
        "tour": functools.partial(_whole, "tour", len(texts.tour())),
        "present": lambda text: bool(_whole("present", 1, text)),
    }
    readers |= {leaf.name: functools.partial(_value, leaf) for leaf in offered(Settings())}
    found: dict[str, Any] = {}
    faults = []
    for name, text in given.items():
        try:
            found[name] = readers[name](text)
        except KeyError:
            faults.append(_unknown(name, readers))
        except SettingsError as error:
            faults.append(str(error))
    usual = usual_at(found.get("tour", 0))
    own = {name: found.pop(name) for name in KEYS if name in found}
    settings = change(usual.settings, {"arm": own.pop("left", usual.left)})
    week = own.pop("week", usual.week)
    choice, against = _together(dataclasses.replace(usual, settings=settings, **own), found)
    if "week" in given and week > (last := choice.settings.weeks):
        against = [*against, f"week must be at most {last}, where the run ends, not {week}."]
        week = usual.week
    return choice.at(week), faults + against


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "the controls list all settings."
    return f"The address has {name[:60]!r}; {hint}"


def _arm(side: str, arms: tuple[str, ...], arm: str) -> str:
    if arm not in arms:
        raise SettingsError(f"{side} cannot be {arm!r}; {nearest(arm, arms)}")
    return arm


def _whole(name: str, most: int, text: str) -> int:
    return whole_number(name, number(text, name, int), 0, most)


def _value(leaf: Leaf, text: str) -> Value:
    """A setting's value in its own type, if the setting can have it, whatever the others are."""
    kind = type(leaf.default)
    value = text if kind is str else number(text, leaf.name, kind)
    check_value(leaf._replace(value=value))
    return value


def _together(bare: Choice, changes: Mapping[str, Value]) -> tuple[Choice, list[str]]:
    """The choice with other settings, without the one that does not fit, or without all; and why."""
    choice, fault = attempted(lambda: bare.with_settings(changes))
    if choice:
        return choice, []
    rests = [{name: changes[name] for name in changes if name != out} for out in changes]
    fitting = [attempted(functools.partial(bare.with_settings, rest))[0] for rest in rests]
    found = [choice for choice in fitting if choice]
    if len(found) == 1:
        return found[0], [fault]
    return bare, [f"These settings of the address cannot be shown together; none is used. {fault}"]


def attempted[Made](make: Callable[[], Made]) -> tuple[Made | None, str]:
    """What a visitor asks for, or a sentence that says why it cannot be."""
    try:
        return make(), ""
    except SettingsError as error:
        return None, str(error)
    except Exception as error:  # a browser can send anything
        return None, f"The page cannot do that ({type(error).__name__})."


def number(text: str, name: str, kind: type) -> Any:
    """A number that was typed, in its type, int or float.

    Raises:
        SettingsError: it is none.
    """
    try:
        return kind(text) if len(text) <= 30 else kind("")
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        raise SettingsError(f"{name} must be {what}, not {text[:40]!r}.") from None
