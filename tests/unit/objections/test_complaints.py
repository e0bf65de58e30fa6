"""A complaint about a public body goes to the body above it; only an established default becomes a record."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Level, Reader
from chalicelib.notices.notice import Notice, the_subject
from chalicelib.notices.templates import Template
from chalicelib.objections.complaints import defaults, handling, telling
from chalicelib.objections.complaints.complaint import Complaint, Filing, State
from chalicelib.objections.complaints.handling import Ruling
from chalicelib.objections.owners import Write
from chalicelib.terms.bodies import Bodies, bodies
from tests.app.world import invented_bodies
from tests.factories import BODY, NOW, a_subject
from tests.fakes_notices import MemoryNotices
from tests.unit.objections.around import (
    ABOVE,
    CITIZEN,
    CLERK,
    COMPETENT,
    FIRM,
    NOBODY,
    OTHER_BODY,
    OTHER_FIRM,
    PUBLIC,
    FakeMeans,
    codes_in,
    of_body,
)
from tests.unit.objections.standing import AN_ID

FILING = Filing(
    body=BODY, kind="contract_broken", statement="已按合同完工，逾期未付工程款。", document="虚构合〔2025〕1号"
)
DEFAULT = Ruling(
    established=True,
    reasons="合同与付款凭证核对一致。",
    facts="未按合同约定的期限支付工程款。",
    ground="decision",
    document="虚构认〔2026〕1号",
    reviewed_by="示例审查人",
)
NO_DEFAULT = Ruling(established=False, reasons="合同约定的付款条件尚未成就。")


@pytest.fixture
def means() -> FakeMeans:
    return FakeMeans()


def filed(means: FakeMeans, **changes: Any) -> Complaint:
    """Return a complaint that was filed just now."""
    return handling.file(msgspec.structs.replace(FILING, **changes), by=FIRM, means=means, now=NOW)


def by(reader: Reader, complaint: Complaint) -> Write:
    """Return a write over a complaint as it stands."""
    return Write(reader, complaint.version)


def accepted(means: FakeMeans, **changes: Any) -> Complaint:
    """Return a complaint that the superior body accepted."""
    complaint = filed(means, **changes)
    return handling.accept(complaint.complaint, write=by(ABOVE, complaint), means=means, now=NOW)


def test_a_complaint_waits_for_the_body_above_by_a_day_that_is_a_proposal(means: FakeMeans) -> None:
    complaint = filed(means)

    assert (complaint.state, complaint.superior) == (State.FILED, "government_office")
    assert complaint.queue == "body:government_office"
    assert [(due.act, due.on, due.proposal) for due in complaint.due] == [("acceptance", date(2026, 11, 30), True)]
    assert handling.waiting_for(ABOVE, means=means, limit=5) == [complaint]
    assert handling.own(FIRM, means=means, limit=5) == [complaint]
    assert handling.own(OTHER_FIRM, means=means, limit=5) == []


def test_a_day_in_a_year_not_announced_says_so(means: FakeMeans) -> None:
    complaint = filed(means)
    late = datetime(2026, 12, 28, 2, tzinfo=UTC)

    accepted_late = handling.accept(complaint.complaint, write=by(ABOVE, complaint), means=means, now=late)

    assert [due.provisional for due in accepted_late.due] == [False, True]


def test_what_a_body_was_is_complained_of_under_its_name_of_today(means: FakeMeans) -> None:
    assert filed(means, body="work_safety").filing.body == "emergency_management"


def test_where_no_superior_is_known_it_waits_for_the_centre(means: FakeMeans) -> None:
    for body in ("intermediate_court", "government_office"):
        complaint = filed(means, body=body)
        assert (complaint.superior, complaint.queue) == (None, "centre")
        assert complaint in handling.waiting_for(CLERK, means=means, limit=5)
        taken = handling.accept(complaint.complaint, write=by(CLERK, complaint), means=means, now=NOW)
        assert taken.state is State.ACCEPTED


def test_the_centre_finds_no_default_itself_but_may_note_what_a_court_found(means: FakeMeans) -> None:
    complaint = filed(means, body="government_office")
    taken = handling.accept(complaint.complaint, write=by(CLERK, complaint), means=means, now=NOW)

    with pytest.raises(UnprocessableError, match=r"complaint\.unsound") as refusal:
        handling.decide(taken.complaint, DEFAULT, write=by(CLERK, taken), means=means, now=NOW)
    ruled = msgspec.structs.replace(DEFAULT, ground="judgment", document="（2026）虚构民初1号")
    after = handling.decide(taken.complaint, ruled, write=by(CLERK, taken), means=means, now=NOW)

    assert codes_in(refusal) == {"complaint.ground_not_ours"}
    assert after.state is State.ESTABLISHED


def test_a_citizen_and_who_has_no_file_do_not_complain_of_this(means: FakeMeans) -> None:
    with pytest.raises(ForbiddenError, match="not_an_organisation"):
        handling.file(FILING, by=CITIZEN, means=means, now=NOW)
    for reader in (NOBODY, COMPETENT, CLERK, PUBLIC):
        with pytest.raises(NotFoundError):
            handling.file(FILING, by=reader, means=means, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "gossip"}, "complaint.kind_unknown"),
        ({"body": "nowhere"}, "complaint.body_unknown"),
        ({"body": "province"}, "complaint.body_unknown"),
        ({"statement": ""}, "text.blank"),
        ({"statement": f"证件{AN_ID}"}, "text.resident_id"),
        ({"document": " "}, "text.blank"),
        ({"wanted": "甲" * 101}, "text.too_long"),
    ],
)
def test_what_is_wrong_is_named(means: FakeMeans, changes: dict[str, str], code: str) -> None:
    with pytest.raises(UnprocessableError, match=r"complaint\.unsound") as refusal:
        filed(means, **changes)

    assert codes_in(refusal) == {code}


@pytest.mark.parametrize("reader", [OTHER_FIRM, NOBODY, COMPETENT, OTHER_BODY, PUBLIC])
def test_for_anybody_else_it_never_was(means: FakeMeans, reader: Reader) -> None:
    complaint = filed(means)

    for number in (complaint.complaint, "TS20261123-nothing"):
        with pytest.raises(NotFoundError):
            handling.complaint_for(reader, number, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        handling.withdraw(complaint.complaint, by=reader, means=means, now=NOW)


def test_the_centre_reads_what_the_superior_body_decides(means: FakeMeans) -> None:
    complaint = filed(means)

    assert handling.complaint_for(CLERK, complaint.complaint, means=means, now=NOW) == complaint
    with pytest.raises(ForbiddenError, match="not_yours"):
        handling.accept(complaint.complaint, write=by(CLERK, complaint), means=means, now=NOW)
    with pytest.raises(NotFoundError):
        handling.withdraw(complaint.complaint, by=ABOVE, means=means, now=NOW)


def test_who_complained_withdraws_before_the_decision_and_twice_is_once(means: FakeMeans) -> None:
    complaint = accepted(means)

    withdrawn = handling.withdraw(complaint.complaint, by=FIRM, means=means, now=NOW)

    assert (withdrawn.state, withdrawn.queue) == (State.WITHDRAWN, None)
    assert handling.withdraw(complaint.complaint, by=FIRM, means=means, now=NOW) == withdrawn
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, withdrawn), means=means, now=NOW)


def test_what_is_decided_is_not_withdrawn(means: FakeMeans) -> None:
    complaint = accepted(means)
    handling.decide(complaint.complaint, NO_DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)

    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.withdraw(complaint.complaint, by=FIRM, means=means, now=NOW)


def test_a_complaint_may_not_be_accepted_with_reasons(means: FakeMeans) -> None:
    complaint = filed(means)
    with pytest.raises(UnprocessableError):
        handling.not_accept(complaint.complaint, "", write=by(ABOVE, complaint), means=means, now=NOW)

    ended = handling.not_accept(complaint.complaint, "已进入诉讼。", write=by(ABOVE, complaint), means=means, now=NOW)

    assert (ended.state, ended.queue) == (State.NOT_ACCEPTED, None)
    assert ended.decision is not None
    assert ended.decision.reasons == "已进入诉讼。"


def test_a_write_over_another_version_is_stale(means: FakeMeans) -> None:
    complaint = filed(means)

    with pytest.raises(StaleVersionError):
        handling.accept(complaint.complaint, write=Write(ABOVE, 9), means=means, now=NOW)


def test_an_established_default_is_a_record_about_the_body_that_names_no_official(means: FakeMeans) -> None:
    complaint = accepted(means)

    ended = handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)

    assert ended.state is State.ESTABLISHED
    assert ended.record_id is not None
    record = means.library.find(ended.record_id)
    assert record is not None
    assert record.subject.key == means.bodies.get(BODY).credit_code
    assert record.content.reviewed
    fields = msgspec.json.encode(record.content.fields).decode()
    assert DEFAULT.facts is not None
    assert DEFAULT.facts in fields
    assert all(name not in fields for name in (ABOVE.sub, a_subject().key, FILING.statement))
    (change,) = means.announced
    assert (change.before, change.after) == (None, record)
    item = means.catalogue.get(defaults.ITEM)
    assert all(item.has_field(name) for name in record.content.fields)


def test_what_was_not_established_is_no_record(means: FakeMeans) -> None:
    complaint = accepted(means)

    ended = handling.decide(complaint.complaint, NO_DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)

    assert (ended.state, ended.record_id, means.library.all(), means.announced) == (State.NOT_ESTABLISHED, None, [], [])


def test_a_body_whose_credit_code_nobody_knows_has_no_file_to_put_it_in(means: FakeMeans) -> None:
    complaint = accepted(means, body="transport")

    ended = handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)

    assert (ended.state, ended.record_id, means.library.all()) == (State.ESTABLISHED, None, [])
    assert (ended.missing, ended.queue) == (("body.credit_code",), "centre")
    assert handling.waiting_for(CLERK, means=means, limit=5) == [ended]
    with pytest.raises(ConflictError, match="code_unknown"):
        handling.record(ended.complaint, write=by(CLERK, ended), means=means, now=NOW)
    assert means.complaints.find(ended.complaint) == ended


LATER = NOW + timedelta(days=20)


def unrecorded(means: FakeMeans) -> Complaint:
    """Return a complaint about a body whose credit code the register learnt after it was established."""
    complaint = accepted(means)
    known, means.bodies = means.bodies, _without_a_code(BODY)
    ended = handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)
    means.bodies = known
    return ended


def _without_a_code(key: str) -> Bodies:
    rows = list(invented_bodies())
    return Bodies({row.key: replace(row, credit_code=None) if row.key == key else row for row in rows})


def test_once_the_code_is_known_the_desk_finishes_it_and_nobody_is_told_twice(means: FakeMeans) -> None:
    ended = unrecorded(means)
    assert isinstance(means.outbox.notices, MemoryNotices)
    promised = means.outbox.notices.errands()

    recorded = handling.record(ended.complaint, write=by(CLERK, ended), means=means, now=LATER)

    record = means.library.find(recorded.record_id or "")
    assert record is not None
    assert record.subject.key == means.bodies.get(BODY).credit_code
    assert (record.content.known_at, record.content.determined_on) == (LATER, date(2026, 11, 23))
    assert [change.after for change in means.announced] == [record]
    assert (recorded.missing, recorded.queue, recorded.trail[-1].move) == ((), None, "record")
    assert means.outbox.notices.errands() == promised
    assert handling.record(ended.complaint, write=by(CLERK, ended), means=means, now=LATER) == recorded


def test_a_record_that_was_put_late_and_broke_off_is_finished_by_who_tries_again(means: FakeMeans) -> None:
    ended = unrecorded(means)
    put = defaults.put_record(ended, means=means, known_at=LATER)

    recorded = handling.record(ended.complaint, write=by(CLERK, ended), means=means, now=LATER + timedelta(hours=1))

    (record,) = means.library.all()
    assert recorded.record_id == put == record.record_id
    assert record.content.known_at == LATER
    assert [change.after for change in means.announced] == [record, record]


def test_what_lacks_nothing_or_is_anothers_is_not_recorded_by_hand(means: FakeMeans) -> None:
    ended = unrecorded(means)
    with pytest.raises(ForbiddenError, match="not_yours"):
        handling.record(ended.complaint, write=by(ABOVE, ended), means=means, now=NOW)
    with pytest.raises(NotFoundError):
        handling.record(ended.complaint, write=by(OTHER_BODY, ended), means=means, now=NOW)
    with pytest.raises(StaleVersionError):
        handling.record(ended.complaint, write=Write(CLERK, 1), means=means, now=NOW)
    open_still = filed(means)
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.record(open_still.complaint, write=by(CLERK, open_still), means=means, now=NOW)


def test_of_a_body_without_a_superior_the_record_comes_from_the_body_s_own_name(means: FakeMeans) -> None:
    complaint = filed(means, body=BODY)
    means.complaints.put(
        msgspec.structs.replace(complaint, version=2, superior=None, state=State.ACCEPTED), over=complaint
    )

    ruled = msgspec.structs.replace(DEFAULT, ground="award")
    ended = handling.decide(complaint.complaint, ruled, write=Write(CLERK, 2), means=means, now=NOW)

    record = means.library.find(ended.record_id or "")
    assert record is not None
    assert "source_name" not in record.content.fields
    assert record.content.supply.body == BODY


@pytest.mark.parametrize("stopped_before", ["record", "announcing", "state"])
def test_a_decision_that_broke_off_is_finished_once(means: FakeMeans, stopped_before: str) -> None:
    complaint = accepted(means)
    ended = handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)
    assert ended.decision is not None
    broken = FakeMeans()
    line = ended.trail[-2]
    promised = msgspec.structs.replace(
        complaint, version=3, state=State.ESTABLISHING, decision=ended.decision, trail=(*complaint.trail, line)
    )
    broken.complaints.kept[complaint.complaint] = msgspec.json.encode(complaint)
    broken.complaints.put(promised, over=complaint)
    assert promised.queue == "system"
    if stopped_before != "record":
        record = means.library.find(ended.record_id or "")
        assert record is not None
        broken.library.put(record, over=None)

    again = handling.roll_forward(complaint.complaint, means=broken, now=NOW)

    assert again.record_id == ended.record_id
    assert broken.library.all() == means.library.all()
    assert [change.after for change in broken.announced] == [change.after for change in means.announced]
    assert handling.roll_forward(complaint.complaint, means=broken, now=NOW) == again


def test_a_stalled_worker_puts_nothing_once_another_has_moved_it(means: FakeMeans) -> None:
    complaint = accepted(means)
    ended = handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)
    stale = msgspec.structs.replace(ended, state=State.ESTABLISHING)

    with pytest.raises(StaleVersionError):
        defaults.put_record(stale, means=means, known_at=NOW)


def test_there_is_nothing_to_finish_of_what_never_was(means: FakeMeans) -> None:
    with pytest.raises(NotFoundError):
        handling.roll_forward("TS20261123-nothing", means=means, now=NOW)


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (msgspec.structs.replace(DEFAULT, facts=None), "text.blank"),
        (msgspec.structs.replace(DEFAULT, document=None), "text.blank"),
        (msgspec.structs.replace(DEFAULT, ground="gossip"), "complaint.ground_unknown"),
        (msgspec.structs.replace(DEFAULT, reasons=" "), "text.blank"),
        (msgspec.structs.replace(DEFAULT, reviewed_by=" "), "text.blank"),
        (msgspec.structs.replace(DEFAULT, established=False), "complaint.facts_unfit"),
    ],
)
def test_a_ruling_that_lacks_what_a_record_needs_is_refused(means: FakeMeans, ruling: Ruling, code: str) -> None:
    complaint = accepted(means)

    with pytest.raises(UnprocessableError) as refusal:
        handling.decide(complaint.complaint, ruling, write=by(ABOVE, complaint), means=means, now=NOW)

    assert codes_in(refusal) == {code}


def test_without_a_review_a_record_stays_within(means: FakeMeans) -> None:
    complaint = accepted(means)
    ruling = msgspec.structs.replace(DEFAULT, reviewed_by=None)

    ended = handling.decide(complaint.complaint, ruling, write=by(ABOVE, complaint), means=means, now=NOW)

    record = means.library.find(ended.record_id or "")
    assert record is not None
    assert not record.content.reviewed


def test_nobody_decides_on_their_own_body(means: FakeMeans) -> None:
    complaint = filed(means)
    own = msgspec.structs.replace(complaint, version=2, superior=BODY)
    means.complaints.put(own, over=complaint)

    with pytest.raises(NotFoundError):
        handling.accept(complaint.complaint, write=Write(COMPETENT, 2), means=means, now=NOW)


def test_who_is_no_department_has_no_list(means: FakeMeans) -> None:
    for reader in (FIRM, PUBLIC, Reader(level=Level.DEPARTMENT, sub="x", role="department")):
        with pytest.raises(NotFoundError):
            handling.waiting_for(reader, means=means, limit=5)


def test_a_register_without_superiors_answers_for_a_successor(means: FakeMeans) -> None:
    own: Bodies = bodies()
    means.bodies = own

    assert filed(means, body="anyue_county").superior == "government_office"
    assert handling.waiting_for(of_body("government_office"), means=means, limit=5) != []


def _kept(means: FakeMeans) -> MemoryNotices:
    assert isinstance(means.outbox.notices, MemoryNotices)
    return means.outbox.notices


def _keep_promises(means: FakeMeans, *, now: datetime = NOW) -> list[Notice]:
    """Keep every promise twice, and return what was told."""
    for errand in [*_kept(means).errands(), *_kept(means).errands()]:
        telling.keep_promise(errand, complaints=means.complaints, bodies=means.bodies, outbox=means.outbox, now=now)
    return _kept(means).all()


def test_who_complained_is_told_the_result_with_its_reasons_and_once(means: FakeMeans) -> None:
    complaint = accepted(means)
    assert _keep_promises(means) == []
    handling.decide(complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)

    (told,) = _keep_promises(means)

    assert (told.recipient, told.template) == (the_subject(a_subject()), Template.COMPLAINT_ESTABLISHED)
    superior = means.bodies.get("government_office").name
    assert all(said in told.text.body for said in (complaint.complaint, "认定失信", DEFAULT.reasons, superior))
    assert all(errand.wakes_at is None for errand in _kept(means).errands())


def test_who_was_refused_is_told_the_remedies(means: FakeMeans) -> None:
    complaint = accepted(means)
    handling.decide(complaint.complaint, NO_DEFAULT, write=by(ABOVE, complaint), means=means, now=NOW)
    other = filed(means, body="intermediate_court")
    handling.not_accept(other.complaint, "不属于受理范围。", write=by(CLERK, other), means=means, now=NOW)

    told = _keep_promises(means)

    assert {one.template for one in told} == {Template.COMPLAINT_REFUSED}
    bodies_told = "".join(one.text.body for one in told)
    assert all(said in bodies_told for said in ("不认定失信", NO_DEFAULT.reasons, "不予受理", "不属于受理范围。"))
    assert all(said in one.text.body for one in told for said in ("行政复议", "行政诉讼", "投诉"))


def test_what_was_not_committed_is_told_to_nobody(means: FakeMeans) -> None:
    complaint = accepted(means)
    decided = msgspec.structs.replace(complaint, version=complaint.version + 1, state=State.NOT_ESTABLISHED)
    errand = telling.errand_for(decided)
    assert errand is not None
    means.outbox.promise(errand)

    assert _keep_promises(means) == []
    handling.withdraw(complaint.complaint, by=FIRM, means=means, now=NOW)
    assert _keep_promises(means) == []
    assert _kept(means).errands()[0].wakes_at is None
