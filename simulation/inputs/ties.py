"""Ties between people from a user's file: a row, or an edge of a graph, each."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.inputs.columns import number, text
from simulation.inputs.faults import Fault, Faults
from simulation.inputs.people import People
from simulation.inputs.table import Table, checked
from simulation.tables import COLLEAGUES, PARTNERS

TIES = (text("source"), text("target"), number("strength"))
TIE_COLUMNS = tuple(column.name for column in TIES)


class Bounds(NamedTuple):
    """What a user wants done with the ties.

    Attributes:
        factor: every strength in the file is multiplied by it.
        cap: the most colleagues, and the most partners, of a person, of which the strongest ties are
            kept; 0: more than the model can hold are refused.
    """

    factor: float
    cap: int


def ties_of(
    table: Table, people: People, bounds: Bounds, faults: Faults
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The ties in a table: colleagues inside organisations, and partners across communities.

    Args:
        table: with the columns of `TIES`; an edge without a strength has strength 1.
        people: whom they join.
        bounds: what is done with the strengths and with too many ties.
        faults: where everything that is wrong is noted.

    Returns:
        A row per pair, as first listed, with the columns `i` and `j` (rows of people), `strength` and
        `inside` (whether they are colleagues); and what was assumed.
    """
    if not len(table.numbers):
        text = "has no ties; add some or leave population.ties_file empty"
        faults.add(Fault(table.name, "", text))
    before = len(faults)
    ties = _joined(table, people, faults).assign(strength=_strengths(table, bounds.factor, faults))
    gone = ties["source"].isin(people.left_out) | ties["target"].isin(people.left_out)
    told = [f"ties of people left out: {gone.sum()}"] if gone.any() else []
    sound = ties[(ties["i"] >= 0) & (ties["j"] >= 0) & (ties["i"] != ties["j"]) & ~gone]
    pairs = _pairs(table, sound, faults)
    if len(pairs) < len(sound):
        told.append(f"rows that repeat a tie: {len(sound) - len(pairs)}")
    if not bounds.cap:
        _check_room(table, pairs, people, faults)
    elif len(faults) == before:
        all_pairs, pairs = pairs, _strongest(pairs, bounds.cap, len(people.rows))
        if len(pairs) < len(all_pairs):
            told.append(f"weaker ties left out: {len(all_pairs) - len(pairs)}")
    if len(pairs) and len(faults) == before and not pairs["inside"].any():
        text = "has only ties between the communities; ties between colleagues are required too"
        faults.add(Fault(table.name, "", text))
    return pairs, tuple(told)


def _joined(table: Table, people: People, faults: Faults) -> pd.DataFrame:
    """The rows of a table with `i` and `j`, the rows of the people they join; -1 is nobody."""
    ties = checked(table, TIES[:2], faults)
    rows = people.rows.drop_duplicates("id")
    known = pd.Index(rows["id"])
    for end, column in (("source", "i"), ("target", "j")):
        found = known.get_indexer(pd.Index(ties[end]))
        strange = (found < 0) & ~ties[end].isin([*people.left_out, ""]).to_numpy()
        if strange.any():
            name = ties[end][strange.argmax()]
            faults.add(table.fault(strange, f"{end} {name!r} is not an id in the staff file"))
        ties[column] = np.where(found < 0, -1, rows.index.to_numpy()[found])
    same = ((ties["source"] == ties["target"]) & (ties["source"] != "")).to_numpy()
    if same.any():
        name = ties["target"][same.argmax()]
        faults.add(table.fault(same, f"target {name!r} is the source as well"))
    both = ties[["i", "j"]].to_numpy()
    place, community = (people.rows[name].to_numpy()[both] for name in ("place", "community"))
    ties["inside"] = place[:, 0] == place[:, 1]
    apart = (both >= 0).all(axis=1) & ~ties["inside"] & (community[:, 0] == community[:, 1])
    if apart.any():
        rule = (
            "is in another organisation of the same community; only ties inside an organisation or "
            "between the communities are allowed"
        )
        faults.add(
            table.fault(apart.to_numpy(), f"target {ties['target'][apart.argmax()]!r} {rule}")
        )
    return ties


