"""Chasing: who is told of a silence, step by step, each once.

A notice about a silence has its name from the system, the item and the day that was due, and of whom it tells: told
twice, late or by two at once, it is one. So nothing else is kept, and what was missed is made up for in order. What was
supplied meanwhile is due another day, and a silence that begins anew is told anew.
"""

from collections.abc import Iterator
from datetime import date, datetime

from chalicelib.intake.systems.means import Means
from chalicelib.intake.systems.rules import Step, Tells, rules
from chalicelib.intake.systems.silence import Punctuality, Standing, Supplied, standings_of
from chalicelib.intake.systems.system import System
from chalicelib.notices.notice import About, Notice, notice_of, the_body
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.terms.dates import beijing_date


def chase(system: System, *, supplied: Supplied, means: Means, now: datetime) -> tuple[str, ...]:
    """Tell of each silence of a system what is to be told by now, and return the steps that were taken.

    Shape: ("reminder", "escalated_to_centre")
    """
    today, done = beijing_date(now), list[str]()
    for standing in standings_of(system, supplied=supplied, calendar=means.calendar, today=today):
        for step, notice in _due(system, standing, means=means, now=now):
            if means.outbox.notices.find(notice.notice) is None:
                means.outbox.tell(notice)
                done.append(step.step)
    return tuple(done)


def act_of(system: str, item: str, due_on: date) -> str:
    """Return the name of a silence. Shape: "penalties-of-jgj#administrative_penalty#2026-11-30"."""
    return f"{system}#{item}#{due_on.isoformat()}"


def _due(system: System, standing: Standing, *, means: Means, now: datetime) -> Iterator[tuple[Step, Notice]]:
    if standing.state is not Punctuality.SILENT:
        return
    for number, step in enumerate(rules().steps, start=1):
        if step.after_working_days <= standing.silent_working_days:
            about = About(act=act_of(system.system, standing.item, standing.due_on), version=number)
            yield step, _notice_of(system, standing, step, about=about, means=means, now=now)


def _notice_of(  # noqa: PLR0913 -- what is told, of what, to whom and when comes by keyword
    system: System, standing: Standing, step: Step, *, about: About, means: Means, now: datetime
) -> Notice:
    today = beijing_date(now)
    owner = means.bodies.responsible(system.registered.owner, today)
    told = means.bodies.responsible(rules().told_by(step, owner.key), today)
    facts = {
        Part.ACT: f"{system.registered.name}（{system.system}）",
        Part.ITEM: means.catalogue.get(standing.item).zh,
        Part.SOURCE: owner.name,
        Part.DUE: standing.due_on.isoformat(),
        Part.ON: today.isoformat(),
    }
    template = Template.SUPPLY_SILENT if step.tells is Tells.OWNER else Template.SUPPLY_SILENT_ESCALATED
    return notice_of(about, to=the_body(told.key), text=templates().text_of(template, facts), at=now)
