"""The guided tour: five steps, each a preset with one sentence and one thing to try."""

from __future__ import annotations

from collections.abc import Callable

import solara

from experiments.page import texts
from experiments.page.choice import Choice


@solara.component
def Tour(choice: Choice, go: Callable[[int], None]) -> None:
    """The step that is open, or the way into the tour; `go` opens a step, and leaves the tour at 0."""
    steps, number = texts.tour(), choice.tour
    if not number:
        if not choice.present:
            solara.Button(
                f"Take the tour in {len(steps)} steps", on_click=lambda: go(1), outlined=True,
                classes=["kb-tour-start"],
            )  # fmt: skip
        return
    step = steps[number - 1]
    with solara.v.Html(
        tag="section", class_="kb-tour", attributes={"aria-label": "Guided tour", "role": "region"}
    ):
        with solara.v.Html(tag="div", attributes={"role": "status"}):
            solara.HTML("h2", f"{number} of {len(steps)}: {step.title}")
            solara.HTML("p", step.sentence)
        solara.HTML("p", f"<b>Try:</b> {step.attempt}", classes=["kb-try"])
        with solara.Row(gap="8px", classes=["kb-tour-buttons"]):
            solara.Button(
                "Back", on_click=lambda: go(number - 1), disabled=number == 1, outlined=True
            )
            if number < len(steps):
                solara.Button("Next", on_click=lambda: go(number + 1), color="primary")
            solara.Button(
                "Start this step again",
                on_click=lambda: go(number),
                text=True,
                classes=["kb-again"],
            )
            ends = "Leave the tour" if number < len(steps) else "Finish the tour"
            solara.Button(ends, on_click=lambda: go(0), text=True)
