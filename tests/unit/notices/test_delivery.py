"""Each channel is tried until it is delivered, cannot be used, or was tried often enough."""

from datetime import timedelta

import pytest

from chalicelib.errors import NotFoundError
from chalicelib.notices.delivery import NO_ADDRESS, NO_CARRIER, PAUSES, deliver
from chalicelib.notices.notice import EXCHANGE, Channel, Delivered, Delivery, Notice, State
from chalicelib.notices.store import UndeliveredError
from chalicelib.notices.templates import Template
from tests.factories import NOW
from tests.factories_notices import TO_BODY, a_notice
from tests.fakes_notices import KnownAddresses, ToldCarrier
from tests.unit.notices.standing import FakeMeans

LATER = NOW + timedelta(days=9)


def _means(*notices: Notice, failures: tuple[UndeliveredError, ...] = ()) -> tuple[FakeMeans, ToldCarrier]:
    carrier = ToldCarrier(*failures)
    means = FakeMeans(carriers=(carrier,), addresses=KnownAddresses(Channel.SMS, Channel.WECHAT))
    for notice in notices:
        means.notice_store.put(notice, over=None)
    return means, carrier


def _of(notice: Notice, channel: Channel) -> Delivery:
    return next(one for one in notice.channels if one.channel is channel)


def _busy(times: int) -> tuple[UndeliveredError, ...]:
    return tuple(UndeliveredError("notice.gateway_unreached", is_final=False) for _ in range(times))


def test_the_site_message_stands_and_what_cannot_be_used_says_why() -> None:
    means = FakeMeans()
    means.notice_store.put(a_notice(), over=None)

    told = deliver(a_notice().notice, means=means, now=NOW)

    assert (told.state, told.wakes_at) == (State.DELIVERED, None)
    assert _of(told, Channel.SITE).state is Delivered.DELIVERED
    assert {one.why for one in told.channels if one.state is Delivered.SKIPPED} == {NO_CARRIER}
    assert means.notice_store.find(told.notice) == told


def test_a_letter_holds_no_more_than_the_title_and_goes_where_there_is_an_address_and_a_carrier() -> None:
    notice = a_notice()
    means, carrier = _means(notice)

    told = deliver(notice.notice, means=means, now=NOW)

    (letter,) = carrier.letters
    assert letter == (f"{notice.notice}-sms", Channel.SMS, TO_BODY.reference, notice.text.title, notice.text.short)
    assert _of(told, Channel.SMS).state is Delivered.DELIVERED
    assert (_of(told, Channel.MAIL).why, _of(told, Channel.WECHAT).why) == (NO_ADDRESS, NO_CARRIER)


def test_what_fails_is_tried_again_after_ever_longer_times_and_no_sooner() -> None:
    notice = a_notice()
    means, carrier = _means(notice, failures=_busy(2))

    first = deliver(notice.notice, means=means, now=NOW)
    assert (first.state, first.wakes_at) == (State.PENDING, NOW + PAUSES[0])
    assert _of(first, Channel.SMS).why == "notice.gateway_unreached"
    too_soon = deliver(notice.notice, means=means, now=NOW + PAUSES[0] / 2)
    assert too_soon == first
    second = deliver(notice.notice, means=means, now=NOW + PAUSES[0])
    assert second.wakes_at == NOW + PAUSES[0] + PAUSES[1]
    third = deliver(notice.notice, means=means, now=LATER)

    assert (third.state, _of(third, Channel.SMS).attempts, len(carrier.letters)) == (State.DELIVERED, 3, 1)
    assert list(PAUSES) == sorted(PAUSES)


def test_a_channel_gives_up_after_its_last_pause_and_the_site_message_stands_all_the_same() -> None:
    notice = a_notice()
    means, carrier = _means(notice, failures=_busy(len(PAUSES) + 1))
    for day in range(len(PAUSES) + 1):
        told = deliver(notice.notice, means=means, now=NOW + timedelta(days=2 * day))

    assert (told.state, told.wakes_at, carrier.letters) == (State.FAILED, None, [])
    assert _of(told, Channel.SITE).state is Delivered.DELIVERED
    assert deliver(notice.notice, means=means, now=LATER) == told


def test_what_is_refused_for_good_is_not_tried_again() -> None:
    notice = a_notice()
    means, _ = _means(notice, failures=(UndeliveredError("notice.gateway_refused", is_final=True),))

    told = deliver(notice.notice, means=means, now=NOW)

    assert (told.state, _of(told, Channel.SMS).attempts) == (State.FAILED, 1)


def test_what_is_confirmed_needs_no_further_letter() -> None:
    notice = a_notice()
    means, carrier = _means(notice)
    means.notice_store.put(notice.acknowledged(by="source-1", at=NOW), over=notice)

    told = deliver(notice.notice, means=means, now=LATER)

    assert (told.state, told.wakes_at, carrier.letters) == (State.ACKNOWLEDGED, None, [])
    assert _of(told, Channel.SMS).state is Delivered.SKIPPED


def test_what_is_for_the_exchange_waits_for_it() -> None:
    notice = a_notice(EXCHANGE, template=Template.EXCHANGE_REVOKE)
    means, carrier = _means(notice)

    told = deliver(notice.notice, means=means, now=LATER)

    assert (told.state, told.wakes_at, carrier.letters) == (State.PENDING, None, [])


def test_there_must_be_such_a_notice() -> None:
    with pytest.raises(NotFoundError):
        deliver("0" * 32, means=FakeMeans(), now=NOW)
