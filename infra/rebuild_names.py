"""`python -m infra.rebuild_names --prefix credit-ziyang`: makes the table of names from the libraries, as it is to be.

    every version of every profile ─▶ its postings entered ─▶ what stands besides is confirmed, and taken out

For after a change of what names are compared as (characters, affixes), or of a table that was lost. It may run while
the platform works: postings are put as the effects of changes put them, and one that no version is known to bring is
taken out only after the profile it names was read again. A second run finds nothing to do.

The one place that scans, with an operator's own rights; no function may.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.catalogue.items import REGISTRATION, catalogue
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import Record
from chalicelib.search.postings import postings_of
from chalicelib.stores.clients import Clients
from chalicelib.stores.items import Item
from chalicelib.stores.library import DynamoLibrary
from chalicelib.stores.names import DynamoNames, code_in, items_of
from chalicelib.terms.subjects import Library, Subject, subject_of
from infra.client.ending import run

_ORGANISATIONS = (Library.MARKET_ENTITIES, Library.ORGANISATIONS)
_PROFILES = "A#"


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did: versions read, items entered (again), items taken out."""

    versions: int = 0
    entered: int = 0
    taken_out: int = 0

    def __str__(self) -> str:
        """Return what is printed."""
        return f"{self.versions} versions read, {self.entered} items entered, {self.taken_out} taken out"


class Rebuild:
    """The libraries and the table of names of one deployment."""

    def __init__(self, client: Any, *, prefix: str) -> None:
        """Take an operator's client, and what the names of the tables begin with."""
        self._client, self._catalogue = client, catalogue()
        self._tables = {library: f"{prefix}-{library.value.replace('_', '-')}" for library in _ORGANISATIONS}
        self._library = DynamoLibrary(client, self._tables)
        self._table = f"{prefix}-names"
        self._names = DynamoNames(client, self._table)

    def run(self) -> Rebuilt:
        """Enter what every version brings, then take out what none does."""
        done, expected = Rebuilt(), set[int]()
        for versions in self._profiles():
            postings = [one for version in versions for one in postings_of(version, catalogue=self._catalogue)]
            self._names.add(postings)
            keys = set(map(_key_of, items_of(postings)))
            expected |= keys
            done.versions += len(versions)
            done.entered += len(keys)
        surplus = (item for page in self._scanned(self._table) for item in page if _key_of(item) not in expected)
        done.taken_out = sum(map(self._take_out, surplus))
        return done

    def _profiles(self) -> Iterator[list[Record]]:
        """Yield the versions of all profiles, those of a page of them together."""
        for library, table in self._tables.items():
            only = {
                "FilterExpression": "begins_with(#place, :profiles)",
                "ExpressionAttributeNames": {"#place": "place"},
                "ExpressionAttributeValues": {":profiles": {"S": _PROFILES}},
            }
            for page in self._scanned(table, **only):
                ids = [record_id_of(Subject(library, item["subject"]["S"]), item["place"]["S"]) for item in page]
                yield list(self._versions_of(ids))

    def _versions_of(self, ids: Iterable[str]) -> Iterator[Record]:
        for record in self._library.find_all(list(ids)):
            if record.version > 1:
                yield from self._library.history_of(record.record_id)
            yield record

    def _take_out(self, item: Item) -> bool:
        """Take an item out unless a version brings it; looked at again afterwards, for one may have come meanwhile."""
        if self._is_brought(item):
            return False
        self._client.delete_item(TableName=self._table, Key=item)
        if not self._is_brought(item):
            return True
        self._client.put_item(TableName=self._table, Item=item)
        return False

    def _is_brought(self, item: Item) -> bool:
        subject = subject_of(code_in(item))
        registrations = (one for one in self._catalogue.items if one.kind == REGISTRATION)
        ids = [record_id_of(subject, profile_place(one.id)) for one in registrations]
        postings = (one for each in self._versions_of(ids) for one in postings_of(each, catalogue=self._catalogue))
        return item in items_of(postings)

    def _scanned(self, table: str, **how: Any) -> Iterator[list[Item]]:
        start: dict[str, Any] = {}
        while True:
            page = self._client.scan(TableName=table, ConsistentRead=True, **how, **start)
            yield page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _key_of(item: Item) -> int:
    # Millions of them at once: a hash is a tenth of the key.
    return hash((item["gram"]["S"], item["place"]["S"]))


def main() -> int:
    """Rebuild the table of one deployment, which AWS_REGION and the SDK's own variables lead to."""
    parser = argparse.ArgumentParser(description="Make the table of names from the libraries.")
    parser.add_argument("--prefix", required=True, help="what the names of the tables begin with")
    options = parser.parse_args()
    clients = Clients(region=os.environ["AWS_REGION"], environ=os.environ)
    print(Rebuild(clients.get("dynamodb"), prefix=options.prefix).run())
    return 0


if __name__ == "__main__":
    run(main)
