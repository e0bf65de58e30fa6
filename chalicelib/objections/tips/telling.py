"""Telling who was reported: the facts that a body established, once, and never the words or the number of the tip.

That it is told is promised before the decision is committed, and kept once it is. Who keeps promises may read a tip by
its number, and nothing of who reported (infra/decisions/0045).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.notice import About, notice_of, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections.owners import ActStore
from chalicelib.objections.tips.kinds import kinds
from chalicelib.objections.tips.tip import Tip
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date


def errand_for(tip: Tip, changes: Mapping[str, Any]) -> Errand | None:
    """Return the promise to tell the facts that a move brings; None where it brings none, or nobody can be told."""
    after = msgspec.structs.replace(tip, **changes)
    if "outcome" not in changes or after.told_to is None:
        return None
    return errand_of(Kind.TIP, About(act=tip.tip, version=tip.edition + 1), at=after.moved_at)


def keep_promise(errand: Errand, *, tips: ActStore[Tip], bodies: Bodies, outbox: Outbox, now: datetime) -> None:
    """Tell the facts, once the decision of an errand is committed; of another in its place, its own."""
    tip = tips.find(errand.about.act)
    if tip is None or tip.edition < errand.about.version:
        outbox.wait(errand, now=now)
        return
    tell_facts(tip, bodies=bodies, outbox=outbox)
    outbox.rest(errand)


def tell_facts(tip: Tip, *, bodies: Bodies, outbox: Outbox) -> None:
    """Put the notice of the facts of a tip in the outbox; where there are none, or nobody to tell, nothing is told."""
    outcome = tip.outcome
    if tip.told_to is None or tip.referred_to is None or outcome is None or outcome.facts is None:
        return
    decided_on = beijing_date(outcome.decided_at)
    facts = {
        Part.ITEM: kinds().kinds[tip.filing.kind].zh,
        Part.ON: decided_on.isoformat(),
        Part.FACTS: outcome.facts,
        Part.SOURCE: bodies.responsible(tip.referred_to, decided_on).name,
    }
    text = templates().text_of(Template.TIP_FACTS, facts)
    about = About(act=tip.tip, version=1)
    outbox.tell(notice_of(about, to=the_subject(tip.told_to), text=text, at=outcome.decided_at))
