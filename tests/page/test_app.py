"""The page as Solara renders it, without a browser."""

from __future__ import annotations

import ipyvuetify as vue
import pytest
import solara

from experiments.page import app
from experiments.page.choice import Choice
from experiments.page.own_staff import Files


def test_what_cannot_be_shown_is_said_and_the_page_can_begin_again(monkeypatch):
    fails = [True]

    @solara.component
    def Visit():
        if fails:
            raise KeyError("evil")
        solara.Text("two worlds")

    monkeypatch.setattr(app, "Visit", Visit)
    _, context = solara.render(app.Page(), handle_error=False)
    (alert,) = context.find(vue.Alert).widgets
    assert "KeyError" in str(alert.children) and "Traceback" not in str(alert.children)
    fails.clear()
    context.find(vue.Btn).widgets[0].fire_event("click")
    assert not context.find(vue.Alert).widgets
    context.close()


@pytest.mark.parametrize("absurd", [None, "evil", {"a": 1}, [1], float("nan"), 10**30, "\ud800"])
def test_what_a_browser_makes_up_is_refused_beside_the_controls(absurd):
    chosen = []
    _, context = solara.render(app.Side(Choice(), chosen.append, Files()), handle_error=False)
    for select in context.find(vue.Select).widgets:
        select.v_model = absurd
        said = " ".join(str(each.children) for each in context.find(vue.Alert).widgets)
        assert absurd in (None, select.v_model) and (said or absurd is None), select.label
    context.close()
    assert chosen == []
