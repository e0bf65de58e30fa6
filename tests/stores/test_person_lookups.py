"""Whoever is looked up, the stores are asked the same: what was asked is compared, not how long it took."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.app.leave import BANK, LOAN, PERSON, hold_grant, know
from tests.app.world import WHY, World, a_world, token_for
from tests.factories import a_person
from tests.stores.places import OnServer
from tests.stores.recording import Sent
from tests.unit.grants.standing import NUMBER, OTHER_NUMBER

CLERK = token_for("department")
KNOWN, NOTHING_HELD = NUMBER, OTHER_NUMBER
UNKNOWN = "512002199003070019"
ASKED = {
    "known": {**PERSON, "number": KNOWN},
    "misnamed": {**PERSON, "number": KNOWN, "name": "另一人"},
    "nothing_held": {**PERSON, "number": NOTHING_HELD},
    "unknown": {**PERSON, "number": UNKNOWN},
    "of_another_kind": {**PERSON, "document_type": "passport", "number": "E12345678"},
}


def _world_on(tables: OnServer) -> World:
    parts = {
        name: getattr(tables, name)() for name in ("library", "identities", "ledger", "grants", "names", "listings")
    }
    world = a_world(**parts)
    know(world, KNOWN)
    document = world.services.documents.hash_of("resident_id", NOTHING_HELD)
    world.services.identities.add(document, a_person(3).key)
    hold_grant(world, subject=a_person())
    return world


def _shape_of(sent: Sent) -> Mapping[str, Any]:
    """Return what a request asks, without whom it is about: keys by their names and lengths."""
    request = dict(sent.request)
    key = request.pop("Key", None) or request.pop("Item", {})
    keyed = {name: len(value["S"]) for name, value in key.items() if "S" in value and name != "body"}
    return {"operation": sent.operation, "key": keyed, **request}


def _asked(world: World, tables: OnServer, body: Mapping[str, str], **how: Any) -> tuple[int, list[Mapping[str, Any]]]:
    tables.server.recorder.sent.clear()
    status = world.ask("POST", "/v1/person-lookups", body=body, **how).status
    return status, [_shape_of(sent) for sent in tables.server.recorder.sent]


@pytest.mark.parametrize(
    ("token", "headers", "requests"),
    [(CLERK, WHY, 3), (BANK, {**LOAN, "X-Grant": "SQ20261123-aaaaaaaa"}, 4)],
    ids=["on_duty", "by_grant"],
)
def test_known_misnamed_empty_and_unknown_are_asked_for_alike(
    tables: OnServer, token: str, headers: Mapping[str, str], requests: int
) -> None:
    world = _world_on(tables)

    asked = {name: _asked(world, tables, body, token=token, headers=headers) for name, body in ASKED.items()}

    assert {name: status for name, (status, _) in asked.items()} == {**dict.fromkeys(ASKED, 404), "known": 200}
    shapes = [shape for _, shape in asked.values()]
    assert all(shape == shapes[0] for shape in shapes), shapes
    assert len(shapes[0]) == requests
    assert all(one["ConsistentRead"] for one in shapes[0] if one["operation"] == "GetItem")
    assert shapes[0][-1]["operation"] == "PutItem"


def test_what_is_put_on_the_ledger_for_who_was_not_found_names_nobody(tables: OnServer) -> None:
    world, told = _world_on(tables), set()
    for name in ("misnamed", "nothing_held", "unknown"):
        _asked(world, tables, ASKED[name], token=CLERK, headers=WHY)
        item = tables.server.recorder.sent[-1].request["Item"]
        told.add("PERSON-" in f"{item}")

    assert told == {False}
