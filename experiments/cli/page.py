"""The command `brokering-page`."""

import contextlib
import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path

import click

from experiments.cli.command import command
from simulation import SettingsError


@command("brokering-page")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Port to listen on."
)  # fmt: skip
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="URL",
    help="Another address at which visitors open the page, or whose pages may use it. Can be repeated.",
)  # fmt: skip
@click.option(
    "--proxy", "proxies", multiple=True, metavar="ADDRESS",
    help="Address or network of a proxy whose headers X-Forwarded-For and X-Forwarded-Proto are used. "
    "Can be repeated.",
)  # fmt: skip
@click.option(
    "--root-path", "root", default="", metavar="PATH", help="Path under which the proxy serves the page."
)  # fmt: skip
@click.option(
    "--results", type=click.Path(path_type=Path), default="results", show_default=True,
    help="Folder of the results whose runs can be opened.",
)  # fmt: skip
@click.option("--no-open", "hidden", is_flag=True, help="Do not open a browser.")
def main(
    host: str, port: int, origins: tuple[str, ...], proxies: tuple[str, ...], root: str,
    results: Path, hidden: bool,
) -> None:  # fmt: skip
    """Show two worlds side by side on a page in the browser; Ctrl-C stops it."""
    os.environ.setdefault("REACTON_FAST", "1")  # halves the time that showing a week takes
    from experiments.execution.pieces import see_compiled
    from experiments.page import likely, own_staff, play, server, stored
    from experiments.page.gate import LOOPBACK, Site

    site = Site(host, port, origins, proxies, root)
    _check(host, port)
    if host not in LOOPBACK:
        print(
            f"Listening on {host}: anyone who can reach this machine can run simulations on it and open "
            f"the runs in {results}.", file=sys.stderr,
        )  # fmt: skip
    stored.RESULTS = results
    see_compiled()
    play.see_compiled()  # else the first visitors would wait for it, all of them
    threading.Thread(target=likely.warm, daemon=True).start()
    address = f"{site.url}{root}"
    print(f"The page is at {address} (press Ctrl-C to stop).", flush=True)
    if not hidden:
        threading.Timer(1.5, webbrowser.open, (address,)).start()
    try:
        server.serve(site)
    finally:
        likely.close()
        own_staff.close()


def _check(host: str, port: int) -> None:
    """Refuse an address or a port where the page cannot be served."""
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
