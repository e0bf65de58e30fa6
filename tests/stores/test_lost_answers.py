"""An answer that is lost on its way: the SDK sends again what was done already; nothing is done twice or given up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from pynamodb.exceptions import PutError

from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch
from tests.factories import NOW, PENALTY, a_batch, a_case, a_record, a_subject
from tests.stores.places import OnServer
from tests.unit.intake.standing import csv_of, penalty_row, sent, some_services

# The SDK gives up on sending again once too many answers in a row were lost.
ROWS = 2
ATTEMPTS = 3


@contextmanager
def losing(client: Any, operation: str, *, always: bool = False) -> Iterator[list[str]]:
    """Lose the first answer to each request, or all; yield what was lost, which the server did all the same."""
    lost: list[str] = []
    event = f"before-send.dynamodb.{operation}"

    def lose(request: Any, **_: Any) -> None:
        body = request.body if isinstance(request.body, str) else request.body.decode()
        if always or body not in lost:
            lost.append(body)
            client._endpoint.http_session.send(request)  # noqa: SLF001 -- what the client would do next
            raise ReadTimeoutError(endpoint_url=request.url)

    client.meta.events.register_last(event, lose)
    try:
        yield lost
    finally:
        client.meta.events.unregister(event, lose)


@pytest.mark.parametrize(
    "put",
    [
        lambda stores: stores.library().put(a_record(), over=None),
        lambda stores: stores.batches().put(a_batch(), over=None),
        lambda stores: stores.cases().put(a_case(), over=None),
    ],
    ids=["record", "batch", "case"],
)
def test_a_put_that_is_sent_again_was_done_once(ministack: OnServer, put: Callable[[OnServer], None]) -> None:
    with losing(ministack.dynamodb, "PutItem") as lost:
        put(ministack)

    assert len(lost) == 1


@pytest.mark.parametrize("over", [None, a_batch()])
def test_where_no_answer_comes_at_all_that_is_what_is_said(ministack: OnServer, over: Batch | None) -> None:
    batches = ministack.batches()

    with (
        losing(ministack.dynamodb, "PutItem", always=True) as lost,
        pytest.raises(PutError, match="Read timeout"),
    ):
        batches.put(a_batch(version=2 if over else 1), over=over)

    assert len(lost) == ATTEMPTS


def test_a_file_goes_in_whole_though_every_answer_to_a_put_is_lost_once(ministack: OnServer) -> None:
    services = some_services(
        library=ministack.library(), batches=ministack.batches(), ledger=ministack.ledger(), names=ministack.names()
    )
    rows = [penalty_row(n) for n in range(ROWS)]
    batches: list[Batch] = []

    with losing(ministack.dynamodb, "PutItem") as lost:
        for amount, at in (("1.5", NOW), ("2.5", NOW + timedelta(minutes=1))):
            number = sent(services, csv_of([row | {"fine_amount_wan": amount} for row in rows]), at=at)
            batches.append(admit(number, means=services, now=at, chunk_rows=2))

    assert [batch.counts.added for batch in batches] == [ROWS, 0]
    assert [batch.counts.changed for batch in batches] == [0, ROWS]
    assert len(lost) > 4 * ROWS
    for n in range(ROWS):
        (record,) = services.library.records_of(a_subject(n), PENALTY)
        assert (record.version, len(services.library.history_of(record.record_id))) == (2, 1)
