"""The rules of the clocks: proposals of the platform and of other places, strictly read."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import State
from chalicelib.objections.deadline_rules import FILE, OWN_REGIME, Rules, rules, rules_in
from chalicelib.objections.moves import MoveName

ACT: dict[str, Any] = {
    "zh": "信源单位答复",
    "en": "reply",
    "start": "refer",
    "binds_in": ["referred"],
    "paused_by": ["hold"],
}
ROW: dict[str, Any] = {
    "regime": "sichuan",
    "act": "reply",
    "length": 5,
    "unit": "working_days",
    "basis": "P",
    "confirmed": False,
    "valid_from": "2023-12-01",
    "proposal": True,
    "after": "虚构",
}
REGIMES: dict[str, Any] = {"sichuan": {"zh": "四川", "takes_over": []}}


def _rules(*rows: dict[str, Any], acts: dict[str, Any] | None = None, regimes: dict[str, Any] | None = None) -> Rules:
    return rules_in({"acts": acts or {"reply": ACT}, "regimes": regimes or REGIMES, "deadlines": list(rows)})


def _lengths_of(regime: str) -> dict[str, int]:
    return {rule.act.key: rule.length for rule in rules().by_regime[regime]}


def test_the_defaults_are_those_proposed_and_each_says_that_it_is_one() -> None:
    assert _lengths_of(OWN_REGIME) == {
        "acceptance": 1,
        "supplement": 10,
        "mark": 0,
        "own_check": 3,
        "referral": 1,
        "reply": 5,
        "answer": 1,
        "closing": 7,
        "absolute": 20,
        "review_request": 60,
        "review": 5,
    }
    for rule in rules().by_regime[OWN_REGIME]:
        assert (rule.proposal, rule.confirmed, rule.basis) == (True, False, "P")
    hard = {rule.act.key: rule.hard_length for rule in rules().by_regime[OWN_REGIME] if rule.hard_length}
    longer = {rule.act.key: rule.may_extend_to for rule in rules().by_regime[OWN_REGIME] if rule.may_extend_to}
    assert (hard, longer) == ({"mark": 1, "referral": 2}, {"reply": 8, "closing": 10})


@pytest.mark.parametrize(
    ("regime", "own"),
    [
        ("shanghai", {"mark": 1, "own_check": 5, "referral": 2, "reply": 5}),
        ("zhejiang", {"own_check": 5, "closing": 5, "review": 5}),
        ("shandong", {"own_check": 3, "closing": 7}),
        ("henan", {"own_check": 3, "reply": 3, "closing": 7}),
        ("shenzhen", {"mark": 0, "own_check": 1, "referral": 0, "reply": 2}),
        ("guangzhou", {"acceptance": 2, "own_check": 2, "reply": 10}),
    ],
)
def test_other_places_are_alternatives_and_no_more_than_proposals_here(regime: str, own: dict[str, int]) -> None:
    found = rules().by_regime[regime]

    assert {rule.act.key: rule.length for rule in found if rule.regime == regime} == own
    for rule in found:
        assert rule.proposal
        assert bases().get(rule.basis).rank_here == "platform_proposal"
        assert rule.confirmed is (rule.regime == regime)
    assert {rule.regime for rule in found} == {regime, OWN_REGIME}
    assert "absolute" in {rule.act.key for rule in found}


def test_a_regulation_that_was_not_read_carries_no_day() -> None:
    for found in rules().by_regime.values():
        assert "SCREG" not in {rule.basis for rule in found}


def test_every_clock_is_started_by_a_move_and_every_regime_has_a_name() -> None:
    assert set(rules().names) == set(rules().by_regime)
    used = {rule.act.key for regime in (OWN_REGIME, "repair", "revocation") for rule in rules().by_regime[regime]}
    assert used == set(rules().acts)
    assert rules().binding("reply", State.REFERRED)
    assert not rules().binding("review_request", State.CLOSED)


@pytest.mark.parametrize("later", [[], [ROW | {"valid_from": "2026-07-02"}]], ids=["ended", "gap"])
def test_days_that_have_no_rule_are_refused(later: list[dict[str, Any]]) -> None:
    with pytest.raises(DataFileError, match="reply: has no rule from 2026-07-01 on"):
        _rules(ROW | {"valid_to": "2026-06-30"}, *later)


def test_of_two_rules_for_one_act_the_one_in_force_on_the_first_day_counts() -> None:
    found = _rules(ROW | {"valid_to": "2026-06-30"}, ROW | {"valid_from": "2026-07-01", "length": 2})

    for day, length in ((date(2026, 6, 30), 5), (date(2026, 7, 1), 2)):
        assert [rule.length for rule in found.started_by(MoveName.REFER, on=day, regime="sichuan")] == [length]
        assert found.rule_of("reply", on=day, regime="sichuan").length == length
    with pytest.raises(DataFileError, match="has no rule on 2020-01-01"):
        found.rule_of("reply", on=date(2020, 1, 1), regime="sichuan")
    with pytest.raises(DataFileError, match="has no rule on"):
        found.rule_of("mark", on=date(2026, 1, 1), regime="sichuan")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"extra": 1}, "deadlines.extra"),
        ({"act": "forget"}, "sichuan.forget"),
        ({"regime": "nowhere"}, "nowhere.reply"),
        ({"length": -1}, "sichuan.reply.length"),
        ({"length": True}, "sichuan.reply.length"),
        ({"length": "5"}, "sichuan.reply.length"),
        ({"unit": "fortnights"}, "sichuan.reply.unit"),
        ({"hard_length": 5}, "sichuan.reply.hard_length"),
        ({"may_extend_to": 5}, "sichuan.reply.may_extend_to"),
        ({"remind_before": 0}, "sichuan.reply.remind_before"),
        ({"remind_before": 5}, "sichuan.reply.remind_before"),
        ({"basis": "NO_SUCH"}, "sichuan.reply.basis"),
        ({"basis": "SCREG", "proposal": False, "confirmed": True}, "sichuan.reply.confirmed"),
        ({"basis": "O36_DRAFT"}, "sichuan.reply.basis"),
        ({"proposal": False}, "sichuan.reply.proposal"),
        ({"basis": "ZXR"}, "sichuan.reply.proposal"),
        ({"confirmed": True}, "sichuan.reply.confirmed"),
        ({"confirmed": "no"}, "sichuan.reply.confirmed"),
        ({"valid_from": "soon"}, "sichuan.reply.valid_from"),
    ],
    ids=str,
)
def test_a_rule_with_a_fault_is_refused_by_file_and_key(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        _rules(ROW | changes)

    assert (refused.value.file, refused.value.key) == (FILE, key)


@pytest.mark.parametrize(
    "changes",
    [{"start": "forget"}, {"binds_in": ["lost"]}, {"binds_in": 3}, {"paused_by": ["sleep"]}],
    ids=str,
)
def test_an_act_with_a_fault_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DataFileError, match=r"reply: its start, binds_in or paused_by is not known"):
        _rules(ROW, acts={"reply": ACT | changes})


@pytest.mark.parametrize("other", [ROW, ROW | {"valid_from": "2022-01-01"}, ROW | {"valid_from": "2026-01-01"}])
def test_two_rules_for_one_act_on_one_day_are_refused(other: dict[str, Any]) -> None:
    with pytest.raises(DataFileError, match="has two rules for the same days"):
        _rules(ROW, other)


def test_two_regimes_may_have_a_rule_each() -> None:
    regimes = REGIMES | {"shanghai": {"zh": "上海", "takes_over": []}}
    found = _rules(ROW, ROW | {"regime": "shanghai", "length": 4, "basis": "SHR", "confirmed": True}, regimes=regimes)

    assert [rule.length for rule in found.by_regime["shanghai"]] == [4]


@pytest.mark.parametrize("takes_over", [["reply"], ["mark"]], ids=["named too", "named by none"])
def test_what_is_taken_over_is_named_by_our_own_and_not_besides(takes_over: list[str]) -> None:
    regimes = REGIMES | {"shanghai": {"zh": "上海", "takes_over": takes_over}}

    with pytest.raises(DataFileError, match=r"shanghai\.takes_over"):
        _rules(ROW, ROW | {"regime": "shanghai"}, regimes=regimes)


def test_what_is_taken_over_is_ours() -> None:
    regimes = deepcopy(REGIMES) | {"shanghai": {"zh": "上海", "takes_over": ["reply"]}}

    assert [rule.regime for rule in _rules(ROW, regimes=regimes).by_regime["shanghai"]] == ["sichuan"]


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(DataFileError, match=r"deadlines\.after: is missing"):
        _rules({key: value for key, value in ROW.items() if key != "after"})
