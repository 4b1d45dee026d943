"""The part of the report on what the team's own account says of its lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import NAMES
from experiments.config.labels import setting_label
from experiments.methods.estimates import Estimate
from experiments.studies.content import Block, Sentences, texts
from experiments.studies.ledger.account import (
    AGNOSTIC,
    ARMS,
    BELIEVER,
    FEWEST,
    OTHERS,
    READERS,
    TOGETHER,
    clear,
)
from experiments.studies.ledger.verdicts import EMERGENT
from experiments.studies.phrases import Row, estimate, in_percent, interval, listed, sampled

SUCH_AS = 2  # claims that a short sentence names
MOST = 3  # settings that a sentence names, and pairs of claims that have a sentence
SHARES = {
    "critical_mass": "Critical mass", "followup": "Practising at follow-up",
    "ahead": "Sets with a lead over it",
}  # fmt: skip


def sentences(said: Sentences) -> list[str]:
    """What three readers should conclude, and which claims exclude each other."""
    words, study = texts(__package__)["account"], said.study
    survival, found = study.table("survival"), study.table("readers")
    claims = survival[survival["other"] == OTHERS[0]].set_index("pattern")
    alone, together = claims.drop(TOGETHER), int(claims["sets"][TOGETHER])
    satisfied = study.table("sets")[list(alone.index)]
    first = words["used"].format(count=len(alone), claims=listed(list(alone.index)))
    survived = words["admitted"].format(
        some=together, most=int(satisfied.sum(axis=1).max()), all=len(satisfied),
        sets=study.sets_called,
        low=f"{alone['share'].min():.0%}", high=f"{alone['share'].max():.0%}",
    )  # fmt: skip
    views = [
        words["view"].format(who=words["who"][reader], **_leads(found, reader))
        for reader in READERS
    ]
    views.append(words["change"].format(**_leads(found, BELIEVER, "change_")))
    rules = [words["weighted" if together < FEWEST else "selected"].format(fewest=FEWEST)]
    return [*views, first, survived, *rules, *clashes(said)]


def clashes(said: Sentences) -> list[str]:
    """Which claims the model and the account disagree on, and which exclude each other."""
    return [*_contradicted(said), *_excluded(said, texts(__package__)["account"])]


def _contradicted(said: Sentences, short: bool = False) -> list[str]:
    """The emergent claims that hardly any set satisfies, whether or not they are used as evidence.

    Args:
        said: the sentences.
        short: whether two of the claims are enough.
    """
    claims = said.study.table("ledger").drop_duplicates("pattern")
    few = claims["sets_all_hold"] < FEWEST / said.study.sets
    few &= claims["origin"] == EMERGENT
    if not few.any():
        return []
    words, numbers = texts(__package__)["account"], {"fewest": FEWEST, "all": said.study.sets}
    rows = claims[few].to_dict("records")
    named = [f"“{row['claim']}”" + ("" if short else f" ({row['pattern']})") for row in rows]
    named = named[:SUCH_AS] if short else named
    name = "brief_contradicted" if short else "contradicted"
    return [words[name].format(many=len(rows), claims=listed(named), **numbers)]


def brief(said: Sentences) -> str:
    """What believing the account changes, and which claims clash, in a line or two."""
    words, study = texts(__package__)["account"], said.study
    pairs = clear(study.table("exclusions")).query("phi < 0").head(MOST).to_dict("records")
    listing = listed([f"{row['first']} and {row['second']}" for row in pairs])
    exclude = words["brief_excluded"].format(pairs=listing) if pairs else words["brief_none"]
    solos = _leads(study.table("readers"), BELIEVER, "change_")["solos"]
    return str(
        words["brief"].format(
            solos=solos, disagree="".join(_contradicted(said, short=True)), exclude=exclude
        )
    )


def _leads(found: pd.DataFrame, reader: str, prefix: str = "") -> dict[str, str]:
    """The team's lead over each other arm for a reader, or with a prefix what differs from all sets."""
    rows = found[(found["reader"] == reader) & (found["quantity"] == "lead")].to_dict("records")
    return {str(row["arm"]): interval(estimate(row, prefix, 100)) for row in rows}


def _excluded(said: Sentences, words: Mapping[str, Any]) -> Iterator[str]:
    pairs = clear(said.study.table("exclusions"))
    pairs = pairs[pairs["phi"] < 0]
    if pairs.empty:
        yield words["none"].format(replicates=said.study.set_replicates)
    for row in pairs.head(MOST).to_dict("records"):
        yield words["excluded"].format_map({**row, "settings": _separated(said, words, row)})


def _separated(said: Sentences, words: Mapping[str, Any], pair: Row) -> str:
    found = clear(said.study.table("separating"))
    found = found[(found["first"] == pair["first"]) & (found["second"] == pair["second"])]
    names = [
        f"{'higher' if row['correlation'] > 0 else 'lower'} '{setting_label(row['setting'])}'"
        for row in found.head(MOST).to_dict("records")
    ]
    settings = listed(names)
    return str(words["separated"].format(first=pair["first"], settings=settings)) if names else ""


def tables(said: Sentences) -> list[Block]:
    """Readers, claims of the account, and pairs of them."""
    study = said.study
    pairs = clear(study.table("exclusions")).to_dict("records")
    readers = study.table("readers")
    return [
        *said.table("readers", _readers(readers)),
        *said.table("survival", _survival(study.table("survival"), int(readers["sets"].max()))),
        *said.table("exclusions", [_pair(row) for row in pairs]),
    ]


def _readers(found: pd.DataFrame) -> list[dict[str, str]]:
    """A row per reader and arm."""
    rows = {(row["reader"], row["quantity"], row["arm"]): row for row in found.to_dict("records")}
    return [
        {"Reader": reader, "Arm": NAMES[arm]}
        | {
            head: in_percent(estimate(rows[reader, quantity, arm]))
            for quantity, head in SHARES.items()
            if (reader, quantity, arm) in rows
        }
        | (_lead(rows[reader, "lead", arm]) if arm in OTHERS else {})
        for reader in READERS
        for arm in ARMS
    ]


def _lead(row: Row) -> dict[str, str]:
    """The team's lead over another arm, and for a reader with a view what differs from all sets."""
    found = {"Team's lead over it, percentage points": interval(estimate(row, "", 100))}
    if row["reader"] != AGNOSTIC:
        found["Less that over all sets"] = interval(estimate(row, "change_", 100))
    return found


def _survival(found: pd.DataFrame, sets: int) -> list[dict[str, str]]:
    """A row per claim of the account."""
    rows: dict[str, dict[str, str]] = {}
    for row in found.to_dict("records"):
        said = rows.setdefault(row["pattern"], {"Claim": row["pattern"]})
        said["Sets"] = in_percent(sampled(row["share"], sets))
        for prefix, what in {"satisfied": "there", "failed": "elsewhere"}.items():
            lead: Estimate = estimate(row, f"{prefix}_", 100)
            said[f"Lead over {NAMES[row['other']]} {what}"] = interval(lead)
    return list(rows.values())


def _pair(row: Row) -> dict[str, str]:
    return {
        "Claims": f"{row['first']} and {row['second']}", "Both": str(row["both"]),
        "Expected": f"{row['expected']:.0f}", "Correlation": f"{row['phi']:+.2f}",
        "q": f"{row['q']:.2g}",
    }  # fmt: skip
