"""Controls for every setting: first the ten that matter most, then all of them, folded and searchable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara

from experiments.config.labels import setting_label
from experiments.page.choice import Choice, offered
from experiments.page.folds import Folded
from experiments.page.messages import Choose, Refused, Seen, use_attempt
from experiments.page.scales import WORDS, scale_of, tooltip, typed, words_of
from simulation import Settings
from simulation.passport import Leaf, Value
from simulation.settings.brokers import EMBEDDINGS

FIRST = (
    "team.hours", "brokers.fte", "contract.weeks", "demands.half_days", "context.turnover",
    "context.pressure", "context.senior_involvement",
)  # fmt: skip
TITLES = {
    "": "Length of the run", "brokers": "Brokers", "team": "What a team does",
    "contract": "Contracts", "demands": "Demands on brokers", "context": "Circumstances",
    "population": "People and organisations", "culture": "Learning and practising",
    "encounters": "Visits and trust", "projects": "Bids and decisions", "insight": "Insider knowledge",
    "money": "Money",
}  # fmt: skip
MOST_BROKERS = 20  # of the slider; more can be typed for each profession
LEAST_SOUGHT = 2  # letters


@solara.component
def Controls(choice: Choice, choose: Choose) -> None:
    """The settings that matter first, and the rest by group or by a word."""
    by_name = {leaf.name: leaf for leaf in offered(choice.settings)}
    Posts(choice, choose)
    Desks(choice, choose)
    for name in FIRST:
        Control(by_name[name], choice, choose).key(name)
    Rest([leaf for leaf in by_name.values() if leaf.name not in FIRST], choice, choose)


@solara.component
def Rest(rest: list[Leaf], choice: Choice, choose: Choose) -> None:
    """All other settings, by group, and any setting by a word."""
    sought, set_sought = solara.use_state("")
    # The groups that are open, which a search leaves as they are.
    opened, set_opened = solara.use_state(frozenset[str]())

    def several(own: list[Leaf]) -> None:
        for leaf in own:
            Control(leaf, choice, choose).key(leaf.name)

    solara.HTML("h3", "All settings")
    solara.InputText("Find a setting", value=sought, on_value=set_sought, continuous_update=True)
    word = str(sought or "").strip().lower()
    word = word if len(word) >= LEAST_SOUGHT else ""
    Seen(said=word, block="start")
    if word:
        found = [leaf for leaf in offered(choice.settings) if word in told(leaf)]
        with solara.v.Html(tag="p", class_="kb-said", attributes={"role": "status"}):
            solara.Text(
                counted(len(found), "setting") if found else "No setting is called or explained so."
            )
        several(found)
        return
    for group, own in grouped(rest).items():
        Folded(
            f"{TITLES.get(group, group)} ({len(own)})", lambda own=own: several(own), group in opened,
            lambda group=group: set_opened(opened ^ {group}),
        ).key(group)  # fmt: skip


def told(leaf: Leaf) -> str:
    """What a setting is called and means, in small letters, to look for words in."""
    meaning = leaf.passport.meaning if leaf.passport else ""
    group = TITLES.get(leaf.name.rpartition(".")[0], "")
    return f"{leaf.name} {setting_label(leaf.name)} {group} {meaning}".lower()


def grouped(rest: list[Leaf]) -> dict[str, list[Leaf]]:
    """Settings by their group, in the order of the titles."""
    groups: dict[str, list[Leaf]] = {group: [] for group in TITLES}
    for leaf in rest:
        groups.setdefault(leaf.name.rpartition(".")[0], []).append(leaf)
    return {group: own for group, own in groups.items() if own}


@solara.component
def Slider(
    label: str, value: float, low: float, high: float, step: float, choose: Callable[[float], bool]
) -> None:
    """A slider that chooses when it is let go, and goes back if that is refused."""
    draft, set_draft = solara.use_state(value)
    solara.use_effect(lambda: set_draft(value), [value])

    def let_go(widget: Any, *_: object) -> None:
        try:
            is_chosen = choose(min(max(float(widget.v_model), low), high))
        except (TypeError, ValueError):  # a browser can send anything
            is_chosen = False
        if not is_chosen:
            set_draft(value)

    element = solara.v.Slider(
        v_model=draft, on_v_model=set_draft, min=low, max=high, step=step, hide_details=True,
        thumb_label=False, dense=True, attributes={"aria-label": label},
    )  # fmt: skip
    solara.v.use_event(element, "change", let_go)


@solara.component
def Control(leaf: Leaf, choice: Choice, choose: Choose) -> None:
    """One setting with its unit and what it means; numbers have a slider for the usual range."""
    attempt, refused = use_attempt(choose)
    name, label = leaf.name, setting_label(leaf.name)
    with solara.v.Html(tag="div", class_="kb-control", attributes={"title": tooltip(leaf)}):
        if isinstance(leaf.default, str):
            names: Mapping[str, Value] = words_of(leaf)
            solara.Select(
                label=label, value=WORDS.get(str(leaf.value), str(leaf.value)), values=list(names),
                on_value=lambda said: attempt(lambda: choice.with_settings({name: names[said]})),
            )  # fmt: skip
            Refused(refused)
        else:
            scale = scale_of(leaf)
            solara.InputText(
                label=label, value=scale.text(leaf.value), error=refused, suffix=scale.unit,
                on_value=lambda text: attempt(
                    lambda: choice.with_settings({name: typed(leaf, str(text))})
                ),
            )  # fmt: skip
            Seen(said=refused)
            Slider(
                f"{label}, slider", scale.shown(leaf.value), scale.low, scale.high, scale.step,
                lambda at: attempt(lambda: choice.with_settings({name: scale.value(at)})),
            )  # fmt: skip
        solara.Text(leaf.passport.meaning if leaf.passport else "", classes=["kb-said"])


def counted(count: int, thing: str) -> str:
    """Such as 1 broker or 7 brokers."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def posts_of(settings: Settings, size: int) -> dict[str, Value]:
    """The changes for another number of brokers, with the mix of professions as it is."""
    now = settings.brokers
    every = now.managers + now.academics
    usual = Settings().brokers
    share = now.managers / every if every else usual.managers / (usual.managers + usual.academics)
    return mixed(min(size, int(share * size + 0.5)), size)


