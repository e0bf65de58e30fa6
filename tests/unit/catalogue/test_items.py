"""Items: what the seven are, their forms and headers, and who sees which field."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chalicelib.catalogue.fields import NEVER, SEALED
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.errors import NotFoundError

PENALTY = catalogue().get("administrative_penalty")
PERMIT = catalogue().get("administrative_permit")
PROFILE = catalogue().get("person_profile")
MARKET = catalogue().get("market_entity_registration")
READERS = ("public", "subject", "authorised", "department", "desk")


def shown(item: Item, reader: str, kind: str = "legal") -> dict[str, tuple[str, str | None]]:
    return {one.field: (one.treatment, one.mask) for one in item.disclosure_for(reader, kind=kind)}


def test_the_items_of_the_spine_are_there() -> None:
    kinds = {item.id: item.kind for item in catalogue().items}

    assert (
        kinds.items()
        >= {
            "market_entity_registration": "registration",
            "institution_registration": "registration",
            "social_organisation_registration": "registration",
            "person_profile": "registration",
            "administrative_permit": "record",
            "administrative_penalty": "record",
            "serious_dishonesty_list": "list",
            "government_default": "record",
        }.items()
    )


def test_an_unknown_item_field_or_form_is_refused_by_name() -> None:
    assert catalogue().find("horoscope") is None
    with pytest.raises(NotFoundError) as item:
        catalogue().get("horoscope")
    with pytest.raises(NotFoundError) as field:
        PENALTY.field("horoscope")
    with pytest.raises(NotFoundError) as form:
        PENALTY.form("horoscope")

    codes = [refusal.value.code for refusal in (item, field, form)]
    assert codes == ["catalogue.item_unknown", "catalogue.field_unknown", "catalogue.form_unknown"]
    assert not PENALTY.has_field("horoscope")
    assert PENALTY.has_field("doc_no")


def test_the_catalogue_of_a_day_holds_what_is_in_force_on_it_in_the_version_of_that_day() -> None:
    ended = replace(catalogue(), items=(replace(PENALTY, valid_to=date(2026, 12, 31)), PERMIT))

    assert catalogue().on(date(2014, 12, 31)).find("administrative_penalty") is None
    assert catalogue().on(date(2018, 7, 24)).find("administrative_penalty") is PENALTY.earlier[0]
    assert catalogue().on(date(2018, 7, 25)).find("administrative_penalty") is PENALTY
    assert ended.on(date(2026, 12, 31)).find("administrative_penalty") is not None
    assert ended.on(date(2027, 1, 1)).find("administrative_penalty") is None


def test_a_public_list_is_fed_by_the_items_that_name_it() -> None:
    assert [item.id for item in catalogue().feeding("penalties")] == ["administrative_penalty"]
    assert [item.id for item in catalogue().feeding("serious_list")] == [
        "judgment_defaulter",
        "serious_dishonesty_list",
    ]
    assert catalogue().feeding("gossip") == ()


def test_a_penalty_s_organisation_form_has_the_28_official_columns() -> None:
    headers = PENALTY.official_headers()

    assert len(headers) == 28
    assert headers[0] == "行政相对人名称"
    assert headers[-1] == "备注"
    assert "自然人证件号码" not in headers


def test_a_person_s_form_has_the_document_and_none_of_an_organisation_s_codes() -> None:
    headers = PENALTY.official_headers("person")

    assert headers[:4] == ("行政相对人名称", "行政相对人类别", "自然人证件类型", "自然人证件号码")
    assert "法定代表人" not in headers
    assert PENALTY.form("person").implies == {"party_type": "自然人"}


@pytest.mark.parametrize(("layout", "item"), [("许可_2018版", PERMIT), ("处罚_2018版", PENALTY)])
def test_every_column_and_code_of_the_layout_of_2018_is_understood(real_data: Path, layout: str, item: Item) -> None:
    with (real_data / "shuanggongshi_layout.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["layout"] == layout]
    headers = item.header_map()

    understood = [(headers[row["column_name"]], headers[row["field_code"]]) for row in rows]

    assert all(by_name == by_code for by_name, by_code in understood)
    assert [name for name, _ in understood] == [field.id for field in item.fields][: len(rows)]


def test_official_headers_and_synonyms_lead_to_the_same_field() -> None:
    headers = PENALTY.header_map()

    assert headers["行政处罚决定书文号"] == headers["CF_WSH"] == "doc_no"
    assert headers["证件号码"] == headers["CF_XDR_ZJHM"] == "person_id_no"
    assert headers["行政相对人代码_1（统一社会信用代码）"] == "party_credit_code"


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.id)
def test_nobody_is_ever_shown_an_identifier_in_full(item: Item) -> None:
    identifiers = {field.id for field in item.fields if field.type == "identifier"}

    for reader in READERS:
        for kind in item.subject_kinds:
            treatments = {shown(item, reader, kind)[name][0] for name in identifiers & set(shown(item, reader, kind))}
            assert treatments <= {"masked"}
            assert not (reader == "public" and treatments)


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.id)
def test_nothing_of_a_person_is_shown_to_the_public_without_a_law(item: Item) -> None:
    assert item.public_for_person is None
    assert item.disclosure_for("public", kind="person") == ()


def test_a_law_opens_of_a_person_only_the_fields_that_say_so() -> None:
    named = replace(PENALTY.field("party_name"), by_kind={"person": {"public": "masked"}})
    fields = tuple(named if field.id == "party_name" else field for field in PENALTY.fields)
    lawful = replace(PENALTY, public_for_person="PEN", fields=fields)

    assert shown(lawful, "public", "person") == {"party_name": ("masked", "name")}


def test_organisations_are_shown_to_the_public_without_what_is_only_shared() -> None:
    public, department = shown(PENALTY, "public"), shown(PENALTY, "department")

    assert public["doc_no"] == ("full", None)
    assert "remark" not in public
    assert department["remark"] == ("full", None)
    assert "founders" not in shown(MARKET, "public")
    assert "phone" not in shown(MARKET, "authorised")


def test_a_self_employed_business_is_masked_where_it_may_be_its_operator() -> None:
    assert shown(PENALTY, "public", "self_employed")["party_name"] == ("masked", "self_employed_name")
    assert shown(MARKET, "public", "self_employed")["address"] == ("masked", "address")
    assert shown(MARKET, "department", "self_employed")["address"][0] == "full"
    assert shown(MARKET, "public")["address"] == ("full", None)


def test_an_unknown_reader_or_kind_of_subject_is_shown_nothing() -> None:
    assert PENALTY.disclosure_for("neighbour") == ()
    assert PENALTY.disclosure_for("desk", kind="animal") == ()
    assert MARKET.disclosure_for("desk", kind="person") == ()


def test_a_view_is_worked_out_once() -> None:
    assert PENALTY.disclosure_for("public") is PENALTY.disclosure_for("public")


def test_identifiers_are_dropped_and_the_person_s_own_number_is_sealed_in_the_profile() -> None:
    kept = {
        (item.id, field.id): field.store for item in catalogue().items for field in item.fields if not field.is_stored
    }

    assert {name for name, store in kept.items() if store == SEALED} == {("person_profile", "id_no")}
    assert all(store in {NEVER, SEALED} for store in kept.values())
    assert kept["administrative_penalty", "legal_rep_id_no"] == NEVER
    assert kept["administrative_penalty", "party_tax_no"] == NEVER
    assert shown(PROFILE, "subject", "person")["id_no"] == ("masked", "resident_id")


def test_negative_items_have_clocks_and_neutral_ones_none() -> None:
    negative = {item.id for item in catalogue().items if item.is_negative}

    assert negative >= {
        "administrative_penalty",
        "serious_dishonesty_list",
        "judgment_defaulter",
        "abnormal_operations_list",
    }
    assert negative.isdisjoint(
        {"administrative_permit", "red_list", "honour", "tax_grade_a", "market_entity_registration"}
    )
    assert PENALTY.takes_persons
    assert not MARKET.takes_persons


ORGANISATION = {"party_type": "法人及非法人组织"}


@pytest.mark.parametrize(
    ("field", "row", "needed"),
    [
        ("doc_no", {}, True),
        ("case_name", {}, False),
        ("procedure", {}, False),
        ("party_credit_code", ORGANISATION, True),
        ("party_credit_code", ORGANISATION | {"party_reg_no": "510000000000000"}, False),
        ("party_credit_code", ORGANISATION | {"party_reg_no": ""}, True),
        ("party_credit_code", {"party_type": "自然人"}, False),
        ("person_id_no", {"party_type": "自然人"}, True),
        ("person_id_no", {}, False),
        ("legal_rep_id_no", {"legal_rep_id_type": "身份证"}, True),
        ("legal_rep_id_no", {"legal_rep_id_type": None}, False),
        ("fine_amount_wan", {"penalty_kinds": ["警告", "罚款"]}, True),
        ("fine_amount_wan", {"penalty_kinds": ("警告",)}, False),
        ("fine_amount_wan", {"penalty_kinds": "罚款"}, False),
        ("licence_affected", {"penalty_kinds": ["吊销许可证件"]}, True),
    ],
)
def test_a_field_is_needed_when_its_condition_holds(field: str, row: dict[str, object], needed: bool) -> None:  # noqa: FBT001
    assert PENALTY.field(field).need.holds_for(row) is needed


def test_a_column_outside_the_layout_is_advised_and_not_demanded() -> None:
    assert PENALTY.field("procedure").need.advised
    assert PENALTY.field("fine_amount_wan").need.exclusive
    assert PENALTY.field("penalty_valid_to").long_term == date(2099, 12, 31)


def test_a_registration_is_supplied_by_the_lead_of_its_library_and_the_counties() -> None:
    leads = {item.id: item.suppliers[0] for item in catalogue().items if item.kind == "registration"}

    assert leads == {
        "market_entity_registration": "market_supervision",
        "institution_registration": "establishment_office",
        "social_organisation_registration": "civil_affairs",
        "government_body_registration": "establishment_office",
        "other_organisation_registration": "any_department",
        "person_profile": "public_security",
    }
    assert PENALTY.suppliers == ("any_department",)


def test_an_item_routes_its_records_to_libraries_and_names_its_subject() -> None:
    assert PENALTY.libraries == ("market_entities", "persons", "organisations")
    assert PENALTY.subject.document_number == "person_id_no"
    assert PENALTY.subject.old_codes["registration_number"] == "party_reg_no"
    assert MARKET.subject.document_number is None
    assert (PENALTY.date_field, PENALTY.determined_on, PENALTY.department_end_field) == (
        "decision_date",
        "decision_date",
        "publish_until",
    )
    assert (PENALTY.rhythm.working_days, PENALTY.rhythm.after) == (7, "decision_date")
