"""The broker posts, and the skills, contacts and visits of their holders."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER

EMBEDDINGS = ("none", "one_way_managers", "one_way_academics", "two_way")

# fmt: off

@dataclasses.dataclass(frozen=True)
class Brokers:
    """The broker posts, and the skills, contacts and visits of their holders."""

    managers: int = setting(
        4, "posts", (0, 7), "Manager-brokers",
        "Number of brokers who are managers, placed in the host department.",
        PAPER, "evidence", legal=(0, 100),
    )
    academics: int = setting(
        3, "posts", (0, 7), "Academic-brokers",
        "Number of brokers who are academics, placed in the host commissioning organisation.",
        PAPER, "evidence", legal=(0, 100),
    )
    embedding: str = setting(
        "two_way", "choice", EMBEDDINGS, "Embedding of brokers",
        "Who has a desk at the host: nobody, manager-brokers, academic-brokers or both.",
        PAPER, "evidence",
    )
    fte: float = setting(
        0.5, "full-time equivalents", (0.2, 0.8), "Working time of team and solo brokers",
        "Working time of a broker in the team and of a solo, as a fraction of full time.",
        "part-time: Wye et al. 2020; the fraction: no source", legal=(0.05, 1.0),
    )
    roster: str = setting(
        "", "file", (), "Roster file",
        "CSV file with a row per post (post, home, host, embedded, start, weeks, fte, buddy, leader, and "
        "perhaps home_organisation); empty: the posts that the settings describe.",
        "set by the user", "evidence",
    )
    interpersonal_skill: float = setting(
        0.7, SHARE, (0.4, 0.9), "Interpersonal skill of brokers",
        "How well brokers get on with people.", PAPER,
    )
    known_at_home: int = setting(
        20, "people", (5, 30), "People a new broker knows at home",
        "Number of people at home whom a new broker knows well enough to call on.",
        "Dunbar: 15 active relationships (order)", legal=(0, 150),
    )
    elsewhere: float = setting(
        0.24, SHARE, (0.0, 0.5), "First visits to any organisation",
        "Share of first visits paid anywhere in the community rather than in the broker's own "
        "host or home organisation; 1 spreads them evenly over all organisations.",
    )
