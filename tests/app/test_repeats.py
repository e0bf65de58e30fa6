"""A tap that comes twice makes one thing."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

from chalicelib import wiring
from chalicelib.api.wsgi import Door
from tests.app.test_cases import FIRM, filing
from tests.app.test_wsgi import knock
from tests.app.world import CITIZEN_NUMBER, Said, World, token_for
from tests.factories import a_profile, a_record, a_subject

KEY = "tap-00000001"


def _tap(world: World, *, key: str = KEY, token: str = FIRM, **changes: Any) -> Said:
    return world.ask("POST", "/v1/objections", token=token, body=filing(**changes), headers={"Idempotency-Key": key})


@pytest.fixture(autouse=True)
def _records(world: World) -> None:
    world.hold(a_profile(), a_record(), a_record(subject=a_subject(2)))


def test_the_second_tap_is_answered_with_what_the_first_made_and_is_a_look_of_its_own(world: World) -> None:
    first, second = _tap(world), _tap(world)

    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert len(world.looks) == 2


def test_a_repeat_reads_the_thing_again_as_it_now_is(world: World) -> None:
    number = _tap(world).json["case"]
    world.ask("POST", f"/v1/objections/{number}/withdrawal", token=FIRM)

    assert _tap(world).json["state"] == "withdrawing"


def test_what_is_kept_is_a_number_and_hashes(world: World) -> None:
    number = _tap(world).json["case"]

    (kept,) = world.services.repeats.items.values()
    assert kept.response_data == f'"{number}"'
    assert kept.idempotency_key.startswith("made#")
    assert "fine_amount_wan" not in f"{vars(kept)}"
    assert KEY not in f"{vars(kept)}"


def test_the_key_with_another_body_is_refused(world: World) -> None:
    _tap(world)

    said = _tap(world, statement="另一句话。")

    assert (said.status, said.json["code"]) == (422, "repeat.other_body")


def test_the_key_counts_within_one_caller(world: World) -> None:
    _tap(world)
    world.clock.now += timedelta(seconds=1)

    other = token_for("representative", sub="another", subject=a_subject(2).key)
    said = _tap(world, token=other, record_id=a_record(subject=a_subject(2)).record_id)

    assert said.status == 201
    assert len(world.services.repeats.items) == 2


def test_while_the_first_is_under_way_the_second_waits(world: World) -> None:
    _tap(world)
    (kept,) = world.services.repeats.items.values()
    still = DataRecord(
        idempotency_key=kept.idempotency_key,
        status="INPROGRESS",
        expiry_timestamp=kept.expiry_timestamp,
        in_progress_expiry_timestamp=int((datetime.now(UTC).timestamp() + 60) * 1000),
        payload_hash=kept.payload_hash,
    )
    world.services.repeats.items[kept.idempotency_key] = still

    said = _tap(world)

    assert (said.status, said.json["code"]) == (409, "repeat.under_way")


def test_what_was_refused_may_be_tried_again_with_the_same_key(world: World) -> None:
    assert _tap(world, statement="").status == 422
    assert world.services.repeats.items == {}
    assert _tap(world).status == 201


MOBILE = "138" + "0" * 8


@pytest.mark.parametrize("key", [f"ab{MOBILE}cdefabcdefabcdefabc", f"0a1b2c3d-0a1b-0a1b-0a1b-b{MOBILE}"])
def test_a_key_drawn_at_random_will_do_whatever_number_it_may_seem_to_hold(world: World, key: str) -> None:
    assert _tap(world, key=key).status == 201


UNFIT = ["short", "a" * 65, "with space", "中文键中文键中文", CITIZEN_NUMBER, f"tel-{MOBILE}", ""]


@pytest.mark.parametrize("key", UNFIT)
def test_a_key_that_will_not_do_is_refused(world: World, key: str) -> None:
    said = _tap(world, key=key)

    assert (said.status, said.json["code"]) == (400, "repeat.key_unfit")
    assert world.services.repeats.items == {}


def test_without_a_key_each_tap_is_a_call_of_its_own(world: World) -> None:
    world.ask("POST", "/v1/objections", token=FIRM, body=filing())

    assert world.services.repeats.items == {}


def test_eight_taps_at_once_make_one_thing(world: World) -> None:
    door = Door(world.app)
    told = {"HTTP_AUTHORIZATION": f"Bearer {FIRM}", "HTTP_IDEMPOTENCY_KEY": KEY}

    def tap(_: int) -> int:
        return knock(door, "POST", "/v1/objections", body=json.dumps(filing()).encode(), environ=told).status

    with wiring.using(world.services), ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(tap, range(8)))

    assert set(statuses) <= {201, 409}
    assert statuses.count(201) >= 1
    assert len({entry.act for entry in world.looks}) == 1
