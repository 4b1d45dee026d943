"""What the settings answer: beside the control that was used, and brought into view."""

from __future__ import annotations

from collections.abc import Callable

import solara

from experiments.page.choice import Choice, attempted

Choose = Callable[[Choice], None]
Attempt = Callable[[Callable[[], Choice]], bool]


@solara.component_vue("seen.vue")
def Seen(said: str) -> None:
    """Brings what stands above it into view whenever that says something new; empty: nothing."""


@solara.component
def Refused(said: str) -> None:
    """Why something cannot be; empty: nothing. Readers of screens are told, as it is an alert."""
    if said:
        solara.Error(said, dense=True)
    Seen(said=said)


def use_attempt(choose: Choose) -> tuple[Attempt, str]:
    """What chooses and says whether that can be; and why the last choice could not."""
    refused, set_refused = solara.use_state("")

    def attempt(make: Callable[[], Choice]) -> bool:
        chosen, said = attempted(make)
        set_refused(said)
        if chosen:
            choose(chosen)
        return not said

    return attempt, refused
