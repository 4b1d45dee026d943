"""The first two pages of a report, for people who decide: verdict, chart, costs, certainty, what to ask for.

Every sentence is worked out from the results at hand. What none of them tells is named at the end.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from experiments.config.arms import ALIKE
from experiments.reporting import charts, setup
from experiments.reporting.evidence import (
    NONE,
    OTHERS,
    TEAM,
    Evidence,
    Gap,
    Sweep,
    by_default,
    evidence_in,
    sweep_in,
)
from experiments.reporting.prospects import Point, Studies, ask_for, circumstances, of_kind
from experiments.reporting.spending import cheaper, costs, each, when, years_after
from experiments.reporting.wording import (
    MANY,
    all_of,
    around,
    bias,
    counted,
    few,
    how_many,
    of_100,
    point,
    said,
    side_of,
    span,
    standing,
)
from experiments.studies.content import Block, Heading, Points, Text
from experiments.studies.headline.report import FAVOURED
from experiments.studies.ledger.verdicts import BUILT_IN, LEAST, STRENGTHS
from experiments.studies.phrases import listed, sampled
from simulation import Settings, change

MOST_SENTENCES = 3  # of the verdict, on the first arms that were compared
MOST = 0.5  # of the versions of the model
# The kind of study that answers a question.
TOLD_BY = {
    "price": "value", "value": "value", "circumstances": "decision", "decision": "decision",
    "mechanisms": "mechanisms", "ledger": "ledger",
}  # fmt: skip
CLEAR = re.compile(r"\bclear(ly)?\b")
OWN = {1: "better", -1: "worse", 0: "mixed"}  # by the sign of a clear difference


def briefing(studies: Studies) -> list[Block]:
    """The briefing that some studies allow."""
    evidence = evidence_in(studies)
    sweep = None if evidence else sweep_in(studies)
    settings = sweep.settings if sweep else [(evidence.study if evidence else studies[0]).settings]
    verdict: list[Block] = [Text(said("open", "verdict")), Text(said("question"))]
    value = of_kind(studies, "value")
    if evidence:
        verdict = _verdict(evidence)
    elif sweep:
        verdict = _verdict_of(sweep)
    elif value:
        verdict = [*each(value), *verdict]
    elif not {study.kind for study in studies} & {*TOLD_BY.values(), "arms", "sweep"}:
        verdict[0] = Text(said("open", "none"))
    spent = [*costs(settings, studies), *cheaper(evidence, settings[0])]
    blocks: list[Block] = [Heading(said("title"), 1)]
    sections: dict[str, list[Block]] = {
        "verdict": verdict,
        "costs": [*spent, *(each(value) if value and (evidence or sweep) else [])],
        "next": [],  # begins the second page
        "sure": [*charts.shares(evidence), Points(list(_sure(evidence, studies)))],
        "fails": [Points(list(_fails(evidence, settings, studies)))],
        "ask": [Points(list(ask_for(studies)))],
    }
    if left := _open(evidence, studies):
        sections["open"] = left
    for name, found in sections.items():
        blocks += [Heading(said("headings", name), 2 if found else 1), *found]
    return blocks


# ---------------------------------------------------------------- the verdict and its chart


def _verdict(evidence: Evidence) -> list[Block]:
    sentences = [
        (said("leads", other), _compared(evidence, other))
        for other in OTHERS
        if other in evidence.gaps
    ]
    warned = " ".join([*_warned(evidence), *_in_short(evidence)])
    first = [Text(warned)] if warned else []
    return [*first, *_answered(sentences, _which(evidence)), *charts.gains(evidence)]


def _answered(sentences: Sequence[tuple[str, str]], which: str) -> list[Block]:
    """The first answers, what was asked and counted and, where they have the word, what 'clearly' means."""
    points = sentences[:MOST_SENTENCES]
    is_clear = any(CLEAR.search(sentence) for _, sentence in points)
    explained = [said("clearly")] if is_clear else []
    about = [said("question"), said("meaning", which=which), *explained]
    return [Points(points), Text(" ".join(about))]


def _warned(evidence: Evidence) -> list[str]:
    """That the verdict is not to be relied on, where it rests on the default settings or few versions."""
    if by_default(evidence.study):
        return [said("default", share=FAVOURED)]
    return [said("few", many=evidence.versions, least=MANY)] if few(evidence.versions) else []


def _in_short(evidence: Evidence) -> list[str]:
    """What the results say of a team against those at equal cost, where a sentence tells it; else nothing."""
    gaps = {other: evidence.gaps[other] for other in ALIKE if other in evidence.gaps}
    if evidence.versions > 1:
        no_case = len(gaps) == len(ALIKE) and {*map(_usually, gaps.values())} <= {"same", "worse"}
        return [said("short", "no_case")] if no_case and not few(evidence.versions) else []
    if not gaps or any(math.isnan(gap.people.low) for gap in gaps.values()):
        return []
    found = [
        said("short", OWN[gap.people.sign], other=said("arms", other, 1))
        for other, gap in gaps.items()
    ]
    return [said("short", "all", found=listed(found))]


def _which(evidence: Evidence) -> str:
    """What the numbers rest on: one set of assumptions, or many versions and what these were fitted to."""
    study, many = evidence.study, evidence.versions
    if many == 1:
        return said("which_one", runs=f"{study.configuration['replicates']:,}")
    fitted = "staff" if study.settings.population.staff_file else "start"
    words = {"versions": f"{many:,}" if many else "several", "runs": study.set_replicates}
    checked = said("checked", fitted if study.over_plausible else "none")
    return said("which_versions", **words, checked=checked)


def _verdict_of(sweep: Sweep) -> list[Block]:
    """How often the team is ahead of each other arm at the points of a sweep."""
    sentences = []
    for other in OTHERS:
        if other in sweep.leads:
            words = _at_points(sweep, other)
        elif other in sweep.above:
            above = sweep.above[other] or "none"
            words = said("above", other=said("arms", other, 1), more=above, all=len(sweep.points))
        else:
            continue
        sentences.append((said("leads", other), words + bias(other)))
    return _answered(sentences, said("which_points"))


def _at_points(sweep: Sweep, other: str) -> str:
    """At how many points the team is ahead of another arm, and by how much at the ends."""
    leads = sweep.leads[other]
    order = sorted(leads, key=lambda one: leads[one].mean)
    signs = [one.sign for one in leads.values()]
    return said(
        "points", int(len(leads) < 2), other=said("arms", other, 1), all=len(leads),
        more=signs.count(1) or "none", less=signs.count(-1) or "none",
        low=standing(leads[order[0]]), lowest=sweep.points[order[0]],
        high=standing(leads[order[-1]]), highest=sweep.points[order[-1]],
    )  # fmt: skip


def _compared(evidence: Evidence, other: str) -> str:
    """A sentence on the team against another arm."""
    gap, name = evidence.gaps[other], said("arms", other, 1)
    if other == NONE and evidence.study.over_plausible:
        return said("built_in", **around(gap.people))
    if gap.few or math.isnan(gap.people.low):
        return said("too_few", int(gap.few), other=name)
    if math.isnan(gap.better.mean):  # one version, or only the mean over several was kept
        return said("own", OWN[gap.people.sign], other=name, **around(gap.people)) + bias(other)
    shares = {side: counted(getattr(gap, side)) for side in ("better", "worse")}
    shares["all"] = all_of(gap.better.n)
    return said("versions", _usually(gap), other=name, **shares) + bias(other)


def _usually(gap: Gap) -> str:
    """What holds in most versions of the model, where that is sure."""
    if gap.better.low > MOST:
        return "better"
    if gap.worse.low > MOST:
        return "worse"
    # A version that is clear neither way counts as alike; of shares that are near one half nothing is said.
    clear = sampled(gap.better.mean + gap.worse.mean, gap.better.n)
    return "same" if clear.high < MOST else "mixed"


# ---------------------------------------------------------------- how sure, and when not


def _sure(evidence: Evidence | None, studies: Studies) -> Iterator[Point]:
    if any(setup.failed(study) for study in studies):
        yield point("failed")
    if evidence and ALIKE[0] in evidence.chance:
        words = {"other": said("arms", ALIKE[0], 1), "share": of_100(evidence.chance[ALIKE[0]])}
        favour = said("favour", "more" if evidence.favoured else "other")
        yield point("chance", evidence.runs, favour=favour, **words)
    yield point("trial")
    yield from _account(studies)


def _open(evidence: Evidence | None, studies: Studies) -> list[Block]:
    """The questions that no study at hand answers."""
    names = ["headline"] if not evidence or evidence.versions == 1 else []
    names += [name for name, kind in TOLD_BY.items() if not of_kind(studies, kind)]
    questions = [said("open", name) for name in names]
    return [Text(said("open", "all")), Points(questions)] if names else []


def _account(studies: Studies) -> Iterator[Point]:
    """How many of the reported observations the model reproduces."""
    if not (ledger := of_kind(studies, "ledger")):
        return
    claims = ledger.table("ledger").drop_duplicates("pattern")
    often = [word for word, share in STRENGTHS.items() if share >= LEAST]
    hold = claims[claims["strength"].isin(often)]
    built = int((hold["origin"] == BUILT_IN).sum())
    words = said("built", how_many(built, len(hold)), built=built)
    rest, some = ((one["origin"] != BUILT_IN).sum() for one in (claims, hold))
    tests = said("tests", rest=rest, some=some or "none") if rest else ""
    numbers = {"least": of_100(LEAST), "hold": len(hold), "many": len(claims)}
    yield point("account", **numbers, built=words, tests=tests)


def _fails(
    evidence: Evidence | None, settings: Sequence[Settings], studies: Studies
) -> Iterator[Point]:
    """Follow-up, circumstances, and organisations of another size."""
    if evidence and years_after(settings[0]) and (leads := list(_later(evidence))):
        yield point("later", when=when(settings[0]), leads=listed(leads))
    yield from circumstances(studies)
    hosts = [one.population for one in settings]
    weeks = span((change(one, {"arm": TEAM}).contract.weeks for one in settings), str)
    if hosts[0].staff_file:
        yield point("own_staff", weeks=weeks)
    else:
        sizes = {
            name: span((one.hosts * getattr(one, name) for one in hosts), str)
            for name in ("managers", "academics")
        }
        yield point("size", weeks=weeks, **sizes)


def _later(evidence: Evidence) -> Iterator[str]:
    """How the team's lead over no brokers, and over those at equal cost, changes up to follow-up."""
    for other in (NONE, *ALIKE):
        if other in evidence.later:
            both = (one[other].people.mean for one in (evidence.gaps, evidence.later))
            before, then = (side_of(lead) for lead in both)
            course = "stays" if before == then else "changes"
            yield said("lead", course, other=said("arms", other, 1), before=before, then=then)
