"""How much each mechanism contributes to the team's advantage over solos."""

import pandas as pd

from experiments.config.arms import IN_SENTENCES
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Sentences, Text
from experiments.studies.mechanisms.run import TOTAL

CULTURE = "culture"
LEAD = "lead over solos"  # what all mechanisms come to
# Heading and scale of each outcome.
OUTCOMES = {
    CULTURE: ("practising in the hosts, percentage points", 100),
    "bids": ("joint bids a run", 1),
    "decisions": ("decisions using research a run", 1),
}


def report(study: StudyFolder) -> Part:
    """How much each mechanism contributes."""
    said, found = Sentences(study, __package__), study.table("mechanisms")
    answer = _answer(said, found)
    over = ("sets_", "") if "sets_mean" in found else ("",)  # the sets come first
    figures = said.figures(drawn=said("drawn_sets" if over[0] else "drawn", own=study.own))
    first, *others = (_table(said, found, order, prefix) for order in (1, 2) for prefix in over)
    rare = Text(phrases.RARE)
    blocks = [rare, *first, *figures, *(one for part in others for one in part)]
    return Part(
        "What explains the team's lead", answer=answer, why=answer[:2], shown=figures, blocks=blocks
    )


def _answer(said: Sentences, found: pd.DataFrame) -> list[str]:
    """The largest contribution to practising, the total, and those that are negative or not clear.

    With an ensemble the parameter sets decide which contribution is the largest.
    """
    rows = found[(found["outcome"] == CULTURE) & (found["order"] == 1)].to_dict("records")
    of = {str(row["mechanism"]): row for row in rows}
    total = of.pop(TOTAL)
    over_sets = bool(said.study.sets) and "sets_mean" in total
    prefix = "sets_" if over_sets else ""
    gaps = {name: phrases.estimate(row, prefix, 100) for name, row in of.items()}
    clear = over_sets or phrases.estimate(total).sign
    answer, all_named = [], False
    first = max(gaps, key=lambda name: gaps[name].mean)
    if gaps[first].sign > 0:
        negative, others = sum(gap.sign < 0 for gap in gaps.values()), len(gaps) - 1
        all_named = negative == others
        which = "all" if all_named else "one" if negative == 1 else "some" if negative else "none"
        rest = said(f"rest.{which}", name=first, negative=negative, others=others)
        answer.append(f"{_sentence(said, 'most', of[first], over_sets)} {rest}")
    answer.append(_sentence(said, "total" if clear else "unclear", total, over_sets))
    if all_named:
        return answer
    where = phrases.where(said.study, over_sets) + (", on average" if over_sets else "")
    for sign, words in ((-1, "negative"), (0, "not clearly different from zero")):
        if names := [name for name, gap in gaps.items() if gap.sign == sign]:
            answer.append(said("others", words=words, names=phrases.listed(names), where=where))
    return answer


def _sentence(said: Sentences, name: str, row: phrases.Row, over_sets: bool) -> str:
    """What a row comes to over the parameter sets, if there are any, and with the study's own settings."""
    words = {"name": row["mechanism"], "own": said.study.own}
    gap = phrases.estimate(row, scale=100)
    words |= {"gap": phrases.interval(gap), "lead": phrases.ahead(gap, IN_SENTENCES["solos"])}
    if not over_sets:
        return said(name, **words)
    words["mean"] = phrases.interval(phrases.estimate(row, "sets_", 100))
    words["share"] = phrases.in_percent(phrases.sampled(row["sets_positive"], said.study.sets))
    words["middle"] = phrases.over_sets(row, phrases.in_tenths)
    return said(f"{name}_sets", sets=phrases.counted_sets(said.study), **words)


def _table(said: Sentences, found: pd.DataFrame, order: int, prefix: str) -> list[Block]:
    """Contributions (order 1) or interactions of pairs (order 2), of the runs or over the sets."""
    rows: dict[str, dict[str, str]] = {}
    for row in found[found["order"] == order].to_dict("records"):
        words, scale = OUTCOMES[row["outcome"]]
        cell = phrases.interval(phrases.estimate(row, prefix, scale))
        if prefix:
            cell += f"; {row['sets_positive']:.0%}"
        name = LEAD if row["mechanism"] == TOTAL else row["mechanism"]
        rows.setdefault(name, {"": name})[words] = cell
    caption = f"{'mechanisms' if order == 1 else 'pairs'}{'-sets' if prefix else ''}"
    return said.table(caption, list(rows.values()), own=said.study.own)
