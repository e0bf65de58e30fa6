"""A list of many subjects: opened, sent, checked in the back, fetched by its owner alone, gone when the day ends."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.errors import StaleVersionError
from chalicelib.library import versions
from chalicelib.reports.bulk.jobs import Job
from chalicelib.workers import bulk
from chalicelib.workers.sweeping import sweep
from tests.app.world import ROLES, WHY, Said, World, token_for
from tests.factories import NOW, a_credit_code, a_profile, a_record
from tests.factories_bulk import a_list
from tests.fakes_bulk import MemoryBulkJobs

CLERK = token_for("department")
JOBS = "/v1/bulk-checks/jobs"


@pytest.fixture(autouse=True)
def _held(world: World) -> None:
    world.hold(a_profile(), a_record())


def _open(world: World, *, token: str | None = CLERK, headers: Any = WHY, **form: Any) -> Said:
    return world.ask("POST", JOBS, body=form, token=token, headers=headers)


def _declared(content: bytes) -> dict[str, Any]:
    return {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _delivered(world: World, body: dict[str, Any]) -> None:
    record = {"messageId": "1", "receiptHandle": "-", "body": json.dumps(body), "eventSource": "aws:sqs"}
    with wiring.using(world.services):
        assert bulk.work({"Records": [record]}, None)["batchItemFailures"] == []  # type: ignore[arg-type]


def _arrived(world: World, job: str) -> None:
    _delivered(world, {"Records": [{"s3": {"object": {"key": f"lists/{job}"}}}]})


def _state(world: World, job: str, *, token: str = CLERK) -> Said:
    return world.ask("GET", f"{JOBS}/{job}", token=token)


@pytest.fixture
def _today(world: World) -> None:
    """Let the world's day be the worker's, whose clock nobody holds."""
    from datetime import UTC, datetime

    world.clock.now = datetime.now(UTC)


@pytest.mark.usefixtures("_today")
def test_a_list_in_a_file_is_sent_checked_and_fetched(world: World) -> None:
    content = a_list(1, 2)
    opened = _open(world, file=_declared(content), detail="summary")
    job = opened.json["job"]

    assert (opened.status, opened.json["state"], opened.json["ttl_seconds"]) == (202, "awaiting", 900)
    assert opened.json["post"]["fields"]["key"] == f"lists/{job}"
    world.services.bulk_files.receive(job, content)
    _arrived(world, job)

    said = _state(world, job).json
    assert (said["state"], said["subjects"], said["checked"], said["found"]) == ("done", 2, 2, 1)
    assert said["link"].startswith("https://bulk.invalid/results/")
    rows = csv.reader(io.StringIO(world.services.bulk_files.files[f"results/{job}"].decode("utf-8-sig")))
    assert [row[1] for row in rows][1:] == ["有可查询信息", "无可查询信息"]
    looks = [look for look in world.looks if look.subjects]
    assert [(look.subjects, look.act, look.purpose) for look in looks] == [
        ((f"m~{a_credit_code(1)}",), job, "supervision")
    ]


@pytest.mark.usefixtures("_today")
def test_a_state_that_did_not_change_is_not_sent_again_though_its_link_is_another(world: World) -> None:
    job = _open(world, subjects=[a_credit_code(1)]).json["job"]
    _arrived(world, job)
    first = _state(world, job)
    world.services.bulk_files.link_to_result = lambda _, *, ttl_seconds: f"https://bulk.invalid/other/{ttl_seconds}"

    again = world.ask("GET", f"{JOBS}/{job}", token=CLERK, headers={"If-None-Match": first.headers["etag"]})

    assert again.status == 304


@pytest.mark.usefixtures("_today")
def test_a_result_that_is_fetched_later_is_judged_again_and_costs_again(world: World) -> None:
    job = _open(world, subjects=[a_credit_code(1)], detail="records").json["job"]
    _arrived(world, job)
    first = _state(world, job)
    result = world.services.bulk_files.files[f"results/{job}"]
    record = a_record()
    world.services.library.put(versions.marked(record, case="YY-1", at=NOW), over=record)

    world.clock.now += timedelta(minutes=6)
    later = _state(world, job)
    assert (later.status, later.json["state"], later.json.get("link")) == (200, "checking", None)
    assert world.services.bulk_queue.sent == [job]
    assert _state(world, job).json["state"] == "checking"
    _delivered(world, {"job": job})
    # The worker's clock is held by nobody; let the caller look when it was done.
    world.clock.now = world.services.bulk_jobs.find(job).moved_at

    done = world.ask("GET", f"{JOBS}/{job}", token=CLERK, headers={"If-None-Match": first.headers["etag"]})
    assert (done.status, done.json["state"], done.json["ttl_seconds"]) == (200, "done", 300)
    assert world.services.bulk_files.files[f"results/{job}"] != result


@pytest.mark.usefixtures("_today")
def test_who_fetches_while_another_has_it_judged_again_is_told_how_far_it_is(world: World) -> None:
    job = _open(world, subjects=[a_credit_code(1)]).json["job"]
    _arrived(world, job)
    world.clock.now += timedelta(minutes=6)
    overtaken = _Overtaken()
    overtaken.kept = world.services.bulk_jobs.kept
    world.services.bulk_jobs = overtaken

    said = _state(world, job).json
    assert (said["state"], said.get("link")) == ("checking", None)
    assert world.services.bulk_queue.sent == []


class _Overtaken(MemoryBulkJobs):
    """Jobs that another always moves first, in the same way."""

    def put(self, new: Job, *, over: Job | None) -> None:
        """Be overtaken."""
        super().put(new, over=over)
        raise StaleVersionError


@pytest.mark.usefixtures("_today")
def test_a_list_in_the_call_needs_no_file(world: World) -> None:
    opened = _open(world, subjects=[a_credit_code(n) for n in range(1, 601)], detail="records")
    job = opened.json["job"]
    assert "post" not in opened.json

    _arrived(world, job)

    assert _state(world, job).json["found"] == 1
    assert world.services.bulk_files.files[f"results/{job}"].count(b"\n") == 601


def test_a_job_is_for_who_asked_it_alone(world: World) -> None:
    job = _open(world, subjects=[a_credit_code(1)]).json["job"]
    other = token_for("department", sub="clerk-2")

    for path in (f"{JOBS}/{job}", f"{JOBS}/PL-never"):
        assert world.ask("GET", path, token=other).status == 404
        assert world.ask("DELETE", path, token=other).status == 404
    assert _state(world, job).status == 200


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"department", "agency"}])
def test_it_is_for_departments_and_agencies(world: World, role: str) -> None:
    assert _open(world, subjects=[a_credit_code(1)], token=token_for(role)).status == 403
    assert _open(world, subjects=[a_credit_code(1)], token=None).status == 401


def test_an_agency_without_an_agreement_finds_nothing(world: World) -> None:
    agency, why = token_for("agency"), {"X-Purpose": "supervision"}

    said = world.ask("POST", "/v1/bulk-checks", body={"subjects": [a_credit_code(1)]}, token=agency, headers=why)

    assert (said.status, said.json["lines"][0]["found"]) == (200, False)


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({}, 400, "bulk.list_or_file"),
        ({"subjects": ["a"], "file": _declared(b"x")}, 400, "bulk.list_or_file"),
        ({"file": {"size_bytes": 0, "sha256": "0" * 64}}, 400, "form.value_range"),
        ({"file": {"size_bytes": 10**9, "sha256": "0" * 64}}, 400, "form.value_range"),
        ({"file": {"size_bytes": 1, "sha256": "x"}}, 400, "form.value_shape"),
        ({"subjects": [a_credit_code(1)], "items": ["nothing"]}, 404, "catalogue.item_unknown"),
    ],
)
def test_a_job_that_will_not_do_is_refused(world: World, form: dict[str, Any], status: int, code: str) -> None:
    said = _open(world, **form)

    assert (said.status, said.json["code"]) == (status, code)
    assert world.services.bulk_jobs.kept == {}


def test_a_repeated_tap_opens_one_job(world: World) -> None:
    headers = {**WHY, "Idempotency-Key": "tap-00000001"}
    first = _open(world, subjects=[a_credit_code(1)], headers=headers).json["job"]
    world.clock.now += timedelta(seconds=1)

    assert _open(world, subjects=[a_credit_code(1)], headers=headers).json["job"] == first
    assert len(world.services.bulk_jobs.kept) == 1


def test_a_job_costs_by_the_size_of_its_list(world: World) -> None:
    first = _open(world, file={"size_bytes": 1900, "sha256": "0" * 64}).headers["ratelimit"]
    world.clock.now += timedelta(milliseconds=1)
    second = _open(world, file={"size_bytes": 1_900_000, "sha256": "0" * 64})

    assert ";r=1198;" in first
    assert second.status == 202
    assert ";r=197;" in second.headers["ratelimit"]


def test_when_the_day_ends_the_result_is_gone(world: World) -> None:
    job = _open(world, subjects=[a_credit_code(1)]).json["job"]
    assert _state(world, job).json["good_until"] == "2026-11-23T16:00:00Z"

    world.clock.now = NOW.replace(hour=15, minute=59, second=59)
    assert _state(world, job).status == 200
    world.clock.now += timedelta(seconds=1)
    said = _state(world, job)
    assert (said.status, said.json["code"]) == (410, "bulk.day_ended")

    assert sweep(world.services, now=world.clock.now + timedelta(minutes=2))["bulk_jobs"] == 1
    assert world.services.bulk_files.files == {}


def test_a_withdrawn_job_is_gone_at_once_and_deleted_by_the_queue(world: World) -> None:
    job = _open(world, subjects=[a_credit_code(1)]).json["job"]

    withdrawn = world.ask("DELETE", f"{JOBS}/{job}", token=CLERK)

    assert (withdrawn.status, withdrawn.json["state"]) == (200, "ending")
    assert _state(world, job).json["code"] == "bulk.withdrawn"
    assert world.services.bulk_queue.sent == [job]
    _delivered(world, {"job": job})
    assert world.services.bulk_files.files == {}


def test_the_sweeper_finishes_what_no_message_told_of(world: World) -> None:
    content = a_list(1, 2)
    job = _open(world, file=_declared(content)).json["job"]
    world.services.bulk_files.receive(job, content)

    assert sweep(world.services, now=world.clock.now + timedelta(minutes=17))["bulk_jobs"] == 1
    assert _state(world, job).json["state"] == "done"
