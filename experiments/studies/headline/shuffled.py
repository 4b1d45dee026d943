"""How much of the lead is prior: the headline again, with what collective work buys shuffled between sets.

Calibration ties the parameters of collective work to the others only as far as the targets see the team. With
each parameter set given these parameters of another set, that is lost and everything else stays; what the
lead does not lose by it rests on their prior and on the other parameters.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.config.configurations import ParameterSet
from experiments.config.groups import COLLECTIVE, group_of
from experiments.config.schema import by_name
from experiments.methods.estimates import CULTURE_AT, estimate, quantiles
from simulation import change

AS_FOUND, SHUFFLED = "as calibrated", "shuffled"


def shuffle(sets: Sequence[ParameterSet], seed: int) -> list[ParameterSet]:
    """The sets in their worlds, each with another's collective parameters; none if these are all alike."""
    values = [by_name(one.settings) for one in sets]
    names = [
        name for name in (values[0] if values else ())
        if group_of(name) == COLLECTIVE and len({one[name] for one in values}) > 1
    ]  # fmt: skip
    if not names:
        return []
    order = np.random.default_rng(seed).permutation(len(sets))
    donors = np.roll(order, 1)[np.argsort(order)]  # one cycle: nobody keeps what is their own
    return [
        one._replace(settings=change(one.settings, {name: values[donor][name] for name in names}))
        for one, donor in zip(sets, donors, strict=True)
    ]


def both(in_sets: Mapping[str, pd.DataFrame], other_team: pd.DataFrame) -> pd.DataFrame:
    """The team's lead over the sets as calibrated and shuffled: a row each for arm, moment and sample.

    `other_team` are replicates of the team with shuffled parameters; all other arms do not have any.
    """
    teams = {AS_FOUND: in_sets["team"], SHUFFLED: other_team}
    rows = []
    for other in ("solos", "single_matched"):
        for moment, outcome in CULTURE_AT.items():
            base = in_sets[other].groupby("set")[outcome].mean()
            leads = {
                name: (team.groupby("set")[outcome].mean() - base).round(9).to_numpy()
                for name, team in teams.items()
            }
            moved = estimate(leads[SHUFFLED] - leads[AS_FOUND]).columns("moved_")
            rows += [
                {"other": other, "moment": moment, "sample": name, "sets": len(lead)}
                | estimate(lead).columns()
                | quantiles(lead)
                | {"behind": float((lead < 0).mean())}
                | moved
                for name, lead in leads.items()
            ]
    return pd.DataFrame(rows)
