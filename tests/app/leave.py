"""A grant, a person and a session at a counter, as a deployment on fakes holds them, and who asks with them."""

from typing import Any

import msgspec

from chalicelib.grants.grant import Grant
from chalicelib.grants.presence import Evidence
from tests.app.world import CITIZEN_NUMBER, World, token_for
from tests.factories import a_person, a_subject
from tests.stores.test_grants import a_grant
from tests.stores.test_sessions import a_session
from tests.unit.grants.standing import NAME, a_person_profile

FIRM = token_for("representative")
BANK = token_for("agency")
OTHER_BANK = token_for("agency", sub="agency-2", subject=a_subject(8).key)
LOAN = {"X-Purpose": "commercial_loan"}
PERSON = {"name": NAME, "document_type": "resident_id", "number": CITIZEN_NUMBER}


def know(world: World, number: str = CITIZEN_NUMBER, *, n: int = 1, name: str = NAME) -> None:
    """Hold a person's profile under a document number."""
    world.services.identities.add(world.services.documents.hash_of("resident_id", number), a_person(n).key)
    world.hold(a_person_profile(n, name=name))


def hold_grant(world: World, **terms: Any) -> Grant:
    """Hold the grant of a firm to a bank, for one look unless it says otherwise."""
    grant = a_grant(items=("administrative_penalty", "market_entity_registration"))
    grant = msgspec.structs.replace(grant, terms=msgspec.structs.replace(grant.terms, **terms))
    world.services.grants.put(grant, over=None)
    return grant


def prepare(world: World) -> None:
    """Hold what the sample events speak of: a grant, a person, a session that waits for its second officer."""
    know(world)
    hold_grant(world)
    awaited = a_session(evidence=Evidence.SECOND_OFFICER, read_by=None)
    officer = msgspec.structs.replace(awaited.officer, sub="counter-2")
    world.services.sessions.put(msgspec.structs.replace(awaited, officer=officer), over=None)
