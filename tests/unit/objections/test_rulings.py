"""What a source may answer and the centre decide."""

from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.errors import RefusalError
from chalicelib.objections.cases import CaseKind, State
from chalicelib.objections.papers import Differing, OwnCheck, Reply
from chalicelib.objections.reasons import reasons
from chalicelib.objections.rulings import (
    Answer,
    Ruling,
    answered_values,
    decided_values,
    must_be_allowed,
    must_be_fit_to_keep,
    must_be_ours,
)
from tests.factories import BODY, NOW, PENALTY, a_case, a_record, a_supply, an_objection
from tests.unit.objections.standing import AN_ID, CLERK, CONFIRMED, CORRECTED, COURT, DELETED, DENIED, KEPT, a_register

TODAY = date(2026, 11, 23)
ITEM = catalogue().get(PENALTY)


def _refusal(call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(RefusalError) as refused:
        call(*args, **named)
    assert AN_ID not in repr(refused.value.errors)
    return refused.value.code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(answer="perhaps", reason="不清楚。"), "reply.answer_unknown"),
        (Answer(answer="deny", reason=" "), "reply.reason_missing"),
        (Answer(answer="deny", reason=f"见{AN_ID}"), "text.unsound"),
        (Answer(answer="deny", reason="字" * 2001), "text.unsound"),
        (Answer(answer="confirm", reason="一致。", values={"remark": "x"}), "reply.values_not_allowed"),
        (Answer(answer="partial", reason="部分有误。"), "reply.values_missing"),
        (Answer(answer="deny", reason="有误。", values={"no_such": "1"}), "correction.unsound"),
    ],
    ids=str,
)
def test_an_answer_that_says_too_little_or_too_much_is_refused(answer: Answer, code: str) -> None:
    assert _refusal(answered_values, answer, record=a_record(), item=ITEM, today=TODAY) == code


def test_an_answer_names_the_right_values_in_the_catalogues_form() -> None:
    assert answered_values(DENIED, record=a_record(), item=ITEM, today=TODAY) == {"fine_amount_wan": "0.5"}
    assert answered_values(CONFIRMED, record=a_record(), item=ITEM, today=TODAY) == {}


@pytest.mark.parametrize(
    ("ruling", "state", "code"),
    [
        (Ruling(outcome="forgiven", reasons="好。"), State.REPLIED, "decision.outcome_unknown"),
        (Ruling(outcome="withdrawn", reasons="好。"), State.REPLIED, "decision.outcome_unknown"),
        (Ruling(outcome="record_kept"), State.REPLIED, "decision.reasons_missing"),
        (Ruling(outcome="record_kept", reasons=f"见{AN_ID}"), State.REPLIED, "text.unsound"),
        (KEPT, State.CHECKED, "decision.source_not_asked"),
        (CORRECTED, State.CHECKED, "decision.source_not_asked"),
        (DELETED, State.CHECKED, "decision.source_not_asked"),
    ],
    ids=[
        "unknown outcome",
        "another's outcome",
        "no reasons",
        "resident ID in the reasons",
        "source not asked",
        "another value",
        "a deletion without its source",
    ],
)
def test_a_decision_against_the_rules_is_refused(ruling: Ruling, state: State, code: str) -> None:
    assert _refusal(must_be_allowed, ruling, case=a_case(state=state), record=a_record(), by=CLERK) == code


def _found(*differing: Differing) -> OwnCheck:
    return OwnCheck(
        agrees=not differing, differing=differing, version=1, batch="b", row=2, checked_by=CLERK.sub, checked_at=NOW
    )


# What the platform may do alone for a reason: where it shows what it was sent, and where it shows something else.
ENDED = Ruling(outcome="publication_ended", reasons="公示期已满。")
NOTHING: frozenset[str] = frozenset()
ENDING, EITHER = frozenset({ENDED.outcome}), frozenset({ENDED.outcome, DELETED.outcome})
ALONE = {
    "published_twice": (EITHER, EITHER),
    "not_to_be_published": (ENDING, ENDING),
    "published_past_its_period": (ENDING, ENDING),
    "secret_or_private": (ENDING, ENDING),
    "not_ours": (NOTHING, EITHER),
}


