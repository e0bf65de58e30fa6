"""Last supplies: until when a body has supplied an item, whether or not anything in it was new.

Noted at the end of every batch that was taken in, so that a report can say up to when "nothing found" holds; what is
taken back was not supplied.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class LastSupply(Struct, frozen=True, kw_only=True):
    """Until when a body has supplied an item, under the name it had then. Shape: body "zy-scjgj"."""

    item: str
    body: str
    named: str
    supplied_at: datetime


class SupplyStore(Protocol):
    """Until when which body has supplied which item."""

    def note(self, supply: LastSupply) -> None:
        """Keep a supply unless a later one of the body and item is kept."""

    def exchange(self, item: str, body: str, *, over: LastSupply | None, to: LastSupply | None) -> None:
        """Keep another supply in place of the one named, None for no supply; nothing where that one is not kept now."""

    def of(self, item: str) -> Sequence[LastSupply]:
        """Return the last supplies of an item, one a body, in the order of their keys; read consistently."""
