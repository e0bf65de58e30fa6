"""Bodies: their names in time, and who answers today for whom."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import DataFileError, NotFoundError
from chalicelib.terms import credit_codes, divisions
from chalicelib.terms.bodies import Bodies, Kind, Level, bodies

THEN = date(2017, 6, 1)
TODAY = date(2026, 11, 23)
ours = bodies()


def test_a_file_of_2017_is_admitted_under_the_name_of_its_time_and_answered_for_by_the_body_of_today() -> None:
    supplier = ours.named("市工商局", THEN)

    assert supplier is not None
    assert supplier.name_on(THEN) == "资阳市工商行政管理局"
    assert ours.responsible(supplier.key, THEN) is supplier
    assert ours.responsible(supplier.key, TODAY).name == "资阳市市场监督管理局"


def test_a_name_is_good_only_on_the_days_it_was_borne() -> None:
    assert ours.named("资阳市工商行政管理局", TODAY) is None
    assert ours.named("没有这个局", TODAY) is None


@pytest.mark.parametrize("written", ["资阳市市场监督管理局", " 资阳市 市场监督管理局 ", "市市场监管局"])
def test_a_name_is_found_in_full_or_short_and_with_blanks(written: str) -> None:
    body = ours.named(written, TODAY)

    assert body is not None
    assert body.key == "market_supervision"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("industry_commerce", "market_supervision"),
        ("quality_supervision", "market_supervision"),
        ("food_drug", "market_supervision"),
        ("intellectual_property", "market_supervision"),
        ("health_family_planning", "health"),
        ("environmental_protection", "ecology_environment"),
        ("work_safety", "emergency_management"),
        ("legal_affairs", "justice"),
        ("peoples_bank_sub_branch", "peoples_bank"),
    ],
)
def test_who_answers_today_for_a_body_that_ended(before: str, after: str) -> None:
    assert ours.responsible(before, TODAY).key == after
    assert not ours.get(before).confirmed


@pytest.mark.parametrize(
    "short",
    [
        "市发展改革委", "市工商局", "市公安局", "市委编办", "市民政局", "市法制办", "市委组织部", "市公务员局",
        "市人力资源社会保障局", "市文明办", "市委政法委", "市法院", "市检察院", "市司法局", "市卫生计生委",
        "市环境保护局", "市商务局", "市教育体育局", "市委宣传部", "人行资阳市中心支行", "资阳金融信用信息中心",
        "资阳企业信用信息管理中心",
    ],
)  # fmt: skip
def test_every_body_the_plan_names_is_found_by_the_plan_s_own_word(short: str) -> None:
    assert ours.named(short, date(2017, 2, 4)) is not None


def test_a_body_is_found_by_its_credit_code_in_any_width_and_case() -> None:
    found = ours.by_credit_code(" １１５１１８００００８５３９１３１r")

    assert found is not None
    assert (found.key, found.confirmed) == ("market_supervision", True)
    assert ours.by_credit_code("53512000MJ00000343") is None


def test_no_body_has_a_code_that_was_not_read_in_a_public_source() -> None:
    assert [body.credit_code for body in ours if body.credit_code] == ["11511800008539131R"]
    assert [body.key for body in ours if body.confirmed] == ["market_supervision"]


def test_counties_zones_courts_centres_and_partners_are_there_with_their_divisions() -> None:
    assert {body.kind for body in ours} == set(Kind)
    assert {body.level for body in ours} == set(Level)
    assert {body.division for body in ours if body.kind is Kind.COUNTY} == {"512002", "512021", "512022"}
    assert all(body.division in divisions.divisions() for body in ours)
    assert divisions.within(ours.get("high_tech_zone").division, "512000")


def test_an_unknown_key_is_refused() -> None:
    assert "nobody" not in ours
    assert "justice" in ours
    with pytest.raises(NotFoundError):
        ours.get("nobody")
    with pytest.raises(NotFoundError):
        ours.responsible("nobody", TODAY)


@given(st.sampled_from(list(ours)), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_who_answers_on_a_day_exists_on_that_day(body: Any, day: date) -> None:
    answering = ours.responsible(body.key, day)

    assert answering.valid_to is None or answering.valid_to >= day


def _code(number: int) -> str:
    body = f"11512099MB{number:07d}"
    return body + credit_codes.check_character_of(body)


def _body(key: str = "made_up", **changed: object) -> dict[str, object]:
    sound: dict[str, object] = {
        "key": key,
        "level": "city",
        "kind": "department",
        "division": "512099",
        "names": [{"name": f"示例虚构{key}局"}],
        "confirmed": False,
        "source": "示例",
    }
    return sound | changed


def _register(*rows: dict[str, object]) -> Bodies:
    return Bodies.from_tables({"bodies": list(rows)})


def test_registers_are_made_one_and_a_successor_may_stand_in_another() -> None:
    ended = _body("first", valid_to="2019-12-31", successor="second")
    made = Bodies.from_tables({"bodies": [ended]}, {"bodies": [_body("second", credit_code=_code(1))]})

    assert made.responsible("first", date(2020, 1, 1)).key == "second"
    assert made.responsible("first", date(2019, 12, 31)).key == "first"
    assert made.by_credit_code(_code(1)) is made.get("second")


def test_a_body_that_was_renamed_bears_each_name_in_its_days() -> None:
    names = [
        {"name": "示例虚构旧局", "valid_to": date(2018, 12, 31)},
        {"name": "示例虚构新局", "short": "新局", "valid_from": date(2019, 1, 1)},
    ]
    made = _register(_body(names=names, valid_from=date(2010, 1, 1)))
    body = made.get("made_up")

    assert body.name == "示例虚构新局"
    assert [body.name_on(date(year, 1, 1)) for year in (2018, 2019)] == ["示例虚构旧局", "示例虚构新局"]
    assert body.name_on(date(2009, 1, 1)) == "示例虚构新局"
    assert made.named("新局", date(2018, 6, 1)) is None


def test_one_name_may_be_borne_by_two_bodies_one_after_the_other() -> None:
    same = [{"name": "示例虚构局"}]
    earlier = _body("first", names=same, valid_to=date(2019, 12, 31), successor="second")
    made = _register(earlier, _body("second", names=same, valid_from=date(2020, 1, 1)))

    found = [made.named("示例虚构局", date(year, 6, 1)) for year in (2019, 2020)]
    assert [body.key for body in found if body] == ["first", "second"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([_body(), _body()], "made_up: is doubled"),
        ([_body("one", credit_code=_code(1)), _body("two", credit_code=_code(1))], "credit_code: is doubled"),
        ([_body(credit_code="11512099MB0000000X")], "is not a sound credit code"),
        ([_body(key="Made Up")], "is not of the form of a key"),
        ([_body(division="Ziyang")], "form of a division"),
        ([_body(level="village")], "known level or kind"),
        ([_body(kind="shop")], "known level or kind"),
        ([_body(names=[])], "is empty"),
        ([_body(names=[{"name": "示例", "nickname": "例"}])], "is not a known key"),
        ([_body(valid_to="2019-12-31")], "go together"),
        ([_body(successor="made_up")], "go together"),
        ([_body(valid_to="2019-12-31", successor="nobody")], "does not exist"),
        ([_body(valid_to="2019-12-31", successor="made_up")], "leads back to itself"),
        (
            [
                _body("one", valid_to="2019-12-31", successor="two"),
                _body("two", valid_to="2019-12-31", successor="three"),
                _body("three", valid_to="2019-12-31", successor="two"),
            ],
            "two.successor: leads back to itself",
        ),
        ([_body("one", names=[{"name": "示例"}]), _body("two", names=[{"name": "示 例"}])], "borne twice"),
        ([_body("one", names=[{"name": "示例", "short": "甲"}]), _body("two", names=[{"name": "甲"}])], "borne twice"),
        (
            [
                _body("one", names=[{"name": "示例", "valid_to": "2020-01-01"}]),
                _body("two", names=[{"name": "示例", "valid_from": "2020-01-01"}]),
            ],
            "borne twice",
        ),
    ],
)
def test_a_register_that_cannot_be_is_refused(rows: list[dict[str, object]], why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        _register(*rows)


def test_a_register_that_is_no_list_is_refused() -> None:
    with pytest.raises(DataFileError, match="is not a list"):
        Bodies.from_tables({"bodies": {}})
