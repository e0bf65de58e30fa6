"""What each move of a case has to tell, to whom, with which parts; told once, whatever is repeated or breaks off."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.notices.errands import COMMITS_WITHIN, GIVEN_UP_AFTER
from chalicelib.notices.notice import Notice, the_body, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Template
from chalicelib.objections import applications, desk
from chalicelib.objections.cases import Case, CaseKind, Deadline, State
from chalicelib.objections.clocks import day_for
from chalicelib.objections.escalation import escalate
from chalicelib.objections.moves import PROMISES, MoveName, Promise
from chalicelib.objections.notifying import (
    DEMANDS,
    CaseNotices,
    commit_told,
    errand_for,
    keep_promise,
    tell,
)
from chalicelib.objections.papers import Decision, Supplement
from tests.factories import BODY, BODY_NAME, NOW, a_case, a_move, a_record, a_supply
from tests.fakes import MemoryLibrary
from tests.fakes_notices import MemoryNoticeQueue, MemoryNotices, an_outbox
from tests.unit.objections.standing import (
    MORE_TIME,
    SUBJECT,
    TO_A_LABORATORY,
    FakeMeans,
    a_filing,
    case_in,
    claimed,
    submit,
)
from tests.unit.objections.standing import SOURCE as SOURCE_CLERK

APPLICANT, SOURCE = the_subject("m~" + a_record().subject.key), the_body(BODY)
REFUSED = Decision(outcome="record_kept", reasons="经核查，记录与决定书一致。", decided_by="clerk-1", decided_at=NOW)
GRANTED = msgspec.structs.replace(REFUSED, outcome="corrected", reasons="决定书载明金额不同。")
AT_LAST = NOW + GIVEN_UP_AFTER + timedelta(minutes=1)


@dataclass(kw_only=True)
class TellingMeans(FakeMeans):
    """A desk's means with a real outbox."""

    outbox: Outbox = field(default_factory=an_outbox)
    notices: Any = None

    def __post_init__(self) -> None:
        """Let the desk tell through the outbox."""
        self.notices = CaseNotices(self)
        self.library.put(a_record(), over=None)

    @property
    def kept(self) -> MemoryNotices:
        """What is kept."""
        assert isinstance(self.outbox.notices, MemoryNotices)
        return self.outbox.notices

    @property
    def asked(self) -> list[str]:
        """What the queue was asked for."""
        assert isinstance(self.outbox.queue, MemoryNoticeQueue)
        return self.outbox.queue.sent


@pytest.fixture
def means() -> TellingMeans:
    return TellingMeans()


def _moved(move: MoveName, state: State = State.SUBMITTED, **changes: Any) -> Case:
    return a_case(version=4, state=state, last=a_move(3, move=move.value, state=state), **changes)


def _told(means: TellingMeans) -> dict[tuple[str, Template], Notice]:
    return {(one.recipient.reference, one.template): one for one in means.kept.all()}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (_moved(MoveName.OPENED), [(APPLICANT, Template.RECEIPT)]),
        (_moved(MoveName.REVIEW_OPENED), [(APPLICANT, Template.RECEIPT)]),
        (_moved(MoveName.MARKED), [(APPLICANT, Template.ACCEPTED)]),
        (_moved(MoveName.NOT_ACCEPT, decision=REFUSED), [(APPLICANT, Template.NOT_ACCEPTED)]),
        (_moved(MoveName.REFER, referred_to=BODY), [(SOURCE, Template.REFERRED)]),
        (_moved(MoveName.SUSPENDED, referred_to=BODY), [(APPLICANT, Template.SUSPENDED), (SOURCE, Template.SUSPENDED)]),
        (
            _moved(MoveName.SETTLED, decision=GRANTED),
            [(APPLICANT, Template.DECIDED_IN_FAVOUR), (SOURCE, Template.DECIDED_TO_SOURCE)],
        ),
        (
            _moved(MoveName.SETTLED, decision=REFUSED, referred_to=BODY),
            [(APPLICANT, Template.DECIDED_AGAINST), (SOURCE, Template.DECIDED_TO_SOURCE)],
        ),
        (
            _moved(MoveName.SETTLED, decision=REFUSED, kind=CaseKind.REVIEW),
            [(APPLICANT, Template.REVIEWED_AGAINST), (SOURCE, Template.DECIDED_TO_SOURCE)],
        ),
        (_moved(MoveName.RELEASED), [(APPLICANT, Template.WITHDRAWN)]),
        (
            _moved(MoveName.SUPERSEDE, referred_to=BODY),
            [(APPLICANT, Template.SUPERSEDED), (SOURCE, Template.SUPERSEDED)],
        ),
        (_moved(MoveName.EXTEND), [(APPLICANT, Template.EXTENDED)]),
        (_moved(MoveName.HOLD), [(APPLICANT, Template.HELD)]),
        (_moved(MoveName.RESUME), [(APPLICANT, Template.RESUMED)]),
        (_moved(MoveName.REPLY), []),
    ],
    ids=lambda value: value.last.move if isinstance(value, Case) else "",
)
def test_a_move_is_told_to_whom_it_concerns(means: TellingMeans, case: Case, expected: list[Any]) -> None:
    for _ in range(2):
        means.notices.tell(case)

    assert set(_told(means)) == {(to.reference, template) for to, template in expected}
    assert {one.about.version for one in means.kept.all()} <= {3}


