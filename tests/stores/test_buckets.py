"""Uploads, receipts and public files."""

import hashlib

import pytest

from chalicelib.errors import NotFoundError
from chalicelib.intake.arrivals import arrival_of
from tests.stores.places import Stores

BATCH = "shili-jgj-20261123-abcd2345"


def test_an_upload_is_read_as_it_came(stores_with_buckets: Stores) -> None:
    uploads, content = stores_with_buckets.uploads(), "行政相对人名称\r\n".encode() + bytes(range(256))
    stores_with_buckets.receive(uploads, BATCH, content)

    assert uploads.size_of(BATCH) == len(content)
    with uploads.opened(BATCH) as arrival:
        assert arrival.file.read() == content
        assert (arrival.size_bytes, arrival.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_what_was_sent_in_a_call_is_read_as_a_file_that_came_and_put_again_it_is_the_same(
    stores_with_buckets: Stores,
) -> None:
    uploads, content = stores_with_buckets.uploads(), '{"行政相对人名称":"示例"}\n'.encode()

    for _ in range(2):
        uploads.put(BATCH, content)
        assert uploads.size_of(BATCH) == len(content)
        with uploads.opened(BATCH) as arrival:
            assert arrival.file.read() == content


def test_a_file_that_came_another_way_is_read_as_one_that_was_sent_wherever_it_was_read_to(
    stores_with_buckets: Stores,
) -> None:
    uploads, content = stores_with_buckets.uploads(), bytes(range(256)) * 40_000

    with arrival_of([content]) as arrival:
        for _ in range(2):
            arrival.file.read(7)
            uploads.keep(BATCH, arrival.file)

    with uploads.opened(BATCH) as kept:
        assert (kept.size_bytes, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_an_upload_that_has_not_come_has_no_size_and_cannot_be_read(stores_with_buckets: Stores) -> None:
    uploads = stores_with_buckets.uploads()

    assert uploads.size_of(BATCH) is None
    with pytest.raises(NotFoundError), uploads.opened(BATCH):
        pass


def test_an_empty_upload_has_come(stores_with_buckets: Stores) -> None:
    uploads = stores_with_buckets.uploads()
    stores_with_buckets.receive(uploads, BATCH, b"")

    assert uploads.size_of(BATCH) == 0
    with uploads.opened(BATCH) as arrival:
        assert (arrival.file.read(), arrival.size_bytes) == (b"", 0)


@pytest.mark.parametrize("key", ["incoming/", "incoming/a/b", "other/a", "incoming", "", "/incoming/a"])
def test_a_key_of_no_batch_belongs_to_none(stores_with_buckets: Stores, key: str) -> None:
    assert stores_with_buckets.uploads().batch_in(key) is None


def test_a_post_is_for_the_key_of_its_batch(stores_with_buckets: Stores) -> None:
    uploads = stores_with_buckets.uploads()

    post = uploads.post_for(BATCH, size_bytes=10, ttl_seconds=60)

    assert uploads.batch_in(post.fields["key"]) == BATCH
    assert post.url.startswith("http")


def test_a_receipt_stands_in_place_of_an_earlier_one(stores_with_buckets: Stores) -> None:
    receipts = stores_with_buckets.receipts()
    assert receipts.find(BATCH) is None

    receipts.put(BATCH, b"{}")
    receipts.put(BATCH, '{"批次":1}'.encode())

    assert receipts.find(BATCH) == '{"批次":1}'.encode()


def test_a_public_file_can_be_taken_away_twice(stores_with_buckets: Stores) -> None:
    site, key = stores_with_buckets.site(), "penalties/2026-03-02.json"
    site.put(key, b"[]")
    assert site.find(key) == b"[]"

    site.delete(key)
    site.delete(key)

    assert site.find(key) is None


def test_an_annotated_copy_is_there_for_the_receipt_that_it_shows(stores_with_buckets: Stores) -> None:
    copies, first, second = stores_with_buckets.annotated(), "a" * 64, "b" * 64
    assert copies.size_of(BATCH, first) is None

    copies.put(BATCH, first, b"PK")

    assert (copies.size_of(BATCH, first), copies.size_of(BATCH, second)) == (2, None)
    assert f"annotated/{BATCH}/{first}.xlsx?" in copies.link(BATCH, first, seconds=60)
