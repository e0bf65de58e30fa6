"""What each of those concerned may see of a case."""

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.library.places import record_id_of
from chalicelib.library.readers import Reader
from chalicelib.objections import claims
from chalicelib.objections.cases import Case, Disputed, State
from chalicelib.objections.trail import CaseView, lines_of, view_of
from tests.factories import NOW, a_case, a_person, a_record, an_objection
from tests.unit.objections.standing import CLERK, SOURCE, SUBJECT, FakeMeans, case_in, means_with

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
