"""Every control once: what it offers can be chosen, and what cannot be says why and changes nothing."""

from __future__ import annotations

import ipyvuetify as vue
import pytest
import solara

from experiments.page import controls, scales
from experiments.page.choice import Choice, choice_of, offered
from experiments.page.controls import Control
from experiments.page.messages import labelled
from simulation import Settings, SettingsError, change
from simulation.passport import leaves
from tests.refusals import refusal

LEAVES = offered(Settings())
NUMBERS = [leaf for leaf in LEAVES if type(leaf.default) in (int, float)]


def move(leaf, value, kind=vue.TextField):
    """Render a control and use it as a visitor does; gives what was chosen, and what it says."""
    chosen = []
    _, context = solara.render(Control(leaf, Choice(), chosen.append), handle_error=False)
    kind = vue.Select if isinstance(leaf.default, str) else kind
    (widget,) = context.find(kind).widgets
    widget.v_model = value
    if kind is vue.TextField:
        widget.fire_event("keyup.enter")
    if kind is vue.Slider:
        widget.fire_event("change", value)
    said = " ".join(
        str(text) for each in context.find(vue.TextField).widgets for text in each.messages
    )
    said += " ".join(str(each.children) for each in context.find(vue.Alert).widgets)
    shown = widget.v_model
    context.close()
    return chosen, said, shown


def others(leaf):
    """Values to choose instead of the usual one, and how a visitor would say each."""
    values = [type(leaf.default)(value) for value in leaf.passport.plausible]
    values = [value for value in values if value != leaf.default]
    if isinstance(leaf.default, str):
        return {scales.WORDS[value]: value for value in values}
    scale = scales.scale_of(leaf)
    return {scale.text(value): value for value in values}


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.name)
def test_every_control_moves_its_setting_or_says_why_not(leaf):
    moved = 0
    for text, value in others(leaf).items():
        chosen, said, _ = move(leaf, text)
        try:
            expected = Choice().with_settings({leaf.name: value})
        except SettingsError as error:
            assert chosen == [] and labelled(str(error))[:40] in said
            continue
        assert chosen[-1] == expected and choice_of(expected.query) == expected
        moved += 1
    assert moved or not others(leaf)


@pytest.mark.parametrize("leaf", NUMBERS, ids=lambda leaf: leaf.name)
def test_every_slider_has_the_default_on_it_and_moves_the_setting(leaf):
    scale = scales.scale_of(leaf)
    at = (scale.shown(leaf.default) - scale.low) / scale.step
    assert abs(at - round(at)) < 1e-6 and scale.low <= scale.shown(leaf.default) <= scale.high
    assert scales.typed(leaf, scale.text(leaf.default)) == leaf.default
    up = (
        scale.low + (round(at) + (1 if scale.shown(leaf.default) < scale.high else -1)) * scale.step
    )
    chosen, said, _ = move(leaf, up, vue.Slider)
    if said:
        assert chosen == []
    else:
        assert chosen == [Choice().with_settings({leaf.name: scale.value(up)})]


@pytest.mark.parametrize(("sent", "weeks"), [(-5, 2), (10**30, None), ("evil", None), (None, None)])
def test_a_slider_stays_between_its_ends_and_goes_back_if_it_is_refused(sent, weeks):
    leaf = next(leaf for leaf in LEAVES if leaf.name == "contract.weeks")
    shorter = Choice().with_settings({"weeks": 110})
    chosen = []
    _, context = solara.render(Control(leaf, shorter, chosen.append), handle_error=False)
    slider = context.find(vue.Slider).widget
    slider.v_model = sent
    slider.fire_event("change", sent)
    shown = slider.v_model
    context.close()
    assert [choice.settings.contract.weeks for choice in chosen] == ([weeks] if weeks else [])
    assert weeks or shown == 104


@pytest.mark.parametrize("leaf", NUMBERS, ids=lambda leaf: leaf.name)
def test_what_is_no_number_is_refused_beside_its_control(leaf):
    for value in ("many", "nan", "-1e300"):
        chosen, said, _ = move(leaf, value)
        assert chosen == [] and leaf.passport.label in said, value


def test_a_refusal_calls_settings_as_the_page_does():
    names = {leaf.name: leaf.passport.label for leaf in LEAVES}
    chosen, said, _ = move(next(leaf for leaf in LEAVES if leaf.name == "contract.weeks"), "9999")
    assert chosen == [] and not [name for name in names if "." in name and name in said]
    assert all(f"“{names[name]}”" in said for name in ("contract.start", "contract.weeks", "weeks"))
    for name, label in names.items():
        assert labelled(f"In 9 weeks, {name} must be 1") == f"In 9 weeks, “{label}” must be 1"


