"""Eight who claim the next case at once take few requests; among 100,000 it is `make bench ONLY=claims_at_once`."""

import pytest

from tests.bench.claims import at_once


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_claim_takes_three_requests_at_most_on_average_and_nobody_takes_another_s(seed: int) -> None:
    assert at_once(2000, seed=seed) <= 3
