"""The clocks of the ledger: each minute it is sealed, each ten its heads are signed, each day what is over is archived.

Each of the sixteen shards is on its own: one that fails keeps no other, and the run is a failure at its end.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.ledger import archives, sealing, signing
from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.workers import logs

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.wiring import Services


class ShardsError(Exception):
    """Some shards could not be worked on; the schedule's alarm hears of it, and the next run tries again."""


def seal(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Seal what was committed; say how many entries that were."""
    return sealed(wiring.services(), now=datetime.now(UTC))


def sign(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int | None]:
    """Sign the heads; say under which number, if anything was sealed since."""
    return signed(wiring.services(), now=datetime.now(UTC))


def archive(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Archive the days that are over; say how many objects were written."""
    return archived(wiring.services(), now=datetime.now(UTC))


def sealed(services: "Services", *, now: datetime) -> dict[str, int]:
    """Seal every shard. Raises: ShardsError at the end where any could not be."""
    return {"entries": _sum("sealing", lambda shard: sealing.seal(shard, means=services, now=now))}


def signed(services: "Services", *, now: datetime) -> dict[str, int | None]:
    """Sign the heads, and say so where the bucket that keeps them has no lock."""
    head = signing.sign_heads(means=services, now=now)
    if head is not None and not head.told.is_locked:
        logs.ignored("signing", "ledger.heads_without_lock")
    return {"head": head.told.number if head else None}


def archived(services: "Services", *, now: datetime) -> dict[str, int]:
    """Archive every shard. Raises: ShardsError at the end where any could not be."""
    return {"objects": _sum("archiving", lambda shard: archives.archive(shard, means=services, now=now))}


def _sum(worker: str, work: Callable[[str], int]) -> int:
    done, failures = 0, 0
    for shard in SHARD_NAMES:
        try:
            done += work(shard)
        except Exception as error:  # noqa: BLE001 -- the per-message loop: one shard keeps no other waiting
            logs.failed(worker, error, owner=shard)
            failures += 1
    if failures:
        message = f"{failures} shards could not be worked on"
        raise ShardsError(message)
    return done
