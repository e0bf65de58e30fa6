"""An errand: the promise to tell what an act brings with it, put before the act is committed.

In the other order a worker that stops between the two would leave somebody untold, and nothing would know. An errand
whose act was never committed finds nothing to tell, and is at rest when its time is up. What a chase has done so far is
kept on its errand, so that another worker goes on where one stopped.
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.notices.notice import About

PREFIX = "errand-"
# Who commits does so within seconds; its own message comes sooner, and an errand that waits longer is the sweeper's.
COMMITS_WITHIN = timedelta(minutes=2)
# An act that is still under way is asked for again; one that is not committed by then never was.
GIVEN_UP_AFTER = timedelta(days=1)


class Kind(StrEnum):
    """Who knows what an errand has to tell."""

    CASE = "case"
    CHANGE = "change"
    GRANT = "grant"
    SESSION = "session"
    COMPLAINT = "complaint"
    TIP = "tip"


class Errand(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of what an act has to tell; it is at rest when `wakes_at` is None.

    Of a change `record_id` is what changed and `reason` why; `rounds` says how often the accesses were gone through,
    `after` the place in them to go on from.
    """

    errand: str
    version: int
    kind: Kind
    about: About
    made_at: datetime
    wakes_at: datetime | None
    record_id: str | None = None
    reason: str | None = None
    rounds: int = 0
    after: str | None = None

    def awoken_over(self, standing: "Errand") -> "Errand":
        """Return the errand as the next version of one that is at rest."""
        return msgspec.structs.replace(self, version=standing.version + 1)

    def moved(self, *, wakes_at: datetime | None, rounds: int = 0, after: str | None = None) -> "Errand":
        """Return the next version: how far it has come, and when it is gone on with."""
        return msgspec.structs.replace(self, version=self.version + 1, wakes_at=wakes_at, rounds=rounds, after=after)


def errand_of(
    kind: Kind, about: About, *, at: datetime, record_id: str | None = None, reason: str | None = None
) -> Errand:
    """Return a new errand; the same act at the same version has the same id."""
    said = "\x1f".join((kind.value, about.act, str(about.version), record_id or ""))
    return Errand(
        errand=PREFIX + hashlib.sha256(said.encode()).hexdigest()[:32],
        version=1,
        kind=kind,
        about=about,
        made_at=at,
        wakes_at=at + COMMITS_WITHIN,
        record_id=record_id,
        reason=reason,
    )
