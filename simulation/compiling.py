"""One decorator for compiled rules, and a cache that cannot hand out stale code.

numba's on-disk cache notices a change in a function's own file only, not in the files of the
functions it calls. The cache folder is therefore named by a hash of every source file of the model:
a changed rule means another folder. `NUMBA_DISABLE_JIT=1` runs the same code as plain Python.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba

_SOURCES = Path(__file__).parent
KEPT_VERSIONS = 20  # of the sources; a test of a change makes one


def _source_hash() -> str:
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """A writable folder for this version of the sources: the user's cache, else a temporary one."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for parent in (base, Path(tempfile.gettempdir())):
        folder = parent / "knowledge-brokering" / _source_hash()
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


_READY = CACHE / "ready"


def is_compiled() -> bool:
    """Whether a run of this version of the sources has been compiled before."""
    return not JIT or _READY.exists()


def announce() -> None:
    """Say so, on stderr, if the rules are yet to be compiled."""
    if not is_compiled():
        print("Compiling the model's rules (once; about half a minute) ...", file=sys.stderr)


def note_compiled() -> None:
    """Remember that all that a run needs is in the cache; older versions' folders are dropped."""
    if is_compiled():
        return
    _READY.touch()
    others = sorted(CACHE.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in others[:-KEPT_VERSIONS]:
        shutil.rmtree(folder, ignore_errors=True)


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or a loop over rules; releases the GIL; cached between processes."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
