"""Every store in memory: what the stores in `chalicelib/stores` do, without a network, for one thread.

What is put is kept encoded and decoded at every read, so nobody holds what another changed, and what
could not be stored is found out here. The store contracts run on these and on the real ones alike.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import IO, Any, Generic, TypeVar

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.catalogue.items import Item
from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.intake.approvals import Practice, Tally
from chalicelib.intake.arrivals import Arrival, arrival_of
from chalicelib.intake.batches import Batch
from chalicelib.intake.batches import State as BatchState
from chalicelib.intake.stock import Noted
from chalicelib.intake.store import Post, SentPart
from chalicelib.library.places import HISTORY, history_place, place_named_by
from chalicelib.library.records import Record, Supply, Value
from chalicelib.library.store import Page
from chalicelib.objections.cases import Case, Move, Note
from chalicelib.publication.store import Listed
from chalicelib.stores.contents import encoded
from chalicelib.terms.crosswalk import Link, OldCode
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject, person_reference_of
from tests.fakes_fanning import MemoryPortionQueue, MemoryPortions
from tests.fakes_ledger import stores_of_the_ledger
from tests.fakes_notices import stores_of_notices
from tests.fakes_reports import stores_of_reports
from tests.fakes_search import MemoryNames

PAGE_BYTES = 1_000_000
NO_DUE_DAY = "9999-12-31"
# The bodies of tests whose batches are applied at once; what is tested of the others says so.
AT_ONCE = (
    "shili-jgj",
    "shili-old",
    "shili-other",
    "shili-centre",
    "anyue_county",
    "market_supervision",
    "public_security",
    "civil_affairs",
    "establishment_office",
    "government_office",
    "human_resources",
    "intermediate_court",
    "nation",
    "peoples_bank",
    "taxation",
)
_NOTED_AT = datetime(2026, 11, 1, tzinfo=UTC)

_Kept = TypeVar("_Kept")


class _Shelf(Generic[_Kept]):
    """Values of one type under sortable keys, kept encoded."""

    def __init__(self, type_: Any) -> None:
        self._decoder: msgspec.json.Decoder[_Kept] = msgspec.json.Decoder(type_)
        self._kept: dict[Any, bytes] = {}

    def get(self, key: Any) -> _Kept | None:
        raw = self._kept.get(key)
        return None if raw is None else self._decoder.decode(raw)

    def put(self, key: Any, value: _Kept) -> None:
        self._kept[key] = encoded(value).encode()

    def add(self, key: Any, value: _Kept) -> None:
        self._kept.setdefault(key, encoded(value).encode())

    def size_of(self, key: Any) -> int:
        return len(self._kept[key])

    def at(self, key: Any) -> _Kept:
        return self._decoder.decode(self._kept[key])

    def in_order(self, *, after: Any = None, before: Any = None) -> Sequence[Any]:
        keys = sorted(self._kept)
        return [key for key in keys if (after is None or key > after) and (before is None or key < before)]

    def values(self) -> Sequence[_Kept]:
        return [self.at(key) for key in self.in_order()]


def _hold_sequence(new: Any, over: Any) -> None:
    """Stop a version that does not follow the one it is put over; that is a mistake of ours, no conflict."""
    following = over.version + 1 if over else 1
    if new.version != following:
        message = f"version {new.version} is put where {following} follows"
        raise ValueError(message)


def _hold_version(standing: Any, new: Any, over: Any) -> None:
    """Let a version through only over the one that stands, as a conditional put does; put again, it stands already."""
    if standing != new and (standing.version if standing else None) != (over.version if over else None):
        raise StaleVersionError


class MemoryLibrary:
    """The three libraries. Units: page_bytes in encoded bytes after which a page of a file ends."""

    def __init__(self, *, page_bytes: int = PAGE_BYTES) -> None:
        """Start empty."""
        self._page_bytes = page_bytes
        self._files: dict[Subject, _Shelf[Record]] = {}

    def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
        """Return a page of a subject's file."""
        shelf, records, read = self._file(subject), [], 0
        for place in shelf.in_order(after=after, before=HISTORY):
            records.append(shelf.at(place))
            read += shelf.size_of(place)
            if read >= self._page_bytes:
                return Page(records, place)
        return Page(records)

    def records_of(self, subject: Subject, item: str) -> Sequence[Record]:
        """Return the current records of one item."""
        shelf = self._file(subject)
        return [shelf.at(place) for place in shelf.in_order(before=HISTORY) if place.startswith(f"C#{item}#")]

    def find(self, record_id: str) -> Record | None:
        """Return a record's current version."""
        subject, place = place_named_by(record_id)
        return self._file(subject).get(place)

    def find_all(self, record_ids: Sequence[str]) -> Sequence[Record]:
        """Return the current versions of the records that exist."""
        found = map(self.find, dict.fromkeys(record_ids))
        return [record for record in found if record is not None]

    def history_of(self, record_id: str) -> Sequence[Record]:
        """Return a record's replaced versions."""
        subject, place = place_named_by(record_id)
        shelf = self._file(subject)
        kept = (shelf.at(key) for key in shelf.in_order(after=HISTORY))
        return [record for record in kept if record.place == place]

    def replaced(self, subject: Subject, *, first: str, last: str) -> Iterable[Record]:
        """Yield the replaced versions of the records between two places."""
        shelf = self._file(subject)
        kept = [shelf.at(key) for key in shelf.in_order(after=HISTORY)]
        return [record for record in kept if first[1:] <= record.place[1:] <= last[1:]]

    def put(self, new: Record, *, over: Record | None) -> None:
        """Copy the old version to its history key, then put the new one on it."""
        _hold_sequence(new, over)
        shelf = self._files.setdefault(new.subject, _Shelf(Record))
        if over is not None:
            shelf.add(history_place(over.place, over.version), over)
        _hold_version(shelf.get(new.place), new, over)
        shelf.put(new.place, new)

    def overwrite_replaced(self, version: Record) -> None:
        """Put what is left of a replaced version over its content."""
        self._files[version.subject].put(history_place(version.place, version.version), version)

    def all(self) -> Sequence[Record]:
        """Return every current record of every subject, in order, for a test to compare."""
        files = (self._files[subject] for subject in sorted(self._files))
        return [shelf.at(place) for shelf in files for place in shelf.in_order(before=HISTORY)]

    def _file(self, subject: Subject) -> _Shelf[Record]:
        return self._files.get(subject) or _Shelf(Record)


