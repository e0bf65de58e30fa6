"""Assisted sessions in DynamoDB, found by their number; by who is concerned through an index, which is a hint."""

from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib.errors import NotFoundError
from chalicelib.grants.sessions import Session
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import SessionItem, bound, instant, put_over
from chalicelib.terms.subjects import Subject

_session_in = msgspec.json.Decoder(Session).decode


class DynamoSessions:
    """Assisted sessions, found by their number, and by who is concerned."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(SessionItem, client=client, table=table)

    def find(self, session: str) -> Session | None:
        """Return a session by one consistent read."""
        try:
            return _session_in(self._model.get(session, consistent_read=True).body)
        except self._model.DoesNotExist:
            return None

    def put(self, new: Session, *, over: Session | None) -> None:
        """Put a session over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(
            new.session,
            version=new.version,
            body=encoded(new),
            subject=new.subject.reference,
            present=new.present.reference,
            opened=_place_of(new),
        )
        put_over(item, over=over.version if over else None)

    def about(self, subject: Subject, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the sessions that concern a subject, newest first (an index: a hint).

        Raises: NotFoundError when there is no session `after`.
        """
        before = self._before(after) if after else None
        indexes = (self._model.by_subject, self._model.by_present) if subject.is_person else (self._model.by_subject,)
        found: set[tuple[str, str]] = set()
        for index in indexes:
            items: Any = index.query(subject.reference, before, limit=limit, scan_index_forward=False)
            found |= {(item.opened, item.session) for item in items}
        return [session for _, session in sorted(found, reverse=True)[:limit]]

    def _before(self, session: str) -> Any:
        last = self.find(session)
        if last is None:
            raise NotFoundError
        return self._model.opened < _place_of(last)


def _place_of(session: Session) -> str:
    return f"{instant(session.opened_at)}#{session.session}"
