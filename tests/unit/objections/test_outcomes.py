"""The closed list of outcomes (异议结果)."""

from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.cases import CaseKind
from chalicelib.objections.outcomes import NOT_DECIDED, Effect, outcomes, outcomes_in

ROW: dict[str, Any] = {
    "code": "record_kept",
    "zh": "维持",
    "move": "decide",
    "effect": "remove_mark",
    "in_favour": False,
    "needs_reasons": True,
}


def _a_table(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"basis": "P", "confirmed": False, "note": "虚构", "outcomes": list(rows or (ROW,)), **changes}


def test_every_outcome_does_what_the_list_says_to_the_record() -> None:
    assert {code: outcome.effect for code, outcome in outcomes().items()} == {
        "deleted": Effect.WITHDRAW,
        "corrected": Effect.CORRECT,
        "supplemented": Effect.CORRECT,
        "publication_ended": Effect.END_PUBLICATION,
        "delisted": Effect.WITHDRAW,
        "record_kept": Effect.REMOVE_MARK,
        "unverifiable": Effect.REMOVE_MARK,
        "withdrawn": Effect.REMOVE_MARK,
        "not_accepted": Effect.NONE,
        "superseded": Effect.REMOVE_MARK,
        "repair_granted": Effect.REPAIR,
        "shielded": Effect.SHIELD,
        "repair_refused": Effect.REMOVE_MARK,
        "repair_revoked": Effect.TAKE_BACK,
        "repair_upheld": Effect.REMOVE_MARK,
        "repair_reinstated": Effect.REINSTATE,
    }


def test_a_repair_is_decided_by_outcomes_of_its_own_and_a_dispute_by_none_of_them() -> None:
    of_repairs = {code for code, outcome in outcomes().items() if outcome.kinds == {CaseKind.REPAIR}}

    of_revocations = {code for code, outcome in outcomes().items() if outcome.kinds == {CaseKind.REVOCATION}}

    assert of_repairs == {"repair_granted", "shielded", "repair_refused"}
    assert of_revocations == {"repair_revoked", "repair_upheld"}
    assert outcomes()["repair_reinstated"].kinds == {CaseKind.REVIEW}
    assert all(
        outcome.kinds == {CaseKind.OBJECTION, CaseKind.REVIEW}
        for code, outcome in outcomes().items()
        if code not in of_repairs | of_revocations | {"repair_reinstated"}
    )


def test_every_refusal_by_the_platform_needs_reasons() -> None:
    refusals = [one for one in outcomes().values() if not one.in_favour and one.move not in NOT_DECIDED]

    assert [one.code for one in refusals] == [
        *("record_kept", "unverifiable", "not_accepted"),
        *("repair_refused", "repair_revoked"),
    ]
    assert all(one.needs_reasons for one in refusals)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (_a_table(extra=1), "extra"),
        (_a_table(basis="NO_SUCH"), "basis"),
        (_a_table(ROW, ROW), "record_kept"),
        (_a_table(ROW | {"move": "forget"}), "record_kept.move"),
        (_a_table(ROW | {"move": "refer"}), "record_kept.move"),
        (_a_table(ROW | {"effect": "burn"}), "record_kept.effect"),
        (_a_table(ROW | {"effect": "none"}), "record_kept.effect"),
        (_a_table(ROW | {"move": "not_accept"}), "record_kept.effect"),
        (_a_table(ROW | {"needs_reasons": False}), "record_kept.needs_reasons"),
        (_a_table(ROW | {"in_favour": "no"}), "record_kept.in_favour"),
        (_a_table(ROW | {"kinds": ["quarrel"]}), "record_kept.kinds"),
    ],
    ids=[
        "unknown key",
        "basis not in the register",
        "doubled code",
        "unknown move",
        "a move that ends nothing",
        "unknown effect",
        "a decision that does nothing",
        "a refusal to accept that does something",
        "a refusal without reasons",
        "flag as text",
        "unknown kind of case",
    ],
)
def test_a_list_with_a_fault_is_refused_by_file_and_key(table: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        outcomes_in(table)

    assert (refused.value.file, refused.value.key) == ("objections/outcomes", key)
