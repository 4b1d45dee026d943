"""A line about what was read from each file of a study, so that users see how it was understood."""

from collections.abc import Iterator

from experiments.config import settings_table, shipped
from experiments.config.named_files import by_content, named_in, public_name
from experiments.config.plan import Plan
from simulation import Settings, SettingsError, change
from simulation.params import FILE_SETTINGS
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
    lines += map(settings_table.as_read, own)
    lines += _alike(plan)
    return list(dict.fromkeys(line for line in lines if line))


def _alike(plan: Plan) -> Iterator[str]:
    """A line about every two files of one setting that a study varies over and that are the same.

    Results could not tell them apart where they also have one name, which is refused.
    """
    seen: dict[tuple[str, str], str] = {}
    for point in plan.points:
        for name, file in named_in(point).items():
            other = seen.setdefault((name, by_content(public_name(file))), file)
            if other != file and public_name(other) == public_name(file):
                raise SettingsError(
                    f"{name} cannot vary over {other} and {file}, which have one name and content; "
                    "name it once."
                )
            if other != file:
                yield f"{other} and {file} have the same content: their rows will be equal ({name})."


def _staffed(plan: Plan) -> Iterator[Settings]:
    """The study's own settings, and those of points with other files; each combination of files once."""
    yield plan.settings
    seen = set()
    for point in plan.points:
        files = {name: value for name, value in point.items() if name in FILE_SETTINGS}
        if files and tuple(files.items()) not in seen:
            seen.add(tuple(files.items()))
            yield change(plan.settings, point)
