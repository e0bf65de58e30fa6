"""What is noted of bodies as suppliers, beside their last supplies."""

import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.intake.approvals import Practice, Tally
from chalicelib.intake.stock import Noted
from chalicelib.intake.store import SupplierStore
from tests.factories import BODY, NOW, PENALTY
from tests.stores.places import Stores

PRACTICE = Practice(body=BODY, version=1, is_at_once=True, set_by="lead-1", set_at=NOW)
TALLY = Tally(body=BODY, item=PENALTY, version=1, live=41, counted=("b-1", "b-2"))


@pytest.fixture
def suppliers(stores: Stores) -> SupplierStore:
    return stores.suppliers()


def test_what_was_noted_is_found_as_it_was_put_and_nothing_of_another(suppliers: SupplierStore) -> None:
    suppliers.put_practice(PRACTICE, over=None)
    suppliers.put_tally(TALLY, over=None)

    assert suppliers.practice_of(BODY) == PRACTICE
    assert suppliers.tally_of(BODY, PENALTY) == TALLY
    assert suppliers.practice_of("another") is None
    assert suppliers.tally_of(BODY, "administrative_licence") is None


def test_it_is_put_over_the_version_that_was_read_and_no_other(suppliers: SupplierStore) -> None:
    suppliers.put_tally(TALLY, over=None)
    second, rival = (Tally(body=BODY, item=PENALTY, version=2, live=live) for live in (42, 43))
    for _ in range(2):  # one that was answered and not heard is sent again
        suppliers.put_tally(second, over=TALLY)

    with pytest.raises(StaleVersionError):
        suppliers.put_tally(rival, over=TALLY)
    with pytest.raises(StaleVersionError):
        suppliers.put_tally(TALLY, over=None)
    assert suppliers.tally_of(BODY, PENALTY) == second


def test_a_practice_is_replaced_by_who_read_it(suppliers: SupplierStore) -> None:
    other = Practice(body=BODY, version=2, is_at_once=False, set_by="lead-2", set_at=NOW)
    suppliers.put_practice(PRACTICE, over=None)
    suppliers.put_practice(other, over=PRACTICE)

    with pytest.raises(StaleVersionError):
        suppliers.put_practice(PRACTICE, over=None)
    assert suppliers.practice_of(BODY) == other


def test_last_supplies_know_nothing_of_it(stores: Stores) -> None:
    stores.suppliers().put_practice(PRACTICE, over=None)
    stores.suppliers().put_tally(TALLY, over=None)

    assert list(stores.supplies().of(PENALTY)) == []


def test_what_batches_made_is_noted_of_each_once_and_found_by_body_and_item(suppliers: SupplierStore) -> None:
    first, second = (Noted(batch=f"{BODY}-20261123-{n}", made=f"part-{n}", at=NOW) for n in ("a", "b"))
    for noted in (second, first, second):
        suppliers.note_made(BODY, PENALTY, noted)
    suppliers.note_made("another", PENALTY, Noted(batch="another-1", made="part-c", at=NOW))

    assert list(suppliers.made_of(BODY, PENALTY)) == [first, second]
    assert list(suppliers.made_of(BODY, "administrative_permit")) == []
