"""The part of the report on what the team's own account says of its lead."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.studies import phrases
from experiments.studies.content import Block, Sentences
from experiments.studies.ledger import account
from experiments.studies.ledger.account import BELIEVER, FEWEST, READERS, clear
from experiments.studies.ledger.verdicts import CONTRADICTED, contradicted
from experiments.studies.phrases import Row, estimate, in_percent, interval, listed

FULL_TIME = ("P11",)  # claims that fail where full-time brokers are favoured
SUCH_AS = 2  # claims that a short sentence names
MOST = 3  # settings that a sentence names, and pairs of claims that have a sentence
SHARES = {
    "critical_mass": "Critical mass", "followup": "Practising at follow-up",
    "ahead": "Sets with a lead over it",
}  # fmt: skip


def sentences(said: Sentences) -> list[str]:
    """What three readers should conclude, and which claims exclude each other."""
    study = said.study
    survival, found = study.table("survival"), study.table("readers")
    claims = survival[survival["other"] == account.OTHERS[0]].set_index("pattern")
    alone, together = claims.drop(account.TOGETHER), int(claims["sets"][account.TOGETHER])
    satisfied = _satisfied(said)
    return [
        *(
            said("account.view", who=said(f"account.who.{reader}"), **_ahead(found, reader))
            for reader in READERS
        ),
        said("account.change", **_changes(found)),
        said("account.used", count=len(alone), claims=listed(list(alone.index))),
        said(
            "account.admitted", some=together, most=int(satisfied.sum(axis=1).max()), all=len(satisfied),
            sets=study.sets_called, low=f"{alone['share'].min():.0%}", high=f"{alone['share'].max():.0%}",
        ),
        said("account.weighted" if together < FEWEST else "account.selected", fewest=FEWEST),
        *_contradicted(said),
        *_excluded(said),
    ]  # fmt: skip


def _contradicted(said: Sentences) -> Iterator[str]:
    """The claims on which the model and the account disagree, and whether a known bias is behind that."""
    if not (rows := contradicted(said.study.table("ledger"))):
        return
    named = listed([f"“{row['claim']}” ({row['pattern']})" for row in rows])
    numbers = {"many": len(rows), "few": CONTRADICTED, "all": said.study.sets}
    yield said("account.contradicted", claims=named, **numbers)
    if biased := [row["pattern"] for row in rows if row["pattern"] in FULL_TIME]:
        yield said("account.biased", claims=listed(biased))


def brief(said: Sentences) -> str:
    """What believing the account changes, and which claims clash, in a line or two."""
    satisfied = _satisfied(said)
    together = int(satisfied.all(axis=1).sum())
    rows = _leads(said.study.table("readers"), BELIEVER)
    found = estimate(rows[account.OTHERS[0]], "change_", 100)
    name = {1: "raises", -1: "lowers", 0: "open"}[found.sign]
    size = interval(
        phrases.less(found) if found.sign < 0 else found, sign="" if found.sign else "+"
    )
    words = {
        "some": together,
        "most": int(satisfied.sum(axis=1).max()),
        "count": satisfied.shape[1],
    }
    how = "weighted" if together < FEWEST else "selected"
    solos = said(f"account.brief.changes.{name}", size=size)
    sentences = [said(f"account.brief.{how}", solos=solos, **words)]
    if disagree := contradicted(said.study.table("ledger")):
        named = [
            f"“{row['claim']}”" + said("account.brief.biased") * (row["pattern"] in FULL_TIME)
            for row in disagree[:SUCH_AS]
        ]
        like = said("account.brief.like", claims=listed(named))
        sentences.append(said("account.brief.contradicted", many=len(disagree), like=like))
    pairs = clear(said.study.table("exclusions")).query("phi < 0").head(MOST).to_dict("records")
    if pairs:
        listing = listed([f"{row['first']} and {row['second']}" for row in pairs])
        sentences.append(said("account.brief.excluded", pairs=listing))
    return " ".join(sentences)


def _satisfied(said: Sentences) -> pd.DataFrame:
    """Which claims of the account each set satisfies."""
    survival = said.study.table("survival")
    claims = survival.loc[survival["other"] == account.OTHERS[0], "pattern"]
    names = [one for one in claims if one != account.TOGETHER]
    return said.study.table("sets")[names].astype(bool)


def _ahead(found: pd.DataFrame, reader: str) -> dict[str, str]:
    """How far the team is ahead of each other arm for a reader, or behind it."""
    rows = _leads(found, reader)
    return {
        arm: phrases.ahead(estimate(row, "", 100), IN_SENTENCES[arm]) for arm, row in rows.items()
    }


def _changes(found: pd.DataFrame) -> dict[str, str]:
    """By how much the believer's lead of the team over each other arm differs from that over all sets."""
    rows = _leads(found, BELIEVER)
    return {arm: interval(estimate(row, "change_", 100)) for arm, row in rows.items()}


