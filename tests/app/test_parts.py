"""A large file as it is sent from outside: its ticket, the parts that are missing, and that all are there."""

import hashlib
from typing import Any

import pytest

from chalicelib.intake.batches import Batch, Sending
from tests.app.test_uploads import deliver
from tests.app.world import Said, World, token_for
from tests.factories import BODY, NOW, PENALTY, a_batch, a_ticket
from tests.fakes import MemoryUploads
from tests.unit.intake.standing import csv_of, penalty_row

CLERK, OTHERS = token_for("department"), token_for("department", body="shili-xian", division="512021")
MIB = 1 << 20


def _ticket(world: World, **changes: Any) -> Said:
    declared = {
        "item": PENALTY,
        "file_name": "虚构.csv",
        "size_bytes": 100 * MIB + 1,
        "sha256": "0" * 64,
        "review": {"reviewed_by": "示例审查人", "reviewed_on": "2026-11-20", "item": PENALTY},
    }
    return world.ask("POST", "/v1/uploads", token=CLERK, body={**declared, **changes})


def _sent_in_parts(world: World, data: bytes, *, part_bytes: int) -> Batch:
    """Give a ticket whose parts are small enough for a test."""
    number = "shili-jgj-20261128-parts"
    ticket = a_ticket(body=BODY, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    sending = Sending(upload=world.services.uploads.begin_parts(number), part_bytes=part_bytes)
    batch = a_batch(batch=number, ticket=ticket, ticketed_at=NOW, moved_at=NOW, sending=sending)
    world.services.batches.put(batch, over=None)
    return batch


def test_a_ticket_above_a_hundred_mebibytes_is_in_parts_and_good_for_six_hours(world: World) -> None:
    large = _ticket(world)

    assert (large.status, large.json["in_parts"], large.json["ttl_seconds"]) == (201, True, 21_600)
    assert "post" not in large.json
    links = world.ask("GET", f"/v1/uploads/{large.json['batch']}/parts", token=CLERK).json["parts"]
    assert [(one["number"], one["first"]) for one in links] == [(n, (n - 1) * 16 * MIB) for n in range(1, 8)]
    assert links[-1]["size_bytes"] == 100 * MIB + 1 - 6 * 16 * MIB


@pytest.mark.parametrize("changes", [{"size_bytes": 2048 * MIB + 1}, {"file_name": "虚构.xlsx"}])
def test_what_is_larger_than_is_set_or_a_workbook_is_refused(world: World, changes: dict[str, Any]) -> None:
    refused = _ticket(world, **changes)

    assert (refused.status, refused.json["code"]) == (413, "upload.file_too_large")


def test_a_file_goes_from_its_parts_to_its_receipt(world: World) -> None:
    data = csv_of([penalty_row(1)])
    batch = _sent_in_parts(world, data, part_bytes=300)
    path, uploads = f"/v1/uploads/{batch.batch}/parts", world.services.uploads
    assert isinstance(uploads, MemoryUploads)
    for one in world.ask("GET", path, token=CLERK).json["parts"][1:]:
        uploads.receive_part(batch.batch, one["number"], data[one["first"] :][: one["size_bytes"]])

    early = world.ask("POST", path, token=CLERK)
    assert (early.status, early.json["code"]) == (409, "upload.parts_missing")
    (first,) = world.ask("GET", path, token=CLERK).json["parts"]
    uploads.receive_part(batch.batch, first["number"], data[: first["size_bytes"]])
    assert world.ask("GET", path, token=CLERK).json["parts"] == []

    for _ in range(2):
        joined = world.ask("POST", path, token=CLERK)
        assert (joined.status, joined.json["state"]) == (200, "ticketed")
    deliver(world, batch.batch, uploads.files[batch.batch])
    assert world.ask("GET", f"/v1/uploads/{batch.batch}/receipt", token=CLERK).json["counts"]["rows"] == 1


def test_another_body_sees_no_parts(world: World) -> None:
    batch = _ticket(world).json["batch"]

    assert {world.ask(method, f"/v1/uploads/{batch}/parts", token=OTHERS).status for method in ("GET", "POST")} == {404}


def test_a_file_of_one_form_has_no_parts(world: World) -> None:
    small = _ticket(world, size_bytes=100 * MIB).json

    assert ("in_parts" in small, small["ttl_seconds"]) == (False, 900)
    for method in ("GET", "POST"):
        said = world.ask(method, f"/v1/uploads/{small['batch']}/parts", token=CLERK)
        assert (said.status, said.json["code"]) == (409, "upload.not_in_parts")
