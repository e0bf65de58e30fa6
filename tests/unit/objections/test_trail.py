"""What each of those concerned may see of a case."""

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.library.places import record_id_of
from chalicelib.library.readers import Reader
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.papers import Agent, Differing, Disputed, Evidence, OwnCheck, OwnStatement
from chalicelib.objections.trail import CaseView, lines_of, view_of
from tests.factories import NOW, a_case, a_person, a_record, an_objection
from tests.unit.objections.standing import CLERK, MORE_TIME, SOURCE, SUBJECT, FakeMeans, case_in, claimed, means_with

STAFF_AND_SUBJECT = (SUBJECT, SOURCE, CLERK)


def _seen(case: Case, means: FakeMeans, by: Reader) -> CaseView:
    return view_of(case, lines_of(case, means.cases), reader=by, catalogue=catalogue())


def test_the_subject_sees_every_step_and_reason_and_no_clerks_name_or_note() -> None:
    means = means_with()
    case = case_in(State.CLOSED, means)

    view = _seen(case, means, SUBJECT)

    text = msgspec.json.encode(view).decode()
    assert CLERK.sub not in text
    assert SOURCE.sub not in text
    assert "与原始报送一致。" not in text
    assert [line.move for line in view.trail][-3:] == ["decide", "settled", "notified"]
    assert view.trail[0].by == SUBJECT.sub
    assert view.reply is not None
    assert view.decision is not None
    assert (view.reply.reason, view.decision.reasons) == ("录入有误。", "决定书载明罚款金额不同。")
    assert (view.queue, view.fence, view.lease) == (None, None, None)


def test_the_source_sees_the_centres_note_and_its_own_name_alone() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)
    held = claims.claim(case.case, by=CLERK, means=means, now=NOW)

    view = _seen(held, means, SOURCE)

    assert {line.by for line in view.trail} == {"", SOURCE.sub}
    assert "与原始报送一致。" in [line.note for line in view.trail]
    assert view.reply is not None
    assert view.reply.replied_by == SOURCE.sub
    assert view.lease is not None
    assert view.lease.holder == ""


def test_the_centre_sees_all() -> None:
    means = means_with()
    case = case_in(State.CLOSED, means)

    view = _seen(case, means, CLERK)

    assert {CLERK.sub, SOURCE.sub, SUBJECT.sub, ""} == {line.by for line in view.trail}
    assert view.decision == case.decision
    assert view.reply == case.reply
    assert view.fence == case.fence


def test_a_case_that_has_just_begun_has_neither_reply_nor_decision() -> None:
    means = means_with()

    view = _seen(case_in(State.DRAFT, means), means, SUBJECT)

    assert (view.reply, view.decision, len(view.trail)) == (None, None, 1)


@pytest.mark.parametrize(("by", "seen"), [(SUBJECT, ["fine_amount_wan"]), (CLERK, ["fine_amount_wan"])])
def test_a_field_is_shown_only_to_who_may_see_it(by: Reader, seen: list[str]) -> None:
    disputed = (Disputed(field="fine_amount_wan"), Disputed(field="legal_rep_id_no"))
    case = a_case(objection=an_objection(fields=disputed))

    assert [one.field for one in _seen(case, FakeMeans(), by).fields] == seen


def test_a_value_is_shown_only_to_who_sees_its_field_in_full() -> None:
    means = means_with()
    case = case_in(State.CLOSED, means)
    assert case.decision is not None
    values = {"fine_amount_wan": "0.5", "person_id_no": "x"}
    case = msgspec.structs.replace(case, decision=msgspec.structs.replace(case.decision, values=values))

    view = _seen(case, means, SUBJECT)

    assert view.decision is not None
    assert view.decision.values == {"fine_amount_wan": "0.5"}


def test_a_persons_case_is_seen_by_the_rules_for_persons() -> None:
    person = a_person()
    record_id = record_id_of(person, a_record().place)
    case = a_case(objection=an_objection(record_id=record_id))

    assert [one.field for one in _seen(case, FakeMeans(), SUBJECT).fields] == ["fine_amount_wan"]


