"""What each kind of study has to say in a report, a module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from experiments.reporting.folder import Study
from experiments.reporting.kinds import (
    arms,
    calibration,
    convergence,
    decision,
    futures,
    headline,
    ledger,
    mechanisms,
    sensitivity,
    sweep,
)
from experiments.reporting.kinds.part import Part

# In the order in which they stand in a report.
KINDS: Mapping[str, Callable[[Study], Part]] = {
    "headline": headline.report,
    "arms": arms.report,
    "sweep": sweep.report,
    "futures": futures.report,
    "ledger": ledger.report,
    "mechanisms": mechanisms.report,
    "sensitivity": sensitivity.report,
    "decision": decision.report,
    "calibration": calibration.report,
    "convergence": convergence.report,
}
