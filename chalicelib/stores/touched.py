"""What incidents touched, in DynamoDB.

Shape: {incident: "SJ…", line: "touch#m~9151…#0a-2026…-9f0c…", body: "{…}"}
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from chalicelib.objections.incidents.store import TouchPage
from chalicelib.objections.incidents.touching import Touch
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import bound, was_put

_TOUCH = "touch#"
_LAST = "~~"  # behind every letter and digit that a subject's name or an entry's reference has
_touch_in = msgspec.json.Decoder(Touch).decode


class TouchedItem(Model):
    """A touch."""

    incident = UnicodeAttribute(hash_key=True)
    line = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute()


class DynamoTouched:
    """What incidents touched."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(TouchedItem, client=client, table=table)

    def add(self, incident: str, touch: Touch) -> None:
        """Enter a touch; entered again, it stands as it does."""
        item = self._model(incident, f"{_TOUCH}{touch.subject}#{touch.reference}", body=encoded(touch))
        was_put(item, self._model.line.does_not_exist())

    def touches(self, incident: str, *, limit: int, after: str | None = None) -> TouchPage:
        """Return touches in the order of their subjects, from behind a place."""
        found = list(self._behind(incident, after, limit=limit + 1))
        shown = found[:limit]
        further = shown[-1].line.removeprefix(_TOUCH) if len(found) > limit else None
        return TouchPage([_touch_in(item.body) for item in shown], further)

    def by_subject(self, incident: str, *, after: str | None = None) -> Iterator[tuple[str, Sequence[Touch]]]:
        """Yield each subject with its touches, in the order of the subjects, from behind one, read consistently."""
        items = self._behind(incident, f"{after}#{_LAST}" if after else None)
        for subject, touches in groupby((_touch_in(item.body) for item in items), key=lambda touch: touch.subject):
            yield subject, list(touches)

    def _behind(self, incident: str, after: str | None, *, limit: int | None = None) -> Iterator[Any]:
        """Yield the items from behind a place; BETWEEN takes its ends in, so that the one there is left out here."""
        first = f"{_TOUCH}{after}" if after else _TOUCH
        within = self._model.line.between(first, f"{_TOUCH}{_LAST}")
        asked = limit + 1 if limit is not None else None
        for item in self._model.query(incident, within, consistent_read=True, limit=asked):
            if item.line != first:
                yield item
