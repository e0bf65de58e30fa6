"""Tickets: what must be declared, who may, and what becomes of a name with a mark."""

from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, RefusalError
from chalicelib.intake import tickets
from chalicelib.intake.batches import Review, State
from tests.factories import BODY, NOW, PENALTY, REGISTRATION
from tests.unit.intake.standing import (
    CENTRE,
    COUNTY_BODY,
    GROWN,
    OLD_BODY,
    OTHER_BODY,
    a_declaration,
    receipt_of,
    some_services,
)

FILE = b"any"


def test_a_sound_declaration_gets_a_batch_and_a_place_to_send_the_file() -> None:
    services = some_services()

    batch, post = tickets.ticket(a_declaration(FILE), means=services, now=NOW)

    assert post is not None
    assert "3 bytes" in post.fields["policy"]
    assert services.batches.find(batch.batch) == batch
    assert (batch.state, batch.ticketed_at, batch.version) == (State.TICKETED, NOW, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"item": "no_such_item"}, "catalogue.item_unknown"),
        ({"sha256": "ABC"}, "upload.sha256_shape"),
        ({"sha256": "A" * 64}, "upload.sha256_shape"),
        ({"size_bytes": 0}, "upload.file_empty"),
        ({"size_bytes": 104_857_601}, "upload.file_too_large"),
        ({"file_name": "  "}, "upload.file_name_shape"),
        ({"file_name": "字" * 201}, "upload.file_name_shape"),
        ({"file_name": f"处罚{GROWN}.csv"}, "upload.file_name_carries_identifier"),
        ({"file_name": "领导干部财产申报.csv"}, "upload.never_collected"),
        ({"body": "nobody"}, "upload.body_unknown"),
        ({"body": OLD_BODY}, "upload.body_ended"),
        ({"body": COUNTY_BODY}, "upload.division_differs"),
        ({"division": "512021"}, "upload.division_differs"),
        ({"body": CENTRE}, "upload.not_the_supplier"),
        ({"certifier": GROWN}, "upload.review_carries_identifier"),
    ],
)
def test_what_is_not_sound_gets_no_ticket(changes: dict[str, Any], code: str) -> None:
    services = some_services()

    with pytest.raises(RefusalError) as refused:
        tickets.ticket(a_declaration(FILE, **changes), means=services, now=NOW)

    assert refused.value.code == code
    assert GROWN not in str(refused.value)
    assert GROWN not in refused.value.zh


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"item": REGISTRATION}, "upload.review_of_another_item"),
        ({"reviewed_on": date(2026, 11, 24)}, "upload.review_in_the_future"),
        ({"reviewed_by": " "}, "upload.review_nameless"),
        ({"reviewed_by": f"审查人{GROWN}"}, "upload.review_carries_identifier"),
    ],
)
def test_a_review_is_of_this_item_and_done(changes: dict[str, Any], code: str) -> None:
    review = msgspec.structs.replace(
        Review(reviewed_by="示例", reviewed_on=date(2026, 11, 23), item=PENALTY), **changes
    )

    with pytest.raises(RefusalError) as refused:
        tickets.ticket(a_declaration(FILE, review=review), means=some_services(), now=NOW)

    assert refused.value.code == code


def test_a_file_without_a_review_gets_a_ticket_too() -> None:
    batch, post = tickets.ticket(a_declaration(FILE, review=None), means=some_services(), now=NOW)

    assert post is not None
    assert batch.ticket.review is None


def test_only_who_registers_may_send_registrations() -> None:
    with pytest.raises(RefusalError) as refused:
        tickets.ticket(a_declaration(FILE, item=REGISTRATION, body=OTHER_BODY), means=some_services(), now=NOW)

    assert refused.value.code == "upload.not_the_supplier"


def test_a_name_with_a_secrecy_mark_is_quarantined_and_not_kept() -> None:
    services = some_services()

    batch, post = tickets.ticket(a_declaration(FILE, file_name="机密★某事.csv"), means=services, now=NOW)

    assert post is None
    assert (batch.state, batch.reason) == (State.QUARANTINED, tickets.MARKED)
    assert services.batches.find(batch.batch) == batch
    assert "某事" not in repr(batch)
    assert receipt_of(services, batch.batch).totals.by_code == {tickets.MARKED: 1}


def test_a_quarantined_batch_is_not_refused_for_the_rest_of_its_name() -> None:
    batch, _ = tickets.ticket(a_declaration(FILE, file_name=f"绝密{GROWN}.csv"), means=some_services(), now=NOW)

    assert GROWN not in repr(batch)


def test_a_batch_does_not_exist_for_another_body() -> None:
    services = some_services()
    batch, _ = tickets.ticket(a_declaration(FILE), means=services, now=NOW)

    assert tickets.batch_of(batch.batch, body=BODY, means=services) == batch
    for number, body in ((batch.batch, OTHER_BODY), ("no-such-batch", BODY)):
        with pytest.raises(NotFoundError):
            tickets.batch_of(number, body=body, means=services)
