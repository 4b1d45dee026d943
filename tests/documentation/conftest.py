"""A random world for each of the equations."""

from __future__ import annotations

import pytest

from tests.documentation.lives import lived


@pytest.fixture(params=range(8))
def life(request):
    return lived(request.param)
