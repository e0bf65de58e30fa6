"""The intake of a dozen rows in three chunks, killed at each of its store calls in turn and delivered again.

Every time it ends with the same library, batch, receipt, identities, crosswalk, names and change entries as the run
that nobody disturbed. Clock and number maker are held; the calls are counted in the undisturbed run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import Practice
from chalicelib.intake.batches import Batch, State
from chalicelib.terms.crosswalk import OldCode, OldCodeKind
from chalicelib.wiring import Services
from tests import fakes
from tests.copying import Mould
from tests.factories import BODY, NOW, PENALTY, REGISTRATION, a_credit_code
from tests.journeys.killing import KilledError, Killer, Moment, counted, left_by
from tests.stores.places import OnServer, Server, opened
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    REGISTRAR,
    STORES_OF_INTAKE,
    csv_of,
    penalty_row,
    person_row,
    registration_row,
    sent,
    some_services,
)

OLD_NUMBER = "512099000000019"
MOST_IN_A_BATCH = 25
LATER = NOW + timedelta(hours=1)


def _penalties(**cells: str) -> bytes:
    """Twelve rows: companies, persons (one under two names), an old code that attaches and one that does not."""
    by_old_code = {"party_credit_code": "", "party_reg_no": OLD_NUMBER}
    rows = [
        penalty_row(1, **cells),
        person_row(2, **cells),
        penalty_row(3, party_credit_code=a_credit_code(1), party_name="示例虚构1号有限公司", **cells),
        person_row(4, number=ALSO_GROWN, **cells),
        penalty_row(5, **{**by_old_code, **cells}),
        penalty_row(6, penalty_valid_to="2026-02-30"),
        person_row(7, party_name="虚构人乙", **cells),
        penalty_row(8, violation_fact="虚构的事实，电话13800000000。"),
        penalty_row(9, **cells),
        penalty_row(9, **cells),
        penalty_row(10, party_credit_code="", party_reg_no="512099000000027"),
        penalty_row(11, **cells),
    ]
    return csv_of(rows)


def _registrations() -> bytes:
    rows = [registration_row(n, reg_no=OLD_NUMBER if n == 1 else "") for n in range(1, 12)]
    return csv_of([*rows, registration_row(12, established_on="2015-13-01")], item=REGISTRATION)


@dataclass(frozen=True)
class Story:
    """What was taken in before, undisturbed, and the file whose intake is killed."""

    before: Sequence[tuple[str, bytes]]
    item: str
    data: bytes


STORIES = {
    "penalties of companies and persons": Story([(REGISTRATION, _registrations())], PENALTY, _penalties()),
    "registrations": Story([], REGISTRATION, _registrations()),
    "penalties again, and half of them changed": Story(
        [(REGISTRATION, _registrations()), (PENALTY, _penalties())], PENALTY, _penalties(legal_rep_name="示例新代表")
    ),
}


@dataclass
class Attempt:
    """A deployment on counted stores, and the file that came to it."""

    story: Story
    parts: dict[str, Any]
    killer: Killer = field(default_factory=Killer)

    def __post_init__(self) -> None:
        self.inner = some_services(**self.parts)
        self.services = counted(self.inner, self.current)

    def current(self) -> Killer:
        """Return who counts now."""
        return self.killer

    def prepare(self, receive: Callable[[str, bytes], None]) -> str:
        """Take in what came before, and send the file; return its batch."""
        for number, (item, data) in enumerate(self.story.before):
            at = NOW + timedelta(minutes=number)
            self.run(self.send(item, data, at, receive), at=at)
        return self.send(self.story.item, self.story.data, LATER, receive)

    def send(self, item: str, data: bytes, at: datetime, receive: Callable[[str, bytes], None]) -> str:
        """Get a ticket and send a file."""
        return sent(self.inner, data, item=item, at=at, receive=receive)

    def run(self, number: str, *, at: datetime = LATER) -> Batch:
        """Deliver the message once."""
        return admit(number, means=self.services, now=at, chunk_rows=CHUNK_ROWS)


def _ended_on_fakes(services: Services, number: str) -> dict[str, Any]:
    links = services.crosswalk.links_of(OldCode(OldCodeKind.REGISTRATION_NUMBER, OLD_NUMBER))
    return {**left_by(services, number), "links": links}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("moment", Moment)
def test_an_intake_killed_at_any_store_call_ends_as_if_nothing_had_been(story: Story, moment: Moment) -> None:
    begun = _begun(story)
    undisturbed, number = begun.copy()
    undisturbed.run(number)
    calls = undisturbed.killer.calls
    expected = _ended_on_fakes(undisturbed.inner, number)
    assert (expected["batch"].state, expected["batch"].rows_done) == (State.APPLIED, 12)
    print(f"{calls} store calls, killed {moment} each")

    for call in range(1, calls + 1):
        attempt, number = begun.copy()
        attempt.killer = Killer(at=call, moment=moment)
        with pytest.raises(KilledError):
            attempt.run(number)
        attempt.killer = Killer()
        attempt.run(number)

        assert _ended_on_fakes(attempt.inner, number) == expected, f"killed {moment} call {call}"


def _begun(story: Story) -> Mould[tuple[Attempt, str]]:
    attempt = Attempt(story, fakes.stores_of_records())
    number = attempt.prepare(attempt.parts["uploads"].receive)
    attempt.killer = Killer()
    return Mould.of((attempt, number))


class Requests:
    """Counts the requests that the stores' clients send, and kills once one of them was answered."""

    def __init__(self, server: Server) -> None:
        """Listen to the clients of the stores."""
        self.killer = Killer()
        for service in ("dynamodb", "s3"):
            events = server.clients.get(service).meta.events
            events.register(f"provide-client-params.{service}.*", self._before)
            events.register(f"after-call.{service}.*", self._after)

    def _before(self, **_: Any) -> None:
        self.killer.before()

    def _after(self, **_: Any) -> None:
        self.killer.after()


