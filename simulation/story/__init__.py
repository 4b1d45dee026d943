"""What happens in a run week by week, and why people change.

`ToldModel` is the Mesa model with agents that tell a `Story` of what they do. A person's stances are
read before and after every rule that may change them, so that the rules stay as they are and the
contributions of all routes sum to the change, in each stance and in the *disposition*: the geometric
mean of the four stances, which is a person's readiness to practise without the norm (P5).

A contribution says through which route a change came, in the order in which things happened. It does
not say what would have happened without the route: that takes a second world under the same dice.
"""

from simulation.story.book import (
    BROKERED,
    DISPOSITION,
    EFFECTS,
    STANCES,
    Effects,
    Event,
    Kind,
    Part,
    Route,
    Stances,
    Story,
    Turn,
    disposition,
)
from simulation.story.told import ToldModel

__all__ = [
    "BROKERED", "DISPOSITION", "EFFECTS", "STANCES", "Effects", "Event", "Kind", "Part", "Route",
    "Stances", "Story", "ToldModel", "Turn", "disposition",
]  # fmt: skip
