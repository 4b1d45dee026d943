"""The outcomes whose weekly values are kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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
