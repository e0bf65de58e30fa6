"""Which system calls, what it may send, and that what its registration says counts from the next call on."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.api import senders
from chalicelib.errors import ForbiddenError
from chalicelib.intake.batches import Message, Review
from chalicelib.intake.systems import sending
from chalicelib.intake.systems.sending import sender_of, ticket_of
from chalicelib.intake.systems.system import Channel, Client, State
from tests.factories import BODY, NOW, PENALTY, a_ticket
from tests.factories_systems import CLIENT, PERMIT, SYSTEM, TODAY, a_registration, a_system, an_item
from tests.unit.intake.standing import some_services

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def _refused(client: str = CLIENT, *, body: str | None = None, **changes: Any) -> str:
    services = some_services()
    services.systems.put(a_system(**changes), over=None)
    with pytest.raises(ForbiddenError) as caught:
        sender_of(client, body=body, systems=services.systems, today=TODAY)
    return caught.value.code


@pytest.mark.parametrize("body", [None, BODY])
def test_a_client_of_a_system_is_that_system(body: str | None) -> None:
    services = some_services()
    services.systems.put(a_system(), over=None)

    assert sender_of(CLIENT, body=body, systems=services.systems, today=TODAY) == a_system()


@pytest.mark.parametrize("client", ["", "nobody", f"{SYSTEM}.2", f"{SYSTEM}", "another.1", f"{SYSTEM}.1.1", ".1"])
def test_a_name_that_is_no_client_s_is_no_system(client: str) -> None:
    assert _refused(client) == sending.NOT_REGISTERED


def test_a_token_that_says_another_body_is_no_system_s() -> None:
    assert _refused(body="shili-other") == sending.NOT_REGISTERED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clients": (Client(client=CLIENT, since=YESTERDAY, until=YESTERDAY),)}, sending.CLIENT_ENDED),
        ({"clients": (Client(client=CLIENT, since=TOMORROW),)}, sending.CLIENT_ENDED),
        ({"clients": (Client(client=CLIENT, since=TODAY, withdrawn_at=NOW),)}, sending.CLIENT_ENDED),
        ({"state": State.SUSPENDED}, sending.SUSPENDED),
        ({"state": State.ENDED}, sending.ENDED),
        ({"registered": a_registration(since=TOMORROW)}, sending.ENDED),
        ({"registered": a_registration(since=YESTERDAY, until=YESTERDAY)}, sending.ENDED),
    ],
    ids=str,
)
def test_who_may_not_send_today_is_refused_whatever_its_token_says(changes: dict[str, Any], code: str) -> None:
    assert _refused(**({"clients": (Client(client=CLIENT, since=YESTERDAY),)} | changes)) == code


def test_what_routes_may_refuse_with_is_what_a_caller_is_refused_with() -> None:
    codes = {sending.NOT_REGISTERED, sending.CLIENT_ENDED, sending.SUSPENDED, sending.ENDED}

    assert set(senders.REFUSALS) == codes


def test_a_ticket_bears_the_system_and_the_review_that_stands_for_the_item() -> None:
    declared = a_ticket(review=None)
    own = Review(reviewed_by="另一审查人", reviewed_on=TODAY, item=PENALTY)

    given = ticket_of(a_system(), declared)
    assert (given.system, given.review) == (
        SYSTEM,
        Review(reviewed_by="示例审查人", reviewed_on=TODAY - timedelta(days=3), item=PENALTY),
    )
    assert ticket_of(a_system(), msgspec.structs.replace(declared, review=own)).review == own
    unreviewed = a_system(registered=a_registration(items=(an_item(review=None),)))
    assert ticket_of(unreviewed, declared).review is None


def test_a_system_sends_its_own_items_by_its_own_channels() -> None:
    files = a_system(registered=a_registration(channels=(Channel.UPLOAD,)))
    rows = a_system(registered=a_registration(channels=(Channel.ROWS,)))

    for system, declared, code in (
        (files, a_ticket(item=PERMIT), sending.NOT_ITS_ITEM),
        (files, a_ticket(is_of_rows=True), sending.NOT_ITS_CHANNEL),
        (rows, a_ticket(), sending.NOT_ITS_CHANNEL),
    ):
        with pytest.raises(ForbiddenError) as caught:
            ticket_of(system, declared)
        assert caught.value.code == code
    assert ticket_of(rows, a_ticket(is_of_rows=True)).system == SYSTEM


@pytest.mark.parametrize("channel", Channel)
def test_that_there_was_nothing_a_system_says_whatever_its_channels(channel: Channel) -> None:
    system = a_system(registered=a_registration(channels=(channel,)))

    assert ticket_of(system, a_ticket(message=Message.ZERO_REPORT)).system == SYSTEM
