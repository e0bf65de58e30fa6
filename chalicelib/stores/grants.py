"""Grants in DynamoDB, found by their number; from either side by an index, which is a hint."""

from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib.errors import NotFoundError
from chalicelib.grants.grant import Grant, Holder
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import GrantItem, bound, instant, put_over
from chalicelib.terms.subjects import Subject

_grant_in = msgspec.json.Decoder(Grant).decode


class DynamoGrants:
    """Grants, found by their number, and from either side."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(GrantItem, client=client, table=table)

    def find(self, grant: str) -> Grant | None:
        """Return a grant by one consistent read."""
        try:
            return _grant_in(self._model.get(grant, consistent_read=True).body)
        except self._model.DoesNotExist:
            return None

    def put(self, new: Grant, *, over: Grant | None) -> None:
        """Put a grant over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(
            new.grant,
            version=new.version,
            body=encoded(new),
            subject=new.terms.subject.reference,
            holder=new.terms.holder.reference,
            given=_place_of(new),
        )
        put_over(item, over=over.version if over else None)

    def given_by(self, subject: Subject, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the grants of a subject, newest first (an index: a hint).

        Raises: NotFoundError when there is no grant `after`.
        """
        return self._newest(self._model.by_subject, subject.reference, limit=limit, after=after)

    def held_by(self, holder: Holder, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the grants of a holder, newest first (an index: a hint).

        Raises: NotFoundError when there is no grant `after`.
        """
        return self._newest(self._model.by_holder, holder.reference, limit=limit, after=after)

    def _newest(self, index: Any, key: str, *, limit: int, after: str | None) -> Sequence[str]:
        before = self._before(after) if after else None
        found = index.query(key, before, limit=limit, scan_index_forward=False)
        return [item.grant for item in found]

    def _before(self, grant: str) -> Any:
        last = self.find(grant)
        if last is None:
            raise NotFoundError
        return self._model.given < _place_of(last)


def _place_of(grant: Grant) -> str:
    return f"{instant(grant.terms.given_at)}#{grant.grant}"
