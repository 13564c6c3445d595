"""What tests of casework begin with."""

import pytest

from tests.unit.casework_tools import World


@pytest.fixture
def world() -> World:
    """A house in memory with a clock."""
    return World()
