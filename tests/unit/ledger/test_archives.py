"""The archive: what is over is written once, verified, and verifies alone."""

import gzip
from datetime import timedelta

import msgspec
import pytest

from chalicelib.ledger import archives
from chalicelib.ledger.archives import ArchiveError, archive, days_of, kept_in
from chalicelib.ledger.blocks import Block, Header
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.sealing import WORK, seal
from chalicelib.ledger.verifying import Chain
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes_ledger import MemoryLocked
from tests.unit.ledger.keeping import MINUTE, SHARD, Keeping

DAY = timedelta(days=1)


def _sealed_on(keeping: Keeping, day: int, *, entries: int = 3) -> None:
    at = NOW + day * DAY
    keeping.put(looks_in(SHARD, entries, at=at, beyond=day + 1))
    keeping.chain.note(SHARD, WORK, Progress(through=at.replace(second=0), settled=_last(keeping)))
    seal(SHARD, means=keeping, now=at + MINUTE)


def _last(keeping: Keeping) -> int:
    block = keeping.chain.last(SHARD)
    return block.told.number if block else 0


@pytest.fixture
def keeping() -> Keeping:
    """Return two days of blocks, and two blocks of a third."""
    keeping = Keeping()
    for day in (0, 1, 2):
        _sealed_on(keeping, day)
    return keeping


def test_each_day_that_is_over_becomes_one_object(keeping: Keeping) -> None:
    assert archive(SHARD, means=keeping, now=NOW + 2 * DAY) == 2

    assert list(keeping.archive.files) == [
        "archive/0a/2026-11-23-0000000001.jsonl.gz",
        "archive/0a/2026-11-24-0000000002.jsonl.gz",
    ]
    assert archive(SHARD, means=keeping, now=NOW + 2 * DAY) == 0
    assert archive(SHARD, means=keeping, now=NOW + 3 * DAY) == 1


def test_where_nothing_is_over_nothing_is_written(keeping: Keeping) -> None:
    assert archive(SHARD, means=keeping, now=NOW) == 0
    assert archive(SHARD, means=Keeping(), now=NOW) == 0


def test_the_archive_alone_verifies_and_holds_every_entry(keeping: Keeping) -> None:
    archive(SHARD, means=keeping, now=NOW + 3 * DAY)

    chain = Chain(SHARD)
    kept = [one for key in sorted(keeping.archive.files) for one in kept_in(keeping.archive.files[key])]

    assert [fault for one in kept for fault in chain.faults_in(one)] == []
    assert {line for one in kept for line in one.lines} == set(keeping.ledger.lines.values())


def test_an_object_written_again_is_the_same_object(keeping: Keeping) -> None:
    archive(SHARD, means=keeping, now=NOW + 3 * DAY)
    first = dict(keeping.archive.files)
    keeping.chain.note(SHARD, archives.WORK, Progress())

    archive(SHARD, means=keeping, now=NOW + 3 * DAY)

    assert keeping.archive.files == first


def test_a_day_that_is_too_large_becomes_several_objects() -> None:
    sizes = [archives.MOST, 1, archives.MOST - 1, 1, archives.MOST + 1, 1]
    blocks = [_of_size(size, number) for number, size in enumerate(sizes, 1)]

    portions = [[one.told.count for one in some] for _, some in days_of(blocks, before=(NOW + DAY).date())]

    assert portions == [[archives.MOST], [1, archives.MOST - 1], [1], [archives.MOST + 1], [1]]


def _of_size(count: int, number: int) -> Block:
    header = Header(shard=SHARD, number=number, before="", root="", count=count, sealed_at=NOW)
    return Block(header=msgspec.json.encode(header).decode(), gathered=())


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_an_entry_that_is_not_as_it_was_sealed_stops_the_archive(keeping: Keeping, fault: str) -> None:
    place, line = next(iter(keeping.ledger.lines.items()))
    if fault == "missing":
        del keeping.ledger.lines[place]
    else:
        body = line.body.replace("supervision", "licensing")
        keeping.ledger.lines[place] = msgspec.structs.replace(line, body=body)

    with pytest.raises(ArchiveError, match=r"archive/0a/2026-11-23"):
        archive(SHARD, means=keeping, now=NOW + 2 * DAY)

    assert keeping.chain.progress(SHARD, archives.WORK) == Progress()


class Forgetful(MemoryLocked):
    """A bucket that says it kept what it did not."""

    def put(self, key: str, content: bytes) -> None:
        """Keep half of it."""
        lines = gzip.decompress(content).splitlines(keepends=True)
        self.files[key] = gzip.compress(b"".join(lines[:-1]))


def test_what_is_read_back_short_stops_the_archive(keeping: Keeping) -> None:
    keeping.archive = Forgetful()

    with pytest.raises(ArchiveError, match="blocks are missing"):
        archive(SHARD, means=keeping, now=NOW + 2 * DAY)
