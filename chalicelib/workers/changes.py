"""The streams of the libraries: a faster way to what the act announces anyway.

A stream record says that something changed at a place, no more: the version is read from the library, consistently,
so that a record that comes late or out of order brings nothing old back. Older versions are no news.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.library.changes import Change
from chalicelib.library.places import HISTORY, record_id_of
from chalicelib.publication import listings
from chalicelib.search import names
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
    services, failed = wiring.services(), []
    for record in event["Records"]:
        try:
            _react(record, services=services)
        except Exception as error:  # noqa: BLE001  the per-message loop: one bad record must not hold up the others
            logs.failed("changes", error)
            failed.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failed}


def _react(record: Mapping[str, Any], *, services: "Services") -> None:
    change = _change_in(record, services=services)
    if change is None:
        return
    catalogue = services.catalogue
    listings.react(
        [change], listings=services.listings, site=services.site, catalogue=catalogue, numbers=services.numbers
    )
    names.react([change], names=services.names, catalogue=catalogue)


def _change_in(record: Mapping[str, Any], *, services: "Services") -> Change | None:
    keys = record["dynamodb"]["Keys"]
    subject, place = Subject(_library_in(record), keys["subject"]["S"]), keys["place"]["S"]
    if place.startswith(HISTORY):
        return None
    standing = services.library.find(record_id_of(subject, place))
    return None if standing is None else Change(before=None, after=standing, by=STREAM, role="system")


def _library_in(record: Mapping[str, Any]) -> Library:
    """Return the library whose table a stream record came from.

    Shape: arn:…:table/credit-ziyang-market-entities/stream/2026-11-23T00:00:00.000
    """
    table = record["eventSourceARN"].partition(_TABLE)[2].partition("/")[0]
    return next(library for library in Library if table.endswith(f"-{library.value.replace('_', '-')}"))