class MemoryIdentities:
    """Document hashes and the references they belong to."""

    def __init__(self) -> None:
        """Start empty."""
        self.references: dict[str, str] = {}

    def find(self, document: str) -> str | None:
        """Return the reference of a document hash."""
        return self.references.get(document)

    def add(self, document: str, reference: str) -> str:
        """Tie a document hash to a reference unless it has one."""
        return self.references.setdefault(document, reference)


class MemoryBatches:
    """The batches."""

    def __init__(self) -> None:
        """Start empty."""
        self._shelf: _Shelf[Batch] = _Shelf(Batch)

    def find(self, batch: str) -> Batch | None:
        """Return a batch."""
        return self._shelf.get(batch)

    def put(self, new: Batch, *, over: Batch | None) -> None:
        """Put a batch over the version that was read."""
        _hold_sequence(new, over)
        _hold_version(self._shelf.get(new.batch), new, over)
        self._shelf.put(new.batch, new)

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of batches under way."""
        return self._in(lambda batch: batch.is_under_way, before=before, limit=limit)

    def waiting(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of planned batches that wait for a person."""
        return self._in(lambda batch: batch.is_at_rest and not batch.state.is_an_end, before=before, limit=limit)

    def awaited(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of batches that are ticketed alone."""
        return self._in(lambda batch: batch.state is BatchState.TICKETED, before=before, limit=limit)

    def _in(self, is_one: Callable[[Batch], bool], *, before: datetime, limit: int) -> Sequence[str]:
        moved = [batch for batch in self._shelf.values() if is_one(batch) and batch.moved_at < before]
        return [batch.batch for batch in sorted(moved, key=lambda batch: batch.moved_at)[:limit]]


class MemorySuppliers:
    """What is noted of bodies as suppliers; the batches of those named are applied at once."""

    def __init__(self, *, at_once: Iterable[str] = ()) -> None:
        """Note of some bodies that their batches are applied at once."""
        self._practices: _Shelf[Practice] = _Shelf(Practice)
        self._tallies: _Shelf[Tally] = _Shelf(Tally)
        self._made: dict[tuple[str, str], dict[str, Noted]] = {}
        for body in at_once:
            noted = Practice(body=body, version=1, is_at_once=True, set_by="lead-1", set_at=_NOTED_AT)
            self._practices.put(body, noted)

    def practice_of(self, body: str) -> Practice | None:
        """Return how a body's batches are applied."""
        return self._practices.get(body)

    def put_practice(self, new: Practice, *, over: Practice | None) -> None:
        """Put a practice over the version that was read."""
        _hold_version(self._practices.get(new.body), new, over)
        self._practices.put(new.body, new)

    def tally_of(self, body: str, item: str) -> Tally | None:
        """Return how many live records a body has of an item."""
        return self._tallies.get((body, item))

    def put_tally(self, new: Tally, *, over: Tally | None) -> None:
        """Put a tally over the version that was read."""
        _hold_version(self._tallies.get((new.body, new.item)), new, over)
        self._tallies.put((new.body, new.item), new)

    def note_made(self, body: str, item: str, noted: Noted) -> None:
        """Note what a batch made."""
        self._made.setdefault((body, item), {}).setdefault(noted.batch, noted)

    def made_of(self, body: str, item: str) -> Sequence[Noted]:
        """Return what is noted of a body's batches."""
        return [noted for _, noted in sorted(self._made.get((body, item), {}).items())]


class MemoryAdmissions:
    """The queue of batches; `sent` is what was asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self.sent: list[str] = []
        self.copies: list[str] = []

    def send(self, batch: str) -> None:
        """Ask that a batch be gone on with."""
        self.sent.append(batch)

    def ask_for_copy(self, batch: str) -> None:
        """Ask that the annotated copy of a batch's file be made."""
        self.copies.append(batch)


class MemoryUploads:
    """The bucket of uploads; `receive` stands for the department sending its file."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}

    def receive(self, batch: str, content: bytes) -> str:
        """Take a file in as the bucket would; return its key."""
        self.files[batch] = content
        return f"incoming/{batch}"

    def put(self, batch: str, content: bytes) -> None:
        """Put what a batch sent in a call."""
        self.files[batch] = content

    def keep(self, batch: str, file: IO[bytes]) -> None:
        """Put a file that came another way."""
        file.seek(0)
        self.files[batch] = file.read()

    def post_for(self, batch: str, *, size_bytes: int, ttl_seconds: int) -> Post:
        """Return a form that names the one key; nothing listens at its address."""
        fields = {"key": f"incoming/{batch}", "policy": f"{size_bytes} bytes within {ttl_seconds} seconds"}
        return Post("https://uploads.invalid/", fields)

    def begin_parts(self, batch: str) -> str:
        """Begin to take a file in parts."""
        self.uploads[f"upload-of-{batch}"] = {}
        return f"upload-of-{batch}"

    def receive_part(self, batch: str, number: int, content: bytes) -> None:
        """Take a part in as the bucket would."""
        self.uploads[f"upload-of-{batch}"][number] = content

    def link_to_part(self, batch: str, upload: str, number: int, *, seconds: int) -> str:
        """Return an address at which nothing listens."""
        return f"https://uploads.invalid/incoming/{batch}?partNumber={number}&uploadId={upload}&within={seconds}"

    def parts_of(self, batch: str, upload: str) -> Sequence[SentPart] | None:  # noqa: ARG002 -- the upload says whose
        """Return the parts that came."""
        parts = self.uploads.get(upload)
        return None if parts is None else [SentPart(number, len(one), "tag") for number, one in sorted(parts.items())]

    def join_parts(self, batch: str, upload: str, parts: Sequence[SentPart]) -> None:
        """Make one file of parts."""
        came = self.uploads.pop(upload, None)
        if came is not None:
            self.files[batch] = b"".join(came[one.number] for one in parts)

    def drop_parts(self, batch: str, upload: str) -> None:  # noqa: ARG002 -- the upload says whose
        """Drop the parts of an upload."""
        self.uploads.pop(upload, None)

    def batch_in(self, key: str) -> str | None:
        """Return the batch an object key belongs to."""
        folder, _, batch = key.partition("/")
        return batch if folder == "incoming" and batch and "/" not in batch else None

    def size_of(self, batch: str) -> int | None:
        """Return the size of the file that came."""
        return len(self.files[batch]) if batch in self.files else None

    @contextmanager
    def opened(self, batch: str) -> Iterator[Arrival]:
        """Keep the file open for a block."""
        if batch not in self.files:
            raise NotFoundError
        with arrival_of([self.files[batch]]) as arrival:
            yield arrival


class MemoryFolder:
    """The folders of systems; `dropped` by place, `answered` by key."""

    def __init__(self) -> None:
        """Start empty."""
        self.dropped: dict[tuple[str, str], bytes] = {}
        self.answered: dict[str, bytes] = {}

    def place_in(self, key: str) -> tuple[str, str] | None:
        """Return the system and the name that an object key names."""
        steps = key.split("/")
        is_of_a_folder = steps[0] == "inbound" and all(steps) and key.count("/") == 2
        return (steps[1], steps[2]) if is_of_a_folder else None

    def size_of(self, system: str, name: str) -> int | None:
        """Return the size of a file that was dropped."""
        return len(self.dropped[system, name]) if (system, name) in self.dropped else None

    @contextmanager
    def opened(self, system: str, name: str) -> Iterator[Arrival]:
        """Keep a file open for a block."""
        if (system, name) not in self.dropped:
            raise NotFoundError
        with arrival_of([self.dropped[system, name]]) as arrival:
            yield arrival

    def answer(self, system: str, name: str, content: bytes) -> None:
        """Put an answer into the folder of a system."""
        self.answered[f"outbound/{system}/{name}"] = content


class MemoryReceipts:
    """The bucket of receipts."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}

    def put(self, batch: str, receipt: bytes) -> None:
        """Keep a receipt."""
        self.files[batch] = receipt

    def find(self, batch: str) -> bytes | None:
        """Return a receipt."""
        return self.files.get(batch)


class MemoryAnnotated:
    """The annotated copies; `files` by batch and the hash of the receipt that each shows."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[tuple[str, str], bytes] = {}

    def size_of(self, batch: str, sha256: str) -> int | None:
        """Return a copy's size, None where there is none."""
        made = self.files.get((batch, sha256))
        return None if made is None else len(made)

    def put(self, batch: str, sha256: str, workbook: bytes) -> None:
        """Keep a copy."""
        self.files[batch, sha256] = workbook

    def link(self, batch: str, sha256: str, *, seconds: int) -> str:
        """Return a link at which nothing listens."""
        return f"https://receipts.invalid/annotated/{batch}/{sha256}.xlsx?seconds={seconds}"


class MemoryCrosswalk:
    """Old codes and their links."""

    def __init__(self) -> None:
        """Start empty."""
        self._links: dict[tuple[OldCode, str], Link] = {}

    def links_of(self, old: OldCode) -> Sequence[Link]:
        """Return what is known of an old code."""
        found = [link for (code, _), link in self._links.items() if code == old]
        return sorted(found, key=lambda link: link.credit_code)

    def add(self, links: Sequence[Link]) -> None:
        """Add links that are not there."""
        for link in links:
            self._links.setdefault((link.old, link.credit_code), link)


class _Counting:
    """Counts from 1; a copy counts on by itself, which a copy of `itertools.count` soon may not."""

    def __init__(self) -> None:
        self._last = 0

    def __next__(self) -> int:
        self._last += 1
        return self._last


class FixedNumbers:
    """Numbers made from what they are for, so that a run repeated makes the same; entries are counted."""

    def __init__(self) -> None:
        """Start counting entries, reports, grants and sessions at 1."""
        self._entries, self._reports, self._grants, self._sessions = _Counting(), _Counting(), _Counting(), _Counting()
        self._acts = _Counting()

    def batch_number(self, *, body: str, at: datetime) -> str:
        """Return the batch number of a body and an instant."""
        return f"{body}-{beijing_date(at):%Y%m%d}-{_letters_of(body, at.isoformat())}"

    def case_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return the case number of an instant, or of a tap."""
        return f"YY{beijing_date(at):%Y%m%d}-{_letters_of('case', tap or at.isoformat())}"

    def repair_number(self, *, at: datetime) -> str:
        """Return the number of a repair of an instant."""
        return f"XF{beijing_date(at):%Y%m%d}-{_letters_of('repair', at.isoformat())}"

    def grant_number(self, *, at: datetime) -> str:
        """Return the next grant number of a day."""
        return f"SQ{beijing_date(at):%Y%m%d}-{next(self._grants):08d}"

    def session_number(self, *, at: datetime) -> str:
        """Return the next number of an assisted session of a day."""
        return f"CK{beijing_date(at):%Y%m%d}-{next(self._sessions):08d}"

    def tip_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return the next number of a tip of a day, of one tap the same."""
        return f"JB{beijing_date(at):%Y%m%d}-{_letters_of('tip', tap) if tap else f'{next(self._acts):08d}'}"

    def tip_code(self, *, tap: str | None = None) -> str:
        """Return a code that everybody could guess, of one tap the same."""
        return f"abcdefgh{_letters_of('code', tap) if tap else f'{next(self._acts):08d}'}"

    def complaint_number(self, *, at: datetime) -> str:
        """Return the next number of a complaint of a day."""
        return f"TS{beijing_date(at):%Y%m%d}-{next(self._acts):08d}"

    def finding_number(self, *, at: datetime) -> str:
        """Return the next number of a finding of liability of a day."""
        return f"ZR{beijing_date(at):%Y%m%d}-{next(self._acts):08d}"

    def incident_number(self, *, at: datetime) -> str:
        """Return the next number of an incident of a day."""
        return f"SJ{beijing_date(at):%Y%m%d}-{next(self._acts):08d}"

    def entry(self) -> str:
        """Return the next entry id."""
        return f"{next(self._entries):032x}"

    def report_letters(self) -> str:
        """Return the next eight letters of a report's number."""
        return f"{next(self._reports):08d}"

    def person_reference(self, *, document: str) -> str:
        """Return the reference of a document hash."""
        return person_reference_of(hashlib.sha256(document.encode()).digest()[:16])


class MemorySigner:
    """A key made for the run; its name says that it proves nothing."""

    key, suite = "TEST-memory", "ES256"

    def __init__(self) -> None:
        """Make the key."""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))

    def public_key(self) -> bytes:
        """Return the public key."""
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.DER, spki)


