"""What was packaged, deployed: it answers, and takes in through its real event sources what departments send."""

import hashlib
from datetime import date
from typing import Any

import pytest
import requests

from infra.local.demonstration.files import csv_of
from infra.local.front_door import FrontDoorError, Sending
from tests.deployment.deployed import Deployment
from tests.deployment.issuer import Issuer
from tests.factories import a_credit_code
from tests.servers import ROOT

ITEM, BODY = "market_entity_registration", "market_supervision"
FIRMS = {a_credit_code(number): f"示例虚构第{number}有限公司" for number in (701, 702)}


@pytest.fixture(scope="session")
def department(issuer: Issuer) -> str:
    """Give the token of a clerk of the department that registers market entities."""
    return issuer.token(sub="clerk-1", role="department", body=BODY, division="512000")


@pytest.fixture(scope="session")
def receipt(deployment: Deployment, department: str, issuer: Issuer) -> dict[str, Any]:
    """Send a file as a department does: a ticket, a presigned POST, and a second clerk's word once it is planned."""
    sending = Sending(
        item=ITEM,
        file_name="示例_市场主体登记.csv",
        content=_registrations(),
        token=department,
        checker=issuer.token(sub="clerk-2", role="department", body=BODY, division="512000"),
        reviewer="示例审查人",
        reviewed_on=date(2026, 11, 20),
    )
    return deployment.door_of("office").send(sending, progress=lambda _: None)


def test_each_stage_with_doors_is_alive_and_ready(deployment: Deployment) -> None:
    for stage in ("open", "own", "office"):
        door = deployment.door_of(stage)
        assert door.call("GET", "/healthz")["state"] == "alive"
        assert door.call("GET", "/readyz")["state"] == "ready"


def test_an_organisation_nobody_knows_is_a_problem_in_our_form(deployment: Deployment) -> None:
    with pytest.raises(FrontDoorError, match=r"404 .*resource\.not_found"):
        deployment.door_of("open").call("GET", f"/v1/subjects/{a_credit_code(799)}")


def test_an_upload_comes_in_through_bucket_queue_and_function(receipt: dict[str, Any]) -> None:
    assert receipt["state"] == "applied"
    assert receipt["counts"]["added"] == len(FIRMS)


def test_what_came_in_is_answered_to_the_public(deployment: Deployment, receipt: dict[str, Any]) -> None:
    assert receipt
    door = deployment.door_of("open")

    for code, name in FIRMS.items():
        assert name in str(door.call("GET", f"/v1/subjects/{code}"))


def test_what_came_in_is_found_by_the_beginning_of_its_name(deployment: Deployment, receipt: dict[str, Any]) -> None:
    assert receipt

    found = deployment.door_of("open").call("GET", "/v1/subjects?q=%E7%A4%BA%E4%BE%8B%E8%99%9A%E6%9E%84")

    assert all(code in str(found) for code in FIRMS)


def test_a_file_larger_than_its_ticket_is_refused_by_the_bucket(deployment: Deployment, department: str) -> None:
    content = _registrations()
    review = {"reviewed_by": "示例审查人", "reviewed_on": "2026-11-20", "item": ITEM}
    asked = {"item": ITEM, "file_name": "示例.csv", "size_bytes": len(content), "review": review}
    ticket = deployment.door_of("office").call(
        "POST",
        "/v1/uploads",
        token=department,
        headers={"Idempotency-Key": "b" * 32},
        body={**asked, "sha256": hashlib.sha256(content).hexdigest()},
    )

    answer = requests.post(
        ticket["post"]["url"], data=ticket["post"]["fields"], files={"file": content + b"\n"}, timeout=30
    )

    assert answer.status_code == 400
    assert "EntityTooLarge" in answer.text


def test_the_clock_writes_the_public_lists(deployment: Deployment, receipt: dict[str, Any]) -> None:
    assert receipt

    deployment.invoke("Publish", (ROOT / "events" / "publish.json").read_bytes())

    keys = deployment.client("s3").list_objects_v2(Bucket=deployment.bucket("site")).get("Contents", [])
    assert keys


def test_the_sweeper_finds_everything_at_rest(deployment: Deployment, receipt: dict[str, Any]) -> None:
    assert receipt

    deployment.invoke("Sweep", (ROOT / "events" / "sweep.json").read_bytes())


def test_no_function_left_a_dead_letter(deployment: Deployment, receipt: dict[str, Any]) -> None:
    assert receipt

    assert set(deployment.dead_letters().values()) == {0}


def _registrations() -> bytes:
    rows = [{"credit_code": code, "name": name, "established_on": "2015-06-01"} for code, name in FIRMS.items()]
    return csv_of(ITEM, rows)
