"""The page as Solara renders it, without a browser."""

from __future__ import annotations

import re
import threading
import time
from types import SimpleNamespace

import ipyvuetify as vue
import pytest
import solara
from reacton.core import Ref
from solara.components.file_download import FileDownloadWidget

from experiments.page import app, take_away, texts
from experiments.page.choice import REPLICATES, TYPICAL, Choice
from experiments.page.own_staff import Files
from tests.experiments.small import composed

PATIENCE = 60  # seconds


def test_what_cannot_be_shown_is_said_and_the_page_can_begin_again(monkeypatch):
    @solara.component
    def Visit():
        evil, set_evil = solara.use_state(False)
        if evil:
            raise KeyError("evil")
        solara.Button("Do evil", on_click=lambda: set_evil(True))

    monkeypatch.setattr(app, "Visit", Visit)
    _, context = solara.render(app.Page(), handle_error=False)
    press(context, "Do evil")
    (alert,) = context.find(vue.Alert).widgets
    assert "KeyError" in str(alert.children) and "Traceback" not in str(alert.children)
    press(context, "Begin again")
    assert not context.find(vue.Alert).widgets
    press(context, "Do evil")  # what went before is forgotten
    assert context.find(vue.Alert).widgets
    context.close()


def seen(box, *said):
    """Wait until these words can be read."""
    for _ in range(100 * PATIENCE):
        if all(word in words(box) for word in said):
            return
        time.sleep(0.01)
    raise AssertionError(words(box))


def test_while_worlds_and_runs_are_computed_the_page_says_so_and_if_they_fail(monkeypatch):
    go_on, box = threading.Event(), vue.Html(tag="div")

    def computing(asked):
        assert go_on.wait(PATIENCE)
        raise OSError("evil")

    class Played:
        choice = Choice()

    @solara.component
    def Player(worlds, likely, failed, rest):
        solara.Text(f"played, {likely}, {failed}")

    monkeypatch.setattr(app, "Player", Player)
    monkeypatch.setattr(app, "Worlds", lambda choice: go_on.wait(PATIENCE) and Played())
    monkeypatch.setattr(app.Asked, "answer", computing)
    watch = app.Watch(Choice(), Ref(0))
    _, context = solara.render(watch, container=box, handle_error=False)
    said = words(box)  # while both take their time
    assert "Team" in said and said.count("…") == 4 and "played" not in said
    go_on.set()
    seen(box, "runs failed (OSError)", "played, None, True")
    assert "…" not in words(box)
    context.close()


def visiting(monkeypatch, query):
    """Render a visit without worlds; gives the page, and what is watched with the week on screen."""
    watched = []

    @solara.component
    def Watch(choice, shown):
        shown.current = solara.use_memo(lambda: choice.week, [])
        watched.append((choice, shown))

    monkeypatch.setattr(app, "Watch", Watch)
    monkeypatch.setattr(solara, "Sidebar", solara.Column)  # which stands outside the page
    monkeypatch.setattr(solara, "use_router", lambda: SimpleNamespace(search=query))
    box = vue.Html(tag="div")
    _, context = solara.render(app.Visit(), container=box, handle_error=False)
    return box, context, watched


def press(context, label):
    (button,) = [each for each in context.find(vue.Btn).widgets if label in words(each)]
    button.fire_event("click")


def test_other_settings_are_shown_in_the_week_on_screen_and_a_step_of_the_tour_in_its_own(
    monkeypatch,
):
    box, context, watched = visiting(monkeypatch, "week=10")
    watched[-1][1].current = 30  # somebody looks at that week
    (left,) = [each for each in context.find(vue.Select).widgets if "Left" in each.label]
    left.v_model = "Solos"
    assert (watched[-1][0].left, watched[-1][0].week) == ("solos", 30)
    (field,) = [each for each in context.find(vue.TextField).widgets if "Seed" in each.label]
    assert app.seed_said(watched[-1][0]) in words(box)
    field.v_model = "5"
    field.fire_event("keyup.enter")
    assert (watched[-1][0].seed, watched[-1][0].week) == (5, 30)
    press(context, "Take the tour")
    watched[-1][1].current = 40
    before = watched[-1]
    press(context, "Start this step again")
    assert watched[-1][0] == before[0] and watched[-1][1].current == 0  # worlds of its own
    context.close()


def test_the_seed_is_explained_with_that_of_the_answer_and_those_of_the_page_and_the_command():
    said = app.seed_said(Choice(seed=12))
    shown, folded = said.split("</summary>")
    assert len(shown.split()) < 8 < len(folded.split())
    numbers = set(re.findall(r"\d+", said))
    assert numbers == {str(number) for number in (REPLICATES, 13, TYPICAL, composed([]).seed)}
    assert f"seed={Choice(seed=12).study['seed']} " in said and f"seed={composed([]).seed}" in said


def test_what_the_tour_says_to_use_is_called_so_on_the_page(monkeypatch):
    monkeypatch.setattr(solara, "Sidebar", solara.Column)
    box = vue.Html(tag="div")
    _, context = solara.render(
        app.Side(Choice(), print, Files()), container=box, handle_error=False
    )
    fields = [*context.find(vue.Select).widgets, *context.find(vue.TextField).widgets]
    called = {field.label for field in fields}.union(app.ARM_CALLED)
    shown = words(box)
    context.close()
    for step in texts.tour():
        for name in re.findall("“(.*?)”", step.attempt):
            assert name in called or f"{name}:" in shown


def test_an_address_with_a_wrong_part_is_shown_with_the_rest_and_a_message(monkeypatch):
    box, context, watched = visiting(monkeypatch, "contract.weks=52&seed=3")
    assert watched[-1][0] == Choice(seed=3)
    assert "contract.weks" in words(box) and "rest of the address" in words(box)
    context.close()
    box, context, watched = visiting(monkeypatch, "&".join(f"a{n}=1" for n in range(9)))
    assert watched[-1][0] == Choice() and "default settings" in words(box)
    assert "a2" in words(box) and "a3" not in words(box) and "Further faults: 6." in words(box)
    context.close()


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
        return "team-week3.html", b"worlds"

    _, context = solara.render(take_away.Download("Replay", make), handle_error=False)
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
    assert (file.filename, file.bytes) == ("team-week3.html", b"worlds")
    assert not button.disabled and "being made" not in words(button)
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
