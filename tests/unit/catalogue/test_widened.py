"""The items beyond the spine: where they stand, who supplies them, who sees them, and what no item is there for."""

from datetime import date

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.lists import public_lists
from chalicelib.catalogue.severity import NEUTRAL, Severity, class_of, severity_of
from chalicelib.catalogue.views import views
from chalicelib.terms.bodies import bodies
from chalicelib.terms.body_tables import Kind, Level

COURTS = ("judgment_defaulter", "enforcement_case", "court_judgment")
NOT_FOR_THE_PUBLIC = (
    "enforcement_case", "court_judgment", "tax_arrears", "labour_list", "social_organisation_abnormal_list",
    "institution_abnormal_list", "comprehensive_evaluation", "sector_evaluation", "customs_credit_class", "occupation",
)  # fmt: skip
BY_GRANT = ("honour", "occupation", "rural_title")
ITEMS = {item.id: item for item in catalogue().items}
WITH_PERSONS = [item for item in catalogue().items if item.takes_persons]


def codes_of(item: str, field: str) -> CodeList:
    codes = ITEMS[item].field(field).codes
    assert codes is not None
    return codes


@pytest.mark.parametrize(
    ("item", "category", "chapter", "kind"),
    [
        ("red_list", "11", "honours", "list"),
        ("honour", "11", "honours", "record"),
        ("tax_grade_a", "11", "honours", "list"),
        ("rural_title", "11", "honours", "record"),
        ("judgment_defaulter", "06", "serious_dishonesty", "list"),
        ("labour_list", "06", "serious_dishonesty", "list"),
        ("enforcement_case", "02", "judgments", "record"),
        ("court_judgment", "02", "judgments", "record"),
        ("tax_arrears", "10", "other", "record"),
        ("government_default", "10", "other", "record"),
        ("social_organisation_abnormal_list", "05", "abnormal_operation", "list"),
        ("institution_abnormal_list", "05", "abnormal_operation", "list"),
        ("sampling_result", "03", "administration", "record"),
        ("contract_performance", "07", "other", "record"),
        ("credit_pledge", "08", "pledges", "record"),
        ("government_pledge", "08", "pledges", "record"),
        ("comprehensive_evaluation", "09", "evaluation", "record"),
        ("sector_evaluation", "09", "evaluation", "record"),
        ("customs_credit_class", "09", "evaluation", "record"),
        ("occupation", "04", "other", "record"),
        ("credit_service_agency", "12", "other", "record"),
    ],
)
def test_an_item_stands_in_its_category_and_chapter(item: str, category: str, chapter: str, kind: str) -> None:
    made = ITEMS[item]

    assert (made.catalogue_code[:2], made.chapter, made.kind) == (category, chapter, kind)
    assert not made.catalogue_code_confirmed


@pytest.mark.parametrize("item", NOT_FOR_THE_PUBLIC)
def test_an_item_whose_publication_no_text_carries_shows_the_public_nothing(item: str) -> None:
    made = ITEMS[item]

    assert [made.disclosure_for("public", kind=kind) for kind in made.subject_kinds] == [()] * len(made.subject_kinds)
    assert made.publishes == ()


@pytest.mark.parametrize("item", [item for item in catalogue().items if item.publishes], ids=lambda item: item.id)
def test_what_is_published_shows_the_public_something_of_organisations(item: Item) -> None:
    assert item.disclosure_for("public", kind="legal")


def test_every_public_list_is_fed_by_an_item() -> None:
    assert {name for item in catalogue().items for name in item.publishes} == {one.id for one in public_lists()}


@pytest.mark.parametrize("item", COURTS)
def test_what_courts_found_comes_from_courts_and_from_above_alone(item: str) -> None:
    suppliers = [bodies().get(key) for key in ITEMS[item].suppliers]

    assert all(one.kind is Kind.COURT or one.level is Level.UPSTREAM for one in suppliers)


def test_evaluations_of_organisations_are_never_computed_here_and_the_comprehensive_one_comes_from_above() -> None:
    made = ITEMS["comprehensive_evaluation"]

    assert {bodies().get(key).level for key in made.suppliers} == {Level.UPSTREAM}
    assert made.disclosure_for("authorised", kind="legal") == ()
    assert {one.field for one in made.disclosure_for("subject", kind="legal")} >= {"level", "issuer"}


def test_a_judgment_defaulter_is_public_as_an_organisation_and_not_as_a_person() -> None:
    made = ITEMS["judgment_defaulter"]

    assert made.disclosure_for("public", kind="legal")
    assert made.disclosure_for("public", kind="person") == ()
    assert (made.ended_field, made.department_end_field) == ("ended_on", "publish_until")
    assert not bases().can_support("FS7", "publication_for_persons")


def test_one_fact_has_one_item() -> None:
    kinds = codes_of("serious_dishonesty_list", "list_code")

    assert kinds.official_of("失信被执行人") is None
    assert {kinds.official_of(word) for word in ("统计", "安全生产", "食品药品", "电子认证")} == {
        "统计严重失信", "安全生产严重失信", "食品药品严重失信", "电子认证严重失信",
    }  # fmt: skip


def test_of_tax_grades_only_the_published_one_is_taken() -> None:
    grades = codes_of("tax_grade_a", "grade")

    assert [grades.official_of(word) for word in ("A级", "B", "M", "C", "D")] == ["A", None, None, None, None]


