"""What a record costs in written capacity, by DynamoDB's rule from the bytes sent, against the least its size allows.

Penalties as they are sent, each of a day of its own, go in through the real stores, and then again with another amount.
Least is one write of each record at its size. All that is written to the tables counts, the batch's own items too;
taken off is what stands beside a record as an item of its own (its ledger entry, its place in a list, the day and the
stamp of its page), each counted once: whatever is written twice, and whatever is the batch's, weighs on the records.

Units: write units, one a KB begun; what the tables' indexes take is left out.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from moto import mock_aws

from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.library.readers import Level, Reader
from chalicelib.wiring import Services
from infra.local.demonstration.organisations import Organisation, companies
from tests.bench.measuring import Line
from tests.bench.rows_checked import row_of
from tests.factories import BODY_NAME, NOW, PENALTY, REGISTRATION
from tests.stores.capacity import item_bytes, write_units
from tests.stores.places import OnServer, Server
from tests.stores.recording import Sent
from tests.unit.intake.standing import SOURCE_CODE, TODAY, csv_of, penalty_row, registration_row, sent, some_services

ROWS, CHUNK_ROWS = 200, 100
MOST_NEW, MOST_CHANGED = "<=1.2", "<=2.2"
_LIBRARIES = ("market-entities", "persons", "organisations")
_BESIDE = ("ledger", "listings")
_OF_BATCHES = "batch#"  # what a batch notes of itself among the listings
_HISTORY = "H#"


@dataclass(frozen=True, slots=True)
class _Put:
    """An item that was written: in which table, under which key, how large."""

    table: str
    key: tuple[str, str]
    units: int


def lines() -> Iterator[Line]:
    """Take the same penalties in twice, the second time changed."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    firms = [firm for firm in companies(2 * ROWS) if not firm.is_self_employed][:ROWS]
    new = [_penalty(number, firm) for number, firm in enumerate(firms)]
    changed = [row | {"fine_amount_wan": "5.25", "penalty_content": "处以罚款五万二千五百元。" * 4} for row in new]
    with mock_aws():
        stores = OnServer(Server.at("moto", None))
        services = _services_on(stores)
        _written(stores, services, csv_of([_registration(firm) for firm in firms], item=REGISTRATION), REGISTRATION, 0)
        for minutes, name, rows, most in (
            (1, "write_units_new", new, MOST_NEW),
            (2, "write_units_changed", changed, MOST_CHANGED),
        ):
            yield _line(name, _written(stores, services, csv_of(rows), PENALTY, minutes), most)


def _line(name: str, puts: Sequence[_Put], most: str) -> Line:
    own = sum(one.units for one in {one.key: one for one in puts if _is_current(one)}.values())
    beside = sum(one.units for one in {(one.table, one.key): one for one in puts if _is_beside(one)}.values())
    spent = Counter[str]()
    for one in puts:
        spent[one.table] += one.units
    told = ", ".join(f"{table} {units / ROWS:.2f}" for table, units in spent.most_common())
    ratio = (sum(spent.values()) - beside) / own
    return Line(
        name, ratio, most, f"{sum(spent.values()) / ROWS:.2f}units ({told})", f"{(own + beside) / ROWS:.2f}units"
    )


def _penalty(number: int, firm: Organisation) -> dict[str, str]:
    """Return a penalty as the bench of reading has it, decided by the body that sends it, on a day of its own."""
    by_its_sender = {"authority_name": BODY_NAME, "source_name": BODY_NAME}
    codes = {"authority_credit_code": SOURCE_CODE, "source_credit_code": SOURCE_CODE}
    row = row_of(number, firm, (TODAY - timedelta(days=number)).isoformat())
    return penalty_row(number) | row | by_its_sender | codes


def _registration(firm: Organisation) -> dict[str, str]:
    return registration_row(credit_code=firm.code, name=firm.name, legal_rep_name=firm.legal_rep_name)


def _is_current(put: _Put) -> bool:
    return put.table in _LIBRARIES and not put.key[1].startswith(_HISTORY)


def _is_beside(put: _Put) -> bool:
    return put.table in _BESIDE and not put.key[0].startswith(_OF_BATCHES)


def _written(stores: OnServer, services: Services, data: bytes, item: str, minutes: int) -> list[_Put]:
    """Take a file in, and return what was written for it."""
    at = NOW + timedelta(minutes=minutes)
    number = sent(services, data, at=at, item=item)
    stores.server.recorder.sent.clear()
    batch = admit(number, means=services, now=at, chunk_rows=CHUNK_ROWS)
    for approver in range(2, 2 + batch.approvals_needed):
        by = Reader(level=Level.DEPARTMENT, sub=f"department-{approver}", role="department", body=batch.ticket.body)
        approve(number, by=by, means=services, now=at)
    batch = admit(number, means=services, now=at, chunk_rows=CHUNK_ROWS)
    if batch.counts.added + batch.counts.changed != ROWS:
        message = f"{batch.counts} of {ROWS} rows"
        raise ValueError(message)
    return [put for one in stores.server.recorder.sent for put in _puts_in(one)]


def _puts_in(one: Sent) -> Iterator[_Put]:
    if one.operation == "PutItem":
        yield _put(one.request["TableName"], one.request["Item"])
    elif one.operation == "BatchWriteItem":
        for table, puts in one.request["RequestItems"].items():
            for put in puts:
                yield _put(table, put["PutRequest"]["Item"])


def _put(table: str, item: Mapping[str, Any]) -> _Put:
    keys = [str(next(iter(item[name].values()))) for name in list(item)[:2]]
    return _Put(table.split("-", 1)[1], (keys[0], keys[1]), write_units(item_bytes(item)))


def _services_on(stores: OnServer) -> Services:
    return some_services(
        library=stores.library(),
        ledger=stores.ledger(),
        batches=stores.batches(),
        crosswalk=stores.crosswalk(),
        names=stores.names(),
        listings=stores.listings(),
        supplies=stores.supplies(),
        suppliers=stores.suppliers(),
    )