def test_a_notice_names_the_days_that_are_still_to_be_met(means: TellingMeans) -> None:
    days = [
        Deadline(act=act, on=NOW.date(), basis="P", started_on=NOW.date())
        for act in ("acceptance", "reply", "absolute")
    ]
    means.notices.tell(_moved(MoveName.REFER, State.REFERRED, referred_to=BODY, deadlines=tuple(days)))

    body = _told(means)[SOURCE.reference, Template.REFERRED].text.body
    assert "请核查后答复：信源单位答复：2026-11-23；最长办理期限：2026-11-23。" in body


def test_a_notice_names_every_day_where_none_is_to_be_met(means: TellingMeans) -> None:
    day = Deadline(act="absolute", on=NOW.date(), basis="P", started_on=NOW.date(), provisional=True)
    means.notices.tell(_moved(MoveName.REVIEW_OPENED, State.ACCEPTING, deadlines=(day,)))

    assert "最长办理期限：2026-11-23（暂定）" in _told(means)[APPLICANT.reference, Template.RECEIPT].text.body


def test_a_refusal_says_its_reasons_its_source_its_day_and_its_remedies(means: TellingMeans) -> None:
    means.notices.tell(_moved(MoveName.SETTLED, decision=REFUSED))

    body = _told(means)[APPLICANT.reference, Template.DECIDED_AGAINST].text.body
    for said in (REFUSED.reasons, BODY_NAME, "2026-11-23", "维持", "行政复议", "行政诉讼", "投诉", "复核"):
        assert said in body


def _body_told(means: TellingMeans, case: Case, template: Template) -> str:
    """Return what the applicant is told of the newest move of a case, once its promise is kept."""
    keep_promise(errand_for(case), means=means, now=NOW)
    return _told(means)[APPLICANT.reference, template].text.body


def test_who_objected_is_told_that_the_day_moved_and_why(means: TellingMeans) -> None:
    case = case_in(State.REFERRED, means)
    extended = desk.extend(case.case, MORE_TIME, hold=claimed(case, means, by=SOURCE_CLERK), means=means, now=NOW)

    body = _body_told(means, extended, Template.EXTENDED)

    reply = day_for(extended.deadlines, "reply")
    assert reply is not None
    assert reply != day_for(case.deadlines, "reply")
    assert MORE_TIME.reason in body
    assert f"信源单位答复：{reply.isoformat()}" in body
    assert MORE_TIME.approved_by not in body


def test_who_objected_is_told_why_the_clock_stands_still_and_from_when_it_goes_on(means: TellingMeans) -> None:
    case = case_in(State.CHECKED, means)
    later = NOW + timedelta(days=4)
    held = desk.put_on_hold(case.case, TO_A_LABORATORY, hold=claimed(case, means), means=means, now=NOW)
    assert TO_A_LABORATORY.reason in _body_told(means, held, Template.HELD)

    resumed = desk.resume(case.case, "公章为真。", hold=claimed(held, means, now=later), means=means, now=later)

    body, closing = _body_told(means, resumed, Template.RESUMED), day_for(resumed.deadlines, "closing")
    assert closing is not None
    assert closing != day_for(case.deadlines, "closing")
    assert all(said in body for said in ("公章为真。", f"办结：{closing.isoformat()}"))


def test_what_is_missing_is_listed_and_a_lapse_is_told_in_words(means: TellingMeans) -> None:
    asked = Supplement(missing=("处罚决定书", "授权委托书"), requested_by="clerk-1", requested_at=NOW)
    means.notices.tell(_moved(MoveName.REQUEST_SUPPLEMENT, supplement=asked))
    lapsed = msgspec.structs.replace(REFUSED, outcome="not_accepted", reasons=desk.LAPSED)
    means.notices.tell(_moved(MoveName.LAPSE, decision=lapsed))

    told = _told(means)
    assert "处罚决定书；授权委托书" in told[APPLICANT.reference, Template.SUPPLEMENT_REQUESTED].text.body
    assert "逾期未补正" in told[APPLICANT.reference, Template.NOT_ACCEPTED].text.body