@pytest.mark.parametrize("is_differing", [False, True], ids=["as it was sent", "otherwise than sent"])
@pytest.mark.parametrize("ruling", [DELETED, ENDED], ids=lambda ruling: ruling.outcome)
@pytest.mark.parametrize("reason", [*reasons(), "unknown"])
def test_the_platform_takes_down_alone_only_what_it_answers_for_itself(
    reason: str,
    ruling: Ruling,
    is_differing: bool,  # noqa: FBT001
) -> None:
    differing = [Differing(field="fine_amount_wan", shown="1.5", sent="0.7")] if is_differing else []
    for state, kind in ((State.CHECKED, CaseKind.OBJECTION), (State.ACCEPTED, CaseKind.REVIEW)):
        filed = an_objection(reason=reason)
        case = a_case(state=state, kind=kind, objection=filed, own_check=_found(*differing))
        if ruling.outcome in ALONE.get(reason, (NOTHING, NOTHING))[is_differing]:
            must_be_allowed(ruling, case=case, record=a_record(), by=CLERK)
        else:
            told = _refusal(must_be_allowed, ruling, case=case, record=a_record(), by=CLERK)
            assert told == "decision.source_not_asked"


@pytest.mark.parametrize(("sent", "is_allowed"), [("0.5", True), ("0.7", False)])
def test_a_value_that_the_source_did_not_send_is_not_put_right_without_asking_it(
    sent: str,
    is_allowed: bool,  # noqa: FBT001
) -> None:
    differing = (Differing(field="fine_amount_wan", shown="1.5", sent=sent),)
    case = a_case(state=State.CHECKED, own_check=_found(*differing))

    if is_allowed:
        must_be_allowed(CORRECTED, case=case, record=a_record(), by=CLERK)
    else:
        assert (
            _refusal(must_be_allowed, CORRECTED, case=case, record=a_record(), by=CLERK) == "decision.source_not_asked"
        )


def test_once_the_source_was_silent_or_in_a_review_all_may_be_decided() -> None:
    must_be_allowed(KEPT, case=a_case(state=State.SUSPENDED, silent_since=NOW), record=a_record(), by=CLERK)
    must_be_allowed(KEPT, case=a_case(state=State.ACCEPTED, kind=CaseKind.REVIEW), record=a_record(), by=CLERK)


def test_a_reviewer_puts_no_value_into_the_mouth_of_a_source_that_was_never_asked() -> None:
    unheard = a_case(state=State.ACCEPTED, kind=CaseKind.REVIEW)
    said = Reply(answer="confirm", reason="一致。", replied_by="source-1", replied_at=NOW)

    assert (
        _refusal(must_be_allowed, CORRECTED, case=unheard, record=a_record(), by=CLERK) == "decision.source_not_asked"
    )
    must_be_allowed(
        CORRECTED,
        case=a_case(state=State.ACCEPTED, kind=CaseKind.REVIEW, reply=said),
        record=a_record(),
        by=CLERK,
    )


@pytest.mark.parametrize("certified", ["then", "now"])
def test_who_certified_the_supply_then_or_now_may_not_decide(certified: str) -> None:
    case = a_case(state=State.REPLIED, certifier=CLERK.sub if certified == "then" else "another")
    record = a_record(supply=a_supply(certifier=CLERK.sub if certified == "now" else "another"))

    assert _refusal(must_be_allowed, KEPT, case=case, record=record, by=CLERK) == "decision.certifier_may_not_decide"


def test_who_replied_for_the_source_may_not_decide() -> None:
    said = Reply(answer="confirm", reason="一致。", replied_by=CLERK.sub, replied_at=NOW)
    case = a_case(state=State.REPLIED, reply=said)

    assert _refusal(must_be_allowed, KEPT, case=case, record=a_record(), by=CLERK) == "decision.replier_may_not_decide"


def test_a_reply_by_another_stands_in_nobodys_way() -> None:
    said = Reply(answer="confirm", reason="一致。", replied_by="source-1", replied_at=NOW)

    must_be_allowed(KEPT, case=a_case(state=State.REPLIED, reply=said), record=a_record(), by=CLERK)


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling(outcome="corrected", reasons="有误。"), "decision.values_missing"),
        (Ruling(outcome="deleted", reasons="有误。", values={"remark": "x"}), "decision.values_not_allowed"),
        (Ruling(outcome="corrected", reasons="有误。", values={"doc_no": None}), "correction.unsound"),
    ],
    ids=["a correction of nothing", "a deletion with values", "an unsound value"],
)
def test_values_are_named_exactly_where_the_outcome_needs_them(ruling: Ruling, code: str) -> None:
    assert _refusal(decided_values, ruling, record=a_record(), item=ITEM, today=TODAY) == code


def test_what_a_court_supplied_is_marked_and_referred_but_not_changed_here() -> None:
    court, ours = a_register().get(COURT), a_register().get(BODY)

    assert _refusal(must_be_ours, CORRECTED, court) == "decision.upstream_record"
    must_be_ours(KEPT, court)
    must_be_ours(CORRECTED, ours)


def test_a_note_may_be_none() -> None:
    must_be_fit_to_keep(None, pointer="/note")

    assert _refusal(must_be_fit_to_keep, AN_ID, pointer="/note") == "text.unsound"
