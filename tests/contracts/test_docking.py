"""A model written by a reader of docs/ODD.md alone has the numbers of the program, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, batch, change, simulate
from tests.benchmarks.plain.model import PlainModel
from tests.benchmarks.plain.outcomes import outcomes
from tests.benchmarks.plain.roster import Row

ORGANISATION = (
    *("community", "number", "host", "reorganised", "stability", "leavers"),
    *("bids_begun", "bids_helped", "bids_decided", "bids_won"),
    *("decisions", "decisions_informed", "meetings_good", "meetings_bad"),
)
PERSON = (
    *("workgroup", "community", "senior", "ally", "practising"),
    *("attitude", "knowledge", "skill", "confidence", "brokered", "visits", "met"),
)
PERSONALITY = ("ally", "attitude", "knowledge", "skill", "confidence", "threshold")
BROKER = (
    *("home", "number", "embedded", "leader", "start", "end", "due", "in_post", "vacant"),
    *("fte", "skill", "insight", "confidence", "strain", "support", "standing", "backlog"),
    *("served", "free", "desk", "away", "buddy_account", "successes", "exits", "doors_tried"),
    *("doors", "bridges", "joint_visits", "weeks_in_post", "strain_sum", "confidence_sum"),
)
HOURS = ("demands", "meetings", "buddying", "leading", "visiting")


def row(one):
    """The row of a person or post, -1 for nobody."""
    return -1 if one is None else one.row


def state(model):
    """What a plain model holds, by table and field of the program's tables."""
    found = {}
    organisations, people, posts = model.organisations, model.people, model.posts
    founders = [founder for o in organisations for founder in o.founders]
    for table, rows, fields in [
        ("organisations", organisations, ORGANISATION),
        ("people", people, PERSON),
        ("personalities", founders, PERSONALITY),
        ("projects", people, ("due", "open")),
        ("brokers", posts, BROKER),
    ]:
        for field in fields:
            found[table, field] = [getattr(one, field) for one in rows]
    found["programme", "funded"] = [model.funded]
    found["programme", "running"] = [model.running]
    found["organisations", "members"] = [len(o.members) for o in organisations]
    found["organisations", "first"] = [o.members[0].row for o in organisations]
    found["people", "organisation"] = [organisations.index(p.organisation) for p in people]
    found["people", "personality"] = [p.personality.row for p in people]
    found["people", "acquaintances"] = [len(p.colleagues) for p in people]
    found["people", "visitor"] = [row(p.visitor) for p in people]
    found["projects", "partner"] = [row(p.bid_partner) for p in people]
    found["ties", "who"] = [[row(partner) for partner in p.partners] for p in people]
    found["ties", "bond"] = [p.bonds for p in people]
    found["ties", "held"] = [sum(partner is not None for partner in p.partners) for p in people]
    found["brokers", "buddy"] = [row(b.buddy) for b in posts]
    found["brokers", "home_organisation"] = [
        organisations.index(b.home_organisation) for b in posts
    ]
    found["brokers", "host_organisation"] = [
        organisations.index(b.host_organisation) for b in posts
    ]
    found["brokers", "hours"] = [[b.hours[name] for name in HOURS] for b in posts]
    found["books", "count"] = [len(b.book.who) for b in posts]
    return found


def differences(model, world):
    """Names of what the plain model and a world of the program do not agree on, to the last bit."""
    wrong = []
    busy = world.projects["due"] >= 0
    for (table, field), values in state(model).items():
        theirs = getattr(world, table)[field]
        ours = np.array(values).reshape(theirs.shape)
        if (table, field) in (("projects", "partner"), ("projects", "open")):
            ours, theirs = ours[busy], theirs[busy]  # with nothing in hand they mean nothing
        if not np.array_equal(ours, theirs):
            wrong.append(f"{table}.{field}")
    for person, colleagues in zip(model.people, world.colleagues, strict=True):
        if [c.row for c in person.colleagues] != colleagues[: len(person.colleagues)].tolist():
            wrong.append(f"colleagues of {person.row}")
    for post, book in zip(model.posts, world.books, strict=True):
        count = len(post.book.who)
        if [p.row for p in post.book.who] != book["who"][:count].tolist():
            wrong.append(f"who is in book {post.row}")
        elif post.book.trust != book["trust"][:count].tolist():
            wrong.append(f"trust in book {post.row}")
    return wrong


def first_difference(seed, changes, weeks, roster=None):
    """The first week after which the two differ, and in what; or nothing. The roster is a file's."""
    settings = change(Settings(), {**changes, "weeks": weeks})
    changes = {name: value for name, value in changes.items() if name != "brokers.roster"}
    worlds = batch.run(settings, [seed], keep=range(weeks + 1)).worlds
    model = PlainModel(seed, roster, **changes, weeks=weeks)
    for week in range(weeks + 1):
        if week:
            model.step()
        wrong = differences(model, worlds[week][0])
        if wrong:
            return week, wrong
    return None


