"""What a batch made: the record versions it put, kept chunk by chunk, for whoever takes it back.

Shape: {"previous": "…", "versions": [["m~9151…~administrative_penalty~…", 2, 17], …]}, the last number being the row
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from chalicelib.library.changes import Change


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
    made = (Made(one.after.record_id, one.after.version, one.after.content.supply.row) for one in changes)
    return Part(previous=previous, versions=tuple(made))
