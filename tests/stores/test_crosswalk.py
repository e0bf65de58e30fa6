"""Old codes and the credit codes they belong to."""

from datetime import date

import pytest

from chalicelib.intake.store import CrosswalkStore
from chalicelib.terms.crosswalk import Link, OldCode, OldCodeKind
from tests.factories import a_credit_code
from tests.stores.places import Stores

OLD = OldCode(OldCodeKind.ORGANISATION_CODE, "MA0000019")
LINK = Link(OLD, a_credit_code(1), date(2015, 10, 1), None, "market_entity_registration")


@pytest.fixture
def crosswalk(stores: Stores) -> CrosswalkStore:
    return stores.crosswalk()


def test_links_are_found_under_their_old_code_in_order_of_credit_codes(crosswalk: CrosswalkStore) -> None:
    other = Link(OLD, a_credit_code(2), None, date(2015, 9, 30), "batch")
    crosswalk.add([other, LINK])

    assert list(crosswalk.links_of(OLD)) == sorted([LINK, other], key=lambda link: link.credit_code)


def test_the_same_number_of_another_kind_is_another_code(crosswalk: CrosswalkStore) -> None:
    crosswalk.add([LINK])

    assert list(crosswalk.links_of(OldCode(OldCodeKind.TAX_NUMBER, OLD.number))) == []


def test_a_link_that_is_there_stays(crosswalk: CrosswalkStore) -> None:
    crosswalk.add([LINK])
    crosswalk.add([Link(OLD, LINK.credit_code, None, None, "later")])
    crosswalk.add([])

    assert list(crosswalk.links_of(OLD)) == [LINK]
