"""One deployment on fakes, with every area open."""

import pytest

from tests.app.world import World, a_world


@pytest.fixture
def world() -> World:
    """Return a deployment that nothing was put into yet."""
    return a_world()
