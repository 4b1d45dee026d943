"""How settings are shown and typed: in percent and in a person's units, with the ends of a slider."""

from __future__ import annotations

import math
from typing import NamedTuple

from experiments.config.labels import setting_label
from experiments.page.choice import number
from simulation import SettingsError
from simulation.passport import SHARE, WEEKLY, YEARLY, Leaf, Value

PERCENT = {SHARE: "%", YEARLY: "% a year", WEEKLY: "% a week"}
UNITS = {"factor": "×", "full-time equivalents": "of full time"}
# The choices of settings that are words.
WORDS = {
    "none": "nobody", "one_way_managers": "manager-brokers", "one_way_academics": "academic-brokers",
    "two_way": "both",
}  # fmt: skip
FEWEST, MOST = 40, 1_000  # steps of a slider
NICE = (5, 2.5, 2, 1)  # what a step is, times a power of ten


class Scale(NamedTuple):
    """How a number is shown.

    Attributes:
        factor: what the value is multiplied by.
        unit: after the number.
        whole: whether the setting is a whole number.
        low: lower end of the slider, as shown.
        high: upper end.
        step: of the slider.
    """

    factor: int
    unit: str
    whole: bool
    low: float
    high: float
    step: float

    def shown(self, value: Value) -> float:
        """A value as a number on the scale."""
        return _neat(self.factor * float(value))

    def text(self, value: Value) -> str:
        """A value as text."""
        return f"{self.shown(value):.10g}"

    def value(self, shown: float) -> Value:
        """The value of a number on the scale."""
        return round(shown) if self.whole else _neat(shown / self.factor)


def scale_of(leaf: Leaf) -> Scale:
    """The scale of a setting that is a number: its plausible range and half as much on either side."""
    passport = leaf.passport
    assert passport is not None, f"{leaf.name} has no passport"
    factor = 100 if passport.unit in PERCENT else 1
    unit = PERCENT.get(passport.unit) or UNITS.get(passport.unit, passport.unit)
    least, most = (_neat(factor * end) for end in passport.legal)
    ends = [_neat(factor * float(end)) for end in (*passport.plausible, leaf.default)]
    room = (max(ends) - min(ends)) / 2
    low, high = max(least, min(ends) - room), min(most, max(ends) + room)
    whole = isinstance(leaf.default, int)
    step = _step(high - low, ends[-1], whole)
    now = _neat(factor * float(leaf.value))
    low, high = math.ceil(low / step - 1e-9) * step, math.floor(high / step + 1e-9) * step
    return Scale(factor, unit, whole, *map(_neat, (min(low, now), max(high, now), step)))


def _step(width: float, default: float, whole: bool) -> float:
    """The largest neat step that makes enough of them and has the default among them."""
    power = 10.0 ** math.floor(math.log10(width))
    while True:
        for nice in NICE:
            step = nice * power
            if whole and step <= 1:
                return 1
            fits = abs(default / step - round(default / step)) < 1e-6
            fits = fits and (not whole or step == int(step))
            if (fits and width / step >= FEWEST) or width / step > MOST:
                return step
        power /= 10


def _neat(value: float) -> float:
    """Without the digits that computing adds."""
    return float(f"{value:.10g}")


def typed(leaf: Leaf, text: str) -> Value:
    """The value of what was typed, in the unit that is shown.

    Raises:
        SettingsError: it is no number, or not allowed.
    """
    scale, label, text = scale_of(leaf), setting_label(leaf.name), text.strip().removesuffix("%")
    shown = number(text, label, int if scale.whole else float)
    assert leaf.passport is not None
    low, high = (scale.factor * end for end in leaf.passport.legal)
    if not low <= shown <= high:
        raise SettingsError(f"{label} must be {_ends(low, high)} {scale.unit}, not {text[:40]!r}.")
    return scale.value(shown)


def _ends(low: float, high: float) -> str:
    return f"from {low:,.10g} to {high:,.10g}" if math.isfinite(high) else f"{low:,.10g} or more"


def words_of(leaf: Leaf) -> dict[str, Value]:
    """The choices of a setting that is no number, by the words for them."""
    choices = leaf.passport.plausible if leaf.passport else ()
    return {WORDS.get(str(choice), str(choice)): str(choice) for choice in choices}


def tooltip(leaf: Leaf) -> str:
    """What to type on the command line, and which values are allowed, plausible and usual."""
    if leaf.passport is None or isinstance(leaf.default, str):
        return leaf.name
    scale = scale_of(leaf)
    low, high = (scale.factor * end for end in leaf.passport.legal)
    plausible = " to ".join(scale.text(end) for end in leaf.passport.plausible[:2])
    return (
        f"{leaf.name}. Allowed: {_ends(low, high)}; plausible: {plausible}; default: "
        f"{scale.text(leaf.default)} {scale.unit}."
    )