def test_the_trail_is_its_copies_and_the_line_the_case_carries_each_once() -> None:
    means = means_with()
    case = case_in(State.ACCEPTED, means)
    means.cases.add_to_trail(case.case, case.last)

    assert [line.number for line in lines_of(case, means.cases)] == [1, 2, 3, 4, 5]


def test_a_trail_tells_whether_its_lines_follow_from_one_another() -> None:
    means = means_with()
    case = case_in(State.CLOSED, means)
    lines = lines_of(case, means.cases)
    altered = [msgspec.structs.replace(line, by="x") if line.number == 3 else line for line in lines]

    sound, broken = (view_of(case, told, reader=SUBJECT, catalogue=catalogue()).chain for told in (lines, altered))

    assert (sound.lines, sound.unchained, sound.broken_at) == (len(lines), 0, None)
    assert broken.broken_at == 4


def test_only_the_centre_is_shown_the_hashes_from_which_a_clerk_could_be_guessed() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)

    told = {by.level: {line.previous is None for line in _seen(case, means, by).trail[1:]} for by in STAFF_AND_SUBJECT}

    assert told == {SUBJECT.level: {True}, SOURCE.level: {True}, CLERK.level: {False}}


def test_what_was_filed_is_shown_without_the_names_and_the_telephone_that_are_nobodys_business() -> None:
    means = means_with()
    piece = Evidence(
        id="e1",
        name="e1-decision.pdf",
        media_type="application/pdf",
        bytes=9,
        sha256="0" * 64,
        kind="decision",
        added_by=SUBJECT.sub,
    )
    agent = Agent(name="示例经办人", phone="13800000000")
    filed = an_objection(evidence=(piece,), agent=agent, requested_outcome="corrected", assisted_by="officer-1")
    said = OwnStatement(text="已整改。", by=SUBJECT.sub, role="citizen", at=NOW)
    case = a_case(objection=filed, own_statement=said)

    views = {by.sub: _seen(case, means, by) for by in STAFF_AND_SUBJECT}

    assert [view.agent for view in views.values()] == [agent, None, agent]
    assert [view.evidence[0].added_by for view in views.values()] == [SUBJECT.sub, "", SUBJECT.sub]
    assert [view.own_statement and view.own_statement.by for view in views.values()] == [SUBJECT.sub, "", SUBJECT.sub]
    assert {(view.assisted, view.requested_outcome) for view in views.values()} == {(True, "corrected")}
    assert not any("officer-1" in msgspec.json.encode(view).decode() for view in views.values())


def test_what_was_checked_extended_and_waited_for_is_told_without_names_and_whose_leave_it_took_to_staff() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    case = desk.extend(case.case, MORE_TIME, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)

    told = {by.sub: _seen(case, means, by) for by in STAFF_AND_SUBJECT}

    extensions = [told[by.sub].extension for by in STAFF_AND_SUBJECT]
    assert [(one.extended_by, one.approved_by) for one in extensions if one] == [
        ("", ""),
        (SOURCE.sub, "虚构负责人"),
        (SOURCE.sub, "虚构负责人"),
    ]
    checks = [told[by.sub].own_check for by in STAFF_AND_SUBJECT]
    assert [one.checked_by for one in checks if one] == ["", "", CLERK.sub]
    assert [bool(one.batch) for one in checks if one] == [False, False, True]


def test_what_the_check_found_is_told_of_the_fields_that_one_sees() -> None:
    differing = (Differing(field="fine_amount_wan", shown="1.5", sent="0.5"), Differing(field="no_such", shown="1"))
    found = OwnCheck(agrees=False, differing=differing, version=1, batch="b", row=2, checked_by="", checked_at=NOW)
    case = a_case(state=State.CHECKED, own_check=found)

    seen = _seen(case, means_with(), SUBJECT).own_check

    assert seen is not None
    assert [one.field for one in seen.differing] == ["fine_amount_wan"]
