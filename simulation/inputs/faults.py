"""All that is wrong with some files, in one message."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from simulation.errors import SettingsError

SHOWN = 20  # faults of different kinds, and rows with one kind of fault
LONGEST = 1_000  # characters about one kind


@dataclasses.dataclass(frozen=True)
class Fault:
    """One kind of fault in a file: the first in words, and where there are others like it.

    Attributes:
        file: its name.
        where: the first place, such as `row 3`; empty: the whole file.
        text: what is wrong there, and what is allowed.
        noun: what the numbers in `others` count, such as `row`.
        others: places of the others.
    """

    file: str
    where: str
    text: str
    noun: str = "row"
    others: Sequence[int] = ()

    def words(self, before: str) -> str:
        """The fault in words; `before` is the file of the fault before."""
        file = "" if self.file == before else self.file
        place = ", ".join(word for word in (file, self.where) if word)
        text = self.text if len(self.text) <= LONGEST else f"{self.text[:LONGEST]}..."
        head = f"{place}: {text}" if self.where else f"{self.file} {text}"
        if not len(self.others):
            return head
        plural = self.noun if len(self.others) == 1 else f"{self.noun}s"
        return f"{head} (also {plural} {_listed(map(str, self.others[: SHOWN - 1]), len(self.others))})"


class Faults:
    """A list of faults, which ends in one error."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, fault: Fault) -> None:
        """Note a fault, with all others of its kind."""
        self._found.append(fault)

    def refuse(self) -> None:
        """Raise what was found, if anything.

        Raises:
            SettingsError: in one sentence, with the place of every fault.
        """
        if not self._found:
            return
        words, before = [], ""
        for fault in self._found[:SHOWN]:
            words.append(fault.words(before))
            before = fault.file
        rest = len(self._found) - SHOWN
        more = f"; and {rest} more" if rest > 0 else ""
        raise SettingsError(f"{'; '.join(words)}{more}.")


def _listed(words: Iterable[str], total: int) -> str:
    """Words in a list, of which some may be left out: `3, 4 and 12 more`."""
    shown = list(words)
    if total > len(shown):
        return f"{', '.join(shown)} and {total - len(shown)} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
