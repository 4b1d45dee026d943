"""Hydra's sweeper, in which a job that cannot be composed is refused alone."""

import sys
from collections.abc import Sequence

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.plugins import Plugins
from hydra.errors import HydraException

from experiments.cli import REFUSED, sweeps
from experiments.cli.refusals import EXPECTED, sentence


class Sweeper(BasicSweeper):
    """Hydra's own would end the whole sweep at the first job that cannot be composed."""

    _before = 0  # jobs of earlier batches

    def get_job_batch(self) -> Sequence[Sequence[str]]:
        """The next jobs; one that is refused has no arguments, as launchers number jobs by their place."""
        batch = super().get_job_batch()
        kept = [
            words if self._composes(number, words) else []
            for number, words in enumerate(batch, start=self._before)
        ]
        self._before += len(batch)
        return kept

    def validate_batch_is_legal(self, batch: Sequence[Sequence[str]]) -> None:
        """All have been composed."""

    def _composes(self, number: int, words: Sequence[str]) -> bool:
        try:
            super().validate_batch_is_legal([words])
        except (HydraException, *EXPECTED) as error:
            said = sentence(error)
            print(said, file=sys.stderr)
            own = [word for word in words if not word.startswith(("hydra.", "hydra/"))]
            sweeps.note(number, sweeps.Outcome(REFUSED, said, own))
            return False
        return True


def register() -> None:
    """Make Hydra sweep with this class."""
    name = f"{BasicSweeper.__module__}.{BasicSweeper.__name__}"
    Plugins.instance().class_name_to_class[name] = Sweeper
