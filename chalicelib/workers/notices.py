"""The queue of notices: each message names a notice to be delivered, or an errand whose promise to tell is kept.

Shape: message {"notice": "9f0c…"} or {"notice": "errand-9f0c…"}
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib import wiring
from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.grants import telling
from chalicelib.notices.chasing import chase
from chalicelib.notices.delivery import deliver
from chalicelib.notices.errands import PREFIX, Errand, Kind
from chalicelib.objections import notifying
from chalicelib.objections.complaints import telling as complaints
from chalicelib.objections.tips import telling as tips
from chalicelib.workers import logs
from chalicelib.workers.messages import worked_off

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

MOVED_MEANWHILE = "notice.moved_meanwhile"


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a message says."""

    notice: str


def work(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Go on with every notice and errand of a batch; those that failed come again, and at last to the dead letters.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
    """
    return worked_off(event, context, _go_on)


def finish(services: wiring.Services, number: str, now: datetime) -> None:
    """Go on with a notice or an errand; another that does so at once does it well.

    Raises: NotFoundError for what is neither.
    """
    try:
        if number.startswith(PREFIX):
            _keep_promise(services, number, now)
        else:
            deliver(number, means=services, now=now)
    except StaleVersionError:
        logs.ignored("notices", MOVED_MEANWHILE)


def _go_on(record: "SQSRecord") -> None:
    number = None
    try:
        number = msgspec.json.decode(record.body, type=Message).notice
        finish(wiring.services(), number, datetime.now(UTC))
    except Exception as error:
        logs.failed("notices", error, owner=number)
        raise


def _keep_promise(services: wiring.Services, number: str, now: datetime) -> None:
    errand = services.notice_store.find_errand(number)
    if errand is None:
        raise NotFoundError
    if errand.wakes_at is not None:
        _KEPT_BY[errand.kind](services, errand, now)


def _of_case(services: wiring.Services, errand: Errand, now: datetime) -> None:
    notifying.keep_promise(errand, means=services, now=now)


def _of_change(services: wiring.Services, errand: Errand, now: datetime) -> None:
    chase(errand, means=services, now=now)


def _of_grant(services: wiring.Services, errand: Errand, now: datetime) -> None:
    telling.tell_of_grant(errand, grants=services.grants, outbox=services.outbox, now=now)


def _of_session(services: wiring.Services, errand: Errand, now: datetime) -> None:
    telling.tell_of_session(errand, sessions=services.sessions, outbox=services.outbox, now=now)


def _of_complaint(services: wiring.Services, errand: Errand, now: datetime) -> None:
    complaints.keep_promise(
        errand, complaints=services.complaints, bodies=services.bodies, outbox=services.outbox, now=now
    )


def _of_tip(services: wiring.Services, errand: Errand, now: datetime) -> None:
    tips.keep_promise(errand, tips=services.tips, bodies=services.bodies, outbox=services.outbox, now=now)


_KEPT_BY: Mapping[Kind, Callable[[wiring.Services, Errand, datetime], None]] = {
    Kind.CASE: _of_case,
    Kind.CHANGE: _of_change,
    Kind.GRANT: _of_grant,
    Kind.SESSION: _of_session,
    Kind.COMPLAINT: _of_complaint,
    Kind.TIP: _of_tip,
}
