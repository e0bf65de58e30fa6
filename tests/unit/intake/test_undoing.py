"""Undoing: what a batch made is put back as it was, and what moved since is left alone."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, StaleVersionError
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import rules
from chalicelib.intake.batches import Batch, Message, State
from chalicelib.intake.undoing import RecordMissingError, number_for, undo
from chalicelib.library import versions
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Reason, Record, Status
from chalicelib.wiring import Services
from tests import fakes
from tests.factories import BODY, NOW, PENALTY, REGISTRATION, a_subject
from tests.unit.intake.showing import shown_to_everybody
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    GROWN,
    OTHER_BODY,
    csv_of,
    penalty_row,
    person_row,
    receipt_of,
    registration_row,
    some_services,
    taken_in,
)

LATER, LATEST, AT_LAST = (NOW + timedelta(hours=hours) for hours in (1, 2, 3))
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)
SENDER = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY)
LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead")


def _record(services: Services, n: int = 1) -> Record:
    (record,) = services.library.records_of(a_subject(n), PENALTY)
    return record


def undone(services: Services, batch: Batch, *, at: Any = LATEST, by: Reader = OTHER) -> Batch:
    """Take a batch back, and bring the one that does so to rest."""
    made = undo(batch.batch, by=by, means=services, now=at)
    return admit(made.batch, means=services, now=at, chunk_rows=CHUNK_ROWS)


def test_what_was_added_is_withdrawn_with_its_reason_and_nobody_is_shown_it() -> None:
    services = some_services()
    before = shown_to_everybody(services)
    batch, _ = taken_in(services, csv_of([penalty_row(1), person_row(2)]))

    made = undone(services, batch)

    assert (made.state, made.ticket.message, made.undo_of) == (State.APPLIED, Message.UNDO, batch.batch)
    assert (made.counts.rows, made.counts.revoked, made.counts.held) == (3, 3, 0)
    content = _record(services).content
    assert (content.status, content.reason, content.act) == (Status.WITHDRAWN, Reason.UNDONE, made.batch)
    assert content.is_taken_back
    assert shown_to_everybody(services) == before
    assert receipt_of(services, made.batch).totals.findings == 0
    assert len(services.ledger.all()) == 6  # type: ignore[attr-defined]


def test_what_was_changed_shows_its_earlier_version_again_and_the_history_keeps_all() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    before = shown_to_everybody(services)
    batch, _ = taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    made = undone(services, batch)

    record = _record(services)
    assert made.counts.changed == 1
    assert (record.version, record.content.restores, record.content.reason) == (3, 1, Reason.UNDONE)
    assert record.content.fields["legal_rep_name"] == "示例代表"
    assert [one.content.fields["legal_rep_name"] for one in services.library.history_of(record.record_id)] == [
        "示例代表",
        "示例新代表",
    ]
    assert shown_to_everybody(services) == before


def test_what_moved_since_is_left_alone_and_listed_for_a_person() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(n) for n in (1, 2, 3)]))
    marked = versions.marked(_record(services, 1), case="YY1", at=LATER)
    services.library.put(marked, over=_record(services, 1))
    taken_in(services, csv_of([penalty_row(2, legal_rep_name="示例新代表")]), at=LATER)
    left = _record(services, 1), _record(services, 2)

    made = undone(services, batch)

    assert (made.counts.revoked, made.counts.held) == (1, 2)
    assert (_record(services, 1), _record(services, 2)) == left
    assert [(one.row, one.code) for one in receipt_of(services, made.batch).findings] == [
        (2, "undo.moved_since"),
        (3, "undo.moved_since"),
    ]


def test_a_record_that_is_disputed_since_before_keeps_its_mark() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    services.library.put(versions.marked(_record(services), case="YY1", at=NOW), over=_record(services))
    before = shown_to_everybody(services)
    batch, _ = taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    undone(services, batch)

    assert _record(services).mark == "YY1"
    assert shown_to_everybody(services) == before


def test_twice_is_the_same_answer_and_changes_nothing_more() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))

    first = undone(services, batch)
    records = services.library.all()  # type: ignore[attr-defined]
    second = undone(services, batch, at=AT_LAST)

    assert first == second
    assert services.library.all() == records  # type: ignore[attr-defined]


def test_two_who_ask_at_once_make_one_batch() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))

    class Late:
        """Batches of which the other's is seen only once it stands in the way."""

        looked = False

        def find(self, number: str) -> Batch | None:
            if number == number_for(batch) and not self.looked:
                self.looked = True
                return None
            return services.batches.find(number)

        def put(self, new: Batch, *, over: Batch | None) -> None:
            services.batches.put(new, over=over)

    first = undo(batch.batch, by=OTHER, means=services, now=LATEST)
    late = some_services(batches=Late())

    assert undo(batch.batch, by=LEAD, means=late, now=AT_LAST) == first


