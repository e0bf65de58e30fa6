"""The strict look: the platform's own tables pass, and each rule refuses its fault by file and key."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.checks.whole import checked
from chalicelib.catalogue.items import FOLDER, catalogue_in
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import ROOT, Shelf, names, table
from tests.factories import a_credit_code
from tests.unit.catalogue.faults import GONE, LIST, MARKET, PENALTY, PERMIT, PERSON, Fault, is_refused, shelf_of

CODES, DISCLOSURE, CHAPTERS = "catalogue/code_lists", "catalogue/disclosure", "catalogue/chapters"
LISTS, PURPOSES, NEVER = "catalogue/lists", "catalogue/purposes", "catalogue/never_collected"
SEVERITY, PERIODS = "catalogue/severity", "catalogue/periods"
AGREEMENTS, APPOINTMENT = "catalogue/agreements", "appointment_of_public_servants"
AN_AGREEMENT = {
    "agency": a_credit_code(), "zh": "示例", "items": ["administrative_penalty"], "purposes": ["credit_investigation"],
    "valid_from": "2026-01-01", "valid_to": "2026-12-31", "basis": "P", "confirmed": False,
}  # fmt: skip
A_THRESHOLD = {
    "industry": "*", "authority": "*", "kind": "罚款", "min_fine_wan": "10", "class": "serious",
    "valid_from": "2026-04-01", "basis": "O36", "confirmed": False,
}  # fmt: skip
YES = True
A_FIELD = {"id": "more", "zh": "补充", "type": "text", "length": 10, "disclosure": "public"}


def test_the_platform_s_own_catalogue_passes() -> None:
    assert len(checked().items) == len(names(FOLDER))


def test_the_packed_catalogue_is_the_same_catalogue() -> None:
    packed = catalogue_in(shelf_of())

    assert [item.id for item in packed.items] == [item.id for item in checked().items]
    assert packed.get("administrative_penalty").valid_from == checked().get("administrative_penalty").valid_from


def test_a_later_item_needs_no_code() -> None:
    own = {"id": "later_item", "catalogue_code": "03-99-001", "version": 1}
    later = json.loads(json.dumps(table(PERMIT), default=str)) | own
    packed = shelf_of().packed or {}

    widened = checked(Shelf(ROOT, {**packed, f"{FOLDER}/later_item": later}))

    assert "later_item" in [item.id for item in widened.feeding("permits")]


def test_two_items_may_not_share_a_catalogue_code() -> None:
    with pytest.raises(DataFileError, match="03-02-001: is doubled"):
        checked(shelf_of((PERMIT, "catalogue_code", "03-02-001")))


def test_a_published_threshold_of_a_fine_may_be_loaded() -> None:
    assert checked(shelf_of((SEVERITY, "severity_rule", [A_THRESHOLD])))


def test_an_agreement_may_be_loaded() -> None:
    assert checked(shelf_of((AGREEMENTS, "agreements/a", AN_AGREEMENT)))


def test_a_law_may_open_a_person_s_fields_to_the_public() -> None:
    opened = shelf_of((LIST, "public_for_person", "PEN"), (LIST, "fields/party_name/for_person", {"public": "masked"}))

    assert checked(opened).get("serious_dishonesty_list").disclosure_for("public", kind="person")


def test_a_local_supplement_needs_a_regulation_behind_it() -> None:
    assert checked(shelf_of((PERMIT, "local_supplement", YES), (PERMIT, "basis", "SCREG")))
    with pytest.raises(DataFileError, match="ranks too low for the use local_supplement"):
        checked(shelf_of((PERMIT, "local_supplement", YES)))


def _sourced_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names(FOLDER):
        yield name, table(name)
        yield f"{name} rhythm", table(name)["rhythm"]
    for file in (PERIODS, SEVERITY):
        for key, value in table(file).items():
            rows = value if isinstance(value, list) else value.values() if key == "rules" else []
            yield from ((f"{file} {key} {number}", row) for number, row in enumerate(rows) if isinstance(row, dict))
    yield "counting", table(PERIODS)["counting"]


@pytest.mark.parametrize("row", [row for _, row in _sourced_rows()], ids=[name for name, _ in _sourced_rows()])
def test_every_item_period_and_severity_row_has_a_source(row: dict[str, Any]) -> None:
    assert bases().get(row["basis"]).title


WORDS = [
    Fault(CODES, "yes_no/colour", "red", "yes_no.colour", "not a known key"),
    Fault(CODES, "yes_no/basis", "NOWHERE", "yes_no.basis", "not in the register"),
    Fault(CODES, "yes_no/basis", GONE, "yes_no.basis", "is missing"),
    Fault(CODES, "yes_no/values/0/en", GONE, "yes_no.values.1.en", "is missing"),
    Fault(CODES, "yes_no/values/1/code", "是", "yes_no.是", "is doubled"),
    Fault(CODES, "yes_no/values/1/accepted", ["是"], "yes_no.是", "is doubled"),
    Fault(CODES, "yes_no/values/1/en", "true", "yes_no.true", "is doubled"),
    Fault(DISCLOSURE, "words/public/public", "perhaps", "words.public", "not a known treatment"),
    Fault(DISCLOSURE, "words/public/desk", GONE, "words.public.desk", "is missing"),
    Fault(DISCLOSURE, "words/never/desk", "full", "words.never", "does not hide"),
    Fault(DISCLOSURE, "words/never", GONE, "words.never", "does not hide"),
    Fault(CHAPTERS, "chapters/other/id", "judgments", "chapters.judgments", "is doubled"),
    Fault(CHAPTERS, "groups/other/colour", "red", "groups.other.colour", "not a known key"),
    Fault(CHAPTERS, "heading", "条", "heading", "no place for the number"),
    Fault(CHAPTERS, "empty", "", "empty", "not a text"),
    Fault(LISTS, "lists/permits/basis", "P", "lists.permits.basis", "ranks too low"),
    Fault(PURPOSES, "grounds/statutory_duty/basis", "N424", "grounds.statutory_duty.basis", "ranks too low"),
    Fault(
        PURPOSES,
        "grounds/statutory_duty/readers",
        ["anybody"],
        "grounds.statutory_duty.readers",
        "not a known standing",
    ),
    Fault(PURPOSES, "grounds/statutory_duty/waiting", YES, "grounds.statutory_duty.waiting", "has one that carries it"),
    Fault(PURPOSES, f"grounds/{APPOINTMENT}/waiting", GONE, f"grounds.{APPOINTMENT}.basis", "ranks too low"),
    Fault(PURPOSES, f"grounds/{APPOINTMENT}/basis", "NOWHERE", f"grounds.{APPOINTMENT}.basis", "not in the register"),
    Fault(AGREEMENTS, "agreements/a", AN_AGREEMENT | {"agency": "somebody"}, "agreements.a.agency", "no credit code"),
    Fault(AGREEMENTS, "agreements/a", AN_AGREEMENT | {"items": ["mood"]}, "agreements.a.items", "not a known item"),
    Fault(
        AGREEMENTS,
        "agreements/a",
        AN_AGREEMENT | {"purposes": ["mood"]},
        "agreements.a.purposes",
        "not a known purpose",
    ),
    Fault(
        AGREEMENTS,
        "agreements/a",
        AN_AGREEMENT | {"valid_to": "2025-12-31"},
        "agreements.a.valid_to",
        "before valid_from",
    ),
    Fault(AGREEMENTS, "agreements/a", AN_AGREEMENT | {"basis": "NOWHERE"}, "agreements.a.basis", "not in the register"),
    Fault(PURPOSES, "purposes/bidding/basis", "NOWHERE", "purposes.bidding.basis", "not in the register"),
    Fault(PURPOSES, "purposes/bidding/grounds", [], "purposes.bidding", "rests on no ground"),
    Fault(PURPOSES, "purposes/bidding/grounds", ["mood"], "purposes.bidding.grounds", "not a known ground"),
    Fault(PURPOSES, "purposes/bidding/bodies", ["nobody"], "purposes.bidding.bodies", "not a known body"),
    Fault(PURPOSES, "purposes/bidding/zh", "其它", "purposes.其它", "is doubled"),
    Fault(NEVER, "kind/wealth/scope", "some", "kind.wealth.scope", "not a known scope"),
    Fault(NEVER, "kind/wealth/words", ["收入", "收入"], "kind.wealth.words.收入", "is doubled"),
    Fault(NEVER, "kind/wealth/words", [1], "kind.wealth.words", "not a text"),
    Fault(NEVER, "kind/wealth/id", "minors", "kind.minors", "is doubled"),
]

CLOCKS = [
    Fault(SEVERITY, "order", ["minor", "general"], "order", "every class once"),
    Fault(SEVERITY, "otherwise", "grave", "otherwise", "not a known class"),
    Fault(SEVERITY, "otherwise_basis", "NOWHERE", "basis", "not in the register"),
    Fault(SEVERITY, "rules/serious_list/always", GONE, "rules.serious_list", "neither a class nor"),
    Fault(SEVERITY, "rules/serious_list/always", "grave", "rules.serious_list", "not a known class"),
    Fault(SEVERITY, "kind/0/class", "grave", "kind.1.class", "not a known class"),
    Fault(SEVERITY, "kind/2/basis", "P", "kind.3.basis", "ranks too low"),
    Fault(SEVERITY, "kind/0/codes/+", "罚款", "kind.罚款", "is doubled"),
    Fault(SEVERITY, "kind/0/basis", GONE, "kind.1.basis", "is missing"),
    Fault(SEVERITY, "severity_rule", [A_THRESHOLD | {"basis": "P"}], "severity_rule.1.basis", "ranks too low"),
    Fault(SEVERITY, "severity_rule", [A_THRESHOLD | {"valid_from": "soon"}], "severity_rule.1.valid_from", "not a day"),
    Fault(PERIODS, "publication/1/basis", GONE, "publication.2.basis", "is missing"),
    Fault(PERIODS, "publication/1/basis", "P", "publication.2.basis", "ranks too low"),
    Fault(PERIODS, "publication/1/basis", "O36_DRAFT", "publication.2.basis", "never published"),
    Fault(PERIODS, "publication/4/also", ["NOWHERE"], "publication.5.also", "not in the register"),
    Fault(PERIODS, "publication/1/severity", ["grave"], "publication.2.severity", "not a known class"),
    Fault(PERIODS, "publication/1/max_months", -1, "publication.2.max_months", "not a whole number"),
    Fault(PERIODS, "publication/1/max_months", YES, "publication.2.max_months", "not a whole number"),
    Fault(PERIODS, "publication/1/max_months", 2, "publication.2", "more than its most"),
    Fault(PERIODS, "publication/1/valid_from", "2026-05-01", "publication.general", "missing or doubled"),
    Fault(PERIODS, "publication/1/valid_from", "2026-03-01", "publication.general", "missing or doubled"),
    Fault(PERIODS, "publication/3/valid_to", GONE, "publication.minor", "missing or doubled"),
    Fault(PERIODS, "publication/1/valid_to", "2027-01-01", "publication.general", "latest row ends"),
    Fault(PERIODS, "publication/5/valid_from", "2017-01-01", "publication.serious", "does not reach back"),
    Fault(PERIODS, "query/0/max_years", 0, "query.1.max_years", "not a whole number"),
    Fault(PERIODS, "transition/0/basis", "NOWHERE", "transition.1.basis", "not in the register"),
    Fault(PERIODS, "publication/3/sector_min_months/food", 37, "publication.4", "more than its most"),
    Fault(PERIODS, "publication/3/sector_min_months/food", YES, "publication.4.sector_min_months.food", "whole number"),
    Fault(PERIODS, "at_maximum/uncorrected", "go_on", "at_maximum.uncorrected", "not a known way to end"),
    Fault(PERIODS, "at_maximum/basis", "NOWHERE", "at_maximum.basis", "not in the register"),
    Fault(PERIODS, "not_applied/0/note", GONE, "not_applied.1.note", "is missing"),
    Fault(PERIODS, "not_applied/0/basis", "P", "not_applied.1.basis", "ranks too low"),
    Fault(PERIODS, "not_applied/0/confirmed", YES, "not_applied.1.confirmed", "to be applied"),
    Fault(PERIODS, "counting/basis", GONE, "counting.basis", "is missing"),
]

ITEMS = [
    Fault(PENALTY, "colour", "red", "colour", "not a known key"),
    Fault(PENALTY, "basis", GONE, "basis", "is missing"),
    Fault(PENALTY, "basis", "NOWHERE", "basis", "not in the register"),
    Fault(PENALTY, "basis", "P", "basis", "ranks too low"),
    Fault(LIST, "basis", "N424", "basis", "ranks too low for the use list"),
    Fault(PENALTY, "also", ["NOWHERE"], "also", "not in the register"),
    Fault(PENALTY, "id", "fine", "id", "not the name of its file"),
    Fault(PENALTY, "catalogue_code", "3-2-1", "catalogue_code", "not of the form"),
    Fault(PENALTY, "version", 0, "version", "not a whole number"),
    Fault(PENALTY, "valid_to", "2018-07-24", "valid_to", "before valid_from"),
    Fault(PENALTY, "kind", "rumour", "kind", "not a known kind"),
    Fault(PENALTY, "libraries", ["cellar"], "libraries", "not a known library"),
    Fault(MARKET, "libraries", [], "libraries", "names no library"),
    Fault(PENALTY, "subject_kinds", ["animal"], "subject_kinds", "not a known kind of subject"),
    Fault(PENALTY, "chapter", "gossip", "chapter", "not a known chapter"),
    Fault(PENALTY, "group", "gossip", "group", "not a known group"),
    Fault(PENALTY, "group", GONE, "group", "counted in a group"),
    Fault(PENALTY, "publishes", ["gossip"], "publishes", "not a known public list"),
    Fault(PENALTY, "purposes", ["curiosity"], "purposes", "not a known purpose"),
    Fault(PENALTY, "suppliers", [], "suppliers", "names no supplier"),
    Fault(PENALTY, "suppliers", ["nobody"], "suppliers", "not a known body"),
    Fault(PENALTY, "libraries", ["organisations"], "libraries", "persons are in their library"),
    Fault(PENALTY, "impact_assessment", GONE, "impact_assessment", "takes records of persons"),
    Fault(PENALTY, "minimum_age", GONE, "minimum_age", "minors are refused"),
    Fault(PENALTY, "minimum_age", 14, "minimum_age", "from 18 on"),
    Fault(PENALTY, "public_for_person", "N424", "public_for_person", "ranks too low"),
    Fault(PENALTY, "public_for_person", "ZXR", "public_for_person", "ranks too low"),
    Fault(MARKET, "public_for_person", "PEN", "public_for_person", "takes no persons"),
    Fault(PENALTY, "date_field", "doc_no", "date_field", "names no date field"),
    Fault(PENALTY, "date_field", GONE, "date_field", "a day that is always given"),
    Fault(PENALTY, "determined_on", "publish_until", "determined_on", "a day that is always given"),
    Fault(PENALTY, "department_end_field", "nowhere", "department_end_field", "names no date field"),
    Fault(PENALTY, "dedup", [], "dedup", "names no field"),
    Fault(PENALTY, "dedup", ["nowhere"], "dedup", "not a known field"),
    Fault(PENALTY, "zh", "法官处罚", "zh", "never collected"),
    Fault(PENALTY, "form/0/zh", "人民警察", "zh", "never collected"),
    Fault(PENALTY, "subject/colour", "red", "subject.colour", "not a known key"),
    Fault(PENALTY, "subject/credit_code", GONE, "subject", "known by a credit code"),
    Fault(PENALTY, "subject/document_type", GONE, "subject", "known by a document"),
    Fault(PENALTY, "subject/kind", GONE, "subject", "told apart by a kind"),
    Fault(PENALTY, "subject/name", "decision_date", "subject.name", "names no text field"),
    Fault(PENALTY, "subject/old_codes/number", "doc_no", "subject.old_codes", "not a known old code"),
    Fault(PENALTY, "subject/old_codes/tax_number", "nowhere", "subject.old_codes", "not a known field"),
    Fault(PENALTY, "rhythm/every", "never", "rhythm.every", "not a known rhythm"),
    Fault(PENALTY, "rhythm/basis", "NOWHERE", "rhythm.basis", "not in the register"),
    Fault(PENALTY, "rhythm/after", "nowhere", "rhythm.after", "not a known field"),
    Fault(PENALTY, "form", [], "form", "has no form"),
    Fault(PENALTY, "form/person/fields/+", "nowhere", "form.person.fields", "not a known field"),
    Fault(PENALTY, "form/person/fields", ["doc_no"], "form.person.fields", "though always required"),
    Fault(PENALTY, "form/person/implies", {"party_type": "狗"}, "form.person.implies", "not a known official value"),
    Fault(PENALTY, "form/person/implies", {"nowhere": "狗"}, "form.person.implies", "not a known official value"),
    Fault(PENALTY, "form/person/id", "organisation", "form.organisation", "is doubled"),
    Fault(PENALTY, "severity_rule", "mood", "severity_rule", "not a known severity rule"),
    Fault(PERMIT, "severity_rule", "penalty", "severity_rule", "not a known field of the item"),
]

FIELD = "fields/fine_amount_wan"
KEY = "fields.fine_amount_wan"
FIELDS = [
    Fault(PENALTY, f"{FIELD}/colour", "red", f"{KEY}.colour", "not a known key"),
    Fault(PENALTY, f"{FIELD}/disclosure", GONE, f"{KEY}.disclosure", "is missing"),
    Fault(PENALTY, f"{FIELD}/disclosure", "some", f"{KEY}.disclosure", "not a known disclosure"),
    Fault(PENALTY, f"{FIELD}/type", "money", f"{KEY}.type", "not a known type"),
    Fault(PENALTY, "fields/+", A_FIELD | {"id": "doc_no"}, "fields.doc_no", "is doubled"),
    Fault(PENALTY, "fields/+", A_FIELD | {"zh": "违法事实"}, "fields.违法事实", "is doubled"),
    Fault(PENALTY, "fields/+", A_FIELD | {"synonyms": ["CF_WSH"]}, "fields.CF_WSH", "is doubled"),
    Fault(PENALTY, "fields/+", A_FIELD | {"length": 0}, "fields.more.length", "not a whole number"),
    Fault(PENALTY, "fields/case_name/length", GONE, "fields.case_name.length", "a text has a length"),
    Fault(PENALTY, "fields/party_credit_code/length", 15, "fields.party_credit_code.length", "has 18"),
    Fault(PENALTY, f"{FIELD}/scale", GONE, f"{KEY}.scale", "smaller scale"),
    Fault(PENALTY, f"{FIELD}/scale", 20, f"{KEY}.scale", "smaller scale"),
    Fault(PENALTY, f"{FIELD}/more_than", "much", f"{KEY}.more_than", "no decimal"),
    Fault(PENALTY, "fields/case_name/at_least", "1", "fields.case_name.at_least", "no decimal"),
    Fault(PENALTY, "fields/procedure/codes", "moods", "fields.procedure.codes", "not a known code list"),
    Fault(PENALTY, "fields/procedure/codes", GONE, "fields.procedure.codes", "belongs to an enumeration"),
    Fault(PENALTY, "fields/case_name/codes", "yes_no", "fields.case_name.codes", "belongs to an enumeration"),
    Fault(PENALTY, "fields/fulfilled_on/not_before", "doc_no", "fields.fulfilled_on.not_before", "names no date"),
    Fault(PENALTY, "fields/person_id_no/typed_by", GONE, "fields.person_id_no.typed_by", "belongs to an identifier"),
    Fault(PENALTY, "fields/person_id_no/typed_by", "doc_no", "fields.person_id_no.typed_by", "names no enum"),
    Fault(PENALTY, "fields/case_name/typed_by", "procedure", "fields.case_name.typed_by", "belongs to an identifier"),
    Fault(PENALTY, "fields/case_name/required_with", ["x"], "fields.case_name.required_with", "not a known field"),
    Fault(PENALTY, "fields/case_name/synonyms", "案名", "fields.case_name.synonyms", "not a list"),
    Fault(PENALTY, "fields/case_name/masks", "all", "fields.case_name.masks", "is not a table"),
    Fault(PENALTY, f"{FIELD}/required", YES, KEY, "needed in more than one way"),
    Fault(PENALTY, "fields/case_name/only_when_required", YES, "fields.case_name", "excuse without a condition"),
    Fault(PENALTY, "fields/case_name/required_unless", ["doc_no"], "fields.case_name", "excuse without a condition"),
    Fault(PENALTY, f"{FIELD}/required_when_contains", {}, f"{KEY}.required_when_contains", "not one condition"),
    Fault(
        PENALTY, f"{FIELD}/required_when_contains", {"procedure": ["简易程序"]}, f"{KEY}.required_when_contains",
        "does not depend on an enum_list",
    ),
    Fault(
        PENALTY, f"{FIELD}/required_when_contains", {"penalty_kinds": ["罚"]}, f"{KEY}.required_when_contains",
        "not a known official value",
    ),
    Fault(
        PENALTY, "fields/case_name/required_when", {"nowhere": ["是"]}, "fields.case_name.required_when",
        "does not depend on an enum of the item",
    ),
    Fault(PENALTY, "fields/doc_no/mask", "veil", "fields.doc_no.mask", "not a known mask"),
    Fault(PENALTY, "fields/doc_no/masks", {"animal": "name"}, "fields.doc_no.masks", "not a known kind of subject"),
    Fault(PENALTY, "fields/doc_no/disclosure_for", {"cat": "full"}, "fields.doc_no.disclosure_for", "a known reader"),
    Fault(PENALTY, "fields/doc_no/disclosure_for", {"desk": "x"}, "fields.doc_no.disclosure_for", "a known treatment"),
    Fault(PENALTY, "fields/doc_no/disclosure_for", {"desk": "masked"}, "fields.doc_no.mask", "names no mask"),
    Fault(PENALTY, "fields/doc_no/for_self_employed", {"public": "masked"}, "fields.doc_no.mask", "names no mask"),
    Fault(PENALTY, "fields/doc_no/for_person", {"public": "full"}, "fields.doc_no.for_person", "without a law"),
    Fault(PENALTY, "fields/doc_no/store", "attic", "fields.doc_no.store", "not a known way"),
    Fault(PENALTY, "fields/person_id_no/store", GONE, "fields.person_id_no.store", "never kept in a record"),
    Fault(PENALTY, "fields/person_id_no/store", "sealed", "fields.person_id_no.store", "only a person's own"),
    Fault(PERSON, "fields/name/store", "sealed", "fields.name.store", "only a person's own"),
    Fault(PENALTY, "fields/person_id_no/disclosure", "shared", "fields.person_id_no.disclosure", "never shown"),
    Fault(PENALTY, "fields/doc_no/store", "never", "fields.doc_no.disclosure", "never shown"),
    Fault(PERSON, "fields/id_no/disclosure", "subject", "fields.id_no.disclosure", "shown as an identifier"),
    Fault(PERSON, "fields/id_no/disclosure_for", {"desk": "full"}, "fields.id_no.disclosure", "shown as an identifier"),
    *(
        Fault(PENALTY, "fields/+", A_FIELD | {"zh": zh}, "fields.more", "never collected")
        for zh in (
            "宗教信仰", "基因信息", "指纹", "血型", "疾病史", "无偿献血次数", "监护人姓名", "月收入", "民族",
            "公务员年度考核",
        )
    ),
    Fault(MARKET, "fields/+", A_FIELD | {"zh": "其他", "synonyms": ["信访次数"]}, "fields.more", "never collected"),
]  # fmt: skip


@pytest.mark.parametrize(
    "fault", [*WORDS, *CLOCKS, *ITEMS, *FIELDS], ids=lambda fault: f"{fault.file} {fault.key} {fault.why}"
)
def test_a_fault_in_a_table_is_refused_by_file_and_key(fault: Fault) -> None:
    is_refused(fault)


def test_what_is_banned_for_persons_alone_may_be_asked_of_firms() -> None:
    assert checked(shelf_of((MARKET, "fields/+", A_FIELD | {"zh": "年营业收入"})))


@pytest.mark.parametrize(("rows", "clock"), [("publication", "display"), ("query", "query")])
def test_a_negative_item_without_a_period_for_a_class_is_refused(rows: str, clock: str) -> None:
    left = [row for row in json.loads(json.dumps(table(PERIODS)[rows], default=str)) if row["severity"] == ["minor"]]

    with pytest.raises(DataFileError, match="no period is given for the class") as refusal:
        checked(shelf_of((PERIODS, rows, [row for row in left if "valid_from" not in row])))

    assert clock
    assert refusal.value.file.startswith("catalogue/items/")
    assert refusal.value.key == "severity_rule"


def test_a_kind_of_penalty_without_a_class_is_refused() -> None:
    with pytest.raises(DataFileError, match="not a known kind with a class: 暂扣许可证件"):
        checked(shelf_of((SEVERITY, "kind/1/codes", ["降低资质等级"])))


def test_a_class_for_what_is_no_kind_of_penalty_is_refused() -> None:
    with pytest.raises(DataFileError, match="not a known official value of its code list: 责骂"):
        checked(shelf_of((SEVERITY, "kind/0/codes/+", "责骂")))
    with pytest.raises(DataFileError, match="not a known official value of its code list: 速裁"):
        checked(shelf_of((SEVERITY, "procedure/0/code", "速裁")))


def test_a_place_within_a_place_has_a_longer_key() -> None:
    assert Place("a").inner("b").inner(1) == Place("a", "b.1")