@dataclass
class Place:
    """A server, the stores on it, and what counts their requests."""

    stores: OnServer
    requests: Requests
    parts: dict[str, Any]

    def begin(self, story: Story) -> tuple[Attempt, str]:
        """Take everything out of the tables and buckets, which is faster than to make them anew, and begin again."""
        dynamodb, s3 = self._furnishing
        for table, keys in self._keys.items():
            items = dynamodb.scan(TableName=table)["Items"]
            gone = [{"DeleteRequest": {"Key": {key: item[key] for key in keys}}} for item in items]
            for at in range(0, len(gone), MOST_IN_A_BATCH):
                dynamodb.batch_write_item(RequestItems={table: gone[at : at + MOST_IN_A_BATCH]})
        for bucket in s3.list_buckets()["Buckets"]:
            found = s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", ())
            if found:
                objects = [{"Key": each["Key"]} for each in found]
                s3.delete_objects(Bucket=bucket["Name"], Delete={"Objects": objects})
        attempt = Attempt(story, self.parts)
        for body in (BODY, REGISTRAR):
            practice = Practice(body=body, version=1, is_at_once=True, set_by="lead-1", set_at=NOW)
            self.parts["suppliers"].put_practice(practice, over=None)
        number = attempt.prepare(lambda batch, data: self.stores.receive(self.parts["uploads"], batch, data))
        self.requests.killer = Killer()
        return attempt, number

    def left(self, number: str) -> dict[str, Any]:
        """Return every item of every table but the lists' stamps and the salts, which are random, and the receipt."""
        dynamodb, _ = self._furnishing
        tables = [name for name in dynamodb.list_tables()["TableNames"] if not name.endswith("-listings")]
        found = {name: dynamodb.scan(TableName=name)["Items"] for name in tables}
        left = {name: sorted(repr({**item, "salt": None}) for item in items) for name, items in found.items()}
        return {**left, "receipt": self.parts["receipts"].find(number)}

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        """The names of the keys of every table."""
        dynamodb, _ = self._furnishing
        described = [dynamodb.describe_table(TableName=name)["Table"] for name in dynamodb.list_tables()["TableNames"]]
        return {one["TableName"]: [key["AttributeName"] for key in one["KeySchema"]] for one in described}

    @property
    def _furnishing(self) -> tuple[Any, Any]:
        clients = self.stores.server.furnishing
        return clients.get("dynamodb"), clients.get("s3")


@pytest.fixture
def moto() -> Iterator[Place]:
    """Yield the real stores on an empty moto in this process."""
    server = Server.at("moto", None)
    with mock_aws(), opened(server) as stores:
        parts = {name: getattr(stores, name)() for name in STORES_OF_INTAKE}
        yield Place(stores, Requests(server), parts)


def test_the_real_stores_end_alike_wherever_a_request_was_the_last(moto: Place) -> None:
    story = Story([], PENALTY, _penalties())
    # A client's first request of all may bring others with it, which a run does not repeat.
    for _ in range(2):
        attempt, number = moto.begin(story)
        batch = attempt.run(number)
    requests, expected = moto.requests.killer.calls, moto.left(number)
    assert (batch.state, batch.rows_done) == (State.APPLIED, 12)
    print(f"{requests} requests, killed after each")

    # Nothing lies between the answer to one request and the sending of the next, so killing after each is enough.
    for request in range(1, requests + 1):
        attempt, number = moto.begin(story)
        moto.requests.killer = Killer(at=request, moment=Moment.AFTER)
        with pytest.raises(KilledError):
            attempt.run(number)
        moto.requests.killer = Killer()
        attempt.run(number)

        assert moto.left(number) == expected, f"killed after request {request}"


def test_killed_before_its_first_request_nothing_has_happened(moto: Place) -> None:
    attempt, number = moto.begin(Story([], PENALTY, _penalties()))
    before = moto.left(number)
    moto.requests.killer = Killer(at=1)

    with pytest.raises(KilledError):
        attempt.run(number)

    moto.requests.killer = Killer()
    assert moto.left(number) == before
