"""Zero reports: that there was nothing, noted beside the last supply; not where something of the days was supplied."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import ConflictError, MalformedError, UnprocessableError
from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, Message, Period, State
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.readers import Level, Reader
from chalicelib.library.supplies import ZeroReport
from chalicelib.wiring import Services
from tests import fakes
from tests.factories import BODY, BODY_NAME, NOW, PENALTY, a_subject
from tests.unit.intake.standing import (
    CHUNK_ROWS,
    OLD_BODY,
    OLD_NAME,
    a_declaration,
    csv_of,
    penalty_row,
    receipt_of,
    some_services,
    taken_in,
)

LATER = NOW + timedelta(hours=1)
MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))
APRIL = Period(first=date(2026, 4, 1), last=date(2026, 4, 30))
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)


def _reported(services: Services, period: Period, *, at: datetime = LATER, **changes: Any) -> Batch:
    declared = a_declaration(
        b"", message=Message.ZERO_REPORT, period=period, file_name="", size_bytes=0, sha256="", review=None, **changes
    )
    batch, post = tickets.ticket(declared, means=services, now=at)
    assert (batch.state, post) == (State.PLANNING, None)
    return admit(batch.batch, means=services, now=at, chunk_rows=CHUNK_ROWS)


def test_it_is_noted_for_its_days_beside_the_last_supply_and_needs_no_second_person() -> None:
    services = some_services(suppliers=fakes.MemorySuppliers())
    batch = _reported(services, APRIL)

    assert (batch.state, batch.is_at_rest, batch.approvals_needed) == (State.APPLIED, True, 0)
    assert list(services.supplies.nothing_of(PENALTY)) == [
        ZeroReport(
            item=PENALTY,
            body=BODY,
            named=BODY_NAME,
            first=APRIL.first,
            last=APRIL.last,
            reported_at=LATER,
            batch=batch.batch,
        )
    ]
    assert list(services.supplies.of(PENALTY)) == []
    assert services.admissions.sent == [batch.batch]  # type: ignore[attr-defined]
    assert receipt_of(services, batch.batch).counts.rows == 0
    with pytest.raises(ConflictError, match=r"upload\.nothing_to_undo"):
        undo(batch.batch, by=OTHER, means=services, now=LATER)


def test_it_is_refused_where_something_of_its_days_was_supplied() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2), penalty_row(3, decision_date="2026-04-30")]))

    march, april = _reported(services, MARCH), _reported(services, APRIL, at=LATER + timedelta(minutes=1))

    assert (march.state, march.reason) == (State.REFUSED, "zero_report.contradicted")
    (found,) = receipt_of(services, march.batch).findings
    assert found.message_zh == "2026-03-01至2026-03-31期间本单位已报送过2条记录，不能报零报告。"
    assert april.state is State.REFUSED
    assert not services.supplies.nothing_of(PENALTY)


def test_what_no_longer_stands_does_not_contradict_it() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    (record,) = services.library.records_of(a_subject(1), PENALTY)
    services.library.put(versions.withdrawn(record, act="YY1", at=NOW), over=record)

    assert _reported(services, MARCH).state is State.APPLIED


def test_what_its_predecessor_supplied_contradicts_it() -> None:
    services = some_services()
    old = penalty_row(1, decision_date="2018-03-02", source_name=OLD_NAME, penalty_valid_to="")
    batch, _ = taken_in(services, csv_of([old]))
    assert batch.counts.added == 1
    of_old = Period(first=date(2018, 3, 1), last=date(2018, 3, 31))

    assert OLD_BODY in services.bodies
    assert _reported(services, of_old).state is State.REFUSED


def test_it_has_days_in_order_that_are_over_and_nothing_else_has_any() -> None:
    services = some_services()
    bare = {"file_name": "", "size_bytes": 0, "sha256": ""}
    later = Period(first=date(2026, 12, 1), last=date(2026, 12, 31))
    turned = Period(first=MARCH.last, last=MARCH.first)

    def refused(code: str, kind: type[Exception], **changes: Any) -> None:
        with pytest.raises(kind, match=code):
            tickets.ticket(a_declaration(b"", **{**bare, **changes}), means=services, now=NOW)

    zero = Message.ZERO_REPORT
    refused(r"upload\.period_or_file", MalformedError, message=zero)
    refused(r"upload\.period_or_file", MalformedError, period=MARCH)
    refused(r"upload\.period_or_file", MalformedError, message=zero, period=MARCH, is_of_rows=True)
    refused(r"upload\.rows_or_file", MalformedError, message=zero, period=MARCH, file_name="虚构.csv")
    refused(r"upload\.period_unsound", UnprocessableError, message=zero, period=later)
    refused(r"upload\.period_unsound", UnprocessableError, message=zero, period=turned)
