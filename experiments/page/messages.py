"""What the settings answer: beside the control that was used, and brought into view."""

from __future__ import annotations

import re
from collections.abc import Callable

import solara

from experiments.config.labels import setting_label
from experiments.page.choice import Choice, attempted
from simulation import Settings
from simulation.passport import leaves

Choose = Callable[[Choice], None]
Attempt = Callable[[Callable[[], Choice]], bool]
# A setting's name in a message. One without a dot is a word as well: it is a name before what it is to be.
_NAME = re.compile(
    "|".join(
        rf"(?<![\w.]){re.escape(leaf.name)}"
        + (r"(?!\w|\.\w)" if "." in leaf.name else r"(?==| at least \d| must )")
        for leaf in leaves(Settings())
        if leaf.name != "arm"
    )
)


def labelled(said: str) -> str:
    """A message with settings as they are called on the page."""
    return _NAME.sub(lambda name: f"“{setting_label(name[0])}”", said).replace("”=", "” ")


@solara.component_vue("seen.vue")
def Seen(said: str, block: str = "nearest") -> None:
    """Brings what stands above it into view whenever that says something new; empty: nothing.

    With the block `start` it comes to the top, so that what stands below is seen, too.
    """


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
        set_refused(labelled(said))
        if chosen:
            choose(chosen)
        return not said

    return attempt, refused
