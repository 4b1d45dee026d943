"""The limits of the results, used in the README, on the site and in every report."""

from __future__ import annotations

from textwrap import fill

WIDTH = 128  # of a line in Markdown

# Each limit: its heading, and the explanation.
LIMITS = (
    (
        "The evidence is the team's own account.",
        "No controlled comparison of a team with solo brokers at equal hours exists. Only the paper's "
        "abstract and public summaries were read; contacts, grants, decisions and hours of the Bristol team "
        "were not available. Controlled studies of brokers elsewhere found little: most improved "
        "confidence or capacity, few increased the use of research.",
    ),
    (
        "Most numbers are assumed.",
        "`docs/ODD.md` states how certain each setting is; its section 10 lists what the rules leave out. "
        "There is no source for the hours that team activities take. Results are therefore given over the "
        "plausible parameter sets. Do not rely on a result that holds for the default settings alone.",
    ),
    (
        "The targets are loose.",
        "They reject nearly all parameter sets that are drawn, but determine no single parameter. The "
        "ensemble therefore covers everything that is compatible with little evidence.",
    ),
    (
        "This is not a forecast.",
        "The model's effects are not estimates for Bristol. An interval shows how certain the model's mean "
        "is, not what one programme would achieve: single runs differ far more.",
    ),
)


def markdown() -> str:
    """The limits as paragraphs in Markdown."""
    return "\n\n".join(fill(f"**{lead}** {rest}", WIDTH) for lead, rest in LIMITS)
