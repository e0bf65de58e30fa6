"""The services of a deployment are made at first use, and can be replaced for a block."""

import pytest

from chalicelib import wiring
from chalicelib.wiring import Services
from tests.fakes import MemoryLibrary


def test_services_in_place_are_the_ones_given(services: Services) -> None:
    assert wiring.services() is services
    assert isinstance(services.library, MemoryLibrary)


def test_a_part_that_does_not_exist_is_refused(services: Services) -> None:
    with pytest.raises(TypeError, match="libary"):
        Services(services.settings, libary=MemoryLibrary())


def test_what_stood_before_a_block_stands_after_it(services: Services) -> None:
    with wiring.using(Services(services.settings)) as other:
        assert wiring.services() is other

    assert wiring.services() is services
