"""Who stands around a grant and at a counter, and what the flow works with: fakes, invented bodies, a person."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from chalicelib.catalogue.items import Catalogue, catalogue
from chalicelib.grants.lookups import Presented
from chalicelib.grants.wishes import NamedHolder, Uses, Wish
from chalicelib.library.identities import Documents, Seal
from chalicelib.library.places import profile_place
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Content, Reason, Record
from chalicelib.notices.outbox import Outbox
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.identity_documents import DocumentType
from chalicelib.terms.resident_id_form import check_character_of
from tests.app.world import invented_bodies
from tests.factories import BODY, NOW, a_person, a_subject, a_supply
from tests.fakes import FixedNumbers, MemoryIdentities, MemoryLibrary
from tests.fakes_grants import MemoryGrants, MemorySessions
from tests.fakes_notices import an_outbox

# Region 512099 is no office's, so the numbers are nobody's; their check digits are sound.
NUMBER, OTHER_NUMBER = (first + check_character_of(first) for first in ("51209919900101001", "51209919900101003"))
NAME = "阿示例·虚构"
TODAY = date(2026, 11, 23)

GIVER = Reader(level=Level.SUBJECT, sub="giver-1", role="representative", subject=a_subject())
OTHER_GIVER = Reader(level=Level.SUBJECT, sub="giver-2", role="representative", subject=a_subject(2))
CITIZEN = Reader(level=Level.SUBJECT, sub="citizen-1", role="citizen", subject=a_person())
BANK = Reader(level=Level.AGENCY, sub="bank-1", role="agency", subject=a_subject(7))
OTHER_BANK = Reader(level=Level.AGENCY, sub="bank-2", role="agency", subject=a_subject(8))
CLERK = Reader(level=Level.DEPARTMENT, sub="clerk-1", role="department", body=BODY, division="512000")
OFFICER = Reader(level=Level.PUBLIC, sub="officer-1", role="counter", body="shili-chuangkou", division="512000")
SECOND_OFFICER = Reader(level=Level.PUBLIC, sub="officer-2", role="counter", body="shili-chuangkou", division="512000")
PUBLIC = Reader(level=Level.PUBLIC)


@dataclass(kw_only=True)
class FakeMeans:
    """What the flow works with, all in memory."""

    grants: MemoryGrants = field(default_factory=MemoryGrants)
    sessions: MemorySessions = field(default_factory=MemorySessions)
    outbox: Outbox = field(default_factory=an_outbox)
    numbers: FixedNumbers = field(default_factory=FixedNumbers)
    catalogue: Catalogue = field(default_factory=catalogue)
    bodies: Bodies = field(default_factory=invented_bodies)
    library: MemoryLibrary = field(default_factory=MemoryLibrary)
    identities: MemoryIdentities = field(default_factory=MemoryIdentities)
    documents: Documents = field(default_factory=lambda: Documents("v1", b"d" * 32))
    cursors: Seal = field(default_factory=lambda: Seal(b"c" * 32))

    def know(self, number: str = NUMBER, *, name: str = NAME, n: int = 1, **content: Any) -> Record:
        """Keep a person's profile under a document number; return it."""
        document = self.documents.hash_of(DocumentType.RESIDENT_ID.value, number)
        self.identities.add(document, a_person(n).key)
        profile = a_person_profile(n, name=name, **content)
        self.library.put(profile, over=None)
        return profile


def a_person_profile(n: int = 1, *, name: str = NAME, **content: Any) -> Record:
    """Return the registration profile of an invented person."""
    made = Content(
        item="person_profile",
        item_version="1",
        fields={"name": name, "id_type": "身份证", "is_adult": True},
        known_at=NOW,
        reason=Reason.SUPPLIED,
        act="-",
        supply=a_supply(),
        reviewed=True,
    )
    return Record(
        subject=a_person(n),
        place=profile_place("person_profile"),
        version=1,
        content=msgspec.structs.replace(made, **content),
    )


def a_wish(**changes: Any) -> Wish:
    """Return what a firm asks to have granted to a bank: one look at its penalties."""
    wish = Wish(
        holder=NamedHolder(credit_code=a_subject(7).key),
        purpose="commercial_loan",
        items=("administrative_penalty", "market_entity_registration"),
        uses=Uses.SINGLE,
        valid_until=date(2026, 12, 31),
    )
    return msgspec.structs.replace(wish, **changes)


def presented(**changes: Any) -> Presented:
    """Return what a document says of the invented person."""
    sound = Presented(name=NAME, document_type=DocumentType.RESIDENT_ID, number=NUMBER)
    return msgspec.structs.replace(sound, **changes)
