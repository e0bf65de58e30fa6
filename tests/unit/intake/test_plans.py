"""Plans: what a batch would do, judged by the code that does it; what is applied is judged anew."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import ConflictError
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve, rules
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.judged import Kind
from chalicelib.intake.plans import Line, Plan, PlanCounts, Planned
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.library import versions
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.subjects import reference_of_nobody
from chalicelib.wiring import Services
from tests import fakes
from tests.factories import BODY, NOW, PENALTY, REGISTRATION, a_person, a_subject
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    GROWN,
    OTHER_BODY,
    OTHER_NAME,
    PROFILE,
    csv_of,
    penalty_row,
    person_row,
    plan_of,
    receipt_of,
    registration_row,
    sent,
    some_services,
    taken_in,
)

EARLIER = NOW + timedelta(minutes=1)
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
CHECKER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)
SENDER = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY)
OLD_NUMBER = "512099000000019"


def planned(services: Services, data: bytes, *, chunk_rows: int = CHUNK_ROWS, **changes: Any) -> tuple[Batch, Plan]:
    """Send a file that is only to be planned; return its batch and its plan."""
    number = sent(services, data, **{"at": LATER, "dry_run": True, **changes})
    batch = admit(number, means=services, now=LATER, chunk_rows=chunk_rows)
    plan = plan_of(services, number)
    assert plan is not None
    return batch, plan


def let_go(services: Services, batch: Batch, *, chunk_rows: int = CHUNK_ROWS) -> Batch:
    """Let a planned batch be applied by another than who sent it, and apply it."""
    approve(batch.batch, by=CHECKER, means=services, now=LATER)
    return admit(batch.batch, means=services, now=LATER, chunk_rows=chunk_rows)


def lines_of(services: Services, plan: Plan) -> list[Line]:
    return list(Planned(plan.batch, services.receipts).lines(plan, after=0, limit=plan.listed))


def test_a_plan_says_what_would_become_of_every_row_and_puts_nothing() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2, 3, 4)]))
    taken_in(services, csv_of([penalty_row(7, source_name=OTHER_NAME)]), body=OTHER_BODY, at=EARLIER)
    disputed, withdrawn = (services.library.records_of(a_subject(n), PENALTY)[0] for n in (3, 4))
    services.library.put(versions.marked(disputed, case="YY1", at=NOW), over=disputed)
    services.library.put(versions.withdrawn(withdrawn, act="YY2", at=NOW), over=withdrawn)
    before = repr(vars(services.library)), repr(vars(services.identities)), repr(vars(services.ledger))
    rows = [
        penalty_row(1),
        penalty_row(2, legal_rep_name="示例新代表"),
        penalty_row(3, legal_rep_name="示例新代表"),
        penalty_row(4),
        penalty_row(5),
        penalty_row(6, party_credit_code="", party_reg_no=OLD_NUMBER),
        penalty_row(7),
        penalty_row(8, decision_date="2026-02-30"),
        person_row(9),
    ]

    batch, plan = planned(services, _file_of(rows))

    assert (batch.state, batch.is_at_rest, batch.rows_done) == (State.PLANNED, True, 9)
    assert plan.counts == PlanCounts(
        rows=9, add=2, new_version=1, unchanged=1, disputed=1, conflict=2, held=1, refused=1
    )
    assert [(line.row, line.verdict, line.code, line.fields) for line in lines_of(services, plan)] == [
        (3, Kind.NEW_VERSION, None, ("legal_rep_name",)),
        (4, Kind.DISPUTED, None, ("legal_rep_name",)),
        (5, Kind.CONFLICT, "library.contradicts_withdrawal", ()),
        (7, Kind.HELD, "subject.old_code_unknown", ()),
        (8, Kind.CONFLICT, "library.of_another_body", ()),
        (9, Kind.REFUSED, "cell.date_impossible", ()),
    ]
    assert [line.row for line in lines_of(services, plan) if line.record is not None] == [3, 4, 5]
    assert (plan.judged_from, plan.judged_until, plan.is_beyond_radius) == (LATER, LATER, False)
    assert before == (repr(vars(services.library)), repr(vars(services.identities)), repr(vars(services.ledger)))
    receipt = receipt_of(services, batch.batch)
    assert (receipt.state, receipt.counts.added, receipt.counts.refused) == ("planned", 2, 3)


def test_the_state_that_a_plan_was_judged_against_is_told_by_a_hash() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))
    data = csv_of([penalty_row(1, legal_rep_name="示例新代表"), penalty_row(2)])

    _, plan = planned(services, data)
    _, same = planned(services, data, at=LATEST)
    record = services.library.records_of(a_subject(1), PENALTY)[0]
    services.library.put(versions.marked(record, case="YY1", at=NOW), over=record)
    _, other = planned(services, data, at=LATEST + timedelta(1))

    assert plan.standing == same.standing != other.standing


def test_what_moved_since_the_plan_is_judged_anew_and_the_receipt_says_so() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2, 3)]))
    batch, _ = planned(services, csv_of([penalty_row(n, legal_rep_name="示例新代表") for n in (1, 2, 3)]))
    record = services.library.records_of(a_subject(2), PENALTY)[0]
    services.library.put(versions.withdrawn(record, act="YY1", at=LATER), over=record)

    applied = let_go(services, batch)

    assert (applied.state, applied.counts.changed, applied.counts.refused) == (State.APPLIED, 2, 1)
    receipt = receipt_of(services, batch.batch)
    assert [(one.row, one.code) for one in receipt.findings] == [(3, "library.contradicts_withdrawal")]
    assert [(one.code, one.findings, one.rows) for one in receipt.platform] == [("plan.decided_anew", 1, (3,))]
    assert receipt.totals.by_code == {"library.contradicts_withdrawal": 1}


def test_a_plan_that_nobody_lets_go_lapses_and_nothing_was_put() -> None:
    services = some_services()
    batch, _ = planned(services, csv_of([penalty_row(1)]))

    assert admit(batch.batch, means=services, now=LATER + rules().planned, chunk_rows=4) == batch
    lapsed = admit(batch.batch, means=services, now=LATER + rules().planned + timedelta(1), chunk_rows=4)

    assert (lapsed.state, lapsed.reason, lapsed.is_at_rest) == (State.LAPSED, "plan.lapsed", True)
    assert receipt_of(services, batch.batch).state == "lapsed"
    assert not services.library.all()  # type: ignore[attr-defined]
    with pytest.raises(ConflictError):
        approve(batch.batch, by=CHECKER, means=services, now=LATEST)


def test_a_dry_run_of_a_body_whose_batches_are_applied_at_once_is_let_go_by_its_sender() -> None:
    services = some_services()
    batch, _ = planned(services, csv_of([penalty_row(1)]))

    approve(batch.batch, by=SENDER, means=services, now=LATER)

    assert services.admissions.sent == [batch.batch]  # type: ignore[attr-defined]
    assert admit(batch.batch, means=services, now=LATER, chunk_rows=4).state is State.APPLIED


def test_the_lines_of_a_plan_come_in_pages_across_its_parts() -> None:
    services = some_services()
    _, plan = planned(services, csv_of([penalty_row(n, decision_date="2026-02-30") for n in range(1, 12)]))
    read = Planned(plan.batch, services.receipts)

    pages = [[line.row for line in read.lines(plan, after=after, limit=5)] for after in (0, 5, 10, 15)]

    assert [lines for _, lines in plan.parts] == [4, 4, 3]
    assert pages == [[2, 3, 4, 5, 6], [7, 8, 9, 10, 11], [12], []]
    assert Planned("never", services.receipts).find("never") is None


def test_a_file_refused_while_it_is_judged_has_counted_nothing() -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(n) for n in range(1, 8)]))
    batch = services.batches.find(number)
    assert batch is not None
    judging = batch.moved(State.PLANNING, at=NOW, rows_done=4)
    services.batches.put(judging, over=batch)
    services.uploads.receive(number, b"other")  # type: ignore[attr-defined]

    refused = admit(number, means=services, now=NOW, chunk_rows=4)

    assert (refused.state, refused.rows_done, refused.counts.rows) == (State.REFUSED, 0, 0)


def test_a_person_whom_nobody_knows_is_judged_without_a_reference_and_by_the_first_name() -> None:
    services = some_services()
    rows = [person_row(n, party_name="虚构人乙" if n == 9 else "虚构人甲") for n in range(1, 10)]

    batch, plan = planned(services, csv_of(rows))

    assert plan.counts == PlanCounts(rows=9, add=9)
    assert not services.identities.references  # type: ignore[attr-defined]
    assert receipt_of(services, batch.batch).totals.by_code == {"identity.unconfirmed": 1}
    assert let_go(services, batch).counts == batch.counts


def test_a_rehearsal_knows_what_it_was_told_before_it_broke_off() -> None:
    first, person = Rehearsal(), a_person()
    first.take(a_subject(), ("C#a", "a#b"), row=7, fields={"name": "甲"})
    assert first.is_named(person, "甲")
    remembered = first.taken()

    again = Rehearsal.of([remembered])

    assert again.earlier(a_subject(), ("a#b",)) == first.earlier(a_subject(), ("C#a",))
    assert again.earlier(a_subject(2), ("a#b",)) is None
    assert (again.is_named(person, " 甲 "), again.is_named(person, "乙")) == (True, False)
    assert not again.taken().rows
    assert "甲" not in repr(remembered)


def test_the_profile_of_a_person_is_judged_without_sealing_anything() -> None:
    services = some_services()
    rows = [{"name": "虚构人甲", "id_type": "身份证", "id_no": GROWN, "is_adult": "是"}]

    batch, plan = planned(services, csv_of(rows, item=PROFILE), item=PROFILE)

    assert plan.counts == PlanCounts(rows=1, add=1)
    assert reference_of_nobody(services.documents.hash_of("resident_id", GROWN)) not in repr(vars(services.receipts))
    assert GROWN not in repr(vars(services.receipts))
    assert batch.counts.added == 1


_NUMBERS = st.integers(1, 3)
_CELLS = {
    "legal_rep_name": st.sampled_from(["示例甲", "示例乙", ""]),
    "decision_date": st.sampled_from(["2026-03-02", "2026-03-03", "2026-02-30"]),
}
_ROWS = st.lists(
    st.builds(penalty_row, _NUMBERS, **_CELLS)
    | st.builds(penalty_row, _NUMBERS, party_credit_code=st.just(""), party_reg_no=st.just(OLD_NUMBER), **_CELLS)
    | st.builds(
        person_row,
        st.integers(4, 5),
        number=st.sampled_from([GROWN, ALSO_GROWN]),
        party_name=st.sampled_from(["虚构人甲", "虚构人乙"]),
    ),
    min_size=1,
    max_size=9,
)


def _file_of(rows: list[dict[str, str]]) -> bytes:
    return csv_of(rows, columns=[*dict.fromkeys(name for row in rows for name in row)])


@given(earlier=_ROWS, rows=_ROWS, chunk_rows=st.integers(1, 5), other=st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_a_plan_comes_true_where_nothing_moves_in_between(
    earlier: list[dict[str, str]], rows: list[dict[str, str]], chunk_rows: int, other: int
) -> None:
    services = some_services()
    registered = csv_of([registration_row(1, reg_no=OLD_NUMBER)], item=REGISTRATION)
    taken_in(services, registered, item=REGISTRATION)
    taken_in(services, _file_of(earlier), at=EARLIER)

    batch, plan = planned(services, _file_of(rows), chunk_rows=chunk_rows)
    receipt = receipt_of(services, batch.batch)
    applied = let_go(services, batch, chunk_rows=other)

    assert applied.counts == batch.counts
    assert (
        plan.counts.rows == len(rows) == sum(count for name, count in _as_dict(plan.counts).items() if name != "rows")
    )
    assert receipt_of(services, batch.batch).findings == receipt.findings


def _as_dict(counts: PlanCounts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in counts.__struct_fields__}


def test_a_batch_of_a_body_with_nothing_noted_waits_for_a_second_person() -> None:
    services = some_services(suppliers=fakes.MemorySuppliers())
    number = sent(services, csv_of([penalty_row(1)]))

    batch = admit(number, means=services, now=NOW, chunk_rows=4)

    assert (batch.state, batch.approvals_needed, batch.is_at_rest) == (State.PLANNED, 1, True)
    assert let_go(services, batch).state is State.APPLIED