def mixed(managers: int, size: int) -> dict[str, Value]:
    """The changes for so many managers among so many brokers."""
    return {"brokers.managers": managers, "brokers.academics": size - managers}


@solara.component
def Posts(choice: Choice, choose: Choose) -> None:
    """How many brokers there are, and how many of them are managers."""
    attempt, refused = use_attempt(choose)
    brokers = choice.settings.brokers
    size = brokers.managers + brokers.academics
    with solara.v.Html(tag="div", class_="kb-control"):
        solara.HTML(
            "div", f"Size of the team: <b>{counted(size, 'broker')}</b>", classes=["kb-label"]
        )
        Slider(
            "Size of the team", size, 1, max(MOST_BROKERS, size), 1,
            lambda at: attempt(lambda: choice.with_settings(posts_of(choice.settings, round(at)))),
        )  # fmt: skip
        mix = f"{counted(brokers.managers, 'manager')}, {counted(brokers.academics, 'academic')}"
        solara.HTML("div", f"Mix of professions: <b>{mix}</b>", classes=["kb-label"])
        Slider(
            "Mix of professions: managers among the brokers", brokers.managers, 0, max(1, size), 1,
            lambda at: attempt(lambda: choice.with_settings(mixed(round(at), size))),
        )  # fmt: skip
        solara.Text("Solos are the same people, each working alone.", classes=["kb-said"])
        Refused(refused)


@solara.component
def Desks(choice: Choice, choose: Choose) -> None:
    """Who has a desk at the host: a switch for each profession."""
    attempt, refused = use_attempt(choose)
    now = EMBEDDINGS.index(choice.settings.brokers.embedding)  # its bits: managers 1, academics 2

    def switch(bit: int, on: object) -> None:
        desks = EMBEDDINGS[now | bit if on else now & ~bit]
        attempt(lambda: choice.with_settings({"brokers.embedding": desks}))

    with solara.v.Html(
        tag="div", class_="kb-control", attributes={"role": "group", "aria-label": "Embedding"}
    ):
        solara.HTML("div", "Embedding: desks in the other community", classes=["kb-label"])
        for bit, label in (
            (1, "Manager-brokers have a desk in the academic department"),
            (2, "Academic-brokers have a desk in the commissioning organisation"),
        ):
            solara.Switch(
                label=label, value=bool(now & bit), on_value=lambda on, bit=bit: switch(bit, on)
            )
        Refused(refused)
