"""The buckets whose objects stay."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.stores.locked import BucketLocked
from tests.stores.places import OnServer, Stores

NAMES = ("heads", "archive")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_found(stores_with_buckets: Stores, name: str) -> None:
    bucket = stores_with_buckets.locked(name)
    bucket.put("heads/1.json", b"{}")

    assert bucket.find("heads/1.json") == b"{}"
    assert bucket.find("heads/2.json") is None
    assert bucket.is_locked


@pytest.mark.parametrize("name", NAMES)
def test_no_version_of_what_is_kept_can_be_deleted(server: OnServer, name: str) -> None:
    bucket = server.locked(name)
    bucket.put("one", b"{}")
    full_name = server.bucket_name(name)
    version = server.server.furnishing.get("s3").head_object(Bucket=full_name, Key="one")["VersionId"]

    with pytest.raises(ClientError, match=r"AccessDenied|Access Denied"):
        server.server.furnishing.get("s3").delete_object(Bucket=full_name, Key="one", VersionId=version)


def test_a_bucket_without_a_lock_says_so_and_keeps_all_the_same(server: OnServer) -> None:
    server.receipts()
    bucket = BucketLocked(server.s3, server.bucket_name("receipts"))
    bucket.put("one", b"{}")

    assert bucket.find("one") == b"{}"
    assert not bucket.is_locked


def test_a_lock_that_cannot_be_asked_about_is_no_lock_and_a_failure(server: OnServer) -> None:
    with pytest.raises(ClientError):
        _ = BucketLocked(server.s3, "no-such-bucket-anywhere").is_locked
