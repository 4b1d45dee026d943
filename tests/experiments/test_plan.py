"""A plan has checked everything, shares worlds between arms, and is named by what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from omegaconf import OmegaConf
from pytest import approx

from experiments.config.configurations import pieces_of
from experiments.config.files_given import files_given
from experiments.config.plan import MOST_REPLICATES
from experiments.config.schema import configuration
from experiments.studies.composing import plan_of
from simulation import Settings, change
from simulation.params import decided_by_files
from simulation.roster import fte_weeks
from simulation.settings import ARMS
from tests.refusals import check_sentence, refusal


def plan(study: str = "s", **values):
    """A plan from the schema's defaults; a double underscore stands for the dot in a setting's name."""
    tree = OmegaConf.structured(configuration())
    said = {"question": "q", "arms": ["team", "solos"], "compare": ["team", "solos"]}
    for name, value in (said | {"replicates": 3, "seed": 0} | values).items():
        OmegaConf.update(tree, name.replace("__", "."), value)
    return plan_of(study, OmegaConf.to_container(tree))


def test_no_brokers_always_run_along_first_and_no_arm_runs_twice():
    assert plan().arms == ("none", "team", "solos")
    assert plan(arms=["solos", "none", "solos"]).arms == ("none", "solos")


def test_every_arm_runs_in_the_same_worlds_and_each_once():
    (own,) = plan(replicates=57).own
    assert own.number == 0 and list(own.seeds) == list(range(57))
    pieces = list(pieces_of(own.settings, own.seeds))
    assert [seed for piece in pieces for seed in piece.seeds] == list(range(57))


def test_pieces_of_large_populations_are_small():
    def sizes(managers, replicates):
        settings = change(Settings(), {"population.managers": managers})
        return {len(piece.seeds) for piece in pieces_of(settings, range(replicates))}

    assert max(sizes(3000, 7)) <= 2
    assert sizes(90_000, 2) == {1}


def seeds(**values):
    (own,) = plan(**values).own
    return own.seeds


def test_more_replicates_go_on_where_fewer_ended_and_another_seed_shares_no_world():
    assert list(seeds(replicates=5))[:3] == list(seeds(replicates=3))
    last = seeds(replicates=MOST_REPLICATES, seed=1)[-1]
    assert seeds(seed=1)[0] == MOST_REPLICATES and last < seeds(seed=2)[0]


@pytest.fixture
def three_sets(tmp_path):
    path = tmp_path / "three.csv"
    path.write_text("candidate,culture.quality,projects.window\n5,0.3,4\n7,0.4,8\n9,0.5,12\n")
    return str(path)


def test_an_ensemble_gives_every_parameter_set_its_settings_and_worlds(three_sets):
    made = plan(ensemble=three_sets, set_replicates=2, contract__weeks=52)
    assert [one.settings.projects.window for one in made.sets] == [4, 8, 12]
    assert all(one.settings.contract.weeks == 52 for one in made.sets)
    worlds = [seed for one in made.sets for seed in one.seeds]
    assert len(set(worlds)) == 6 and [one.number for one in made.sets] == [0, 1, 2]


def test_what_somebody_said_holds_in_every_parameter_set(three_sets):
    assert {s.settings.culture.quality for s in plan(ensemble=three_sets).sets} == {0.3, 0.4, 0.5}
    made = plan(ensemble=three_sets, culture__quality=0.9)
    assert {one.settings.culture.quality for one in made.sets} == {0.9}


def test_a_name_changes_with_the_content_of_an_ensemble(three_sets):
    before = plan(ensemble=three_sets).name
    with open(three_sets, "a") as file:
        file.write("11,0.6,16\n")
    assert plan(ensemble=three_sets).name != before


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("candidate,culture.qualityd\n1,0.3\n", "culture.qualityd culture.quality"),
        ("candidate,culture.quality\n1,0.3\n2,\n", "row"),
        ("candidate,culture.quality\n1,0.3\n2,7\n", "row 3 culture.quality 0 1"),
        ("candidate,culture.quality\n1,0.3\n2,x\n", "row 3 culture.quality 'x'"),
        ("candidate,projects.window\n1,4\n2,4.5\n", "row 3 projects.window"),
        ("candidate,culture.quality\n1,0.3\n", "1 2 2000"),
        ("", "CSV"),
    ],
)
def test_a_file_that_is_no_ensemble_is_refused_by_name_and_row(tmp_path, text, part):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with refusal(f"bad.csv {part}"):
        plan(ensemble=str(path))


def test_all_faults_of_an_ensemble_are_listed_at_once(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "candidate,culture.quality,contract.weeks,nosuch\n1,,104 weeks,1\n2,inf,52,1\n3,0.1,9,1\n"
    )
    with refusal(
        "bad.csv nosuch row 2 culture.quality empty contract.weeks '104 weeks' row 3 'inf'"
    ):
        plan(ensemble=str(path))
    path.write_text("population.hosts\n1\n7\n2\n8\n")
    with refusal("bad.csv row 3 population.hosts=7 row 5 population.hosts=8"):
        plan(ensemble=str(path))


@pytest.fixture
def owned(staff_files):
    """The keys that name the user's own staff and ties."""
    return {
        "population__staff_file": staff_files[0], "population__ties_file": staff_files[1],
        "brokers__managers": 1, "brokers__academics": 1,
    }  # fmt: skip


