"""The command `brokering-page`."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import warnings
import webbrowser
from pathlib import Path

import click

from experiments.cli.command import command
from simulation import SettingsError

# A visitor whose connection is lost, and who did not close the page, is forgotten after this time.
FORGOTTEN = "10m"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@command("brokering-page")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True)
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    default="results",
    show_default=True,
    help="Folder of the results whose runs can be opened.",
)
@click.option("--no-open", "hidden", is_flag=True, help="Do not open a browser.")  # fmt: skip
def main(host: str, port: int, results: Path, hidden: bool) -> None:
    """Watch and change two worlds side by side in a browser, until Ctrl-C."""
    _check(host, port)
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"
    os.environ["SOLARA_APP"] = str(Path(__file__).parents[1] / "page" / "app.py")
    os.environ.setdefault("SOLARA_MODE", "production")
    os.environ["SOLARA_THEME_SHOW_BANNER"] = "False"
    os.environ.setdefault("REACTON_FAST", "1")  # halves the time that showing a week takes
    os.environ["SOLARA_KERNEL_CULL_TIMEOUT"] = FORGOTTEN
    # Only a certificate would avoid this warning, which does not matter on this machine.
    warnings.filterwarnings("ignore", "Cookies with samesite=none")
    if host not in LOOPBACK:
        print(
            f"Listening on {host}: everybody who reaches this machine can run worlds on it, and open "
            f"the runs in {results}.", file=sys.stderr,
        )  # fmt: skip
    import uvicorn

    from experiments.execution.pieces import see_compiled
    from experiments.page import likely, presets

    presets.RESULTS = results
    see_compiled()
    threading.Thread(target=likely.warm, daemon=True).start()
    where = f"http://{host}:{port}"
    print(f"The page is at {where} (press Ctrl-C to stop).", flush=True)
    if not hidden:
        threading.Timer(1.5, webbrowser.open, (where,)).start()
    try:
        uvicorn.run("solara.server.starlette:app", host=host, port=port, log_level="warning")
    finally:
        likely.close()


def _check(host: str, port: int) -> None:
    """Check that the page can be served there.

    Raises:
        SettingsError: it cannot.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise SettingsError(
            f"The page cannot be served at {host}, port {port}: {error.strerror or error}. Try "
            "another --port."
        ) from None


if __name__ == "__main__":
    sys.exit(main())
