"""What every reader at every level is shown of everything in the library, as one value to compare."""

import hashlib
from collections.abc import Iterator
from datetime import date

import msgspec

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.readers import PUBLIC, Granted, Level, Reader
from chalicelib.library.visibility import View
from chalicelib.terms.subjects import Subject
from chalicelib.wiring import Services
from tests.factories import BODY, DIVISION, NOW
from tests.unit.intake.standing import COUNTY, COUNTY_BODY, OTHER_BODY, TODAY

_ITEMS = ("administrative_penalty", "market_entity_registration", "person_profile")


def shown_to_everybody(services: Services, *, today: date = TODAY) -> str:
    """Return a hash of what everybody is shown; the number of a version and when it was known are no part of it."""
    records = services.library.all()  # type: ignore[attr-defined]  # the fake's own
    said: list[object] = []
    for reader in _readers(sorted({record.subject for record in records})):
        view = View(reader=reader, today=today, periods=periods(), bodies=services.bodies)
        for record in records:
            shown = view.shown(record, item=catalogue().get(record.content.item))
            if shown is not None:
                plain = msgspec.structs.replace(shown, version=0, known_at=NOW)
                said.append([reader.level, reader.sub, plain])
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def _readers(subjects: list[Subject]) -> Iterator[Reader]:
    yield PUBLIC
    yield Reader(level=Level.DESK, sub="desk", role="desk", division=DIVISION)
    for body, division in ((BODY, DIVISION), (OTHER_BODY, DIVISION), (COUNTY_BODY, COUNTY)):
        yield Reader(
            level=Level.DEPARTMENT, sub=body, role="department", body=body, division=division, purpose="supervision"
        )
    for subject in subjects:
        yield Reader(level=Level.SUBJECT, sub=subject.reference, role="citizen", subject=subject)
        yield Reader(
            level=Level.AUTHORISED,
            sub=f"granted {subject.reference}",
            role="agency",
            ground="authorisation",
            granted=Granted(grant="SQ20261123-aaaaaaaa", subject=subject, items=_ITEMS),
        )
