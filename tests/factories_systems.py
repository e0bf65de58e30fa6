"""Builders of registered systems, sound by default; keywords change what a test is about."""

from datetime import date
from typing import Any

import msgspec

from chalicelib.intake.systems.dropped import Dropped, DroppedState, number_of
from chalicelib.intake.systems.system import (
    Channel,
    Client,
    ItemSent,
    Move,
    Registration,
    Reviewed,
    State,
    System,
)
from tests.factories import BODY, NOW, PENALTY

SYSTEM, OTHERS_SYSTEM = "jgj-aaaaaaaa", "jgj-2aaaaaaa"
CLIENT = f"{SYSTEM}.1"
PERMIT = "administrative_permit"
TODAY = date(2026, 11, 23)


def a_registration(**changes: Any) -> Registration:
    """Return what a system of the city's body is registered with: it sends penalties, in files and rows."""
    registration = Registration(
        name="行政处罚业务系统",
        owner=BODY,
        items=(an_item(),),
        channels=(Channel.UPLOAD, Channel.ROWS),
        contact="信息中心",
        certifier="法规科",
        since=TODAY,
    )
    return msgspec.structs.replace(registration, **changes)


def an_item(item: str = PENALTY, rhythm: str = "within_7_working_days", **changes: Any) -> ItemSent:
    """Return an item that a system sends, reviewed."""
    sent = ItemSent(item=item, rhythm=rhythm, review=Reviewed(reviewed_by="示例审查人", reviewed_on=date(2026, 11, 20)))
    return msgspec.structs.replace(sent, **changes)


def a_system(key: str = SYSTEM, *, registered: Registration | None = None, **changes: Any) -> System:
    """Return a system that was registered today and has one client."""
    form = registered or a_registration()
    system = System(
        system=key,
        version=1,
        state=State.ACTIVE,
        registered=form,
        filed_at=NOW,
        moved_at=NOW,
        trail=(Move(move="register", at=NOW, by="lead-1"),),
        counted_from={one.item: max(form.since, TODAY) for one in form.items},
        clients=(Client(client=f"{key}.1", since=TODAY),),
    )
    return msgspec.structs.replace(system, **changes)


def a_set_aside_file(system: str = SYSTEM, **changes: Any) -> Dropped:
    """Return a file in the folder of a system that was not read, for its name said nothing."""
    file = Dropped(
        dropped=number_of(system, "处罚.csv"),
        version=1,
        state=DroppedState.QUARANTINED,
        system=system,
        filed_at=NOW,
        moved_at=NOW,
        reason="folder.name_unreadable",
    )
    return msgspec.structs.replace(file, **changes)
