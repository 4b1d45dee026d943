"""The form of the small commands: Click's, with errors in one sentence as `brokering` has them."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from experiments.cli import INTERRUPTED, REFUSED, write_anywhere
from experiments.cli.refusals import EXPECTED, sentence


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
            message, status = f"{wrong}{dot} For help: {self.name} --help", REFUSED
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


def folder(**options: Any) -> Callable[[Any], Any]:
    """The argument FOLDER of a command: where the results of a study are."""
    return click.argument("folder", type=click.Path(path_type=Path), **options)
