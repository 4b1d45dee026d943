"""One decorator for compiled rules, and a cache that never returns stale code.

numba's on-disk cache notices a change in a function's own file only, not in the files of the
functions it calls. The cache folder is therefore named by a hash of every source file of the model:
a changed rule means another folder. `NUMBA_DISABLE_JIT=1` runs the same code as plain Python.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numba
from numba import types
from numba.core import event

_SOURCES = Path(__file__).parent
_PROCESS = uuid.uuid4().hex[:12]
RULES: list[Any] = []  # all that is compiled
KEPT_VERSIONS = 20  # of the sources; a test of a change makes one


def source_hash(beside: str = "") -> str:
    """A hash of all sources of the model, and of whatever else is to count."""
    digest = hashlib.sha256(beside.encode())
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """A writable folder for these sources: in the user's cache, else a temporary one.

    Numba does not use for one copy of the sources what it compiled for another: each has a folder.
    """
    which = source_hash(f"{numba.__version__} {sys.version} {_SOURCES}")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for parent in (base, Path(tempfile.gettempdir())):
        folder = parent / "knowledge-brokering" / which
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="knowledge-brokering-"))


JIT: bool = not numba.config.DISABLE_JIT
CACHE = _cache_folder()
numba.config.CACHE_DIR = str(CACHE)


def is_compiled(driver: str) -> bool:
    """Whether this driver has been compiled for this version of the sources."""
    return not JIT or (CACHE / f"ready-{driver}").exists()


def announce(driver: str) -> None:
    """Print a notice on stderr if a driver has not been compiled yet."""
    if not is_compiled(driver):
        print(
            f"Compiling the model's rules for the {driver} driver (once; up to a minute) ...",
            file=sys.stderr,
        )


@contextlib.contextmanager
def watched(finished: Callable[[int], None]) -> Iterator[None]:
    """Tell of each rule that is compiled meanwhile; some of `RULES` may not be needed.

    Args:
        finished: called with the number of rules that were compiled since it was called.
    """
    left = set(map(id, RULES))

    class Watch(event.Listener):  # type: ignore[misc]
        def on_start(self, event: Any) -> None:
            pass

        def on_end(self, event: Any) -> None:
            if (rule := id(event.data.get("dispatcher"))) in left:
                left.remove(rule)
                finished(1)

    with event.install_listener("numba:compile", Watch()):
        yield


def note_compiled(driver: str) -> None:
    """Record that a driver is fully in the cache, and delete the folders of old versions."""
    if is_compiled(driver):
        return
    (CACHE / f"ready-{driver}").touch()
    others = sorted(CACHE.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in others[:-KEPT_VERSIONS]:
        shutil.rmtree(folder, ignore_errors=True)


_OPTIONS: Any = {
    "nogil": True, "error_model": "numpy", "_nrt": False, "forceinline": True, "no_cfunc_wrapper": True,
}  # fmt: skip


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or a loop over rules; releases the GIL; cached between processes.

    Compiled code counts no references to arrays, which would take longer than most rules. It must
    therefore make no arrays; those that it is handed belong to the caller.
    """
    made = numba.njit(cache=True, **_OPTIONS)(function)
    if JIT:
        _name_apart(made._cache._cache_file)
        RULES.append(made)
        _compile_once_for_all_constants(made)
    return cast(F, made)


def compiled_within[F: Callable[..., Any]](function: F) -> F:
    """Compile a loop over rules as a part of the one that calls it, and not by itself as well.

    It saves compiling all rules once for each level of loops within loops.
    """
    return cast(F, numba.njit(inline="always", **_OPTIONS)(function))


def _compile_once_for_all_constants(made: Any) -> None:
    """Let calls with a constant share the code for any number of its type.

    Numba would compile a rule, and all that it calls, once for each constant that it is handed.
    """
    template = made.get_call_template

    def with_types_alone(args: Any, kws: Any) -> Any:
        kws = {name: types.unliteral(kind) for name, kind in kws.items()}
        return template(tuple(types.unliteral(kind) for kind in args), kws)

    made.get_call_template = with_types_alone


def _name_apart(file: Any) -> None:
    """Give each process names of its own for the files of compiled code.

    Numba numbers them by what its index holds. Two processes that compile a rule for different types
    at the same time then write different code to one name, which later runs in place of the other.
    """
    numbered = file._data_name
    file._data_name = lambda number: f"{numbered(number).removesuffix('.nbc')}-{_PROCESS}.nbc"
