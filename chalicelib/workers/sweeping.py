"""The sweeper: finishes every owner that is not at rest, and needs neither stream nor queue for it.

An owner is left alone for a minute after it moved, so that the sweeper does not run beside who moved it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib import wiring
from chalicelib.objections.complaints import handling as complaints
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.incidents import handling as incidents
from chalicelib.reports.closing import close_lapsed
from chalicelib.terms.dates import beijing_date
from chalicelib.wiring import Services
from chalicelib.workers import bulk, logs, uploads

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

LEFT_ALONE = timedelta(minutes=1)
AT_ONCE = 100
PORTIONS = 5
SYSTEM_QUEUE = "system"


class SweepError(Exception):
    """Some owners could not be finished; the schedule's alarm hears of it, and the next run tries again."""


class Owners(NamedTuple):
    """One kind of owner: how those that are not at rest are found, and how one is finished."""

    name: str
    unsettled: Callable[[Services, datetime], Iterable[str]]
    finish: Callable[[Services, str, datetime], object]


def work(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Finish what is not at rest now, when the schedule says so."""
    return sweep(wiring.services(), now=datetime.now(UTC))


def sweep(services: Services, *, now: datetime) -> dict[str, int]:
    """Finish what is not at rest; one owner that cannot be finished keeps no other from it.

    Shape:  {"batches": 0, "cases": 2}, what was finished
    Raises: SweepError at the end where any could not be finished.
    """
    finished: dict[str, int] = {}
    failures = 0
    for owners in OWNERS:
        done = [_is_finished(owners, number, services, now) for number in _left(owners, services, now)]
        finished[owners.name] = sum(done)
        failures += len(done) - sum(done)
    if failures:
        message = f"{failures} owners could not be finished"
        raise SweepError(message)
    return finished


def _left(owners: Owners, services: Services, now: datetime) -> list[str]:
    return list(owners.unsettled(services, now - LEFT_ALONE))


def _is_finished(owners: Owners, number: str, services: Services, now: datetime) -> bool:
    try:
        owners.finish(services, number, now)
    except Exception as error:  # noqa: BLE001 -- the per-message loop: one owner keeps no other waiting
        logs.failed("sweeping", error, owner=number)
        return False
    return True


def _batches(services: Services, before: datetime) -> Iterable[str]:
    return uploads.unsettled(services, before, limit=AT_ONCE)


def _tickets(services: Services, before: datetime) -> Iterable[str]:
    return uploads.awaited(services, before, limit=AT_ONCE)


def _plans(services: Services, before: datetime) -> Iterable[str]:
    return uploads.waiting(services, before, limit=AT_ONCE)


def _bulk_jobs(services: Services, before: datetime) -> Iterable[str]:
    return bulk.unsettled(services, before, limit=AT_ONCE)


def _cases(services: Services, before: datetime) -> Iterable[str]:
    return services.cases.unsettled(before=before, limit=AT_ONCE)


def _finish_case(services: Services, number: str, now: datetime) -> object:
    return roll_forward(number, means=services, now=now)


def _lapsed_reports(services: Services, before: datetime) -> Iterable[str]:
    return services.issues.lapsed(before=beijing_date(before), limit=AT_ONCE)


def _close_report(services: Services, number: str, now: datetime) -> None:
    close_lapsed(number, issues=services.issues, documents=services.report_documents, now=now)


def _unprinted_reports(services: Services, before: datetime) -> Iterable[str]:
    return services.issues.unprinted(before=before, limit=AT_ONCE)


def _print_again(services: Services, number: str, _: datetime) -> None:
    services.printing.send(number)


def _notices(services: Services, before: datetime) -> Iterable[str]:
    return services.notice_store.unsettled(before=before, limit=AT_ONCE)


def _go_on_telling(services: Services, number: str, _: datetime) -> None:
    services.notice_queue.send(number)


def _establishing(services: Services, before: datetime) -> Iterable[str]:
    for number in services.complaints.waiting(SYSTEM_QUEUE, limit=AT_ONCE):
        complaint = services.complaints.find(number)
        if complaint is not None and complaint.moved_at < before:
            yield number


def _establish(services: Services, number: str, now: datetime) -> object:
    return complaints.roll_forward(number, means=services, now=now)


def _incidents(services: Services, _: datetime) -> Iterable[str]:
    return services.incidents.waiting(SYSTEM_QUEUE, limit=AT_ONCE)


def _go_on_with_incident(services: Services, number: str, now: datetime) -> None:
    """Do some portions; what is left is the next run's, so that one incident keeps nobody waiting."""
    for _ in range(PORTIONS):
        if not incidents.roll_forward(number, means=services, now=now).state.is_under_way:
            return


# Cases first: a mark waits for nothing, and one large batch may take the whole run.
OWNERS: tuple[Owners, ...] = (
    Owners("cases", _cases, _finish_case),
    Owners("complaints", _establishing, _establish),
    Owners("reports", _lapsed_reports, _close_report),
    Owners("notices", _notices, _go_on_telling),
    Owners("printing", _unprinted_reports, _print_again),
    Owners("batches", _batches, uploads.go_on),
    Owners("tickets", _tickets, uploads.go_on),
    Owners("plans", _plans, uploads.go_on),
    Owners("bulk_jobs", _bulk_jobs, bulk.finish),
    Owners("incidents", _incidents, _go_on_with_incident),
)
