"""A department's file as it is sent from outside: ticket, file, queue, state, receipt."""

import csv
import hashlib
import io
import json
import logging
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.workers import uploads
from tests.app.world import COUNTY_BODY, Said, World, token_for
from tests.factories import NOW, a_credit_code, a_subject

ITEM, SUPPLIER = "market_entity_registration", "market_supervision"
CLERK, COUNTY = token_for("department", body=SUPPLIER), token_for("department", body=COUNTY_BODY, division="512021")


def _sheet(world: World, *rows: dict[str, str]) -> bytes:
    headers = world.services.catalogue.get(ITEM).official_headers()
    text = io.StringIO(newline="")
    sheet = csv.DictWriter(text, headers, restval="")
    sheet.writeheader()
    sheet.writerows(rows)
    return text.getvalue().encode()


def _row(n: int) -> dict[str, str]:
    return {"统一社会信用代码": a_credit_code(n), "机构全称": f"示例虚构{n}号有限公司", "成立日期": "2015-06-01"}


def _declared(content: bytes, **changes: Any) -> dict[str, Any]:
    sound = {
        "item": ITEM,
        "file_name": "虚构登记.csv",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "review": {"reviewed_by": "示例审查人", "reviewed_on": "2026-11-20", "item": ITEM},
    }
    return {**sound, **changes}


def _ticket(world: World, content: bytes, *, token: str = CLERK, **changes: Any) -> Said:
    return world.ask("POST", "/v1/uploads", token=token, body=_declared(content, **changes))


def deliver(world: World, batch: str, content: bytes) -> None:
    """Put a file into the bucket, and give its message to the worker."""
    key = world.services.uploads.receive(batch, content)
    notice = {"Records": [{"s3": {"object": {"key": key}}}]}
    message = {"messageId": "m-1", "body": json.dumps(notice), "eventSource": "aws:sqs", "attributes": {}}
    with wiring.using(world.services):
        answer = uploads.take_in({"Records": [message]}, None)  # type: ignore[arg-type]
    assert answer == {"batchItemFailures": []}


def test_a_file_goes_from_its_ticket_to_its_receipt_and_is_then_found(world: World) -> None:
    content = _sheet(world, _row(1), _row(2))
    ticket = _ticket(world, content)
    batch = ticket.json["batch"]

    assert (ticket.status, ticket.json["state"], bool(ticket.json["post"]["fields"])) == (201, "ticketed", True)
    assert world.ask("GET", f"/v1/uploads/{batch}/receipt", token=CLERK).json["code"] == "receipt.not_ready"
    deliver(world, batch, content)

    state = world.ask("GET", f"/v1/uploads/{batch}", token=CLERK).json
    receipt = world.ask("GET", f"/v1/uploads/{batch}/receipt", token=CLERK).json
    assert (state["state"], state["counts"]["rows"], state["is_at_rest"]) == ("applied", 2, True)
    assert (receipt["state"], receipt["counts"]["added"]) == ("applied", 2), receipt
    assert world.ask("GET", f"/v1/subjects/{a_credit_code(2)}").status == 200


def test_a_file_comes_back_with_remarks_as_long_as_it_is_kept(world: World) -> None:
    content = _sheet(world, _row(1), {**_row(2), "机构全称": ""})
    batch = _ticket(world, content).json["batch"]
    path = f"/v1/uploads/{batch}/annotated"
    assert world.ask("GET", path, token=CLERK).json["code"] == "receipt.not_ready"
    deliver(world, batch, content)

    asked = world.ask("GET", path, token=CLERK)
    _annotate(world, batch)
    said = world.ask("GET", path, token=CLERK)

    ((_, sha256),) = world.services.annotated.files
    assert (asked.status, asked.json["is_ready"], world.services.admissions.copies) == (202, False, [batch])
    assert (said.status, said.json["is_ready"]) == (303, True)
    assert said.headers["location"] == f"https://receipts.invalid/annotated/{batch}/{sha256}.xlsx?seconds=60"
    assert world.looks[-1].act == batch
    assert world.ask("GET", path, token=COUNTY).status == 404


