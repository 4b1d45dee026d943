"""Where the first compilation goes, in seconds of the processor: `python -m tests.benchmarks.compilation`."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter

from numba.core import caching, codegen, cpu, event

STAGES = {
    "native_lowering": "numba: lowering",
    "nopython_type_inference": "numba: type inference",
    "partial_type_inference": "numba: type inference",
    "inline_inlinables": "numba: inlining",
}
# Methods by what they do; those of a code library are LLVM's.
METHODS = [
    *((codegen.CPUCodeLibrary, name, "LLVM")
      for name in ("_optimize_functions", "_optimize_final_module", "_finalize_final_module",
                   "add_ir_module", "finalize")),
    (cpu.CPUContext, "create_cpython_wrapper", "wrappers for Python"),
    (caching.Cache, "save_overload", "cache"), (caching.Cache, "load_overload", "cache"),
]  # fmt: skip


class Stages:
    """Time by stage; what one stage calls counts with the stage that is called."""

    def __init__(self):
        self.spent, self.stack, self.since = Counter(), [], 0.0

    def _turn(self):
        now = time.process_time()
        if self.stack:
            self.spent[self.stack[-1]] += now - self.since
        self.since = now

    def enter(self, stage):
        self._turn()
        self.stack.append(stage)

    def leave(self):
        self._turn()
        self.stack.pop()

    def around(self, owner, name, stage):
        """Time a method; LLVM's apart for the loop over weeks, which has all rules inlined."""
        method = getattr(owner, name)

        def timed(one, *given, **named):
            weeks = stage == "LLVM" and "live_weeks" in one.name
            self.enter("LLVM: the loop over weeks" if weeks else stage)
            try:
                return method(one, *given, **named)
            finally:
                self.leave()

        setattr(owner, name, timed)


class Passes(event.Listener):
    """Numba's passes; their names end in that of the function."""

    def __init__(self, stages):
        self.stages = stages

    def on_start(self, event):
        name = event.data.get("name", "").partition(" [")[0]
        self.stages.enter(STAGES.get(name, "numba: the rest"))

    def on_end(self, event):
        self.stages.leave()


def profile():
    """Seconds by stage of a first run, which finds nothing compiled."""
    from simulation import Settings
    from simulation.batch import run

    stages = Stages()
    for given in METHODS:
        stages.around(*given)
    for kind in ("numba:compile", "numba:run_pass"):
        event.register(kind, Passes(stages))
    stages.enter("the run itself")
    run(Settings(), [0])
    stages.leave()
    return stages.spent


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        spent = profile()
    for stage, seconds in spent.most_common():
        print(f"{seconds:6.2f} s {seconds / spent.total():5.0%}  {stage}")
