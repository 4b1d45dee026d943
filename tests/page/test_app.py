"""The page as Solara renders it, without a browser."""

from __future__ import annotations

import pytest
import solara

from experiments.page import app
from experiments.page.likely import Likely
from experiments.page.reading import Answer


@pytest.fixture
def rendered(monkeypatch):
    """Renders the page; gives all that it says."""
    monkeypatch.setattr(app, "Visit", lambda: solara.Text("two worlds"))
    boxes = []

    def render():
        box, context = solara.render(app.Page(), handle_error=False)
        boxes.append(context)
        return str(box.children[0].children), context

    yield render
    for context in boxes:
        context.close()


def test_there_is_room_for_so_many_visitors_and_for_another_when_one_has_gone(
    rendered, monkeypatch
):
    monkeypatch.setattr(app, "MOST_VISITORS", 2)
    (first, leaving), (second, _), (third, _) = rendered(), rendered(), rendered()
    assert "two worlds" in first and "two worlds" in second
    assert "two worlds" not in third and "2 visitors" in third and app.visitors.count == 2
    leaving.close()
    assert app.visitors.count == 1 and "two worlds" in rendered()[0]


@pytest.mark.parametrize(
    ("likely", "failed", "said"),
    [
        (None, None, "200 more replicates"),
        (None, OSError("no"), "could not be run (OSError)"),
        (Likely(200, {}, ["The team does better.", "It lasts."]), None, "The team does better."),
    ],
)
def test_the_answer_or_why_there_is_none(likely, failed, said):
    _, context = solara.render(Answer(likely, failed, "Because."), handle_error=False)
    told = [widget.unsafe_innerHTML for widget in context.find(solara.widgets.HTML).widgets]
    context.close()
    assert any(said in text for text in told) and "Because." in told
