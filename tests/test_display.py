"""What a person sees of settings, models and agents, and of a name that is wrong."""

from __future__ import annotations

import pytest

from simulation import BrokeringModel, Settings, change, describe, label_of
from simulation.descriptions import columns
from simulation.display import html_table
from simulation.passport import leaves

TINY = {
    "population.organisations": 2, "population.managers": 6, "population.academics": 6, "weeks": 3,
    "contract.weeks": 3,
}  # fmt: skip


def test_settings_show_the_arm_and_what_was_changed():
    assert repr(Settings()) == "Settings(arm='team')"
    said = repr(change(Settings(), {"arm": "solos", "contract.weeks": 52}))
    assert said == "Settings(arm='solos', contract.weeks=52)"


def test_settings_show_every_setting_in_a_notebook():
    page = change(Settings(), {"contract.weeks": 52})._repr_html_()
    assert all(f"<td>{leaf.name}</td>" in page for leaf in leaves(Settings()))
    assert "<td>52</td><td>104</td>" in page


def test_what_a_table_holds_is_shown_and_not_run():
    assert "<script>" not in html_table(["a"], [["<script>"]], "<b>")
    assert "&lt;script&gt;" in html_table(["a"], [["<script>"]])


def test_a_model_and_its_agents_say_what_and_where_they_are():
    model = BrokeringModel(rng=7, **TINY)
    model.step()
    for part in ("rng=7", "week 1 of 3", "contract.weeks=3"):
        assert part in repr(model)
    assert f"{model.outcome('practising_host'):.1%}" in repr(model)
    assert all(f"<td>{name}</td>" in model._repr_html_() for name in model.reporters)
    person, broker = model.people[3], model.brokers[0]
    assert repr(person).startswith("Manager(row=3, ") and person.organisation.name in repr(person)
    assert repr(broker).startswith("Broker(row=0, ") and broker.name in repr(broker)


def test_a_wrong_name_is_answered_with_a_near_one():
    for tell, wrong, right in (
        (describe, "practising_hst_end", "practising_host_end"),
        (label_of, "contract.weks", "contract.weeks"),
    ):
        with pytest.raises(KeyError) as caught:
            tell(wrong)
        said = str(caught.value)
        assert f"'{wrong}'" in said and f"'{right}'" in said and said[-1] in ".?"
    with pytest.raises(KeyError) as caught:
        describe("xyzzy42")
    assert str(caught.value).endswith(".")


def test_every_column_that_is_suggested_is_described():
    assert all(describe(name).meaning for name in columns())
