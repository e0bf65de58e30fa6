"""The clocks of the ledger: every shard, one failing shard keeps no other, and what is said at the end."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.ledger.lines import Line
from chalicelib.settings import Settings
from chalicelib.workers import sealing
from chalicelib.workers.sealing import ShardsError, archived, sealed, signed
from tests import fakes
from tests.factories import NOW
from tests.factories_ledger import a_look
from tests.fakes_ledger import MemoryLedger, MemoryLocked, stores_of_the_ledger

OVER, DAY = NOW + timedelta(minutes=1), timedelta(days=1)
CONTEXT: Any = SimpleNamespace(function_name="seal")


class PartlyBroken(MemoryLedger):
    """A ledger of which one shard cannot be read."""

    def lines_in(self, slot: str) -> Sequence[Line]:
        """Return what was committed in a slot, but not of shard 05."""
        if slot.startswith("05-"):
            raise ConnectionError(slot)
        return super().lines_in(slot)


def _services(settings: Settings, ledger: MemoryLedger | None = None) -> Any:
    parts = {**stores_of_the_ledger(), "signer": fakes.MemorySigner()}
    if ledger is not None:
        parts["ledger"] = ledger
    services = wiring.Services(settings, **parts)
    for number in range(1, 41):
        services.ledger.put(a_look(number))
    return services


def test_a_day_of_the_ledger_is_sealed_signed_and_archived(settings: Settings) -> None:
    services = _services(settings)

    assert sealed(services, now=OVER) == {"entries": 40}
    assert signed(services, now=OVER) == {"head": 1}
    assert archived(services, now=OVER) == {"objects": 0}
    shards = {block.told.shard for block in services.chain.blocks.values()}
    assert archived(services, now=OVER + DAY) == {"objects": len(shards)}


def test_where_nothing_is_new_nothing_is_done(settings: Settings) -> None:
    services = _services(settings)
    sealed(services, now=OVER)
    signed(services, now=OVER)

    assert sealed(services, now=OVER) == {"entries": 0}
    assert signed(services, now=OVER) == {"head": None}


def test_a_shard_that_fails_keeps_no_other_and_the_run_fails_at_its_end(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    services = _services(settings, PartlyBroken())

    with pytest.raises(ShardsError, match="1 shards"):
        sealed(services, now=OVER)

    shards = {block.told.shard for block in services.chain.blocks.values()}
    assert "05" not in shards
    assert len(shards) > 5
    failed = [record.__dict__ for record in caplog.records if record.message == "failed"]
    assert [(one["worker"], one["owner"]) for one in failed] == [("sealing", "05")]


def test_a_bucket_without_a_lock_is_said_at_every_signing(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    services = _services(settings)
    services.heads = MemoryLocked(is_locked=False)
    sealed(services, now=OVER)
    signed(services, now=OVER)

    assert [record.__dict__["code"] for record in caplog.records] == ["ledger.heads_without_lock"]


def test_the_triggers_use_the_services_of_their_container(settings: Settings) -> None:
    with wiring.using(wiring.Services(settings, **stores_of_the_ledger(), signer=fakes.MemorySigner())):
        assert sealing.seal({}, CONTEXT) == {"entries": 0}
        assert sealing.sign({}, CONTEXT) == {"head": None}
        assert sealing.archive({}, CONTEXT) == {"objects": 0}