def test_a_file_that_is_not_kept_any_more_comes_back_no_more(world: World) -> None:
    content = _sheet(world, _row(1))
    batch = _ticket(world, content).json["batch"]
    deliver(world, batch, content)
    world.services.uploads.files.clear()
    _annotate(world, batch)

    gone = world.ask("GET", f"/v1/uploads/{batch}/annotated", token=CLERK)

    assert (gone.status, gone.json["code"]) == (410, "upload.file_gone")
    world.services.receipts.files.clear()
    for last in ("annotated", "receipt"):
        gone = world.ask("GET", f"/v1/uploads/{batch}/{last}", token=CLERK)
        assert (gone.status, gone.json["code"]) == (410, "receipt.gone")


def test_a_copy_of_no_batch_is_not_made(world: World) -> None:
    _annotate(world, "never")

    assert not world.services.annotated.files


def _annotate(world: World, batch: str) -> None:
    """Give the worker the message that asks for a copy."""
    message = {"messageId": "m-2", "body": json.dumps({"Annotate": batch}), "eventSource": "aws:sqs", "attributes": {}}
    with wiring.using(world.services):
        answer = uploads.take_in({"Records": [message]}, None)  # type: ignore[arg-type]
    assert answer == {"batchItemFailures": []}


def test_every_sight_of_a_batch_is_on_the_ledger(world: World) -> None:
    batch = _ticket(world, b"x").json["batch"]
    world.ask("GET", f"/v1/uploads/{batch}", token=CLERK)

    assert [(look.act, look.actor.body) for look in world.looks] == [(batch, SUPPLIER)] * 2


def test_a_batch_of_another_body_does_not_exist(world: World) -> None:
    batch = _ticket(world, b"x").json["batch"]
    for path in ("", "/receipt"):
        answers = [world.ask("GET", f"/v1/uploads/{number}{path}", token=COUNTY) for number in (batch, "never")]
        assert [said.status for said in answers] == [404, 404]
        assert {**answers[0].json, "trace_id": ""} == {**answers[1].json, "trace_id": ""}


def test_a_repeated_tap_gets_the_same_batch(world: World) -> None:
    def tap() -> Said:
        return world.ask(
            "POST", "/v1/uploads", token=CLERK, body=_declared(b"x"), headers={"Idempotency-Key": "tap-00000001"}
        )

    assert tap().json == tap().json


def test_after_the_file_was_taken_in_a_repeated_tap_gives_no_place_to_send_it(world: World) -> None:
    content, headers = _sheet(world, _row(1)), {"Idempotency-Key": "tap-00000001"}
    first = world.ask("POST", "/v1/uploads", token=CLERK, body=_declared(content), headers=headers)
    deliver(world, first.json["batch"], content)

    again = world.ask("POST", "/v1/uploads", token=CLERK, body=_declared(content), headers=headers)

    assert (again.json["batch"], again.json["state"]) == (first.json["batch"], "applied")
    assert "post" not in again.json


def test_a_file_whose_name_bears_a_secrecy_mark_has_nowhere_to_go_and_is_reported_without_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        said = _ticket(world, b"x", file_name="机密★虚构.csv")

    (line,) = [record.__dict__ for record in caplog.records if record.getMessage() == "reported"]
    assert (line["code"], line["batch"]) == ("upload.file_name_carries_secrecy_mark", said.json["batch"])
    assert "虚构.csv" not in str(line)
    assert (said.status, said.json["state"]) == (201, "quarantined")
    assert "post" not in said.json
    assert "机密" not in world.ask("GET", f"/v1/uploads/{said.json['batch']}", token=CLERK).text


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"item": "nothing"}, 404, "catalogue.item_unknown"),
        ({"sha256": "abc"}, 400, "upload.sha256_shape"),
        ({"file_name": ""}, 400, "upload.file_name_shape"),
        ({"size_bytes": 0}, 422, "upload.file_empty"),
        ({"size_bytes": 10**12}, 413, "upload.file_too_large"),
        ({"size_bytes": "1"}, 400, "form.value_type"),
        ({"body": "shili-xian"}, 400, "form.field_unknown"),
        ({"review": {"reviewed_by": "示例"}}, 400, "form.field_missing"),
        (
            {"review": {"reviewed_by": "a", "reviewed_on": "2026-13-01", "item": ITEM}},
            400,
            "form.value_invalid",
        ),
        (
            {"review": {"reviewed_by": "a", "reviewed_on": "2027-01-01", "item": ITEM}},
            422,
            "upload.review_in_the_future",
        ),
    ],
    ids=[
        "item", "hash", "name", "empty", "large", "text_for_number", "body_by_hand", "half_a_review", "no_day",
        "future",
    ],
)  # fmt: skip
def test_a_ticket_that_will_not_do_is_refused(world: World, changes: dict[str, Any], status: int, code: str) -> None:
    said = _ticket(world, b"x", **changes)

    assert (said.status, said.json["code"]) == (status, code)


