"""The form of the small commands: Click's, with errors in one sentence as `brokering` has them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.cli import INTERRUPTED, REFUSED, write_anywhere
from experiments.cli.refusals import EXPECTED, sentence
from experiments.config.commands import typed

if TYPE_CHECKING:
    from experiments.store.study_folder import StudyFolder


class Command(click.Command):
    """A command whose function gives the exit status; None: 0."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, **options: Any
    ) -> int:
        """Run the command; gives its exit status."""
        write_anywhere()
        try:
            status = super().main(args, prog_name=self.name, standalone_mode=False, **options)
        except click.Abort:
            message, status = "Interrupted.", INTERRUPTED
        except click.ClickException as error:
            wrong = error.format_message()
            dot = "" if wrong.endswith((".", "?")) else "."
            asked = f"{self.name} --help"
            if asked.startswith("brokering"):  # others are modules of the documentation
                asked = typed(asked)
            message, status = f"{wrong}{dot} For help: {asked}", REFUSED
        except EXPECTED as error:
            message, status = sentence(error), REFUSED
        else:
            return int(status or 0)
        print(message, file=sys.stderr)
        return status


def command(name: str) -> Callable[[Callable[..., int | None]], Command]:
    """Make a function the command of this name; its docstring is the help."""
    return click.command(
        name, cls=Command, context_settings={"help_option_names": ["-h", "--help"]}
    )


def study_in(path: Path) -> StudyFolder:
    """The study in a folder or of a name; which one is the latest of several is said.

    Raises:
        SettingsError: there is none, or more than one.
    """
    from experiments.store import names
    from experiments.store.study_folder import StudyFolder

    found = StudyFolder.find(path)
    below, label = names.split(path)
    if label == names.LATEST and len(names.inside(below)) > 1:
        print(f"{path} is {found.described}.", file=sys.stderr)
    return found


def folder(**options: Any) -> Callable[[Any], Any]:
    """The argument FOLDER of a command: where the results of a study are."""
    return click.argument("folder", type=click.Path(path_type=Path), **options)
