"""Who sees which record and field: one rule a test. The rules together are held against an oracle elsewhere."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.bases import Bases, Basis, bases
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import Record, Status
from chalicelib.library.standings import Rules, Standing
from chalicelib.library.visibility import Shown, View, bears_its_operator_alone, is_self_employed, kind_of
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.subjects import SubjectKind
from tests.factories import BODY, PENALTY, REGISTRATION, a_credit_code, a_person, a_profile, a_record, a_subject

TODAY = date(2026, 11, 23)
SHOP = a_subject(5, kind="92")
SUBJECT = Reader(level=Level.SUBJECT, sub="s", role="citizen", subject=a_subject())
DESK = Reader(level=Level.DESK, sub="k", role="desk")


def a_department(**changes: Any) -> Reader:
    city = Reader(
        level=Level.DEPARTMENT, sub="d", role="department", body="shili-qt", division="512000", purpose="supervision"
    )
    return msgspec.structs.replace(city, **changes)


def seen(record: Record, reader: Reader = PUBLIC, *, item: Item | None = None, **view: Any) -> Shown | None:
    eyes = View(reader=reader, today=TODAY, periods=periods(), **view)
    return eyes.shown(record, item=item or catalogue().get(record.content.item))


def fields_seen(record: Record, reader: Reader = PUBLIC) -> dict[str, Any]:
    shown = seen(record, reader)
    assert shown is not None
    return shown.fields


def a_list_entry(**fields: str) -> Record:
    return a_record(item="serious_dishonesty_list", severity="serious", fields=fields)


def a_register(**changes: Any) -> Bases:
    law = Basis(key="X", title="虚构的法律", issuer="示例", rank="law", status="in_force", confirmed=True)
    return replace(bases(), by_key={**bases().by_key, "X": replace(law, **changes)})


def a_public_item_for_persons(law: str) -> Item:
    item = catalogue().get(PENALTY)
    opened = [replace(one, by_kind={**one.by_kind, "person": {"public": "masked"}}) for one in item.fields]
    return replace(item, public_for_person=law, fields=tuple(opened))


@pytest.mark.parametrize("reader", [PUBLIC, SUBJECT, a_department(), DESK], ids=lambda reader: reader.level.value)
def test_a_mark_is_part_of_every_view(reader: Reader) -> None:
    shown = seen(a_record(mark="YY20261123-aaaaaaaa"), reader)

    assert shown is not None
    assert shown.marked


def test_a_record_under_repair_is_shown_as_such_and_not_as_disputed() -> None:
    shown = seen(a_record(mark="XF20261123-aaaaaaaa"))

    assert shown is not None
    assert (shown.under_repair, shown.marked) == (True, False)


def test_a_shown_record_names_its_version_and_source() -> None:
    record = a_record()

    shown = seen(record)

    assert shown is not None
    assert (shown.record_id, shown.version, shown.item) == (record.record_id, 1, PENALTY)
    assert (shown.source, shown.until) == (record.content.supply.named, date(2027, 3, 2))


def test_what_is_shared_among_departments_is_not_public() -> None:
    record = a_record(fields={"remark": "虚构的备注"})

    assert "remark" not in fields_seen(record)
    assert fields_seen(record, a_department())["remark"] == "虚构的备注"


def test_a_field_the_catalogue_does_not_know_is_shown_to_nobody() -> None:
    assert "id_no_sealed" not in fields_seen(a_record(fields={"id_no_sealed": "x"}), DESK)


def test_a_value_that_was_taken_away_is_not_shown() -> None:
    assert "case_name" not in fields_seen(a_record(fields={"case_name": None}))


def test_a_neutral_record_has_no_end() -> None:
    shown = seen(a_profile())

    assert shown is not None
    assert shown.until is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"severity": "unheard-of"}, id="unknown_severity"),
        pytest.param({"severity": None}, id="no_severity"),
        pytest.param({"determined_on": None}, id="no_day"),
    ],
)
@pytest.mark.parametrize("reader", [PUBLIC, SUBJECT, DESK], ids=lambda reader: reader.level.value)
def test_a_negative_record_whose_clocks_cannot_be_told_is_not_shown(reader: Reader, content: dict[str, Any]) -> None:
    assert seen(a_record(**content), reader) is None


def test_an_item_that_is_not_the_record_s_shows_nothing() -> None:
    assert seen(a_record(), item=catalogue().get(REGISTRATION)) is None


def test_nothing_is_shown_where_no_field_may_be() -> None:
    item = replace(catalogue().get(PENALTY), fields=())

    assert seen(a_record(), item=item) is None


def test_a_removal_from_a_list_ends_its_publication_on_that_day() -> None:
    assert seen(a_list_entry(removed_on="2026-11-24")) is not None
    assert seen(a_list_entry(removed_on="2026-11-23")) is None
    assert seen(a_list_entry(removed_on="2026-11-23"), DESK) is not None
    assert seen(a_list_entry(removed_on="0001-01-01")) is None


def test_a_neutral_record_ends_where_its_department_says() -> None:
    assert seen(a_profile(publish_until=date(2026, 11, 23))) is not None
    assert seen(a_profile(publish_until=date(2026, 11, 22))) is None


def test_the_desk_alone_sees_what_was_withdrawn_and_is_told_so() -> None:
    withdrawn = a_record(status=Status.WITHDRAWN)

    shown = seen(withdrawn, DESK)

    assert shown is not None
    assert shown.withdrawn
    assert seen(withdrawn, SUBJECT) is None


@pytest.mark.parametrize(
    "reader",
    [Reader(level=Level.AUTHORISED, sub="b"), Reader(level=Level.SUBJECT, sub="s"), a_department(body=None)],
    ids=["authorised_without_a_grant", "subject_of_nothing", "department_without_a_body"],
)
def test_a_reader_without_standing_sees_nothing(reader: Reader) -> None:
    assert seen(a_record(), reader) is None


def test_a_county_sees_what_its_city_supplied_only_of_those_registered_there() -> None:
    here, there = a_record(), a_record(subject_division="512021")
    county = a_department(division="512002")

    assert seen(here, county) is not None
    assert seen(there, county) is None


def test_the_profile_s_division_counts_before_the_row_s() -> None:
    record, county = a_record(subject_division="512021"), a_department(division="512002")
    view = View(reader=county, today=TODAY, periods=periods())

    assert view.shown(record, item=catalogue().get(PENALTY), subject_division="512002") is not None


@pytest.mark.parametrize("division", [None, "512021"])
def test_a_department_of_no_division_or_another_sees_nothing(division: str | None) -> None:
    assert seen(a_record(), a_department(division=division)) is None


def test_what_falls_to_nobody_by_registration_falls_to_no_county() -> None:
    assert seen(a_record(subject_division=None), a_department(division="512002")) is None


def test_the_successor_of_a_body_is_the_source_of_what_that_supplied() -> None:
    register = Bodies.from_tables(
        {
            "bodies": [
                _a_body(BODY, "示例市虚构监督管理局", valid_to=date(2026, 6, 30), successor="shili-xin"),
                _a_body("shili-xin", "示例市虚构新局"),
            ]
        }
    )
    unreviewed, successor = a_record(reviewed=False), a_department(body="shili-xin")

    assert seen(unreviewed, successor, bodies=register) is not None
    assert seen(unreviewed, a_department(), bodies=register) is None
    assert seen(unreviewed, successor, bodies=Bodies.from_tables({"bodies": []})) is None


def test_one_view_serves_many_records() -> None:
    view, item = View(reader=PUBLIC, today=TODAY, periods=periods()), catalogue().get(PENALTY)

    both = [view.shown(a_record(number=number), item=item) for number in (1, 2)]

    assert [shown.fields["doc_no"] for shown in both if shown] == ["虚构罚字〔2026〕1号", "虚构罚字〔2026〕2号"]
    assert "remark" not in view.columns_of(item, kind=SubjectKind.LEGAL)


def test_nobody_is_the_source_who_has_no_body() -> None:
    assert not Standing(reader=PUBLIC, today=TODAY, rules=Rules()).is_source(a_record().content.supply)


def test_a_shop_named_as_its_operator_is_masked_for_the_public_and_the_operator_with_it() -> None:
    shop = a_profile(subject=SHOP, fields={"name": "虚构甲", "legal_rep_name": "虚构甲"})

    assert fields_seen(shop)["name"] == "虚**"
    assert fields_seen(shop)["legal_rep_name"] == "虚**"
    assert fields_seen(shop, a_department())["name"] == "虚构甲"


def test_a_shop_with_a_trade_name_is_shown_with_its_operator() -> None:
    shop = a_profile(subject=SHOP, fields={"name": "示例虚构小吃店", "legal_rep_name": "虚构甲"})

    assert fields_seen(shop)["name"] == "示例虚构小吃店"
    assert fields_seen(shop)["legal_rep_name"] == "虚构甲"


def test_the_address_of_a_shop_is_shown_to_its_county_alone() -> None:
    shop = a_profile(subject=SHOP, fields={"name": "示例虚构小吃店", "address": "示例省虚构市示例县虚构路1号"})

    assert fields_seen(shop)["address"] == "示例省虚构市示例县"


def test_what_is_no_text_cannot_be_masked_and_is_hidden() -> None:
    shop = a_profile(subject=SHOP, fields={"name": "示例虚构小吃店", "address": ["示例", "虚构"]})

    assert "address" not in fields_seen(shop)


def test_a_masked_shop_without_an_operator_in_the_record_shows_none() -> None:
    shop = a_record(subject=SHOP, fields={"party_name": "虚构甲", "legal_rep_name": None})

    assert fields_seen(shop)["party_name"] == "虚**"
    assert "legal_rep_name" not in fields_seen(shop)


def test_a_field_masked_in_no_known_way_is_hidden() -> None:
    item = catalogue().get(PENALTY)
    bare = [replace(one, treatments={"public": "masked"}) for one in item.fields if one.id == "doc_no"]

    assert seen(a_record(), item=replace(item, fields=tuple(bare))) is None


def test_a_row_that_says_self_employed_is_believed() -> None:
    record = a_record(fields={"party_type": "个体工商户"})

    assert kind_of(record, item=catalogue().get(PENALTY)) is SubjectKind.SELF_EMPLOYED
    assert kind_of(a_record(), item=catalogue().get(PENALTY)) is SubjectKind.LEGAL
    assert kind_of(a_record(subject=a_person()), item=catalogue().get(PENALTY)) is SubjectKind.PERSON
    assert kind_of(a_profile(), item=catalogue().get(REGISTRATION)) is SubjectKind.LEGAL


def test_a_credit_code_says_who_is_self_employed() -> None:
    assert is_self_employed(SHOP)
    assert not is_self_employed(a_subject())
    assert a_credit_code(5, kind="92") == SHOP.key


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        pytest.param({"name": "虚构甲", "legal_rep_name": "虚构甲"}, True, id="the_operator_alone"),
        pytest.param({"name": "示例虚构小吃店", "legal_rep_name": "虚构甲"}, False, id="a_trade_name"),
        pytest.param({"name": "虚构甲", "legal_rep_name": None}, True, id="operator_not_known"),
        pytest.param({"name": None}, False, id="no_name"),
    ],
)
def test_a_name_that_is_a_person_s_is_known(fields: dict[str, Any], *, answer: bool) -> None:
    item = catalogue().get(REGISTRATION)

    assert bears_its_operator_alone(a_profile(subject=SHOP, fields=fields), item=item) is answer


def test_a_company_s_name_is_never_taken_for_a_person_s() -> None:
    company = a_profile(fields={"name": "虚构甲", "legal_rep_name": "虚构甲"})

    assert not bears_its_operator_alone(company, item=catalogue().get(REGISTRATION))


def test_a_person_is_public_where_a_law_in_force_says_so_and_then_masked() -> None:
    record = a_record(subject=a_person(), fields={"party_name": "虚构甲"})

    shown = seen(record, item=a_public_item_for_persons("X"), rules=Rules(bases=a_register()))

    assert shown is not None
    assert shown.fields == {"party_name": "虚**"}


@pytest.mark.parametrize(
    "register",
    [
        pytest.param(bases(), id="not_in_the_register"),
        pytest.param(a_register(valid_from=date(2026, 11, 24)), id="not_yet_in_force"),
        pytest.param(a_register(valid_to=date(2026, 11, 22)), id="lapsed"),
        pytest.param(a_register(status="lapsed"), id="lapsed_on_a_day_not_known"),
        pytest.param(a_register(rank="rule"), id="ranks_too_low"),
        pytest.param(a_register(status="not_read"), id="not_read"),
        pytest.param(a_register(elsewhere=True), id="law_of_another_place"),
    ],
)
def test_a_person_is_not_public_where_the_law_does_not_carry_it(register: Bases) -> None:
    record = a_record(subject=a_person(), fields={"party_name": "虚构甲"})

    assert seen(record, item=a_public_item_for_persons("X"), rules=Rules(bases=register)) is None


def _a_body(key: str, name: str, **changes: Any) -> dict[str, Any]:
    body = {
        "key": key,
        "level": "city",
        "kind": "department",
        "division": "512000",
        "names": [{"name": name}],
        "confirmed": False,
        "source": "示例",
    }
    return body | changes
