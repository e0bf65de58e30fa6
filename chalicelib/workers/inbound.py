"""What systems drop into their folders: each file becomes a batch, or is set aside; called by the queue of uploads."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.intake.systems.dropped import DroppedState
from chalicelib.intake.systems.folder import Place, take
from chalicelib.workers import logs

if TYPE_CHECKING:
    from chalicelib.wiring import Services


def split(keys: Iterable[str], services: "Services") -> tuple[list[Place], list[str]]:
    """Return the places in folders that some object keys name, each once, and the other keys."""
    places, others = list[Place](), list[str]()
    for key in keys:
        found = services.folder.place_in(key)
        if found is None:
            others.append(key)
        else:
            places.append(Place(*found))
    return list(dict.fromkeys(places)), others


def failure_of(services: "Services", place: Place) -> Exception | None:
    """Take a file from its folder; return what failed, so that one bad file holds up no other."""
    try:
        dropped = take(place, means=services, now=datetime.now(UTC))
    except Exception as error:  # noqa: BLE001  the per-message loop: one bad file must not hold up the others
        logs.failed("inbound", error, owner=place.number)
        return error
    if dropped is None:
        logs.ignored("inbound", "folder.file_gone")
    elif dropped.state is not DroppedState.TAKEN:
        logs.remarked("inbound", dropped.reason or "", owner=dropped.dropped)
    return None
