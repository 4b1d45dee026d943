"""Whoever waits for the compiler or for runs sees how far it is."""

from __future__ import annotations

import contextlib
import re

from rich.console import Console

from experiments.execution import pieces, progress
from simulation.compiling import RULES


def test_compiling_shows_how_many_of_all_rules_are_done(monkeypatch):
    seen = []

    @contextlib.contextmanager
    def bar(total, what):
        seen.append((total, what))
        yield lambda done: None

    monkeypatch.setattr(pieces, "progress", bar)
    monkeypatch.setattr(pieces, "compile_rules", lambda: seen.append("compiled"))
    for ready in (True, False):
        monkeypatch.setattr(pieces, "is_compiled", lambda driver, ready=ready: ready)
        pieces.see_compiled()
    assert seen == [(len(RULES), "Rules"), "compiled"] and len(RULES) > 100


def test_the_bar_moves_with_every_piece_of_work_and_leaves_nothing_without_a_terminal(
    monkeypatch, capsys
):
    with progress.progress(10) as finished:
        finished(3)
    assert capsys.readouterr() == ("", "")
    shown = Console(stderr=True, force_terminal=True, width=80)
    monkeypatch.setattr(progress, "Console", lambda stderr: shown)
    with progress.progress(10) as finished:
        for done in (3, 4):
            finished(done)
    said = capsys.readouterr().err
    assert re.search(r"7/10", said)
