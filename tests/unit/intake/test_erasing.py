"""Erasing: what should never have been held is gone from every version, and key, salted hash and reason stay."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.intake.batches import Batch, Message, State
from chalicelib.intake.erasing import BatchUnderWayError, Order, erase
from chalicelib.intake.redaction import redact
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Reason, Record, Status
from chalicelib.wiring import Services
from tests import fakes
from tests.factories import BODY, NOW, PENALTY, REGISTRATION, a_credit_code, a_record, a_subject, a_supply
from tests.unit.intake.showing import shown_to_everybody
from tests.unit.intake.standing import (
    OLD_BODY,
    OTHER_BODY,
    csv_of,
    penalty_row,
    receipt_of,
    registration_row,
    some_services,
    taken_in,
)
from tests.unit.intake.telling import message_file, told

LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
ASKING = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY)
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)
LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead")
WHY = "报送时录入了他人的处罚。"


def _record(services: Services) -> Record:
    (record,) = services.library.records_of(a_subject(1), PENALTY)
    return record


def _changed_once() -> Services:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)
    return services


def ordered(services: Services, *, by: Reader = ASKING, record: Record | None = None, at: datetime = LATEST) -> Batch:
    """Ask for a record to be erased, and have it planned."""
    order = Order((record or _record(services)).record_id, "wrong_person", WHY)
    batch = erase(order, by=by, means=services, now=at)
    return admit(batch.batch, means=services, now=LATEST, chunk_rows=4)


def erased(services: Services, **how: Any) -> Batch:
    """Have a record erased: asked for by one, let go by another."""
    batch = ordered(services, **how)
    approve(batch.batch, by=OTHER, means=services, now=LATEST)
    return admit(batch.batch, means=services, now=LATEST, chunk_rows=4)


def test_it_waits_for_a_second_person_and_nothing_is_gone_before() -> None:
    services = _changed_once()
    before = _record(services)

    batch = ordered(services)

    assert (batch.state, batch.ticket.message, batch.approvals_needed) == (State.PLANNED, Message.ERASURE, 1)
    assert (batch.counts.revoked, _record(services)) == (1, before)


def test_every_version_is_emptied_and_key_hash_and_reason_stay() -> None:
    services = _changed_once()
    first, second = services.library.history_of(_record(services).record_id)[0], _record(services)

    batch = erased(services)

    record = _record(services)
    kept = [*services.library.history_of(record.record_id), record]
    assert (batch.state, batch.counts.revoked, record.version, batch.made) == (State.APPLIED, 1, 3, None)
    assert batch.erases is not None
    assert [one.content.status for one in kept] == [Status.ERASED] * 3
    assert [one.content.reason for one in kept] == [Reason.ERASED] * 3
    assert [dict(one.content.fields) for one in kept] == [{}] * 3
    assert [one.content.act for one in kept] == [batch.batch] * 3
    salt = batch.erases.salt
    assert [one.content.erased for one in kept] == [
        versions.salted_hash_of(first, salt),
        versions.salted_hash_of(second, salt),
        versions.salted_hash_of(second, salt),
    ]
    assert "示例新代表" not in repr(vars(services.library))
    assert "示例代表" not in repr(vars(services.library))
    assert shown_to_everybody(services) == shown_to_everybody(some_services())
    assert receipt_of(services, batch.batch).counts.revoked == 1
    entries = [one for one in services.ledger.all() if one.act == batch.batch]  # type: ignore[attr-defined]
    assert [one.reason for one in entries] == ["erased"]


def test_it_is_not_brought_in_again_nor_taken_back_and_the_batch_it_came_by_leaves_it_alone() -> None:
    services = _changed_once()
    batch = erased(services)
    later = LATEST + timedelta(hours=1)

    again, receipt = taken_in(services, csv_of([penalty_row(1)]), at=later)
    with pytest.raises(ConflictError, match="nothing_to_undo"):
        undo(batch.batch, by=LEAD, means=services, now=later)
    with pytest.raises(ConflictError, match=r"record\.erased"):
        ordered(services)

    assert (again.counts.refused, receipt.totals.by_code) == (1, {"library.contradicts_withdrawal": 1})
    assert services.suppliers.tally_of(BODY, PENALTY).live == 0  # type: ignore[union-attr]


def test_asked_for_twice_the_second_finds_it_gone() -> None:
    services = _changed_once()
    first, second = ordered(services), ordered(services, by=LEAD, at=LATEST + timedelta(minutes=1))
    for batch in (first, second):
        approve(batch.batch, by=OTHER, means=services, now=LATEST)
    admit(first.batch, means=services, now=LATEST, chunk_rows=4)
    record = _record(services)

    other = admit(second.batch, means=services, now=LATEST, chunk_rows=4)

    assert (other.state, other.counts.unchanged) == (State.APPLIED, 1)
    assert _record(services) == record


def test_the_case_that_is_open_on_it_is_told_that_its_record_is_gone() -> None:
    casework: list[str] = []

    class Casework:
        """The queue of machine steps."""

        def send(self, case: str) -> None:
            casework.append(case)

    services = some_services(casework=Casework())
    taken_in(services, csv_of([penalty_row(1)]))
    services.library.put(versions.marked(_record(services), case="YY1", at=LATER), over=_record(services))

    erased(services)

    assert casework == ["YY1"]
    assert _record(services).mark is None


def test_the_body_that_answers_for_the_source_may_ask_and_nobody_else_s_is_there() -> None:
    services = some_services()
    old = a_record(number=2, supply=a_supply(body=OLD_BODY))
    nobody_s = a_record(number=3, supply=a_supply(body="in no register"))
    for record in (old, nobody_s):
        services.library.put(record, over=None)
    stranger = Reader(level=Level.DEPARTMENT, sub="s", role="department", body=OTHER_BODY)

    with pytest.raises(NotFoundError):
        ordered(services, by=stranger, record=old)
    with pytest.raises(NotFoundError):
        ordered(services, record=nobody_s)
    with pytest.raises(NotFoundError):
        ordered(services, record=a_record(number=9))
    assert ordered(services, record=old).ticket.body == BODY
    assert ordered(services, by=LEAD, record=nobody_s).ticket.body == "in no register"


@pytest.mark.parametrize(
    ("ground", "reason", "code"),
    [
        ("other", WHY, "erasure.ground_unknown"),
        ("wrong_person", " ", "erasure.reason_shape"),
        ("wrong_person", "长" * 301, "erasure.reason_shape"),
        ("outside_catalogue", "电话13800000000", "erasure.reason_carries_identifier"),
    ],
)
def test_an_order_says_why_in_words_that_may_be_kept(ground: str, reason: str, code: str) -> None:
    with pytest.raises(UnprocessableError) as refused:
        erase(Order(a_record().record_id, ground, reason), by=LEAD, means=some_services(), now=NOW)

    assert [one.code for one in refused.value.errors] == [code]


class _Moving:
    """A library in which a record is marked just before it is put, once or always."""

    def __init__(self, services: Services, *, always: bool) -> None:
        self._library, self._always, self._moved = services.library, always, False

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._library, verb)

    def put(self, new: Record, *, over: Record | None) -> None:
        if self._always:
            raise StaleVersionError
        standing = self._library.find(new.record_id)
        assert standing is not None
        if not self._moved:
            self._moved = True
            self._library.put(versions.marked(standing, case="YY1", at=LATER), over=standing)
        self._library.put(new, over=over)


def test_a_record_that_moves_under_it_is_erased_as_it_stands_then() -> None:
    services = _changed_once()
    batch = ordered(services)
    approve(batch.batch, by=OTHER, means=services, now=LATEST)
    kept = ("batches", "receipts", "suppliers", "supplies", "ledger", "listings", "site")
    parts: dict[str, Any] = {name: getattr(services, name) for name in kept} | {"casework": fakes.MemoryCasework()}

    always = some_services(**parts, library=_Moving(services, always=True))
    with pytest.raises(StaleVersionError):
        admit(batch.batch, means=always, now=LATEST, chunk_rows=4)
    admit(batch.batch, means=some_services(**parts, library=_Moving(services, always=False)), now=LATEST, chunk_rows=4)

    record = _record(services)
    assert (record.version, record.content.status) == (4, Status.ERASED)
    assert {one.content.status for one in services.library.history_of(record.record_id)} == {Status.ERASED}


def test_a_record_that_is_not_at_its_place_is_not_found() -> None:
    services = _changed_once()
    batch = ordered(services)
    approve(batch.batch, by=OTHER, means=services, now=LATEST)

    elsewhere = some_services(batches=services.batches, receipts=services.receipts)
    with pytest.raises(NotFoundError):
        admit(batch.batch, means=elsewhere, now=LATEST, chunk_rows=4)


def test_no_receipt_repeats_anything_of_its_rows_and_what_others_said_stays() -> None:
    """The plan's parts are no more named by the batch, and are redacted all the same."""
    services, named = some_services(), "示例虚构的另一名称"
    taken_in(services, csv_of([registration_row(n) for n in (1, 2)], item=REGISTRATION), item=REGISTRATION)
    bad = csv_of([penalty_row(n, party_name=f"{named}{n}") for n in (1, 2)])
    batch, receipt = taken_in(services, bad)
    services.receipts.put(f"{batch.batch}.elsewhere", b"")
    assert [one.value for one in receipt.findings if one.field == "party_name"] == [f"{named}1", f"{named}2"]

    erased(services)
    before = dict(services.receipts.files)  # type: ignore[attr-defined]

    redacted = receipt_of(services, batch.batch)
    assert [(one.row, one.value) for one in redacted.findings if one.field == "party_name"] == [
        (2, None),
        (3, f"{named}2"),
    ]
    assert redacted.totals == receipt.totals
    assert all(f"{named}1".encode() not in raw for raw in before.values())
    redact(batch, {2}, receipts=services.receipts)
    assert services.receipts.files == before  # type: ignore[attr-defined]


