"""The three libraries in DynamoDB, a table each.

Shape: {subject: "9151…", place: "C#administrative_penalty#2025-03-02#k3f9…", version: 2, mark: "YY…", body: "{…}"}
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.library.places import HISTORY, history_place, place_named_by, replaced_place
from chalicelib.library.records import Content, Record
from chalicelib.library.store import Page
from chalicelib.stores.batching import read_all
from chalicelib.stores.contents import encoded
from chalicelib.stores.items import Item, Items, Range, item_of
from chalicelib.terms.subjects import Library, Subject

_CURRENT = Range(name="place", operator="<", value=HISTORY)
_content_in = msgspec.json.Decoder(Content).decode


class DynamoLibrary:
    """The three libraries; which table is in the subject."""

    def __init__(self, client: Any, tables: Mapping[Library, str]) -> None:
        """Take the client and the full name of each library's table."""
        self._client, self._names = client, tables
        self._tables = {library: Items(client, table, key="subject") for library, table in tables.items()}

    def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
        """Return a subject's profile and current records, in one consistent Query a page.

        Consistent, because a reader must not meet an accepted objection's record without its mark.
        """
        start = item_of(subject=subject.key, place=after) if after else None
        items, last = self._of(subject).page(subject.key, _CURRENT, after=start, ConsistentRead=True)
        return Page([_record_in(item, subject) for item in items], last["place"]["S"] if last else None)

    def records_of(self, subject: Subject, item: str) -> Sequence[Record]:
        """Return a subject's current records of one item, read consistently, all pages; a profile is no such record."""
        within = Range(name="place", operator="begins_with", value=f"C#{item}#")
        return [_record_in(each, subject) for each in self._of(subject).all(subject.key, within, ConsistentRead=True)]

    def find(self, record_id: str) -> Record | None:
        """Return a record's current version by one consistent read.

        Raises: NotFoundError for what is no record id.
        """
        subject, place = place_named_by(record_id)
        item = self._of(subject).find(subject=subject.key, place=place)
        return _record_in(item, subject) if item else None

    def find_all(self, record_ids: Sequence[str]) -> Sequence[Record]:
        """Return the current versions of the records that exist, read consistently, up to a hundred by one request.

        They come in the order of the ids.

        Raises: NotFoundError for what is no record id.
        """
        places = {record_id: place_named_by(record_id) for record_id in record_ids}
        keys: dict[str, list[Item]] = {}
        for subject, place in places.values():
            keys.setdefault(self._names[subject.library], []).append(item_of(subject=subject.key, place=place))
        found = {
            (table, item["subject"]["S"], item["place"]["S"]): item
            for table, items in read_all(self._client, keys).items()
            for item in items
        }
        standing = ((found.get((self._names[s.library], s.key, place)), s) for s, place in places.values())
        return [_record_in(item, subject) for item, subject in standing if item is not None]

    def history_of(self, record_id: str) -> Sequence[Record]:
        """Return a record's replaced versions, oldest first; the current one is not among them."""
        subject, place = place_named_by(record_id)
        within = Range(name="place", operator="begins_with", value=f"{HISTORY}{place[1:]}#")
        items = self._of(subject).all(subject.key, within, ConsistentRead=True)
        kept = (_record_in(item, subject, place=place) for item in items if _is_version_of(place, item))
        return list(kept)

    def replaced(self, subject: Subject, *, first: str, last: str) -> Iterator[Record]:
        """Yield the replaced versions of all records of a subject whose places lie between two, ends included."""
        within = Range(name="place", operator="BETWEEN", value=f"{HISTORY}{first[1:]}", up_to=f"{HISTORY}{last[1:]}#~")
        for item in self._of(subject).all(subject.key, within, ConsistentRead=True):
            yield _record_in(item, subject, place=replaced_place(item["place"]["S"]))

    def put(self, new: Record, *, over: Record | None) -> None:
        """Put a version over the one that was read, or as the first.

        Where the very version stands that was to be put, it was put: the SDK sends again what it heard no answer to.

        Raises: StaleVersionError when another version stands there;
                OversizeError for more than an item holds;
                ValueError for a version that does not follow the one it is put over.
        """
        _hold_sequence(new, over)
        items, item = self._of(new.subject), _item_of(new)
        if over is None:
            was_put = items.add(item)
        else:
            # A copy that is there stays: a version never changes, unless its term has run out and it was erased.
            items.add(_item_of(over, place=history_place(over.place, over.version)))
            was_put = items.replace(item, version=over.version)
        if not was_put and items.find(subject=new.subject.key, place=new.place) != item:
            raise StaleVersionError

    def overwrite_replaced(self, version: Record) -> None:
        """Put what is left of a replaced version once it is erased, over its content; again changes nothing."""
        self._of(version.subject).put(_item_of(version, place=history_place(version.place, version.version)))

    def _of(self, subject: Subject) -> Items:
        return self._tables[subject.library]


def _hold_sequence(new: Record, over: Record | None) -> None:
    expected = 1 if over is None else over.version + 1
    if new.version != expected or (over is not None and (over.subject, over.place) != (new.subject, new.place)):
        message = f"{new.record_id}: version {new.version} is put where {expected} follows"
        raise ValueError(message)


def _item_of(record: Record, *, place: str | None = None) -> Item:
    return item_of(
        subject=record.subject.key,
        place=place or record.place,
        version=record.version,
        mark=record.mark,
        body=encoded(record.content),
    )


def _record_in(item: Item, subject: Subject, *, place: str | None = None) -> Record:
    mark = item.get("mark")
    return Record(
        subject=subject,
        place=place or item["place"]["S"],
        version=int(item["version"]["N"]),
        content=_content_in(item["body"]["S"]),
        mark=mark["S"] if mark else None,
    )


def _is_version_of(place: str, item: Item) -> bool:
    return bool(item["place"]["S"] == history_place(place, int(item["version"]["N"])))
