"""The stores of a search in memory, with the requests that DynamoDB would be sent counted, and their capacity computed.

Profiles are made when they are asked for: half a million of them would be nothing but memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import place_named_by, profile_place
from chalicelib.library.records import Content, Reason, Record
from chalicelib.search.finding import Search
from chalicelib.search.postings import postings_for
from chalicelib.search.store import COUNTED, Posting
from chalicelib.stores.batching import MOST_READ
from chalicelib.stores.contents import encoded
from chalicelib.stores.items import item_of
from chalicelib.stores.names import items_of
from chalicelib.terms.subjects import Subject
from infra.local.demonstration.organisations import credit_code
from tests.bench.invented_names import Name
from tests.factories import REGISTRATION, a_supply, registration_fields
from tests.fakes import MemoryLibrary
from tests.fakes_search import MemoryNames
from tests.stores.capacity import item_bytes, read_units

_KNOWN_AT = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
_COUNT_BYTES, _PAGE_BYTES = 40, 1_000_000  # an item of the counts, and what one page of a Query holds
TODAY = date(2026, 11, 23)


@dataclass(slots=True)
class Spent:
    """What was sent, and what it cost. Units: capacity units by DynamoDB's rule."""

    requests: int = 0
    units: float = 0.0

    def add(self, sizes: Iterable[int], *, consistent: bool = False) -> None:
        """Count one request that read so many bytes together."""
        self.requests += 1
        self.units += read_units(sum(sizes), consistent=consistent)


@dataclass
class CountedNames:
    """The table of names, each read of it counted."""

    spent: Spent
    inner: MemoryNames = field(default_factory=MemoryNames)
    _counts: Mapping[str, int] | None = None

    def add(self, postings: Iterable[Posting]) -> None:
        """Enter postings."""
        self.inner.add(postings)

    def under(self, gram: str, *, beginning: str = "", limit: int) -> Sequence[Posting]:
        """Return postings of a gram: one Query."""
        found = self.inner.under(gram, beginning=beginning, limit=limit)
        self.spent.add(item_bytes(item_of(gram=one.gram, place=one.place)) for one in found)
        return found

    def counts(self, *, on: date) -> Mapping[str, int]:
        """Return the counts: as many Queries as there are pages, once."""
        if self._counts is None:
            self._counts = self.inner.counts(on=on)
            size = sum(self._counts.values()) // COUNTED * _COUNT_BYTES
            for start in range(0, max(size, 1), _PAGE_BYTES):
                self.spent.add([min(_PAGE_BYTES, size - start)])
        return self._counts


class CountedLibrary(MemoryLibrary):
    """Profiles of the names, made as they are read, each request counted."""

    def __init__(self, spent: Spent, names: Mapping[str, str]) -> None:
        """Take where to count, and the names by credit code."""
        super().__init__()
        self._spent, self._names = spent, names

    def find_all(self, record_ids: Sequence[str]) -> Sequence[Record]:
        """Return the profiles: a BatchGetItem for each hundred."""
        subjects = [subject for subject, _ in map(place_named_by, record_ids)]
        found = [profile_of(subject, self._names[subject.key]) for subject in subjects]
        for start in range(0, len(record_ids), MOST_READ):
            self._spent.requests += 1
            some = found[start : start + MOST_READ]
            self._spent.units += sum(read_units(bytes_of(record), consistent=True) for record in some)
        return found

    def history_of(self, record_id: str) -> Sequence[Record]:
        """Return nothing: nobody was renamed. One Query."""
        self._spent.add([])
        return super().history_of(record_id)


def profile_of(subject: Subject, name: str) -> Record:
    """Return the registration profile of an invented organisation."""
    content = Content(
        item=REGISTRATION,
        item_version="1",
        fields=registration_fields(subject, name=name, business_scope="示例数据，纯属虚构。" * 20),
        known_at=_KNOWN_AT,
        reason=Reason.SUPPLIED,
        act="shili-jgj-20261120-aaaaaaaa",
        supply=a_supply(),
        reviewed=True,
    )
    return Record(subject=subject, place=profile_place(REGISTRATION), version=1, content=content)


def bytes_of(record: Record) -> int:
    """Return what a record's item weighs."""
    body = encoded(record.content)
    return item_bytes(item_of(subject=record.subject.key, place=record.place, version=record.version, body=body))


@dataclass(frozen=True)
class Town:
    """A table of names with its library, and what was spent on them; `postings` were entered for them."""

    search: Search
    spent: Spent
    names: Mapping[str, str]
    postings: int


def a_town(among: Sequence[Name]) -> Town:
    """Return a town of organisations that bear these names."""
    spent, whole = Spent(), names_by_code(among)
    names, entered = CountedNames(spent), 0
    for code, name in whole.items():
        some = list(postings_for(name, credit_code=code))
        entered += len(list(items_of(some)))
        names.add(some)
    holdings = Holdings(library=CountedLibrary(spent, whole), catalogue=catalogue(), periods=periods())
    return Town(Search(names=names, holdings=holdings, today=TODAY), spent, whole, entered)


def names_by_code(among: Sequence[Name]) -> Mapping[str, str]:
    """Return the names by the credit codes that their bearers have."""
    return {credit_code("91", number): name.whole for number, name in enumerate(among)}
