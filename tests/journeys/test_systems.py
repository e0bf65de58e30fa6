"""Systems that send by themselves, on the local cloud: one drops a file and finds its receipt, one falls silent.

People call over HTTP; the front-end machine of the exchange puts and gets objects, as its role lets it. That days have
passed is simulated: the schedule runs in the test, by the stores of the running cloud.
"""

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.terms.dates import BEIJING
from chalicelib.workers.silences import chased
from infra.local.demonstration.files import files
from infra.local.demonstration.loading import body_codes
from tests.journeys.local_cloud import Running, awaited, started

PENALTIES = "administrative_penalty"


@pytest.fixture(scope="module")
def local_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("cloud")) as running:
        running.clerk("LEAD", body="credit_centre", role="lead")
        yield running


def _registered(cloud: Running, key: str, owner: str, item: str, *channels: str) -> dict[str, Any]:
    today = datetime.now(BEIJING).date().isoformat()
    review = {"reviewed_by": "虚构审查人", "reviewed_on": today}
    form = {
        "system": key,
        "name": "示例业务系统",
        "owner": owner,
        "items": [{"item": item, "rhythm": "daily", "review": review}],
        "channels": channels,
        "contact": "信息中心",
        "certifier": "法规科",
        "since": today,
    }
    return cloud.made("/v1/systems", who="LEAD", body=form)


def test_a_dropped_file_ends_in_a_receipt_in_the_folder_of_its_system(local_cloud: Running) -> None:
    cloud, key, today = local_cloud, "penalties-of-environment", datetime.now(BEIJING).date()
    sent = next(one for one in files(today=today, codes=body_codes()) if one.item == PENALTIES)
    _registered(cloud, key, sent.body, PENALTIES, "folder")
    cloud.clerk("CHECKER", body=sent.body)
    name = f"{sent.body}_{today:%Y%m%d}_00001_{PENALTIES}.csv"
    with cloud.later() as services:
        bucket, s3 = services.settings.bucket("uploads"), services.clients.get("s3")

        def drop(content: bytes) -> None:
            s3.put_object(Bucket=bucket, Key=f"inbound/{key}/{name}", Body=content)

        def answers() -> dict[str, dict[str, Any]]:
            found = s3.list_objects_v2(Bucket=bucket, Prefix=f"outbound/{key}/").get("Contents", [])
            keys = [one["Key"] for one in found if one["Key"].endswith(".json")]
            return {one: json.loads(s3.get_object(Bucket=bucket, Key=one)["Body"].read()) for one in keys}

        drop(sent.content)
        ((_, planned),) = awaited(answers, what="the receipt of the plan").items()
        assert (planned["state"], planned["counts"]["rows"]) == ("planned", sent.rows)
        cloud.made(f"/v1/uploads/{planned['batch']}/execution", who="CHECKER")

        def applied() -> dict[str, Any] | None:
            (answer,) = answers().values()
            return answer if answer["state"] == "applied" else None

        receipt = awaited(applied, what="the receipt of what was applied")
        assert receipt["counts"]["rows"] == sent.rows
        table = s3.get_object(Bucket=bucket, Key=f"outbound/{key}/{planned['batch']}_feedback.csv")["Body"].read()
        assert {"行", "代码", "如何更正"} <= set(table.decode("utf-8-sig").splitlines()[0].split(","))

        drop(sent.content + b"\r\n")
        refused = awaited(
            lambda: next((one for one in answers().values() if one.get("code") == "folder.name_taken"), None),
            what="that another content under the name is refused",
        )
        assert refused["state"] == "refused"
        with pytest.raises(ClientError):
            s3.get_object(Bucket=bucket, Key=f"outbound/{key}/{name}")
    state = cloud.told(f"/v1/uploads/{planned['batch']}", who="CHECKER")
    assert (state["state"], state["system"], state["file_name"]) == ("applied", key, name)
    (line,) = cloud.told("/v1/systems", who="CHECKER")["systems"]
    assert (line["items"][0]["state"], "last_supplied_at" in line["items"][0]) == ("on_time", True)
    (aside,) = cloud.told("/v1/exchange-files", who="LEAD")["files"]
    assert (aside["system"], aside["reason"]) == (key, "folder.name_taken")


def test_a_system_sends_rows_with_a_token_of_its_own_until_it_is_suspended(local_cloud: Running) -> None:
    cloud, key = local_cloud, "honours-of-county"
    _registered(cloud, key, "demo-county", "honour", "rows")
    _, _, headers = cloud.ask("GET", f"/v1/systems/{key}", who="LEAD")
    named = cloud.made(f"/v1/systems/{key}/clients", who="LEAD", body={}, If_Match=headers["etag"])
    client = named["clients"][-1]["client"]
    cloud.tokens["SYSTEM"] = cloud.mint.token(sub=client, role="system")
    ticket = cloud.made("/v1/uploads", who="SYSTEM", body={"item": "honour", "rows": True})

    assert cloud.told(f"/v1/uploads/{ticket['batch']}", who="SYSTEM")["system"] == key
    _, _, headers = cloud.ask("GET", f"/v1/systems/{key}", who="LEAD")
    suspended = {"state": "suspended", "reason": "虚构的理由。"}
    status, _, _ = cloud.ask("PUT", f"/v1/systems/{key}/state", who="LEAD", body=suspended, If_Match=headers["etag"])
    refused = cloud.ask("POST", "/v1/uploads", who="SYSTEM", body={"item": "honour", "rows": True})
    assert (status, refused[0], refused[1]["code"]) == (200, 403, "system.suspended")


def test_a_system_that_falls_silent_is_chased_once_and_shown(local_cloud: Running) -> None:
    cloud, key = local_cloud, "honours-of-market"
    _registered(cloud, key, "demo-market", "honour", "rows")
    clerk = cloud.clerk("MARKET", body="demo-market")
    due = cloud.told(f"/v1/systems/{key}", who=clerk)["items"][0]["due_on"]
    with cloud.later() as services:
        late = services.calendar.provisional_last_day_of(1, after=datetime.fromisoformat(due).date()).day
        for hour in (9, 10, 34):
            day = late + timedelta(days=hour // 24)
            now = datetime.combine(day, time(hour % 24), BEIJING)
            chased(services, now=now)
    told = [one for one in cloud.told("/v1/notices", who=clerk)["notices"] if key in one["text"]]

    assert [one["template"] for one in told] == ["supply_silent"]
    assert f"应于{due}前报送" in told[0]["text"]
