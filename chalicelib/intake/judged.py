"""Judged rows (判定): what becomes of a row, or of a record that is in no row, in a plan and when it is applied."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a plan says of a row.

    `disputed` is a new version of a record under an open case; `conflict` a row that the library contradicts: a
    correction, a withdrawal, another body's record. `expire` and `revoke` end a record.
    """

    ADD = "add"
    NEW_VERSION = "new_version"
    UNCHANGED = "unchanged"
    EXPIRE = "expire"
    REVOKE = "revoke"
    CONFLICT = "conflict"
    DISPUTED = "disputed"
    HELD = "held"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class Judged(NamedTuple):
    """What becomes of a row: against which record and version, why not, and which fields change."""

    row: int
    kind: Kind
    code: str | None = None
    record_id: str | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
