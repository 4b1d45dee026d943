"""The charts of the briefing: what each arm gains, and in how many versions of the model a team is ahead."""

from __future__ import annotations

import math

from experiments.config.arms import COLOURS
from experiments.methods.estimates import Estimate
from experiments.reporting.evidence import NONE, OTHERS, TEAM, Evidence
from experiments.reporting.wording import all_of, counted, lead, posts_of, said
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Bar, Bars, Block, Piece
from experiments.studies.costs import cost_of
from experiments.studies.phrases import pounds

ABOVE_ALL = 1.02  # of the longest bar or line: the length of the chart


def gains(evidence: Evidence) -> list[Block]:
    """How many more of a hundred people practise with each arm than without brokers, as bars."""
    found = {arm: evidence.gains[arm] for arm in (TEAM, *OTHERS) if arm in evidence.gains}
    if len(found) < 2:
        return []
    ends = [end for gain in found.values() for end in gain[:3] if not math.isnan(end)]
    least = min(0.0, *ends)
    scale = least, ABOVE_ALL * max(0.0, *ends) - least or 1.0
    order = sorted(found, key=lambda arm: -found[arm].mean)
    bars = [_bar(evidence.study, arm, found[arm], *scale) for arm in order]
    which = "versions" if evidence.versions > 1 else "own"
    caption = said("chart", middle=said("middle", which), range=said("range", which))
    return [Bars(said("titles", "gains"), caption, bars)]


def _bar(study: StudyFolder, arm: str, gain: Estimate, least: float, length: float) -> Bar:
    """The bar of an arm on a scale that begins with `least` and has this length."""
    mean, *range_ = (gain.mean if math.isnan(end) else end for end in gain[:3])
    zero, end, low, high = ((value - least) / length for value in (0, mean, *range_))
    money = pounds(cost_of(study.settings, arm).pounds)
    note = said("note", posts=posts_of(study.settings, arm), pounds=money)
    piece = Piece(min(zero, end), max(zero, end), COLOURS[arm])
    return Bar(said("arms", arm, 0), note, lead(gain), [piece], (low, high))


def shares(evidence: Evidence | None) -> list[Block]:
    """In how many versions a team is clearly ahead of each other arm and clearly behind it, as bars."""
    gaps = evidence.gaps if evidence else {}
    bars, versions = [], 0
    for other in (one for one in OTHERS if one != NONE and one in gaps):
        better, worse = gaps[other].better.mean, gaps[other].worse.mean
        if not math.isnan(better):
            ahead, behind = map(counted, gaps[other][1:3])
            numbers, versions = said("sides", ahead=ahead, behind=behind), gaps[other].better.n
            pieces = Piece(0, better, COLOURS[TEAM]), Piece(1 - worse, 1, COLOURS[other])
            bars.append(Bar(said("arms", other, 0), "", numbers, pieces))
    title = said("titles", "shares", all=all_of(versions))
    return [Bars(title, said("shares"), bars)] if bars else []
