"""Rows sent in a call: what they become, who may send them, and a run that is killed at each store call in turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, RefusalError, StaleVersionError
from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.inline import lines_of, send_rows
from chalicelib.intake.opening import LAPSES_AFTER
from chalicelib.library.readers import Level, Reader
from chalicelib.wiring import Services
from tests.factories import BODY, NOW, PENALTY, a_subject
from tests.journeys.killing import Counted, Intruder, KilledError, Killer, Moment
from tests.unit.intake.standing import (
    CHUNK_ROWS,
    OTHER_BODY,
    a_declaration,
    kept_plan_of,
    kept_receipt_of,
    penalty_row,
    receipt_of,
    sent,
    some_services,
)

ROWS = [penalty_row(1), penalty_row(2)]
OTHER_ROWS = [penalty_row(3)]
SENDER = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY)
COLLEAGUE = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)
STRANGER = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=OTHER_BODY)
LATER, TOO_LATE = NOW + timedelta(minutes=1), NOW + timedelta(seconds=tickets.TTL_SECONDS + 1)


def _ticketed(services: Services) -> str:
    declared = a_declaration(b"", file_name="", sha256="", is_of_rows=True)
    batch, post = tickets.ticket(declared, means=services, now=NOW)
    assert post is None
    return batch.batch


def _send(services: Services, number: str, rows: list[dict[str, str]] = ROWS, **changes: Any) -> Batch:
    return send_rows(number, rows, **{"by": SENDER, "means": services, "now": LATER, **changes})


def _admitted(services: Services, number: str) -> Batch:
    return admit(number, means=services, now=LATER, chunk_rows=CHUNK_ROWS)


def test_rows_are_taken_in_like_a_file_and_count_as_they_were_sent() -> None:
    services = some_services()
    number = _ticketed(services)

    rows = [penalty_row(1), {}, penalty_row(2) | {"decision_date": "昨天"}]
    taken = _send(services, number, rows)
    batch = _admitted(services, number)

    assert (taken.state, taken.ticket.size_bytes, taken.version) == (State.TICKETED, len(lines_of(rows)), 2)
    assert (batch.state, batch.counts.rows, batch.counts.added, batch.counts.refused) == (State.APPLIED, 2, 1, 1)
    assert {one.row for one in receipt_of(services, number).findings} == {3}


def test_official_names_field_ids_nulls_and_another_order_of_the_keys_come_to_the_same() -> None:
    assert lines_of([{"b": None, "a": "\n\u2028一"}]) == lines_of([{"a": "\n\u2028一", "b": None}])
    assert lines_of([{"b": None, "a": "\n一"}, {}]) == '{"a":"\\n一","b":null}\n{}\n'.encode()


def test_the_same_rows_again_come_to_the_same_and_others_do_not() -> None:
    services = some_services()
    number = _ticketed(services)
    first = _send(services, number)

    assert _send(services, number, now=TOO_LATE) == first
    with pytest.raises(RefusalError) as caught:
        _send(services, number, OTHER_ROWS)
    assert (caught.value.code, caught.value.kind) == ("upload.rows_differ", "conflict")

    planned = _admitted(services, number)
    assert _send(services, number) == planned
    assert services.batches.find(number) == planned


@pytest.mark.parametrize(
    ("by", "now", "code"),
    [
        (STRANGER, LATER, "resource.not_found"),
        (COLLEAGUE, LATER, "upload.not_the_sender"),
        (SENDER, TOO_LATE, "upload.ticket_ended"),
    ],
    ids=["another body", "a colleague", "too late"],
)
def test_who_may_not_or_comes_too_late_is_refused_and_leaves_nothing(by: Reader, now: Any, code: str) -> None:
    services = some_services()
    number = _ticketed(services)
    before = services.batches.find(number)

    with pytest.raises(RefusalError) as caught:
        _send(services, number, by=by, now=now)

    assert caught.value.code == code
    assert services.batches.find(number) == before
    assert services.uploads.size_of(number) is None


def test_a_reader_of_no_body_has_no_batch_and_a_number_that_never_was_is_none() -> None:
    services = some_services()
    number = _ticketed(services)

    for asked, by in ((number, Reader(level=Level.DESK, sub="desk-1", role="desk")), ("never", SENDER)):
        with pytest.raises(NotFoundError):
            _send(services, asked, by=by)


def test_a_batch_of_a_file_takes_no_rows() -> None:
    services = some_services()
    number = sent(services, b"any")

    with pytest.raises(RefusalError, match=r"upload\.not_of_rows"):
        _send(services, number)


@pytest.mark.parametrize("changes", [{"file_name": "虚构.csv"}, {"size_bytes": 3}, {"sha256": "0" * 64}])
def test_a_ticket_for_rows_declares_no_file(changes: dict[str, Any]) -> None:
    declared = a_declaration(b"", **{"file_name": "", "sha256": "", "is_of_rows": True, **changes})

    with pytest.raises(RefusalError, match=r"upload\.rows_or_file"):
        tickets.ticket(declared, means=some_services(), now=NOW)


def test_rows_that_never_come_are_refused_as_a_file_is_and_none_are_taken_then() -> None:
    services = some_services()
    number = _ticketed(services)
    assert _admitted(services, number).state is State.TICKETED

    lapsed = admit(number, means=services, now=NOW + LAPSES_AFTER * 2, chunk_rows=CHUNK_ROWS)

    assert (lapsed.state, lapsed.reason) == (State.REFUSED, "file.never_came")
    with pytest.raises(RefusalError, match=r"upload\.ticket_ended"):
        _send(services, number)


# --- Broken off, and two at once ------------------------------------------------------------------------------------


def _counted(services: Services, killer: Callable[[], Any]) -> Services:
    names = ("batches", "uploads", "receipts", "library", "suppliers", "supplies")
    kept = {name: getattr(services, name) for name in ("identities", "crosswalk")}
    return some_services(**kept, **{name: Counted(getattr(services, name), killer) for name in names})


def _left(services: Services, number: str) -> dict[str, Any]:
    return {
        "batch": services.batches.find(number),
        "file": services.uploads.files[number],  # type: ignore[attr-defined]  # the fake's own
        "plan": kept_plan_of(services, number),
        "receipt": kept_receipt_of(services, number),
        "records": services.library.records_of(a_subject(1), PENALTY),
    }


@pytest.mark.parametrize("moment", Moment)
def test_broken_off_at_any_store_call_and_sent_again_it_ends_as_if_nothing_had_been(moment: Moment) -> None:
    services, killer = some_services(), Killer()
    number = _ticketed(services)
    _send(_counted(services, lambda: killer), number)
    _admitted(services, number)
    expected = _left(services, number)
    assert killer.calls == 3

    for call in range(1, killer.calls + 1):
        services = some_services()
        number = _ticketed(services)
        dying = Killer(at=call, moment=moment)
        with pytest.raises(KilledError):
            _send(_counted(services, lambda dying=dying: dying), number)  # type: ignore[misc]
        _admitted(services, number)  # the sweeper comes by in between
        _send(services, number)
        _admitted(services, number)

        assert _left(services, number) == expected, f"killed {moment} call {call}"


def test_of_two_that_send_other_rows_at_once_one_alone_is_taken_and_its_rows_lie_there() -> None:
    for call in range(1, 3):
        services = some_services()
        number = _ticketed(services)
        intruder = Intruder(lambda: _send(services, number, OTHER_ROWS), at=call)  # noqa: B023
        with pytest.raises(RefusalError, match=r"upload\.rows_differ"):
            _send(_counted(services, lambda: intruder), number)  # noqa: B023

        assert _left(services, number)["file"] == lines_of(OTHER_ROWS)
        assert _admitted(services, number).counts.rows == 1


def test_an_admission_that_read_the_batch_before_its_rows_came_goes_on_with_them() -> None:
    services = some_services()
    number = _ticketed(services)
    calls = Intruder(lambda: None)
    admit(number, means=_counted(services, lambda: calls), now=LATER, chunk_rows=CHUNK_ROWS)

    for call in range(1, calls.calls + 1):
        services = some_services()
        number = _ticketed(services)
        intruder = Intruder(lambda: _send(services, number), at=call)  # noqa: B023
        admit(number, means=_counted(services, lambda: intruder), now=LATER, chunk_rows=CHUNK_ROWS)  # noqa: B023

        assert _admitted(services, number).state is State.APPLIED, f"sent at call {call}"
        assert _admitted(services, number).counts.added == 2


def test_where_others_move_it_at_every_try_it_says_so() -> None:
    services = some_services()
    number = _ticketed(services)

    class Overtaken(Counted):
        """Batches that somebody else puts just before every put."""

        def put(self, new: Batch, *, over: Batch | None) -> None:
            assert over is not None
            services.batches.put(msgspec.structs.replace(over, version=over.version + 1), over=over)
            services.batches.put(new, over=over)

    with pytest.raises(StaleVersionError):
        _send(some_services(batches=Overtaken(services.batches, Killer), uploads=services.uploads), number)
    assert services.uploads.size_of(number) is None
