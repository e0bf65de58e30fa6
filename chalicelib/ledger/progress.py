"""How far a shard is sealed or archived, so that nobody need look at everything again.

It is a help and no truth: where it is lost or too low, slots are looked at again, and what was sealed is known.
"""

from datetime import datetime

from msgspec import Struct


class Progress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Until when slots were looked at, and the last block with which all is done; `settled` 0 for none."""

    through: datetime | None = None
    settled: int = 0
