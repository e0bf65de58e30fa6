"""A batch (批次): one file of one department, from its ticket to its receipt; or what takes such a batch back.

ticketed ─▶ planning ─▶ planned ─▶ applying ─▶ applied
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.library.supplies import LastSupply


class State(StrEnum):
    """How far a batch has come. The last four are its ends; a planned one waits for a person, or goes on by itself."""

    TICKETED = "ticketed"
    PLANNING = "planning"
    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    LAPSED = "lapsed"

    @property
    def is_an_end(self) -> bool:
        """Say whether no other state comes after it."""
        return self in {State.APPLIED, State.REFUSED, State.QUARANTINED, State.LAPSED}

    @property
    def has_receipt(self) -> bool:
        """Say whether there is a receipt to read: of the plan, until the batch is at its end."""
        return self not in {State.TICKETED, State.PLANNING}


class Message(StrEnum):
    """What a batch brings (报文类型): what is supplied, what is said of it since, or what undoes or erases what was."""

    SUPPLY = "supply"
    LIST_IN = "list_in"
    REVOKE = "revoke"
    STATUS = "status"
    LIST_OUT = "list_out"
    REPAIR = "repair"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    ZERO_REPORT = "zero_report"
    RESYNC = "resync"
    UNDO = "undo"
    ERASURE = "erasure"

    @property
    def is_supply(self) -> bool:
        """Say whether its rows are supplied: up to when it was sent, nothing but what it holds is known of the item."""
        return self in {Message.SUPPLY, Message.LIST_IN, Message.RESYNC}


class Review(Struct, frozen=True, kw_only=True):
    """The certifier's secrecy and disclosure review (保密审查) of what is to be published.

    Source: 政府信息公开条例 art. 17.
    """

    reviewed_by: str
    reviewed_on: date
    item: str


class Period(Struct, frozen=True, kw_only=True):
    """The days of which a zero report says that there was nothing, ends included."""

    first: date
    last: date


class Ticket(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a department declared before it sent the file.

    Shape: sha256 in lower-case hex. `file_name` is shown to the department alone, and never a key. With `dry_run` the
           batch rests once it is planned, whatever else would let it go on. One that `is_of_rows` has no file name, and
           neither size nor hash until its rows are sent (`inline`). A zero report has a `period` and nothing else.
           `system` is the registered system that sends it, and with `is_exchanged` it came by its folder.
    Units: size_bytes.
    """

    item: str
    body: str
    division: str
    certifier: str
    file_name: str
    size_bytes: int
    sha256: str
    review: Review | None = None
    message: Message = Message.SUPPLY
    dry_run: bool = False
    is_of_rows: bool = False
    period: Period | None = None
    system: str | None = None
    is_exchanged: bool = False


class Approval(Struct, frozen=True, kw_only=True):
    """Who let a batch be applied, in which role, and when."""

    by: str
    role: str
    at: datetime


class Erasure(Struct, frozen=True, kw_only=True):
    """The record that should never have been held, of which kind the mistake is, and why; the salt of its hashes.

    Shape: ground "wrong_person" or "outside_catalogue"
    """

    record_id: str
    ground: str
    reason: str
    salt: str


class Supplied(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Up to when its body had supplied the item before a batch, and up to when it has with it; None for never."""

    before: LastSupply | None = None
    since: LastSupply | None = None


class Counts(Struct, frozen=True, kw_only=True):
    """What became of the rows; they add up to `rows`."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    held: int = 0
    superseded: int = 0
    expired: int = 0
    revoked: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


class Sending(Struct, frozen=True, kw_only=True):
    """How a large file is sent in parts (`sending`): the upload in the bucket, and the size of all parts but the last.

    Units: bytes.
    """

    upload: str
    part_bytes: int


class Fan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The portions of a large file that functions take in ahead, in parallel (`fanning`), before they are joined.

    Shape: `index` names the list of its pieces; `sent_at` is when what was missing was sent last, None before all was.
    Units: rows are the filled ones below the header, size is how many of them a portion has.
    """

    index: str
    rows: int
    size: int
    split_at: datetime
    sent_at: datetime | None = None

    @property
    def portions(self) -> int:
        """Return how many portions there are."""
        return -(-self.rows // self.size)

    def last_of(self, portion: int) -> int:
        """Return how many rows there are up to the end of a portion."""
        return min((portion + 1) * self.size, self.rows)


class Batch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one admission.

    `rows_done` are the records below the header whose chunk is committed, blank ones included; `counts` is what
    became of those that are not blank; `findings` names what was found in them (`parts.Part`). All three are of
    the plan until the batch is applied, and begin anew then; `planned_findings` names what was found for the plan.
    `reason` is the stable code of a refusal of the whole file, or of why a plan was given up.

    `plan` names what it would do (`plans.Part`), `planned_as` the whole of it once all is judged (`plans.Plan`),
    `made` what it did (`made.Part`), `live` by how many live records of its item there are more (or fewer) since.
    `approvals_needed` and `approvals` say who must let it be applied and who did, `is_held` that it is not to go on
    before somebody says so. `is_untold`: at its end, and whoever looks at many records is yet to be told. `undo_of`
    is the batch that it takes back, `erases` the record that it erases; `supplied` says what becomes of the last
    supply of its body and item. `sending` says how a large file is sent; `fan` are its portions, while it is
    planned or applied.
    """

    batch: str
    version: int
    state: State
    ticket: Ticket
    ticketed_at: datetime
    moved_at: datetime
    counts: Counts = Counts()
    rows_done: int = 0
    findings: str | None = None
    planned_findings: str | None = None
    reason: str | None = None
    plan: str | None = None
    planned_from: datetime | None = None
    planned_as: str | None = None
    made: str | None = None
    live: int = 0
    approvals_needed: int = 0
    approvals: tuple[Approval, ...] = ()
    is_held: bool = False
    is_untold: bool = False
    undo_of: str | None = None
    erases: Erasure | None = None
    supplied: Supplied | None = None
    sending: Sending | None = None
    fan: Fan | None = None

    @property
    def may_be_applied(self) -> bool:
        """Say whether everything is there that lets a planned batch be applied."""
        return self.state is State.PLANNED and not self.is_held and len(self.approvals) >= self.approvals_needed

    @property
    def is_at_rest(self) -> bool:
        """Say whether nothing is left to do but what a person may do."""
        if self.state is State.PLANNED:
            return not self.may_be_applied
        return self.state.is_an_end and not self.is_untold

    @property
    def is_under_way(self) -> bool:
        """Say whether it is to be finished although no file comes and nobody says anything any more."""
        return self.state is not State.TICKETED and not self.is_at_rest

    def stands_as(self, other: "Batch") -> bool:
        """Say whether it is still the one that was read: put by nobody since, or waiting for the same portions."""
        if self.version == other.version:
            return True
        if self.fan is None or other.fan is None or self.rows_done or other.rows_done:
            return False
        return (self.state, self.fan.index) == (other.state, other.fan.index)

    def moved(self, state: State, *, at: datetime, **changes: object) -> "Batch":
        """Return the batch as it is put next."""
        return msgspec.structs.replace(self, version=self.version + 1, state=state, moved_at=at, **changes)
