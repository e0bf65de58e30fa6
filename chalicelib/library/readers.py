"""A reader: in what standing someone looks, and on what ground.

Made from the claims of a checked token, never from a body or a header; a purpose and a matter
number are what a department says besides, and are checked against the catalogue.
"""

from enum import StrEnum

from msgspec import Struct

from chalicelib.terms.subjects import Subject


class Level(StrEnum):
    """The standings in which a record is looked at (domain: L0 public to L5 desk)."""

    PUBLIC = "public"
    SUBJECT = "subject"
    AUTHORISED = "authorised"
    DEPARTMENT = "department"
    DESK = "desk"


class Reader(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who looks.

    `sub` is the token's opaque name of the caller; `subject` whose file is the caller's own;
    `body` and `division` whose duty it is. A reader at level PUBLIC has none of them.
    """

    level: Level
    sub: str = ""
    role: str = "public"
    body: str | None = None
    division: str | None = None
    subject: Subject | None = None
    purpose: str | None = None
    matter_number: str | None = None
    assisted_by: str | None = None


PUBLIC = Reader(level=Level.PUBLIC)
