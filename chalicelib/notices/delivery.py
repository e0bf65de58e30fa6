"""Delivery: each channel of a notice is tried until it is delivered, cannot be used, or was tried often enough.

The site message is there with the notice. A channel that has no carrier or no address is skipped and says so; one that
fails is tried again after ever longer times. The notice is put after each run on its version: two workers at once may
send a letter twice, under one id.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from chalicelib.errors import NotFoundError
from chalicelib.notices.means import Means
from chalicelib.notices.notice import Channel, Delivered, Delivery, Notice
from chalicelib.notices.store import Carrier, Letter, UndeliveredError

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
NO_CARRIER, NO_ADDRESS = "notice.no_carrier", "notice.no_address"


def deliver(number: str, *, means: Means, now: datetime) -> Notice:
    """Try the channels of a notice that are due, and return it; one at rest stays as it is.

    Raises: NotFoundError for no such notice; StaleVersionError where another worked on it meanwhile.
    """
    notice = means.notice_store.find(number)
    if notice is None:
        raise NotFoundError
    if notice.wakes_at is None or notice.wakes_at > now:
        return notice
    addresses = means.addresses.addresses_of(notice.recipient)
    channels = tuple(_tried(one, notice, addresses, means=means, now=now) for one in notice.channels)
    after = notice.with_channels(channels)
    means.notice_store.put(after, over=notice)
    return after


def _tried(one: Delivery, notice: Notice, addresses: Mapping[Channel, str], *, means: Means, now: datetime) -> Delivery:
    if one.next_at is None or one.next_at > now:
        return one
    carrier = next((each for each in means.carriers if one.channel in each.channels), None)
    if carrier is None:
        return _skipped(one, NO_CARRIER)
    if one.channel not in addresses:
        return _skipped(one, NO_ADDRESS)
    return _sent(one, _letter_of(notice, one.channel, addresses[one.channel]), carrier, now=now)


def _sent(one: Delivery, letter: Letter, carrier: Carrier, *, now: datetime) -> Delivery:
    attempts = one.attempts + 1
    try:
        carrier.carry(letter)
    except UndeliveredError as error:
        if error.is_final or attempts > len(PAUSES):
            return _ended(one, Delivered.FAILED, attempts=attempts, at=now, why=error.why)
        return msgspec.structs.replace(
            one, attempts=attempts, next_at=now + PAUSES[attempts - 1], at=now, why=error.why
        )
    return _ended(one, Delivered.DELIVERED, attempts=attempts, at=now)


def _ended(
    one: Delivery, state: Delivered, *, attempts: int, at: datetime | None = None, why: str | None = None
) -> Delivery:
    return Delivery(channel=one.channel, state=state, attempts=attempts, at=at, why=why)


def _skipped(one: Delivery, why: str) -> Delivery:
    return _ended(one, Delivered.SKIPPED, attempts=one.attempts, why=why)


def _letter_of(notice: Notice, channel: Channel, address: str) -> Letter:
    return Letter(f"{notice.notice}-{channel.value}", channel, address, notice.text.title, notice.text.short)
