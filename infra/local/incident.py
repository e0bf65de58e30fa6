"""`make incident`: drills a leak on the local stores: looks by one officer, a declaration, the list, and the notices.

Everything goes through the front door but the invented records, which are put as an upload would, and the schedule,
which is called here. What it counts is compared with what the drill itself did; a difference ends it with 1.
"""

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import waitress

from chalicelib import wiring
from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.records import Content, Reason, Record, Supply
from chalicelib.notices.templates import Template
from chalicelib.objections.incidents import handling
from chalicelib.terms.subjects import subject_of
from chalicelib.wiring import Services
from infra.client.ending import run
from infra.local.cloud import Cloud, LocalCloudError, running, take_on
from infra.local.demonstration.loading import CITY
from infra.local.demonstration.organisations import companies
from infra.local.front_door import FrontDoor, FrontDoorError

OFFICER, OTHERS, ITEM = "clerk-7", "clerk-8", "administrative_penalty"
LEAD, AUDITOR = {"sub": "lead-1", "role": "lead"}, {"sub": "auditor-1", "role": "auditor"}
BY_LICENCE = {"identified_by": "business licence"}
WHY = {"X-Purpose": "supervision", "X-Matter-Number": "drill-1"}
CONTENTS = {
    "cause": "演练：一名工作人员的账号被他人使用。",
    "harm": "演练：可能被用于冒充、诈骗。",
    "remedies": "演练：已停用该账号并更换密钥。",
    "advice": "演练：请留意异常来电，勿向他人提供验证码。",
    "contact": "演练：示例虚构信用信息中心",
}


class DrillError(Exception):
    """The drill found another number than it made."""


