"""Large files: when they are fanned out, what is sent when, what is passed over, and what is left of it."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, Fan, State
from chalicelib.intake.fanning import NEVER, FannedWork, Fanning, missing_in, take_ahead
from chalicelib.intake.pieces import Index as AnIndex
from chalicelib.intake.pieces import PieceMissingError, keep, read
from chalicelib.intake.reading.headers import Header
from chalicelib.intake.taking import OvertakenError
from chalicelib.wiring import Services
from tests.factories import NOW, REGISTRATION, a_batch
from tests.fakes import MemoryAdmissions
from tests.fakes_fanning import MemoryPortionQueue, MemoryPortions
from tests.journeys.fanned import file_of
from tests.unit.intake.standing import (
    CHUNK_ROWS,
    PROFILE,
    csv_of,
    penalty_row,
    person_row,
    receipt_of,
    registration_row,
    sent,
    some_services,
)

FANNING = Fanning(above_rows=4, portion_rows=2)
INDEX = AnIndex(sheet=None, header=Header((), {}, {}, 1), pieces=())


@pytest.fixture
def services() -> Services:
    return some_services()


def _queue(services: Services) -> MemoryPortionQueue:
    assert isinstance(services.portion_queue, MemoryPortionQueue)
    return services.portion_queue


def _asked(services: Services) -> list[str]:
    assert isinstance(services.admissions, MemoryAdmissions)
    return services.admissions.sent


def _kept(services: Services) -> dict[tuple[str, str], bytes]:
    assert isinstance(services.portions, MemoryPortions)
    return services.portions.kept


def _admitted(services: Services, number: str, *, after: timedelta = timedelta(0), fanning: Fanning = FANNING) -> Batch:
    return admit(number, means=services, now=NOW + after, chunk_rows=CHUNK_ROWS, fanning=fanning)


def _brought_to_rest(services: Services, number: str) -> Batch:
    for _ in range(9):
        batch = _admitted(services, number)
        if batch.is_at_rest:
            return batch
        while _queue(services).sent:
            take_ahead(*_queue(services).sent.pop(), means=services, now=NOW)
    message = f"the batch stays {batch.state}"
    raise AssertionError(message)


def _a_file(rows: int) -> bytes:
    return csv_of([penalty_row(n) for n in range(1, rows + 1)])


@pytest.mark.parametrize(("rows", "portions"), [(4, 0), (5, 3), (6, 3)])
def test_a_file_is_fanned_out_above_so_many_rows(services: Services, rows: int, portions: int) -> None:
    batch = _admitted(services, sent(services, _a_file(rows)))

    assert (batch.state, batch.fan is None) == ((State.PLANNING, False) if portions else (State.APPLIED, True))
    assert _queue(services).sent == [(batch.batch, one) for one in range(portions)]


def test_nothing_is_fanned_out_where_nobody_asks_for_it(services: Services) -> None:
    assert _admitted(services, sent(services, _a_file(9)), fanning=NEVER).state is State.APPLIED
    assert _kept(services) == {}


def test_a_plan_that_was_begun_by_one_run_is_ended_by_one(services: Services) -> None:
    number = sent(services, _a_file(9), dry_run=True)
    batch = services.batches.find(number)
    assert batch is not None
    begun = batch.moved(State.PLANNING, at=NOW, planned_from=NOW, rows_done=CHUNK_ROWS)
    services.batches.put(begun, over=batch)

    ended = _admitted(services, number)

    assert (ended.state, ended.rows_done, ended.fan, _kept(services)) == (State.PLANNED, 9, None, {})


def test_what_is_missing_is_sent_again_after_a_time_and_no_earlier(services: Services) -> None:
    number = sent(services, _a_file(5))
    _admitted(services, number)
    _queue(services).sent.clear()
    take_ahead(number, 1, means=services, now=NOW)

    early = _admitted(services, number, after=FANNING.sent_again_after - timedelta(seconds=1))
    assert (_queue(services).sent, early.version) == ([], services.batches.find(number).version)  # type: ignore[union-attr]
    _admitted(services, number, after=FANNING.sent_again_after)
    assert _queue(services).sent == [(number, 0), (number, 2)]


def test_a_portion_is_taken_once_and_who_comes_again_asks_that_they_be_joined(services: Services) -> None:
    number = sent(services, _a_file(5))
    _admitted(services, number)
    kept = dict(_kept(services))

    assert take_ahead(number, 0, means=services, now=NOW)
    first = {name: one for name, one in _kept(services).items() if name not in kept}
    assert take_ahead(number, 0, means=services, now=NOW + timedelta(days=1))
    assert {name: one for name, one in _kept(services).items() if name not in kept} == first
    assert (len(first), _asked(services)) == (1, [])
    for portion in (2, 1, 1):
        assert take_ahead(number, portion, means=services, now=NOW)
    assert _asked(services) == [number, number]


def test_nothing_is_taken_of_a_batch_that_waits_for_no_portion(services: Services) -> None:
    number = sent(services, _a_file(5))
    batch = _admitted(services, number)
    assert batch.fan is not None
    joining = msgspec.structs.replace(batch, version=batch.version + 1, rows_done=2)
    services.batches.put(joining, over=batch)

    assert not take_ahead(number, 0, means=services, now=NOW)
    assert not take_ahead("none", 0, means=services, now=NOW)
    assert missing_in(joining, means=services) == []
    assert missing_in(a_batch(), means=services) == []


def test_pieces_are_there_while_they_are_needed_and_hold_nothing_afterwards(services: Services) -> None:
    number = sent(services, _a_file(5))
    batch = _admitted(services, number)
    assert batch.fan is not None
    assert len(_kept(services)) == 3 + 1
    assert (batch.fan.rows, batch.fan.portions, [batch.fan.last_of(n) for n in range(3)]) == (5, 3, [2, 4, 5])

    applied = _brought_to_rest(services, number)

    assert (applied.state, applied.counts.added, applied.fan) == (State.APPLIED, 5, None)
    assert _kept(services) == {}


def test_a_dry_run_leaves_no_piece_while_it_rests(services: Services) -> None:
    planned = _brought_to_rest(services, sent(services, _a_file(5), dry_run=True))

    assert (planned.state, planned.is_at_rest, planned.fan, _kept(services)) == (State.PLANNED, True, None, {})


@pytest.mark.parametrize(("item", "row"), [(REGISTRATION, registration_row), (PROFILE, None)])
def test_registrations_are_fanned_out_too(services: Services, item: str, row: Any) -> None:
    profiles = [
        {"name": "虚构人甲", "id_type": "身份证", "id_no": number, "gender": "男"}
        for number in ("512002199003070019", "51202219880808008X")
    ]
    rows = profiles * 3 if row is None else [row(n) for n in range(1, 6)]
    data = csv_of(rows, item=item)
    alone = some_services()
    number = sent(services, data, item=item)
    assert sent(alone, data, item=item) == number

    fanned, one = _brought_to_rest(services, number), _admitted(alone, number, fanning=NEVER)

    assert fanned.counts == one.counts
    assert services.library.all() == alone.library.all()  # type: ignore[attr-defined]  # the fake's own


def test_a_portion_in_which_no_row_can_be_read_is_passed(services: Services) -> None:
    wide = b",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,x\r\n"
    people = file_of([person_row(1), person_row(2)])
    data = people + wide * 2 + b"".join(file_of([person_row(n)]).splitlines(keepends=True)[1] for n in (3, 4))
    alone = some_services()
    number = sent(services, data)
    sent(alone, data)

    fanned, one = _brought_to_rest(services, number), _admitted(alone, number, fanning=NEVER)

    assert (fanned.counts, fanned.counts.added, fanned.counts.refused) == (one.counts, 4, 2)
    assert receipt_of(services, number) == receipt_of(alone, number)


def test_a_piece_that_is_gone_is_a_failure_of_ours(services: Services) -> None:
    name = keep("B-1", INDEX, beginning="planning-", portions=services.portions)
    assert read("B-1", name, kind=AnIndex, portions=services.portions) == INDEX

    with pytest.raises(PieceMissingError):
        read("B-2", name, kind=AnIndex, portions=services.portions)


def test_a_run_goes_on_as_long_as_the_same_portions_are_waited_for() -> None:
    fan = Fan(index="i", rows=4, size=2, split_at=NOW)
    batch = a_batch(state=State.PLANNING, fan=fan)
    later = batch.moved(State.PLANNING, at=NOW, fan=msgspec.structs.replace(fan, sent_at=NOW))

    assert later.stands_as(batch)
    assert a_batch().stands_as(a_batch())
    assert not a_batch().moved(State.PLANNING, at=NOW).stands_as(a_batch())
    assert not batch.moved(State.PLANNING, at=NOW, fan=None).stands_as(batch)
    assert not batch.moved(State.PLANNING, at=NOW, rows_done=2).stands_as(batch)
    assert not batch.moved(State.APPLYING, at=NOW).stands_as(batch)
    assert not batch.moved(State.PLANNING, at=NOW, fan=msgspec.structs.replace(fan, index="j")).stands_as(batch)


def test_a_piece_that_is_gone_while_it_is_waited_for_fails_and_one_that_was_joined_meanwhile_does_not(
    services: Services,
) -> None:
    number = sent(services, _a_file(5))
    batch = _admitted(services, number)
    assert batch.fan is not None
    services.portions.delete_all(number, beginning="planning-")
    with pytest.raises(PieceMissingError):
        take_ahead(number, 0, means=services, now=NOW)

    work = FannedWork(batch, batch.fan, means=services, now=NOW)
    services.batches.put(batch.moved(State.PLANNED, at=NOW, fan=None), over=batch)
    with pytest.raises(OvertakenError):
        work.judged_ahead(0)
