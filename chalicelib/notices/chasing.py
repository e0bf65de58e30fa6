"""Chasing: who saw a record before it was corrected, withdrawn or marked is told that it has changed, not what.

    change ─▶ errand ─▶ a message for the exchange ─▶ accesses to the subject, a page at a time ─▶ a notice to each
                  └──── again after ever longer times, for looks that were sealed late ────┘

Who saw an earlier version is found in the accesses that the ledger's entries make; a page is told, then its end is put
on the errand, so that another worker goes on from there. Telling again what a page held tells nobody twice. No ground
is looked at: who has lost theirs is told too, and learns only that what they hold is no longer good.

What cannot be told: who read a public page or a public report has no name. Whoever looked on a grant is told as its
holder, a department as the body that is responsible today, anybody else by the account they looked with. The platform's
own staff are not told, nor who saw the record in the course of the very act.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.errors import NotFoundError
from chalicelib.ledger.accesses import Access
from chalicelib.ledger.lines import place_in
from chalicelib.ledger.sealing import LAGS
from chalicelib.ledger.seen import short_id_of, versions_in
from chalicelib.library.changes import Change
from chalicelib.library.places import place_named_by
from chalicelib.library.records import Content, Reason, Status
from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.means import Means
from chalicelib.notices.notice import EXCHANGE, About, Recipient, Seen, notice_of, the_account, the_body
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.terms.dates import beijing_date

PAGE = 100
# A look is sealed, and its accesses are made, within minutes of when its slot is looked at.
_SEALED_WITHIN = timedelta(minutes=5)
ROUNDS = tuple(lag + _SEALED_WITHIN for lag in LAGS)
_OF_THE_PLATFORM = frozenset({"desk", "lead", "reviewer", "auditor", "counter", "tips", "system"})
_TO_THE_EXCHANGE: Mapping[str, Template] = {
    Reason.WITHDRAWN.value: Template.EXCHANGE_REVOKE,
    Reason.ERASED.value: Template.EXCHANGE_REVOKE,
    Reason.MARKED.value: Template.EXCHANGE_MARK_ON,
    Reason.MARK_REMOVED.value: Template.EXCHANGE_MARK_OFF,
}
_BY_A_BATCH = frozenset({Reason.ANNOUNCED, Reason.UNDONE})


def react(changes: Iterable[Change], *, outbox: Outbox) -> None:
    """Have those told who saw what has changed; what a source merely supplies or registers is no correction."""
    for change in changes:
        after = change.after
        is_registered = after.is_profile and after.content.reason is Reason.ANNOUNCED
        if is_registered or after.content.reason is Reason.SUPPLIED:
            continue
        errand = errand_of(
            Kind.CHANGE,
            About(act=after.content.act, version=after.version),
            at=after.content.known_at,
            record_id=after.record_id,
            reason=_reason_of(after.content).value,
        )
        outbox.promise(errand)
        outbox.hasten(errand)


def _reason_of(content: Content) -> Reason:
    """Return why a version was put: withdrawn too is what its source left out, and what a batch added by mistake."""
    is_gone = content.status is Status.WITHDRAWN and content.reason in _BY_A_BATCH
    return Reason.WITHDRAWN if is_gone else content.reason


def chase(errand: Errand, *, means: Means, now: datetime) -> Errand:
    """Tell who saw an earlier version, go on where it was left, and return the errand as it stands.

    Raises: StaleVersionError where another works on it at once.
    """
    if errand.wakes_at is None or errand.record_id is None:
        return errand
    hunt = _Hunt(record_id=errand.record_id, errand=errand, means=means, now=now)
    hunt.tell_exchange()
    subject, _ = place_named_by(errand.record_id)
    while True:
        page = means.accesses.page(subject.reference, own=False, limit=PAGE, after=errand.after)
        for access in page.accesses:
            hunt.tell_of(access)
        following = errand.moved(wakes_at=errand.wakes_at, rounds=errand.rounds, after=page.after)
        if page.after is None:
            following = _ended_round(errand, now=now)
        means.notice_store.put_errand(following, over=errand)
        if page.after is None:
            return following
        errand = following


@dataclass(kw_only=True)
class _Hunt:
    """One run of a chase; `told` are those it has told already."""

    record_id: str
    errand: Errand
    means: Means
    now: datetime
    told: set[str] = field(default_factory=set)

    def tell_exchange(self) -> None:
        """Leave a message for the exchange, which takes it up itself."""
        template = _TO_THE_EXCHANGE.get(self.errand.reason or "", Template.EXCHANGE_CHANGE)
        facts = {Part.RECORD: self.record_id, Part.VERSION: str(self.errand.about.version)}
        text = templates().text_of(template, facts)
        self.means.outbox.tell(notice_of(self.errand.about, to=EXCHANGE, text=text, at=self.errand.made_at))

    def tell_of(self, access: Access) -> None:
        """Tell who made an access, if it showed an earlier version, and they can be told at all."""
        recipient = self._recipient_of(access) if self._showed_earlier(access) else None
        if recipient is None or recipient.reference in self.told:
            return
        self.told.add(recipient.reference)
        facts = {
            Part.RECORD: self.record_id,
            Part.SEEN_ON: beijing_date(access.at).isoformat(),
            Part.ENTRY: access.reference,
        }
        seen = Seen(record_id=self.record_id, at=access.at, entry=access.reference, matter_number=access.matter_number)
        text = templates().text_of(Template.RECORD_CHANGED, facts)
        self.means.outbox.tell(notice_of(self.errand.about, to=recipient, text=text, at=self.now, seen=seen))

    def _showed_earlier(self, access: Access) -> bool:
        """Say whether somebody outside the platform and the act was shown an earlier version."""
        if access.role in _OF_THE_PLATFORM or access.act == self.errand.about.act:
            return False
        short, before = short_id_of(self.record_id), self.errand.about.version
        return any(seen == short and version < before for seen, version in versions_in(access.seen))

    def _recipient_of(self, access: Access) -> Recipient | None:
        holder = self.means.holder_of(access.grant) if access.grant else None
        if holder is not None:
            return holder
        if access.body is not None:
            return self._body_of(access.body)
        entry = self.means.ledger.find(*place_in(access.reference))
        return the_account(entry.actor.sub) if entry and entry.actor.sub else None

    def _body_of(self, key: str) -> Recipient:
        """Return the body that is responsible today; one that is in no register is told under its own key."""
        try:
            return the_body(self.means.bodies.responsible(key, beijing_date(self.now)).key)
        except NotFoundError:
            return the_body(key)


def _ended_round(errand: Errand, *, now: datetime) -> Errand:
    """Return the errand after it went through all accesses: when it does so again, if ever."""
    later = (number for number, lag in enumerate(ROUNDS, 1) if number > errand.rounds and errand.made_at + lag > now)
    following = next(later, None)
    if following is None:
        return errand.moved(wakes_at=None, rounds=len(ROUNDS))
    return errand.moved(wakes_at=errand.made_at + ROUNDS[following - 1], rounds=following)