def test_a_receipt_names_the_days_that_bind_and_which_are_provisional(means: TellingMeans) -> None:
    case = submit(
        applications.file(a_filing(), by=SUBJECT, means=means, now=NOW).case, by=SUBJECT, means=means, now=NOW
    )
    late = msgspec.structs.replace(case.last.days[0], provisional=True)
    line = msgspec.structs.replace(case.last, days=(late, *case.last.days[1:]))

    means.notices.tell(msgspec.structs.replace(case, last=line))

    body = _told(means)[APPLICANT.reference, Template.RECEIPT].text.body
    assert f"受理审查：{late.on.isoformat()}（暂定）" in body


def test_a_notice_that_is_told_late_names_the_days_of_when_its_move_was_made(means: TellingMeans) -> None:
    referred = case_in(State.REFERRED, means)
    promised = errand_for(referred)
    was = day_for(referred.deadlines, "reply")
    assert was is not None
    extended = desk.extend(
        referred.case, MORE_TIME, hold=claimed(referred, means, by=SOURCE_CLERK), means=means, now=NOW
    )
    now_bound = day_for(extended.deadlines, "reply")
    assert now_bound is not None
    assert now_bound > was

    keep_promise(promised, means=means, now=NOW)

    body = _told(means)[SOURCE.reference, Template.REFERRED].text.body
    assert f"信源单位答复：{was.isoformat()}" in body
    assert now_bound.isoformat() not in body


def test_a_reminder_told_late_names_the_day_it_reminded_of(means: TellingMeans) -> None:
    referred = case_in(State.REFERRED, means)
    was = day_for(referred.deadlines, "reply")
    assert was is not None
    at = NOW + timedelta(days=(was - NOW.date()).days)
    assert "reminder" in escalate(referred.case, means=means, now=at)
    reminded = means.cases.find(referred.case)
    assert reminded is not None
    promised = errand_for(reminded)
    desk.extend(referred.case, MORE_TIME, hold=claimed(reminded, means, by=SOURCE_CLERK, now=at), means=means, now=at)

    keep_promise(promised, means=means, now=at)

    told = [one.text.body for (_, template), one in _told(means).items() if template is Template.REMINDER]
    assert told
    assert all(f"信源单位答复：{was.isoformat()}" in body for body in told)


@pytest.mark.parametrize("gone", ["record", "body"])
def test_a_source_that_cannot_be_found_is_told_nothing_and_the_applicant_all_the_same(gone: str) -> None:
    means = TellingMeans()
    means.library = MemoryLibrary()
    if gone == "body":
        means.library.put(a_record(supply=a_supply(body="shili-wu")), over=None)
    means.notices.tell(_moved(MoveName.SETTLED, decision=GRANTED))

    assert set(_told(means)) == {(APPLICANT.reference, Template.DECIDED_IN_FAVOUR)}


def test_every_state_that_promises_to_tell_is_reached_by_a_move_that_has_something_to_tell() -> None:
    from chalicelib.objections.moves import MOVES

    leading = {row.move for row in MOVES if Promise.TELL in PROMISES.get(row.to, ())}

    assert leading <= set(DEMANDS)


def _committed(means: TellingMeans, case: Case) -> Case:
    before = msgspec.structs.replace(case, version=1, last=a_move(2), state=State.DRAFT)
    means.cases.put(before, over=None)
    after = msgspec.structs.replace(case, version=2)
    commit_told(after, over=before, means=means)
    return after


def test_a_promise_is_put_before_the_commit_and_kept_after_it(means: TellingMeans) -> None:
    after = _committed(means, _moved(MoveName.MARKED, State.ACCEPTED))

    (errand,) = means.kept.errands()
    assert (means.asked, errand) == ([errand.errand], errand_for(after))
    for _ in range(2):
        keep_promise(errand, means=means, now=NOW)
    assert set(_told(means)) == {(APPLICANT.reference, Template.ACCEPTED)}
    assert means.kept.errands()[0].wakes_at is None


def test_what_is_told_with_a_state_or_not_at_all_needs_no_promise(means: TellingMeans) -> None:
    _committed(means, _moved(MoveName.SETTLED, State.NOTIFYING, decision=GRANTED))

    assert (means.kept.errands(), means.asked) == ([], [])
    commit_told(
        _moved(MoveName.REPLY, State.REPLIED, case="YY20261123-bbbbbbbb"),
        over=_base(means, "YY20261123-bbbbbbbb"),
        means=means,
    )
    assert means.kept.errands() == []


