"""Zero reports (零报告): a body says that it had nothing of an item from a day to another.

    declared, without a file ─▶ planning ─▶ refused, where the body has supplied something of these days
                                         └─▶ planned ─▶ applied: noted beside the last supply of the item

It counts where it is asked whether a body has reported at all. What is supplied of these days afterwards stands beside
it: what was said is not unsaid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.errors import MalformedError, UnprocessableError
from chalicelib.intake.batches import Batch, Message, Period, State, Ticket
from chalicelib.intake.means import Means
from chalicelib.intake.rulebook import finding
from chalicelib.intake.stock import live_among, record_ids_of
from chalicelib.intake.works import Portion
from chalicelib.library.places import day_in
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Finding

CONTRADICTED = "zero_report.contradicted"


@dataclass(frozen=True, slots=True)
class ZeroWork:
    """Nothing has to be judged or put of a zero report."""

    def portions(self, *, seam: int) -> Iterator[Portion]:  # noqa: ARG002 -- it has none
        """Yield no portion."""
        yield from ()


def zero_work_of(batch: Batch, *, means: Means, now: datetime) -> tuple[ZeroWork | None, list[Finding]]:
    """Return what a zero report has to do, or why it cannot be: something of its days was supplied."""
    if batch.state is not State.PLANNING or batch.ticket.period is None:
        return ZeroWork(), []
    there = _supplied_in(batch.ticket.period, batch, means=means, now=now)
    if not there:
        return ZeroWork(), []
    first, last = batch.ticket.period.first, batch.ticket.period.last
    return None, [finding(CONTRADICTED, first=first.isoformat(), last=last.isoformat(), count=there)]


def _supplied_in(period: Period, batch: Batch, *, means: Means, now: datetime) -> int:
    """Return how many records of the days stand that the body has supplied."""
    today = beijing_date(now)
    first, last = period.first.isoformat(), period.last.isoformat()
    every = record_ids_of(batch.ticket.body, batch.ticket.item, means=means, today=today, until=now)
    of_the_days = [one for one in every if first <= (day_in(one) or "") <= last]
    return len(live_among(of_the_days, body=batch.ticket.body, means=means, today=today))


def must_declare_days(declared: Ticket, *, today: date) -> None:
    """Refuse a zero report without days or of days to come, one that comes with a file, and days of any other message.

    Raises: MalformedError; UnprocessableError.
    """
    is_one = declared.message is Message.ZERO_REPORT
    if is_one != (declared.period is not None) or (is_one and declared.is_of_rows):
        zh, en = "零报告须写明起止日期，不附文件和数据行；其他报文不填起止日期。", "Days are of a zero report alone."
        raise MalformedError("upload.period_or_file", zh, en)
    if declared.period is not None and not declared.period.first <= declared.period.last <= today:
        zh, en = "起止日期颠倒，或者晚于今天。", "The days are in the wrong order, or lie in the future."
        raise UnprocessableError("upload.period_unsound", zh, en)
