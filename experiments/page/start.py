"""`brokering-page`: serve the page on this machine and open it."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys
import threading
import warnings
import webbrowser
from pathlib import Path

REFUSED = 2
FORGOTTEN = (
    "10m"  # after so long a visitor whose connection was lost, but did not close the page, is gone
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main() -> int:
    """Serve until Ctrl-C; gives the exit status."""
    said = _said()
    if refusal := _refusal(said.host, said.port):
        print(refusal, file=sys.stderr)
        return REFUSED
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"
    os.environ["SOLARA_APP"] = str(Path(__file__).with_name("app.py"))
    os.environ.setdefault("SOLARA_MODE", "production")
    os.environ["SOLARA_THEME_SHOW_BANNER"] = "False"
    os.environ.setdefault("REACTON_FAST", "1")  # half the time a week takes to be shown
    os.environ["SOLARA_KERNEL_CULL_TIMEOUT"] = FORGOTTEN
    # There is nothing to be done about it without a certificate, and nothing wrong on this machine.
    warnings.filterwarnings("ignore", "Cookies with samesite=none")
    where = f"http://{said.host}:{said.port}"
    if said.host not in LOOPBACK:
        print(
            f"Listening on {said.host}: everybody who reaches this machine can run worlds on it, and open "
            f"the runs below {said.results}.", file=sys.stderr,
        )  # fmt: skip
    from experiments.execution.job import see_compiled
    from experiments.page import likely, presets

    presets.RESULTS = said.results
    see_compiled()
    threading.Thread(target=likely.warm, daemon=True).start()
    print(f"The page is at {where} (Ctrl-C ends it).", flush=True)
    if said.open:
        threading.Timer(1.5, webbrowser.open, (where,)).start()
    try:
        _serve(said.host, said.port)
    finally:
        likely.close()
    return 0


def _said() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "brokering-page", description="Watch and steer two worlds side by side in a browser."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8765, help="(8765)")
    parser.add_argument(
        "--results", type=Path, default=Path("results"), help="where stored runs are (results)"
    )
    parser.add_argument(
        "--no-open", dest="open", action="store_false", help="do not open a browser"
    )
    return parser.parse_args()


def _refusal(host: str, port: int) -> str:
    """Why the page cannot be served there; empty if it can."""
    if not 1 <= port <= 65535:
        return f"--port must be from 1 to 65535, not {port}."
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        why = error.strerror or error
        return f"The page cannot be served at {host}, port {port}: {why}. Try another --port."
    return ""


def _serve(host: str, port: int) -> None:
    import uvicorn

    uvicorn.run("solara.server.starlette:app", host=host, port=port, log_level="warning")


if __name__ == "__main__":
    sys.exit(main())
