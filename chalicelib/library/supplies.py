"""Last supplies: until when a body has supplied an item, whether or not anything in it was new.

Noted at the end of every batch that was taken in, so that a report can say up to when "nothing found" holds; what is
taken back was not supplied. Beside it stands of which days a body has said that it had nothing of the item.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct


class LastSupply(Struct, frozen=True, kw_only=True):
    """Until when a body has supplied an item, under the name it had then. Shape: body "zy-scjgj"."""

    item: str
    body: str
    named: str
    supplied_at: datetime


class ZeroReport(Struct, frozen=True, kw_only=True):
    """A zero report (零报告): that a body had nothing of an item from a day to another, ends included; said when.

    It is what was said then: it stays when something of these days is supplied after all.
    """

    item: str
    body: str
    named: str
    first: date
    last: date
    reported_at: datetime
    batch: str


class SupplyStore(Protocol):
    """Until when which body has supplied which item."""

    def note(self, supply: LastSupply) -> None:
        """Keep a supply unless a later one of the body and item is kept."""

    def exchange(self, item: str, body: str, *, over: LastSupply | None, to: LastSupply | None) -> None:
        """Keep another supply in place of the one named, None for no supply; nothing where that one is not kept now."""

    def of(self, item: str) -> Sequence[LastSupply]:
        """Return the last supplies of an item, one a body, in the order of their keys; read consistently."""

    def note_nothing(self, report: ZeroReport) -> None:
        """Keep a zero report; of the same body, item and days the later one."""

    def nothing_of(self, item: str) -> Sequence[ZeroReport]:
        """Return the zero reports of an item, those of a body together, its earliest days first; read consistently."""
