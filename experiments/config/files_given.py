"""A line about what was read from each file of a study, so that users see how it was understood."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.config import settings_table, shipped
from experiments.config.plan import Plan
from simulation import Settings, change
from simulation.params import FILE_SETTINGS, names
from simulation.roster import read_roster
from simulation.staff import staff_of


def files_given(plan: Plan) -> list[str]:
    """A line about every file that the user gave.

    Raises:
        SettingsError: something is wrong in one.
    """
    lines = []
    for settings in _staffed(plan):
        staff = staff_of(settings)
        lines += [staff.told, read_roster(settings, staff.places, settings.weeks)]
    given = [plan.ensemble] if plan.ensemble else []
    if plan.design == "csv" and "file" in plan.options:
        given.append(str(plan.options["file"]))
    known = {**shipped.files_of("ensembles"), **shipped.files_of("points")}
    own = [name for name in given if name not in known]
    lines += [settings_table.as_read(name, names()) for name in own]
    return list(dict.fromkeys(line for line in lines if line))


def _staffed(plan: Plan) -> Iterator[Settings]:
    """The study's own settings, and those of points with other files; each combination of files once."""
    yield plan.settings
    seen = set()
    for point in plan.points:
        files = {name: value for name, value in point.items() if name in FILE_SETTINGS}
        if files and tuple(files.items()) not in seen:
            seen.add(tuple(files.items()))
            yield change(plan.settings, point)
