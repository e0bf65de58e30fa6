"""The processes and the environment of the local cloud."""

import base64
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.settings import LOCAL_ISSUER
from chalicelib.stores.signing import KmsSigner
from infra.local.certificate import self_signed
from infra.local.resources import Template, create
from infra.local.tokens import Mint

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REGION, ACCOUNT, PREFIX = "cn-north-1", "123456789012", "ziyang"
STARTS_WITHIN_SECONDS = 60


class LocalCloudError(Exception):
    """The local cloud cannot start; the message is one clear line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """A running local cloud: its endpoint, the environment of the app, and the mint of its tokens."""

    endpoint: str
    environment: dict[str, str]
    mint: Mint

    def client(self, service: str) -> Any:
        """Return an SDK client of the local cloud, for the parts that stand in for AWS."""
        return client(service, self.endpoint)


def client(service: str, endpoint: str) -> Any:
    """Return an SDK client for an endpoint of the local cloud."""
    config = Config(
        account_id_endpoint_mode="disabled",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"},
        signature_version="s3v4" if service == "s3" else None,
        retries={"mode": "standard", "max_attempts": 3},
        max_pool_connections=20,
    )
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 -- the local cloud knows no secrets
        config=config,
    )


def port_is_taken(port: int) -> bool:
    """Say whether something listens on a loopback port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextmanager
def running() -> Iterator[Cloud]:
    """Start the servers and create the resources; stop everything at the end of the block."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "infra.local.moto_server", str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait_for(endpoint, server)
        yield _furnished(endpoint)
    finally:
        server.terminate()
        server.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(endpoint: str, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + STARTS_WITHIN_SECONDS
    probe = client("sqs", endpoint)
    while time.monotonic() < ends:
        if server.poll() is not None:
            break
        try:
            probe.list_queues()
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
        else:
            return
    message = "the local cloud server did not start; run `python -m infra.local.moto_server 5000` to see why"
    raise LocalCloudError(message)


def _furnished(endpoint: str) -> Cloud:
    made = create(Template(prefix=PREFIX, account=ACCOUNT, region=REGION), lambda service: client(service, endpoint))
    key = made["LibraryKey"]
    mint = Mint.new()
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_SERVICE_NAME": "ziyang",
        "POWERTOOLS_LOG_LEVEL": os.environ.get("LOG", "WARNING"),
        "STAGE": "local",
        "AREAS": "open,own,office,back",
        "PREFIX": PREFIX,
        "ACCOUNT": ACCOUNT,
        "TOKEN_ISSUER": LOCAL_ISSUER,
        "TOKEN_AUDIENCE": "ziyang",
        "TOKEN_ALGORITHMS": "ES256",
        "TOKEN_KEYS_URL": "http://127.0.0.1/none",
        "TOKEN_KEYS": json.dumps(mint.key_set()),
        "SIGNING_KEY": made["SigningKey"],
        "SIGNING_CERTIFICATE": self_signed(KmsSigner(client("kms", endpoint), made["SigningKey"], is_for_tests=True)),
        "PLATFORM_URL": "http://127.0.0.1",
        "CHUNK_ROWS": "200",
        "EVIDENCE_SCANNER": "eicar",
        "NOTICE_FOLDER": str(ROOT / ".work" / "notices"),
        "EXTRA_BODIES": str(HERE / "demonstration" / "bodies.toml"),
        **{f"WRAPPED_{name}_KEY": _wrapped(endpoint, key, name.lower()) for name in ("IDENTITY", "SEALING", "CURSOR")},
    }
    return Cloud(endpoint, environment, mint)


def _wrapped(endpoint: str, key: str, purpose: str) -> str:
    sealed = client("kms", endpoint).encrypt(
        KeyId=key, Plaintext=secrets.token_bytes(32), EncryptionContext={"purpose": purpose}
    )
    return base64.b64encode(sealed["CiphertextBlob"]).decode()


def take_on(environment: dict[str, str]) -> None:
    """Make the environment of the local cloud this process's own, before `app` is imported."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(environment)
