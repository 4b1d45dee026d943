"""Every control once: what it offers can be chosen, and what cannot be says why and changes nothing."""

from __future__ import annotations

import ipyvuetify as vue
import pytest
import solara

from experiments.page.choice import Choice, choice_of, offered
from experiments.page.controls import Control
from simulation import Settings, SettingsError

LEAVES = offered(Settings())


def move(leaf, value):
    """Render a control and use it as a visitor does; gives what was chosen, and what it says."""
    chosen = []
    _, context = solara.render(Control(leaf, Choice(), chosen.append), handle_error=False)
    kind = vue.Select if isinstance(leaf.default, str) else vue.TextField
    (widget,) = context.find(kind).widgets
    if kind is vue.TextField:
        widget.v_model = str(value)
        widget.fire_event("keyup.enter")
    else:
        widget.v_model = value
    said = " ".join(
        str(text) for each in context.find(vue.TextField).widgets for text in each.messages
    )
    said += " ".join(str(each.children) for each in context.find(vue.Alert).widgets)
    context.close()
    return chosen, said


def others(leaf):
    """Values to choose instead of the usual one."""
    values = [type(leaf.default)(value) for value in leaf.passport.plausible]
    return [value for value in values if value != leaf.default]


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.name)
def test_every_control_moves_its_setting_or_says_why_not(leaf):
    moved = 0
    for value in others(leaf):
        chosen, said = move(leaf, value)
        try:
            expected = Choice().with_settings({leaf.name: value})
        except SettingsError as error:
            assert chosen == [] and str(error)[:40] in said
            continue
        assert chosen[-1] == expected and choice_of(expected.query) == expected
        moved += 1
    assert moved or not others(leaf)


@pytest.mark.parametrize(
    "leaf",
    [leaf for leaf in LEAVES if type(leaf.default) in (int, float)],
    ids=lambda leaf: leaf.name,
)
def test_what_is_no_number_is_refused_beside_its_control(leaf):
    for value in ("many", "nan", "-1e300"):
        chosen, said = move(leaf, value)
        assert chosen == [] and leaf.name.rpartition(".")[2] in said, value
