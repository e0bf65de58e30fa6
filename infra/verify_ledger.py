"""Verifies the ledger without trusting who kept it: `make verify-ledger FROM=…`.

FROM is a folder with `archive/` and `heads/`, as copied from the two buckets (the archive reaches until yesterday, and
heads may be ahead of it), or the address of a DynamoDB- and
S3-compatible server, as the local cloud says it when it starts. Every block, entry and head is looked at; what is wrong
is said line by line, and the end is 1.
"""

import argparse
import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from chalicelib.ledger.archives import kept_in, kept_with
from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.ledger.heads import Head, key_of
from chalicelib.ledger.verifying import Kept, Trust, faults_in
from chalicelib.stores.chain import DynamoChain
from chalicelib.stores.ledger import DynamoLedger
from chalicelib.stores.locked import BucketLocked
from infra.client.ending import run
from infra.local.cloud import ACCOUNT, PREFIX, client

KEPT_YEARS = 10
MOST_HEADS = 1_000_000
_DAY = len("2026-11-23")


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole ledger as it was found: its shards, its heads oldest first, what was wrong already, until when it is."""

    shards: Mapping[str, Iterable[Kept]]
    heads: Sequence[Head]
    faults: Sequence[str] = ()
    archived_until: date | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify; 0 for a ledger that is sound, 1 for any other."""
    options = _options(arguments)
    counted = Counted()
    try:
        ledger = on_server(options.source, options.prefix) if "://" in options.source else in_folder(options.source)
        faults = [*ledger.faults, *_faults_in(ledger, counted, options.key)]
    except (msgspec.MsgspecError, ValueError, OSError, EOFError) as error:
        faults = [f"cannot be read: {error}"]
    for fault in faults:
        print(fault)
    print(f"{counted}: {'NOT SOUND' if faults else 'sound'}")
    return 1 if faults else 0


@dataclass(slots=True)
class Counted:
    """How much was looked at, and how much of it stands behind the last signature."""

    blocks: int = 0
    entries: int = 0
    heads: int = 0
    unsigned: int = 0

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.blocks} blocks, {self.entries} entries, {self.heads} heads; "
            f"{self.unsigned} blocks are not under a signed head yet"
        )

    def passing(self, blocks: Iterable[Kept]) -> Iterator[Kept]:
        """Yield blocks, counting them."""
        for kept in blocks:
            self.blocks += 1
            self.entries += len(kept.lines)
            yield kept


def in_folder(source: str) -> Ledger:
    """Return the ledger in a folder."""
    root = Path(source)
    objects = {shard: sorted((root / "archive" / shard).glob("*.jsonl.gz")) for shard in SHARD_NAMES}
    shards = {shard: _archived_in(paths) for shard, paths in objects.items()}
    files = sorted((root / "heads").glob("*.json"))
    heads = [msgspec.json.decode(path.read_bytes(), type=Head) for path in files]
    days = [date.fromisoformat(path.name[:_DAY]) for paths in objects.values() for path in paths]
    faults = [] if days else [f"{root} holds no archive"]
    return Ledger(shards, heads, faults, archived_until=max(days, default=None))


def on_server(endpoint: str, prefix: str) -> Ledger:
    """Return the ledger on a server; each head is held against the one in its bucket."""
    dynamodb = client("dynamodb", endpoint)
    chain = DynamoChain(dynamodb, f"{prefix}-blocks")
    ledger = DynamoLedger(dynamodb, f"{prefix}-ledger", kept_years=KEPT_YEARS)
    bucket = BucketLocked(client("s3", endpoint), f"{prefix}-heads-{ACCOUNT}")
    heads = list(reversed(chain.heads(limit=MOST_HEADS)))
    faults = [
        f"head {number} is not the one in the bucket"
        for number, head in enumerate(heads, 1)
        if bucket.find(key_of(number)) != msgspec.json.encode(head)
    ]
    if bucket.find(key_of(len(heads) + 1)) is not None:
        faults.append(f"head {len(heads) + 1} is in the bucket alone")
    shards = {shard: (kept_with(block, ledger) for block in chain.following(shard, 0)) for shard in SHARD_NAMES}
    return Ledger(shards, heads, faults)


def _archived_in(paths: Iterable[Path]) -> Iterator[Kept]:
    for path in paths:
        yield from kept_in(path.read_bytes())


def _faults_in(ledger: Ledger, counted: Counted, key_file: str | None) -> Iterator[str]:
    shards = {shard: counted.passing(blocks) for shard, blocks in ledger.shards.items()}
    trust = Trust(public_key=_key_for(ledger, key_file), archived_until=ledger.archived_until)
    yield from faults_in(shards, ledger.heads, trust=trust)
    counted.heads = len(ledger.heads)
    signed = sum(tip.number for tip in ledger.heads[-1].told.shards.values()) if ledger.heads else 0
    counted.unsigned = max(0, counted.blocks - signed)


def _key_for(ledger: Ledger, key_file: str | None) -> bytes:
    if key_file is not None:
        return base64.b64decode(Path(key_file).read_text("ascii"))
    if not ledger.heads:
        return b""
    last = ledger.heads[-1]
    print(f"The key {last.signed.key} is taken from the last head itself; KEY=file names one that you trust.")
    return base64.b64decode(last.public_key)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make verify-ledger", description="Verify the ledger of 信用资阳.")
    parser.add_argument("source", help="a folder with archive/ and heads/, or the address of a server")
    parser.add_argument("--key", help="a file with the public key: base64 of DER, SubjectPublicKeyInfo")
    parser.add_argument("--prefix", default=PREFIX, help=f"what the tables' names begin with ({PREFIX})")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run(main)
