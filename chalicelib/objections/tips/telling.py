"""Telling who was reported: the facts that a body established, once, and never the words or the number of the tip.

It is put right after the decision is committed, by who may read tips; no worker may (infra/decisions/0041). Where a
process ends between the two, whoever tries the decision again tells first; the facts are read in the file all along.
"""

from chalicelib.notices.notice import About, notice_of, the_subject
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections.tips.kinds import kinds
from chalicelib.objections.tips.means import Means
from chalicelib.objections.tips.tip import Tip
from chalicelib.terms.dates import beijing_date


def tell_facts(tip: Tip, *, means: Means) -> None:
    """Put the notice of the facts of a tip in the outbox; where there are none, or nobody to tell, nothing is told."""
    outcome = tip.outcome
    if tip.told_to is None or tip.referred_to is None or outcome is None or outcome.facts is None:
        return
    decided_on = beijing_date(outcome.decided_at)
    facts = {
        Part.ITEM: kinds().kinds[tip.filing.kind].zh,
        Part.ON: decided_on.isoformat(),
        Part.FACTS: outcome.facts,
        Part.SOURCE: means.bodies.responsible(tip.referred_to, decided_on).name,
    }
    text = templates().text_of(Template.TIP_FACTS, facts)
    about = About(act=tip.tip, version=1)
    means.outbox.tell(notice_of(about, to=the_subject(tip.told_to), text=text, at=outcome.decided_at))
