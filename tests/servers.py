"""Servers of other makers, started for a block of a test on a free loopback port and gone after it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0
STOP_SECONDS = 5.0


class ServerDidNotStartError(Exception):
    """A server ended, or did not answer in time; says what it printed last."""


def free_port() -> int:
    """Return a loopback port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(argv: Sequence[str], *, url: str, log: Path, env: Mapping[str, str]) -> Iterator[None]:
    """Run a server until the block ends; whatever it started goes with it.

    Raises: ServerDidNotStartError.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(
            list(argv),
            cwd=log.parent,  # not ours, whose modules it might take for its own
            env={**os.environ, **env},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(process, url=url, log=log)
        yield
    finally:
        _stop(process)


def _wait_for(process: subprocess.Popen[bytes], *, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(url):
            return
        time.sleep(0.05)
    said = log.read_text(errors="replace")[-2000:]
    message = f"{process.args!r} does not answer at {url}; it said: {said}"
    raise ServerDidNotStartError(message)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - always http on the loopback
            return True
    except urllib.error.HTTPError as answer:
        answer.close()
        return True  # a refusal is an answer
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    _signal(process, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _signal(process, signal.SIGKILL)  # the group outlives its leader when a child of it hangs
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
