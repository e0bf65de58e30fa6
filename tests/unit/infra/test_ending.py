"""A program at a command line ends with its code, and quietly where nobody reads on."""

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from infra.client.ending import READER_GONE
from tests.servers import ROOT

_MUCH = "lambda: [print('虚构' * 1000) for _ in range(1000)] and 0"
_LITTLE = "lambda: print('虚构') or 0"
# As a program runs in a shell: what it says is kept back until it is much.
_BUFFERED = {**os.environ, "PYTHONUNBUFFERED": ""}
_COMPLAINS = "lambda: print('虚构', file=sys.stderr) or 4"


def _running(main: str) -> list[str]:
    return [sys.executable, "-c", f"import sys; from infra.client.ending import run; run({main})"]


def _ended_unread(command: Sequence[str]) -> tuple[int, str]:
    """Run a program whose output nobody reads; return its exit code and what it says beside it."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            command, stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, env=_BUFFERED, text=True, check=False
        )
    finally:
        os.close(writer)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        _running(_MUCH),
        _running(_LITTLE),
        [sys.executable, "-m", "infra.client", "--help"],
        [sys.executable, "-m", "infra.verify_ledger", str(ROOT)],
    ],
    ids=["much", "little", "client", "a ledger that is none"],
)
def test_a_program_that_nobody_reads_ends_without_a_trace(command: Sequence[str]) -> None:
    assert _ended_unread(command) == (READER_GONE, "")


def test_a_complaint_that_nobody_reads_is_none_either() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(_running(_COMPLAINS), stderr=writer, cwd=ROOT, check=False)
    os.close(writer)

    assert done.returncode == READER_GONE


@pytest.mark.parametrize(("main", "code"), [("lambda: 3", 3), ("lambda: sys.exit(2)", 2), (_LITTLE, 0)])
def test_a_program_that_is_read_ends_with_its_own_code(main: str, code: int) -> None:
    done = subprocess.run(_running(main), stdout=subprocess.PIPE, cwd=ROOT, check=False)

    assert done.returncode == code
