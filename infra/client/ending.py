"""How a program at a command line ends: with its exit code, and quietly where nobody reads its output any more.

`python -m infra.client receipt B-… | head -3` closes the pipe before everything is said; that is no fault, and no
trace. The exit code is then that of a process which the signal ended, as a shell tells it.

Source: docs.python.org/3/library/signal.html#note-on-sigpipe.
"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

READER_GONE = 128 + 13  # SIGPIPE, which not every system has


def run(main: Callable[[], int]) -> NoReturn:
    """Run a program and end with its exit code; with `READER_GONE` where who read what it says has gone."""
    try:
        code = _code_of(main)
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        _say_no_more()
        code = READER_GONE
    sys.exit(code)


def _code_of(main: Callable[[], int]) -> int | str | None:
    """Return how a program ends, also where its arguments alone ended it."""
    try:
        return main()
    except SystemExit as ended:
        return ended.code


def _say_no_more() -> None:
    """Let what is still to be flushed at the end of the process go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
