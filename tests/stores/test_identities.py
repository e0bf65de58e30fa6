"""How a person is found under a keyed hash."""

import pytest

from chalicelib.library.identities import IdentityStore
from tests.stores.places import Stores

DOCUMENT, OTHER = "v1:" + "a" * 64, "v2:" + "b" * 64


@pytest.fixture
def identities(stores: Stores) -> IdentityStore:
    return stores.identities()


def test_an_unknown_document_has_no_reference(identities: IdentityStore) -> None:
    assert identities.find(DOCUMENT) is None


def test_a_document_keeps_the_first_reference_it_was_given(identities: IdentityStore) -> None:
    assert identities.add(DOCUMENT, "PERSON-A") == "PERSON-A"
    assert identities.add(DOCUMENT, "PERSON-B") == "PERSON-A"
    assert identities.find(DOCUMENT) == "PERSON-A"


def test_two_hashes_may_belong_to_one_person(identities: IdentityStore) -> None:
    identities.add(DOCUMENT, "PERSON-A")
    identities.add(OTHER, "PERSON-A")

    assert identities.find(OTHER) == "PERSON-A"