def _letters_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


class MemoryListings:
    """Which records may stand on which page."""

    def __init__(self) -> None:
        """Start empty."""
        self._pages: dict[tuple[str, str], set[str]] = {}
        self._stamps: dict[tuple[str, str], str] = {}
        self._batches: dict[str, bool] = {}

    def enter(self, listed: Collection[Listed]) -> None:
        """Enter records on the pages of days."""
        for one in listed:
            self._pages.setdefault((one.name, one.day), set()).add(one.record_id)

    def stamp_of(self, name: str, day: str) -> str | None:
        """Return the page's stamp."""
        return self._stamps.get((name, day))

    def restamp(self, name: str, day: str, *, stamp: str) -> None:
        """Give the page a new stamp."""
        self._stamps[name, day] = stamp

    def days_of(self, name: str, *, after: str | None = None, limit: int) -> Sequence[str]:
        """Return the days of a list, newest first."""
        days = sorted((day for listed, day in self._pages if listed == name), reverse=True)
        return _first(limit, (day for day in days if after is None or day < after))

    def records_on(self, name: str, day: str) -> Sequence[str]:
        """Return the record ids of a page."""
        return sorted(self._pages.get((name, day), ()))

    def begin(self, batch: str) -> None:
        """Note that a batch begins to be applied."""
        self._batches.setdefault(batch, True)

    def end(self, batch: str) -> None:
        """Note that a batch is at its end."""
        self._batches[batch] = False

    def is_under_way(self, act: str) -> bool:
        """Say whether an act is a batch that is being applied."""
        return self._batches.get(act, False)