def _leads(found: pd.DataFrame, reader: str) -> dict[str, Row]:
    """The rows of the team's lead for a reader, by the other arm."""
    rows = found[(found["reader"] == reader) & (found["quantity"] == "lead")].to_dict("records")
    return {str(row["arm"]): row for row in rows}


def _excluded(said: Sentences) -> Iterator[str]:
    pairs = clear(said.study.table("exclusions")).query("phi < 0")
    if pairs.empty:
        yield said("account.none", replicates=said.study.set_replicates)
    for row in pairs.head(MOST).to_dict("records"):
        words: dict[str, Any] = {str(name): value for name, value in row.items()}
        yield said("account.excluded", settings=_separated(said, row), **words)


def _separated(said: Sentences, pair: Row) -> str:
    found = clear(said.study.table("separating"))
    found = found[(found["first"] == pair["first"]) & (found["second"] == pair["second"])]
    names = phrases.higher_or_lower(found.head(MOST))
    return said("account.separated", first=pair["first"], settings=listed(names)) if names else ""


def tables(said: Sentences) -> list[Block]:
    """Readers, claims of the account, and pairs of them."""
    readers, survival = map(said.study.table, ("readers", "survival"))
    return [
        *said.table("readers", _readers(readers)),
        *said.table("survival", _survival(survival, int(readers["sets"].max()))),
        *said.table_of("exclusions", clear(said.study.table("exclusions")), _pair),
    ]


def _readers(found: pd.DataFrame) -> list[dict[str, str]]:
    rows = {(row["reader"], row["quantity"], row["arm"]): row for row in found.to_dict("records")}
    return [
        {"Reader": reader, "Arm": NAMES[arm]}
        | {
            head: in_percent(estimate(rows[reader, quantity, arm]))
            for quantity, head in SHARES.items()
            if (reader, quantity, arm) in rows
        }
        | (_lead(rows[reader, "lead", arm]) if arm in account.OTHERS else {})
        for reader in READERS
        for arm in account.ARMS
    ]


def _lead(row: Row) -> dict[str, str]:
    """The team's lead over another arm, and for a reader with a view what differs from all sets."""
    found = {"Team's lead over it, percentage points": interval(estimate(row, "", 100))}
    if row["reader"] != account.AGNOSTIC:
        found["Difference from all sets"] = interval(estimate(row, "change_", 100))
    return found


def _survival(found: pd.DataFrame, sets: int) -> list[dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for row in found.to_dict("records"):
        said = rows.setdefault(row["pattern"], {"Claim": row["pattern"]})
        said["Sets"] = in_percent(phrases.sampled(row["share"], sets))
        for prefix, what in {"satisfied": "there", "failed": "elsewhere"}.items():
            lead = interval(estimate(row, f"{prefix}_", 100))
            said[f"Lead over {NAMES[row['other']]} {what}"] = lead
    return list(rows.values())


def _pair(row: Row) -> dict[str, str]:
    return {
        "Claims": f"{row['first']} and {row['second']}", "Both": str(row["both"]),
        "Expected": f"{row['expected']:.0f}", "Correlation": f"{row['phi']:+.2f}",
        "q": f"{row['q']:.2g}",
    }  # fmt: skip
