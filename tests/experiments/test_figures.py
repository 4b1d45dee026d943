"""Figures come from a results folder alone, and the same folder gives the same bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from docs.generated import figures, reference
from experiments.config.named_files import digest
from experiments.store.crate import METADATA
from experiments.store.study_folder import StudyFolder
from experiments.studies import style
from experiments.studies.arms.figures import draw
from experiments.studies.decision.figures import cheapest
from experiments.studies.headline.figures import draw as draw_headline
from experiments.studies.headline.figures import shares
from experiments.studies.mechanisms.figures import mechanisms
from experiments.studies.phrases import signed
from experiments.studies.registry import kind_called
from tests.experiments.conftest import SAVE, without_pixels
from tests.experiments.small import SMALL

FIGURES = ["culture.png", "culture.svg", "gains.png", "gains.svg"]


@pytest.fixture
def results(ask, monkeypatch, tmp_path):
    monkeypatch.setattr(style, "_save", SAVE)
    assert ask(*SMALL, "executor=serial", "arms=[solos,team]").status == 0
    (folder,) = (tmp_path / "results" / "team_vs_solo").iterdir()
    return folder


def test_figures_can_be_drawn_again_without_the_model(results):
    before = {name: (results / name).read_bytes() for name in FIGURES}
    for name in FIGURES:
        (results / name).unlink()
    code = (
        "import sys; from simulation import batch; batch.run = None\n"
        "from pathlib import Path; from experiments.studies.arms.figures import draw\n"
        "print(*sorted(path.name for path in draw(Path(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(results)], capture_output=True, text=True, check=False
    )
    assert done.stderr == "" and done.stdout.split() == FIGURES
    assert before == {name: (results / name).read_bytes() for name in FIGURES}


KEPT = {
    "patterns": "ledger", "mechanisms": "mechanisms", "break_even": "break_even",
    "convergence": "convergence",
}  # fmt: skip


@pytest.mark.slow
def test_kept_figures_are_what_the_kept_tables_give(tmp_path, monkeypatch):
    without_pixels(monkeypatch)
    for study, kind in KEPT.items():
        shutil.copytree(reference.FOLDER / study, tmp_path / study)
        drawn, kept = (one / study / f"{kind}.svg" for one in (tmp_path, reference.FOLDER))
        drawn.unlink()
        kind_called(kind).draw(tmp_path / study)
        assert drawn.read_text("utf-8") == kept.read_text("utf-8"), study


def test_figures_name_the_arms_and_the_comparison(results):
    culture, gains = ((results / f"{name}.svg").read_text() for name in ("culture", "gains"))
    for label in ("no brokers", "solos", "team", "contracts", "host organisations"):
        assert label in culture
    for label in ("team minus solos", "percentage points", "Grants"):
        assert label in gains


def test_a_readers_own_style_does_not_change_a_figure(results):
    import matplotlib

    before = (results / "gains.svg").read_bytes()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black"}):
        draw(results)
    assert (results / "gains.svg").read_bytes() == before


def test_an_arm_alone_has_no_gains_to_draw(ask, tmp_path):
    answer = ask(*SMALL, "executor=serial", "arms=[none]")
    assert answer.status == 0 and "Only one arm ran" in answer.out
    names = {path.name for path in tmp_path.rglob("*.svg")}
    assert names == {"culture.svg"}


def test_a_number_stands_on_the_side_of_its_interval_away_from_zero():
    axes = Figure().subplots()
    for height, mean in enumerate((-2.0, 2.0)):
        style.interval(axes, height, mean - 1, mean, mean + 1, "black", "said")
    assert [(text.xy[0], text.get_ha()) for text in axes.texts] == [(-3, "right"), (3, "left")]


def test_kept_figures_are_drawn_anew_and_their_checksums_noted(tmp_path):
    kept = tmp_path / "kept"
    shutil.copytree(reference.FOLDER / "sensitivity", kept)
    record, drawing = kept / METADATA, kept / "indices.svg"
    record.write_text(record.read_text("utf-8").replace(digest(drawing), 64 * "0"), "utf-8")
    drawing.write_text("an old drawing")
    assert figures.redraw(kept, tmp_path) in (["indices.svg"], ["indices.png", "indices.svg"])
    assert StudyFolder(kept).altered() == []
    assert "</svg>" in drawing.read_text("utf-8")


def test_the_mechanisms_are_numbered_by_their_means_over_the_sets_where_there_are_any():
    table = pd.read_csv(reference.FOLDER / "mechanisms" / "mechanisms.csv")
    alone = table[[name for name in table.columns if not name.startswith("sets_")]]
    for rows, column in ((table, "sets_mean"), (alone, "mean")):
        shown = rows[(rows["outcome"] == "culture") & (rows["order"] == 1)]
        texts = [
            text.get_text() for text in mechanisms(rows, "with the default settings").axes[0].texts
        ]
        assert texts == [signed(100 * value) for value in shown[column]]


def test_cheapest_plans_are_drawn_at_their_cost_and_none_hides_another():
    folder = reference.FOLDER / "decision"
    chosen, plans = (pd.read_csv(folder / f"{name}.csv") for name in ("cheapest", "plans"))
    for money, alike in ((600_000.0, True), (np.array([600_000.0, 900_000.0]), False)):
        some = chosen.assign(money=money)
        lines = cheapest(some, plans).axes[0].lines
        marks = [one for one in lines if one.get_marker() in "os" and one.get_markersize() > 8]
        assert [one.get_xdata()[0] for one in marks] == (some["money"] / 1e3).tolist()
        first, second = marks
        hollow = (
            second.get_fillstyle() == "none" and second.get_markersize() > first.get_markersize()
        )
        assert hollow == alike


def test_a_bar_has_the_sets_in_which_the_team_is_clearly_better_and_worse():
    found = pd.read_csv(reference.FOLDER / "headline" / "headline.csv")
    at_end = found[found["moment"] == "end"]
    (axes,) = shares(at_end, "parameter sets").axes
    texts = {(text.get_position()[1], text.get_text()) for text in axes.texts}
    for height, row in enumerate(at_end.to_dict("records")):
        better, neither, worse = (
            bar.get_width()
            for bar in axes.patches
            if round(bar.get_y() + bar.get_height() / 2) == height
        )
        clear = row["sets_clearly_ahead"], row["sets_clearly_behind"]
        assert (better, worse) == pytest.approx(clear)
        assert better + neither + worse == pytest.approx(1)
        assert {(height, style.percent(share)) for share in clear} <= texts  # also of small ones


@pytest.mark.parametrize(("runs", "drawn"), [(1, False), (8, True)])
def test_bars_are_drawn_where_sets_have_intervals_even_if_none_is_clear(tmp_path, runs, drawn):
    kept = reference.FOLDER / "headline"
    shutil.copy(kept / "config.yaml", tmp_path)
    found, sets = (pd.read_csv(kept / f"{name}.csv") for name in ("headline", "sets"))
    found[["sets_clearly_ahead", "sets_clearly_behind"]] = 0.0
    if runs == 1:
        sets[[name for name in sets if name.endswith(("_low", "_high"))]] = np.nan
    found.to_csv(tmp_path / "headline.csv", index=False)
    sets[sets["set"] < 9].to_csv(tmp_path / "sets.csv", index=False)
    assert ("shares" in {path.stem for path in draw_headline(tmp_path)}) is drawn
    assert ("clearly" in (tmp_path / "headline.svg").read_text("utf-8")) is drawn


def test_a_share_that_is_not_nothing_or_everything_does_not_look_so():
    shares = {0.0: "0%", 0.004: "under 1%", 0.02: "2%", 0.996: "over 99%", 1.0: "100%"}
    assert {share: style.percent(share) for share in shares} == shares
