"""A file that is too large for one form: its ticket, links to what is missing, joining, and giving up."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import ConflictError, NotFoundError, OversizeError
from chalicelib.intake import sending, tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.tickets import PART_BYTES, Bounds
from chalicelib.wiring import Services
from tests.factories import BODY, NOW
from tests.fakes import MemoryUploads
from tests.unit.intake.standing import CHUNK_ROWS, OTHER_BODY, a_declaration, csv_of, penalty_row, sent, some_services

# Small enough to be sent in a test: whatever is larger than ten bytes goes in parts.
BOUNDS = Bounds(limit_bytes=10, in_parts_bytes=100 * PART_BYTES)
MIB = 1 << 20


@pytest.fixture
def services() -> Services:
    return some_services()


def _ticketed(services: Services, data: bytes = b"", **changes: Any) -> Batch:
    declared = a_declaration(data, **changes)
    batch, post = tickets.ticket(declared, means=services, now=NOW, bounds=BOUNDS)
    assert post is None
    assert batch.sending is not None
    return batch


def _uploads(services: Services) -> MemoryUploads:
    assert isinstance(services.uploads, MemoryUploads)
    return services.uploads


def _links(services: Services, batch: Batch, *, after: timedelta = timedelta(0)) -> list[tuple[int, int, int]]:
    found, links = sending.links_for(batch.batch, body=BODY, means=services, now=NOW + after)
    assert found == batch
    return [(one.number, one.first, one.size_bytes) for one in links]


def test_a_large_file_is_asked_for_part_by_part(services: Services) -> None:
    batch = _ticketed(services, size_bytes=3 * PART_BYTES + 5)

    assert _links(services, batch) == [
        (1, 0, PART_BYTES),
        (2, PART_BYTES, PART_BYTES),
        (3, 2 * PART_BYTES, PART_BYTES),
        (4, 3 * PART_BYTES, 5),
    ]
    assert services.batches.find(batch.batch) == batch


def test_what_is_missing_is_asked_for_fifty_at_a_time(services: Services) -> None:
    batch = _ticketed(services, size_bytes=70 * PART_BYTES)

    assert [number for number, *_ in _links(services, batch)] == list(range(1, 51))


def test_what_came_is_not_asked_for_again_but_what_came_in_another_size_is(services: Services) -> None:
    batch = _ticketed(services, size_bytes=PART_BYTES + 5)
    _uploads(services).receive_part(batch.batch, 2, b"12345")
    assert [number for number, *_ in _links(services, batch)] == [1]

    _uploads(services).receive_part(batch.batch, 2, b"1234")
    assert [number for number, *_ in _links(services, batch)] == [1, 2]


def test_a_file_of_parts_is_taken_in_like_any_other(services: Services) -> None:
    data = csv_of([penalty_row(1)])
    batch = _ticketed(services, data)
    _uploads(services).receive_part(batch.batch, 1, data)
    assert _links(services, batch) == []

    for _ in range(2):
        assert sending.join(batch.batch, body=BODY, means=services) == batch
    assert _links(services, batch) == []

    applied = admit(batch.batch, means=services, now=NOW, chunk_rows=CHUNK_ROWS)
    assert (applied.state, applied.counts.added) == (State.APPLIED, 1)
    with pytest.raises(ConflictError) as ended:
        _links(services, applied)
    assert ended.value.code == "upload.ticket_ended"


def test_a_file_whose_hash_is_another_is_refused_although_its_parts_fit(services: Services) -> None:
    batch = _ticketed(services, csv_of([penalty_row(1)]))
    _uploads(services).receive_part(batch.batch, 1, b"x" * batch.ticket.size_bytes)
    sending.join(batch.batch, body=BODY, means=services)

    refused = admit(batch.batch, means=services, now=NOW, chunk_rows=CHUNK_ROWS)
    assert (refused.state, refused.reason) == (State.REFUSED, "file.sha256_mismatch")


def test_parts_are_not_joined_while_any_is_missing(services: Services) -> None:
    batch = _ticketed(services, size_bytes=30 * PART_BYTES)

    with pytest.raises(ConflictError) as refused:
        sending.join(batch.batch, body=BODY, means=services)

    assert refused.value.code == "upload.parts_missing"
    assert "还有30个分段" in refused.value.zh
    assert refused.value.zh.count("、") == 19
    assert services.uploads.size_of(batch.batch) is None


def test_a_part_beyond_the_last_is_no_part_of_the_file(services: Services) -> None:
    data = csv_of([penalty_row(1)])
    batch = _ticketed(services, data)
    for number in (1, 2):
        _uploads(services).receive_part(batch.batch, number, data)

    sending.join(batch.batch, body=BODY, means=services)

    assert services.uploads.size_of(batch.batch) == len(data)


def test_a_batch_of_one_form_or_of_another_body_has_no_parts(services: Services) -> None:
    small = sent(services, csv_of([penalty_row(1)]), at=NOW + timedelta(seconds=1))
    large = _ticketed(services, size_bytes=30)

    with pytest.raises(ConflictError) as refused:
        sending.join(small, body=BODY, means=services)
    assert refused.value.code == "upload.not_in_parts"
    with pytest.raises(NotFoundError):
        sending.links_for(large.batch, body=OTHER_BODY, means=services, now=NOW)


def test_what_is_not_sent_within_six_hours_is_given_up_an_hour_later(services: Services) -> None:
    batch = _ticketed(services, size_bytes=30)
    _uploads(services).receive_part(batch.batch, 1, b"12345")
    assert _links(services, batch, after=timedelta(hours=6)) == [(1, 0, 30)]
    with pytest.raises(ConflictError):
        _links(services, batch, after=timedelta(hours=6, seconds=1))

    waits = admit(batch.batch, means=services, now=NOW + timedelta(hours=7), chunk_rows=CHUNK_ROWS)
    assert waits.state is State.TICKETED
    refused = admit(batch.batch, means=services, now=NOW + timedelta(hours=7, seconds=1), chunk_rows=CHUNK_ROWS)
    assert (refused.state, refused.reason) == (State.REFUSED, "file.never_came")
    assert _uploads(services).uploads == {}
    assert sending.join(batch.batch, body=BODY, means=services) == refused


@pytest.mark.parametrize(
    ("file_name", "size_bytes", "is_taken"),
    [
        ("a.csv", 100 * MIB, True),
        ("a.csv", 2048 * MIB, True),
        ("a.csv", 2048 * MIB + 1, False),
        ("a.xlsx", 100 * MIB, True),
        ("a.XLSX ", 100 * MIB + 1, False),
        ("a.xls", 100 * MIB + 1, False),
    ],
)
def test_texts_may_be_as_large_as_is_set_and_workbooks_as_one_form(
    services: Services, file_name: str, size_bytes: int, *, is_taken: bool
) -> None:
    declared = a_declaration(b"", file_name=file_name, size_bytes=size_bytes)
    bounds = Bounds(in_parts_bytes=2048 * MIB)

    if is_taken:
        batch, post = tickets.ticket(declared, means=services, now=NOW, bounds=bounds)
        assert (batch.sending is None, post is None) == (size_bytes <= 100 * MIB, size_bytes > 100 * MIB)
    else:
        with pytest.raises(OversizeError) as refused:
            tickets.ticket(declared, means=services, now=NOW, bounds=bounds)
        assert ("CSV" in refused.value.zh) == file_name.strip().lower().endswith((".xlsx", ".xls"))
