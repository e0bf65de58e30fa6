"""In what standing, and on which ground, a record is looked at: one rule a test."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.agreements import Agreement, Agreements
from chalicelib.catalogue.bases import Basis, bases
from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.catalogue.purposes import Purposes, purposes
from chalicelib.library.readers import PUBLIC, Granted, Level, Reader
from chalicelib.library.records import UNCONFIRMED, Record, Status
from chalicelib.library.standings import Rules, ground_of
from chalicelib.library.visibility import Shown, View
from tests.factories import PENALTY, REGISTRATION, a_person, a_profile, a_record, a_subject

TODAY = date(2026, 11, 23)
EXPIRED = date(2025, 3, 2)
APPOINTING = "appointment_of_public_servants"
HOLDER = Reader(
    level=Level.AUTHORISED,
    sub="b",
    role="agency",
    granted=Granted(grant="SQ20261123-aaaaaaaa", subject=a_subject(), items=(PENALTY,)),
)
AGENCY = Reader(level=Level.AGENCY, sub="a", role="agency", subject=a_subject(500), purpose="credit_investigation")
APPOINTING_BODY = Reader(
    level=Level.DEPARTMENT,
    sub="d",
    role="department",
    body="organisation_department",
    division="512000",
    purpose="appointment",
    matter_number="虚构考察〔2026〕1号",
    ground=APPOINTING,
)
AGREEMENT = Agreement(
    key="a",
    agency=a_subject(500).key,
    items=frozenset({PENALTY, REGISTRATION}),
    purposes=frozenset({"credit_investigation"}),
    basis="P",
    confirmed=False,
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
)


def under(**changes: Any) -> Rules:
    return Rules(agreements=Agreements((replace(AGREEMENT, **changes),)))


def on_a_law(**changes: Any) -> Rules:
    """Return rules in which an invented law carries the ground of appointing public servants."""
    law = Basis(key="X", title="虚构的法律", issuer="示例", rank="law", status="in_force", confirmed=True)
    register = replace(bases(), by_key={**bases().by_key, "X": replace(law, **changes)})
    grounds = {**purposes().grounds, APPOINTING: replace(purposes().grounds[APPOINTING], basis="X")}
    return Rules(bases=register, purposes=Purposes(grounds, purposes().purposes))


def seen(record: Record, reader: Reader, *, rules: Rules | None = None) -> Shown | None:
    view = View(reader=reader, today=TODAY, periods=periods(), rules=rules or Rules())
    return view.shown(record, item=catalogue().get(record.content.item))


@pytest.mark.parametrize(
    ("reader", "ground"),
    [
        (PUBLIC, "publication"),
        (AGENCY, "publication"),
        (Reader(level=Level.SUBJECT, subject=a_subject()), "own_record"),
        (HOLDER, "authorisation"),
        (Reader(level=Level.DEPARTMENT, body="x", division="512000", purpose="supervision"), "statutory_duty"),
        (Reader(level=Level.DESK), "statutory_duty"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.level.value,
)
def test_a_view_says_on_which_ground_its_answer_is_shown(reader: Reader, ground: str) -> None:
    assert View(reader=reader, today=TODAY, periods=periods()).ground == ground
    assert ground_of(reader) == ground


@pytest.mark.parametrize("level", Level)
def test_nobody_sees_anything_on_a_ground_that_is_not_his(level: Level) -> None:
    reader = Reader(level=level, subject=a_subject(), body="shili-jgj", division="512000", ground="curiosity")

    assert View(reader=reader, today=TODAY, periods=periods()).ground is None
    assert seen(a_record(), reader) is None


@pytest.mark.parametrize("ground", ["publication", "own_record", "authorisation", APPOINTING])
def test_a_department_without_leave_stands_on_its_duty_and_nothing_else(ground: str) -> None:
    department = Reader(
        level=Level.DEPARTMENT, body="shili-qt", division="512000", purpose="supervision", ground=ground
    )

    assert seen(a_record(), department) is None
    assert seen(a_record(), msgspec.structs.replace(department, ground=None)) is not None


def test_the_public_sees_nothing_while_no_basis_carries_publication() -> None:
    register = replace(bases(), by_key={**bases().by_key, "GOI": replace(bases().get("GOI"), status="lapsed")})

    assert seen(a_record(), PUBLIC, rules=Rules(bases=register)) is None


def test_a_grant_opens_its_items_of_its_subject() -> None:
    assert seen(a_record(), HOLDER) is not None
    assert seen(a_profile(), HOLDER) is None
    assert seen(a_record(subject=a_subject(2)), HOLDER) is None
    assert seen(a_record(), msgspec.structs.replace(HOLDER, granted=None)) is None


def test_a_grant_of_a_person_opens_what_is_not_public() -> None:
    granted = Granted(grant="SQ20261123-bbbbbbbb", subject=a_person(), items=(PENALTY,))

    assert seen(a_record(subject=a_person()), msgspec.structs.replace(HOLDER, granted=granted)) is not None
    assert seen(a_record(subject=a_person()), PUBLIC) is None


def test_a_grant_lasts_as_long_as_a_record_may_be_queried() -> None:
    expired = a_record(determined_on=EXPIRED)

    assert seen(expired, PUBLIC) is None
    assert seen(expired, HOLDER) is not None
    assert seen(a_record(determined_on=date(2021, 11, 22)), HOLDER) is None


@pytest.mark.parametrize(
    "content", [{"withheld": UNCONFIRMED}, {"reviewed": False}, {"status": Status.WITHDRAWN}], ids=str
)
def test_a_grant_does_not_open_what_is_not_certain_not_reviewed_or_withdrawn(content: dict[str, Any]) -> None:
    assert seen(a_record(**content), HOLDER) is None


@pytest.mark.parametrize("level", Level)
def test_what_is_of_unconfirmed_identity_is_seen_by_its_source_alone(level: Level) -> None:
    record = a_record(withheld=UNCONFIRMED)
    reader = Reader(
        level=level,
        subject=a_subject(),
        body="shili-qt",
        division="512000",
        purpose="supervision",
        granted=HOLDER.granted,
    )
    source = msgspec.structs.replace(reader, level=Level.DEPARTMENT, body=record.content.supply.body)

    assert seen(record, reader, rules=under(agency=a_subject().key, purposes=frozenset({"supervision"}))) is None
    assert seen(record, source) is not None


def test_the_address_of_a_shop_is_opened_to_its_county_by_a_grant_and_to_the_end_by_duty() -> None:
    shop = a_profile(
        subject=a_subject(5, kind="92"), fields={"name": "示例虚构小吃店", "address": "示例省虚构市示例县虚构路1号"}
    )
    granted = Granted(grant="SQ20261123-cccccccc", subject=shop.subject, items=(REGISTRATION,))
    duty = Reader(level=Level.DEPARTMENT, body="shili-qt", division="512000", purpose="supervision")

    by_grant, by_duty = seen(shop, msgspec.structs.replace(HOLDER, granted=granted)), seen(shop, duty)

    assert by_grant is not None
    assert by_duty is not None
    assert by_grant.fields["address"] == "示例省虚构市示例县"
    assert by_duty.fields["address"] == "示例省虚构市示例县虚构路1号"


def test_a_view_covers_the_items_that_its_reader_may_ask_for() -> None:
    department = Reader(level=Level.DEPARTMENT, body="shili-qt", division="512000", purpose="special_funds")
    readers = (PUBLIC, HOLDER, msgspec.structs.replace(HOLDER, granted=None), AGENCY, APPOINTING_BODY, department)
    items = [catalogue().get(name) for name in (PENALTY, REGISTRATION, "person_profile")]

    covered = [
        [item.id for item in items if View(reader=one, today=TODAY, periods=periods(), rules=under()).covers(item)]
        for one in readers
    ]

    everything = [item.id for item in items]
    assert covered == [everything, [PENALTY], [], [PENALTY, REGISTRATION], [], [PENALTY, REGISTRATION]]


def test_what_departments_share_is_in_no_grant() -> None:
    shown = seen(a_record(fields={"remark": "虚构的备注"}), HOLDER)

    assert shown is not None
    assert "remark" not in shown.fields


def test_an_agency_without_an_agreement_sees_nothing() -> None:
    assert seen(a_record(), AGENCY) is None
    assert seen(a_record(), msgspec.structs.replace(AGENCY, subject=None), rules=under()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"items": frozenset({REGISTRATION})},
        {"purposes": frozenset({"commercial_loan"})},
        {"valid_to": date(2026, 11, 22)},
        {"valid_from": date(2026, 11, 24)},
        {"agency": a_subject(501).key},
    ],
    ids=["another_item", "another_purpose", "ended", "not_begun", "another_agency"],
)
def test_an_agreement_opens_what_it_names_while_it_lasts(changes: dict[str, Any]) -> None:
    assert seen(a_record(), AGENCY, rules=under()) is not None
    assert seen(a_record(), AGENCY, rules=under(**changes)) is None


def test_an_agreement_opens_no_person_and_nothing_that_is_not_public() -> None:
    for barred in (
        a_record(subject=a_person()),
        a_record(determined_on=EXPIRED),
        a_record(severity="minor"),
        a_record(withheld="text.mentions_mobile"),
        a_record(reviewed=False),
    ):
        assert seen(barred, AGENCY, rules=under()) is None


def test_an_agency_is_shown_the_public_s_fields_masked_as_the_public_sees_them() -> None:
    shop = a_profile(subject=a_subject(5, kind="92"), fields={"name": "虚构甲", "legal_rep_name": "虚构甲"})
    shown, public = seen(shop, AGENCY, rules=under()), seen(shop, PUBLIC)

    assert shown is not None
    assert shown == public
    assert shown.fields["name"] == "虚**"


def test_who_appoints_public_servants_sees_a_person_once_a_law_says_so() -> None:
    person = a_record(subject=a_person())

    assert seen(person, APPOINTING_BODY) is None
    shown = seen(person, APPOINTING_BODY, rules=on_a_law())
    assert shown is not None
    view = View(reader=APPOINTING_BODY, today=TODAY, periods=periods(), rules=on_a_law())
    assert view.ground == APPOINTING


@pytest.mark.parametrize(
    "law", [{"rank": "rule"}, {"status": "not_read"}, {"valid_to": TODAY}, {"elsewhere": True}], ids=str
)
def test_a_basis_that_cannot_carry_it_opens_nobody_to_who_appoints(law: dict[str, Any]) -> None:
    assert seen(a_record(subject=a_person()), APPOINTING_BODY, rules=on_a_law(**law)) is None


def test_appointing_opens_no_organisation_and_serves_one_purpose_in_a_numbered_matter() -> None:
    unnumbered = msgspec.structs.replace(APPOINTING_BODY, matter_number=None)
    supervising = msgspec.structs.replace(APPOINTING_BODY, purpose="supervision")

    assert seen(a_record(), APPOINTING_BODY, rules=on_a_law()) is None
    assert seen(a_record(subject=a_person()), supervising, rules=on_a_law()) is None
    assert seen(a_record(subject=a_person()), unnumbered, rules=on_a_law()) is None
    assert seen(a_record(subject=a_person(), withheld=UNCONFIRMED), APPOINTING_BODY, rules=on_a_law()) is None