SMALL = {
    "population.organisations": 2, "population.managers": 12,
    "population.departments": 2, "population.academics": 20, "contract.weeks": 40,
}  # fmt: skip
WORLDS = {
    "usual": {},
    "restless": {
        "context.turnover": 0.6, "context.reorganisation": 0.9, "contract.exit": 0.1, "team.hours": 2.0,
    },
    "busy": {
        "encounters.chance": 0.9, "culture.quality": 0.7, "culture.practice": 0.5,
        "culture.meetings_a_week": 3, "projects.bid": 0.5, "projects.win": 0.5, "projects.window": 4,
        "demands.half_days": 5.0, "brokers.known_at_home": 12, "context.funding_loss": 0.4,
    },
    "uneven": {
        "brokers.embedding": "one_way_academics", "brokers.managers": 1, "brokers.academics": 4,
        "brokers.fte": 0.23, "population.hosts": 2, "contract.start": 7, "team.sharing_out": 0.2,
        "context.relations": 0.1, "brokers.elsewhere": 0.7,
    },
}  # fmt: skip


ARMS = ["none", "single", "single_matched", "solos", "team"]


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("world", WORLDS)
def test_every_week_is_the_same(world, arm):
    """A verdict on a bid takes 94 weeks, so that one world is lived for longer."""
    changes = {**SMALL, **WORLDS[world], "arm": arm}
    assert first_difference(11, changes, 160 if world == "busy" else 60) is None


@pytest.mark.parametrize("arm", ARMS)
def test_the_largest_seed_gives_the_same_weeks_too(arm):
    assert first_difference(2**63 - 1, {**SMALL, **WORLDS["usual"], "arm": arm}, 60) is None


RARE = {
    "money is lost, and bids are decided": (
        3, 200, {
            **WORLDS["busy"], "arm": "team", "contract.weeks": 150, "projects.bid": 1.0,
            "context.turnover": 0.05,
        },
    ),
    "one of two is left": (
        4, 70, {
            "arm": "team", "brokers.managers": 1, "brokers.academics": 1, "contract.exit": 0.15,
            "team.hours": 2.0,
        },
    ),
    "a leaver is not replaced": (
        3, 50, {"arm": "single", "contract.exit": 0.15, "context.funding_loss": 0.9},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", RARE)
def test_what_seldom_happens_is_the_same(what):
    seed, weeks, changes = RARE[what]
    assert first_difference(seed, {**SMALL, **changes}, weeks) is None


def test_full_contact_books_and_large_organisations():
    changes = {
        "population.organisations": 1, "population.managers": 200,
        "population.departments": 1, "population.academics": 30, "contract.weeks": 30,
        "brokers.known_at_home": 150, "team.introductions": 1.0,
    }  # fmt: skip
    assert first_difference(5, changes, 40) is None


POSTS = """post,home,host,embedded,start,weeks,fte,buddy,leader
a,academic,,no,3,40,0.35,,yes
b,manager,,yes,0,17,0.5,c,no
c,academic,,yes,10,30,0.2,b,no
d,manager,,yes,17,40,0.72,,no
e,manager,,no,57,2,0.06,,no
"""
ROSTER = [
    Row(1, 0, 0.35, 3, 43, False, leader=True),
    Row(0, 0, 0.5, 0, 17, True, buddy=2),
    Row(1, 1, 0.2, 10, 40, True, buddy=1),
    Row(0, 1, 0.72, 17, 57, True),
    Row(0, 2, 0.06, 57, 59, False),
]


@pytest.mark.parametrize("arm", ARMS)
def test_a_roster_of_posts_that_come_and_go(arm, tmp_path):
    file = tmp_path / "posts.csv"
    file.write_text(POSTS, encoding="utf-8")
    changes = {**SMALL, "arm": arm, "contract.exit": 0.05, "brokers.roster": str(file)}
    del changes["contract.weeks"]  # the file decides
    assert first_difference(3, changes, 70, ROSTER) is None


@pytest.mark.parametrize("arm", ARMS)
def test_every_outcome_is_the_same(arm):
    changes = {**SMALL, "arm": arm, "contract.weeks": 35, "context.turnover": 0.4, "weeks": 110}
    theirs = simulate(change(Settings(), changes), [4]).iloc[0].drop(["arm", "seed"])
    ours = outcomes(PlainModel(4, **changes))
    assert ours.keys() == set(theirs.index)
    wrong = {name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]}
    assert not [name for name, pair in wrong.items() if not np.isnan(pair).all()], wrong
