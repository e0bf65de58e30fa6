"""One factory of clients, and what its requests do not carry."""

import subprocess
import sys

import pytest

from chalicelib.stores.clients import Clients

READS = "from chalicelib.stores import clients, identities, ledger, library, listings, names, site"


def test_a_client_is_made_once() -> None:
    clients = Clients(region="cn-north-1", environ={})

    assert clients.get("sqs") is clients.get("sqs")


def test_on_aws_in_china_requests_go_to_its_own_partition_and_bucket_hosts() -> None:
    clients = Clients(region="cn-north-1", environ={})

    assert clients.get("dynamodb").meta.endpoint_url == "https://dynamodb.cn-north-1.amazonaws.com.cn"
    url = clients.get("s3").generate_presigned_url("get_object", Params={"Bucket": "some-bucket", "Key": "k"})
    assert url.startswith("https://some-bucket.s3.cn-north-1.amazonaws.com.cn/k?X-Amz-Algorithm=AWS4-HMAC-SHA256")


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_elsewhere_the_endpoint_comes_from_the_environment_and_the_bucket_is_in_the_path(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "https://obs.invalid")
    clients = Clients(region="gov-dc1", environ={name: "https://obs.invalid"})

    url = clients.get("s3").generate_presigned_url("get_object", Params={"Bucket": "some-bucket", "Key": "k"})

    assert url.startswith("https://obs.invalid/some-bucket/k?X-Amz-Algorithm=AWS4-HMAC-SHA256")


def test_no_checksum_and_no_account_host_is_asked_for() -> None:
    config = Clients(region="cn-north-1", environ={}).get("s3").meta.config

    assert config.request_checksum_calculation == "when_required"
    assert config.response_checksum_validation == "when_required"
    assert config.account_id_endpoint_mode == "disabled"


def test_reading_a_page_imports_neither_boto3_nor_pynamodb() -> None:
    look = "import sys; print(sorted({'boto3', 'pynamodb', 'chalice'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", f"{READS}\n{look}"], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
