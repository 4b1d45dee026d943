"""Which claims hold, in how many parameter sets, and what the team's own account says of its lead."""

import functools
import math
import re
from collections.abc import Iterator

import pandas as pd

from experiments.config.labels import outcome_label
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Heading, Part, Points, Sentences, Text
from experiments.studies.ledger import account_report
from experiments.studies.ledger.effects import MEASURES
from experiments.studies.ledger.patterns import OUT_OF_REACH, PATTERNS, SAME_AS
from experiments.studies.ledger.verdicts import (
    CONTRADICTED,
    EMERGENT,
    IN_TABLE,
    STRENGTHS,
    counted,
    place,
)
from experiments.studies.phrases import Row, counted_sets, in_percent, lower, sampled, spread

HALF = 0.5
QUESTION = "Does believing the team's own account change the answer?"
UNTESTABLE = {one.key: one.no_falsifier for one in PATTERNS if one.no_falsifier}
CHANGE = 3  # place of what believing the account changes among its sentences


def report(study: StudyFolder) -> Part:
    """Which claims hold, and what the account says."""
    said, found = Sentences(study, __package__), study.table("ledger")
    claims, where = found.drop_duplicates("pattern"), place(bool(study.changed))
    answer = counted(found, where, f"{counted_sets(study)} ({study.set_replicates} runs in each)")
    shares = claims[["sets_all_hold", "sets_judged"]].dropna().to_numpy()
    if len(shares):
        weak = sum(wilson(share, int(many)).high < HALF for share, many in shares)
        answer.append(said("weak", weak=weak, many=len(claims), sets=study.sets_called))
    account = account_report.sentences(said) if study.has("readers") else []
    ledger, *more = said.figures(
        first=answer[0], in_sets=study.set_replicates, account=" ".join(account[CHANGE : CHANGE + 1])
    ) or [Text("")]  # fmt: skip
    overview = said.table("overview", list(_overview(claims)), sets=counted_sets(study))
    emergent = claims[claims["origin"] == EMERGENT] if overview else claims.head(0)
    emergent = emergent.sort_values("sets_all_hold", ascending=False, kind="stable")
    cells, with_rule = (
        functools.partial(one, int(claims["sets_judged"].max())) for one in (_claim, _with_rule)
    )
    first = [*overview, *said.table_of("emergent", emergent, cells, where=where)]
    others = claims.drop(emergent.index)
    blocks: list[Block] = [
        *first,
        Text(said("verdicts", where=where, replicates=study.set_replicates, few=CONTRADICTED)),
        ledger,
        *said.table_of("others" if first else "claims", others, with_rule, where=where),
        *said.table_of("effects", found, functools.partial(_effect, where)),
        *_lists(claims, where),
    ]
    brief = {}
    if account:
        blocks += [Heading("What the team's own account says", 3), Points(account), *more]
        blocks += account_report.tables(said)
        brief = {QUESTION: account_report.brief(said)}
    return Part(
        "Which claims hold", answer=answer, sure=[*answer[:1], *account[CHANGE : CHANGE + 1]],
        shown=first or [ledger], blocks=blocks, brief=brief,
    )  # fmt: skip


def _overview(claims: pd.DataFrame) -> Iterator[dict[str, str]]:
    """How many claims hold in most sets, in some and in hardly any."""
    shares, below = claims["sets_all_hold"], math.inf
    for least in STRENGTHS.values() if shares.notna().any() else ():
        origins = claims.loc[(shares >= least) & (shares < below), "origin"]
        bounds = f"{least:.0%} or more" if below == math.inf else f"{least:.0%} to {below:.0%}"
        yield {
            "hold in": f"{bounds} of the sets" if least else f"under {below:.0%} of the sets",
            "emergent": str((origins == EMERGENT).sum()),
            "built in": str((origins != EMERGENT).sum()),
        }  # fmt: skip
        below = least


def _claim(sets: int, row: Row) -> dict[str, str]:
    """In how many sets a claim holds, what becomes of its effects without the mechanism, and the verdict.

    Where fewer than all `sets` can judge it, their number is given.
    """
    judged = int(row["sets_judged"])
    fate = IN_TABLE.get(row["mechanism"], str(row["mechanism"]))
    if why := UNTESTABLE.get(row["pattern"]):
        fate += f": {why}"
    return {
        "claim": f"{row['claim']} ({row['pattern']})",
        "holds in sets": in_percent(sampled(row["sets_all_hold"], judged))
        + f" of {judged}" * (0 < judged < sets),
        "without the mechanism": fate,
        "verdict": IN_TABLE.get(row["verdict"], str(row["verdict"])),
    }


def _with_rule(sets: int, row: Row) -> dict[str, str]:
    rule = plain(row["rule"]) if isinstance(row["rule"], str) else f"– ({EMERGENT})"
    return _claim(sets, row) | {"rule that states it": rule}


def _effect(where: str, row: Row) -> dict[str, str]:
    return {
        "": str(row["pattern"]), "effect": plain(str(row["effect"])),
        "sets above zero": in_percent(sampled(row["sets_hold"], int(row["sets_judged"]))),
        "mean over sets": spread(row, "sets_"), "without the mechanism": spread(row, "sets_falsifier_"),
        where: spread(row), f"{where}, without it": spread(row, "falsifier_"),
    }  # fmt: skip


def _lists(claims: pd.DataFrame, where: str) -> list[Block]:
    """Where claims fall short, and claims that are not checked under their own name."""
    short = claims.dropna(subset="reason").to_dict("records")
    others = [(f"{what}:", f"{why}.") for what, why in OUT_OF_REACH.items()]
    same = ", ".join(f"{what} ({claim})" for what, claim in SAME_AS.items())
    lists = {
        f"Where claims fall short, judged {where}": [
            (f"{row['pattern']}.", plain(f"{row['reason']}.")) for row in short
        ],
        "Claims that were not checked": [*others, ("The same as another claim:", f"{same}.")],
    }
    full = {title: items for title, items in lists.items() if items}
    return [block for title, items in full.items() for block in (Heading(title, 3), Points(items))]


def plain(text: str) -> str:
    """A text with the labels of outcomes and measures in place of their names."""
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", _label, text)


def _label(name: re.Match[str]) -> str:
    if name[0] in MEASURES:
        label = MEASURES[name[0]].label
    else:
        try:
            label = outcome_label(name[0])
        except KeyError:  # a configuration, such as two_way
            label = name[0].replace("_", " ")
    return label if name.start() == 0 else lower(label)
