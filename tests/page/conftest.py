"""The page is tested with what tests of the command use, and in a browser."""

from __future__ import annotations

from tests.experiments.conftest import ask
from tests.page.browsing import address, browser, context, visit

__all__ = ["address", "ask", "browser", "context", "visit"]
