"""Who asks too much is told when to come back, who walks through codes is slowed and reported; nobody else notices."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.api.audiences import Audience
from chalicelib.api.limits.allowances import allowances
from chalicelib.api.limits.meters import SILENT_SECONDS, container_of
from tests.app.world import CITIZEN_NUMBER, WHY, Said, World, a_world, token_for
from tests.factories import a_credit_code, a_person, a_profile, a_record, a_subject

PATH = f"/v1/subjects/{a_subject().key}"
CLERK = token_for("department")
DEPARTMENT = allowances().of(Audience.DEPARTMENT)
COST = allowances().cost_of("GET /v1/subjects/{credit_code}")


@pytest.fixture(autouse=True)
def _held(world: World) -> None:
    world.hold(a_profile(), a_record())


def _look(world: World, path: str = PATH, *, token: str = CLERK) -> Said:
    return world.ask("GET", path, token=token, headers=WHY)


LIST = {"size_bytes": 1_900_000, "sha256": "0" * 64}  # a thousand units, and one for the call


def _emptied(world: World) -> Said:
    opened = world.ask("POST", "/v1/bulk-checks/jobs", body={"file": LIST}, token=CLERK, headers=WHY)
    assert opened.status == 202
    while True:
        said = _look(world)
        if said.status != 200:
            return said


def _reports(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.__dict__ for record in caplog.records if record.getMessage() == "reported"]


def test_an_answer_to_a_known_caller_says_what_is_left(world: World) -> None:
    said = _look(world)

    assert said.headers["ratelimit-policy"] == f'"department";q={DEPARTMENT.size};w=120'
    assert said.headers["ratelimit"] == f'"department";r={DEPARTMENT.size - COST};t=1'


def test_the_public_has_no_bucket_and_asks_no_store(world: World) -> None:
    said = world.ask("GET", PATH)

    assert "ratelimit" not in said.headers
    assert world.services.limits.asked == 0


def test_who_asks_too_much_is_told_when_to_come_back_and_may_then(world: World) -> None:
    said = _emptied(world)

    assert (said.status, said.json["code"]) == (429, "limit.too_many")
    assert said.headers["ratelimit"].startswith('"department";r=1;')
    assert int(said.headers["retry-after"]) == 1
    assert len(world.looks) == 1 + (DEPARTMENT.size - 1001) // COST

    world.clock.now += timedelta(seconds=1)
    assert _look(world).status == 200


def test_another_caller_has_a_bucket_of_their_own_though_they_ask_for_the_same_subject(world: World) -> None:
    _emptied(world)

    assert _look(world, token=token_for("department", sub="clerk-2")).status == 200


def test_whom_a_route_does_not_serve_is_charged_nothing(world: World) -> None:
    assert world.ask("GET", PATH, token=token_for("tips"), headers=WHY).status == 200
    assert world.ask("GET", "/v1/desk/cases", token=token_for("citizen")).status == 403
    assert world.services.limits.asked == 0


def test_a_refused_call_is_charged_too(world: World) -> None:
    world.ask("GET", PATH, token=CLERK)

    assert world.services.limits.full_at


def test_a_silent_store_limits_nobody_and_is_left_alone_for_a_while(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.services.limits.silent = True
    with caplog.at_level(logging.ERROR):
        answers = [_look(world) for _ in range(3)]

    assert [said.status for said in answers] == [200, 200, 200]
    assert all("ratelimit" not in said.headers for said in answers)
    lines = [record.__dict__ for record in caplog.records if record.getMessage() == "unlimited"]
    assert [line["code"] for line in lines] == ["limit.store_silent"]

    world.services.limits.silent = False
    container = container_of(world.services.limits)
    container.clock = lambda: container.silent_until + SILENT_SECONDS
    assert "ratelimit" in _look(world).headers


def test_a_silent_ledger_answers_nobody() -> None:
    class Silent:
        """A ledger that takes nothing."""

        def put(self, _: object) -> None:
            """Fail."""
            raise TimeoutError

    world = a_world(ledger=Silent())
    world.services.library.put(a_profile(), over=None)

    assert _look(world).status == 500


def test_who_walks_through_codes_is_slowed_and_reported(world: World, caplog: pytest.LogCaptureFixture) -> None:
    asked = 0
    with caplog.at_level(logging.WARNING):
        for number in range(2, 400):
            asked += 1
            if _look(world, f"/v1/subjects/{a_credit_code(number)}").status == 429:
                break

    assert 60 < asked < 120
    (first, *_) = _reports(caplog)
    assert (first["code"], first["caller"]) == ("abuse.codes", "department~department-1")
    assert a_credit_code(2) not in str(first)
    # The debt is the caller's alone, and is over after a while.
    assert _look(world, token=token_for("department", sub="clerk-2")).status == 200
    assert _look(world).status == 429
    world.clock.now += timedelta(minutes=5)
    assert _look(world).status == 200


def test_the_same_code_not_found_again_and_again_is_no_walk(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(200):
            assert _look(world, f"/v1/subjects/{a_credit_code(2)}").status == 404

    assert _reports(caplog) == []


def test_who_looks_at_many_persons_is_slowed_and_reported_and_nothing_kept_says_at_whom(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    records = [a_record(subject=a_person(number), number=number) for number in range(200)]
    world.hold(*records)
    statuses = []
    with caplog.at_level(logging.WARNING):
        for record in records:
            statuses.append(_look(world, f"/v1/records/{record.record_id}").status)
            world.clock.now += timedelta(seconds=1)

    assert statuses[:100] == [200] * 100
    assert 429 in statuses
    assert _reports(caplog)[0]["code"] == "abuse.persons"
    assert "PERSON-" not in f"{world.services.limits.tallies}{_reports(caplog)}"


def test_ones_own_file_is_no_look_at_a_person(world: World) -> None:
    document = world.services.documents.hash_of("resident_id", CITIZEN_NUMBER)
    world.services.identities.add(document, a_person().key)
    world.hold(a_record(subject=a_person()))

    assert world.ask("GET", "/v1/me", token=token_for("citizen")).status == 200
    assert world.services.limits.tallies == {}


def test_an_answer_that_did_not_change_is_a_look_all_the_same(world: World) -> None:
    tag = _look(world).headers["etag"]
    assert len(world.looks) == 1

    said = world.ask("GET", PATH, token=CLERK, headers={**WHY, "If-None-Match": tag})

    assert (said.status, said.text) == (304, "")
    assert len(world.looks) == 2
    assert world.looks[0].seen == world.looks[1].seen
    assert "ratelimit" in said.headers
