"""The answer of the page: which arm changed the culture more, and how sure that is."""

from __future__ import annotations

import solara

from experiments.page.choice import REPLICATES
from experiments.page.likely import Likely


@solara.component
def Answer(likely: Likely | None, failed: BaseException | None) -> None:
    """Which arm changed the culture more, and how sure that is."""
    # Readers of screens are told the answer when it comes.
    with (
        solara.Column(gap="0px", classes=["kb-answer"]),
        solara.v.Html(tag="div", attributes={"role": "status"}),
    ):
        if failed is not None:
            solara.HTML("p", f"The runs could not be made ({type(failed).__name__}).")
        elif likely is None:
            solara.HTML("p", f"Comparing {REPLICATES} runs of each arm with these settings ...")
        else:
            solara.HTML("p", likely.sentences[0], classes=["kb-headline"])
            basis = (
                f"Based on {likely.replicates} runs of each arm with the same random numbers. "
                "To practise is to collaborate routinely across the two communities."
            )
            for sentence in (*likely.sentences[1:], basis):
                solara.HTML("p", sentence)
