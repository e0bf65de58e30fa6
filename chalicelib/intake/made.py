"""What a batch made: the record versions it put, kept chunk by chunk, for whoever takes it back.

Shape: {"previous": "…", "versions": [["m~9151…~administrative_penalty~…", 2, 17], …]}, the last number being the row
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from chalicelib.intake.batches import Message, Ticket
from chalicelib.intake.judged import Judged, Kind
from chalicelib.library.changes import Change
from chalicelib.library.records import Announced, Content, Kin, Status


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
    return tuple(Made(one.after.record_id, one.after.version, _row_of(one.after.content)) for one in changes)


def _row_of(content: Content) -> int:
    """Return the row of the batch that a version came from: of its message, where that made it."""
    told: Sequence[Kin | Announced] = (*content.kin, *([content.announced] if content.announced is not None else ()))
    rows = [one.row for one in told if one.batch == content.act]
    return rows[-1] if rows else content.supply.row


def live_by(changes: Iterable[Change], judged: Iterable[Judged], *, ticket: Ticket) -> int:
    """Return by how many live records of a batch's item there are more; of what is erased nothing is left."""
    if ticket.message is Message.ERASURE:
        return -sum(one.kind is Kind.REVOKE for one in judged)
    own = [change for change in changes if change.after.content.item == ticket.item]
    after = sum(change.after.content.status is Status.LIVE for change in own)
    return after - sum(one.before is not None and one.before.content.status is Status.LIVE for one in own)
