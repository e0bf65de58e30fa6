"""A batch (批次): one file of one department, from its ticket to its receipt."""

from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct


class State(StrEnum):
    """How far a batch has come; the last three are at rest."""

    TICKETED = "ticketed"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    QUARANTINED = "quarantined"

    @property
    def is_at_rest(self) -> bool:
        """Say whether nothing is left to do."""
        return self in {State.APPLIED, State.REFUSED, State.QUARANTINED}


class Review(Struct, frozen=True, kw_only=True):
    """The certifier's secrecy and disclosure review (保密审查) of what is to be published.

    Source: 政府信息公开条例 art. 17.
    """

    reviewed_by: str
    reviewed_on: date
    item: str


class Ticket(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a department declared before it sent the file.

    Shape: sha256 in lower-case hex. `file_name` is shown to the department alone, and never a key.
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


class Counts(Struct, frozen=True, kw_only=True):
    """What became of the rows; they add up to `rows`."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    held: int = 0
    superseded: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


class Batch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one admission.

    `rows_done` are the records below the header whose chunk is committed, blank ones included; `counts` is what
    became of those that are not blank; `findings` names what was found in them (`receipts.Part`). `reason` is the
    stable code of a refusal of the whole file.
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
    reason: str | None = None

    def moved(self, state: State, *, at: datetime, **changes: object) -> "Batch":
        """Return the batch as it is put next."""
        return msgspec.structs.replace(self, version=self.version + 1, state=state, moved_at=at, **changes)
