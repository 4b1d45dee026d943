"""The page as Solara renders it, without a browser."""

from __future__ import annotations

import threading
import time

import ipyvuetify as vue
import pytest
import solara
from solara.components.file_download import FileDownloadWidget

from experiments.page import app, take_away
from experiments.page.choice import Choice
from experiments.page.own_staff import Files

PATIENCE = 60  # seconds


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


def test_the_worlds_shown_before_are_gone_when_the_next_ones_are_made(monkeypatch):
    said, box = [], vue.Html(tag="div")

    def making(choice):
        said.append(words(box))
        raise KeyError("evil")  # what follows is no part of this

    monkeypatch.setattr(app, "Worlds", making)
    monkeypatch.setattr(app, "ask", lambda choice, asked: None)
    with pytest.raises(KeyError):
        solara.render(app.Watch(Choice(), print), container=box, handle_error=False)
    assert len(said) == 1 and "Making the worlds" in said[0] and "Team" in said[0]


def words(widget):
    """All that a widget and those in it say."""
    if isinstance(widget, str):
        return widget
    own = str(getattr(widget, "unsafe_innerHTML", None) or "")
    return " ".join([own, *map(words, getattr(widget, "children", None) or [])])


def test_a_file_that_is_being_made_says_so_and_cannot_be_asked_for_again():
    begun, go_on = threading.Event(), threading.Event()

    def make():
        begun.set()
        assert go_on.wait(PATIENCE)
        return b"worlds"

    _, context = solara.render(
        take_away.Download("replay.html", "Replay", make), handle_error=False
    )
    (file,), (button,) = (context.find(kind).widgets for kind in (FileDownloadWidget, vue.Btn))
    assert not button.disabled and "being made" not in words(button)
    file.request_download = True
    assert begun.wait(PATIENCE)
    assert button.disabled and "being made" in words(button)
    go_on.set()
    for _ in range(100 * PATIENCE):
        if file.bytes and not button.disabled:
            break
        time.sleep(0.01)
    assert file.bytes == b"worlds" and not button.disabled and "being made" not in words(button)
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
