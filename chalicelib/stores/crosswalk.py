"""Old codes and the credit codes they belong to, in DynamoDB."""

from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import LinkItem, bound, was_put
from chalicelib.terms.crosswalk import Link, OldCode

_link_in = msgspec.json.Decoder(Link).decode


class DynamoCrosswalk:
    """Links of old codes."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(LinkItem, client=client, table=table)

    def links_of(self, old: OldCode) -> Sequence[Link]:
        """Return what is known of an old code, read consistently: a row is attached or held by it."""
        return [_link_in(item.body) for item in self._model.query(_key_of(old), consistent_read=True)]

    def add(self, links: Sequence[Link]) -> None:
        """Add links; one that is there already stays."""
        for link in links:
            item = self._model(_key_of(link.old), link.credit_code, body=encoded(link))
            was_put(item, self._model.credit_code.does_not_exist())


def _key_of(old: OldCode) -> str:
    return f"{old.kind}#{old.number}"
