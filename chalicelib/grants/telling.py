"""Telling of grants and sessions: a holder that its grant was revoked, a subject that an officer acts in its name.

The promise to tell is put before the act commits; what was never committed is told to nobody.
"""

from datetime import datetime

from chalicelib.grants.grant import Grant, Holder, Party
from chalicelib.grants.sessions import Session
from chalicelib.grants.store import GrantStore, SessionStore
from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.notice import About, Recipient, notice_of, the_body, the_organisation, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.terms.dates import beijing_date


def holder_of(grant: str, *, grants: GrantStore) -> Recipient | None:
    """Return who holds a grant, as notices go to them; None where there is no such grant."""
    found = grants.find(grant)
    return None if found is None else recipient_of(found.terms.holder)


def recipient_of(holder: Holder) -> Recipient:
    """Return a holder as notices go to them."""
    return the_body(holder.key) if holder.party is Party.BODY else the_organisation(holder.key)


def errand_for_grant(revoked: Grant, *, at: datetime) -> Errand:
    """Return the promise to tell that a grant is revoked."""
    return errand_of(Kind.GRANT, About(act=revoked.grant, version=revoked.version), at=at)


def errand_for_session(opened: Session, *, at: datetime) -> Errand:
    """Return the promise to tell that an officer acts for somebody."""
    return errand_of(Kind.SESSION, About(act=opened.session, version=opened.version), at=at)


def tell_of_grant(errand: Errand, *, grants: GrantStore, outbox: Outbox, now: datetime) -> None:
    """Tell the holder that a grant is revoked, once it is."""
    grant = grants.find(errand.about.act)
    if grant is None or grant.revoked_at is None:
        outbox.wait(errand, now=now)
        return
    facts = {Part.ACT: grant.grant, Part.ON: beijing_date(grant.revoked_at).isoformat()}
    text = templates().text_of(Template.GRANT_REVOKED, facts)
    outbox.tell(notice_of(errand.about, to=recipient_of(grant.terms.holder), text=text, at=now))
    outbox.rest(errand)


def tell_of_session(errand: Errand, *, sessions: SessionStore, outbox: Outbox, now: datetime) -> None:
    """Tell the subject, and the person that was there for it, that an officer acts in its name."""
    session = sessions.find(errand.about.act)
    if session is None:
        outbox.wait(errand, now=now)
        return
    facts = {
        Part.ACT: session.session,
        Part.ON: beijing_date(session.opened_at).isoformat(),
        Part.OFFICE: session.officer.body or "",
    }
    text = templates().text_of(Template.ASSISTED_ACT, facts)
    for subject in dict.fromkeys((session.subject, session.present)):
        outbox.tell(notice_of(errand.about, to=the_subject(subject), text=text, at=now))
    outbox.rest(errand)
