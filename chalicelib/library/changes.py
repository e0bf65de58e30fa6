"""A change: what a version replaced, and the act it came from.

Announcing its changes is the last effect of an act. It may be done twice and late, so whatever
reacts is idempotent and takes what a change says as a hint, confirmed on the record.
"""

from msgspec import Struct

from chalicelib.library.records import Record


class Change(Struct, frozen=True, kw_only=True):
    """A record version that now stands, the one before it (None for a new record), and who committed the act.

    Shape: by is a token's opaque `sub`, role its role ("department", "desk", "system").
    """

    before: Record | None
    after: Record
    by: str
    role: str