class MemorySite:
    """The bucket of public files."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}

    def put(self, key: str, content: bytes) -> None:
        """Write a file."""
        self.files[key] = content

    def find(self, key: str) -> bytes | None:
        """Return a file."""
        return self.files.get(key)

    def delete(self, key: str) -> None:
        """Delete a file, if it is there."""
        self.files.pop(key, None)


class MemoryCases:
    """Cases, their trails, and which case is open on which record."""

    def __init__(self) -> None:
        """Start empty."""
        self._shelf: _Shelf[Case] = _Shelf(Case)
        self._trails: _Shelf[Move] = _Shelf(Move)
        self._notes: _Shelf[Note] = _Shelf(Note)
        self.open_cases: dict[str, str] = {}
        self.bars: dict[str, list[str]] = {}
        self._drafts: dict[str, set[str]] = {}

    def find(self, case: str) -> Case | None:
        """Return a case."""
        return self._shelf.get(case)

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case over the version that was read."""
        _hold_sequence(new, over)
        _hold_version(self._shelf.get(new.case), new, over)
        self._shelf.put(new.case, new)

    def add_to_trail(self, case: str, move: Move) -> None:
        """Add a move to the trail of a case."""
        self._trails.add((case, move.number), move)

    def trail_of(self, case: str) -> Sequence[Move]:
        """Return the trail, oldest move first."""
        return [self._trails.at(key) for key in self._trails.in_order() if key[0] == case]

    def add_note(self, note: Note) -> None:
        """Add a note to its case."""
        self._notes.add((note.case, note.id), note)

    def notes_on(self, case: str) -> Sequence[Note]:
        """Return the notes on a case, oldest first."""
        return [self._notes.at(key) for key in self._notes.in_order() if key[0] == case]

    def open_on(self, record_id: str) -> str | None:
        """Return the case that is open on a record."""
        return self.open_cases.get(record_id)

    def open(self, record_id: str, case: str) -> str:
        """Make a case the open one on a record unless there is one."""
        return self.open_cases.setdefault(record_id, case)

    def add_draft(self, record_id: str, case: str) -> None:
        """Note that a case was drafted on a record."""
        self._drafts.setdefault(record_id, set()).add(case)

    def drafts_on(self, record_id: str, *, limit: int) -> Sequence[str]:
        """Return numbers of the cases that were drafted on a record, newest day first."""
        return sorted(self._drafts.get(record_id, ()), reverse=True)[:limit]

    def close(self, record_id: str, case: str) -> None:
        """Take a case off its record."""
        if self.open_cases.get(record_id) == case:
            del self.open_cases[record_id]

    def bar(self, subject: str, case: str) -> None:
        """Note a case that bars its subject from another repair."""
        noted = self.bars.setdefault(subject, [])
        if case not in noted:
            noted.append(case)

    def bars_on(self, subject: str) -> Sequence[str]:
        """Return the cases noted against a subject."""
        return sorted(self.bars.get(subject, ()))

    def waiting(
        self, queue: str, *, limit: int, after: str | None = None, due_before: date | None = None
    ) -> Sequence[Case]:
        """Return the cases a queue must act on, most urgent first."""
        behind = self._shelf.get(after) if after else None
        if after and behind is None:
            raise NotFoundError
        waiting = sorted((case for case in self._shelf.values() if case.queue == queue), key=_urgency_of)
        chosen = (case for case in waiting if behind is None or _urgency_of(case) > _urgency_of(behind))
        return _first(limit, (case for case in chosen if due_before is None or _is_due_before(due_before, case)))

    def opened(self, *, first: date, last: date) -> Iterable[Case]:
        """Return the cases opened in the months from one day's to another's."""
        months = f"{first:%Y-%m}", f"{last:%Y-%m}"
        kept = self._shelf.values()
        return [case for case in kept if months[0] <= f"{beijing_date(case.opened_at):%Y-%m}" <= months[1]]

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of cases whose promised effect is perhaps not done."""
        moved = [case for case in self._shelf.values() if case.is_unsettled and case.moved_at < before]
        return [case.case for case in sorted(moved, key=lambda case: case.moved_at)[:limit]]


def _urgency_of(case: Case) -> tuple[str, str]:
    return (case.due_on.isoformat() if case.due_on else NO_DUE_DAY, case.case)


def _is_due_before(day: date, case: Case) -> bool:
    return case.due_on is not None and case.due_on < day


class MemoryCasework:
    """The queue of machine steps; `sent` is what was asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self.sent: list[str] = []

    def send(self, case: str) -> None:
        """Ask that a case be rolled forward."""
        self.sent.append(case)


