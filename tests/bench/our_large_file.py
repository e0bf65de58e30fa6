"""A large file through all its functions, one after the other, on stores of this process; prints what each took.

`python -m tests.bench.our_large_file FILE PORTIONS_PUT`: split, judged portion by portion, joined; then applied, of
which so many portions are put. Pieces and receipts lie on the disk, as they lie in buckets, so that what is measured is
the function. Every call of a store is counted: what it would take elsewhere depends on where that is.

Shape: one line of JSON a kind of function, as `Took`.
Units: seconds of CPU, of the longest function of its kind; MiB of memory at most; calls of stores in it.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.intake.arrivals import Arrival, arrival_of
from chalicelib.intake.batches import Review, State, Ticket
from chalicelib.intake.fanning import Fanning, take_ahead
from chalicelib.intake.tickets import Bounds
from chalicelib.library.readers import Level, Reader
from chalicelib.wiring import Services
from tests.factories import BODY, DIVISION, NOW, PENALTY
from tests.fakes_fanning import MemoryPortionQueue
from tests.journeys.killing import Counted, Killer
from tests.unit.intake.standing import CHUNK_ROWS, some_services

FANNING = Fanning(above_rows=20_000)
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=BODY)
_PIECE = 1 << 20
_COUNTED = (
    "library",
    "ledger",
    "identities",
    "batches",
    "uploads",
    "receipts",
    "crosswalk",
    "names",
    "listings",
    "site",
    "supplies",
    "suppliers",
    "portions",
)


@dataclass(frozen=True, slots=True)
class Took:
    """What the longest function of a kind took, and how many there were."""

    kind: str
    functions: int
    seconds: float
    calls: int
    peak: float


class Folder:
    """Pieces and receipts in a folder of the disk."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._folder = folder

    def put(self, *named: Any) -> None:
        """Keep what comes last under the names before it."""
        (self._folder / "~".join(named[:-1])).write_bytes(named[-1])

    def find(self, *names: str) -> bytes | None:
        """Return what has a name."""
        path = self._folder / "~".join(names)
        return path.read_bytes() if path.exists() else None

    def names(self, batch: str, *, beginning: str) -> frozenset[str]:
        """Return the names of a batch's that begin in some way."""
        found = self._folder.glob(f"{batch}~{beginning}*")
        return frozenset(path.name.partition("~")[2] for path in found)

    def delete_all(self, batch: str, *, beginning: str) -> None:
        """Delete whatever of a batch's begins in some way."""
        for path in self._folder.glob(f"{batch}~{beginning}*"):
            path.unlink()


class Upload:
    """The one file that came."""

    def __init__(self, path: Path) -> None:
        """Take where it lies."""
        self._path = path

    def size_of(self, _: str) -> int:
        """Return its size."""
        return self._path.stat().st_size

    def begin_parts(self, batch: str) -> str:
        """Return a name for an upload; the file is there already."""
        return batch

    @contextmanager
    def opened(self, _: str) -> Iterator[Arrival]:
        """Keep a copy of it open for a block."""
        with arrival_of(_pieces_of(self._path)) as arrival:
            yield arrival


def main() -> None:
    """Go through all functions once."""
    path, portions_put = Path(sys.argv[1]), int(sys.argv[2])
    with TemporaryDirectory(dir=path.parent) as folder:
        for place in ("pieces", "receipts"):
            (Path(folder) / place).mkdir()
        services = some_services(
            uploads=Upload(path), portions=Folder(Path(folder) / "pieces"), receipts=Folder(Path(folder) / "receipts")
        )
        number = _ticketed(services, path)
        for took in _gone_through(services, number, portions_put):
            print(json.dumps(asdict(took)), flush=True)


def _gone_through(services: Services, number: str, portions_put: int) -> Iterator[Took]:
    yield _took("split", services, lambda means: _told(means, number))
    yield _portions("judged", services, _sent(services))
    yield _took("joined", services, lambda means: _told(means, number))
    planned = services.batches.find(number)
    assert planned is not None
    assert (planned.state, planned.counts.refused) == (State.PLANNED, 0), planned.counts
    approve(number, by=OTHER, means=services, now=NOW)
    yield _took("split again", services, lambda means: _told(means, number))
    yield _portions("put", services, _sent(services)[:portions_put])


def _sent(services: Services) -> list[tuple[str, int]]:
    queue = services.portion_queue
    assert isinstance(queue, MemoryPortionQueue)
    taken, queue.sent = queue.sent, []
    return taken


def _told(means: Services, number: str) -> object:
    return admit(number, means=means, now=NOW, chunk_rows=CHUNK_ROWS, fanning=FANNING)


def _portions(kind: str, services: Services, messages: list[tuple[str, int]]) -> Took:
    every = [_took(kind, services, _taking(*message)) for message in messages]
    return replace(max(every, key=lambda took: took.seconds), functions=len(every))


def _taking(number: str, portion: int) -> Callable[[Services], object]:
    return lambda means: take_ahead(number, portion, means=means, now=NOW)


def _took(kind: str, services: Services, run: Callable[[Services], object]) -> Took:
    killer = Killer()
    means = some_services(
        **{name: Counted(getattr(services, name), lambda: killer) for name in _COUNTED},
        portion_queue=services.portion_queue,
        admissions=services.admissions,
    )
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak begins anew
    before = time.process_time()
    run(means)
    return Took(kind, 1, time.process_time() - before, killer.calls, _peak())


def _ticketed(services: Services, path: Path) -> str:
    digest = hashlib.sha256()
    for piece in _pieces_of(path):
        digest.update(piece)
    declared = Ticket(
        item=PENALTY,
        body=BODY,
        division=DIVISION,
        certifier="department-1",
        file_name=path.name,
        size_bytes=path.stat().st_size,
        sha256=digest.hexdigest(),
        review=Review(reviewed_by="示例审查人", reviewed_on=date(2026, 11, 20), item=PENALTY),
        dry_run=True,
    )
    batch, _ = tickets.ticket(declared, means=services, now=NOW, bounds=Bounds(limit_bytes=1, in_parts_bytes=1 << 32))
    return batch.batch


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _peak() -> float:
    said = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in said.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


if __name__ == "__main__":
    main()