def _base(means: TellingMeans, number: str) -> Case:
    for version in range(1, 4):
        before = a_case(case=number, version=version)
        means.cases.put(before, over=a_case(case=number, version=version - 1) if version > 1 else None)
    return before


def test_of_a_move_that_was_not_committed_nobody_is_told_and_its_promise_is_given_up(means: TellingMeans) -> None:
    means.cases.put(a_case(), over=None)
    lost = msgspec.structs.replace(_moved(MoveName.MARKED, State.ACCEPTED), version=3)
    with pytest.raises(StaleVersionError):
        commit_told(lost, over=msgspec.structs.replace(a_case(), version=2), means=means)

    (errand,) = means.kept.errands()
    keep_promise(errand, means=means, now=NOW + COMMITS_WITHIN)
    (waiting,) = means.kept.errands()
    assert waiting.wakes_at is not None
    keep_promise(waiting, means=means, now=AT_LAST)
    assert (means.kept.all(), means.kept.errands()[0].wakes_at) == ([], None)


def test_a_promise_for_a_case_that_never_was_is_given_up(means: TellingMeans) -> None:
    errand = errand_for(_moved(MoveName.MARKED))
    means.outbox.promise(errand)

    keep_promise(errand, means=means, now=AT_LAST)

    assert means.kept.errands()[0].wakes_at is None


def test_another_move_in_the_place_of_the_promised_one_tells_its_own(means: TellingMeans) -> None:
    means.outbox.promise(errand_for(_moved(MoveName.MARKED)))
    means.cases.put(
        msgspec.structs.replace(_moved(MoveName.REFER, State.REFERRED, referred_to=BODY), version=1), over=None
    )

    keep_promise(means.kept.errands()[0], means=means, now=NOW)

    assert set(_told(means)) == {(SOURCE.reference, Template.REFERRED)}


def test_who_stops_right_after_the_commit_leaves_a_promise_that_the_sweeper_finds(means: TellingMeans) -> None:
    case = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW)

    class LostError(Exception):
        pass

    class LostQueue(MemoryNoticeQueue):
        def send(self, number: str) -> None:
            raise LostError(number)

    kept = means.outbox
    means.outbox = Outbox(notices=kept.notices, queue=LostQueue())
    with pytest.raises(LostError):
        submit(case.case, by=SUBJECT, means=means, now=NOW)

    (waiting,) = means.kept.unsettled(before=AT_LAST, limit=10)
    errand = means.kept.find_errand(waiting)
    assert errand is not None
    means.outbox = kept
    keep_promise(errand, means=means, now=AT_LAST)
    assert set(_told(means)) == {(APPLICANT.reference, Template.RECEIPT)}


def test_telling_of_a_line_that_demands_nothing_tells_nobody(means: TellingMeans) -> None:
    tell(a_case(), a_move(1, move="transfer"), means=means)

    assert means.kept.all() == []


@pytest.mark.parametrize(
    ("move", "to", "recipient", "template"),
    [
        ("reminder", f"body:{BODY}", SOURCE, Template.REMINDER),
        ("reminder", "centre", the_body("credit_centre"), Template.REMINDER),
        ("reminder", "review", the_body("credit_centre"), Template.REMINDER),
        ("reminder", "subject", APPLICANT, Template.SUPPLEMENT_REQUESTED),
        ("escalated_to_lead", "lead", the_body("credit_centre"), Template.ESCALATED),
        ("escalated_to_commission", "body:development_reform", the_body("development_reform"), Template.ESCALATED),
    ],
)
def test_a_step_of_the_ladder_tells_whom_its_line_names(
    move: str, to: str, recipient: object, template: Template
) -> None:
    means = TellingMeans()
    line = a_move(5, move=move, to=to, role="system", by="")
    asked = Supplement(missing=("营业执照",), requested_by="clerk-1", requested_at=NOW)

    for _ in range(2):
        tell(a_case(last=line, supplement=asked), line, means=means)

    assert [(one.recipient, one.template) for one in means.kept.all()] == [(recipient, template)]


def test_a_step_of_the_ladder_is_promised_before_it_is_committed_and_asked_for_after() -> None:
    means = TellingMeans()
    case = case_in(State.REFERRED, means)

    escalate(case.case, means=means, now=NOW + timedelta(days=7))

    after = means.cases.find(case.case)
    assert after is not None
    assert errand_for(after).errand == means.asked[-1]
    keep_promise(errand_for(after), means=means, now=NOW)
    assert Template.REMINDER in {one.template for one in means.kept.all()}
