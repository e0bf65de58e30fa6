"""What is no refusal of ours passes through untouched, for somebody must be told."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import DeleteError, GetError, PutError

from chalicelib.stores.batches import DynamoBatches
from chalicelib.stores.cases import DynamoCases
from chalicelib.stores.identities import DynamoIdentities
from chalicelib.stores.ledger import DynamoLedger
from chalicelib.stores.uploads import BucketUploads
from tests.factories import a_batch
from tests.stores.places import OnServer
from tests.stores.test_ledger import LOOK


def test_a_table_that_is_not_there_is_a_failure(tables: OnServer) -> None:
    ledger, batches = (
        DynamoLedger(tables.dynamodb, "no-such-table", kept_years=10),
        DynamoBatches(tables.dynamodb, "no-such-table"),
    )

    with pytest.raises(ClientError, match="ResourceNotFound"):
        ledger.put(LOOK)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        ledger.find(LOOK.slot, LOOK.entry)
    with pytest.raises(PutError):
        batches.put(a_batch(), over=None)
    with pytest.raises(GetError):
        batches.find("shili-jgj-20261123-abcd2345")
    with pytest.raises(DeleteError):
        DynamoCases(tables.dynamodb, "no-such-table").close("m~1", "YY-1")


def test_a_bucket_that_is_not_there_is_a_failure(server: OnServer) -> None:
    uploads = BucketUploads(server.s3, f"{server.prefix}-no-such-bucket")

    with pytest.raises(ClientError, match="NoSuchBucket"), uploads.opened("shili-jgj-20261123-abcd2345"):
        pass


def test_a_bucket_that_says_no_is_a_failure() -> None:
    class Closed:
        def head_object(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadObject")

    with pytest.raises(ClientError, match="Forbidden"):
        BucketUploads(Closed(), "some-bucket").size_of("shili-jgj-20261123-abcd2345")


def test_a_reference_that_vanished_is_a_failure_and_never_another_person() -> None:
    class Forgetful:
        def put_item(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}}, "PutItem")

        def get_item(self, **_: Any) -> dict[str, Any]:
            return {}

    with pytest.raises(RuntimeError, match="lost its reference"):
        DynamoIdentities(Forgetful(), "some-table").add("v1:a", "PERSON-A")


def test_a_record_on_which_cases_come_and_go_is_given_up_on(moto: OnServer) -> None:
    class Flickering(DynamoCases):
        def open_on(self, record_id: str) -> str | None:
            return dict[str, str]().get(record_id)

    cases = Flickering(moto.dynamodb, moto.table("cases"))
    cases.open("m~1", "YY-1")

    with pytest.raises(RuntimeError, match="m~1"):
        cases.open("m~1", "YY-2")
