"""A sweep: the arms at every point of a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.methods.estimates import CULTURE, Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases, wording
from experiments.studies.content import Block, Part, Points, Text, figure_of, table

POINT = "point"
NEEDED = (POINT, "arm", "reference", "outcome", "meaning", "unit", "mean", "low", "high", "n")
SHOWN = 40  # points in the table
NAMED = 4  # points that the summary names
Row = Mapping[Any, Any]
Names = Mapping[Any, str]  # of points, by number


def report(study: StudyFolder) -> Part:
    """What a sweep has to say."""
    points = study.table("points", (POINT,)).set_index(POINT)
    found = study.table("sweep", NEEDED)
    found["reference"] = found["reference"].astype(object).fillna("")
    outcome = (study.said.get("outcomes") or [CULTURE])[0]
    rows = found[found["outcome"] == outcome].to_dict("records")
    names = {
        number: ", ".join(f"{name}={phrases.number(value)}" for name, value in point.items())
        for number, point in points.to_dict("index").items()
    }
    first, second = study.said["compare"]
    gaps = {row[POINT]: row for row in rows if (row["arm"], row["reference"]) == (first, second)}
    said = _said(gaps, names, (first, second))
    figures = figure_of(study,
        "sweep", f"{rows[0]['meaning']}: by arm above, {first} less {second} below, with 95% intervals.",
        f"Curves along what varies, one for each arm. {said[0]}",
    )  # fmt: skip
    blocks: list[Block] = [Points(said), *figures, *_table(study, rows, names)]
    if len(names) > SHOWN:
        blocks.append(Text(f"The first {SHOWN} of {len(names)} points; sweep.csv has all."))
    return Part(
        f"Along {', '.join(points.columns)}", answer=[" ".join(said)], shown=figures, blocks=blocks
    )


def _said(gaps: Mapping[int, Row], names: Names, pair: tuple[str, str]) -> list[str]:
    """At how many and which points the first of two arms is clearly ahead, behind, or neither."""
    if not gaps:
        return [f"{pair[0]} and {pair[1]} were not compared."]
    found = {number: phrases.in_points(row) for number, row in gaps.items()}
    which = {sign: [n for n, (gap, _) in found.items() if gap.sign == sign] for sign in (1, -1, 0)}
    what = str(next(iter(gaps.values()))["meaning"])
    text = (
        f"{what}, {pair[0]} less {pair[1]}: clearly more at {len(which[1])} of {len(found)} points, "
        f"clearly less at {len(which[-1])}, no clear difference at {len(which[0])}."
    )
    if len(found) > wording.MANY:
        text += " Of so many 95% intervals about one in twenty misses by luck."
    return [text, *(_where(found, names, some, sign) for sign, some in which.items() if some)]


def _where(
    found: Mapping[int, tuple[Estimate, str]],
    names: Names,
    some: Sequence[int],
    sign: int,
) -> str:
    """The points on one side, those with the largest difference first."""
    order = sorted(some, key=lambda number: -abs(found[number][0].mean))
    listed = [f"`{names[n]}` {phrases.interval(found[n][0])} {found[n][1]}" for n in order[:NAMED]]
    more = f", and {len(some) - NAMED} more" if len(some) > NAMED else ""
    word = {1: "Clearly more", -1: "Clearly less", 0: "No clear difference"}[sign]
    return f"{word} at {'; '.join(listed)}{more}."


def _table(study: StudyFolder, rows: Sequence[Row], names: Names) -> list[Block]:
    """A row per point: each arm, and each paired difference."""
    cells: dict[int, dict[str, str]] = {}
    for row in rows:
        line = cells.setdefault(row[POINT], {POINT: names[row[POINT]]})
        gap, unit = phrases.in_points(row)
        head = f"{row['arm']} less {row['reference']}" if row["reference"] else str(row["arm"])
        line[f"{head}, {unit}"] = phrases.interval(gap, sign="+" if row["reference"] else "")
    caption = f"{rows[0]['meaning']} at every point, with 95% intervals."
    return table("points", caption, list(cells.values())[:SHOWN], study.command)