def test_shares_are_typed_in_percent():
    leaf = next(leaf for leaf in LEAVES if leaf.name == "context.turnover")
    assert scales.typed(leaf, "13 %".replace(" ", "")) == 0.13
    with refusal("0 100 101"):
        scales.typed(leaf, "101")


def test_the_first_controls_and_the_groups_hold_every_setting_once():
    groups = controls.grouped([leaf for leaf in LEAVES if leaf.name not in controls.FIRST])
    in_groups = [leaf.name for own in groups.values() for leaf in own]
    assert sorted([*in_groups, *controls.FIRST]) == sorted(leaf.name for leaf in LEAVES)
    assert set(groups) <= set(controls.TITLES)


@pytest.mark.parametrize(("size", "mix"), [(7, (4, 3)), (14, (8, 6)), (1, (1, 0)), (2, (1, 1))])
def test_the_size_of_the_team_keeps_its_mix(size, mix):
    changes = controls.posts_of(Settings(), size)
    assert (changes["brokers.managers"], changes["brokers.academics"]) == mix


def test_without_brokers_the_size_of_the_team_has_the_usual_mix():
    nobody = change(Settings(), {"arm": "none", "brokers.managers": 0, "brokers.academics": 0})
    assert controls.posts_of(nobody, 7) == {"brokers.managers": 4, "brokers.academics": 3}


def test_the_sliders_of_posts_choose_size_and_mix():
    chosen = []
    _, context = solara.render(controls.Posts(Choice(), chosen.append), handle_error=False)
    for slider, value in zip(context.find(vue.Slider).widgets, (14, 2), strict=True):
        slider.v_model = value
        slider.fire_event("change", value)
    context.close()
    posts = [(c.settings.brokers.managers, c.settings.brokers.academics) for c in chosen]
    assert posts == [(8, 6), (2, 5)]


@pytest.mark.parametrize("start", ["none", "one_way_managers", "one_way_academics", "two_way"])
def test_the_switches_of_desks_turn_one_profession_on_or_off(start):
    chosen = []
    choice = Choice().with_settings({"brokers.embedding": start})
    _, context = solara.render(controls.Desks(choice, chosen.append), handle_error=False)
    managers, academics = context.find(vue.Switch).widgets
    assert managers.v_model == (start in ("one_way_managers", "two_way"))
    assert academics.v_model == (start in ("one_way_academics", "two_way"))
    managers.v_model = not managers.v_model
    context.close()
    pairs = {"none": "one_way_managers", "one_way_academics": "two_way"}
    pairs |= {after: before for before, after in pairs.items()}
    assert [choice.settings.brokers.embedding for choice in chosen] == [pairs[start]]


def test_groups_that_are_open_are_so_after_a_search():
    _, context = solara.render(
        controls.Rest(list(LEAVES), Choice(), lambda chosen: None), handle_error=False
    )

    def groups():
        """The button of each group, by its title."""
        buttons = context.find(vue.Btn).widgets
        return {
            each.children[0][2:]: each for each in buttons if "aria-expanded" in each.attributes
        }

    def opened():
        return {
            title for title, each in groups().items() if each.attributes["aria-expanded"] == "true"
        }

    assert not opened()
    first, _, third, *_ = groups()
    for title in (first, third):
        groups()[title].fire_event("click")
    assert opened() == {first, third}
    (field,) = (one for one in context.find(vue.TextField).widgets if one.label == "Find a setting")
    field.v_model = "Turnover"
    assert not groups()
    field.v_model = ""
    assert opened() == {first, third}
    groups()[first].fire_event("click")
    assert opened() == {third}
    context.close()


def test_settings_are_found_by_a_word():
    _, context = solara.render(
        controls.Rest(list(LEAVES), Choice(), lambda chosen: None), handle_error=False
    )
    (field,) = context.find(vue.TextField).widgets
    field.v_model = "Turnover"
    labels = [each.label for each in context.find(vue.TextField).widgets]
    assert "Annual turnover of staff" in labels and 2 < len(labels) < 12
    field.v_model = "zzzz"
    assert len(context.find(vue.TextField).widgets) == 1
    context.close()
    assert all(controls.told(leaf) for leaf in leaves(Settings()))
