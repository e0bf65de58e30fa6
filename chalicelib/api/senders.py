"""Senders: the system that calls, in the standing that its registration gives it; its token tells its name alone."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from chalicelib.terms.dates import beijing_date

if TYPE_CHECKING:
    from chalicelib.api.audiences import Caller
    from chalicelib.wiring import Services

# What every route that serves systems may refuse with; the contract is told in deployments that know none.
REFUSALS = ("system.client_ended", "system.ended", "system.not_registered", "system.suspended")


def registered(caller: "Caller", *, services: "Services", now: datetime) -> "Caller":
    """Return who calls as the registered system: for its owner, in the owner's division.

    Raises: ForbiddenError, as `sender_of`.
    """
    from chalicelib.intake.systems.sending import sender_of

    reader = caller.reader
    system = sender_of(reader.sub, body=reader.body, systems=services.systems, today=beijing_date(now))
    owner = services.bodies.get(system.registered.owner)
    standing = msgspec.structs.replace(reader, body=owner.key, division=owner.division)
    return replace(caller, reader=standing, system=system)
