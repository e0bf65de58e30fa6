"""Two sealers and a writer at once, in every order of their store calls, and crashed between any two of them."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.ledger.progress import Progress
from chalicelib.ledger.sealing import WORK, rebuild, seal
from chalicelib.ledger.verifying import Chain
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.unit.ledger.keeping import MINUTE, SHARD, Keeping, a_keeping
from tests.unit.ledger.orders import Act, Explorer

OVER = NOW.replace(second=0) + MINUTE
LATE = looks_in(SHARD, 1, at=NOW, beyond=7)[0]


def _begun() -> Keeping:
    """Return a ledger whose sealing has come to the minute before."""
    keeping = a_keeping(entries=2)
    keeping.chain.note(SHARD, WORK, Progress(through=OVER - MINUTE))
    return keeping


def _sealer(now: Any) -> Act:
    return lambda means: seal(SHARD, means=means, now=now)


def _writer(means: Any) -> None:
    means.ledger.put(LATE)


def _hold(keeping: Keeping) -> None:
    """Whoever crashed here: the next runs seal everything once, in one chain, and tell of all of it."""
    for minutes in (2, 3, 4):
        seal(SHARD, means=keeping, now=OVER + minutes * MINUTE)
    committed = sorted(line.entry for line in keeping.ledger.lines.values())
    chain = Chain(SHARD)
    assert [fault for kept in keeping.kept(SHARD) for fault in chain.faults_in(kept)] == []
    assert sorted(keeping.sealed()) == committed
    told, accesses = dict(keeping.chain.told), dict(keeping.accesses.kept)
    keeping.chain.told.clear()
    keeping.accesses.kept.clear()
    rebuild(SHARD, means=keeping)
    assert (keeping.chain.told, keeping.accesses.kept) == (told, accesses), "what is made from the blocks was whole"
    assert len(accesses) == len(committed)


@pytest.mark.parametrize("apart", [timedelta(), timedelta(seconds=20), MINUTE], ids=["same", "seconds", "a_minute"])
def test_two_sealers_and_a_late_writer_make_no_fork_no_double_and_no_gap(apart: timedelta) -> None:
    keeping = _begun()
    actors = {"one": _sealer(OVER), "other": _sealer(OVER + apart), "writer": _writer}

    explorer = Explorer(keeping=keeping, actors=actors, at_every_world=_hold)
    orders = explorer.run()

    print(f"{orders} orders, {len(explorer.worlds)} worlds")
    assert orders > 1_000_000
    assert len(explorer.worlds) > 20


def test_a_sealer_that_crashed_between_two_blocks_is_gone_on_from() -> None:
    keeping = _begun()
    seal(SHARD, means=keeping, now=OVER)
    keeping.chain.told.clear()
    keeping.chain.note(SHARD, WORK, Progress(through=OVER - MINUTE))
    keeping.accesses.kept.clear()

    explorer = Explorer(keeping=keeping, actors={"one": _sealer(OVER + MINUTE)}, at_every_world=_hold)

    assert explorer.run() == 1
    assert keeping.chain.told == {}, "the walk puts everything back"
