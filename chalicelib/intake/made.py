"""What a batch made: the record versions it put, kept chunk by chunk, for whoever takes it back.

Shape: {"previous": "…", "versions": [["m~9151…~administrative_penalty~…", 2, 17], …]}, the last number being the row
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from chalicelib.intake.batches import Message, Ticket
from chalicelib.intake.plans import Judged, Kind
from chalicelib.library.changes import Change
from chalicelib.library.records import Status


class Made(NamedTuple):
    """A version of a record that a batch put, and the row that it came from. Shape: row as the spreadsheet shows it."""

    record_id: str
    version: int
    row: int


class Part(Struct, frozen=True, kw_only=True):
    """What one chunk made, in the order in which it was put."""

    previous: str | None
    versions: tuple[Made, ...]


def made_in(changes: Iterable[Change]) -> tuple[Made, ...]:
    """Return what some changes made."""
    return tuple(Made(one.after.record_id, one.after.version, one.after.content.supply.row) for one in changes)


def live_by(changes: Iterable[Change], judged: Iterable[Judged], *, ticket: Ticket) -> int:
    """Return by how many live records of a batch's item there are more; of what is erased nothing is left."""
    if ticket.message is Message.ERASURE:
        return -sum(one.kind is Kind.REVOKE for one in judged)
    own = [change for change in changes if change.after.content.item == ticket.item]
    after = sum(change.after.content.status is Status.LIVE for change in own)
    return after - sum(one.before is not None and one.before.content.status is Status.LIVE for one in own)
