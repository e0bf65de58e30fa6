"""The rules of repair, who determined a record and which door is theirs, and how each condition stands."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, DataFileError, UnprocessableError
from chalicelib.library.records import REPAIRED, Record, Status
from chalicelib.library.versions import PUBLICATION_ENDED
from chalicelib.objections.cases import State
from chalicelib.objections.papers import Decision, Reply
from chalicelib.objections.repairs import filing
from chalicelib.objections.repairs.authorities import authority_of, door_of
from chalicelib.objections.repairs.conditions import Met, Situation, conditions_for, free_from
from chalicelib.objections.repairs.rules import FILE, rules, rules_in
from chalicelib.terms.bodies import Bodies, bodies
from chalicelib.terms.tables import table
from tests.factories import BODY, BODY_NAME, NOW, a_case, a_credit_code, a_profile, a_record, a_supply
from tests.unit.objections.repairing import PLAN, a_list_entry, an_application
from tests.unit.objections.standing import COURT, FORMER_BODY, SUBJECT, a_register, means_with

TODAY = date(2026, 11, 23)
BEFORE_THE_RULE = date(2025, 12, 24)


def _raw() -> dict[str, Any]:
    return deepcopy(dict(table(FILE)))


def test_the_kinds_are_those_of_the_order_and_of_the_scheme() -> None:
    assert {code: kind.zh for code, kind in rules().kinds.items()} == {
        "list_exit": "移出严重失信主体名单",
        "early_end": "终止公示行政处罚",
        "abnormal_exit": "移出经营异常名录",
        "other": "修复其他失信信息",
        "restructuring": "破产重整期间暂时屏蔽",
    }


def test_what_was_not_read_in_its_source_says_so() -> None:
    found = rules()

    assert not any(kind.confirmed for kind in found.kinds.values())
    assert not any(condition.confirmed for condition in found.conditions.values())
    assert not any(door.confirmed for door in found.doors)
    assert not any(bar.confirmed for bar in found.bars.values())
    assert not any(ground.confirmed for ground in found.revocations.values())
    assert all(ground.proposal for ground in found.revocations.values())
    assert all(bar.proposal for bar in found.bars.values())


@pytest.mark.parametrize(
    ("item", "kinds"),
    [
        ("administrative_penalty", ["early_end", "restructuring"]),
        ("serious_dishonesty_list", ["list_exit", "restructuring"]),
        ("abnormal_operations_list", ["abnormal_exit", "restructuring"]),
        ("administrative_permit", []),
        ("market_entity_registration", []),
    ],
)
def test_what_may_be_asked_for_goes_by_the_item(item: str, kinds: list[str]) -> None:
    assert [kind.code for kind in rules().kinds_for(catalogue().get(item))] == kinds


def test_a_negative_item_that_no_kind_names_is_repaired_as_other_information() -> None:
    raw = _raw()
    raw["kinds"] = [row for row in raw["kinds"] if row["code"] != "early_end"]

    found = rules_in(raw).kinds_for(catalogue().get("administrative_penalty"))

    assert [kind.code for kind in found] == ["other", "restructuring"]


def _with(name: str, place: int, **changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda raw: raw[name][place].update(changes)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda raw: raw.update(more=1), "more"),
        (lambda raw: raw["kinds"].append(raw["kinds"][0]), "list_exit"),
        (_with("kinds", 0, conditions=["luck"]), "list_exit.conditions"),
        (_with("kinds", 0, needs=["money"]), "list_exit.needs"),
        (_with("kinds", 0, outcome="deleted"), "list_exit.outcome"),
        (_with("kinds", 0, outcome="forgiven"), "list_exit.outcome"),
        (_with("kinds", 0, basis="NO_SUCH"), "list_exit.basis"),
        (_with("kinds", 0, ends={"hour": "removed_on"}), "list_exit.ends.hour"),
        (_with("doors", 0, levels=["moon"]), "market_supervision"),
        (_with("doors", 1, answers_within=3), "court.answers_within"),
        (_with("bars", 0, months=0), "false_material.months"),
        (_with("bars", 0, months=True), "false_material.months"),
        (_with("bars", 0, also=["NO_SUCH"]), "false_material.also"),
        (_with("bars", 0, basis="P"), "false_material.basis"),
        (_with("revocations", 0, outcomes=["repair_refused"]), "false_material.outcomes"),
        (_with("revocations", 0, outcomes=[]), "false_material.outcomes"),
    ],
)
def test_a_table_with_a_fault_is_refused_by_file_and_key(change: Callable[[dict[str, Any]], None], key: str) -> None:
    raw = _raw()
    change(raw)

    with pytest.raises(DataFileError) as refused:
        rules_in(raw)

    assert refused.value.key == key


def _by(**fields: str) -> Record:
    return a_record(fields=fields)


def test_who_determined_a_record_is_known_by_its_code_then_by_its_name_then_by_who_supplied_it() -> None:
    coded, register = a_credit_code(901, kind="11"), a_register()
    known = Bodies.from_tables(
        {
            "bodies": [
                {
                    "key": "shili-hbj",
                    "level": "city",
                    "kind": "department",
                    "division": "512000",
                    "names": [{"name": "示例市虚构环保局"}],
                    "credit_code": coded,
                    "confirmed": False,
                    "source": "虚构",
                }
            ]
        }
    )
    by_code = authority_of(_by(authority_credit_code=coded, authority_name="别名"), bodies=known, on=TODAY)
    by_name = authority_of(_by(authority_name="示例市虚构法院"), bodies=register, on=TODAY)
    former = authority_of(a_record(supply=a_supply(body=FORMER_BODY)), bodies=register, on=TODAY)
    by_source = authority_of(_by(authority_name="无人知晓的局"), bodies=register, on=TODAY)
    nameless = msgspec.structs.replace(a_record().content, fields={})
    unnamed = authority_of(msgspec.structs.replace(a_record(), content=nameless), bodies=register, on=TODAY)

    assert (by_code.body.key, by_code.named) == ("shili-hbj", "别名")
    assert by_name.body.key == COURT
    assert former.body.key == BODY
    assert (by_source.body.key, by_source.named) == (BODY, "无人知晓的局")
    assert (unnamed.body.key, unnamed.named) == (BODY, BODY_NAME)


@pytest.mark.parametrize(
    ("authority", "on", "door"),
    [
        ("资阳市市场监督管理局", TODAY, "market_supervision"),
        ("示例县市场监督管理局", TODAY, "market_supervision"),
        ("示例市工商行政管理局", TODAY, "market_supervision"),
        ("资阳市市场监督管理局", BEFORE_THE_RULE, None),
        ("示例市中级人民法院", TODAY, "court"),
        ("资阳市生态环境局", TODAY, None),
    ],
)
def test_the_door_goes_by_the_authority_and_by_the_day(authority: str, on: date, door: str | None) -> None:
    record = a_record(fields={"authority_name": authority}, supply=a_supply(body="ecology_environment"))

    found = door_of(record, bodies=bodies(), on=on)

    assert (found.code if found else None) == door


def test_what_the_province_determined_is_asked_for_at_credit_china() -> None:
    record = a_record(fields={"authority_name": "某省厅"}, supply=a_supply(body="province"))

    door = door_of(record, bodies=bodies(), on=TODAY)

    assert door is not None
    assert door.code == "upstream"


def test_a_record_of_market_supervision_opens_no_case_and_names_its_own_door() -> None:
    means = means_with(a_record(fields={"authority_name": "示例市虚构市场监督管理局"}))

    told, _ = filing.eligibility_for(a_record().record_id, by=SUBJECT, means=means, now=NOW)
    with pytest.raises(ConflictError) as refused:
        filing.apply(an_application(), by=SUBJECT, means=means, now=NOW)

    assert told.door is not None
    assert (told.door.goes_to, told.door.answers_within) == ("国家企业信用信息公示系统", 7)
    assert (told.door.unit, told.door.confirmed, told.offers, told.may_apply) == ("working_days", False, [], False)
    assert refused.value.code == "repair.another_door"
    assert "国家企业信用信息公示系统" in refused.value.zh
    assert means.cases.open_cases == {}


def test_a_door_without_a_known_period_says_none() -> None:
    means = means_with(_by(authority_name="示例市虚构法院"))

    told, _ = filing.eligibility_for(a_record().record_id, by=SUBJECT, means=means, now=NOW)

    assert told.door is not None
    assert (told.door.code, told.door.answers_within, told.door.unit) == ("court", None, None)


def test_eligibility_tells_each_kind_with_what_it_needs_and_what_is_open() -> None:
    means = means_with()

    told, record = filing.eligibility_for(a_record().record_id, by=SUBJECT, means=means, now=NOW)
    means.cases.put(a_case(state=State.SUBMITTED), over=None)
    means.cases.open(record.record_id, a_case().case)
    taken, _ = filing.eligibility_for(a_record().record_id, by=SUBJECT, means=means, now=NOW)

    assert [(one.kind, one.may_apply) for one in told.offers] == [("early_end", True), ("restructuring", True)]
    assert [one.code for one in told.offers[0].needs] == ["repair_pledge", "fulfilment_proof"]
    assert (told.decided_by, told.severity, told.may_apply, told.open_case) == (BODY_NAME, "general", True, None)
    assert (taken.may_apply, taken.open_case) == (False, a_case().case)


def test_a_neutral_record_offers_nothing() -> None:
    told, _ = filing.eligibility_for(a_profile().record_id, by=SUBJECT, means=means_with(a_profile()), now=NOW)

    assert (told.offers, told.may_apply) == ([], False)


def _states(record: Record, kind: str = "early_end", *, today: date = TODAY) -> dict[str, tuple[Met, date | None]]:
    item = catalogue().get(record.content.item)
    situation = Situation(record=record, item=item, today=today, periods=periods())
    return {one.code: (one.state, one.from_on) for one in conditions_for(rules().kinds[kind], situation)}


@pytest.mark.parametrize(
    "content",
    [{"status": Status.WITHDRAWN}, {"withheld": REPAIRED}, {"withheld": PUBLICATION_ENDED}],
    ids=["withdrawn", "repaired", "ended"],
)
def test_what_does_not_stand_any_more_has_nothing_to_repair(content: dict[str, Any]) -> None:
    assert _states(a_record())["record_stands"] == (Met.MET, None)
    assert _states(a_record(**content))["record_stands"] == (Met.NOT_MET, None)


def test_what_was_removed_from_its_list_has_nothing_to_repair() -> None:
    assert _states(a_list_entry(), "list_exit")["record_stands"][0] is Met.MET
    assert _states(a_list_entry(removed_on="2026-06-01"), "list_exit")["record_stands"][0] is Met.NOT_MET


@pytest.mark.parametrize(
    ("content", "today", "met"),
    [
        ({}, date(2027, 3, 2), Met.MET),
        ({}, date(2027, 3, 3), Met.NOT_MET),
        ({"publish_until": date(2026, 10, 1)}, TODAY, Met.NOT_MET),
        ({"severity": None}, TODAY, Met.NOT_MET),
        ({"determined_on": None}, TODAY, Met.NOT_MET),
    ],
    ids=["last day", "day after", "earlier end of the department", "no class", "no day"],
)
def test_publication_must_still_run(content: dict[str, Any], today: date, met: Met) -> None:
    assert _states(a_record(**content), today=today)["publication_runs"][0] is met


def test_the_least_period_is_over_on_its_day_and_not_on_the_day_before() -> None:
    first = date(2026, 6, 2)

    assert _states(a_record(), today=first)["minimum_period"] == (Met.MET, first)
    assert _states(a_record(), today=date(2026, 6, 1))["minimum_period"] == (Met.NOT_MET, first)
    assert _states(a_record(severity=None))["minimum_period"] == (Met.NOT_MET, None)
    assert _states(a_record(determined_on=None))["minimum_period"] == (Met.NOT_MET, None)


def test_what_material_shows_is_not_judged_by_the_platform() -> None:
    states = _states(a_record())

    assert states["duties_fulfilled"] == states["pledge"] == (Met.BY_MATERIAL, None)
    assert _states(a_record(), "restructuring")["ruling"] == (Met.BY_MATERIAL, None)
    assert "minimum_period" not in _states(a_record(), "restructuring")


def _found(at: datetime, finding: str | None = "false_material") -> Any:
    reply = Reply(answer="refuse", reason="虚构", replied_by="source-1", replied_at=at, finding=finding)
    decision = Decision(outcome="repair_refused", reasons="虚构", decided_by="clerk-1", decided_at=at)
    return a_case(reply=reply, decision=decision)


def test_the_latest_finding_bars_and_what_was_found_before_the_order_bars_nobody() -> None:
    earlier, later = datetime(2026, 5, 1, 4, 0, tzinfo=UTC), datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
    before = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)

    assert free_from([_found(later), _found(earlier)]) == date(2027, 9, 1)
    assert free_from([_found(before)]) is None
    assert free_from([_found(later, None), a_case(), msgspec.structs.replace(_found(later), decision=None)]) is None


def test_a_bar_ends_on_its_day() -> None:
    item = catalogue().get("administrative_penalty")
    until = Situation(record=a_record(), item=item, today=TODAY, periods=periods(), free_from=TODAY)
    after = Situation(record=a_record(), item=item, today=TODAY, periods=periods(), free_from=date(2026, 11, 24))
    kind = rules().kinds["early_end"]

    assert {one.code: one.state for one in conditions_for(kind, until)}["not_barred"] is Met.MET
    barred = {one.code: one for one in conditions_for(kind, after)}["not_barred"]
    assert (barred.state, barred.from_on) == (Met.NOT_MET, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"kind": "list_exit"}, ["repair.kind_unknown"]),
        ({"kind": "pardon", "statement": " "}, ["repair.kind_unknown", "text.blank"]),
        ({"statement": "字" * 301}, ["text.too_long"]),
        ({"kind": "restructuring"}, ["repair.ruling_misplaced"]),
        ({"ruling": PLAN}, ["repair.ruling_misplaced"]),
        (
            {"kind": "restructuring", "ruling": msgspec.structs.replace(PLAN, court=" ", doc_no="字" * 201)},
            ["text.blank", "text.too_long"],
        ),
        (
            {"kind": "restructuring", "ruling": msgspec.structs.replace(PLAN, ruled_on=date(2026, 11, 24))},
            ["repair.ruling_in_the_future"],
        ),
        (
            {"kind": "restructuring", "ruling": msgspec.structs.replace(PLAN, until=date(2026, 11, 22))},
            ["repair.ruling_over"],
        ),
    ],
)
def test_an_application_with_faults_names_every_one_and_makes_nothing(
    changes: dict[str, Any], codes: list[str]
) -> None:
    means = means_with()

    with pytest.raises(UnprocessableError) as refused:
        filing.apply(an_application(**changes), by=SUBJECT, means=means, now=NOW)

    assert (refused.value.code, [one.code for one in refused.value.errors]) == ("repair.unsound", codes)
    assert means.cases.find(means.numbers.repair_number(at=NOW)) is None


def test_an_application_before_its_day_names_the_day() -> None:
    means = means_with(a_record(severity="serious"))

    with pytest.raises(ConflictError) as refused:
        filing.apply(an_application(), by=SUBJECT, means=means, now=NOW)

    (fault,) = refused.value.errors
    assert (fault.code, "2027-03-02" in fault.message_zh, "2027-03-02" in fault.message_en) == (
        "repair.minimum_period",
        True,
        True,
    )