def test_what_takes_a_batch_back_is_taken_back_itself() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    batch, _ = taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表"), penalty_row(2)]), at=LATER)
    with_it = shown_to_everybody(services)
    first = undone(services, batch)
    without = shown_to_everybody(services)

    second = undone(services, first, by=SENDER, at=AT_LAST)
    assert (second.counts.added, second.counts.changed) == (1, 1)
    assert shown_to_everybody(services) == with_it

    undone(services, second, by=OTHER, at=AT_LAST + timedelta(hours=1))
    assert shown_to_everybody(services) == without != with_it


def test_later_batches_are_taken_back_one_after_the_other() -> None:
    services = some_services()
    shown = [shown_to_everybody(services)]
    batches = []
    for hours, name in enumerate(("示例甲", "示例乙", "示例丙")):
        batch, _ = taken_in(services, csv_of([penalty_row(1, legal_rep_name=name)]), at=NOW + timedelta(hours=hours))
        batches.append(batch)
        shown.append(shown_to_everybody(services))

    for batch in reversed(batches):
        shown.pop()
        undone(services, batch, at=NOW + timedelta(days=1))
        assert shown_to_everybody(services) == shown[-1]


def test_what_was_taken_back_was_not_supplied_and_what_takes_that_back_was() -> None:
    services = some_services()

    def supplied() -> list[datetime]:
        return [one.supplied_at for one in services.supplies.of(PENALTY)]

    taken_in(services, csv_of([penalty_row(1)]))
    batch, _ = taken_in(services, csv_of([penalty_row(2)]), at=LATER)
    older, _ = taken_in(services, csv_of([penalty_row(3)]), at=NOW + timedelta(minutes=1))
    assert supplied() == [LATER]

    first = undone(services, batch)
    assert supplied() == [NOW]
    undone(services, first, by=SENDER, at=AT_LAST)
    assert supplied() == [LATER]
    undone(services, older, at=AT_LAST)
    assert supplied() == [LATER]


def test_of_a_batch_from_before_supplies_were_kept_with_it_the_note_stays() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    earlier = msgspec.structs.replace(batch, version=batch.version + 1, supplied=None)
    services.batches.put(earlier, over=batch)

    undone(services, earlier)

    assert [one.supplied_at for one in services.supplies.of(PENALTY)] == [NOW]


def test_an_old_code_of_a_registration_that_was_taken_back_attaches_no_row() -> None:
    services = some_services()
    number = "512099000000019"
    registered, _ = taken_in(
        services, csv_of([registration_row(1, reg_no=number)], item=REGISTRATION), item=REGISTRATION
    )
    made = undo(registered.batch, by=LEAD, means=services, now=LATER)
    admit(made.batch, means=services, now=LATER, chunk_rows=4)

    batch, receipt = taken_in(services, csv_of([penalty_row(1, party_credit_code="", party_reg_no=number)]), at=LATEST)

    assert (batch.counts.held, receipt.totals.by_code) == (1, {"subject.old_code_unknown": 1})
    again = csv_of([registration_row(1, reg_no=number)], item=REGISTRATION)
    taken_in(services, again, item=REGISTRATION, at=LATEST + timedelta(minutes=1))
    data = csv_of([penalty_row(1, party_credit_code="", party_reg_no=number)])
    assert taken_in(services, data, at=AT_LAST)[0].counts.added == 1


def test_what_was_taken_back_may_be_supplied_again_as_new() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1), person_row(2)]))
    with_it = shown_to_everybody(services)
    undone(services, batch, at=LATER)

    again, receipt = taken_in(services, csv_of([penalty_row(1), person_row(2)]), at=LATEST)

    assert (again.counts.added, receipt.totals.findings) == (2, 0)
    assert shown_to_everybody(services) == with_it
    assert services.suppliers.tally_of(BODY, PENALTY).live == 2  # type: ignore[union-attr]


def test_the_profile_that_a_row_brought_along_stays_while_anything_else_stands_of_the_person() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([person_row(1)]))
    taken_in(services, csv_of([person_row(2)]), at=LATER)

    made = undone(services, batch)

    profile, *records = services.library.all()  # type: ignore[attr-defined]
    assert receipt_of(services, made.batch).totals.findings == 0
    assert (made.counts.revoked, made.counts.unchanged) == (1, 1)
    assert profile.content.status is Status.LIVE
    assert sorted(record.content.status for record in records) == [Status.LIVE, Status.WITHDRAWN]


def test_a_person_s_long_file_is_looked_through_to_its_end() -> None:
    services = some_services(library=fakes.MemoryLibrary(page_bytes=1))
    batch, _ = taken_in(services, csv_of([person_row(1)]))
    taken_in(services, csv_of([person_row(2)]), at=LATER)

    assert undone(services, batch).counts.unchanged == 1

    alone = some_services(library=fakes.MemoryLibrary(page_bytes=1))
    batch, _ = taken_in(alone, csv_of([person_row(1), person_row(2)]))
    assert undone(alone, batch).counts.revoked == 3


