"""The parts of documents that come from the results in `results/reference`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from docs.generated.results import FOLDER, answer, studies
from experiments.config.arms import ALIKE, IN_SENTENCES
from experiments.reporting import markdown
from experiments.reporting.briefing import briefing
from experiments.reporting.spending import years_after
from experiments.reporting.wording import said
from experiments.studies import phrases
from experiments.studies.content import Block, Points, Table, Text
from experiments.studies.headline.report import SIDES

# Parts of the sentences below the table in README.md: how clear a set is, and how typical the defaults are.
CHOSEN = ("seldom clear", "not typical")
# Columns of the headline's table that README.md has.
BRIEF = (
    "The team against", "Sets: median (5% to 95%)", "Clearly better in sets", "Clearly worse in sets",
    "Points with the default settings (95% interval)",
)  # fmt: skip
# The answer for those who decide: questions, each with what the results say.
FOUND = {
    "A team, or the same people working alone (solos)?": "{solos}",
    "A team, or full-time brokers at equal cost?": "{single_matched} The model favours full-time brokers.",
    "A team, or nobody?": (
        "{none} This is largely built in: only versions in which brokers help were kept. Counting salaries "
        "alone, each additional person who practises {years:.2g} years later costs {costs}."
    ),
    "What does the lead over solos hinge on?": (
        "On how the team spends its hours, and on what an hour together buys, which is assumed: nobody has "
        "measured it. Over {some} of these versions, the mean lead is {all} percentage points; {pairs} "
        "without hours in pairs, and {meetings} without meetings."
    ),
}
IN_SETS = (
    " The team is clearly better in {better:.0%} of the versions, and clearly worse in {worse:.0%}."
)
NO_CASE = (
    "**Should one fund a team rather than lone brokers for the same money? This model gives no clear reason "
    "to: its small mean lead over solos is assumed, and no field trial has compared them.**"
)


def answers(study: str) -> str:
    """The answer of a study, as a list."""
    return markdown.rendered([Points(answer(studies()[study][1]))], FOLDER).strip()


def tables(study: str) -> list[Table]:
    """The tables in the report of a study."""
    part = studies()[study][1]
    return [block for block in (*part.shown, *part.blocks) if isinstance(block, Table)]


def table_of(study: str, name: str) -> pd.DataFrame:
    """The cells of a table in the report of a study.

    Raises:
        ValueError: the report has no table of this name.
    """
    found = {one.name: one.cells for one in tables(study)}
    if name not in found:
        raise ValueError(f"The report of {study} has no table {name!r}; it has {', '.join(found)}.")
    return found[name]


def at_the_end() -> dict[str, phrases.Row]:
    """The headline's numbers at the end of the contracts, by the other arm."""
    rows = studies()["headline"][0].table("headline").query("moment == 'end'").to_dict("records")
    return {row["other"]: row for row in rows}


def found() -> str:
    """How the team does against those at equal cost and nobody, what it costs and hinges on; a verdict."""
    study, value, surface = (studies()[name][0] for name in ("headline", "value", "break_even"))
    versions = f"{study.sets:,} versions of the model ({study.sets_called})"
    when = f"When the contracts end, on average over {versions}"
    words: dict[str, Any] = {"some": surface.sets, "years": years_after(value.settings)}
    for other, row in at_the_end().items():
        gap = phrases.estimate(row, "sets_", scale=100)
        words[other] = phrases.verdict(gap, ("team", other), when)
        when = "On average"
        if other in ALIKE:
            shares = {side: row[column] for side, column in SIDES.items()}
            words[other] += IN_SETS.format(**shares)
    each = value.table("arms").set_index("arm")["each"]
    costs = [f"{phrases.pounds(each[arm])} with {IN_SENTENCES[arm]}" for arm in ("team", *ALIKE)]
    as_assumed = surface.table("surface").query("worth == 1 and reference == 'solos'")
    hinges = {  # the lead without each activity; with the hours of the settings it is the whole team's
        row["activity"] if row["hours"] == 0 else "all": phrases.interval(
            phrases.estimate(row, "sets_", 100)
        )
        for row in as_assumed.query("hours in (0, 1)").to_dict("records")
    }
    words |= hinges | {"costs": phrases.listed(costs)}
    blocks: list[Block] = [Points([(ask, told.format(**words)) for ask, told in FOUND.items()])]
    if Text(said("short", "no_case")) in briefing([study]):
        blocks.append(Text(NO_CASE))
    return markdown.rendered(blocks, FOLDER).strip()


def headline() -> str:
    """The headline's table at the end, how clear and typical its numbers are, and how many claims hold."""
    part = studies()["headline"][1]
    told = [one for one in (*part.sure, *part.answer) if any(words in one for words in CHOSEN)]
    told.append(answer(studies()["patterns"][1])[0])
    cells = table_of("headline", "headline").drop_duplicates(BRIEF[0])[list(BRIEF)]
    return f"{markdown.table_of(cells)}\n\n{markdown.rendered([Points(told)], FOLDER).strip()}"


def targets() -> str:
    """What the model was fitted to and what was held out, with sources."""
    found = [one for one in tables("calibration") if one.name in ("targets", "sources")]
    return "\n\n".join(markdown.table_of(one.cells) for one in found)


README: dict[str, Callable[[], str]] = {"found": found, "answer": headline}
TRACE: dict[str, Callable[[], str]] = {
    "targets": targets,
    "calibrated": partial(answers, "calibration"),
    "counted": partial(answers, "patterns"),
    "savings": lambda: markdown.table_of(table_of("convergence", "savings")),
}
