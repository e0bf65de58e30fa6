"""Looks: the ledger entry of every read that is not public, committed before the answer leaves.

No entry, no answer. What was not found is a look that saw nothing: the same entry for what never was and for what
this reader may not see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from chalicelib.ledger import looks
from chalicelib.library.readers import Reader
from chalicelib.library.standings import ground_of

if TYPE_CHECKING:
    from chalicelib.ledger.entries import Entry

AT_NOTHING = looks.Look(subjects=())


class UnaccountedLookError(Exception):
    """A view would answer a reader without saying what they are shown; a fault of ours, and nothing is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks, when and where: the half of an entry that a call knows; `act` is the batch or case that is shown."""

    entry: str
    at: datetime
    route: str
    reader: Reader
    act: str | None = None


def entry_of(look: looks.Look, looking: Looking) -> "Entry":
    """Return the ledger entry that tells of a look, on the ground of the reader's standing."""
    told = looks.entry_of(look, reader=looking.reader, entry=looking.entry, at=looking.at, route=looking.route)
    ground = ground_of(looking.reader)
    if looking.act is None:
        return msgspec.structs.replace(told, ground=ground)
    return msgspec.structs.replace(told, ground=ground, act=looking.act, result=looks.SHOWN)
