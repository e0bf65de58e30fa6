"""What incidents touched, in DynamoDB, and the notices to those they touched.

Shape: {incident: "SJ…", line: "touch#m~9151…#0a-2026…-9f0c…", body: "{…}"}
       {incident: "SJ…", line: "notice#m~9151…", version: 2, body: "{…}", told_to: "m~9151…", told: "2026…#SJ…"}

The index `told` is sparse: a notice is found by its subject once it is told.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.errors import NotFoundError
from chalicelib.objections.incidents.notices import Notice
from chalicelib.objections.incidents.store import TouchPage
from chalicelib.objections.incidents.touching import Touch
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import bound, instant, put_over, was_put

_TOUCH, _NOTICE = "touch#", "notice#"
_LAST = "~~"  # behind every letter and digit that a subject's name or an entry's reference has
_touch_in = msgspec.json.Decoder(Touch).decode
_notice_in = msgspec.json.Decoder(Notice).decode


class NoticesTold(GlobalSecondaryIndex["TouchedItem"]):  # type: ignore[no-untyped-call]
    """Notices by whom they were told, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "told"
        projection = KeysOnlyProjection()

    told_to = UnicodeAttribute(hash_key=True)
    told = UnicodeAttribute(range_key=True)


class TouchedItem(Model):
    """A touch, or a notice."""

    incident = UnicodeAttribute(hash_key=True)
    line = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    body = UnicodeAttribute()
    told_to = UnicodeAttribute(null=True)
    told = UnicodeAttribute(null=True)
    by_told = NoticesTold()


class DynamoTouched:
    """Touches and notices of incidents."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(TouchedItem, client=client, table=table)

    def add(self, incident: str, touch: Touch) -> None:
        """Enter a touch; entered again, it stands as it does."""
        item = self._model(incident, f"{_TOUCH}{touch.subject}#{touch.reference}", body=encoded(touch))
        was_put(item, self._model.line.does_not_exist())

    def touches(self, incident: str, *, limit: int, after: str | None = None) -> TouchPage:
        """Return touches in the order of their subjects, from behind a place."""
        found = list(self._between(incident, _TOUCH, after=after, limit=limit + 1))
        shown = found[:limit]
        further = shown[-1].line.removeprefix(_TOUCH) if len(found) > limit else None
        return TouchPage([_touch_in(item.body) for item in shown], further)

    def touches_of(self, incident: str, subject: str) -> Iterator[Touch]:
        """Yield the touches of one subject, read consistently."""
        of_it = self._model.line.startswith(f"{_TOUCH}{subject}#")
        for item in self._model.query(incident, of_it, consistent_read=True):
            yield _touch_in(item.body)

    def notice(self, incident: str, subject: str) -> Notice | None:
        """Return the notice to a subject, by one consistent read."""
        try:
            return _notice_in(self._model.get(incident, f"{_NOTICE}{subject}", consistent_read=True).body)
        except self._model.DoesNotExist:
            return None

    def put_notice(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(new.incident, f"{_NOTICE}{new.subject}", version=new.version, body=encoded(new))
        if new.told_to is not None:
            item.told_to, item.told = new.told_to, _place_of(new)
        put_over(item, over=over.version if over else None)

    def notices(self, incident: str, *, after: str | None = None) -> Iterator[Notice]:
        """Yield the notices of an incident in the order of their subjects, from behind one subject, consistently."""
        for item in self._between(incident, _NOTICE, after=after):
            yield _notice_in(item.body)

    def notices_to(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the incidents that a subject was told of, newest first (an index: a hint).

        Raises: NotFoundError where the subject was not told of the incident `after`.
        """
        before = self._model.told < self._place_after(after, subject) if after else None
        found = self._model.by_told.query(subject, before, limit=limit, scan_index_forward=False)
        return [item.incident for item in found]

    def _place_after(self, incident: str, subject: str) -> str:
        notice = self.notice(incident, subject)
        if notice is None or notice.told_to is None:
            raise NotFoundError
        return _place_of(notice)

    def _between(self, incident: str, kind: str, *, after: str | None, limit: int | None = None) -> Iterator[Any]:
        """Yield the items of a kind; BETWEEN takes its ends in, so that the one gone on from is left out here."""
        first = f"{kind}{after}" if after else kind
        within = self._model.line.between(first, f"{kind}{_LAST}")
        asked = limit + 1 if limit is not None else None
        for item in self._model.query(incident, within, consistent_read=True, limit=asked):
            if item.line != first:
                yield item


def _place_of(notice: Notice) -> str:
    if notice.told_at is None:
        message = "a notice that was not told has no place among those told"
        raise ValueError(message)
    return f"{instant(notice.told_at)}#{notice.incident}"
