"""What each kind of study has to say in a report, a module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from experiments.reporting.study import Study
from experiments.studies.arms import report as arms
from experiments.studies.calibration import report as calibration
from experiments.studies.convergence import report as convergence
from experiments.studies.decision import report as decision
from experiments.studies.futures import report as futures
from experiments.studies.headline import report as headline
from experiments.studies.ledger import report as ledger
from experiments.studies.mechanisms import report as mechanisms
from experiments.studies.part import Part
from experiments.studies.sensitivity import report as sensitivity
from experiments.studies.sweep import report as sweep

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
