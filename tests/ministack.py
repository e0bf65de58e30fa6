"""ministack: a second server with the shape of AWS, beside moto; it enforces what moto lets pass.

It lives in a virtual environment of its own (`make setup`), because it needs another botocore than is shipped.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ROOT, free_port, served

PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
ACCOUNT = "000000000000"  # what it says for any access key that is no account number
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def is_installed() -> bool:
    """Say whether `make setup` has installed it."""
    return (PYTHON.parent.parent / "ready").exists()


@contextmanager
def ministack(*, region: str = "cn-north-1", environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the endpoint of a fresh, empty ministack; everything in it is gone after the block.

    What `environment` adds, the functions it runs have too.
    """
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        env = {
            **CREDENTIALS,
            "MINISTACK_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL": endpoint,
            "GATEWAY_PORT": str(port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PYTHONPATH": "",
            "TMPDIR": folder,
            "STATE_DIR": folder,
            **(environment or {}),
        }
        # Its own command listens on every address; the application server does as told.
        argv = [str(PYTHON), "-m", "hypercorn", "--bind", f"127.0.0.1:{port}", "ministack.app:app"]
        with served(argv, url=f"{endpoint}/_ministack/health", log=Path(folder) / "log", env=env):
            yield endpoint
