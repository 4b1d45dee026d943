"""How people type the program's commands, in whatever prints them."""

PLACE = ".venv/bin/"  # below the folder of the program, as in all documents


def typed(*words: str) -> str:
    """A command with its arguments, such as `.venv/bin/brokering study=headline`."""
    return PLACE + " ".join(words)
