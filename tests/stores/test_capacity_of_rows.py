"""What a row of a department's file costs in capacity, by DynamoDB's rule from the bytes sent and read; nothing twice.

Least for a row: one read each of what stands for it and of its subject's registration, one write of the record, of its
ledger entry and of each list it enters, and of each posting of a name, by the batch; a replaced version besides. What a
batch of rows writes is shared by them.
"""

import math
from collections import Counter
from datetime import timedelta

from chalicelib.intake.admission import admit
from chalicelib.stores.names import COUNTS
from chalicelib.wiring import Services
from tests.factories import NOW, PENALTY, REGISTRATION
from tests.stores.capacity import item_bytes, units_of, write_units
from tests.stores.places import OnServer
from tests.stores.recording import Sent
from tests.unit.intake.standing import csv_of, penalty_row, registration_row, sent, some_services

ROWS, CHUNK, BATCH = 30, 100, 25
CHUNKS = 1
# A batch tells whoever looks at many records when it begins to be applied, and when it is whole.
BEGUN_AND_ENDED = 2
STAMPED = 1  # a page, once the batch is whole
READS, WRITES = frozenset({"GetItem", "Query"}), frozenset({"PutItem", "DeleteItem"})
_LIBRARY = "market-entities"


def _services_on(stores: OnServer) -> Services:
    return some_services(
        library=stores.library(),
        ledger=stores.ledger(),
        batches=stores.batches(),
        crosswalk=stores.crosswalk(),
        names=stores.names(),
        listings=stores.listings(),
        site=stores.site(),
        uploads=stores.uploads(),
        receipts=stores.receipts(),
    )


def _admitted(stores: OnServer, services: Services, data: bytes, *, item: str, minutes: int) -> list[Sent]:
    """Take a file in and return what was asked of the tables for its rows, the batch's own aside."""
    at = NOW + timedelta(minutes=minutes)
    number = sent(services, data, at=at, item=item, receive=lambda b, c: stores.receive(services.uploads, b, c))
    recorder = stores.server.recorder
    recorder.sent.clear()
    admit(number, means=services, now=at, chunk_rows=CHUNK)
    asked = [one for one in recorder.sent if {"TableName", "RequestItems"} & one.request.keys()]
    return [one for one in asked if not _table_of(one).endswith("batches")]


def _table_of(one: Sent) -> str:
    name: str = one.request.get("TableName") or next(iter(one.request["RequestItems"]))
    return name.split("-", 1)[1]


def _told(name: str, asked: list[Sent]) -> tuple[Counter[str], Counter[str]]:
    """Print what a row costs, and return the requests by table and kind, and the units by table."""
    requests: Counter[str] = Counter()
    units: Counter[str] = Counter()
    for one in asked:
        kind = "read" if one.operation in READS else "write"
        requests[f"{_table_of(one)} {kind}"] += 1
        units[kind] += units_of(one.operation, one.request, one.answer)  # type: ignore[assignment]  # halves occur
    print(f"{name}: {units['read'] / ROWS:.2f} read and {units['write'] / ROWS:.2f} write units a row, {requests}")
    return requests, units


def _library_writes(asked: list[Sent]) -> int:
    puts = [one.request for one in asked if one.operation == "PutItem"]
    return sum(write_units(item_bytes(put["Item"])) for put in puts if put["TableName"].endswith(_LIBRARY))


def _postings_put(asked: list[Sent]) -> list[tuple[str, str]]:
    written = [one for one in asked if one.operation == "BatchWriteItem" and _table_of(one) == "names"]
    batches = [one.request["RequestItems"] for one in written]
    puts = [put["PutRequest"]["Item"] for batch in batches for some in batch.values() for put in some]
    return [(item["gram"]["S"], item["place"]["S"]) for item in puts]


def test_a_registration_costs_a_read_planned_and_a_read_and_a_write_of_each_table_applied(moto: OnServer) -> None:
    services = _services_on(moto)
    data = csv_of([registration_row(n) for n in range(ROWS)], item=REGISTRATION)

    first = _admitted(moto, services, data, item=REGISTRATION, minutes=0)
    again = _admitted(moto, services, data, item=REGISTRATION, minutes=1)

    requests, units = _told("registration, new", first)
    postings = _postings_put(first)
    assert requests == {
        f"{_LIBRARY} read": 2 * ROWS,
        "names write": math.ceil(len(postings) / BATCH),
        "listings write": BEGUN_AND_ENDED,
    } | {f"{table} write": ROWS for table in (_LIBRARY, "ledger", "crosswalk")}
    assert len(set(postings)) == len(postings)
    assert {place.rpartition("#")[2] for gram, place in postings if gram != COUNTS} == {
        row["credit_code"] for row in map(registration_row, range(ROWS))
    }
    assert units == {
        "read": 2 * ROWS,
        "write": 2 * ROWS + BEGUN_AND_ENDED + len(postings) + _library_writes(first),
    }
    assert _told("registration, the same again", again)[0] == {
        f"{_LIBRARY} read": 2 * ROWS,
        "listings write": BEGUN_AND_ENDED,
    }


def test_a_penalty_costs_two_reads_planned_and_applied_and_a_changed_one_its_old_version_besides(
    moto: OnServer,
) -> None:
    services = _services_on(moto)
    _admitted(
        moto,
        services,
        csv_of([registration_row(n) for n in range(ROWS)], item=REGISTRATION),
        item=REGISTRATION,
        minutes=0,
    )
    rows = [penalty_row(n) for n in range(ROWS)]

    first = _admitted(moto, services, csv_of(rows), item=PENALTY, minutes=1)
    again = _admitted(moto, services, csv_of(rows), item=PENALTY, minutes=2)
    changed = _admitted(
        moto, services, csv_of([row | {"fine_amount_wan": "2.5"} for row in rows]), item=PENALTY, minutes=3
    )

    # One day of one list: the day is entered once.
    requests, units = _told("penalty, new", first)
    assert requests == {
        f"{_LIBRARY} read": 4 * ROWS,
        f"{_LIBRARY} write": ROWS,
        "ledger write": ROWS,
        "listings write": math.ceil((ROWS + 1) / BATCH) + STAMPED + BEGUN_AND_ENDED,
        "listings read": CHUNKS,
    }
    assert units == {
        "read": 4 * ROWS + CHUNKS,
        "write": 2 * ROWS + 1 + STAMPED + BEGUN_AND_ENDED + _library_writes(first),
    }
    assert _told("penalty, the same again", again)[0] == {
        f"{_LIBRARY} read": 4 * ROWS,
        "listings write": BEGUN_AND_ENDED,
    }
    requests, units = _told("penalty, changed", changed)
    assert requests == {
        f"{_LIBRARY} read": 4 * ROWS,
        f"{_LIBRARY} write": 2 * ROWS,
        "ledger write": ROWS,
        "listings write": math.ceil(ROWS / BATCH) + STAMPED + BEGUN_AND_ENDED,
        "listings read": CHUNKS,
    }
    assert units["read"] == 4 * ROWS + CHUNKS
    assert math.isclose(_library_writes(changed), 2 * _library_writes(first), rel_tol=0.05)
