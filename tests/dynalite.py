"""dynalite: a DynamoDB server without transactions, streams or expiry; what runs on it is portable."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ROOT, free_port, served

FOLDER = ROOT / ".work" / "dynalite"
_CLI = FOLDER / "node_modules" / "dynalite" / "cli.js"


def is_installed() -> bool:
    """Say whether node is here and `make setup` could install it."""
    return (FOLDER / "ready").exists() and shutil.which("node") is not None


@contextmanager
def dynalite() -> Iterator[str]:
    """Yield the endpoint of a fresh, empty dynalite, which makes and drops tables without waiting."""
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    at_once = ["--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"]
    argv = ["node", str(_CLI), "--host", "127.0.0.1", "--port", str(port), *at_once]
    with (
        tempfile.TemporaryDirectory(prefix="dynalite-") as folder,
        served(argv, url=endpoint, log=Path(folder) / "log", env={}),
    ):
        yield endpoint
