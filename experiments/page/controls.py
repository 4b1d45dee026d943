"""Controls for every setting, made from the passports of the settings: label, unit, range, meaning."""

from __future__ import annotations

from collections.abc import Callable

import solara

from experiments.config.labels import setting_label
from experiments.page.choice import Choice, attempted, offered, value_of
from simulation.passport import Leaf, Value

FIRST = ("brokers", "team", "contract", "demands", "context", "population")
TITLES = {
    "": "Length of the run", "brokers": "Brokers and embedding", "team": "What a team does",
    "contract": "Contracts", "demands": "Demands on brokers", "context": "Circumstances",
    "population": "People and organisations", "culture": "Learning and practising",
    "encounters": "Visits and trust", "projects": "Bids and decisions", "insight": "Insider knowledge",
    "money": "Money",
}  # fmt: skip


@solara.component
def Controls(choice: Choice, choose: Callable[[Choice], None]) -> None:
    """All settings in folded groups; an impossible value is refused beside its control."""
    opened, set_opened = solara.use_state("-")
    leaves = offered(choice.settings)
    groups = dict.fromkeys(leaf.name.rpartition(".")[0] for leaf in leaves)
    order = [*FIRST, *(name for name in groups if name not in FIRST)]
    for group in order:
        own = [leaf for leaf in leaves if leaf.name.rpartition(".")[0] == group]
        title = TITLES.get(group, group)
        shown = opened == group
        solara.Button(
            f"{'▾' if shown else '▸'} {title} ({len(own)})", text=True, classes=["kb-group"],
            on_click=lambda group=group, shown=shown: set_opened("-" if shown else group),
            attributes={"aria-expanded": str(shown).lower()},
        )  # fmt: skip
        if shown:
            for leaf in own:
                Control(leaf, choice, choose).key(leaf.name)


@solara.component
def Control(leaf: Leaf, choice: Choice, choose: Callable[[Choice], None]) -> None:
    """One setting, with its unit, its range and what it means."""
    refused, set_refused = solara.use_state("")

    def attempt(make: Callable[[], Choice]) -> None:
        chosen, said = attempted(make)
        set_refused(said)
        if chosen and chosen.settings != choice.settings:
            choose(chosen)

    def set_value(value: Value) -> None:
        attempt(lambda: choice.with_settings({leaf.name: value}))

    def set_text(text: str) -> None:
        attempt(lambda: choice.with_settings({leaf.name: value_of(leaf.name, text.strip())}))

    passport = leaf.passport
    said, label = passport.meaning if passport else "", setting_label(leaf.name)
    tooltip = {"title": leaf.name}  # what to type on the command line
    with solara.v.Html(tag="div", class_="kb-control", attributes=tooltip):
        if isinstance(leaf.default, str):
            options = [str(value) for value in passport.plausible] if passport else []
            solara.Select(label=label, value=str(leaf.value), values=options, on_value=set_value)
        else:
            solara.InputText(
                label=label, value=str(leaf.value), on_value=set_text, error=refused,
                suffix=passport.unit if passport else None,
            )  # fmt: skip
        solara.Text(f"{said} {_range(leaf)}", classes=["kb-said"])
        if refused and isinstance(leaf.default, str):
            solara.Error(refused, dense=True)


def _range(leaf: Leaf) -> str:
    if leaf.passport is None or isinstance(leaf.default, str):
        return ""
    low, high = leaf.passport.legal
    ends = f"{low:g} to {high:g}" if high != float("inf") else f"{low:g} or more"
    plausible = " to ".join(f"{value}" for value in leaf.passport.plausible[:2])
    return f"Allowed: {ends}; plausible: {plausible}; default: {leaf.default}."
