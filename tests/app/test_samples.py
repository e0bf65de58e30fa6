"""One sample event for each route, as the gateway sends it; each is given to the app."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib import wiring
from chalicelib.api.routing import Route
from chalicelib.intake.batches import State as BatchState
from chalicelib.library.readers import PUBLIC
from chalicelib.objections.cases import Lease, State
from chalicelib.reports.issue import Kind
from chalicelib.reports.issuing import Order, issue
from tests.app.leave import prepare
from tests.app.world import ROUTES, World, a_world, token_for
from tests.factories import NOW, a_batch, a_case, a_profile, a_record
from tests.factories_bulk import a_job
from tests.factories_ledger import seal_a_look

SAMPLES = Path(__file__).resolve().parents[2] / "events" / "http"
SAMPLED = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SAMPLES.glob("*.json"))}
_ROLE = re.compile(r"Bearer a token of the role (\w+)")
# The sample case is submitted and held by the desk: these moves come later, or are another's.
TOO_EARLY = {"referral", "reply", "decision"}


class Context:
    """What the function is told of its call."""

    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Return more than enough."""
        return 29_000


def _world() -> World:
    world = a_world()
    record = a_record()
    world.hold(a_profile(), record)
    lease = Lease(holder="desk-1", until=NOW.replace(hour=NOW.hour + 1))
    drafted = a_case()
    world.services.cases.put(drafted, over=None)
    submitted = msgspec.structs.replace(drafted, version=2, state=State.SUBMITTED, queue="centre", fence=1, lease=lease)
    world.services.cases.put(submitted, over=drafted)
    world.services.cases.open(record.record_id, drafted.case)
    world.services.batches.put(a_batch(), over=None)
    world.services.batches.put(a_batch().moved(BatchState.APPLIED, at=NOW), over=a_batch())
    world.services.receipts.put(a_batch().batch, b'{"batch":"-"}')
    issue(Order(kind=Kind.PUBLIC, subject=record.subject, reader=PUBLIC), means=world.services, now=NOW)
    world.services.bulk_jobs.put(a_job(), over=None)
    prepare(world)
    seal_a_look(world.services)
    return world


def _answered(world: World, sample: dict[str, Any]) -> dict[str, Any]:
    told = sample["headers"].get("authorization")
    event = json.loads(json.dumps(sample))
    if told:
        bearer = f"Bearer {token_for(_ROLE.fullmatch(told)[1])}"  # type: ignore[index]
        event["headers"]["authorization"] = bearer
        event["multiValueHeaders"]["authorization"] = [bearer]
    with wiring.using(world.services):
        answer: dict[str, Any] = world.app(event, Context())
    return answer


def test_each_route_has_a_sample_of_its_name_and_each_sample_a_route() -> None:
    named = {_name_of(event["httpMethod"], event["resource"]): name for name, event in SAMPLED.items()}

    assert all(made == name for made, name in named.items())
    assert set(named) == {_name_of(route.method, route.path) for route in ROUTES}
    assert len(SAMPLED) == len(ROUTES)


def _name_of(method: str, path: str) -> str:
    return re.sub(r"\W+", "_", f"{method} {path}".lower()).strip("_")


@pytest.mark.parametrize("name", SAMPLED)
def test_a_sample_is_answered(name: str) -> None:
    sample = SAMPLED[name]
    route = next(one for one in ROUTES if (one.method, one.path) == (sample["httpMethod"], sample["resource"]))

    answer = _answered(_world(), sample)

    expected = _expected(route)
    assert answer["statusCode"] in expected, answer["body"]
    assert json.loads(answer["body"])


def _expected(route: Route) -> set[int]:
    last = route.path.rpartition("/")[2]
    if last in TOO_EARLY:
        return {404, 409}
    if route.path == "/v1/objections" or last == "submission":
        # The sample case is open on the sample record already, and no draft.
        return {409}
    return {int(route.success)}


@pytest.mark.parametrize(
    ("body", "code"), [("%%%", "form.not_json"), ("eyJraW5kIjoicHVibGljIn0=", "form.field_missing")]
)
def test_a_body_that_a_gateway_encoded_is_decoded(body: str, code: str) -> None:
    sample = {**SAMPLED["post_v1_reports"], "body": body, "isBase64Encoded": True}

    answer = _answered(_world(), sample)

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, code)
