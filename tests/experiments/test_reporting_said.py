"""A report says with which settings numbers were measured, what was asked, and how to make it again."""

from __future__ import annotations

import pytest
import yaml

from experiments.config import shipped
from experiments.config.command_line import DEFAULT
from experiments.reporting import setup
from experiments.store.study_folder import StudyFolder
from tests.experiments.reported import AHEAD, UNCLEAR, planted, saying, sentences
from tests.experiments.test_reporting_runs import sweep
from tests.experiments.test_reporting_words import arms, headline

STAFF, CHECKSUM = "staff@75de2a87d4da51c9.csv", "75de2a87d4da51c9" + 48 * "0"
VARIED = {"vary": {"brokers.fte": [0.4, 0.5]}}


def test_prices_over_parameter_sets_are_said_to_be_over_them(tmp_path):
    for given, where in (
        ({"ensemble": "plausible"}, "over the plausible parameter sets"),
        ({"ensemble": ""}, "with the default settings"),
    ):
        folder = arms(tmp_path / where, AHEAD)
        planted(folder, "arms", {}, compare=["team", "solos"], **given)
        (price,) = saying(folder, "percentage point gained")
        assert where in price


def test_a_sweep_does_not_say_that_all_its_runs_have_the_default_settings(tmp_path):
    folder = sweep(tmp_path, **VARIED)
    (ran,) = saying(folder, "replicates of each arm")
    assert "default settings but for what varies" in ran


def test_a_comparison_that_was_made_a_sweep_asks_about_what_varies(tmp_path):
    asked = str(yaml.safe_load(shipped.study(DEFAULT).read_text("utf-8"))["question"])
    given = {"study": DEFAULT, "compare": ["team", "solos"], "question": asked, **VARIED}
    made = StudyFolder(sweep(tmp_path / "made", **given))
    assert "working time" in setup.question(made).lower() and asked not in sentences(made.folder)
    own = StudyFolder(sweep(tmp_path / "own", **{**given, "question": "What of short weeks?"}))
    assert setup.question(own) == "What of short weeks?"
    plain = planted(arms(tmp_path / "arms", AHEAD), "arms", {}, study=DEFAULT, question=asked)
    assert setup.question(StudyFolder(plain)) == asked


def test_commands_choose_the_shipped_sets_as_documents_do_and_say_which_files_they_name(tmp_path):
    folder = arms(tmp_path, UNCLEAR)
    given = {"compare": ["team", "solos"], "ensemble": "plausible", "study": DEFAULT}
    assert not saying(folder, "SHA-256")
    files = {STAFF: CHECKSUM, "plausible": "1" * 64}
    planted(folder, "arms", {}, **given, population={"staff_file": STAFF}, files=files)
    study = StudyFolder(folder)
    assert " model=plausible " in f"{study.command} " and "ensemble=" not in study.command
    (told,) = saying(folder, "SHA-256")
    assert "`staff.csv`" in told and CHECKSUM[:16] in told and "plausible" not in told
    assert "staff_file=PATH/staff.csv" in study.command and "`PATH`" in told
    assert "PATH" not in study.differs  # lists of results are not to be pasted


def test_sets_that_are_mostly_clear_neither_way_are_not_said_to_decide(tmp_path):
    for ahead, behind, decides in ((0.1, 0.1, False), (0.45, 0.45, True)):
        folder = headline(tmp_path / str(ahead), AHEAD, ahead, behind)
        assert bool(saying(folder, "depends on the parameter set")) == decides
        assert bool(saying(folder, "no clear difference between")) != decides


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((0.000108, 0.13996), (0, 0.14)), ((0.122, 0.225), (0.122, 0.225)), ((4, 26), (4, 26)),
        ((3, 3), (3, 3)),
    ],
)  # fmt: skip
def test_the_ends_of_what_was_drawn_have_no_digits_that_say_nothing(ends, told):
    assert setup._sampled(*ends) == told