def test_who_sent_a_batch_does_not_take_it_back_alone_and_nobody_else_s_is_there() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    stranger = Reader(level=Level.DEPARTMENT, sub="s", role="department", body=OTHER_BODY)

    with pytest.raises(ForbiddenError, match="own_file"):
        undo(batch.batch, by=SENDER, means=services, now=LATER)
    with pytest.raises(NotFoundError):
        undo(batch.batch, by=stranger, means=services, now=LATER)
    assert undo(batch.batch, by=LEAD, means=services, now=LATER).undo_of == batch.batch


def test_what_made_nothing_and_what_is_too_long_ago_is_not_taken_back() -> None:
    services = some_services()
    nothing, _ = taken_in(services, csv_of([penalty_row(1, doc_no="")]))
    batch, _ = taken_in(services, csv_of([penalty_row(1)]), at=LATER)

    with pytest.raises(ConflictError, match="nothing_to_undo"):
        undo(nothing.batch, by=OTHER, means=services, now=LATER)
    with pytest.raises(ConflictError, match="undo_too_late"):
        undo(batch.batch, by=OTHER, means=services, now=LATER + rules().undo + timedelta(seconds=1))


def test_an_undo_that_would_take_away_too_much_waits_for_one_more_person() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(n) for n in range(1, 101)]))

    made = undone(services, batch)

    assert (made.state, made.approvals_needed) == (State.PLANNED, 1)


class _Moving:
    """A library in which a record is marked just before it is put, once or always."""

    def __init__(self, services: Services, *, always: bool) -> None:
        self._library, self._always, self._cases = services.library, always, 0

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._library, verb)

    def put(self, new: Record, *, over: Record | None) -> None:
        assert over is not None
        if self._always:
            raise StaleVersionError
        self._cases += 1
        standing = self._library.find(new.record_id)
        assert standing is not None
        self._library.put(versions.marked(standing, case=f"YY{self._cases}", at=LATER), over=standing)
        self._library.put(new, over=over)


def test_a_record_that_moves_under_it_is_looked_at_again() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    made = undo(batch.batch, by=OTHER, means=services, now=LATER)
    kept = ("batches", "receipts", "suppliers", "supplies", "ledger", "listings", "site")
    parts = {name: getattr(services, name) for name in kept}

    with pytest.raises(StaleVersionError):
        admit(
            made.batch,
            means=some_services(**parts, library=_Moving(services, always=True)),
            now=LATER,
            chunk_rows=4,
        )
    moved = admit(
        made.batch, means=some_services(**parts, library=_Moving(services, always=False)), now=LATER, chunk_rows=4
    )

    assert (moved.counts.held, _record(services).mark) == (1, "YY1")


def test_a_record_that_is_not_at_its_place_is_a_failure() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    made = undo(batch.batch, by=OTHER, means=services, now=LATER)

    with pytest.raises(RecordMissingError):
        admit(
            made.batch,
            means=some_services(batches=services.batches, receipts=services.receipts),
            now=LATER,
            chunk_rows=4,
        )


_NAMES = st.sampled_from(["示例甲", "示例乙"])
_ROWS = st.lists(
    st.builds(penalty_row, st.integers(1, 4), legal_rep_name=_NAMES)
    | st.builds(
        person_row,
        st.integers(5, 6),
        number=st.sampled_from([GROWN, ALSO_GROWN]),
        party_name=st.sampled_from(["虚构人甲", "虚构人乙"]),
    ),
    min_size=1,
    max_size=7,
)


def _file_of(rows: list[dict[str, str]]) -> bytes:
    return csv_of(rows, columns=[*dict.fromkeys(name for row in rows for name in row)])


@given(earlier=_ROWS, rows=_ROWS)
@settings(max_examples=60, deadline=None)
def test_after_an_undo_every_reader_at_every_level_is_shown_what_was_shown_before(
    earlier: list[dict[str, str]], rows: list[dict[str, str]]
) -> None:
    services = some_services()
    taken_in(services, csv_of([registration_row(1)], item=REGISTRATION), item=REGISTRATION)
    taken_in(services, _file_of(earlier), at=NOW + timedelta(minutes=1))
    before = shown_to_everybody(services)
    batch, _ = taken_in(services, _file_of(rows), at=LATER)
    with_it = shown_to_everybody(services)
    if batch.made is None:
        assert with_it == before
        return

    first = undone(services, batch)
    assert shown_to_everybody(services) == before
    undone(services, first, by=SENDER, at=AT_LAST)
    assert shown_to_everybody(services) == with_it
