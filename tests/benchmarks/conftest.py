"""Print what the benchmarks noted besides times."""

from __future__ import annotations


def pytest_terminal_summary(terminalreporter, config):
    session = getattr(config, "_benchmarksession", None)
    for bench in session.benchmarks if session else ():
        if bench.extra_info:
            notes = ", ".join(f"{key} {value:,}" for key, value in bench.extra_info.items())
            terminalreporter.write_line(f"{bench.name}: {notes}")
