"""What a roster may not say, and what it cannot be combined with."""

from __future__ import annotations

import pytest

from simulation import BrokeringModel, Settings, change, simulate
from simulation.params import decided_by_files
from simulation.population import build
from simulation.roster import read_roster
from simulation.staff import staff_of
from tests.posts import ANN, BEN, CLEO, DAN, HEADER, POSTS
from tests.refusals import check_sentence, refusal
from tests.worlds import small


def refused(settings: Settings, said: str) -> None:
    """The settings are refused wherever posts are made, in one sentence."""
    with refusal(said):
        simulate(settings, [1])
    with refusal(said):
        BrokeringModel(settings, rng=1)


TEAM = {"arm": "team"}
WRONG = {
    "an unknown column": (POSTS, f"{HEADER},salary", "row 1 'salary' home_organisation"),
    "a column that is missing": (
        [row.rpartition(",")[0] for row in POSTS], HEADER.removesuffix(",leader"), "'leader' missing",
    ),
    "a column misspelt": (POSTS, HEADER.replace("buddy", "budy"), "row 1 'budy' did you mean buddy"),
    "no posts": ([], HEADER, "no posts"),
    "no name": ([ANN, BEN, CLEO, DAN.replace("Dan", "")], HEADER, "row 5 post empty"),
    "a name twice": ([*POSTS, DAN.replace("Dan", "BEN")], HEADER, "row 6 'BEN' twice"),
    "a strange home": ([ANN, CLEO, BEN.replace("manager", "boss")], HEADER, "row 4 'boss' manager"),
    "an unknown host": (
        [ANN, CLEO, BEN.replace("manager,,", "manager,department_9,")], HEADER,
        "row 4 host 'department_9' academic 'department_1'",
    ),
    "a host of the own community": (
        [ANN, CLEO, BEN.replace("manager,,", "manager,organisation_1,")], HEADER,
        "row 4 'organisation_1' academic department_1",
    ),
    "an organisation that hosts nobody": (
        [ANN, CLEO, BEN.replace("manager,,", "manager,department_2,")], HEADER,
        "row 4 'department_2' host department_1",
    ),
    "an unknown home organisation": (
        [f"{ANN},organisation_7", f"{CLEO},"], f"{HEADER},home_organisation",
        "row 2 home_organisation 'organisation_7' organisation_1 organisation_2",
    ),
    "a desk that is neither": ([ANN, CLEO, BEN.replace("no,15", "perhaps,15")], HEADER, "row 4 'perhaps'"),
    "a start before the run": ([ANN, CLEO, BEN.replace("15,15", "-1,15")], HEADER, "row 4 start '-1' 0"),
    "no weeks": ([ANN, CLEO, BEN.replace("15,15", "15,0")], HEADER, "row 4 weeks '0' 1"),
    "half a week": ([ANN, CLEO, BEN.replace("15,15", "15,1.5")], HEADER, "row 4 weeks '1.5' whole"),
    "weeks beyond the run": (
        [*POSTS[:3], DAN.replace("35,10", "55,10")], HEADER, "row 5 week 65 60",
    ),
    "no hours": ([ANN, CLEO, BEN.replace("0.6", "0")], HEADER, "row 4 fte '0' 0.05 1"),
    "too many hours": ([ANN, CLEO, BEN.replace("0.6", "1.1")], HEADER, "row 4 fte '1.1' 0.05 1"),
    "a buddy who is not there": (
        [ANN.replace("Cleo", "Zoe"), CLEO.replace("Ann", "")], HEADER, "row 2 buddy 'Zoe' file",
    ),
    "a buddy who has another": (
        [*POSTS[:3], DAN.replace(",,no", ",Ann,no")], HEADER, "row 5 buddy 'Ann' does not name",
    ),
    "a buddy of oneself": ([BEN.replace(",,no", ",Ben,no"), DAN], HEADER, "row 2 buddy 'Ben' itself"),
    "buddies who never meet": (
        [ANN.replace("Cleo", ""), CLEO.replace("Ann", ""), BEN.replace(",,no", ",Dan,no"),
         DAN.replace(",,no", ",Ben,no")], HEADER, "row 4 buddy 'Dan' same week row 5",
    ),
    "two leaders": ([*POSTS[:3], DAN.replace(",,no", ",,yes")], HEADER, "row 5 'Dan' leader"),
    "more brokers than people": (
        [ANN, CLEO, *(f"m{k},manager,,no,5,9,0.5,,no" for k in range(24))], HEADER,
        "25 manager-brokers 24 managers",
    ),
    "more posts than allowed": ([f"m{k},manager,,no,5,9,0.5,,no" for k in range(201)], HEADER, "200"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_roster_is_refused_with_its_place(own, case):
    rows, header, said = WRONG[case]
    refused(own(rows, header, **TEAM), f"posts.csv {said}")


def test_all_faults_of_a_roster_are_listed_at_once(own):
    rows = [
        ANN.replace("0.5", "7"),
        BEN.replace(",,no", ",Zoe,yes"),
        CLEO,
        DAN.replace("35", "350"),
    ]
    refused(own(rows, **TEAM), "posts.csv row 2 '7' row 3 'Zoe' row 4 'Cleo' leader row 5 360")


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_roster_that_is_not_there_is_refused(name):
    with refusal(f"{name} CSV"):
        simulate(change(Settings(), {"brokers.roster": name}), [1])


@pytest.mark.parametrize(
    "name", ["brokers.managers", "brokers.academics", "brokers.embedding", "brokers.fte",
             "contract.start", "contract.weeks"],
)  # fmt: skip
def test_what_a_roster_decides_cannot_be_set_beside_it(own, name):
    assert name in decided_by_files(own())
    value = "none" if name.endswith("embedding") else 0.7 if name.endswith("fte") else 2
    with refusal(f"{name} brokers.roster"):
        own(**{name: value})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ANN.replace("Cleo", "")], "one broker team.hours"),
        ([ANN.replace("0.5", "0.05"), CLEO], "half-days 0.5 'Ann' posts.csv fte=0.05"),
    ],
)
def test_a_team_needs_mates_and_hours_for_them(own, rows, said):
    refused(own(rows, **TEAM), said)
    assert len(simulate(own(rows, arm="solos"), [1])) == 1


def test_own_staff_name_the_hosts_of_own_posts(own, staff_files):
    rows = [ANN.replace("department_1", "unit"), CLEO]
    files = {"population.staff_file": staff_files[0]}
    usual = {name: getattr(Settings().population, name.partition(".")[2]) for name in (
        "population.organisations", "population.managers", "population.departments",
        "population.academics")}  # fmt: skip
    brokers = build(own(rows, **usual | files), 1).brokers
    assert brokers["host_organisation"].tolist() == [2, 0]
    refused(own([ANN, CLEO], **usual | files | TEAM), "posts.csv row 2 'department_1' unit")


def test_a_line_tells_what_was_read(own):
    settings = own([row.replace(",", ";") for row in POSTS], HEADER.replace(",", ";"))
    told = read_roster(settings, staff_of(settings).places, 60)
    check_sentence(
        told, "posts.csv 2 manager-brokers 2 academic-brokers 5 to 45 2 Cleo 1 semicolons"
    )
    assert read_roster(small(), staff_of(small()).places, 60) == ""
