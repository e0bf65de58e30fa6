"""Sending systems as they are called from outside: registered, sending, rotated, suspended, late and chased."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest

from chalicelib import wiring
from chalicelib.workers import uploads
from chalicelib.workers.silences import chased
from tests.app.test_uploads import ITEM, SUPPLIER, _declared, _row, _sheet, deliver
from tests.app.world import Said, World, a_world, token_for
from tests.factories import BODY, DIVISION
from tests.fakes import MemoryFolder, MemorySuppliers

LEAD, DESK = token_for("lead"), token_for("desk")
CLERK, STRANGER = token_for("department", body=SUPPLIER), token_for("department")
KEY = "registry-of-scjgj"
REGISTERED = {
    "system": KEY,
    "name": "市场主体登记系统",
    "owner": SUPPLIER,
    "items": [
        {
            "item": ITEM,
            "rhythm": "daily",
            "review": {"reviewed_by": "示例审查人", "reviewed_on": "2026-11-20"},
        }
    ],
    "channels": ["upload", "rows"],
    "contact": "信息中心",
    "certifier": "登记科",
    "since": "2026-11-23",
}
ROWS = {"item": ITEM, "rows": True}


@pytest.fixture
def world() -> World:
    return a_world()


def _token(client: str, **claims: Any) -> str:
    return token_for("system", sub=client, **claims)


def _ask(  # noqa: PLR0913 -- who asks, and over which version, comes by keyword
    world: World, method: str, path: str, body: Any = None, *, token: str = LEAD, tag: str | None = None
) -> Said:
    headers = {"If-Match": tag} if tag else {}
    return world.ask(method, path, body=body, token=token, headers=headers)


def _registered(world: World, **changes: Any) -> tuple[str, str]:
    """Register a system with one client; return its client and the tag of its registration."""
    first = _ask(world, "POST", "/v1/systems", {**REGISTERED, **changes})
    assert first.status == 201, first.text
    named = _ask(world, "POST", f"/v1/systems/{KEY}/clients", {}, tag=first.headers["etag"])
    assert named.status == 201, named.text
    return named.json["clients"][-1]["client"], named.headers["etag"]


def _ticket(world: World, client: str, **changes: Any) -> Said:
    """Ask for a ticket, a second after whatever was asked before: a number is made of its instant here."""
    world.clock.now += timedelta(seconds=1)
    return world.ask("POST", "/v1/uploads", token=_token(client), body={**ROWS, **changes})


def test_a_system_sends_rows_under_its_own_name_and_its_owner_s_staff_read_the_receipt(world: World) -> None:
    client, _ = _registered(world)
    batch = _ticket(world, client).json["batch"]
    rows = {"rows": [_row(1), _row(2)]}

    taken = world.ask("POST", f"/v1/uploads/{batch}/rows", token=_token(client), body=rows)
    with world.services.uploads.opened(batch) as arrival:
        deliver(world, batch, arrival.file.read())

    assert (taken.status, taken.json["system"]) == (200, KEY)
    for token in (_token(client), CLERK):
        state = world.ask("GET", f"/v1/uploads/{batch}", token=token).json
        receipt = world.ask("GET", f"/v1/uploads/{batch}/receipt", token=token).json
        assert (state["state"], state["system"], receipt["counts"]["added"]) == ("applied", KEY, 2)
    assert world.ask("GET", f"/v1/uploads/{batch}", token=STRANGER).status == 404


def test_a_system_sends_a_file_whose_review_is_the_one_it_was_registered_with(world: World) -> None:
    client, _ = _registered(world)
    content = _sheet(world, _row(1))
    declared = {name: value for name, value in _declared(content).items() if name != "review"}

    batch = world.ask("POST", "/v1/uploads", token=_token(client), body=declared).json["batch"]
    deliver(world, batch, content)

    held = world.services.batches.find(batch)
    assert (held.ticket.review.reviewed_by, held.ticket.certifier, held.ticket.body) == ("示例审查人", client, SUPPLIER)
    assert world.ask("GET", f"/v1/uploads/{batch}/receipt", token=_token(client)).json["counts"]["added"] == 1


def test_a_system_sends_a_large_file_in_parts_and_no_other_system_s(world: World) -> None:
    client, _ = _registered(world)
    large = {**_declared(b"x"), "size_bytes": (100 << 20) + 1}
    own = _ticket(world, client, **large, rows=False).json
    world.clock.now += timedelta(seconds=1)
    others = world.ask("POST", "/v1/uploads", token=CLERK, body=large).json
    assert (own["in_parts"], others["in_parts"]) == (True, True)

    asked = [
        world.ask(method, f"/v1/uploads/{ticket['batch']}/parts", token=_token(client))
        for ticket in (own, others)
        for method in ("GET", "POST")
    ]
    assert [(one.status, one.json.get("code")) for one in asked[:2]] == [(200, None), (409, "upload.parts_missing")]
    assert {one.status for one in asked[2:]} == {404}


def test_a_system_sends_a_large_file_in_parts_and_its_owner_s_other_systems_see_none_of_them(world: World) -> None:
    client, _ = _registered(world)
    large = {"item": ITEM, "file_name": "虚构.csv", "size_bytes": (100 << 20) + 1, "sha256": "0" * 64}

    ticket = _ask(world, "POST", "/v1/uploads", large, token=_token(client))
    path = f"/v1/uploads/{ticket.json['batch']}/parts"
    links = _ask(world, "GET", path, token=_token(client))
    early = _ask(world, "POST", path, token=_token(client))
    items = [{"item": "abnormal_operations_list", "rhythm": "daily"}]
    other = _ask(world, "POST", "/v1/systems", {**REGISTERED, "system": "lists-of-scjgj", "items": items})
    named = _ask(world, "POST", "/v1/systems/lists-of-scjgj/clients", {}, tag=other.headers["etag"])
    stranger = _token(named.json["clients"][-1]["client"])

    assert (ticket.status, ticket.json["in_parts"], len(links.json["parts"])) == (201, True, 7)
    assert (early.status, early.json["code"]) == (409, "upload.parts_missing")
    assert {_ask(world, method, path, token=stranger).status for method in ("GET", "POST")} == {404}
    assert _ask(world, "GET", path, token=CLERK).status == 200


def test_a_system_does_what_it_is_registered_for_and_no_more(world: World) -> None:
    client, _ = _registered(world)
    others = world.ask("POST", "/v1/uploads", token=CLERK, body=ROWS).json["batch"]
    own = _ticket(world, client).json["batch"]
    token = _token(client)

    assert _ticket(world, client, item="administrative_penalty").json["code"] == "system.not_its_item"
    for method, what in (("GET", ""), ("GET", "/receipt"), ("POST", "/rows")):
        body = {"rows": [_row(1)]} if what == "/rows" else None
        assert world.ask(method, f"/v1/uploads/{others}{what}", token=token, body=body).status == 404, what
    for method, path in (
        ("POST", f"/v1/uploads/{own}/execution"),
        ("POST", f"/v1/uploads/{own}/undo"),
        ("GET", f"/v1/uploads/{own}/plan"),
        ("GET", "/v1/systems"),
        ("POST", "/v1/systems"),
        ("GET", f"/v1/bodies/{SUPPLIER}/practice"),
    ):
        assert world.ask(method, path, token=token).json["code"] == "audience.not_served", path


def test_a_system_does_not_approve_its_own_plan_and_its_owner_s_clerk_does(world: World) -> None:
    world.services.__dict__["suppliers"] = MemorySuppliers()
    client, _ = _registered(world)
    batch = _ticket(world, client).json["batch"]
    world.ask("POST", f"/v1/uploads/{batch}/rows", token=_token(client), body={"rows": [_row(1)]})
    with world.services.uploads.opened(batch) as arrival:
        deliver(world, batch, arrival.file.read())

    state = world.ask("GET", f"/v1/uploads/{batch}", token=_token(client)).json
    assert (state["state"], state["approvals_needed"]) == ("planned", 1)
    assert world.ask("POST", f"/v1/uploads/{batch}/execution", token=_token(client)).status == 403
    assert world.ask("POST", f"/v1/uploads/{batch}/execution", token=CLERK).status == 200


def test_a_system_that_has_nothing_says_so_and_is_not_missed(world: World) -> None:
    client, _ = _registered(world, items=[{"item": "administrative_penalty", "rhythm": "daily"}])
    world.clock.now = datetime(2026, 11, 25, 2, tzinfo=UTC)
    (line,) = _ask(world, "GET", "/v1/systems", token=CLERK).json["systems"]
    assert line["items"][0]["state"] == "silent"

    days = {"first": "2026-11-23", "last": "2026-11-24"}
    said = _ticket(world, client, item="administrative_penalty", rows=False, message="zero_report", period=days)
    assert said.status == 201, said.text
    with wiring.using(world.services):
        uploads.finish(world.services, said.json["batch"], world.clock.now)

    (line,) = _ask(world, "GET", "/v1/systems", token=CLERK).json["systems"]
    assert (line["items"][0]["state"], line["items"][0]["due_on"]) == ("on_time", "2026-11-26")


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": f"{KEY}.2"},
        {"sub": "system-1"},
        {"sub": KEY},
        {"body": BODY, "division": DIVISION},
    ],
    ids=str,
)
def test_a_token_of_no_registered_client_is_refused_where_systems_are_served(
    world: World, claims: dict[str, str]
) -> None:
    client, _ = _registered(world)

    said = world.ask("POST", "/v1/uploads", token=token_for("system", **{"sub": client, **claims}), body=ROWS)

    assert (said.status, said.json["code"]) == (403, "system.not_registered")


def test_two_clients_are_good_while_one_takes_the_place_of_the_other(world: World) -> None:
    first, tag = _registered(world)
    until = (world.clock.now + timedelta(days=7)).date()
    named = _ask(world, "POST", f"/v1/systems/{KEY}/clients", {"earlier_until": until.isoformat()}, tag=tag)
    second = named.json["clients"][-1]["client"]

    assert [_ticket(world, one).status for one in (first, second)] == [201, 201]
    world.clock.now += timedelta(days=8)
    assert _ticket(world, first).json["code"] == "system.client_ended"
    assert _ticket(world, second).status == 201

    gone = _ask(world, "DELETE", f"/v1/systems/{KEY}/clients/{second}", tag=named.headers["etag"])
    assert gone.status == 200
    assert _ticket(world, second).json["code"] == "system.client_ended"


def test_a_repeated_tap_names_one_client(world: World) -> None:
    _, tag = _registered(world)
    headers = {"Idempotency-Key": "tap-0000000000000002", "If-Match": tag}
    body, path = {"earlier_until": "2026-11-30"}, f"/v1/systems/{KEY}/clients"

    first, again = (world.ask("POST", path, body=body, token=LEAD, headers=headers) for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert [one["client"] for one in again.json["clients"]] == [f"{KEY}.1", f"{KEY}.2"]
    assert again.json == first.json


def test_a_system_is_refused_from_the_call_after_its_suspension_on_and_taken_again_once_resumed(world: World) -> None:
    client, tag = _registered(world)
    path = f"/v1/systems/{KEY}/state"

    for state, code in (("suspended", "system.suspended"), ("active", None), ("ended", "system.ended")):
        said = _ask(world, "PUT", path, {"state": state, "reason": "虚构的理由。"}, tag=tag)
        assert (said.status, said.json["state"]) == (200, state)
        tag = said.headers["etag"]
        assert _ticket(world, client).json.get("code") == code
    assert _ask(world, "PUT", path, {"state": "active", "reason": "又。"}, tag=tag).json["code"] == (
        "system.move_not_allowed"
    )


def test_a_registration_is_moved_by_the_lead_alone_and_over_the_version_that_was_read(world: World) -> None:
    _, tag = _registered(world)
    form = {name: value for name, value in REGISTERED.items() if name != "system"}
    path = f"/v1/systems/{KEY}"

    for token in (DESK, CLERK):
        assert _ask(world, "PUT", path, form, token=token, tag=tag).status == 403
    assert _ask(world, "PUT", path, form).status == 428
    changed = _ask(world, "PUT", path, {**form, "contact": "机房"}, tag=tag)
    assert (changed.status, changed.json["registered"]["contact"]) == (200, "机房")
    assert _ask(world, "PUT", path, form, tag=tag).status == 412
    unsound = _ask(world, "PUT", path, {**form, "owner": BODY}, tag=changed.headers["etag"])
    assert unsound.json["code"] == "system.unsound"
    assert {fault["code"] for fault in unsound.json["errors"]} >= {"system.owner_stays"}


def test_a_repeated_registration_is_the_same_and_a_key_is_given_once(world: World) -> None:
    headers = {"Idempotency-Key": "tap-0000000000000001"}
    first, again = (world.ask("POST", "/v1/systems", body=REGISTERED, token=LEAD, headers=headers) for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.json["filed_at"] == again.json["filed_at"]
    other = _ask(world, "POST", "/v1/systems", {**REGISTERED, "name": "另一个系统"})
    assert (other.status, other.json["code"]) == (409, "system.key_taken")


def test_a_silence_is_shown_and_chased_and_who_was_told_has_confirmed_it(world: World) -> None:
    _registered(world)
    (line,) = _ask(world, "GET", "/v1/systems", token=CLERK).json["systems"]
    assert (line["items"][0]["state"], line["items"][0]["due_on"]) == ("on_time", "2026-11-24")

    world.clock.now = datetime(2026, 11, 25, 2, tzinfo=UTC)
    chased(world.services, now=world.clock.now)
    chased(world.services, now=world.clock.now)
    for token in (LEAD, DESK, CLERK):
        (due,) = _ask(world, "GET", f"/v1/systems/{KEY}", token=token).json["items"]
        assert (due["state"], due["silent_working_days"], due["told"]) == ("silent", 1, 1)
    (told,) = world.ask("GET", "/v1/notices", token=CLERK).json["notices"]
    world.ask("POST", f"/v1/notices/{told['notice']}/acknowledgement", token=CLERK, body={})
    (due,) = _ask(world, "GET", f"/v1/systems/{KEY}").json["items"]
    assert (told["title"], due["acknowledged"]) == ("信用信息催报通知", 1)
    assert _ask(world, "GET", f"/v1/systems/{KEY}", token=STRANGER).status == 404
    assert _ask(world, "GET", "/v1/systems", token=STRANGER).json["systems"] == []


def test_the_systems_come_in_pages(world: World) -> None:
    owners = ("taxation", "human_resources", SUPPLIER)
    for number, owner in enumerate(owners):
        world.clock.now += timedelta(minutes=1)
        form = {
            **REGISTERED,
            "system": f"system-{number}",
            "owner": owner,
            "items": [{"item": "honour", "rhythm": "monthly"}],
        }
        assert _ask(world, "POST", "/v1/systems", form).status == 201
    first = _ask(world, "GET", "/v1/systems?limit=2").json
    second = _ask(world, "GET", f"/v1/systems?limit=2&cursor={first['next_cursor']}").json

    assert [one["system"] for one in (*first["systems"], *second["systems"])] == [f"system-{n}" for n in range(3)]
    assert "next_cursor" not in second or second["next_cursor"] is None


# Workers read the clock themselves: what they are given here is long past, whenever this runs.
FOLDER = {
    **REGISTERED,
    "channels": ["folder"],
    "since": "2020-01-01",
    "items": [{"item": ITEM, "rhythm": "daily", "review": {"reviewed_by": "示例审查人", "reviewed_on": "2020-01-01"}}],
}


def _message(world: World, *names: str, system: str = KEY) -> None:
    """Give the worker of uploads the message of files that lie in a folder."""
    notices = [{"s3": {"object": {"key": quote_plus(f"inbound/{system}/{name}", safe="/")}}} for name in names]
    body = json.dumps({"Records": notices})
    message = {"messageId": "m-1", "body": body, "eventSource": "aws:sqs", "attributes": {}}
    with wiring.using(world.services):
        answered = uploads.take_in({"Records": [message]}, None)  # type: ignore[arg-type]
    assert answered == {"batchItemFailures": []}


def test_a_file_dropped_in_the_folder_ends_in_a_receipt_there_and_its_owner_s_staff_read_it_too(world: World) -> None:
    assert _ask(world, "POST", "/v1/systems", FOLDER).status == 201
    name, content = f"{SUPPLIER}_20200102_00001_{ITEM}.csv", _sheet(world, _row(1), _row(2))
    world.services.folder.dropped[KEY, name] = content

    _message(world, name)
    (batch,) = world.services.uploads.files
    deliver(world, batch, world.services.uploads.files[batch])
    _message(world, name)

    receipt = json.loads(world.services.folder.answered[f"outbound/{KEY}/{batch}_feedback.json"])
    assert (receipt["state"], receipt["counts"]["added"]) == ("applied", 2)
    state = world.ask("GET", f"/v1/uploads/{batch}", token=CLERK).json
    assert (state["state"], state["system"], state["file_name"]) == ("applied", KEY, name)
    assert list(world.services.uploads.files) == [batch]
    (line,) = _ask(world, "GET", "/v1/systems", token=CLERK).json["systems"]
    assert line["items"][0]["last_supplied_at"] is not None


def test_what_is_set_aside_is_shown_to_the_centre_without_its_name(world: World) -> None:
    assert _ask(world, "POST", "/v1/systems", FOLDER).status == 201
    marked, unreadable = "秘密★1年 处罚.csv", "处罚 2026.csv"
    for system, name in ((KEY, marked), (KEY, unreadable), ("nobody", unreadable)):
        world.clock.now += timedelta(minutes=1)
        world.services.folder.dropped[system, name] = b"x"
        _message(world, name, f"{SUPPLIER}_20200102_00009_{ITEM}.csv", system=system)

    shown = [_ask(world, "GET", "/v1/exchange-files?limit=5", token=token).json["files"] for token in (LEAD, DESK)]

    assert shown[0] == shown[1]
    assert {(one["system"], one["reason"]) for one in shown[0]} == {
        (KEY, "upload.file_name_carries_secrecy_mark"),
        (KEY, "folder.name_unreadable"),
        ("", "folder.system_unknown"),
    }
    assert "处罚" not in json.dumps(shown, ensure_ascii=False)
    first = _ask(world, "GET", "/v1/exchange-files?limit=2").json
    second = _ask(world, "GET", f"/v1/exchange-files?limit=2&cursor={first['next_cursor']}").json
    assert len(first["files"]) + len(second["files"]) == len(shown[0])
    assert world.ask("GET", "/v1/exchange-files", token=CLERK).status == 403


def test_one_file_that_fails_keeps_no_other_of_its_message_waiting(world: World) -> None:
    assert _ask(world, "POST", "/v1/systems", FOLDER).status == 201
    good, bad = (f"{SUPPLIER}_20200102_0000{n}_{ITEM}.csv" for n in (1, 2))
    world.services.folder.dropped[KEY, good] = _sheet(world, _row(1))
    world.services.folder.dropped[KEY, bad] = _sheet(world, _row(2))
    opened = world.services.folder.opened

    class Failing(MemoryFolder):
        """A folder one of whose files cannot be read."""

        def opened(self, system: str, name: str) -> Any:
            if name == bad:
                message = "no answer"
                raise OSError(message)
            return opened(system, name)

    failing = Failing()
    failing.dropped = world.services.folder.dropped
    world.services.__dict__["folder"] = failing
    notices = [{"s3": {"object": {"key": f"inbound/{KEY}/{name}"}}} for name in (bad, good)]
    message = {"messageId": "m-1", "body": json.dumps({"Records": notices}), "eventSource": "aws:sqs"}
    with wiring.using(world.services):
        answered = uploads.take_in({"Records": [message]}, None)  # type: ignore[arg-type]

    assert answered == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert len(world.services.uploads.files) == 1
