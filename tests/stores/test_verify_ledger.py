"""The ledger on a real server, from the entry to the signed head and the archive, verified from outside."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.ledger.archives import archive, kept_in
from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.proofs import proof_of
from chalicelib.ledger.sealing import WORK, lines_of, rebuild, seal
from chalicelib.ledger.signing import sign_heads
from chalicelib.ledger.verifying import Chain
from infra.rebuild_accesses import kept_at
from infra.verify_ledger import main
from tests.factories import NOW
from tests.factories_ledger import SUBJECT, a_look_at_many, looks_in
from tests.fakes import MemorySigner
from tests.stores.places import OnServer
from tests.stores_ran import note

SHARD, OVER = "0a", NOW + timedelta(minutes=1)
SIGNER = MemorySigner()


@dataclass
class OnTheServer:
    """All that the ledger works with, on a server."""

    ledger: Any
    chain: Any
    accesses: Any
    heads: Any
    archive: Any
    signer: MemorySigner = SIGNER


@pytest.fixture(params=["moto", "ministack"])
def means(request: pytest.FixtureRequest) -> tuple[OnServer, OnTheServer]:
    """Return a server and a ledger of twelve looks on it, the last at many, sealed and signed."""
    note(request.param)
    on: OnServer = request.getfixturevalue(request.param)
    made = OnTheServer(on.ledger(), on.chain(), on.accesses(), on.locked("heads"), on.locked("archive"))
    entries = [*looks_in(SHARD, 9), *looks_in("0b", 2), a_look_at_many(30, records=10)]
    for entry in entries:
        made.ledger.put(entry)
    for shard in {entry.slot[:2] for entry in entries}:
        made.chain.note(shard, WORK, Progress(through=NOW))
        seal(shard, means=made, now=OVER)
    sign_heads(means=made, now=OVER)
    return on, made


def test_what_was_committed_is_sealed_told_signed_and_proved(means: tuple[OnServer, OnTheServer]) -> None:
    _, made = means
    block = made.chain.last(SHARD)

    assert block.told.count >= 9
    for line in lines_of(block, made.ledger):
        assert proof_of(line.reference, means=made).holds(public_key=SIGNER.public_key())
    assert len(made.accesses.page(SUBJECT, own=False, limit=100).accesses) == 12


def test_lost_accesses_are_made_anew_from_the_ledger(means: tuple[OnServer, OnTheServer]) -> None:
    on, made = means
    told = made.accesses.page(SUBJECT, own=False, limit=100)
    client = on.server.furnishing.get("dynamodb")
    for item in client.scan(TableName=f"{on.prefix}-accesses")["Items"]:
        client.delete_item(TableName=f"{on.prefix}-accesses", Key={name: item[name] for name in ("subject", "place")})
    assert not made.accesses.page(SUBJECT, own=False, limit=100).accesses

    kept = kept_at(client, prefix=on.prefix)
    entered = [sum(rebuild(shard, means=kept) for shard in SHARD_NAMES) for _ in range(2)]

    assert made.accesses.page(SUBJECT, own=False, limit=100) == told
    assert entered == [41, 41]


def test_the_archive_on_a_server_verifies(means: tuple[OnServer, OnTheServer]) -> None:
    _, made = means

    assert archive(SHARD, means=made, now=OVER + timedelta(days=1)) == 1

    content = made.archive.find("archive/0a/2026-11-23-0000000001.jsonl.gz")
    chain = Chain(SHARD)
    assert [fault for kept in kept_in(content) for fault in chain.faults_in(kept)] == []
    assert chain.number == 1


def test_a_server_is_verified_from_outside_and_an_altered_entry_found(
    ministack: OnServer, capsys: pytest.CaptureFixture[str]
) -> None:
    made = OnTheServer(ministack.ledger(), ministack.chain(), ministack.accesses(), ministack.locked("heads"), None)
    entry, *others = looks_in(SHARD, 5)
    for one in (entry, *others):
        made.ledger.put(one)
    made.chain.note(SHARD, WORK, Progress(through=NOW))
    seal(SHARD, means=made, now=OVER)
    sign_heads(means=made, now=OVER)
    endpoint = ministack.dynamodb.meta.endpoint_url
    asked = [endpoint, "--prefix", ministack.prefix]

    assert main(asked) == 0
    assert "1 blocks, 5 entries, 1 heads; 0 blocks" in capsys.readouterr().out

    table = {"TableName": f"{ministack.prefix}-ledger"}
    raw = ministack.server.furnishing.get("dynamodb")
    item = raw.get_item(**table, Key={"slot": {"S": entry.slot}, "entry": {"S": entry.entry}})["Item"]
    raw.put_item(**table, Item={**item, "body": {"S": item["body"]["S"].replace("clerk-1", "clerk-2")}})
    assert main(asked) == 1
    assert "its entries do not have its root" in capsys.readouterr().out

    raw.put_item(**table, Item=item)
    head = made.chain.last_head()
    made.heads.put("heads/0000000002.json", b"{}")
    assert main(asked) == 1
    assert f"head {head.told.number + 1} is in the bucket alone" in capsys.readouterr().out