def test_what_a_file_decides_can_neither_be_set_nor_varied_nor_come_from_an_ensemble(
    owned, tmp_path
):
    path = tmp_path / "sets.csv"
    path.write_text("population.managers\n40\n50\n")
    for name in decided_by_files(plan(**owned).settings):
        with refusal(name):
            plan(kind="sweep", vary={name: [3, 4]}, **owned)
    with refusal("population.managers vary"):
        plan(kind="sweep", vary={"population.managers": [40, 50]}, **owned)
    with refusal("sets.csv population.managers population.staff_file"):
        plan(ensemble=str(path), **owned)
    assert len(plan(ensemble=str(path)).members) == 2
    with refusal("population.managers population.staff_file"):
        plan(population__managers=50, **owned)


def test_every_file_is_told_in_a_line(owned, tmp_path, staff_files):
    assert files_given(plan()) == []
    (line,) = files_given(plan(**owned))
    check_sentence(line, "staff.csv ties.csv 9 managers academics trust unit")
    sets = tmp_path / "sets.csv"
    sets.write_text("culture.quality;contract.weeks\n0.1;52\n0.2;26\n")
    (line,) = files_given(plan(ensemble=str(sets)))
    check_sentence(line, "sets.csv 2 semicolons")
    other = tmp_path / "other.csv"
    other.write_text(Path(staff_files[0]).read_text().replace("board2", "board3"))
    vary = {"population.staff_file": [staff_files[0], str(other)]}
    few = {"brokers__managers": 1, "brokers__academics": 1}
    lines = files_given(plan(kind="sweep", vary=vary, **few))
    assert [line.partition(":")[0] for line in lines] == ["staff.csv", "other.csv"]
    other.write_text("id\n1\n")
    with refusal("other.csv 'senior'"):  # before anything runs
        plan(kind="sweep", vary=vary, **few)


def test_an_ensemble_that_is_not_there_is_refused_with_those_that_are():
    with refusal("plausible"):
        plan(ensemble="plausibel")
    with refusal("mine.csv"):
        plan(ensemble="mine.csv")


def test_a_name_changes_with_all_that_numbers_depend_on_and_with_nothing_else():
    name = plan().name
    assert name == plan(executor="serial", workers=3, results="elsewhere").name
    others = [
        plan(replicates=4), plan(seed=1), plan(arms=["team"]), plan(contract__weeks=103),
        plan(weeks=259), plan(study="t"), plan(compare=["solos", "team"]),
    ]  # fmt: skip
    assert len({name, *(other.name for other in others)}) == 1 + len(others)


def test_a_name_changes_with_the_content_of_a_staff_file(staff_files):
    staff, ties = staff_files
    files = {"population__staff_file": staff, "population__ties_file": ties,
             "brokers__managers": 1, "brokers__academics": 1}  # fmt: skip
    before = plan(**files).name
    with open(staff, "a") as file:
        file.write("\n")
    assert plan(**files).name != before


def test_the_description_is_the_whole_configuration():
    said = OmegaConf.create(plan(contract__weeks=52).description())
    assert (said.study, said.replicates, list(said.arms)) == ("s", 3, ["none", "team", "solos"])
    assert said.contract.weeks == 52 and said.brokers.fte == plan().settings.brokers.fte
    assert "arm" not in said and "executor" not in said


def test_changed_settings_are_those_that_are_not_the_models():
    assert plan().changed() == {}
    assert plan(contract__weeks=52).changed() == {"contract.weeks": 52}


def test_planned_weeks_count_posts_and_parts_of_full_time():
    posts = {"brokers__managers": 2, "brokers__academics": 1, "brokers__fte": 0.4, "weeks": 200,
             "contract__weeks": 50}  # fmt: skip
    made = plan(**posts)
    weeks = {arm: fte_weeks(change(made.settings, {"arm": arm})) for arm in ARMS}
    assert weeks["team"] == weeks["solos"] == approx(3 * 0.4 * 50)
    assert weeks["single_matched"] == approx(3 * 0.4 * 50)
    assert weeks["single"] == approx(50)
    assert weeks["none"] == 0


def test_an_arm_that_cannot_be_is_refused_before_anything_runs():
    with refusal():
        plan(brokers__managers=0, brokers__academics=0)
    assert plan(arms=["single"], brokers__managers=0, brokers__academics=0).arms == (
        "none",
        "single",
    )


def test_a_study_uses_the_most_sets_that_it_asks_for(three_sets):
    few, everything = plan(ensemble=three_sets, most_sets=2), plan(ensemble=three_sets)
    assert len(few.members) == 2 and few.members == everything.members[:2]
    assert few.name != everything.name and len(everything.members) == 3
    for number in (1, 2001):
        with refusal(f"most_sets 2 2000 {number}"):
            plan(ensemble=three_sets, most_sets=number)
