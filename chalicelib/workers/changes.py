"""The streams of the libraries: a faster way to what the act announces anyway.

A stream record says that something changed at a place, no more: the version is read from the library, consistently,
so that a record that comes late or out of order brings nothing old back. Older versions are no news. What changed
several times within a batch is told once, and a page is stamped once for all of it; only where that fails is each
told alone, to say whose the failure is. A stream goes on from behind the first that failed: what comes after it
comes again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.library.changes import Change
from chalicelib.library.places import HISTORY, record_id_of
from chalicelib.publication import listings
from chalicelib.search import postings
from chalicelib.terms.subjects import Library, Subject
from chalicelib.workers import logs

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.wiring import Services

STREAM = "stream"
_TABLE = "table/"


def follow(event: Mapping[str, Any], _: "LambdaContext") -> dict[str, list[dict[str, str]]]:
    """React to the stream records of a batch; name those that failed, which come again.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<SequenceNumber>"}]}
    """
    services, records = wiring.services(), event["Records"]
    try:
        _react(records, services=services)
    except Exception:  # noqa: BLE001  which of them it was is found out one by one
        return {"batchItemFailures": [{"itemIdentifier": number} for number in _failing_in(records, services=services)]}
    return {"batchItemFailures": []}


def _failing_in(records: Sequence[Mapping[str, Any]], *, services: "Services") -> Iterator[str]:
    for record in records:
        try:
            _react([record], services=services)
        except Exception as error:  # noqa: BLE001  the per-message loop: one bad record must not hold up the others
            logs.failed("changes", error)
            yield record["dynamodb"]["SequenceNumber"]


def _react(records: Iterable[Mapping[str, Any]], *, services: "Services") -> None:
    changed = dict.fromkeys(record_id for record in records if (record_id := _record_in(record)) is not None)
    standing = [record for record in map(services.library.find, changed) if record is not None]
    changes = [Change(before=None, after=record, by=STREAM, role="system") for record in standing]
    catalogue = services.catalogue
    listings.react(
        changes, listings=services.listings, site=services.site, catalogue=catalogue, numbers=services.numbers
    )
    postings.react(changes, names=services.names, catalogue=catalogue)


def _record_in(record: Mapping[str, Any]) -> str | None:
    """Return the id of the record that changed, None for an older version of one."""
    keys = record["dynamodb"]["Keys"]
    subject, place = Subject(_library_in(record), keys["subject"]["S"]), keys["place"]["S"]
    return None if place.startswith(HISTORY) else record_id_of(subject, place)


def _library_in(record: Mapping[str, Any]) -> Library:
    """Return the library whose table a stream record came from.

    Shape: arn:…:table/credit-ziyang-market-entities/stream/2026-11-23T00:00:00.000
    """
    table = record["eventSourceARN"].partition(_TABLE)[2].partition("/")[0]
    return next(library for library in Library if table.endswith(f"-{library.value.replace('_', '-')}"))
