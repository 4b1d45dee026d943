"""Which parameter sets agree with the evidence, and what it says of each setting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from experiments.config.groups import TITLES
from experiments.config.labels import setting_label
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, Sentences, Text
from experiments.studies.phrases import Row, capital, listed, rate
from simulation import Settings
from simulation.passport import leaves

NEARLY_ALL = 0.99  # of the sets meet a target that hardly tests them,
WIDE = 2  # where its range is so many times as wide as where 90% of them lie
UNEVEN = 0.05  # false discovery rate below which ranks are not uniform


def report(study: StudyFolder) -> Part:
    """Which parameter sets agree with the evidence."""
    said = Sentences(study, __package__)
    targets, parameters = study.table("targets"), study.table("parameters")
    answer = _answer(said, targets, parameters)
    recovery = study.table("recovery")
    method, many = _method(said, recovery), len(parameters)
    figures = said.figures(
        said=[*answer[:3], method], planted=int(recovery["planted"].iloc[0]), settings=many,
        uneven=UNEVEN, chance=UNEVEN * many, accepted=int(study.configuration["accepted"]),
    )  # fmt: skip
    blocks = [*_targets(said, targets), *figures]
    blocks += [Text(method), *_parameters(said, parameters)]
    return Part(
        "What the evidence leaves open", answer=answer, sure=[*answer[1:], method], blocks=blocks
    )


def _answer(said: Sentences, targets: pd.DataFrame, parameters: pd.DataFrame) -> list[str]:
    accepted = int(said.study.configuration["accepted"])
    held = targets[~targets["fitted"]]
    candidates = int(targets.loc[targets["fitted"], "reached"].max())
    low, high = wilson(accepted / candidates, candidates)
    collective = parameters["group"] == "collective"
    # Named only where that is clear.
    missed = [wilson(share, accepted).high < 0.5 for share in held["holds_in"]]
    wide = held["high"] - held["low"] >= WIDE * (held["q95"] - held["q05"])
    easy = held.loc[(held["holds_in"] >= NEARLY_ALL) & wide, "target"]
    fitted = targets[targets["fitted"]]
    again, pinned = fitted["holds_in"], int(parameters["pinned"].sum()) or "none"
    typical = parameters.loc[parameters["informed"], "narrowed"].median()
    numbers = {
        "accepted": accepted, "fitted": len(fitted), "least": again.min(), "most": again.max(),
        "together": fitted["so_far"].iloc[-1],
        "much": said("much", typical=typical, pinned=pinned) if parameters["informed"].any() else "",
        "share": 100 * accepted / candidates, "low": 100 * low, "high": 100 * high,
        "candidates": candidates, "settings": len(parameters),
        "informed": int(parameters["informed"].sum()) or "none",
        "missed": "; ".join(_missed(row) for row in held[missed].to_dict("records")),
        "misses": sum(missed), "held": len(held),
        "easy": len(easy), "names": listed([*easy]), "nearly_all": NEARLY_ALL,
        "collective": int(parameters.loc[collective, "informed"].sum()) or "none",
        "many": int(collective.sum()),
        **_sources(parameters["setting"]),
    }  # fmt: skip
    on_held_out = ["missed" if any(missed) else "none_missed"] + ["easy"] * bool(len(easy))
    names = (["informed"], ["accepted"], on_held_out, ["sources"])
    return [" ".join(said(name, **numbers) for name in some) for some in names]


def _called(row: Row) -> str:
    """A target in words, and its short name."""
    return f"{row['meaning']} ({row['target']})"


def _missed(row: Row) -> str:
    """A target in words, its short name, and how many accepted sets meet it."""
    return f"{row['meaning']} ({row['target']}: {row['holds_in']:.0%})"


def _sources(settings: Iterable[str]) -> dict[str, int]:
    """How many priors are evidence, derived or assumed."""
    passports = {leaf.name: leaf.passport for leaf in leaves(Settings()) if leaf.passport}
    sure = Counter(passports[name].sure for name in settings)
    return {word: sure[word] for word in ("evidence", "derived", "assumed")}


def _method(said: Sentences, found: pd.DataFrame) -> str:
    """Whether planted parameters are recovered."""
    return said(
        "method", planted=int(found["planted"].iloc[0]), uneven=int((found["q"] < UNEVEN).sum()) or "none",
        settings=len(found), accepted=found["accepted"].median(),
    )  # fmt: skip


def _targets(said: Sentences, found: pd.DataFrame) -> list[Block]:
    """What became of each target, and its source."""
    rows = found.to_dict("records")
    reached = [
        {
            "target": capital(_called(row)), "range": _range(row),
            "refused": f"{row['refused']:,} of {row['reached']:,}" if row["fitted"] else "held out",
            "median (5 to 95%)": _three(row), "met again": f"{row['holds_in']:.0%}",
            "median settings": f"{row['middle']:.3g}" + ("" if row["middle_holds"] else ", outside"),
        }
        for row in rows
    ]  # fmt: skip
    sources = [{"target": capital(_called(row)), "source": str(row["source"])} for row in rows]
    return [*said.table("targets", reached), *said.table("sources", sources)]


def _parameters(said: Sentences, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "setting": setting_label(row["setting"]).rstrip("."), "group": TITLES[row["group"]],
            "prior": _range(row),
            "accepted sets: median (5 to 95%)": _three(row), "narrowed by": f"{row['narrowed']:.0%}",
            "false discovery rate": rate(row["q"]),
        }
        for row in found[found["informed"]].to_dict("records")
    ]  # fmt: skip
    return said.table("parameters", rows)


def _range(row: Row) -> str:
    low, high = row["low"], row["high"]
    return f"from {low:g}" if high == float("inf") else f"{low:g} to {high:g}"


def _three(row: Row) -> str:
    return f"{row['q50']:.3g} ({row['q05']:.3g} to {row['q95']:.3g})"
