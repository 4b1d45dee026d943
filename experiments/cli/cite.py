"""The command `brokering-cite`: how to cite the results in a folder, and the program that made them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from simulation import SettingsError

REFUSED = 2  # exit status


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        """End the program with the sentence and an exit status."""
        self.exit(REFUSED, f"{self.prog}: {message}; --help says what there is.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives its exit status.

    Args:
        arguments: what was asked; the command line's own if none are given.
    """
    from experiments.store.citation_forms import FORMS
    from experiments.store.cited import data_set
    from experiments.store.manifest import the_study_in
    from experiments.store.works import papers, program

    parser = Parser("brokering-cite", description="Say how to cite the results of a study.")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where a study's results are")
    parser.add_argument(
        "--format", choices=FORMS, default="text", help="of the citation (default: text)"
    )
    asked = parser.parse_args(arguments)
    try:
        data = data_set(the_study_in(asked.folder))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return REFUSED
    works = [data, program(data.version, data.commit, data.changed), *papers()]
    print(FORMS[asked.format](works), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