def main() -> int:
    """Drill; 0 where everybody who was touched was told and nobody else, 1 where not."""
    parser = argparse.ArgumentParser(prog="make incident", description="A drill of a leak on the local stores.")
    parser.add_argument("--subjects", type=int, default=50, help="how many organisations one officer looks at (50)")
    parser.add_argument("--minutes", type=int, default=240, help="how long the declared period is (240)")
    options = parser.parse_args()
    try:
        with running() as cloud:
            _drill(cloud, options.subjects, timedelta(minutes=options.minutes))
    except (LocalCloudError, FrontDoorError, DrillError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _drill(cloud: Cloud, subjects: int, period: timedelta) -> None:
    take_on(cloud.environment)
    # The app reads its settings from the environment when it is imported, so not before they are there.
    import app as doors
    from chalicelib.api.wsgi import Door

    server = waitress.create_server(Door(doors.app), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True, name="http").start()
    Drill(FrontDoor(f"http://127.0.0.1:{server.effective_port}"), cloud, wiring.services()).run(subjects, period)


class Drill:
    """One drill: who calls, and through which door."""

    def __init__(self, door: FrontDoor, cloud: Cloud, services: Services) -> None:
        """Take the door, the cloud whose mint makes the tokens, and the services that the schedule works with."""
        self._door, self._mint, self._services = door, cloud.mint, services

    def run(self, subjects: int, period: timedelta) -> None:
        """Drill with so many subjects. Raises: DrillError."""
        codes = [company.code for company in companies(subjects + 1)]
        for code in codes:
            self._services.library.put(_invented(code), over=None)
        self._look(codes[:subjects], sub=OFFICER)
        self._look(codes[subjects - 1 :], sub=OTHERS)
        until = datetime.now(UTC)
        number, listing = self._list(until - period, until)
        telling = self._tell(number)
        told = self._read(codes[:subjects])
        if (told, self._read(codes[subjects:])) != (subjects, 0):
            message = f"{told} of {subjects} read a notice"
            raise DrillError(message)
        seen = self._call("GET", f"/v1/incidents/{number}", LEAD)
        _must_be(seen, {"told": subjects, "acknowledged": subjects, "subjects": subjects, "entries": subjects})
        print(f"{number}: {subjects} organisations looked at by one officer, one of them by another too")
        print(f"  listed   {seen['subjects']} subjects, {seen['versions']} versions in {listing:.1f} s", end="")
        print(f" ({seen['to_read']} slots of the ledger, {seen['to_read'] / listing:.0f} a second)")
        print(f"  told     {seen['told']} notices in {telling:.1f} s")
        print(f"  read     {seen['acknowledged']} acknowledged, and by nobody who was not touched")

    def _look(self, codes: Sequence[str], *, sub: str) -> None:
        token = self._mint.token(sub=sub, role="department", body="demo-market", division=CITY)
        for code in codes:
            self._door.call("GET", f"/v1/subjects/{code}/records", token=token, headers=WHY)

    def _list(self, since: datetime, until: datetime) -> tuple[str, float]:
        declared = {
            "kind": "leak",
            "what": "演练：账号被他人使用。",
            "since": since.isoformat(),
            "until": until.isoformat(),
            "sub": OFFICER,
        }
        began = time.monotonic()
        number: str = self._call("POST", "/v1/incidents", AUDITOR, body=declared)["incident"]
        self._roll(number)
        return number, time.monotonic() - began

    def _tell(self, number: str) -> float:
        began = time.monotonic()
        incident = handling.incident_for(_lead(), number, means=self._services)
        self._call(
            "POST",
            f"/v1/incidents/{number}/notices",
            LEAD,
            body=CONTENTS,
            headers={"If-Match": f'W/"{incident.version}.{"0" * 32}"'},
        )
        self._roll(number)
        return time.monotonic() - began

    def _roll(self, number: str) -> None:
        """Do what the sweeper does every five minutes, without the minutes."""
        while handling.roll_forward(number, means=self._services, now=datetime.now(UTC)).state.is_under_way:
            continue

    def _read(self, codes: Sequence[str]) -> int:
        """Read and acknowledge the notices of organisations; return how many there were."""
        read = 0
        for code in codes:
            who = {"sub": f"agent-of-{code}", "role": "representative", "subject": code, **BY_LICENCE}
            for notice in self._call("GET", "/v1/notices", who)["notices"]:
                if notice["template"] == Template.INCIDENT:
                    self._call("POST", f"/v1/notices/{notice['notice']}/acknowledgement", who)
                    read += 1
        return read

    def _call(
        self,
        method: str,
        path: str,
        who: dict[str, str],
        body: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        sent = {} if body is None and method == "POST" else body
        return self._door.call(method, path, token=self._mint.token(**who), body=sent, headers=headers)


def _lead() -> Any:
    from chalicelib.library.readers import Level, Reader

    return Reader(level=Level.DESK, sub="lead-1", role="lead")


def _must_be(seen: dict[str, Any], wanted: dict[str, int]) -> None:
    found = {name: seen.get(name, 0) for name in wanted}
    if found != wanted:
        message = f"the incident counts {found}, the drill made {wanted}"
        raise DrillError(message)


def _invented(code: str) -> Record:
    """Return an invented penalty of an invented organisation."""
    now = datetime.now(UTC)
    supply = Supply(
        body="demo-market",
        named="示例虚构市场监督管理局",
        division=CITY,
        batch="demo-market-drill",
        row=1,
        file_sha256="0" * 64,
        certifier="虚构经办人",
        supplied_at=now,
    )
    content = Content(
        item=ITEM,
        item_version="1",
        fields={"party_credit_code": code, "doc_no": "虚构罚字〔2026〕1号", "violation_fact": "虚构。"},
        known_at=now,
        reason=Reason.SUPPLIED,
        act="demo-market-drill",
        supply=supply,
        determined_on=now.date(),
        severity="general",
        subject_division=CITY,
        reviewed=True,
    )
    place = record_place(ITEM, on=now.date(), suffix=suffix_of(code))
    return Record(subject=subject_of(code), place=place, version=1, content=content)


if __name__ == "__main__":
    run(main)
