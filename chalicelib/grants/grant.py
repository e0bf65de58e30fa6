"""A grant (授权): a subject's leave that one reader may look at some of its items for one purpose."""

from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.library.readers import Reader
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject

MOST_USES_KEPT = 20
DEPARTMENT, REPRESENTATIVE, AGENCY = "department", "representative", "agency"
_ORGANISATIONS = frozenset({REPRESENTATIVE, AGENCY})


class Party(StrEnum):
    """What a holder is: a body by its key, or an organisation by its credit code."""

    BODY = "body"
    ORGANISATION = "organisation"


class Holder(Struct, frozen=True, kw_only=True):
    """Whom a grant lets look.

    Shape: {"party": "organisation", "key": "9151…"}, {"party": "body", "key": "commerce"}
    """

    party: Party
    key: str

    @property
    def reference(self) -> str:
        """Return how the holder is told from any other. Shape: "organisation:9151…"."""
        return f"{self.party.value}:{self.key}"


class State(StrEnum):
    """Whether a look may stand on a grant today, and if not why."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED = "used"


class Terms(Struct, frozen=True, kw_only=True):
    """What the subject agreed to; never changed. `valid_until` is the last day, in Beijing.

    Shape: purpose "commercial_loan", items ("administrative_penalty",), repeated False
    """

    subject: Subject
    holder: Holder
    purpose: str
    items: tuple[str, ...]
    repeated: bool
    given_at: datetime
    valid_until: date


class Giver(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who gave or revoked it: the token's opaque name and role, and the officer who helped, if one did."""

    sub: str
    role: str
    assisted_by: str | None = None


class Use(Struct, frozen=True, kw_only=True):
    """One look that stood on the grant: its id, the ledger entry it made, a hash of what it showed, who and when.

    The same tap again carries the same `look`.
    """

    look: str
    entry: str
    shown: str
    by: str
    at: datetime


class Grant(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one consent: its terms, and what became of it. `uses` are the newest, `times` counts all."""

    grant: str
    version: int
    terms: Terms
    given_by: Giver
    revoked_at: datetime | None = None
    revoked_by: Giver | None = None
    times: int = 0
    uses: tuple[Use, ...] = ()

    def state_at(self, now: datetime) -> State:
        """Return whether a new look may stand on it at an instant."""
        if self.revoked_at is not None:
            return State.REVOKED
        if beijing_date(now) > self.terms.valid_until:
            return State.EXPIRED
        return State.USED if self.times and not self.terms.repeated else State.IN_FORCE

    def use_of(self, look: str, *, since: datetime) -> Use | None:
        """Return the use that a look has made of it since an instant."""
        return next((use for use in self.uses if use.look == look and use.at > since), None)

    def with_use(self, use: Use) -> "Grant":
        """Return the next version, with one use more."""
        uses = (use, *self.uses)[:MOST_USES_KEPT]
        return msgspec.structs.replace(self, version=self.version + 1, times=self.times + 1, uses=uses)

    def revoked(self, by: Giver, *, at: datetime) -> "Grant":
        """Return the next version, on which no look may stand."""
        return msgspec.structs.replace(self, version=self.version + 1, revoked_at=at, revoked_by=by)


def holder_in(reader: Reader) -> Holder | None:
    """Return as whom a reader holds grants: a department, an agency, a firm; nobody else holds any."""
    if reader.role == DEPARTMENT and reader.body is not None:
        return Holder(party=Party.BODY, key=reader.body)
    if reader.role in _ORGANISATIONS and reader.subject is not None and not reader.subject.is_person:
        return Holder(party=Party.ORGANISATION, key=reader.subject.key)
    return None


def giver_in(reader: Reader) -> Giver:
    """Return who gives, as it is kept."""
    return Giver(sub=reader.sub, role=reader.role, assisted_by=reader.assisted_by)
