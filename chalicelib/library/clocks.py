"""Clocks: until when a record may be shown, judged on the day of reading.

Two run for negative information: the publication period (公示期限) for whoever is shown no more than the public, the
query period (查询期限) for everybody, departments and the desk too; a record that says nothing against its subject has
neither. A department's own earlier end shortens the first and never lengthens it; a removal from a list ends it on the
day before. What is unknown (a severity, a day) has no day on which it is shown.

Source: 信用修复管理办法 (2026) for the publication period, 征信业管理条例 art. 16 for the query period, both as data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from chalicelib.catalogue.periods import Periods
from chalicelib.catalogue.severity import NEUTRAL, Severity
from chalicelib.library.records import Content

FOR_EVER = date.max
_NOT_MET = date.min
_ONE_DAY = timedelta(days=1)
_SEVERITIES: Mapping[str, Severity] = {one.value: one for one in Severity}


class Clocks(NamedTuple):
    """What the end of a record's display depends on besides itself."""

    periods: Periods
    today: date
    is_public: bool
    is_negative: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The ends of display of an item's records for one reader; `known` are those it has met."""

    clocks: Clocks
    ended_field: str | None
    known: dict[tuple[str | None, date | None, date | None, str | None], date | None] = field(default_factory=dict)

    def of(self, content: Content) -> date | None:
        """Return the last day on which a record may be shown, None where there is none."""
        removed = content.fields.get(self.ended_field) if self.ended_field else None
        ended = removed if isinstance(removed, str) else None
        key = (content.severity, content.determined_on, content.publish_until, ended)
        end = self.known.get(key, _NOT_MET)
        if end is _NOT_MET:
            end = self.known[key] = _last_day(self.clocks, *key)
        return end


# Records of one day and class share their ends, within one answer and from one to the next.
@lru_cache(maxsize=4096)
def _last_day(
    clocks: Clocks, severity: str | None, since: date | None, department_end: date | None, removed: str | None
) -> date | None:
    ends: list[date | None] = [FOR_EVER]
    if clocks.is_negative and severity != NEUTRAL:
        ends += _ends_of(clocks, _SEVERITIES.get(severity or ""), since)
    if clocks.is_public:
        ends.append(department_end or FOR_EVER)
        ends.append(_day_before(removed) if removed else FOR_EVER)
    known = [end for end in ends if end is not None]
    return min(known) if len(known) == len(ends) else None


def _day_before(day: str) -> date:
    """Return the day before a day; before the first that can be written lies none."""
    return max(date.fromisoformat(day), date.min + _ONE_DAY) - _ONE_DAY


def _ends_of(clocks: Clocks, severity: Severity | None, since: date | None) -> list[date | None]:
    if severity is None or since is None:
        return [None]
    ends = [clocks.periods.query_end(severity, since, on=clocks.today)]
    if clocks.is_public:
        is_shown = clocks.periods.shown_at_all(severity, on=clocks.today)
        ends.append(clocks.periods.display_end(severity, since, on=clocks.today) if is_shown else None)
    return ends
