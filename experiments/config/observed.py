"""The outcomes of a run, and those whose weekly values are kept."""

import difflib
import functools

import numpy as np
import numpy.typing as npt

from simulation import Settings, SettingsError, change
from simulation.measures import BROKER_FIELDS, FIELDS, History
from simulation.outcomes import replicate_table
from simulation.staff import staff_of

Weekly = npt.NDArray[np.float64]

WEEKLY_OF_GROUPS = {
    "host": ("practising", "attitude", "knowledge", "skill", "confidence", "ties", "bond"),
    "other": ("practising", "attitude", "knowledge", "skill", "confidence", "ties", "bond"),
    "host_managers": ("practising",),
    "host_academics": ("practising",),
    "managers": ("practising", "decisions_informed"),
    "academics": ("practising", "bids_begun", "bids_won"),
}
WEEKLY_OF_BROKERS = ("brokers_in_post", "strain", "broker_confidence", "contacts", "fte_weeks")
WEEKLY = (
    *(f"{field}_{group}" for group, fields in WEEKLY_OF_GROUPS.items() for field in fields),
    *WEEKLY_OF_BROKERS,
)
WITH_WEEKS = 500  # replicates of each arm with weekly values, for figures over time


def smallest_history() -> tuple[Settings, History]:
    """Settings and observations of a run of one week, which show what is observed."""
    settings = change(Settings(), {"weeks": 1, "contract.weeks": 1})
    places = len(staff_of(settings).places)
    weeks = np.ones((1, 2, places, len(FIELDS))), np.ones((1, 2, len(BROKER_FIELDS)))
    return settings, History(*weeks)


@functools.cache
def outcomes_of_runs() -> tuple[str, ...]:
    """The outcomes that a table of replicates has, whatever the settings."""
    settings, history = smallest_history()
    columns = replicate_table(history, settings, [0]).columns
    return tuple(name for name in columns if name not in ("arm", "seed"))


def check_outcome(name: str) -> None:
    """Refuse a name that is not an outcome of a run.

    Raises:
        SettingsError: there is no such outcome; similar names are given.
    """
    known = outcomes_of_runs()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]
        raise SettingsError(
            f"There is no outcome {name!r}; did you mean {' or '.join(map(repr, near))}? docs/ODD.md, "
            "section 9, lists all."
        )
