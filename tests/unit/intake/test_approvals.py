"""Who lets a batch be applied, and how far it may reach."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, DataFileError, ForbiddenError, NotFoundError, StaleVersionError
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import (
    Practice,
    Tally,
    approve,
    batch_for,
    count_live,
    practise,
    reach_of,
    rules,
    rules_in,
)
from chalicelib.intake.batches import Batch, Message, State
from chalicelib.intake.chains import PartMissingError
from chalicelib.intake.plans import PlanCounts
from chalicelib.library.readers import Level, Reader
from chalicelib.terms import tables
from chalicelib.wiring import Services
from tests import fakes
from tests.factories import BODY, NOW, PENALTY, a_batch, a_ticket
from tests.unit.intake.standing import OTHER_BODY, csv_of, penalty_row, plan_of, sent, some_services, taken_in

LATER = NOW + timedelta(hours=1)


def _member(n: int = 2, body: str = BODY) -> Reader:
    return Reader(level=Level.DEPARTMENT, sub=f"department-{n}", role="department", body=body)


LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead", body="centre")


def _waiting(suppliers: fakes.MemorySuppliers | None = None) -> tuple[Services, Batch]:
    services = some_services(suppliers=suppliers or fakes.MemorySuppliers())
    number = sent(services, csv_of([penalty_row(1)]))
    return services, admit(number, means=services, now=NOW, chunk_rows=4)


def test_a_batch_is_let_go_by_another_than_who_sent_it_and_then_only_asked_for_once() -> None:
    services, batch = _waiting()

    with pytest.raises(ForbiddenError, match="own_file"):
        approve(batch.batch, by=_member(1), means=services, now=LATER)
    approved = approve(batch.batch, by=_member(2), means=services, now=LATER)
    again = approve(batch.batch, by=_member(2), means=services, now=LATER)

    assert approved == again
    assert approved.may_be_applied
    assert [(one.by, one.role, one.at) for one in approved.approvals] == [("department-2", "department", LATER)]
    assert services.admissions.sent == [batch.batch]  # type: ignore[attr-defined]
    assert admit(batch.batch, means=services, now=LATER, chunk_rows=4).state is State.APPLIED
    assert approve(batch.batch, by=_member(2), means=services, now=LATER).state is State.APPLIED
    with pytest.raises(ConflictError, match="not_planned"):
        approve(batch.batch, by=_member(3), means=services, now=LATER)


def test_the_centre_may_let_a_batch_go_and_another_body_knows_nothing_of_it() -> None:
    services, batch = _waiting()

    with pytest.raises(NotFoundError):
        approve(batch.batch, by=_member(2, OTHER_BODY), means=services, now=LATER)
    with pytest.raises(NotFoundError):
        batch_for("never", by=LEAD, means=services)

    assert approve(batch.batch, by=LEAD, means=services, now=LATER).may_be_applied


def test_two_who_let_a_batch_go_at_once_are_both_counted_or_told_that_it_moved() -> None:
    services, batch = _waiting()

    class Overtaken:
        """Batches that another always moves first, for some puts."""

        def __init__(self, left: int) -> None:
            self.left = left

        def find(self, number: str) -> Batch | None:
            return services.batches.find(number)

        def put(self, new: Batch, *, over: Batch | None) -> None:
            if self.left:
                self.left -= 1
                raise StaleVersionError
            services.batches.put(new, over=over)

    once = some_services(batches=Overtaken(1), suppliers=services.suppliers)
    always = some_services(batches=Overtaken(99), suppliers=services.suppliers)

    with pytest.raises(StaleVersionError):
        approve(batch.batch, by=_member(2), means=always, now=LATER)
    assert approve(batch.batch, by=_member(2), means=once, now=LATER).may_be_applied


def _changing(services: Services, count: int, *, at: Any = LATER) -> Batch:
    rows = [penalty_row(n, legal_rep_name=f"示例{at:%H%M}") for n in range(1, count + 1)]
    return admit(sent(services, csv_of(rows), at=at), means=services, now=at, chunk_rows=50)


def test_a_batch_that_reaches_too_far_waits_for_one_more_person_even_where_it_would_go_at_once() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(n) for n in range(1, 121)]))

    few, many = _changing(services, 99), _changing(services, 100, at=LATER + timedelta(hours=1))

    plan = plan_of(services, many.batch)
    assert plan is not None
    assert (few.state, many.state, many.approvals_needed) == (State.APPLIED, State.PLANNED, 1)
    assert (plan.live, plan.withdraws_or_changes, plan.is_beyond_radius) == (120, 100, True)
    approve(many.batch, by=_member(2), means=services, now=LATER)
    assert admit(many.batch, means=services, now=LATER, chunk_rows=50).counts.changed == 100


def test_beyond_the_radius_checker_and_one_more_must_let_it() -> None:
    suppliers = fakes.MemorySuppliers()
    suppliers.put_tally(Tally(body=BODY, item=PENALTY, version=1, live=400), over=None)
    batch = a_batch()

    near = reach_of(batch, PlanCounts(rows=120, new_version=60, disputed=20), suppliers=suppliers)
    far = reach_of(batch, PlanCounts(rows=120, new_version=60, disputed=20, revoke=15, expire=6), suppliers=suppliers)

    assert (near.approvals_needed, far.approvals_needed, far.is_beyond) == (1, 2, True)
    undo, erasure = (a_batch(ticket=a_ticket(message=message)) for message in (Message.UNDO, Message.ERASURE))
    assert [
        reach_of(one, PlanCounts(rows=1, revoke=1), suppliers=suppliers).approvals_needed for one in (undo, erasure)
    ] == [0, 1]


def test_live_records_are_counted_once_a_batch_and_tell_what_came_and_went() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1), penalty_row(2)]))
    batch = a_batch(batch="other", live=-1)

    count_live(batch, suppliers=services.suppliers)
    count_live(batch, suppliers=services.suppliers)

    tally = services.suppliers.tally_of(BODY, PENALTY)
    assert tally is not None
    assert (tally.live, tally.version, tally.counted[-1]) == (1, 2, "other")


def test_a_tally_that_always_moves_leaves_the_batch_for_the_next_message() -> None:
    class Contended(fakes.MemorySuppliers):
        """Tallies that another always moves first."""

        def put_tally(self, *_: Tally, **__: Tally | None) -> None:
            raise StaleVersionError

    with pytest.raises(StaleVersionError):
        count_live(a_batch(), suppliers=Contended())


def test_a_practice_says_who_noted_it_and_when_and_replaces_the_version_that_was_read() -> None:
    services = some_services(suppliers=fakes.MemorySuppliers())

    noted = practise(BODY, is_at_once=True, replaces=0, by=LEAD, means=services, now=NOW)
    same = practise(BODY, is_at_once=True, replaces=1, by=LEAD, means=services, now=LATER)
    with pytest.raises(StaleVersionError):
        practise(BODY, is_at_once=False, replaces=0, by=LEAD, means=services, now=LATER)
    other = practise(BODY, is_at_once=False, replaces=1, by=LEAD, means=services, now=LATER)

    assert noted == same == Practice(body=BODY, version=1, is_at_once=True, set_by="lead-1", set_at=NOW)
    assert other == msgspec.structs.replace(noted, version=2, is_at_once=False, set_at=LATER)
    assert services.suppliers.practice_of(BODY) == other
    with pytest.raises(NotFoundError):
        practise("nobody", is_at_once=True, replaces=0, by=LEAD, means=services, now=NOW)


def test_the_platform_s_own_rules_let_nobody_apply_alone() -> None:
    assert not rules().at_once
    assert (rules().share_percent, rules().at_least) == (20, 100)


@pytest.mark.parametrize(
    "broken",
    [
        {"at_once": 1},
        {"basis": "nowhere"},
        {"confirmed": "no"},
        {"radius": {"share_percent": 101, "at_least": 1}},
        {"radius": {"share_percent": 20, "at_least": 0}},
        {"radius": {"share_percent": True, "at_least": 1}},
        {"terms": {"planned_days": 7}},
        {"further": 1},
    ],
)
def test_a_table_that_is_not_sound_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        rules_in({**tables.table("intake/applying"), **broken})


def test_where_two_must_let_it_one_is_not_enough() -> None:
    services, batch = _waiting()
    two = msgspec.structs.replace(batch, version=batch.version + 1, approvals_needed=2)
    services.batches.put(two, over=batch)

    first = approve(batch.batch, by=_member(2), means=services, now=LATER)
    assert (first.is_at_rest, services.admissions.sent) == (True, [])  # type: ignore[attr-defined]
    second = approve(batch.batch, by=LEAD, means=services, now=LATER)

    assert second.may_be_applied
    assert services.admissions.sent == [batch.batch]  # type: ignore[attr-defined]


def test_a_part_of_a_plan_that_is_gone_is_a_failure() -> None:
    services, batch = _waiting()
    services.receipts.files = {}  # type: ignore[attr-defined]
    approve(batch.batch, by=LEAD, means=services, now=LATER)

    with pytest.raises(PartMissingError):
        admit(batch.batch, means=services, now=LATER, chunk_rows=4)
