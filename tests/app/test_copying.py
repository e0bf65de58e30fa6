"""A prepared deployment is a copy: it holds what was prepared, and what is done to it reaches no other."""

from datetime import timedelta

import pytest

from tests.app.prepared import SAMPLED, prepared_for
from tests.app.recording import answered, role_in
from tests.copying import Mould

WRITING = [sample for sample in SAMPLED.values() if sample["httpMethod"] != "GET"]


@pytest.mark.parametrize("role", sorted({role_in(sample) or "" for sample in WRITING}))
def test_whatever_is_written_in_one_deployment_is_in_no_other(role: str) -> None:
    before, written = Mould.of(prepared_for(role or None).services), prepared_for(role or None)

    for sample in (one for one in WRITING if (role_in(one) or "") == role):
        answered(written, sample)
        written.clock.now += timedelta(milliseconds=1)  # numbers are made of the instant

    assert Mould.of(written.services) != before
    assert Mould.of(prepared_for(role or None).services) == before


def test_what_can_neither_be_copied_nor_be_shared_is_refused() -> None:
    world = prepared_for(None)
    world.services.bulk_jobs.lock = (line for line in "")

    with pytest.raises(TypeError, match="cannot pickle 'generator' object"):
        Mould.of(world.services)
