"""The issued reports in DynamoDB, three indexes beside them that hold keys alone.

Shape: {number: "ZY512000…", version: 2, body: "{…}", subject: "m~9151…", open: "1", until: "2026-12-27",
        printing: "1", moved_at: "2026-…"}
       {number: "tap#<hash>", body: "{…}", expires: 1795420800}   what an Idempotency-Key was used for
       {number: "hash#<SHA-256>", report: "ZY512000…"}            which report bytes are of
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.reports.issue import Issue, State
from chalicelib.reports.store import Tap
from chalicelib.stores.contents import encoded
from chalicelib.stores.items import Item, Items, Range, item_of
from chalicelib.terms.report_numbers import earliest_since
from chalicelib.terms.subjects import Subject

_YES = "1"
_issue_in = msgspec.json.Decoder(Issue).decode
_tap_in = msgspec.json.Decoder(Tap).decode


class DynamoIssues:
    """The issued reports."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="number")
        self._of_subject = Items(client, table, key="subject")
        self._unprinted = Items(client, table, key="printing")
        self._lapsing = Items(client, table, key="open")

    def find(self, number: str) -> Issue | None:
        """Return an issue by one consistent read."""
        item = self._items.find(number=number)
        return _issue_in(item["body"]["S"]) if item else None

    def put(self, new: Issue, *, over: Issue | None) -> None:
        """Put an issue over the version that was read, or as new.

        Where the very version stands that was to be put, it was put: the SDK sends again what it heard no answer to.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        following = 1 if over is None else over.version + 1
        if new.version != following:
            message = f"version {new.version} is put where {following} follows"
            raise ValueError(message)
        item = _item_of(new)
        was_put = self._items.add(item) if over is None else self._items.replace(item, version=over.version)
        if not was_put and self._items.find(number=new.number) != item:
            raise StaleVersionError

    def of_subject(self, subject: Subject, *, since: datetime) -> Sequence[str]:
        """Return the numbers of a subject's reports that were issued since and not revoked (an index: a hint)."""
        name = f"{subject.library.letter}~{subject.key}"
        within = Range(name="number", operator=">", value=earliest_since(since))
        return [item["number"]["S"] for item in self._of_subject.all(name, within, IndexName="subjects")]

    def unprinted(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of issues that await their document, and last moved before an instant, oldest first."""
        within = Range(name="moved_at", operator="<", value=_instant(before))
        found = self._unprinted.all(_YES, within, IndexName="unprinted", Limit=limit)
        return [item["number"]["S"] for item in islice(found, limit)]

    def lapsed(self, *, before: date, limit: int) -> Sequence[str]:
        """Return numbers of issues whose document is kept although its last day was before a day, oldest first."""
        within = Range(name="until", operator="<", value=before.isoformat())
        found = self._lapsing.all(_YES, within, IndexName="lapsing", Limit=limit)
        return [item["number"]["S"] for item in islice(found, limit)]

    def tie(self, key: str, tap: Tap, *, expires_at: datetime) -> Tap:
        """Tie an idempotency key to a number unless it has one; return the tap that stands."""
        name = f"tap#{key}"
        item = item_of(number=name, body=encoded(tap), expires=int(expires_at.timestamp()))
        if self._items.add(item):
            return tap
        standing = self._items.find(number=name)
        return _tap_in(standing["body"]["S"]) if standing else tap

    def point(self, sha256: str, number: str) -> None:
        """Remember which report bytes with a hash are of; a hint, confirmed on the issue."""
        self._items.put(item_of(number=f"hash#{sha256}", report=number))

    def number_of(self, sha256: str) -> str | None:
        """Return the report that bytes with a hash may be of."""
        item = self._items.find(number=f"hash#{sha256}")
        return item["report"]["S"] if item else None


def _item_of(issue: Issue) -> Item:
    kept = {"open": _YES, "until": issue.until.isoformat()}
    awaited = {"printing": _YES, "moved_at": _instant(issue.moved_at)}
    return item_of(
        number=issue.number,
        version=issue.version,
        body=encoded(issue),
        subject=issue.subject_name if issue.state is State.LIVE else None,
        **(kept if issue.is_open else {}),
        **(awaited if issue.awaits_its_document else {}),
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
