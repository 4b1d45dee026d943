"""Which tests run, in which order, and how many examples hypothesis tries."""

from __future__ import annotations

import hypothesis
import pytest

# Examples are the same in every run. Tests that say how many they want get a share of that number.
COMMON = {
    "derandomize": True,
    "database": None,
    "deadline": None,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
# Fixtures that run whole studies, whole commands or the page, or make the documentation.
WHOLE = {"ask", "finished", "installed", "port", "site", "study"}
hypothesis.settings.register_profile("usual", max_examples=20, **COMMON)
hypothesis.settings.register_profile("deep", max_examples=100, **COMMON)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs everything."""
    parser.addoption("--deep", action="store_true", help="run the tests marked deep too")


def pytest_configure(config: pytest.Config) -> None:
    """Set how many examples are tried."""
    hypothesis.settings.load_profile("deep" if config.getoption("deep") else "usual")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the deep tests unless asked for, keep files together, and move slow tests to the end.

    Fast tests of one file share fixtures, so that one process runs them all. Slow tests go one by one to
    whoever is free, except those that share a group; the groups come first, as they take longest.
    """
    if not config.getoption("deep"):
        left_out = [item for item in items if item.get_closest_marker("deep")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("deep")]
    for item in items:
        if WHOLE & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.whole)
        if not item.get_closest_marker("slow") and not item.get_closest_marker("xdist_group"):
            item.add_marker(
                pytest.mark.xdist_group(item.path.relative_to(config.rootpath).as_posix())
            )
    items.sort(key=order)


def order(item: pytest.Item) -> tuple[bool, bool]:
    """Fast tests first; of the slow ones those of a group first."""
    return bool(item.get_closest_marker("slow")), not item.get_closest_marker("xdist_group")