def test_what_is_owed_in_taxes_is_asked_of_no_person_and_no_self_employed_business() -> None:
    assert ITEMS["tax_arrears"].subject_kinds == ("legal",)


def test_of_the_parties_to_an_enforcement_the_debtor_alone_is_recorded() -> None:
    assert codes_of("enforcement_case", "standing").official_of("申请执行人") is None


def test_a_pledge_has_the_twenty_columns_of_the_template_in_their_order() -> None:
    assert ITEMS["credit_pledge"].official_headers() == (
        "承诺编码", "承诺人名称", "承诺人类别", "承诺人代码", "承诺类型", "承诺事由", "承诺内容", "违诺责任",
        "承诺作出日期", "承诺有效期",
        "承诺履行状态", "未履行的承诺内容", "违诺责任追究内容", "履行状态认定日期", "履行状态认定单位",
        "履行状态认定单位代码", "承诺受理单位", "承诺受理单位代码", "公开类型", "备注",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("item", "field", "neutral", "against"),
    [
        ("credit_pledge", "fulfilment", "全部履行", "部分履行"),
        ("credit_pledge", "fulfilment", "全部履行", "全部未履行"),
        ("contract_performance", "fulfilment", "履行中", "全部未履行"),
        ("government_pledge", "fulfilment", "履行中", "部分履行"),
        ("sampling_result", "result", "合格", "不合格"),
    ],
)
def test_a_record_counts_against_its_subject_only_where_a_finding_says_so(
    item: str, field: str, neutral: str, against: str
) -> None:
    made = ITEMS[item]

    assert (severity_of(made, {field: neutral}), class_of(made, {field: neutral})) == (None, NEUTRAL)
    assert (severity_of(made, {field: against}), class_of(made, {field: against})) == (Severity.GENERAL, "general")
    assert made.is_negative
    assert not made.is_always_negative


def test_a_neutral_item_gives_no_class_and_a_negative_one_always_does() -> None:
    assert class_of(ITEMS["red_list"], {}) is None
    assert class_of(ITEMS["judgment_defaulter"], {}) == "serious"
    assert class_of(ITEMS["enforcement_case"], {}) == "general"
    assert ITEMS["enforcement_case"].is_always_negative


def test_clocks_run_from_the_finding_where_there_is_one() -> None:
    made, pledged = ITEMS["credit_pledge"], {"made_on": "2026-03-02"}

    assert made.determined_by(pledged) == "2026-03-02"
    assert made.determined_by(pledged | {"fulfilment_decided_on": "2026-06-01"}) == "2026-06-01"
    assert ITEMS["person_profile"].determined_by({"name": "虚构人甲"}) is None


@pytest.mark.parametrize(
    ("openness", "fulfilment", "is_open", "is_own"),
    [
        ("可向社会公开", "全部履行", True, False),
        ("可向社会公开", "部分履行", False, False),
        ("特定范围内公开", "全部履行", False, False),
        ("不可公开", "全部履行", False, True),
    ],
)
def test_a_pledge_says_itself_how_open_it_is(openness: str, fulfilment: str, is_open: bool, is_own: bool) -> None:  # noqa: FBT001
    fields = {"openness": openness, "fulfilment": fulfilment}

    assert ITEMS["credit_pledge"].may_be_public(fields) is is_open
    assert ITEMS["credit_pledge"].is_own_alone(fields) is is_own


def test_what_says_nothing_of_its_openness_is_open_if_its_item_does_not_ask() -> None:
    assert ITEMS["administrative_penalty"].may_be_public({})
    assert not ITEMS["administrative_penalty"].is_own_alone({})
    assert not ITEMS["credit_pledge"].may_be_public({})


def test_titles_honours_and_occupations_of_persons_are_by_grant_and_the_first_two_by_consent() -> None:
    assert {item.id for item in catalogue().items if item.persons_by_grant} == set(BY_GRANT)
    for name in ("honour", "rural_title"):
        assert ITEMS[name].field("consent_no").need.holds_for({"party_type": "自然人"})


@pytest.mark.parametrize("item", WITH_PERSONS, ids=lambda item: item.id)
def test_an_item_that_takes_persons_was_thought_about_for_itself(item: Item) -> None:
    others = {one.impact_assessment for one in WITH_PERSONS if one is not item}

    assert item.minimum_age == 18
    assert item.impact_assessment
    assert item.impact_assessment not in others


def test_what_has_no_item_of_its_own_says_where_it_is_and_why() -> None:
    named = {one.id: one for one in views()}

    assert named["price_integrity"].items == ("credit_pledge", "administrative_inspection", "administrative_penalty")
    assert named["financing_need"].items == ()
    assert all(one.note and not one.confirmed for one in views())
    assert not named.keys() & ITEMS.keys()


def test_a_default_of_a_public_body_is_public_for_a_time_and_not_once_it_was_made_good() -> None:
    made = ITEMS["government_default"]

    assert (class_of(made, {}), made.ended_field) == ("general", "remedied_on")


def test_items_are_in_force_since_the_plan_or_later() -> None:
    assert min(item.valid_from for item in catalogue().items) >= date(2017, 2, 4)
