"""A record (记录) of the library: where it stands, which version it is, what it says.

The content is stored as one JSON string; beside it stand only the attributes that conditions
and streams need (subject, place, version, mark).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from chalicelib.library.places import record_id_of
from chalicelib.terms.subjects import Subject

UNCONFIRMED = "identity.unconfirmed"
RESYNC = "resync"
REPAIRED = "repair.granted"
Value: TypeAlias = str | int | bool | list[str] | None
if TYPE_CHECKING:
    Fields: TypeAlias = dict[str, Value]
else:
    # What is read back was checked before it was written; checking each value of a hundred records again costs a
    # report a tenth of its time.
    Fields = dict[str, Any]


class Status(StrEnum):
    """Whether a record stands."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Reason(StrEnum):
    """Why a version came to be."""

    SUPPLIED = "supplied"
    MARKED = "marked"
    MARK_REMOVED = "mark_removed"
    SUSPENDED = "suspended"
    CORRECTED = "corrected"
    REPAIRED = "repaired"
    SHIELDED = "shielded"
    REPAIR_REVOKED = "repair_revoked"
    WITHDRAWN = "withdrawn"
    ANNOUNCED = "announced"
    STATED = "stated"
    UNDONE = "undone"
    ERASED = "erased"


class Supply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A supply (报送), where a record came from: the body, under the name of its time, the batch, and the row.

    Shape: body "zy-scjgj", named "资阳市工商行政管理局", division "512000", row as the spreadsheet shows it.
    """

    body: str
    named: str
    division: str
    batch: str
    row: int
    file_sha256: str
    certifier: str
    supplied_at: datetime


class Statement(Struct, frozen=True, kw_only=True):
    """A statement (本人声明) of a subject beside a record that stays: at most 300 characters, and the case it follows.

    Source: 征信业管理条例 art. 16.
    """

    text: str
    case: str
    made_at: datetime


class Announced(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a record's own source announced of it by a message (报文): which, on which day, by which document, and why.

    `before` is what the fields held that the message set: no supply that says so still sets them back. The message came
    in a batch and a row of its own, and its ticket was given `at`. `by` is who decided it, where the row says so.

    Shape: message "revoke", row as the spreadsheet shows it, 0 for what is in no row.
    """

    message: str
    on: date
    reason: str
    batch: str
    row: int
    at: datetime
    certifier: str
    doc_no: str | None = None
    by: str | None = None
    before: Fields = {}


class Kin(Struct, frozen=True, kw_only=True):
    """Who came after an organisation that was merged or split (承继主体), or before it, as its registrar said.

    Records stay where they were decided: this leads from one to the other.

    Shape: event "merge" or "split", role "successor" or "predecessor"
    """

    event: str
    role: str
    credit_code: str
    name: str
    on: date
    doc_no: str
    batch: str
    row: int


class Content(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a record version says, and what it stands on.

    `fields` holds typed values in their JSON form: dates as ISO strings, decimals as plain strings.
    `subject_division` is the division of the subject's registration, where the row or profile gave it.
    `reviewed` says that a secrecy review covers it; without one it is neither published nor shared.
    `withheld` names why it is not published although reviewed (a stable code), None if nothing stands against it.
    `determined_on` starts both clocks; `publish_until` is the department's own, earlier end.
    `corrected_by` is the case whose correction it carries; `superseded_fields` what that case changed.
    `suspended_by` is the case in which its source did not confirm it in time: unconfirmed (待核实), it is not public
    until that case is decided. `shielded_until` is the last day on which a court's ruling keeps it from the public.
    `statement` is its subject's own, which stands beside it in every view. `ended` is how a case ended its publication
    or granted its repair, kept for when it becomes certain whom the record is about: until then that withholds it.
    `announced` is what its source said of it since it supplied it: annulled, ended, or repaired elsewhere.
    `kin` is who came after the organisation of a profile, or before it.
    `restores` is the version that an undone one shows again. `erased` is the salted hash of what stood here and should
    never have been held.
    """

    item: str
    item_version: str
    fields: Fields
    known_at: datetime
    reason: Reason
    act: str
    supply: Supply
    status: Status = Status.LIVE
    determined_on: date | None = None
    severity: str | None = None
    publish_until: date | None = None
    subject_division: str | None = None
    reviewed: bool = False
    withheld: str | None = None
    corrected_by: str | None = None
    superseded_fields: tuple[str, ...] = ()
    suspended_by: str | None = None
    shielded_until: date | None = None
    statement: Statement | None = None
    ended: str | None = None
    announced: Announced | None = None
    kin: tuple[Kin, ...] = ()
    restores: int | None = None
    erased: str | None = None

    @property
    def is_taken_back(self) -> bool:
        """Say whether it was added by a batch that was taken back: as if it had never been supplied.

        What its source had announced to be no more, and an undoing shows so again, is not among these.
        """
        return self.status is Status.WITHDRAWN and self.reason is Reason.UNDONE and self.announced is None

    @property
    def is_left_out(self) -> bool:
        """Say whether a full statement of its source lacked it: it stands no longer, and may be supplied again."""
        is_told = self.announced is not None and self.announced.message == RESYNC
        return self.status is Status.WITHDRAWN and is_told


class Record(Struct, frozen=True, kw_only=True):
    """One version of a record, where it stands; `mark` is the number of the open case (异议标注), if any."""

    subject: Subject
    place: str
    version: int
    content: Content
    mark: str | None = None

    @property
    def record_id(self) -> str:
        """Return the id that names the record's place, the same for all its versions."""
        return record_id_of(self.subject, self.place)

    @property
    def is_profile(self) -> bool:
        """Say whether this is a registration profile rather than a record about the subject."""
        return self.place.startswith("A#")
