"""A department's batch from its plan to its end and back, as it is called from outside."""

from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.workers import uploads
from tests.app.test_uploads import ITEM, SUPPLIER, _declared, _row, _sheet, deliver
from tests.app.world import Said, World, token_for
from tests.factories import a_credit_code
from tests.fakes import MemorySuppliers

CLERK, CHECKER, THIRD = (token_for("department", body=SUPPLIER, sub=f"clerk-{n}") for n in (1, 2, 3))
LEAD = token_for("lead")
STRANGER = token_for("department")


@pytest.fixture
def waiting(world: World) -> tuple[World, str]:
    """Return a deployment where nothing is noted of any body, and a batch of two rows and a faulty one sent to it."""
    world.services.__dict__["suppliers"] = MemorySuppliers()
    content = _sheet(world, _row(1), _row(2), _row(3) | {"成立日期": "2015-13-01"})
    batch = world.ask("POST", "/v1/uploads", token=CLERK, body=_declared(content)).json["batch"]
    deliver(world, batch, content)
    return world, batch


def _go_on(world: World) -> None:
    """Give the worker what the queue was asked for."""
    sent = world.services.admissions.sent
    for batch in [*sent]:
        with wiring.using(world.services):
            uploads.finish(world.services, batch, world.clock.now)
        sent.remove(batch)


def _of(world: World, batch: str, what: str = "", *, token: str = CLERK) -> Said:
    return world.ask("GET", f"/v1/uploads/{batch}{what}", token=token)


def _do(world: World, batch: str, what: str, *, token: str) -> Said:
    return world.ask("POST", f"/v1/uploads/{batch}/{what}", token=token)


def _is_held(world: World, n: int) -> bool:
    return world.ask("GET", f"/v1/subjects/{a_credit_code(n)}").status == 200


def test_a_batch_waits_with_plan_and_receipt_until_another_lets_it_be_applied(waiting: tuple[World, str]) -> None:
    world, batch = waiting
    state, plan, receipt = (_of(world, batch, what).json for what in ("", "/plan", "/receipt"))

    assert (state["state"], state["is_at_rest"], state["approvals_needed"]) == ("planned", True, 1)
    assert (plan["counts"]["add"], plan["counts"]["refused"], plan["listed"]) == (2, 1, 1)
    assert [(line["row"], line["verdict"]) for line in plan["lines"]] == [(4, "refused")]
    assert (receipt["state"], receipt["counts"]["refused"]) == ("planned", 1)
    assert not _is_held(world, 1)

    assert _do(world, batch, "execution", token=CLERK).json["code"] == "upload.own_file"
    assert _do(world, batch, "execution", token=STRANGER).status == 404
    let = _do(world, batch, "execution", token=CHECKER)
    assert (let.status, [one["role"] for one in let.json["approvals"]]) == (200, ["department"])
    _go_on(world)

    assert _of(world, batch).json["state"] == "applied"
    assert _of(world, batch, "/plan").json["approvals_given"] == 1
    assert _is_held(world, 1)


def test_a_batch_is_taken_back_by_another_and_asked_for_twice_it_is_the_same(waiting: tuple[World, str]) -> None:
    world, batch = waiting
    assert _do(world, batch, "undo", token=CHECKER).json["code"] == "upload.nothing_to_undo"
    _do(world, batch, "execution", token=CHECKER)
    _go_on(world)

    assert _do(world, batch, "undo", token=CLERK).json["code"] == "upload.own_file"
    undone = _do(world, batch, "undo", token=CHECKER)
    _go_on(world)
    again = _do(world, batch, "undo", token=LEAD)

    assert (undone.status, undone.json["message"], undone.json["undo_of"]) == (200, "undo", batch)
    assert (again.json["batch"], again.json["state"], again.json["counts"]["revoked"]) == (
        undone.json["batch"],
        "applied",
        2,
    )
    assert not _is_held(world, 1)


def test_a_plan_comes_in_pages(world: World) -> None:
    content = _sheet(world, *(_row(n) | {"成立日期": "2015-13-01"} for n in range(1, 6)))
    batch = world.ask("POST", "/v1/uploads", token=CLERK, body=_declared(content, dry_run=True)).json["batch"]
    assert _of(world, batch, "/plan").json["code"] == "plan.not_ready"
    deliver(world, batch, content)

    rows, cursor = [], ""
    while True:
        page = _of(world, batch, f"/plan?limit=2{cursor}").json
        rows.append([line["row"] for line in page["lines"]])
        if "next_cursor" not in page or page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert rows == [[2, 3], [4, 5], [6]]
    assert _do(world, batch, "execution", token=CLERK).status == 200


def test_the_centre_notes_how_a_body_s_batches_are_applied_and_the_body_reads_it(world: World) -> None:
    world.services.__dict__["suppliers"] = MemorySuppliers()
    path = f"/v1/bodies/{SUPPLIER}/practice"
    read = world.ask("GET", path, token=CLERK)
    noted = world.ask("PUT", path, token=LEAD, body={"is_at_once": True}, headers={"If-Match": read.headers["etag"]})
    stale = world.ask("PUT", path, token=LEAD, body={"is_at_once": False}, headers={"If-Match": read.headers["etag"]})

    assert (read.json["is_at_once"], noted.json["is_at_once"], noted.status) == (False, True, 200)
    assert stale.status == 412
    assert world.ask("PUT", path, token=CLERK, body={"is_at_once": False}).status == 403
    assert world.ask("GET", path, token=STRANGER).status == 404
    assert world.ask("GET", "/v1/bodies/nobody/practice", token=LEAD).status == 404
    content = _sheet(world, _row(1))
    batch = world.ask("POST", "/v1/uploads", token=CLERK, body=_declared(content)).json["batch"]
    deliver(world, batch, content)
    assert _of(world, batch).json["state"] == "applied"


def test_a_record_that_should_never_have_been_held_is_gone_once_another_lets_it(world: World) -> None:
    content = _sheet(world, _row(1))
    batch = world.ask("POST", "/v1/uploads", token=CLERK, body=_declared(content)).json["batch"]
    deliver(world, batch, content)
    record = f"m~{a_credit_code(1)}~{ITEM}"
    world.clock.now += timedelta(hours=1)
    order = {"ground": "outside_catalogue", "reason": "该信息不在目录内。"}
    headers = {"Idempotency-Key": "tap-00000001"}

    asked, again = (
        world.ask("POST", f"/v1/records/{record}/erasure", token=CLERK, body=order, headers=headers) for _ in range(2)
    )
    _go_on(world)
    assert (asked.status, asked.json["message"], again.json["batch"]) == (201, "erasure", asked.json["batch"])
    assert _is_held(world, 1)
    assert _do(world, asked.json["batch"], "execution", token=CLERK).json["code"] == "upload.own_file"
    _do(world, asked.json["batch"], "execution", token=THIRD)
    _go_on(world)

    assert not _is_held(world, 1)
    assert world.ask("GET", f"/v1/records/{record}", token=LEAD, headers=_WHY).status == 404


_WHY = {"X-Purpose": "supervision", "X-Matter-Number": "1"}