def test_a_file_that_is_no_sheet_is_refused_with_a_receipt(world: World) -> None:
    content = b"\x00\x01 not a sheet"
    batch = _ticket(world, content).json["batch"]
    deliver(world, batch, content)

    receipt = world.ask("GET", f"/v1/uploads/{batch}/receipt", token=CLERK).json

    assert receipt["state"] == "refused"
    assert receipt["findings"]
    assert world.ask("GET", f"/v1/subjects/{a_subject().key}").status == 404


def _ticket_of_rows(world: World, **changes: Any) -> Said:
    declared = {name: value for name, value in _declared(b"").items() if name in {"item", "review"}}
    return world.ask("POST", "/v1/uploads", token=CLERK, body={**declared, "rows": True, **changes})


def _send_rows(world: World, batch: str, rows: Any, *, token: str = CLERK) -> Said:
    return world.ask("POST", f"/v1/uploads/{batch}/rows", token=token, body={"rows": rows})


def test_rows_go_from_their_ticket_to_their_receipt_without_a_file(world: World) -> None:
    ticket = _ticket_of_rows(world)
    batch, rows = ticket.json["batch"], [_row(1), _row(2) | {"住所": None}]

    assert (ticket.status, ticket.json["state"], "post" in ticket.json) == (201, "ticketed", False)
    first, again, others = (_send_rows(world, batch, sent) for sent in (rows, rows, rows[:1]))
    assert (first.status, first.json["state"], first.json["is_of_rows"]) == (200, "ticketed", True)
    assert again.json == first.json
    assert (others.status, others.json["code"]) == (409, "upload.rows_differ")

    with world.services.uploads.opened(batch) as arrival:
        deliver(world, batch, arrival.file.read())
    receipt = world.ask("GET", f"/v1/uploads/{batch}/receipt", token=CLERK).json
    assert (receipt["state"], receipt["counts"]["added"]) == ("applied", 2), receipt
    assert _send_rows(world, batch, rows).json["state"] == "applied"


def test_five_hundred_full_rows_are_taken_and_one_more_is_not(world: World) -> None:
    batch = _ticket_of_rows(world).json["batch"]
    rows = [_row(n) for n in range(1, 502)]

    assert _send_rows(world, batch, rows).json["code"] == "form.value_length"
    assert _send_rows(world, batch, rows[:500]).status == 200


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "form.value_length"),
        (["330102199003070019"], "form.resident_id"),
        ([{"330102199003070019": "a"}], "form.resident_id"),
        ([{"成立日期": 330102199003070019}], "form.resident_id"),
        ([{"成立日期": 20150601}], "form.value_type"),
        ([{"证件号码": "330102199003070019"}, ["a"]], "form.value_type"),
    ],
    ids=["none", "no row", "a column", "a number", "a number for a text", "beside what is no row"],
)
def test_rows_that_are_not_of_the_form_are_refused_without_repeating_them(world: World, rows: Any, code: str) -> None:
    said = _send_rows(world, _ticket_of_rows(world).json["batch"], rows)

    assert (said.status, said.json["code"]) == (400, code)
    assert "330102199003070019" not in said.text


