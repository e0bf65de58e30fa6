"""An incident: what happened, when, by whom; how far the ledger was read for it, and what the subjects are told."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.objections.owners import Line

ALL, SYSTEM_QUEUE, LEAD_QUEUE = "incidents", "system", "lead"


class Kind(StrEnum):
    """What happened to the information."""

    LEAK = "leak"
    TAMPERING = "tampering"
    LOSS = "loss"


class State(StrEnum):
    """Where an incident stands; `listing` and `telling` are under way."""

    LISTING = "listing"
    LISTED = "listed"
    TELLING = "telling"
    TOLD = "told"
    SPARED = "spared"

    @property
    def is_under_way(self) -> bool:
        """Say whether work is promised and not done yet."""
        return self in {State.LISTING, State.TELLING}


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is declared: every filter that is given must fit an entry; with none the period alone counts.

    `sub` is a caller as the token names them, in their own name or in a session where they helped; `route` a part of
    the system, `grant` a subject's leave. Without `until` it goes on, and is listed on and on until it is contained.

    Shape: {"kind": "leak", "what": "…", "since": "2026-11-23T00:00:00Z", "until": "…", "sub": "clerk-7"}
    """

    kind: Kind
    what: str
    since: datetime
    until: datetime | None = None
    sub: str | None = None
    body: str | None = None
    division: str | None = None
    route: str | None = None
    grant: str | None = None


class Contents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every notice says beside the kinds of information: cause, harm, remedies, what one can do, contact.

    Source: 个人信息保护法 art. 57.
    """

    cause: str
    harm: str
    remedies: str
    advice: str
    contact: str


class Incident(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one incident.

    `position` is the next slot of the ledger to be read, counted from the first; `told_through` the last subject that
    a notice was sent to. `entries`, `subjects` and `versions` are what was found; `entries_told` is how many entries
    had been found when the telling of one that goes on began.
    """

    incident: str
    version: int
    state: State
    declared: Declared
    declared_by: str
    filed_at: datetime
    moved_at: datetime
    trail: tuple[Line, ...]
    position: int = 0
    entries: int = 0
    subjects: int = 0
    versions: int = 0
    told_through: str | None = None
    entries_told: int = 0
    contents: Contents | None = None
    reasons: str | None = None

    @property
    def goes_on(self) -> bool:
        """Say whether it is not contained yet."""
        return self.declared.until is None

    @property
    def queue(self) -> str | None:
        """Return who must act on it now: the platform itself, the lead, or nobody."""
        if self.state.is_under_way:
            return SYSTEM_QUEUE
        return LEAD_QUEUE if self.state is State.LISTED else None

    @property
    def told_to(self) -> str:
        """Return the one list in which all incidents stand."""
        return ALL
