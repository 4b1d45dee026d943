"""The limits of the results, used in the README, on the site and in every report."""

from __future__ import annotations

from textwrap import fill

from experiments.studies.content import texts

WIDTH = 128  # of a line in Markdown
LIMITS = tuple(texts(__package__)["limits"].items())  # each with its heading


def markdown() -> str:
    """The limits as paragraphs in Markdown."""
    return "\n\n".join(fill(f"**{lead}** {rest}", WIDTH) for lead, rest in LIMITS)