def test_what_is_wrong_with_columns_and_cells_is_a_finding_of_the_receipt_and_says_no_number(world: World) -> None:
    batch = _ticket_of_rows(world).json["batch"]
    assert _send_rows(world, batch, [_row(1) | {"虚构列": "330102199003070019"}]).status == 200
    with world.services.uploads.opened(batch) as arrival:
        deliver(world, batch, arrival.file.read())

    receipt = world.ask("GET", f"/v1/uploads/{batch}/receipt", token=CLERK)
    assert receipt.json["findings"]
    assert "330102199003070019" not in receipt.text


def test_a_batch_of_a_file_and_one_of_another_body_take_no_rows(world: World) -> None:
    of_a_file = _ticket(world, b"x").json["batch"]
    world.clock.now += timedelta(seconds=1)
    of_rows = _ticket_of_rows(world).json["batch"]

    assert _send_rows(world, of_a_file, [_row(1)]).json["code"] == "upload.not_of_rows"
    assert _send_rows(world, of_rows, [_row(1)], token=COUNTY).status == 404


def test_a_ticket_for_rows_that_names_a_file_is_refused(world: World) -> None:
    assert _ticket_of_rows(world, file_name="虚构.csv").json["code"] == "upload.rows_or_file"


PENALTY, OFFICE = "administrative_penalty", token_for("department", body="transport")


def test_a_zero_report_has_days_and_no_file_and_is_begun_at_once(world: World) -> None:
    days = {"first": "2026-10-01", "last": "2026-10-31"}
    said = world.ask(
        "POST", "/v1/uploads", token=OFFICE, body={"item": PENALTY, "message": "zero_report", "period": days}
    )
    batch = said.json["batch"]
    with wiring.using(world.services):
        uploads.finish(world.services, batch, NOW)
    state = world.ask("GET", f"/v1/uploads/{batch}", token=OFFICE).json

    assert (said.status, said.json["state"], "post" in said.json) == (201, "planning", False)
    assert (state["state"], state["message"], state["period"]) == ("applied", "zero_report", days)
    (kept,) = world.services.supplies.nothing_of(PENALTY)
    assert (kept.body, kept.batch) == ("transport", batch)


def test_a_message_that_an_item_does_not_have_and_days_of_no_zero_report_are_refused(world: World) -> None:
    def code(**changes: Any) -> tuple[int, str]:
        said = _ticket(world, b"x", **changes)
        return said.status, said.json["code"]

    assert code(message="list_out") == (422, "upload.message_not_of_item")
    assert code(message="undo") == (422, "upload.message_not_of_item")
    assert code(message="shout") == (400, "form.value_not_listed")
    assert code(period={"first": "2026-10-01", "last": "2026-10-31"}) == (400, "upload.period_or_file")


def test_rows_of_a_message_are_sent_in_a_call(world: World) -> None:
    item = world.services.catalogue.get(PENALTY)
    ticket = world.ask(
        "POST", "/v1/uploads", token=OFFICE, body={"item": PENALTY, "message": "revoke", "rows": True}
    ).json
    row = {
        "行政相对人名称": "示例虚构1号有限公司",
        "行政相对人类别": "法人及非法人组织",
        item.field("party_credit_code").zh: a_credit_code(1),
        item.field("doc_no").zh: "虚构罚字〔2026〕404号",
        item.field("authority_credit_code").zh: a_credit_code(900, kind="11"),
        "撤销日期": "2026-11-20",
        "撤销决定文书号": "虚构撤字〔2026〕1号",
        "撤销原因": "虚构的原因。",
    }
    world.ask("POST", f"/v1/uploads/{ticket['batch']}/rows", token=OFFICE, body={"rows": [row]})
    with wiring.using(world.services):
        uploads.finish(world.services, ticket["batch"], NOW)

    receipt = world.ask("GET", f"/v1/uploads/{ticket['batch']}/receipt", token=OFFICE).json
    assert [(one["row"], one["code"]) for one in receipt["findings"]] == [(1, "message.no_such_record")]
