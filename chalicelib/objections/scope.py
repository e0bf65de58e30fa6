"""Who someone is to a case: its subject, the centre, a reviewer, the source it was referred to, or nobody.

A county's body acts on what was referred to it; the centre on every case. The body responsible today acts for the
one a case was referred to.
"""

from datetime import datetime

from chalicelib.errors import ConflictError, NotFoundError
from chalicelib.library.places import item_of, place_named_by
from chalicelib.library.readers import Level, Reader
from chalicelib.objections.cases import Case, State
from chalicelib.objections.filings import agency_of
from chalicelib.objections.means import Means
from chalicelib.objections.moves import Actor, must_not_be_over
from chalicelib.objections.steps import CENTRE_QUEUE, REVIEW_QUEUE, body_queue
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject

ON_BEHALF = "objection_on_behalf"
REVIEWER = "reviewer"
_MAY_BE_ANSWERED = frozenset({State.REFERRED, State.SUSPENDED})
_ACTORS = {
    Level.SUBJECT: Actor.SUBJECT,
    Level.DESK: Actor.CENTRE,
    Level.DEPARTMENT: Actor.SOURCE,
    Level.AUTHORISED: Actor.SUBJECT,
}


def case_for(by: Reader, number: str, *, means: Means, now: datetime) -> Case:
    """Return a case that someone may see: its subject, the centre once it is no draft, the body it was referred to.

    Raises: NotFoundError for any other, as for one that does not exist.
    """
    case = means.cases.find(number)
    if case is None or not may_see(by, case, means=means, now=now):
        raise NotFoundError
    return case


def acts_for(by: Reader) -> Subject | None:
    """Return whose case someone makes their own: their own subject's, or the one that granted them to object for it."""
    if by.level is Level.SUBJECT:
        return by.subject
    if by.level is Level.AUTHORISED and by.granted is not None and by.purpose == ON_BEHALF:
        return by.granted.subject
    return None


def actor_of(by: Reader) -> Actor:
    """Return in what part someone moves a case. Raises: NotFoundError for who has none."""
    if by.level not in _ACTORS:
        raise NotFoundError
    return Actor.REVIEWER if _reviews(by) else _ACTORS[by.level]


def queue_of(by: Reader) -> str:
    """Return the queue that someone works on. Raises: NotFoundError for who works on none."""
    if by.level is Level.DESK:
        return REVIEW_QUEUE if _reviews(by) else CENTRE_QUEUE
    if by.level is Level.DEPARTMENT and by.body is not None:
        return body_queue(by.body)
    raise NotFoundError


def waits_for(by: Reader, case: Case) -> bool:
    """Say whether someone who may see a case is the one to act on it now; a source may answer late."""
    if by.level is Level.DESK:
        return case.queue == queue_of(by)
    return by.level is Level.DEPARTMENT and case.state in _MAY_BE_ANSWERED


def must_wait_for(by: Reader, case: Case) -> None:
    """Refuse who is not the one to act on a case now.

    Raises: ConflictError `objection.already_closed`, `objection.step_under_way` or `objection.not_waiting`.
    """
    if not waits_for(by, case):
        must_not_be_over(case)
        raise ConflictError("objection.not_waiting", "该事项此时不由您办理。", "The case does not wait for you.")


def _reviews(by: Reader) -> bool:
    return by.role == REVIEWER


def may_see(by: Reader, case: Case, *, means: Means, now: datetime) -> bool:
    """Say whether a case is there for someone."""
    match by.level:
        case Level.SUBJECT:
            return by.subject == place_named_by(case.objection.record_id)[0]
        case Level.AUTHORISED:
            subject, place = place_named_by(case.objection.record_id)
            is_theirs = case.objection.agency is not None and case.objection.agency == agency_of(by)
            is_granted = by.granted is not None and item_of(place) in by.granted.items
            return is_theirs and is_granted and acts_for(by) == subject
        case Level.DESK:
            return case.state is not State.DRAFT
        case Level.DEPARTMENT if case.referred_to is not None:
            responsible = means.bodies.responsible(case.referred_to, beijing_date(now))
            return responsible.key == by.body
        case _:
            return False
