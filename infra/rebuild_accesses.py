"""`python -m infra.rebuild_accesses --prefix credit-ziyang`: makes the accesses anew from the ledger.

Who looked at whom is told by the entries that its blocks name. For after a table of accesses was lost, or a change of
what an entry tells its subjects. It may run while the platform works and be broken off: an access entered again stands
as it did. What has left the ledger's table after its years is in the archive alone, and past what a subject is told.

With an operator's own rights, which no function has.
"""

import argparse
import os
from dataclasses import dataclass
from typing import Any

from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.ledger.sealing import rebuild
from chalicelib.ledger.telling import telling
from chalicelib.stores.accesses import DynamoAccesses
from chalicelib.stores.chain import DynamoChain
from chalicelib.stores.clients import Clients
from chalicelib.stores.ledger import DynamoLedger
from infra.client.ending import run


@dataclass(frozen=True, slots=True)
class Kept:
    """The tables of one deployment that hold the ledger and what is made from it."""

    ledger: DynamoLedger
    chain: DynamoChain
    accesses: DynamoAccesses


def kept_at(client: Any, *, prefix: str) -> Kept:
    """Return the tables of a deployment, through an operator's client; `prefix` is what their names begin with."""
    years = telling().kept_years
    return Kept(
        ledger=DynamoLedger(client, f"{prefix}-ledger", kept_years=years),
        chain=DynamoChain(client, f"{prefix}-blocks"),
        accesses=DynamoAccesses(client, f"{prefix}-accesses", kept_years=years),
    )


def main() -> int:
    """Rebuild the table of one deployment, which AWS_REGION and the SDK's own variables lead to."""
    parser = argparse.ArgumentParser(description="Make the accesses anew from the ledger.")
    parser.add_argument("--prefix", required=True, help="what the names of the tables begin with")
    options = parser.parse_args()
    client = Clients(region=os.environ["AWS_REGION"], environ=os.environ).get("dynamodb")
    kept = kept_at(client, prefix=options.prefix)
    for shard in SHARD_NAMES:
        print(f"shard {shard}: {rebuild(shard, means=kept)} accesses entered", flush=True)
    return 0


if __name__ == "__main__":
    run(main)
