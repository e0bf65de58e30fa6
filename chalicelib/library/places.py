"""Where a record stands, and the id that names the place.

A record id names its place, so that one consistent read finds it. It is no secret: rights are
checked at every read.

Shape: place "C#administrative_penalty#2025-03-02#k3f9…"
       record id "m~9151…~administrative_penalty~2025-03-02~k3f9…", of a profile "m~9151…~institution_registration"
"""

import base64
import hashlib
import re
from datetime import date

from chalicelib.errors import NotFoundError
from chalicelib.terms.subjects import Library, Subject

HISTORY = "H"
_ID = re.compile(
    r"(?P<library>[mpo])~(?P<key>[0-9A-Za-z-]{4,64})~(?P<item>[a-z][a-z_]{2,60})"
    r"(?:~(?P<on>\d{4}-\d{2}-\d{2})~(?P<suffix>[a-z2-7]{16}))?"
)


def profile_place(item: str) -> str:
    """Return the place of a subject's registration profile under one registration item."""
    return f"A#{item}"


def record_place(item: str, *, on: date, suffix: str) -> str:
    """Return the place of a current record, made once from the date as first admitted."""
    return f"C#{item}#{on.isoformat()}#{suffix}"


def suffix_of(*parts: str) -> str:
    """Return what tells two records of one subject, item and day apart: a hash of the dedup values.

    Shape: 16 characters of RFC 4648 base32, lower case.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(digest)[:16].decode().lower()


def history_place(place: str, version: int) -> str:
    """Return where a version is kept once another has replaced it."""
    return f"{HISTORY}{place[1:]}#{version:06d}"


def replaced_place(place: str) -> str:
    """Return the place whose older version is kept at a history place."""
    standing = place.rpartition("#")[0][1:]
    return f"{'C' if standing.count('#') > 1 else 'A'}{standing}"


def record_id_of(subject: Subject, place: str) -> str:
    """Return the record id that names a place."""
    return f"{subject.library[0]}~{subject.key}~{place[2:].replace('#', '~')}"


def place_named_by(record_id: str) -> tuple[Subject, str]:
    """Return the subject and the place that a record id names.

    Raises: NotFoundError for what is no record id, as for a record that does not exist.
    """
    found = _ID.fullmatch(record_id)
    library = Library.lettered(found["library"]) if found else None
    if found is None or library is None:
        raise NotFoundError
    subject = Subject(library, found["key"])
    if found["on"] is None:
        return subject, profile_place(found["item"])
    return subject, f"C#{found['item']}#{found['on']}#{found['suffix']}"


def item_of(place: str) -> str:
    """Return the item of what stands at a place."""
    return place.split("#")[1]


def day_of(place: str) -> str | None:
    """Return the day a current record's place was made from, None for a profile."""
    parts = place.split("#")
    return parts[2] if parts[0] == "C" else None


def day_in(record_id: str) -> str | None:
    """Return the day that a record id was made from, None for a profile's."""
    parts = record_id.split("~")
    return parts[3] if len(parts) > 3 else None  # noqa: PLR2004 -- library, key, item, day, suffix


def item_in(record_id: str) -> str:
    """Return the item of the record that an id names."""
    return record_id.split("~")[2]