def test_no_receipt_repeats_anything_of_a_row_that_gave_it_a_second_time() -> None:
    services, code = some_services(), a_credit_code(1).lower()
    again = [penalty_row(1), penalty_row(1, party_credit_code=code), penalty_row(2, party_credit_code=f"{code} ")]
    batch, receipt = taken_in(services, csv_of([*again, penalty_row(3, party_credit_code=a_credit_code(3).lower())]))
    assert [one.value for one in receipt.findings if one.value] == [code, f"{code} ", a_credit_code(3).lower()]

    erased(services, record=services.library.records_of(a_subject(1), PENALTY)[0])

    values = {one.row: one.value for one in receipt_of(services, batch.batch).findings if one.field}
    assert values == {3: None, 4: f"{code} ", 5: a_credit_code(3).lower()}


def test_the_receipts_of_messages_about_it_repeat_nothing_of_their_rows_either() -> None:
    services, named = some_services(), "示例虚构的另一名称"
    taken_in(services, csv_of([registration_row(n) for n in (1, 2)], item=REGISTRATION), item=REGISTRATION)
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2)]))
    said = [told(Message.REVOKE, penalty_row(n), party_name=f"{named}{n}") for n in (1, 2)]
    batch, receipt = taken_in(services, message_file(Message.REVOKE, said), message=Message.REVOKE, at=LATER)
    assert [one.value for one in receipt.findings] == [f"{named}1", f"{named}2"]

    erased(services)

    assert [(one.row, one.value) for one in receipt_of(services, batch.batch).findings] == [(2, None), (3, f"{named}2")]
    assert all(f"{named}1".encode() not in raw for raw in services.receipts.files.values())  # type: ignore[attr-defined]


