"""The commands, and how each refuses what cannot be done."""

import sys

FAILED, REFUSED, INTERRUPTED = 1, 2, 130  # exit statuses


def write_anywhere() -> None:
    """Have output that a console cannot encode replaced by question marks, rather than end the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
