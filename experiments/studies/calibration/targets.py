"""The targets of the calibration; `targets.yaml` has their evidence and ranges, `trial.py` the measures.

Cheap ones come first, so that most candidates are refused after one arm.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from experiments.studies.calibration import trial as measures
from experiments.studies.calibration.trial import Trial
from experiments.studies.content import texts


class Target(NamedTuple):
    """One thing that the model must reproduce."""

    key: str  # its name
    says: str  # what is measured
    low: float  # smallest value allowed
    high: float  # largest value allowed
    # Its value in a trial; NaN, which no range holds, where there is none.
    of: Callable[[Trial], float]
    source: str  # where the range comes from
    # Whether it counts what happens seldom: it is judged in all worlds of a trial only.
    rare: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return self.low <= value <= self.high


# Measures that are methods of a trial; all others are functions of one.
_OF_A_TRIAL: Mapping[str, Callable[..., float]] = {
    "gain": lambda trial, *of: trial.gain(*of[:-1], trial.weeks[of[-1]]),
    "kept": lambda trial, weeks: measures.kept(trial, int(weeks)),
}


def _target(key: str, of: str, **said: Any) -> Target:
    name, *arguments = of.split()
    measure = _OF_A_TRIAL.get(name) or getattr(measures, name)
    return Target(key, of=lambda trial: measure(trial, *arguments), **said)


_SAID = texts(__package__, "targets.yaml")
TARGETS = tuple(_target(key, **said) for key, said in _SAID["fitted"].items())
# Measured after fitting, and not used for it.
HELD_OUT = tuple(_target(key, **said) for key, said in _SAID["held_out"].items())