def test_the_receipts_of_mergers_that_a_profile_names_repeat_nothing_of_their_rows_either() -> None:
    services, named = some_services(), "示例虚构的另一名称"
    taken_in(services, csv_of([registration_row(1), registration_row(2)], item=REGISTRATION), item=REGISTRATION)
    merged = told(Message.MERGE, registration_row(1), item=REGISTRATION, name=named)
    merged |= {"successor_name": "示例虚构2号有限公司", "successor_credit_code": a_credit_code(2)}
    data = message_file(Message.MERGE, [merged], item=REGISTRATION)
    batch, receipt = taken_in(services, data, item=REGISTRATION, message=Message.MERGE, at=LATER)
    assert [one.value for one in receipt.findings] == [named]
    after = services.library.find(record_id_of(a_subject(2), profile_place(REGISTRATION)))
    assert after is not None

    order = ordered(services, record=after, by=LEAD)
    approve(order.batch, by=Reader(level=Level.DESK, sub="lead-2", role="lead"), means=services, now=LATEST)
    admit(order.batch, means=services, now=LATEST, chunk_rows=4)

    assert [one.value for one in receipt_of(services, batch.batch).findings] == [None]


def test_the_copies_of_receipts_in_the_folder_of_a_system_repeat_nothing_of_its_rows_either() -> None:
    services, named = some_services(), "示例虚构的另一名称"
    taken_in(services, csv_of([registration_row(n) for n in (1, 2)], item=REGISTRATION), item=REGISTRATION)
    data = csv_of([penalty_row(n, party_name=f"{named}{n}") for n in (1, 2)])
    taken_in(services, data, system="penalties-of-jgj", is_exchanged=True)
    answered = services.folder.answered  # type: ignore[attr-defined]
    assert all(f"{named}1".encode() in raw for raw in answered.values())

    erased(services)

    assert len(answered) == 2
    assert all(f"{named}1".encode() not in raw and f"{named}2".encode() in raw for raw in answered.values())


