"""Observations and outcomes of the plain model (docs/ODD.md, sections 4.10 and 9)."""

from math import ceil, nan

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.numbers import total
from tests.benchmarks.plain.organisations import COUNTS
from tests.benchmarks.plain.people import STANCES

GROUPS = {
    "all": lambda o: True,
    "host": lambda o: o.host,
    "other": lambda o: not o.host,
    "managers": lambda o: o.community == no.MANAGERS,
    "academics": lambda o: o.community == no.ACADEMICS,
    "host_managers": lambda o: o.host and o.community == no.MANAGERS,
    "other_managers": lambda o: not o.host and o.community == no.MANAGERS,
    "host_academics": lambda o: o.host and o.community == no.ACADEMICS,
    "other_academics": lambda o: not o.host and o.community == no.ACADEMICS,
}


def ratio(part, whole):
    """A ratio, missing over nobody."""
    return part / whole if whole else nan


def sums_of(organisation):
    """Sums over the members of an organisation, and its counts."""
    members = organisation.members
    sums = {"people": len(members), "practising": sum(p.practising for p in members)}
    for stance in STANCES:
        sums[stance] = total(getattr(p, stance) for p in members)
    sums["ties"] = sum(partner is not None for p in members for partner in p.partners)
    sums["bond"] = total(bond for p in members for bond in p.bonds)
    sums["unmet"] = sum(p.brokered == 0 for p in members)
    sums["attitude_unmet"] = total(p.attitude for p in members if p.brokered == 0)
    return sums | {count: getattr(organisation, count) for count in COUNTS}


def observe(model):
    """Columns of people by group, and what is known of the brokers, after this week."""
    seen = {}
    by_place = [(o, sums_of(o)) for o in model.organisations]
    for group, belongs in GROUPS.items():
        places = [sums for o, sums in by_place if belongs(o)]
        sums = {name: total(place[name] for place in places) for name in by_place[0][1]}
        for name in ("practising", *STANCES, "ties", "unmet"):
            seen[f"{name}_{group}"] = ratio(sums[name], sums["people"])
        seen[f"bond_{group}"] = ratio(sums["bond"], sums["ties"])
        seen[f"attitude_unmet_{group}"] = ratio(sums["attitude_unmet"], sums["unmet"])
        for name in COUNTS:
            seen[f"{name}_{group}"] = sums[name]
    held = [post for post in model.posts if post.in_post]
    seen["contacts"] = ratio(sum(len(post.book.who) for post in held), len(held))
    return seen


def outcomes(model):
    """The row of a replicate: a model that has not yet lived is lived to its end."""
    settings, posts = model.settings, model.posts
    weeks, end, start = settings["weeks"], model.end, model.start
    seen = [observe(model)]
    while model.week < weeks:
        model.step()
        seen.append(observe(model))
    row = {}
    for moment, week in (("midway", (start + end) // 2), ("end", end), ("followup", weeks)):
        row |= {f"{k}_{moment}": value for k, value in seen[week].items() if k != "contacts"}
        both = seen[week]["practising_managers"], seen[week]["practising_academics"]
        row[f"practising_smaller_{moment}"] = min(both)
    row["fte_weeks"] = total(post.weeks_in_post * post.fte for post in posts)
    for count in ("exits", "doors_tried", "bridges", "joint_visits"):
        row[count] = sum(getattr(post, count) for post in posts)
    row["doors_managers"] = sum(post.doors[no.MANAGERS] for post in posts)
    row["doors_academics"] = sum(post.doors[no.ACADEMICS] for post in posts)
    row["doors_home"] = sum(post.doors[post.home] for post in posts)
    for activity in ("demands", "meetings", "buddying", "leading", "visiting"):
        row[f"hours_{activity}"] = total(post.hours[activity] for post in posts)
    in_post = sum(post.weeks_in_post for post in posts)
    row["contacts_end"] = seen[end]["contacts"]
    row["strain_contract"] = ratio(total(post.strain_sum for post in posts), in_post)
    confidence = total(post.confidence_sum for post in posts)
    row["broker_confidence_contract"] = ratio(confidence, in_post)
    row["money"] = row["fte_weeks"] * settings["money.salary"] / 52.18
    reached = [
        n for n, one in enumerate(seen) if one["practising_host"] >= settings["money.critical_mass"]
    ]
    row["critical_mass_week"] = reached[0] if reached else nan
    row["critical_mass_end"] = int(bool(reached) and reached[0] <= end)
    together = row["hours_meetings"] + row["hours_buddying"] + row["hours_leading"]
    row["hours_together"] = together / max(end - start, 1)
    last = seen[-1]
    there = sum(len(o.members) for o in model.organisations if GROUPS["host_academics"](o))
    possible = there * ceil(weeks / no.BID_WEEKS)
    row["bids_share_followup"] = last["bids_begun_host_academics"] / possible
    informed = last["decisions_informed_host_managers"]
    row["decisions_share_followup"] = ratio(informed, last["decisions_host_managers"])
    attended = last["meetings_good_all"] + last["meetings_bad_all"]
    row["meetings_bad_share"] = ratio(last["meetings_bad_all"], attended)
    return row
