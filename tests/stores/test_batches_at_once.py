"""Two files with the same rows, each delivered twice, all at once on a server that is exact about conditions."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, State
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import Record
from chalicelib.stores.numbers import RandomNumbers
from chalicelib.terms.subjects import Subject, person_of
from chalicelib.wiring import Services
from tests.factories import NOW, PENALTY, a_subject
from tests.stores.places import OnServer
from tests.unit.intake.standing import GROWN, PROFILE, csv_of, penalty_row, person_row, sent, some_services

ROWS, DELIVERIES, CHUNK_ROWS = 8, 2, 3


def _services_on(stores: OnServer) -> Services:
    return some_services(
        library=stores.library(), identities=stores.identities(), batches=stores.batches(), numbers=RandomNumbers()
    )


def _at_once(services: Services, files: Sequence[tuple[str, bytes]]) -> list[Batch]:
    """Send files one after the other and take them in at once, each twice; return the batches in that order."""
    numbers = [sent(services, data, item=item, at=NOW + timedelta(seconds=n)) for n, (item, data) in enumerate(files)]
    together = Barrier(len(numbers) * DELIVERIES)

    def take_in(number: str) -> Batch:
        together.wait()
        return admit(number, means=services, now=NOW + timedelta(minutes=1), chunk_rows=CHUNK_ROWS)

    with ThreadPoolExecutor(len(numbers) * DELIVERIES) as threads:
        done = list(threads.map(take_in, [*numbers] * DELIVERIES))
    assert done[: len(numbers)] == done[len(numbers) :], "both deliveries end with the same batch"
    return done[: len(numbers)]


def _the_one(services: Services, subject: Subject, item: str) -> Record:
    (record,) = services.library.records_of(subject, item)
    return record


def test_of_two_files_with_the_same_rows_the_later_stands_whoever_came_first(ministack: OnServer) -> None:
    services = _services_on(ministack)
    rows = [penalty_row(n) for n in range(ROWS)]

    early, late = _at_once(
        services, [(PENALTY, csv_of(rows)), (PENALTY, csv_of([row | {"fine_amount_wan": "2.5"} for row in rows]))]
    )

    assert (early.state, late.state) == (State.APPLIED, State.APPLIED)
    assert early.counts.added + early.counts.superseded == late.counts.added + late.counts.changed == ROWS
    assert early.counts.added == late.counts.changed
    for n in range(ROWS):
        record = _the_one(services, a_subject(n), PENALTY)
        assert (record.content.fields["fine_amount_wan"], record.content.supply.batch) == ("2.5", late.batch)
        kept = services.library.history_of(record.record_id)
        assert [one.version for one in kept] == list(range(1, record.version))


def test_a_person_in_three_files_at_once_has_one_reference_and_one_profile(ministack: OnServer) -> None:
    services = _services_on(ministack)
    registration = {"name": "虚构人甲", "id_type": "身份证", "id_no": GROWN}
    files = [
        (PENALTY, csv_of([person_row(n) for n in range(ROWS)])),
        (PENALTY, csv_of([person_row(n + ROWS) for n in range(ROWS)])),
        (PROFILE, csv_of([registration], item=PROFILE)),
    ]

    batches = _at_once(services, files)

    assert [batch.state for batch in batches] == [State.APPLIED] * len(files)
    reference = services.identities.find(services.documents.hash_of("resident_id", GROWN))
    assert reference is not None
    person = person_of(reference)
    assert len(services.library.records_of(person, PENALTY)) == 2 * ROWS
    profile = services.library.find(record_id_of(person, profile_place(PROFILE)))
    assert profile is not None
    assert (profile.content.withheld, profile.content.supply.batch) == (None, batches[-1].batch)
    found = ministack.dynamodb.query(
        TableName=f"{ministack.prefix}-persons",
        KeyConditionExpression="#key = :key",
        ExpressionAttributeNames={"#key": "subject"},
        ExpressionAttributeValues={":key": {"S": person.key}},
    )
    assert len(found["Items"]) == 2 * ROWS + profile.version
