"""What one study contributes to a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from experiments.studies.content import Block


@dataclasses.dataclass(frozen=True)
class Part:
    """What one study contributes; every sentence holds its interval.

    Attributes:
        title: of its section.
        answer: sentences for the summary: what came out.
        worth: the same: when a team is worth it.
        why: the same: what makes the difference.
        sure: the same: how sure that is.
        shown: figures and tables for the summary, the best first.
        blocks: for reviewers.
    """

    title: str
    answer: Sequence[str] = ()
    worth: Sequence[str] = ()
    why: Sequence[str] = ()
    sure: Sequence[str] = ()
    shown: Sequence[Block] = ()
    blocks: Sequence[Block] = ()
