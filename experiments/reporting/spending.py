"""What a team costs, what an additional person costs with each arm, and what costs less: for the briefing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.config.arms import ALIKE
from experiments.reporting.evidence import OTHERS, TEAM, Evidence
from experiments.reporting.prospects import Studies, of_kind
from experiments.reporting.wording import people, posts_of, said, span
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Text
from experiments.studies.costs import cost_of
from experiments.studies.phrases import few_digits, listed, pounds
from experiments.studies.value.pays import HOSTS_TIME, WITH_HOSTS, options_of, paying
from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR, contract_end

FRACTION, NEARLY = 0.5, 0.8  # of what a team costs, and of what it gains


def costs(settings: Sequence[Settings], studies: Studies) -> Iterator[Block]:
    """What a team costs; with the settings of each variant of the programme, if there are several."""
    team = [cost_of(one, TEAM).pounds for one in settings]
    alone = [cost_of(one, ALIKE[0]).pounds for one in settings]
    years = [change(one, {"arm": TEAM}).contract.weeks / WEEKS_A_YEAR for one in settings]
    posts = list(dict.fromkeys(posts_of(one, TEAM) for one in settings))
    yield Text(
        said(
            "costs", team=span(team, pounds), years=span(years, "{:.2g}".format),
            posts=posts[0] if len(posts) == 1 else said("posts", "several"),
            alike=said("alike") if [*map(round, alone)] == [*map(round, team)] else "",
            salary=span((one.money.salary for one in settings), pounds),
        )
    )  # fmt: skip
    value = of_kind(studies, "value")
    talks, trial = [_talks(value)] if value else [], said("hosts", "trial", times=HOSTS_TIME)
    yield Text(" ".join([said("hosts", "left_out"), *talks, trial]))


def each(value: StudyFolder) -> list[Block]:
    """What an additional person costs with each arm; nothing where no arm gains any."""
    rows, hour = paying(value.table("arms")), options_of(value).hour
    if not rows:
        return []
    amounts = listed([
        said("each_one", each=pounds(row["each"]), arm=said("arms", row["arm"], 1)) for row in rows
    ])  # fmt: skip
    counted = said("counted", "hours" if hour else "salaries", hour=hour)
    lines = [said("each", each=amounts, when=when(value.settings), counted=counted), said("price")]
    if not hour:
        lines.append(said("price_hosts", times=WITH_HOSTS))
    return [Text(" ".join(lines))]


def cheaper(evidence: Evidence | None, settings: Settings) -> Iterator[Block]:
    """An arm at a fraction of a team's cost that gains nearly as many people, if there is one."""
    gains = evidence.gains if evidence else {}
    for arm in (one for one in OTHERS if {one, TEAM} <= {*gains}):
        cost, team = (cost_of(settings, one).pounds for one in (arm, TEAM))
        gain, most = gains[arm].mean, gains[TEAM].mean
        if cost <= FRACTION * team and gain >= NEARLY * most > 0:
            numbers = {"gain": people(gain), "team": people(most), "pounds": pounds(cost)}
            yield Text(said("cheaper", int(gain >= most), arm=said("arms", arm, 0), **numbers))


def _talks(value: StudyFolder) -> str:
    """What the model counts of the hosts' time: talks with a team, and the meetings that it arranges."""
    hours = value.table("arms").set_index("arm")["hours"][TEAM]
    rate = value.table("hosts").set_index("times")["hour"][1]  # of a broker's salary
    return said("hosts", "talks", hours=few_digits(hours), pounds=pounds(hours * rate))


def when(settings: Settings) -> str:
    """Follow-up, by the years from the end of the contracts on."""
    years = years_after(settings)
    return said("when", "later" if years else "end", years=f"{years:.2g}")


def years_after(settings: Settings) -> float:
    """Years that runs go on after the contracts."""
    return (settings.weeks - contract_end(settings)) / WEEKS_A_YEAR
