"""Who someone is to a case."""

import pytest

from chalicelib.errors import ConflictError, NotFoundError
from chalicelib.library.readers import Granted, Level, Reader
from chalicelib.objections import applications
from chalicelib.objections.cases import State
from chalicelib.objections.filings import NamedAgent
from chalicelib.objections.moves import Actor
from chalicelib.objections.scope import ON_BEHALF, actor_of, case_for, must_wait_for, queue_of, waits_for
from chalicelib.terms.subjects import Subject
from tests.factories import BODY, NOW, a_case, a_subject
from tests.unit.objections.standing import (
    AGENT,
    ANOTHER_SUBJECT,
    CLERK,
    FORMER_BODY,
    MINUTE,
    OTHER_SOURCE,
    PUBLIC,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    means_with,
)

BODILESS = Reader(level=Level.DEPARTMENT, sub="source-3", role="department")


@pytest.mark.parametrize(
    ("state", "referred_to", "seen_by"),
    [
        (State.DRAFT, None, {SUBJECT.sub, AGENT.sub}),
        (State.SUBMITTED, None, {SUBJECT.sub, AGENT.sub, CLERK.sub}),
        (State.REFERRED, BODY, {SUBJECT.sub, AGENT.sub, CLERK.sub, SOURCE.sub}),
        (State.CLOSED, FORMER_BODY, {SUBJECT.sub, AGENT.sub, CLERK.sub, SOURCE.sub}),
    ],
    ids=["a draft", "submitted", "referred", "closed"],
)
def test_a_case_is_seen_by_those_it_concerns_and_does_not_exist_for_others(
    state: State, referred_to: str | None, seen_by: set[str]
) -> None:
    means = FakeMeans()
    case = a_case(state=state, referred_to=referred_to)
    means.cases.put(case, over=None)

    for by in (SUBJECT, AGENT, ANOTHER_SUBJECT, CLERK, SOURCE, OTHER_SOURCE, BODILESS, PUBLIC):
        if by.sub in seen_by:
            assert case_for(by, case.case, means=means, now=NOW) == case
        else:
            with pytest.raises(NotFoundError):
                case_for(by, case.case, means=means, now=NOW)


def test_a_case_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        case_for(CLERK, "YY-0", means=FakeMeans(), now=NOW)


def test_everyone_acts_in_one_part_and_the_public_in_none() -> None:
    assert [actor_of(by) for by in (SUBJECT, CLERK, SOURCE)] == [Actor.SUBJECT, Actor.CENTRE, Actor.SOURCE]
    with pytest.raises(NotFoundError):
        actor_of(PUBLIC)


def test_staff_work_on_their_own_queue_and_others_on_none() -> None:
    assert [queue_of(by) for by in (CLERK, SOURCE)] == ["centre", f"body:{BODY}"]
    for by in (SUBJECT, PUBLIC, BODILESS):
        with pytest.raises(NotFoundError):
            queue_of(by)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.ACCEPTING, "objection.step_under_way"),
        (State.WITHDRAWN, "objection.already_closed"),
        (State.REFERRED, "objection.not_waiting"),
    ],
    ids=str,
)
def test_what_does_not_wait_for_the_centre_is_named(state: State, code: str) -> None:
    with pytest.raises(ConflictError) as refused:
        must_wait_for(CLERK, a_case(state=state))

    assert refused.value.code == code


def test_what_waits_is_let_through() -> None:
    must_wait_for(CLERK, a_case(state=State.SUBMITTED, queue="centre"))

    assert waits_for(SOURCE, a_case(state=State.REFERRED))
    assert not waits_for(SUBJECT, a_case(state=State.REFERRED))


def _agency(
    n: int = 7, *, purpose: str = ON_BEHALF, of: Subject | None = None, item: str = "administrative_penalty"
) -> Reader:
    """Return an agency that looks on a subject's grant."""
    granted = Granted(grant="SQ20261123-aaaaaaaa", subject=of or a_subject(), items=(item,))
    return Reader(
        level=Level.AUTHORISED,
        sub=f"agency-{n}",
        role="agency",
        subject=a_subject(n),
        purpose=purpose,
        ground="authorisation",
        granted=granted,
    )


def test_an_agency_objects_for_who_granted_it_to_and_sees_what_it_filed_and_no_more() -> None:
    means = means_with()
    agent = NamedAgent(name="示例经办人", phone="13800000000")
    theirs = applications.file(a_filing(agent=agent), by=_agency(), means=means, now=NOW)
    own = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW + MINUTE)

    assert case_for(_agency(), theirs.case, means=means, now=NOW) == theirs
    assert case_for(SUBJECT, theirs.case, means=means, now=NOW) == theirs
    assert actor_of(_agency()) is Actor.SUBJECT
    strangers = [_agency(8), _agency(of=a_subject(2)), _agency(purpose="commercial_loan")]
    # A later grant of the same subject, for something else than the record of the case.
    strangers.append(_agency(item="administrative_permit"))
    for by, number in [(_agency(), own.case), *((stranger, theirs.case) for stranger in strangers)]:
        with pytest.raises(NotFoundError):
            case_for(by, number, means=means, now=NOW)


@pytest.mark.parametrize("by", [_agency(purpose="commercial_loan"), _agency(of=a_subject(2))], ids=["loan", "another"])
def test_a_grant_for_something_else_or_of_somebody_else_lets_nobody_object(by: Reader) -> None:
    with pytest.raises(NotFoundError):
        applications.file(a_filing(), by=by, means=means_with(), now=NOW)
