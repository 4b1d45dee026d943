"""The reference results are what the shipped settings give: samples of them are run again and compared."""

from __future__ import annotations

import functools
import re

import pandas as pd
import pytest
from omegaconf import OmegaConf

from docs.generated import reference
from experiments.config import ensembles as ensemble
from experiments.methods.estimates import CULTURE
from experiments.reporting.assembly import report_of
from experiments.reporting.rendering import pdf
from experiments.store.study_folder import StudyFolder
from experiments.studies.headline import run as headline
from experiments.studies.ledger import run as ledger
from experiments.studies.ledger.patterns import PATTERNS
from experiments.studies.mechanisms import run as mechanisms
from simulation import MODEL_VERSION, Settings
from simulation.params import FILE_SETTINGS
from simulation.passport import leaves
from simulation.settings import ARMS
from tests.documentation import first_replicates
from tests.documentation.first_replicates import SETS, planned, said

STUDIES = (
    "break_even", "calibration", "convergence", "decision", "headline", "mechanisms", "patterns",
    "sensitivity", "team_vs_solo", "tipping", "value",
)  # fmt: skip


@pytest.fixture
def again(tmp_path):
    """Gives the replicate tables of some configurations, run now."""
    return functools.partial(first_replicates.run, tmp_path)


def kept(study, table):
    return pd.read_csv(reference.FOLDER / study / f"{table}.csv")


@pytest.mark.parametrize("study", STUDIES)
def test_reference_results_are_those_of_this_model_and_its_defaults(study):
    of = said(study)
    assert of.model_version == MODEL_VERSION
    for leaf in leaves(Settings()):
        if leaf.name != "arm":
            # Settings of how files are read do nothing without a file, so older results may lack them.
            absent = leaf.default if leaf.name in FILE_SETTINGS else None
            assert OmegaConf.select(of, leaf.name, default=absent) == leaf.default, leaf.name


def test_the_folder_says_how_each_of_them_is_made():
    text = (reference.FOLDER.parent / "README.md").read_text()
    there = {path.name for path in reference.FOLDER.iterdir()}
    assert there == set(STUDIES) == set(re.findall(r"^\| `reference/(\w+)`", text, re.MULTILINE))


@pytest.mark.slow
def test_the_first_replicates_behind_the_reference_results_are_what_the_model_gives():
    shipped = pd.read_csv(first_replicates.FILE)
    pd.testing.assert_frame_equal(first_replicates.table(), shipped, check_dtype=False, rtol=1e-7)


@pytest.mark.deep
@pytest.mark.slow
def test_the_shipped_ledger_is_what_the_shipped_default_gives(again):
    tables = again(planned("patterns").own, ledger.configurations(PATTERNS))
    found = ledger.ledger(tables, {}, PATTERNS)
    over_sets = ("strength", "mechanism")
    columns = [name for name in found if not name.startswith("sets_") and name not in over_sets]
    shipped = kept("patterns", "ledger")[columns]
    pd.testing.assert_frame_equal(
        found[columns], shipped.fillna({"reason": "", "rule": ""}), check_dtype=False, rtol=1e-9
    )


@pytest.mark.deep
@pytest.mark.slow
def test_the_shipped_ledger_is_what_the_ensemble_gives(again):
    few = [pattern for pattern in PATTERNS if pattern.key in ("P1", "P8")]
    wanted = ledger.configurations(few)
    made = planned("patterns")
    found = ledger.ledger(again(made.own, wanted), again(made.sets, wanted), few)
    shipped = kept("patterns", "ledger")
    for name in ("sets_mean", "sets_falsifier_mean", "sets_hold", "sets_all_hold"):
        rows = shipped.loc[shipped["pattern"].isin(["P1", "P8"]), name]
        assert found[name].to_numpy() == pytest.approx(rows.to_numpy(), rel=1e-9), name


@pytest.mark.deep
@pytest.mark.slow
def test_the_shipped_headline_is_what_default_and_ensemble_give(again):
    made = planned("headline")
    wanted = {arm: {"arm": arm} for arm in ARMS}
    found, shipped = headline.comparisons(again(made.own, wanted), {}), kept("headline", "headline")
    pd.testing.assert_frame_equal(found, shipped[list(found)], check_dtype=False, rtol=1e-9)
    in_sets = again(made.sets[:SETS], wanted)
    sets = kept("headline", "sets")
    sets = sets[sets["set"] < SETS].reset_index(drop=True)
    pd.testing.assert_frame_equal(headline.set_differences(in_sets), sets, rtol=1e-9)


@pytest.mark.deep
@pytest.mark.slow
def test_the_shipped_shares_are_what_the_shipped_default_gives(again):
    wanted = {n: mechanisms.changes_of(one) for n, one in enumerate(mechanisms.combinations())}
    own = list(again(planned("mechanisms").own, wanted).values())
    found = mechanisms.share_out(own, [], 1)
    shipped = kept("mechanisms", "mechanisms")
    shipped = shipped.loc[shipped["order"] == 1, list(found)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, shipped, check_dtype=False, rtol=1e-6, atol=1e-9)


@pytest.mark.slow
def test_the_first_points_of_the_shipped_sensitivity_are_what_the_model_gives(again, deep):
    shipped = kept("sensitivity", "first_points")
    shipped = shipped if deep else shipped[::4].reset_index(drop=True)
    settings = shipped.drop(columns=CULTURE)
    wanted = {n: ensemble.typed(row) for n, row in enumerate(settings.to_dict("records"))}
    runs = again(planned("sensitivity").own, wanted)
    for number, found in runs.items():
        assert found[CULTURE].mean() == pytest.approx(shipped.loc[number, CULTURE], rel=1e-12)


@pytest.mark.slow
def test_the_briefing_and_the_summary_of_the_shipped_results_have_two_pages_each():
    studies = ("headline", "patterns", "mechanisms", "sensitivity", "decision")
    report = report_of([StudyFolder(reference.FOLDER / name) for name in studies])
    alone = report._replace(title="t", about="", references="", body=[], summary=[])
    for part in (alone, report._replace(body=[], briefing=[])):
        assert len(re.findall(rb"/Type\s*/Page\b", pdf(part))) == 2
