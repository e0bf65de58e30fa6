"""Notifying: which notices a move of a case demands, to whom, and with what words.

    move ─▶ promise (an errand, before the commit) ─▶ commit ─▶ the errand is kept: the trail says what there is to tell

The version of a notice is the number of its line in the trail, so that telling twice writes once. Past recipients of
the record are not told here: they are found from the change itself (`notices.chasing`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from chalicelib.errors import NotFoundError
from chalicelib.library.store import LibraryStore
from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.notice import About, Party, Recipient, notice_of, the_body, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections.cases import Case, CaseKind, Day, Move
from chalicelib.objections.clocks import days_in
from chalicelib.objections.deadline_rules import rules
from chalicelib.objections.ladder import ladder
from chalicelib.objections.means import Means as DeskMeans
from chalicelib.objections.moves import PROMISES, MoveName, Promise
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.steps import SUBJECT_QUEUE, Aside, body_of, commit
from chalicelib.objections.store import CaseStore
from chalicelib.objections.trail import lines_of
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date


class To(StrEnum):
    """Who is told: the applicant, the source of the record, the body a case was referred to, if it was.

    Of a step of the ladder, whom its line names.
    """

    APPLICANT = "applicant"
    SOURCE = "source"
    REFERRED = "referred"
    NAMED = "named"


class Demand(NamedTuple):
    """One notice that a move demands."""

    to: To
    template: Template


_DECIDED = (Demand(To.APPLICANT, Template.DECIDED_IN_FAVOUR), Demand(To.SOURCE, Template.DECIDED_TO_SOURCE))
_DECLINED = (Demand(To.APPLICANT, Template.NOT_ACCEPTED),)
DEMANDS: Mapping[str, tuple[Demand, ...]] = {
    MoveName.OPENED: (Demand(To.APPLICANT, Template.RECEIPT),),
    MoveName.REVIEW_OPENED: (Demand(To.APPLICANT, Template.RECEIPT),),
    MoveName.REQUEST_SUPPLEMENT: (Demand(To.APPLICANT, Template.SUPPLEMENT_REQUESTED),),
    MoveName.MARKED: (Demand(To.APPLICANT, Template.ACCEPTED),),
    MoveName.NOT_ACCEPT: _DECLINED,
    MoveName.LAPSE: _DECLINED,
    MoveName.REFER: (Demand(To.REFERRED, Template.REFERRED),),
    MoveName.EXTEND: (Demand(To.APPLICANT, Template.EXTENDED),),
    MoveName.HOLD: (Demand(To.APPLICANT, Template.HELD),),
    MoveName.RESUME: (Demand(To.APPLICANT, Template.RESUMED),),
    MoveName.SUSPENDED: (Demand(To.APPLICANT, Template.SUSPENDED), Demand(To.SOURCE, Template.SUSPENDED)),
    MoveName.SETTLED: _DECIDED,
    MoveName.RELEASED: (Demand(To.APPLICANT, Template.WITHDRAWN), Demand(To.REFERRED, Template.WITHDRAWN)),
    MoveName.SUPERSEDE: (Demand(To.APPLICANT, Template.SUPERSEDED), Demand(To.REFERRED, Template.SUPERSEDED)),
    Aside.REMINDER: (Demand(To.NAMED, Template.REMINDER),),
    Aside.ESCALATED_TO_LEAD: (Demand(To.NAMED, Template.ESCALATED),),
    Aside.ESCALATED_TO_COMMISSION: (Demand(To.NAMED, Template.ESCALATED),),
    Aside.TAKEN_OVER: (Demand(To.REFERRED, Template.REFERRED),),
}
_AGAINST: Mapping[CaseKind, Template] = {
    CaseKind.REVIEW: Template.REVIEWED_AGAINST,
    CaseKind.REVOCATION: Template.REPAIR_REVOKED,
}
# What the platform itself gives for a reason, in words.
_REASONS = {"supplement.lapsed": "逾期未补正"}


class Means(Protocol):
    """What notifying works with."""

    @property
    def cases(self) -> CaseStore:
        """The table of cases."""

    @property
    def library(self) -> LibraryStore:
        """The three libraries."""

    @property
    def bodies(self) -> Bodies:
        """The bodies, with who is responsible today."""

    @property
    def outbox(self) -> Outbox:
        """What tells."""


@dataclass(frozen=True, slots=True)
class CaseNotices:
    """What the desk tells by."""

    means: Means

    def promise(self, after: Case) -> None:
        """Keep the promise to tell of the newest move of a case, before it is committed."""
        self.means.outbox.promise(errand_for(after))

    def hasten(self, after: Case) -> None:
        """Ask that the promise be kept, now that the move is committed."""
        self.means.outbox.hasten(errand_for(after))

    def tell(self, case: Case) -> None:
        """Put what the newest move of a case has to tell in the outbox; done again, it changes nothing."""
        tell(case, case.last, means=self.means)


def commit_told(after: Case, *, over: Case, means: DeskMeans) -> None:
    """Commit a move and have told of it whom it concerns, even if this process ends right after.

    Where the state it leads to promises to tell, that is rolled forward with the state, and nothing more is needed.

    Raises: StaleVersionError when the case has moved meanwhile; nobody is told of it then.
    """
    is_promised = after.last.move in DEMANDS and Promise.TELL not in PROMISES.get(after.state, ())
    if is_promised:
        means.notices.promise(after)
    commit(after, over=over, cases=means.cases)
    if is_promised:
        means.notices.hasten(after)


def errand_for(after: Case) -> Errand:
    """Return the promise to tell of the newest move of a case."""
    return errand_of(Kind.CASE, About(act=after.case, version=after.last.number), at=after.last.at)


def keep_promise(errand: Errand, *, means: Means, now: datetime) -> None:
    """Tell what the move of an errand demands, once it is committed; another move in its place tells its own."""
    case = means.cases.find(errand.about.act)
    lines = lines_of(case, means.cases) if case else ()
    line = next((one for one in lines if one.number == errand.about.version), None)
    if case is None or line is None:
        means.outbox.wait(errand, now=now)
        return
    tell(case, line, means=means)
    means.outbox.rest(errand)


def tell(case: Case, line: Move, *, means: Means) -> None:
    """Put the notices that one move of a case demands in the outbox."""
    for demand in DEMANDS.get(line.move, ()):
        send(case, line, demand, means=means)


def send(case: Case, line: Move, demand: Demand, *, means: Means) -> None:
    """Put one notice of a case in the outbox; one that nobody is there for is left out."""
    recipient = _named_in(case, line) if demand.to is To.NAMED else _RECIPIENTS[demand.to](case, means)
    if recipient is None:
        return
    text = templates().text_of(_template_of(case, demand, recipient), _facts_of(case, line, means=means))
    about = About(act=case.case, version=line.number)
    means.outbox.tell(notice_of(about, to=recipient, text=text, at=line.at))


def _template_of(case: Case, demand: Demand, recipient: Recipient) -> Template:
    """Return the template of a demand.

    A decision against the objection has its own, and one of a review another; a subject is reminded of its supplement.
    """
    if demand.template is Template.REMINDER and recipient.party is Party.SUBJECT:
        return Template.SUPPLEMENT_REQUESTED
    if case.kind is CaseKind.REVOCATION and demand.template is Template.ACCEPTED:
        return Template.REVOCATION_PROPOSED
    is_in_favour = case.decision is not None and outcomes()[case.decision.outcome].in_favour
    if demand.template is not Template.DECIDED_IN_FAVOUR or is_in_favour:
        return demand.template
    return _AGAINST.get(case.kind, Template.DECIDED_AGAINST)


def _named_in(case: Case, line: Move) -> Recipient:
    """Return whom a line names: a body, the subject, or for every other queue and the lead the centre."""
    if line.to == SUBJECT_QUEUE:
        return the_subject(case.objection.subject)
    return the_body(body_of(line.to or "") or ladder().centre)


def _applicant(case: Case, _: Means) -> Recipient | None:
    return the_subject(case.objection.subject)


def _referred(case: Case, _: Means) -> Recipient | None:
    return the_body(case.referred_to) if case.referred_to is not None else None


def _source(case: Case, means: Means) -> Recipient | None:
    """Return the body that is responsible today for what the source supplied; where none has its key, nobody."""
    if case.referred_to is not None:
        return the_body(case.referred_to)
    record = means.library.find(case.objection.record_id)
    if record is None:
        return None
    try:
        return the_body(means.bodies.responsible(record.content.supply.body, beijing_date(case.moved_at)).key)
    except NotFoundError:
        return None


_RECIPIENTS: Mapping[To, Callable[[Case, Means], Recipient | None]] = {
    To.APPLICANT: _applicant,
    To.SOURCE: _source,
    To.REFERRED: _referred,
}


def _facts_of(case: Case, line: Move, *, means: Means) -> dict[Part, str]:
    record = means.library.find(case.objection.record_id)
    decision, hold = case.decision, case.hold
    return {
        Part.ACT: case.case,
        Part.ON: beijing_date(line.at).isoformat(),
        Part.DUE: _days_of(case, line),
        Part.SOURCE: record.content.supply.named if record else "",
        Part.OUTCOME: outcomes()[decision.outcome].zh if decision else "",
        Part.REASONS: _reasons_of(case, line),
        Part.FINDING: (hold.finding or "") if hold else "",
        Part.MISSING: "；".join(case.supplement.missing) if case.supplement else "",
    }


def _reasons_of(case: Case, line: Move) -> str:
    """Return why a line was made: the reason for more time or for waiting, else that of the decision."""
    if line.move == MoveName.EXTEND and case.extension is not None:
        return case.extension.reason
    if line.move == MoveName.HOLD and case.hold is not None:
        return case.hold.reason
    if case.kind is CaseKind.REVOCATION and case.decision is None:
        return case.reply.reason if case.reply is not None else ""
    return _REASONS.get(case.decision.reasons, case.decision.reasons) if case.decision else ""


def _heard_until(case: Case) -> tuple[Day, ...]:
    """Return up to when a subject may say something before its repair is taken back; nobody is bound to that day."""
    if case.kind is not CaseKind.REVOCATION:
        return ()
    heard = (one for one in case.deadlines if one.act == "hearing")
    return tuple(Day(act=one.act, on=one.on, provisional=one.provisional) for one in heard)


def _days_of(case: Case, line: Move) -> str:
    """Return the days still to be met when a line was made, each with what it is for; all, where it bound to none.

    Lines from before they were kept in them have the days of today.

    Shape: "办结：2026-12-02；最长办理期限：…（暂定）"
    """
    names = {key: act.zh for key, act in rules().acts.items()}
    told = [
        f"{names.get(one.act, one.act)}：{one.on.isoformat()}{'（暂定）' if one.provisional else ''}"
        for one in (*_heard_until(case), *(line.days or days_in(line.state, case.deadlines)))
    ]
    return "；".join(told)
