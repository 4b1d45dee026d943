"""The sentences of the briefing, with numbers as people who decide read them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from experiments.methods.estimates import Estimate
from experiments.studies.content import texts
from experiments.studies.phrases import fixed, listed
from simulation import Settings, change
from simulation.roster import roster

SMALL = 1  # people of a hundred: differences below have a digit after the point
MANY = 100  # versions of the model, from which on shares of them are said
HOURS = {1: "full", 0.5: "half"}  # names of posts by their part of full time
LEAD = "**"  # around the words that begin a point in bold type


def said(*path: Any, **numbers: Any) -> str:
    """A sentence of the briefing by its name, or by the names of its groups and its own."""
    found: Any = texts(__package__)["briefing"]
    for name in path:
        found = found[name]
    return str(found).format(**numbers)


def point(*path: Any, **numbers: Any) -> str | tuple[str, str]:
    """The same as a point, of which the words between asterisks stand out."""
    _, lead, rest = said(*path, **numbers).split(LEAD)
    return lead, rest.strip()


def bias(other: str) -> str:
    """What follows a comparison with full-time brokers: that the model favours them; else nothing."""
    return f" {said('full_time')}" if other == "single_matched" else ""


def of_100(share: float) -> str:
    """A share of a hundred, such as '29'; what is neither none nor all does not look so."""
    whole = f"{100 * share:.0f}"
    if whole == "0" and share > 0:
        return "fewer than 1"
    return "more than 99" if whole == "100" and share < 1 else whole


def few(many: int) -> bool:
    """Whether so many versions of the model are too few for shares of them."""
    return 1 < many < MANY


def all_of(many: int) -> str:
    """Of how many versions of the model some are counted: of every hundred or, of few, of all."""
    return said("all_of", int(few(many)), many=many)


def counted(share: Estimate) -> str:
    """How many of these a share of the versions is."""
    if not share.mean:
        return "none"
    return f"{share.mean * share.n:.0f}" if few(share.n) else of_100(share.mean)


def how_many(some: int, many: int) -> str:
    """Which sentence on so many of several is due: all, some or none."""
    return "none" if not some else "all" if some == many else "some"


def people(value: float, sign: str = "") -> str:
    """A number of people in a hundred; zero has no sign."""
    text = fixed(value, 0 if abs(value) >= SMALL else 1, sign)
    return text if float(text) else "0"


def span(values: Iterable[float], form: Callable[[float], str]) -> str:
    """The least and the largest of some values, such as '1 to 3'; one where they look the same."""
    order = sorted(values)
    return " to ".join(dict.fromkeys((form(order[0]), form(order[-1]))))


def around(gap: Estimate) -> dict[str, str]:
    """A difference in people with its range; of a negative one, the size."""
    mean, low, high = gap[:3] if gap.sign >= 0 else (-gap.mean, -gap.high, -gap.low)
    return {"people": people(mean), "low": people(low), "high": people(high)}


def lead(gap: Estimate) -> str:
    """A lead with its interval, where there is one."""
    ends = "" if math.isnan(gap.low) else f" ({people(gap.low)} to {people(gap.high)})"
    return f"{people(gap.mean, '+')}{ends}"


def side_of(value: float) -> str:
    """How a team stands against another arm, such as '6 behind'."""
    many = people(abs(value))
    side = "level" if many == "0" else "ahead" if value > 0 else "behind"
    return said("lead", side, many=many)


def standing(gap: Estimate) -> str:
    """The same with its interval, where there is one; with a side at each end where it is not clear."""
    if math.isnan(gap.low):
        return side_of(gap.mean)
    if not gap.sign:
        return f"{side_of(gap.mean)} ({side_of(gap.low)} to {side_of(gap.high)})"
    size = around(gap)
    return f"{side_of(gap.mean)} ({size['low']} to {size['high']})"


def posts_of(settings: Settings, arm: str) -> str:
    """Such as '3 full-time posts and 1 half-time post'."""
    hours = Counter(post.fte for post in roster(change(settings, {"arm": arm})))
    return listed([
        said("posts", HOURS.get(fte, "part"), int(many > 1), many=many, fte=f"{fte:.0%}")
        for fte, many in hours.items()
    ])  # fmt: skip
