"""The story on the landing page of the documentation: the steps of the page's tour."""

from __future__ import annotations

from experiments.page import texts


def steps() -> str:
    """The steps as a numbered list, each with its sentence and the end of its address."""
    return "\n".join(
        f"{number}. **{step.title}.** {step.sentence} (`?tour={number}`)"
        for number, step in enumerate(texts.tour(), 1)
    )
