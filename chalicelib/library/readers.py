"""A reader: in what standing someone looks, and on what ground.

Made from the claims of a checked token, never from a body or a header; a purpose and a matter
number are what a department says besides, and are checked against the catalogue.
"""

from enum import StrEnum

from msgspec import Struct

from chalicelib.terms.subjects import Subject


class Level(StrEnum):
    """The standings in which a record is looked at (domain: L0 public to L5 desk).

    `AUTHORISED` is the holder of a subject's grant, `AGENCY` an agency by its agreement with the platform.
    """

    PUBLIC = "public"
    SUBJECT = "subject"
    AUTHORISED = "authorised"
    DEPARTMENT = "department"
    AGENCY = "agency"
    DESK = "desk"


class Granted(Struct, frozen=True, kw_only=True):
    """What a subject's grant opens to its holder: the records of some items, on that subject alone.

    Shape: grant "SQ20261123-…", items ("administrative_penalty",)
    """

    grant: str
    subject: Subject
    items: tuple[str, ...]


class Reader(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who looks.

    `sub` is the token's opaque name of the caller; `subject` whose file is the caller's own, of an agency the agency;
    `body` and `division` whose duty it is. A reader at level PUBLIC has none of them. `ground` is what entitles to
    the look where the standing alone does not say it; `granted` is what the grant opens that the look stands on.
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
    ground: str | None = None
    granted: Granted | None = None


PUBLIC = Reader(level=Level.PUBLIC)
