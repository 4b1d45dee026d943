"""Writes the replay on the site's first page: `python -m docs.generated.replay FILE`, as `make site` does."""

import sys
from pathlib import Path

from experiments.page.choice import Choice
from experiments.page.play import Worlds
from experiments.page.replay import replay


def main(into: Path) -> None:
    """Write one run of the team and of solos with the default settings."""
    into.write_text(replay(Worlds(Choice())), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
