"""Settings that a file decides: shipped studies, ensembles and priors leave them out, and say so.

What the user varies is not left out: a value that cannot act is refused.
"""

import dataclasses
from collections.abc import Collection

from experiments.config import ensembles, shipped
from experiments.config.named_files import named_in
from experiments.config.plan import Plan
from experiments.config.schema import SETTINGS
from simulation import Settings, change
from simulation.params import decided_by_files

# A file may have fewer organisations than its range.
HOSTS = "population.hosts"


def in_design(plan: Plan, given: Collection[str]) -> Plan:
    """The plan, before its points, whose design leaves out what its files decide if it is a shipped one.

    `given` are the keys that somebody gave a value to.
    """
    own = any(name.partition(".")[0] == "vary" for name in given)
    if own or not shipped.study(plan.study).is_file():
        return plan
    decided = decided_by_files(plan.settings)
    vary = {name: over for name, over in plan.vary.items() if name not in decided}
    left_out = tuple(name for name in plan.vary if name in decided)
    return dataclasses.replace(plan, vary=vary, left_out=left_out)


def in_sets(plan: Plan, varied_by_kind: Collection[str]) -> Plan:
    """The plan, before its parameter sets, whose shipped ensemble or prior leaves out what its files decide.

    `varied_by_kind` are the settings that studies of its kind vary by themselves.
    """
    decided = set(decided_by_files(plan.settings))
    for named in {tuple(named_in(point).items()) for point in plan.points}:
        decided.update(decided_by_files(change(Settings(), dict(named))))
    varied = {*plan.left_out, *varied_by_kind}
    if path := shipped.files_of("ensembles").get(plan.ensemble):
        varied.update(ensembles.read(path).columns)
    if "population.organisations" in decided and HOSTS in varied_by_kind:
        decided.add(HOSTS)
    left_out = tuple(name for name in SETTINGS if name in decided and name in varied)
    return dataclasses.replace(plan, left_out=left_out)


def line(plan: Plan) -> str:
    """The sentence that says what is left out; empty if nothing is."""
    if not plan.left_out:
        return ""
    return f"Left out, as your files decide it: {', '.join(plan.left_out)}."
