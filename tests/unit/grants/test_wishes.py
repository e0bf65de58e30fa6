"""What is asked to be granted is checked whole, and each fault is named."""

from datetime import date
from typing import Any

import pytest

from chalicelib.errors import UnprocessableError
from chalicelib.grants import giving
from chalicelib.grants.grant import Holder, Party
from chalicelib.grants.wishes import NamedHolder
from tests.app.world import CENTRE
from tests.factories import BODY, NOW, a_credit_code, a_subject
from tests.unit.grants.standing import CITIZEN, GIVER, FakeMeans, a_wish

CODE = a_credit_code(7)
FAULTY: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "no_holder": ({"holder": NamedHolder()}, {("/holder", "grant.holder_missing")}),
    "two_holders": ({"holder": NamedHolder(credit_code=CODE, body=BODY)}, {("/holder", "grant.holder_missing")}),
    "code_with_a_wrong_character": (
        {"holder": NamedHolder(credit_code=CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))},
        {("/holder/credit_code", "identity.credit_code_check")},
    ),
    "itself": (
        {"holder": NamedHolder(credit_code=a_subject().key)},
        {("/holder/credit_code", "grant.holder_is_subject")},
    ),
    "body_that_never_was": ({"holder": NamedHolder(body="nowhere")}, {("/holder/body", "grant.holder_unknown")}),
    "body_that_is_no_department": ({"holder": NamedHolder(body=CENTRE)}, {("/holder/body", "grant.holder_unknown")}),
    "body_that_ended": ({"holder": NamedHolder(body="industry_commerce")}, {("/holder/body", "grant.holder_unknown")}),
    "purpose_by_duty_alone": ({"purpose": "supervision"}, {("/purpose", "grant.purpose_unfit")}),
    "purpose_not_listed": ({"purpose": "curiosity"}, {("/purpose", "grant.purpose_unfit")}),
    "item_of_another_library": ({"items": ("person_profile",)}, {("/items/0", "grant.item_unknown")}),
    "item_doubled": ({"items": ("administrative_penalty",) * 2}, {("/items/1", "grant.item_unknown")}),
    "yesterday": ({"valid_until": date(2026, 11, 22)}, {("/valid_until", "grant.validity_unfit")}),
    "more_than_a_year": ({"valid_until": date(2027, 11, 24)}, {("/valid_until", "grant.validity_unfit")}),
    "all_at_once": (
        {"holder": NamedHolder(), "purpose": "supervision", "items": ("nothing",), "valid_until": date(2020, 1, 1)},
        {
            ("/holder", "grant.holder_missing"),
            ("/purpose", "grant.purpose_unfit"),
            ("/items/0", "grant.item_unknown"),
            ("/valid_until", "grant.validity_unfit"),
        },
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_wish_with_faults_is_refused_whole_and_each_is_named(name: str) -> None:
    changes, faults = FAULTY[name]
    means = FakeMeans()

    with pytest.raises(UnprocessableError) as refused:
        giving.give(a_wish(**changes), by=GIVER, means=means, now=NOW)

    assert refused.value.code == "grant.unsound"
    assert {(fault.pointer, fault.code) for fault in refused.value.errors} == faults
    assert list(giving.given_by(GIVER, grants=means.grants, limit=1)) == []


def test_a_department_may_hold_one_and_a_code_may_be_written_in_any_width() -> None:
    means = FakeMeans()

    to_body = giving.give(a_wish(holder=NamedHolder(body=BODY)), by=GIVER, means=means, now=NOW)
    to_bank = giving.give(a_wish(holder=NamedHolder(credit_code=CODE.lower())), by=GIVER, means=means, now=NOW)

    assert to_body.terms.holder == Holder(party=Party.BODY, key=BODY)
    assert to_bank.terms.holder == Holder(party=Party.ORGANISATION, key=CODE)


def test_a_person_grants_items_of_persons_on_the_first_and_the_last_day_that_may_be() -> None:
    means = FakeMeans()

    for until in (date(2026, 11, 23), date(2027, 11, 23)):
        given = giving.give(a_wish(items=("person_profile",), valid_until=until), by=CITIZEN, means=means, now=NOW)
        assert given.terms.items == ("person_profile",)
