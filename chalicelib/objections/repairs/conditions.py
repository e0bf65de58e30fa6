"""Conditions of a repair (修复条件): each one met, not met and from which day it is, or shown by what is handed in.

They are judged on the day of asking, when the application is submitted, when the body that determined the record grants
it, and when that is carried out: a repair is never granted before the least period of the record's class is over.

Source: 信用修复管理办法 (国家发展和改革委员会令第36号); conditions.toml and catalogue/periods.toml.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import Periods
from chalicelib.catalogue.severity import Severity
from chalicelib.library.records import REPAIRED, Record, Status
from chalicelib.library.versions import PUBLICATION_ENDED
from chalicelib.objections.cases import Case
from chalicelib.objections.repairs.rules import RepairKind, rules
from chalicelib.terms.dates import beijing_date

_SEVERITIES = {one.value: one for one in Severity}


class Met(StrEnum):
    """How a condition stands: by what the platform knows, or by material that the deciding body looks at."""

    MET = "met"
    NOT_MET = "not_met"
    BY_MATERIAL = "by_material"


class Condition(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One condition and how it stands; `from_on` is the first day on which it is met, where a day meets it.

    `basis` is a document of the register; `confirmed` that it was read there.
    """

    code: str
    zh: str
    en: str
    state: Met
    basis: str
    confirmed: bool
    from_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What conditions are judged by: a record of an item on a day, and what stands against its subject."""

    record: Record
    item: Item
    today: date
    periods: Periods
    free_from: date | None = None


def conditions_for(kind: RepairKind, situation: Situation) -> tuple[Condition, ...]:
    """Return how each condition of a kind stands, in the order of the table."""
    return tuple(_condition(code, situation) for code in kind.conditions)


def unmet(conditions: Iterable[Condition]) -> list[Condition]:
    """Return those that are not met; what is shown by material is not among them."""
    return [one for one in conditions if one.state is Met.NOT_MET]


def minimum_reached_on(record: Record, *, periods: Periods, on: date) -> date | None:
    """Return the first day on which a record may be repaired, as judged on a day; None where its class is unknown."""
    severity, since = _SEVERITIES.get(record.content.severity or ""), record.content.determined_on
    if severity is None or since is None:
        return None
    return periods.repairable_from(severity, since, on=on)


def free_from(findings: Iterable[Case]) -> date | None:
    """Return from which day a subject may apply again, by the repairs of it that were found false; None for at once."""
    days = []
    for case in findings:
        bar = rules().bars.get(case.reply.finding or "") if case.reply else None
        if bar is not None and case.decision is not None:
            days.append(bar.free_from(beijing_date(case.decision.decided_at)))
    return max((day for day in days if day is not None), default=None)


def _condition(code: str, situation: Situation) -> Condition:
    state, from_on = _JUDGED[code](situation) if code in _JUDGED else (Met.BY_MATERIAL, None)
    said = rules().conditions[code]
    return Condition(
        code=code, zh=said.zh, en=said.en, state=state, basis=said.basis, confirmed=said.confirmed, from_on=from_on
    )


Judged = tuple[Met, date | None]


def _record_stands(situation: Situation) -> Judged:
    content, ended = situation.record.content, situation.item.ended_field
    has_ended = content.withheld in {REPAIRED, PUBLICATION_ENDED} or bool(ended and content.fields.get(ended))
    return _met(content.status is Status.LIVE and not has_ended), None


def _publication_runs(situation: Situation) -> Judged:
    content = situation.record.content
    severity = _SEVERITIES.get(content.severity or "")
    if severity is None or content.determined_on is None:
        return Met.NOT_MET, None
    end = situation.periods.display_end(
        severity, content.determined_on, on=situation.today, department_end=content.publish_until
    )
    return _met(end is not None and situation.today <= end), None


def _minimum_period(situation: Situation) -> Judged:
    first = minimum_reached_on(situation.record, periods=situation.periods, on=situation.today)
    return _met(first is not None and first <= situation.today), first


def _not_barred(situation: Situation) -> Judged:
    first = situation.free_from
    is_free = first is None or first <= situation.today
    return _met(is_free), None if is_free else first


def _met(is_met: bool) -> Met:  # noqa: FBT001 -- the one thing it says
    return Met.MET if is_met else Met.NOT_MET


_JUDGED: Mapping[str, Callable[[Situation], Judged]] = {
    "record_stands": _record_stands,
    "publication_runs": _publication_runs,
    "minimum_period": _minimum_period,
    "not_barred": _not_barred,
}
