"""Sending: which system calls, and what ticket its registration lets it have.

The registration is read at every call, so that who is suspended or withdrawn is refused at once, whatever their token
still says. A token names a client and no more: body, division and items are those of the registration.
"""

from datetime import date

import msgspec

from chalicelib.errors import ForbiddenError
from chalicelib.intake.batches import Message, Review, Ticket
from chalicelib.intake.systems.store import SystemStore
from chalicelib.intake.systems.system import Channel, State, System, system_of

NOT_REGISTERED, CLIENT_ENDED = "system.not_registered", "system.client_ended"
SUSPENDED, ENDED = "system.suspended", "system.ended"
NOT_ITS_ITEM, NOT_ITS_CHANNEL = "system.not_its_item", "system.not_its_channel"


def sender_of(client: str, *, body: str | None, systems: SystemStore, today: date) -> System:
    """Return the system that calls under the name of a client; `body` is what its token says besides, if anything.

    Raises: ForbiddenError for no client of a system or one of another body, a client that is not good any more, and a
            system that is suspended or not to send today.
    """
    key = system_of(client)
    system = systems.find(key) if key else None
    named = next((one for one in system.clients if one.client == client), None) if system else None
    if system is None or named is None or body not in (None, system.registered.owner):
        raise ForbiddenError(NOT_REGISTERED, "报送系统没有登记。", "No such system is registered.")
    if not named.is_good_on(today):
        raise ForbiddenError(CLIENT_ENDED, "报送系统的凭证已失效。", "The client of the system has ended.")
    if system.state is State.SUSPENDED:
        raise ForbiddenError(SUSPENDED, "报送系统已暂停。", "The system is suspended.")
    if not system.is_running_on(today):
        raise ForbiddenError(ENDED, "报送系统已停用或尚未启用。", "The system has ended, or has not begun.")
    return system


def ticket_of(system: System, declared: Ticket) -> Ticket:
    """Return a ticket as the registration lets a system have it: under its name, with the review that stands for it.

    That there was nothing it may say whatever its channels: no file and no rows go with it.

    Raises: ForbiddenError for an item that it does not send, or a channel that it does not use.
    """
    sent = system.sent(declared.item)
    if sent is None:
        raise ForbiddenError(NOT_ITS_ITEM, "该系统没有登记报送这个信息项。", "The system does not send this item.")
    channel = Channel.ROWS if declared.is_of_rows else Channel.UPLOAD
    if declared.message is not Message.ZERO_REPORT and channel not in system.registered.channels:
        raise ForbiddenError(NOT_ITS_CHANNEL, "该系统没有登记这种报送方式。", "The system does not send this way.")
    review = declared.review
    if review is None and sent.review is not None:
        review = Review(reviewed_by=sent.review.reviewed_by, reviewed_on=sent.review.reviewed_on, item=sent.item)
    return msgspec.structs.replace(declared, system=system.system, review=review)