class MemoryOrigins:
    """What sources really sent: `rows` by batch and row, the others are not kept any more."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[tuple[str, int], Mapping[str, Value]] = {}

    def values_sent(self, supply: Supply, *, item: Item) -> Mapping[str, Value] | None:
        """Return the values of the row of a supply of the item."""
        known = {one.id for one in item.fields}
        row = self.rows.get((supply.batch, supply.row))
        return None if row is None else {name: value for name, value in row.items() if name in known}


class MemoryNotices:
    """What tells those concerned; `told` is what each case had to tell, by its number and state, once each."""

    def __init__(self) -> None:
        """Start empty."""
        self.told: dict[tuple[str, str], Case] = {}
        self.promised: dict[tuple[str, int], Case] = {}
        self.hastened: list[tuple[str, int]] = []

    def promise(self, after: Case) -> None:
        """Note what is promised before a move is committed, by case and line."""
        self.promised[after.case, after.last.number] = after

    def hasten(self, after: Case) -> None:
        """Note what was committed."""
        self.hastened.append((after.case, after.last.number))

    def tell(self, case: Case) -> None:
        """Note what a case has to tell, if it is not noted yet."""
        self.told.setdefault((case.case, case.state.value), case)


def _first(limit: int, values: Iterable[_Kept]) -> list[_Kept]:
    return [value for _, value in zip(range(limit), values, strict=False)]


def stores_of_records() -> dict[str, Any]:
    """Return empty stores of everything but cases, by the names they have among the services."""
    return {
        "library": MemoryLibrary(),
        **stores_of_the_ledger(),
        **stores_of_notices(),
        "identities": MemoryIdentities(),
        "batches": MemoryBatches(),
        "uploads": MemoryUploads(),
        "folder": MemoryFolder(),
        "suppliers": MemorySuppliers(at_once=AT_ONCE),
        "admissions": MemoryAdmissions(),
        "portions": MemoryPortions(),
        "portion_queue": MemoryPortionQueue(),
        "receipts": MemoryReceipts(),
        "annotated": MemoryAnnotated(),
        "crosswalk": MemoryCrosswalk(),
        "names": MemoryNames(),
        "listings": MemoryListings(),
        "site": MemorySite(),
        **stores_of_reports(),
    }
