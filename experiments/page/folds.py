"""Parts of the page that can be folded."""

from __future__ import annotations

from collections.abc import Callable

import solara


@solara.component
def Fold(title: str, make: Callable[[], object]) -> None:
    """A button with a title, and what `make` shows once it has been pressed."""
    shown, set_shown = solara.use_state(False)
    Folded(title, make, shown, lambda: set_shown(not shown))


@solara.component
def Folded(title: str, make: Callable[[], object], shown: bool, press: Callable[[], None]) -> None:
    """The same where somebody else knows whether it is `shown`, and hears of each `press`."""
    solara.Button(
        f"{'▾' if shown else '▸'} {title}", text=True, classes=["kb-group"],
        on_click=press, attributes={"aria-expanded": str(shown).lower()},
    )  # fmt: skip
    if shown:
        make()
