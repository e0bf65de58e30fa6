"""A large file whose portions are really taken at once, each twice, on a server that is exact about conditions."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from chalicelib.errors import StaleVersionError
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import State
from chalicelib.intake.fanning import take_ahead
from chalicelib.intake.taking import OvertakenError
from chalicelib.intake.waivers import Waivers
from chalicelib.library.records import Record
from chalicelib.stores.portions import QueuePortions
from chalicelib.wiring import Services
from tests.factories import PENALTY, a_subject
from tests.journeys.fanned import EXCUSED, LATEST, SMALL, Scene, taken_alone
from tests.stores.places import OnServer
from tests.unit.intake.standing import CHUNK_ROWS, kept_plan_of, kept_receipt_of, some_services

THREADS, ROUNDS = 6, 8


def _messages_of(stores: OnServer, queue: str) -> list[tuple[str, int]]:
    """Take all messages out of a queue."""
    sqs = stores.server.furnishing.get("sqs")
    url, taken = sqs.get_queue_url(QueueName=queue)["QueueUrl"], []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            told = json.loads(message["Body"])
            taken.append((told["batch"], told["portion"]))
    return taken


def _taken(services: Services, message: tuple[str, int]) -> None:
    with suppress(OvertakenError, StaleVersionError):  # another was quicker, or it comes again
        take_ahead(*message, means=services, now=LATEST)


SUBJECTS = tuple(a_subject(n) for n in range(1, 15))


def _records_of(services: Services) -> list[Record]:
    every = [record for subject in SUBJECTS for record in services.library.records_of(subject, PENALTY)]
    return sorted(every, key=lambda record: record.record_id)


def test_portions_taken_at_once_and_twice_come_to_what_one_run_alone_comes_to(ministack: OnServer) -> None:
    queue, expected = ministack.queue("portions"), taken_alone()
    parts: dict[str, Any] = {
        "library": ministack.library(),
        "identities": ministack.identities(),
        "batches": ministack.batches(),
        "portions": ministack.portions(),
        "receipts": ministack.receipts(),
        "portion_queue": QueuePortions(ministack.server.clients.get("sqs"), queue),
    }
    services = some_services(**parts, waivers=Waivers((EXCUSED,)))
    scene = Scene(services).begin()

    for _ in range(ROUNDS):
        admit(scene.number, means=services, now=LATEST, chunk_rows=CHUNK_ROWS, fanning=SMALL)
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda message: _taken(services, message), _messages_of(ministack, queue) * 2))
        if scene.batch.is_at_rest:
            break

    assert scene.batch.state is State.APPLIED
    assert kept_receipt_of(services, scene.number) == expected["receipt"]
    assert kept_plan_of(services, scene.number) == expected["plan"]
    wanted = [one for one in expected["records"] if one.subject in SUBJECTS and one.content.item == PENALTY]
    assert _records_of(services) == sorted(wanted, key=lambda record: record.record_id)
    assert len(wanted) > 3
    assert services.portions.names(scene.number, beginning="") == frozenset()
