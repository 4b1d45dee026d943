"""What results of this model cannot say, for whoever reads them: the README and every report say the same."""

from __future__ import annotations

from textwrap import fill

WIDTH = 128  # of a line in Markdown

# Each limit: what stands out, and the rest.
LIMITS = (
    (
        "The evidence is the team's own account.",
        "No controlled comparison of a team with solo brokers at equal hours exists. The paper was read in "
        "abstract and public summaries; contacts, grants, decisions and hours of the Bristol team were not "
        "available. Controlled studies of brokers elsewhere are sobering: most moved confidence or capacity, "
        "few moved the use of research.",
    ),
    (
        "Most numbers are assumed.",
        "`docs/ODD.md` says of each setting how sure it is; section 10 lists what the rules leave "
        "out. Prices "
        "in hours of what a team does have no source at all. That is why results are given over "
        "the plausible "
        "parameter sets, and why one should not be believed that holds for the defaults alone.",
    ),
    (
        "The targets are loose.",
        "They refuse nearly every parameter set that is drawn and yet pin down no parameter: what "
        "the ensemble "
        "says, it says of everything that is compatible with little evidence.",
    ),
    (
        "Nothing is forecast.",
        "Sizes are not Bristol's, and an interval says how sure the model's mean is, not what one programme "
        "would see: single runs differ far more.",
    ),
)  # fmt: skip


def markdown() -> str:
    """The limits as paragraphs in Markdown."""
    return "\n\n".join(fill(f"**{lead}** {rest}", WIDTH) for lead, rest in LIMITS)