def _strengths(table: Table, factor: float, faults: Faults) -> npt.NDArray[np.float64]:
    """The strengths of the ties, from above 0 to 1; NaN where there is none."""
    bare = np.zeros(len(table.numbers), bool)
    if table.noun == "edge":
        cells = table.cells["strength"]
        bare = cells.which(lambda text: not text)
        full = cells._replace(texts=[text or "1" for text in cells.texts])
        table = table._replace(cells={**table.cells, "strength": full})
    strengths = checked(table, TIES[2:], faults)["strength"].to_numpy()
    if factor != 1.0 and len(bare) and bare.all():
        text = "has no tie with a strength, so that population.ties_factor cannot act"
        faults.add(Fault(table.name, "", text))
    scaled = np.where(bare, strengths, strengths * factor)
    wrong = ~((scaled > 0) & (scaled <= 1)) & ~np.isnan(strengths)
    if wrong.any():
        cell, most = table.cells["strength"].at(int(wrong.argmax())), np.nanmax(strengths)
        times = "" if factor == 1.0 else f" times population.ties_factor={factor:g}"
        hint = f"; population.ties_factor={_fitting(most)} fits the largest" if most > 1 else ""
        rule = f"must be a number above 0 and at most 1{hint}"
        faults.add(table.fault(wrong, f"strength {cell!r}{times} {rule}"))
    return scaled


def _fitting(most: float) -> str:
    """The largest factor, to four digits, that makes the largest strength fit."""
    unit = 10.0 ** (math.floor(-math.log10(most)) - 3)
    return f"{math.floor(1 / most / unit) * unit:.4g}"


def _pairs(table: Table, ties: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Each pair once, as first listed; two strengths of one pair are a fault."""
    ends = ties[["i", "j"]].to_numpy()
    ties = ties.assign(low=ends.min(axis=1), high=ends.max(axis=1))
    repeated = ties[ties.duplicated(["low", "high"], keep=False)]
    strengths = repeated.groupby(["low", "high"])["strength"]
    unlike = repeated[strengths.transform("min") != strengths.transform("max")].dropna()
    if len(unlike):
        first = unlike.iloc[0]
        rows = unlike[(unlike["low"] == first["low"]) & (unlike["high"] == first["high"])]
        names = " and ".join(sorted(map(repr, (first["source"], first["target"]))))
        # Of an edge without a strength it is 1.
        cells = sorted({table.cells["strength"].at(k) or "1" for k in rows.index}, key=float)
        places = table.numbers[rows.index.to_numpy()]
        where = f"{table.noun}s {' and '.join(map(str, places))}"
        others = table.numbers[unlike.index.difference(rows.index).to_numpy()]
        text = f"{names} have the strengths {' and '.join(cells)}; a pair has one strength"
        faults.add(Fault(table.name, where, text, table.noun, others.tolist()))
    return ties.drop_duplicates(["low", "high"])


def _ends(pairs: pd.DataFrame, inside: bool) -> pd.DataFrame:
    """The people in some ties, in the order of the ties: `person`, and the `row` of the tie."""
    some = pairs[pairs["inside"] == inside]
    both = some[["i", "j"]].to_numpy()
    return pd.DataFrame({"person": both.ravel(), "row": np.repeat(some.index.to_numpy(), 2)})


def _check_room(table: Table, pairs: pd.DataFrame, people: People, faults: Faults) -> None:
    """Nobody has more ties than the model can hold."""
    for inside, most, word in (
        (True, COLLEAGUES, "colleagues"), (False, PARTNERS, "partners in the other community"),
    ):  # fmt: skip
        ends = _ends(pairs, inside)
        before = ends.groupby("person").cumcount()
        if not (full := ends[before == most]).empty:
            rows = full["row"].to_numpy()
            who = full["person"].iloc[0]
            total = (ends["person"] == who).sum()
            text = (
                f"with this tie {people.rows['id'][who]!r} has more than {most} {word}, the largest "
                f"number allowed ({total} in all); leave out the weakest, or set population.ties_cap"
            )
            faults.add(table.fault(rows, text))


def _strongest(pairs: pd.DataFrame, cap: int, people: int) -> pd.DataFrame:
    """The pairs of which nobody has more than `cap`, the strongest first; equals by rows of people."""
    ordered = pairs.sort_values(["strength", "low", "high"], ascending=[False, True, True])
    room = {True: [min(cap, COLLEAGUES)] * people, False: [min(cap, PARTNERS)] * people}
    kept = []
    for row, i, j, inside in zip(
        ordered.index, ordered["i"], ordered["j"], ordered["inside"], strict=True
    ):
        left = room[inside]
        if left[i] and left[j]:
            left[i] -= 1
            left[j] -= 1
            kept.append(row)
    return pairs.loc[sorted(kept)]
