"""What a browser shows while the page loads: what it is, until the page itself is there."""

from __future__ import annotations

import functools

from markupsafe import Markup

from experiments.page import texts
from experiments.page.program import text

BEFORE = b'<div id="app"'  # where Solara's page begins, of which nothing is seen before all scripts have run


def with_first(page: bytes) -> bytes:
    """Solara's page with something to read at once."""
    return page.replace(BEFORE, first() + BEFORE, 1).replace(b"<html>", b'<html lang="en">', 1)


@functools.cache
def first() -> bytes:
    """The title, what the page is about, and that it loads, as HTML; goes away by itself."""
    from jinja2 import Environment

    template = Environment(autoescape=True).from_string(text("first.html.jinja"))
    return template.render(title=texts.title(), meaning=Markup(texts.meaning())).encode()