def test_while_a_batch_that_it_came_by_writes_its_receipt_the_record_is_gone_and_the_rest_waits() -> None:
    services, named = some_services(), "示例虚构的另一名称"
    taken_in(services, csv_of([registration_row(1)], item=REGISTRATION), item=REGISTRATION)
    batch, _ = taken_in(services, csv_of([penalty_row(1, party_name=named)]))
    applied = services.batches.find(batch.batch)
    assert applied is not None
    services.batches.put(applied.moved(State.APPLYING, at=NOW), over=applied)

    with pytest.raises(BatchUnderWayError):
        erased(services)
    record = _record(services)
    (first,) = services.library.history_of(record.record_id)
    assert (record.content.status, first.content.status) == (Status.ERASED, Status.LIVE)

    admit(batch.batch, means=services, now=LATEST, chunk_rows=4)
    (waiting,) = services.batches.unsettled(before=LATEST + timedelta(days=1), limit=9)
    admit(waiting, means=services, now=LATEST, chunk_rows=4)

    (first,) = services.library.history_of(record.record_id)
    assert first.content.status is Status.ERASED
    assert all(named.encode() not in raw for raw in services.receipts.files.values())  # type: ignore[attr-defined]


def test_of_a_batch_whose_receipt_is_not_kept_nothing_is_redacted() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1, publish_until="")]))
    services.receipts.files.clear()  # type: ignore[attr-defined]

    redact(batch, {2}, receipts=services.receipts)

    assert services.receipts.files == {}  # type: ignore[attr-defined]


def test_a_record_whose_batch_nobody_knows_any_more_is_erased_all_the_same() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    record = _record(services)
    supply = msgspec.structs.replace(record.content.supply, batch="gone")
    unknown = msgspec.structs.replace(record, version=2, content=msgspec.structs.replace(record.content, supply=supply))
    services.library.put(unknown, over=record)

    assert erased(services).state is State.APPLIED
    assert _record(services).content.status is Status.ERASED
    assert receipt_of(services, batch.batch).findings == ()
