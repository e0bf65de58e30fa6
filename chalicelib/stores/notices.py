"""Notices and errands in DynamoDB, and their queue in SQS; what is left to do is in the sparse index `unsettled`.

Shape: message {"notice": "9f0c…"}, where the id of an errand says that it is one
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from chalicelib.notices.errands import Errand
from chalicelib.notices.notice import Notice, Recipient, Standing
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import NoticeItem, bound, instant, put_over

_PARTITION = "notice"
_BETWEEN = "#"
_notice_in = msgspec.json.Decoder(Notice).decode
_errand_in = msgspec.json.Decoder(Errand).decode


class DynamoNotices:
    """Notices and errands."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(NoticeItem, client=client, table=table)

    def find(self, notice: str) -> Notice | None:
        """Return a notice by one consistent read."""
        body = self._body(notice)
        return None if body is None else _notice_in(body)

    def put(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._item(new.notice, new)
        item.recipient, item.told = new.recipient.reference, f"{instant(new.told_at)}{_BETWEEN}{new.notice}"
        item.act, item.standing = new.about.act, _written(new.standing)
        put_over(item, over=over.version if over else None)

    def find_errand(self, errand: str) -> Errand | None:
        """Return an errand by one consistent read."""
        body = self._body(errand)
        return None if body is None else _errand_in(body)

    def put_errand(self, new: Errand, *, over: Errand | None) -> None:
        """Put an errand over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        put_over(self._item(new.errand, new), over=over.version if over else None)

    def told_to(self, recipient: Recipient, *, limit: int, before: str | None = None) -> Sequence[str]:
        """Return places of the notices to a recipient, newest first, from behind a place."""
        earlier = None if before is None else self._model.told < before
        found = self._model.by_recipient.query(recipient.reference, earlier, limit=limit, scan_index_forward=False)
        return [item.told for item in found]

    def told_of(self, act: str) -> Sequence[Standing]:
        """Return how all the notices of an act stand."""
        return [_standing_in(item.standing) for item in self._model.by_act.query(act)]

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return ids of notices and errands that were to be gone on with before an instant, oldest first."""
        earlier = self._model.wakes_at < instant(before)
        return [item.notice for item in self._model.by_waking.query(_PARTITION, earlier, limit=limit)]

    def _item(self, number: str, owner: Notice | Errand) -> NoticeItem:
        item = self._model(number, version=owner.version, body=encoded(owner))
        if owner.wakes_at is not None:
            item.unsettled, item.wakes_at = _PARTITION, instant(owner.wakes_at)
        return item

    def _body(self, number: str) -> str | None:
        try:
            body: str = self._model.get(number, consistent_read=True).body
        except self._model.DoesNotExist:
            return None
        return body


class QueueNotices:
    """Asks that notices and errands be gone on with."""

    def __init__(self, client: Any, queue: str) -> None:
        """Take the client and the queue's full name."""
        self._client, self._queue = client, queue

    def send(self, number: str) -> None:
        """Ask that a notice or an errand be gone on with; only makes it faster than the sweeper."""
        self._client.send_message(QueueUrl=self._url, MessageBody=msgspec.json.encode({"notice": number}).decode())

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._queue)["QueueUrl"])


def _written(standing: Standing) -> str:
    """Return a standing as a sort key. Shape: "record_changed#000003#pending#body:shili-jgj#9f0c…"."""
    template, version, state, recipient, notice = standing
    return _BETWEEN.join((template, f"{version:06d}", state, recipient, notice))


def _standing_in(written: str) -> Standing:
    template, version, state, rest = written.split(_BETWEEN, 3)
    recipient, _, notice = rest.rpartition(_BETWEEN)
    return Standing(template, int(version), state, recipient, notice)
