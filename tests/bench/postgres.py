"""A PostgreSQL of one's own for the length of a bench: Debian's programs, a folder that goes again, a port on loopback.

The database is made with LC_CTYPE C.UTF-8, for in C the trigrams of Chinese are empty; the rival asserts that they
are not.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measuring import RivalMissingError

USER = "postgres"
_HOW = "postgresql and postgresql-contrib are not installed (apt-get install postgresql postgresql-contrib)"
_PROGRAMS = Path("/usr/lib/postgresql")
_TRIGRAMS = Path("/usr/share/postgresql")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "512MB",
    "maintenance_work_mem": "512MB",
    "work_mem": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
}


def is_installed() -> bool:
    """Say whether PostgreSQL is here with the module of trigrams."""
    return _newest() is not None and any(_TRIGRAMS.glob("*/extension/pg_trgm.control"))


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server for a block; gives how to reach it.

    Raises: RivalMissingError.
    """
    programs = _newest()
    if programs is None or not is_installed():
        raise RivalMissingError(_HOW)
    folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    try:
        _own(folder)
        data = folder / "data"
        as_user = _as_user()
        _run([*as_user, str(programs / "initdb"), "--pgdata", str(data), "--encoding", "UTF8"], folder)
        port = _free_port()
        options = " ".join(
            f"-c {name}={value or chr(39) * 2}" for name, value in (_SETTINGS | {"port": str(port)}).items()
        )
        control = [*as_user, str(programs / "pg_ctl"), "--pgdata", str(data), "--wait"]
        _run([*control, "--log", str(folder / "log"), "--options", options, "start"], folder)
        try:
            yield f"host=127.0.0.1 port={port} user={USER} dbname=postgres"
        finally:
            _run([*control, "--mode", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _newest() -> Path | None:
    found = sorted(_PROGRAMS.glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found and (found[-1] / "initdb").is_file() else None


def _as_user() -> list[str]:
    # PostgreSQL refuses to run as root.
    return ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)


def _run(command: Sequence[str], folder: Path) -> None:
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
