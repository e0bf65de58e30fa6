"""Full statements: what a file that states everything lacks ends, once somebody else lets it; and how both compare."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import StaleVersionError
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.intake.batches import Batch, Counts, Message, State
from chalicelib.intake.judged import Judged, Kind
from chalicelib.intake.plans import Plan, PlanCounts
from chalicelib.intake.reconciliations import Compared, Reconciliation, Tallied, days_of, reconciled
from chalicelib.intake.stock import record_ids_of
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Reason, Record, Status
from chalicelib.wiring import Services
from tests import fakes
from tests.factories import BODY, NOW, PENALTY, REGISTRATION, a_subject
from tests.journeys.killing import Intruder, KilledError, Killer, Moment, counted
from tests.unit.intake.showing import shown_to_everybody
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    OTHER_BODY,
    OTHER_NAME,
    TODAY,
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
from tests.unit.intake.telling import PERMIT, SERIOUS, listed_row, message_file, permit_row, told

LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
OTHER, THIRD = (Reader(level=Level.DEPARTMENT, sub=f"department-{n}", role="department", body=BODY) for n in (2, 3))


def _file(*rows: dict[str, str]) -> bytes:
    return csv_of(rows, columns=[*dict.fromkeys(name for row in rows for name in row)])


def _stated(services: Services, data: bytes, *, item: str = PENALTY, at: Any = LATER) -> tuple[Batch, Plan]:
    number = sent(services, data, item=item, message=Message.RESYNC, at=at)
    batch = admit(number, means=services, now=at, chunk_rows=CHUNK_ROWS)
    plan = plan_of(services, number)
    assert plan is not None
    return batch, plan


def _let_go(services: Services, batch: Batch, *, at: Any = LATER) -> Batch:
    approve(batch.batch, by=OTHER, means=services, now=at)
    return admit(batch.batch, means=services, now=at, chunk_rows=CHUNK_ROWS)


def _record(services: Services, n: int, item: str = PENALTY) -> Record:
    (record,) = services.library.records_of(a_subject(n), item)
    return record


def _codes(services: Services, batch: Batch) -> list[str]:
    return [one.code for one in receipt_of(services, batch.batch).findings]


def test_what_the_file_lacks_ends_once_another_lets_it_and_both_are_compared_by_day() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in range(1, 9)]))
    april = {"decision_date": "2026-04-01"}
    data = csv_of(
        [*(penalty_row(n) for n in (1, 2, 3)), penalty_row(4, legal_rep_name="示例新"), penalty_row(9, **april)]
    )

    batch, plan = _stated(services, data)

    assert (batch.state, batch.is_at_rest, batch.approvals_needed) == (State.PLANNED, True, 1)
    assert plan.counts == PlanCounts(rows=9, add=1, new_version=1, unchanged=3, expire=4)
    assert (plan.live, plan.withdraws_or_changes) == (8, 5)
    total = {"same": 3, "different": 1, "only_here": 4, "only_there": 1}
    assert plan.reconciliation == Reconciliation(
        total=Compared(day=None, here=8, there=5, **total),
        rows_kept_out=0,
        days=(
            Compared(day="2026-03-02", here=8, there=4, **{**total, "only_there": 0}),
            Compared(day="2026-04-01", here=0, there=1, same=0, different=0, only_here=0, only_there=1),
        ),
    )
    assert all(_record(services, n).content.status is Status.LIVE for n in range(1, 9))

    applied = _let_go(services, batch)

    assert applied.counts == Counts(rows=9, added=1, changed=1, unchanged=3, expired=4)
    ended = [_record(services, n).content for n in (5, 6, 7, 8)]
    assert {(one.status, one.reason, one.act) for one in ended} == {(Status.WITHDRAWN, Reason.ANNOUNCED, batch.batch)}
    assert services.suppliers.tally_of(BODY, PENALTY).live == 5  # type: ignore[union-attr]
    findings = receipt_of(services, batch.batch).findings
    assert [one.code for one in findings] == ["resync.day_differs", "resync.day_differs", "resync.reconciled"]
    assert findings[-1].message_zh.startswith("全量核对：平台8条，报送5条；一致3条，不同1条，仅平台有4条，仅报送有1条")
    assert services.supplies.of(PENALTY)[0].supplied_at == LATER


def test_the_same_statement_again_changes_nothing_and_taken_back_it_leaves_everybody_as_before() -> None:
    services = some_services()
    taken_in(services, _file(*(penalty_row(n) for n in range(1, 6)), person_row(6), person_row(7, number=ALSO_GROWN)))
    before = shown_to_everybody(services)
    data = _file(penalty_row(1), person_row(6))

    first = _let_go(services, _stated(services, data)[0])
    held = services.library.all()  # type: ignore[attr-defined]
    again = _let_go(services, _stated(services, data, at=LATEST)[0], at=LATEST)

    assert (first.counts.expired, again.counts) == (5, Counts(rows=2, unchanged=2))
    assert services.library.all() == held  # type: ignore[attr-defined]
    at = LATEST + timedelta(hours=1)
    admit(undo(first.batch, by=OTHER, means=services, now=at).batch, means=services, now=at, chunk_rows=CHUNK_ROWS)
    assert shown_to_everybody(services) == before


def test_what_ended_so_may_be_supplied_again_with_what_was_decided_of_it() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))
    standing = _record(services, 2)
    services.library.put(versions.publication_ended(standing, case="YY1", at=NOW), over=standing)
    standing = _record(services, 1)
    services.library.put(versions.corrected(standing, {"fine_amount_wan": "2"}, case="YY2", at=NOW), over=standing)
    right = penalty_row(1, fine_amount_wan="2")
    _let_go(services, _stated(services, csv_of([penalty_row(2)]))[0])
    assert _record(services, 1).content.status is Status.WITHDRAWN

    batch, _ = taken_in(services, csv_of([right]), at=LATEST)

    content = _record(services, 1).content
    assert (batch.counts.added, content.status, content.announced) == (1, Status.LIVE, None)
    assert (content.corrected_by, content.superseded_fields) == ("YY2", ("fine_amount_wan",))


def test_what_ended_so_and_came_again_by_a_batch_that_was_taken_back_still_has_what_was_decided_of_it() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))
    standing = _record(services, 1)
    services.library.put(versions.corrected(standing, {"fine_amount_wan": "2"}, case="YY2", at=NOW), over=standing)
    _let_go(services, _stated(services, csv_of([penalty_row(2)]))[0])
    before = shown_to_everybody(services)
    right, at = csv_of([penalty_row(1, fine_amount_wan="2")]), LATEST + timedelta(hours=1)
    batch, _ = taken_in(services, right, at=LATEST)

    admit(undo(batch.batch, by=OTHER, means=services, now=at).batch, means=services, now=at, chunk_rows=CHUNK_ROWS)
    assert (_record(services, 1).content.is_left_out, shown_to_everybody(services)) == (True, before)
    wrong, _ = taken_in(services, csv_of([penalty_row(1)]), at=at)
    again, _ = taken_in(services, right, at=at + timedelta(minutes=1))

    content = _record(services, 1).content
    assert (wrong.counts.refused, again.counts.added, content.status) == (1, 1, Status.LIVE)
    assert (content.corrected_by, content.superseded_fields) == ("YY2", ("fine_amount_wan",))


def test_where_a_row_was_kept_out_nothing_ends() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2, 3)]))

    batch, plan = _stated(services, csv_of([penalty_row(1), penalty_row(2, decision_date="2026-02-30")]))
    applied = _let_go(services, batch)

    assert plan.counts == PlanCounts(rows=4, unchanged=1, refused=1, held=2)
    assert applied.counts == Counts(rows=4, unchanged=1, refused=1, held=2)
    assert _record(services, 3).content.status is Status.LIVE
    assert sorted(_codes(services, batch)) == [
        "cell.date_impossible",
        "resync.day_differs",
        "resync.reconciled",
        "resync.rows_kept_out",
    ]
    assert plan.reconciliation is not None
    assert (plan.reconciliation.rows_kept_out, plan.reconciliation.total.only_here) == (1, 2)


def test_a_row_of_too_few_columns_is_a_row_kept_out() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))

    _, plan = _stated(services, csv_of([penalty_row(1)]) + "虚构,无此行\r\n".encode())

    assert (plan.counts.held, plan.counts.expire) == (1, 0)


def test_what_ended_already_is_disputed_or_is_not_ones_own_need_not_be_stated() -> None:
    services = some_services()
    taken_in(services, csv_of([listed_row(n) for n in range(1, 6)], item=SERIOUS), item=SERIOUS)
    other = csv_of([listed_row(6, source_name=OTHER_NAME)], item=SERIOUS)
    taken_in(services, other, item=SERIOUS, body=OTHER_BODY, at=NOW + timedelta(minutes=1))
    at = NOW + timedelta(minutes=2)
    taken_in(
        services,
        message_file(Message.LIST_OUT, [told(Message.LIST_OUT, listed_row(2), item=SERIOUS)], item=SERIOUS),
        item=SERIOUS,
        message=Message.LIST_OUT,
        at=at,
    )
    repaired, disputed = _record(services, 3, SERIOUS), _record(services, 4, SERIOUS)
    services.library.put(versions.repaired(repaired, {}, case="XF1", at=at), over=repaired)
    services.library.put(versions.marked(disputed, case="YY1", at=at), over=disputed)

    batch, plan = _stated(services, csv_of([listed_row(1)], item=SERIOUS), item=SERIOUS)
    applied = _let_go(services, batch)

    assert plan.counts == PlanCounts(rows=3, unchanged=1, held=1, expire=1)
    assert applied.counts == Counts(rows=3, unchanged=1, held=1, expired=1)
    assert _record(services, 5, SERIOUS).content.status is Status.WITHDRAWN
    assert _record(services, 4, SERIOUS).content.status is Status.LIVE


def test_what_moved_since_the_plan_is_judged_anew_and_what_came_since_stays() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2, 3)]))
    batch, plan = _stated(services, csv_of([penalty_row(1)]))
    taken_in(services, csv_of([penalty_row(2, legal_rep_name="示例新代表"), penalty_row(4)]), at=LATEST)

    applied = _let_go(services, batch, at=LATEST)

    assert (plan.counts.expire, applied.counts.expired, applied.counts.unchanged) == (2, 1, 2)
    assert [_record(services, n).content.status for n in (2, 3, 4)] == [Status.LIVE, Status.WITHDRAWN, Status.LIVE]
    (anew,) = [one for one in receipt_of(services, batch.batch).platform if one.code == "plan.decided_anew"]
    assert anew.rows == (), "a record that is in no row is no row of the file handed back with remarks"


def test_a_record_whose_number_a_case_corrected_is_named_by_either_number() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))
    for n in (1, 2):
        standing = _record(services, n)
        new = versions.corrected(standing, {"doc_no": f"虚构罚字〔2026〕{n}0号"}, case="YY1", at=NOW)
        services.library.put(new, over=standing)

    _, plan = _stated(services, csv_of([penalty_row(1, doc_no="虚构罚字〔2026〕10号"), penalty_row(2)]))

    assert plan.counts.expire == 0


def test_a_row_without_a_credit_code_names_whom_it_names_by_what_tells_it_apart() -> None:
    services = some_services()
    reg_no = "512099000000019"
    taken_in(services, csv_of([registration_row(1, reg_no=reg_no)], item=REGISTRATION), item=REGISTRATION)
    taken_in(services, _file(penalty_row(1), person_row(2), penalty_row(3)))

    by_old_code = penalty_row(1, party_credit_code="", party_reg_no=reg_no)
    _, plan = _stated(services, _file(by_old_code, person_row(2)))

    assert (plan.counts.expire, plan.reconciliation.total.only_here) == (1, 1)  # type: ignore[union-attr]


def test_a_row_that_is_in_the_file_twice_is_compared_once() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))

    _, plan = _stated(services, csv_of([penalty_row(1), penalty_row(1)]))

    assert plan.reconciliation is not None
    assert plan.reconciliation.total == Compared(
        day=None, here=1, there=1, same=1, different=0, only_here=0, only_there=0
    )


def test_rows_that_are_no_records_are_of_no_day() -> None:
    days = days_of(
        [
            Judged(2, Kind.REFUSED, "cell.required"),
            Judged(3, Kind.UNCHANGED),
            Judged(4, Kind.UNCHANGED, "row.repeats_earlier", "m~a~b~2026-03-02~c"),
            Judged(5, Kind.CONFLICT, "library.of_another_body", "m~a~b~2026-03-02~c"),
        ]
    )

    assert days == {"": Tallied(different=1), "2026-03-02": Tallied(different=1)}
    assert reconciled([days, days]).rows_kept_out == 2


@given(
    here=st.sets(st.integers(1, 12)), there=st.sets(st.integers(1, 12), min_size=1), changed=st.sets(st.integers(1, 12))
)
@settings(max_examples=30, deadline=None)
def test_the_counts_are_those_of_the_two_sets(here: set[int], there: set[int], changed: set[int]) -> None:
    services = some_services()
    if here:
        taken_in(services, csv_of([penalty_row(n) for n in sorted(here)]))
    rows = [penalty_row(n, **({"legal_rep_name": "示例新"} if n in changed else {})) for n in sorted(there)]

    batch, plan = _stated(services, csv_of(rows))
    _let_go(services, batch)

    assert plan.reconciliation is not None
    assert plan.reconciliation.total == Compared(
        day=None,
        here=len(here),
        there=len(there),
        same=len((here & there) - changed),
        different=len(here & there & changed),
        only_here=len(here - there),
        only_there=len(there - here),
    )
    live = {n for n in range(1, 13) if any(one.content.status is Status.LIVE for one in _all_of(services, n))}
    assert live == there


def _all_of(services: Services, n: int) -> list[Record]:
    return list(services.library.records_of(a_subject(n), PENALTY))


def test_what_was_noted_after_an_instant_is_no_stock_of_it() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))

    def found(until: Any) -> int:
        return len(list(record_ids_of(BODY, PENALTY, means=services, today=TODAY, until=until)))

    assert (found(NOW), found(NOW - timedelta(seconds=1))) == (1, 0)


class _Overtaken(fakes.MemoryLibrary):
    """A library in which others change whatever a full statement would end, each time before it does."""

    def put(self, new: Record, *, over: Record | None) -> None:
        if new.content.is_left_out and over is not None:
            super().put(versions.stated(over, "虚构的声明。", case="YY1", at=NOW), over=over)
            raise StaleVersionError
        super().put(new, over=over)


def test_a_record_that_others_change_at_every_try_is_left_to_another_run() -> None:
    services = some_services(library=_Overtaken())
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))
    batch, _ = _stated(services, csv_of([penalty_row(1)]))

    with pytest.raises(StaleVersionError):
        _let_go(services, batch)

    assert _record(services, 2).content.status is Status.LIVE


def test_a_record_of_which_something_else_was_announced_before_ends_like_any() -> None:
    services = some_services()
    taken_in(services, csv_of([permit_row(1), permit_row(2)], item=PERMIT), item=PERMIT)
    void = told(Message.STATUS, permit_row(2), item=PERMIT, permit_status="无效")
    at = NOW + timedelta(minutes=1)
    taken_in(services, message_file(Message.STATUS, [void], item=PERMIT), item=PERMIT, message=Message.STATUS, at=at)

    batch, _ = _stated(services, csv_of([permit_row(1)], item=PERMIT), item=PERMIT)

    assert _let_go(services, batch).counts == Counts(rows=2, unchanged=1, expired=1)
    assert _record(services, 2, PERMIT).content.is_left_out


def _two_left_out() -> tuple[Services, Batch]:
    """A full statement that two of three records are not in, let go on."""
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in (1, 2, 3)]))
    batch, _ = _stated(services, csv_of([penalty_row(1)]))
    return services, approve(batch.batch, by=OTHER, means=services, now=LATER)


def _statuses(services: Services) -> list[Status]:
    return [_record(services, n).content.status for n in (1, 2, 3)]


def test_a_full_statement_that_breaks_off_is_gone_on_with_and_ends_each_record_once() -> None:
    services, batch = _two_left_out()
    counting = Killer()
    ended = admit(batch.batch, means=counted(services, lambda: counting), now=LATER, chunk_rows=CHUNK_ROWS)
    versions_then = [_record(services, n).version for n in (1, 2, 3)]

    for call in range(1, counting.calls + 1):
        services, batch = _two_left_out()
        killer = Killer(at=call, moment=Moment.AFTER)
        with pytest.raises(KilledError):
            admit(batch.batch, means=counted(services, lambda: killer), now=LATER, chunk_rows=CHUNK_ROWS)  # noqa: B023
        after = admit(batch.batch, means=services, now=LATER, chunk_rows=CHUNK_ROWS)

        assert (after.counts, _statuses(services)) == (ended.counts, [Status.LIVE, Status.WITHDRAWN, Status.WITHDRAWN])
        assert [_record(services, n).version for n in (1, 2, 3)] == versions_then


def test_a_record_that_is_marked_while_it_is_being_ended_stays() -> None:
    services, batch = _two_left_out()
    before = Intruder(lambda: None)
    admit(batch.batch, means=counted(services, lambda: before), now=LATER, chunk_rows=CHUNK_ROWS)
    left_to_the_case = 0

    for call in range(1, before.calls + 1):
        services, batch = _two_left_out()

        def mark(services: Services = services) -> None:
            standing = _record(services, 2)
            services.library.put(versions.marked(standing, case="YY1", at=LATER), over=standing)

        intruder = Intruder(mark, at=call)
        admit(batch.batch, means=counted(services, lambda: intruder), now=LATER, chunk_rows=CHUNK_ROWS)  # noqa: B023

        record = _record(services, 2)
        assert record.mark == "YY1"
        left_to_the_case += record.content.status is Status.LIVE
    assert 0 < left_to_the_case < before.calls
