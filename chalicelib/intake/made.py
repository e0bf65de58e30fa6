"""What a batch made: the record versions it put, kept chunk by chunk, for whoever takes it back.

Shape: {"previous": "…", "versions": [["m~9151…~administrative_penalty~…", 2, 17], …]}, the last number being the row
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from chalicelib.library.changes import Change
from chalicelib.library.records import Announced, Content, Kin


class Made(NamedTuple):
    """A version of a record that a batch put, and the row that it came from. Shape: row as the spreadsheet shows it."""

    record_id: str
    version: int
    row: int


class Part(Struct, frozen=True, kw_only=True):
    """What one chunk made, in the order in which it was put."""

    previous: str | None
    versions: tuple[Made, ...]


def part_of(changes: Iterable[Change], *, previous: str | None) -> Part:
    """Return the part that a chunk's changes make."""
    made = (Made(one.after.record_id, one.after.version, _row_of(one.after.content)) for one in changes)
    return Part(previous=previous, versions=tuple(made))


def _row_of(content: Content) -> int:
    """Return the row of the batch that a version came from: of its message, where that made it."""
    told: Sequence[Kin | Announced] = (*content.kin, *([content.announced] if content.announced is not None else ()))
    rows = [one.row for one in told if one.batch == content.act]
    return rows[-1] if rows else content.supply.row
