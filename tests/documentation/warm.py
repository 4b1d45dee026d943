"""A process that has imported the program once and forks for each command, which then starts at once.

`python -m tests.documentation.warm SOCKET` serves; `CLIENT` is what stands in the place of a command.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.experiments.processes import wait_until

ROOT = Path(__file__).parents[2]
SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
WARM = {name for name in SCRIPTS if name != "brokering-page"}  # which serves until it is ended
MODULES = (
    "hydra",
    "matplotlib.pyplot",
    "experiments.execution.dry_run",
    "experiments.reporting.console",
    "experiments.studies.conduct",
    "experiments.store.study_folder",
)
MOST = 1 << 20  # bytes of a request

# Sends its words, folder, environment and streams, and ends with the status that comes back.
CLIENT = """#!{python} -ISE
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
server.connect({path!r})
said = [{name!r}, sys.argv[1:], os.getcwd(), dict(os.environ)]
socket.send_fds(server, [json.dumps(said).encode()], [0, 1, 2])
sys.exit(int(server.recv(8) or b"1"))
"""


def serve(path: str) -> None:
    """Answer commands until this process is ended."""
    from experiments.execution.pieces import compile_rules
    from tests.experiments.conftest import without_pixels

    studies = [
        f"experiments.studies.{one.parent.name}.run"
        for one in ROOT.glob("experiments/studies/*/run.py")
    ]
    scripts = [target.partition(":")[0] for name, target in SCRIPTS.items() if name in WARM]
    for module in (*MODULES, *studies, *scripts):
        import_module(module)
    compile_rules()  # which loads them, so that no command does
    without_pixels(pytest.MonkeyPatch())
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.bind(path)
        server.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            asker, _ = server.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(asker)
            asker.close()


def answer(asker: socket.socket) -> None:
    """In a process of its own: run a command, tell its status, and end."""
    said, streams, _, _ = socket.recv_fds(asker, MOST, 3)
    name, words, folder, environment = json.loads(said)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [name, *words]
    module, _, function = SCRIPTS[name].partition(":")
    try:
        status = getattr(import_module(module), function)()
    except SystemExit as end:
        status = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    asker.send(str(int(status or 0)).encode())
    os._exit(0)


@contextlib.contextmanager
def served(path: Path) -> Iterator[None]:
    """A server that is ready, until the end of the block."""
    running = subprocess.Popen([sys.executable, "-m", "tests.documentation.warm", path], cwd=ROOT)
    try:
        wait_until(lambda: running.poll() is not None or path.exists())
        assert running.poll() is None, "the server of commands did not start"
        yield
    finally:
        running.kill()
        running.wait()


if __name__ == "__main__":
    serve(sys.argv[1])
