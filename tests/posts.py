"""Posts of the user's own, for tests of rosters."""

from __future__ import annotations

import pytest

from simulation import change
from tests.worlds import small

HEADER = "post,home,host,embedded,start,weeks,fte,buddy,leader"
# Ann and Cleo are a pair; Ben follows Ann; nobody is there in weeks 30 to 34.
ANN = "Ann,manager,department_1,yes,5,10,0.5,Cleo,no"
BEN = "Ben,manager,,no,15,15,0.6,,no"
CLEO = "Cleo,academic,,yes,8,12,0.4,Ann,yes"
DAN = "Dan,academic,organisation_1,yes,35,10,0.3,,no"
EVE = "Eve,manager,,no,5,40,1,,no"  # who makes it more than one full-time post
POSTS = [ANN, BEN, CLEO, DAN]


@pytest.fixture
def own(tmp_path):
    """Write a roster, and give the settings of a small run that name it."""

    def settings(posts=POSTS, header=HEADER, **changes):
        path = tmp_path / "posts.csv"
        path.write_text("\n".join([header, *posts]) + "\n", "utf-8")
        return change(small(**{"contract.weeks": 104, "weeks": 260}), {
            "contract.weeks": 104, "weeks": 60, "brokers.roster": str(path), **changes,
        })  # fmt: skip

    return settings
