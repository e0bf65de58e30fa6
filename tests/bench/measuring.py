"""Runs two sides by turns and prints what came of it."""

import os
import resource
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".work" / "bench"
ROUNDS = 3


class RivalMissingError(Exception):
    """A rival is not installed; its line fails."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed result; `holds` decides the exit code."""

    name: str
    ratio: float
    target: str
    ours: str
    theirs: str

    @property
    def holds(self) -> bool:
        """Say whether the ratio meets the target, whose first two characters are its operator."""
        operator, bound = self.target[:2], float(self.target[2:].rstrip("x"))
        return self.ratio <= bound if operator == "<=" else self.ratio >= bound

    def __str__(self) -> str:
        """Return the line as it is printed."""
        return (
            f"BENCH name={self.name} ratio={self.ratio:.2f} target={self.target} ours={self.ours} theirs={self.theirs}"
        )


def cpu_seconds_of(command: Sequence[str], *, environment: Mapping[str, str], cwd: Path = ROOT) -> float:
    """Run a process to its end and return the CPU time it used. Raises: CalledProcessError where it failed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={**plain_environment(), **environment}, cwd=cwd, check=True, stdout=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def reported_seconds_of(command: Sequence[str], *, environment: Mapping[str, str], cwd: Path = ROOT) -> float:
    """Run a process that measures its own work; return the CPU seconds it prints as its last line."""
    done = subprocess.run(
        command, env={**plain_environment(), **environment}, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True
    )
    return float(done.stdout.strip().splitlines()[-1])


def reported_peak_and_seconds_of(command: Sequence[str]) -> tuple[float, float]:
    """Run a process that measures its own work; return the MiB and the CPU seconds it prints as its last lines."""
    done = subprocess.run(command, env=plain_environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    peak, seconds = done.stdout.strip().splitlines()[-2:]
    return float(peak), float(seconds)


class Side:
    """A process that stays, does a number of loops when told, and says what CPU time they took."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            command,
            env={**plain_environment(), **environment},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        """Keep it for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it with its standard input."""
        self._process.communicate(timeout=30)

    def seconds_for(self, loops: int) -> float:
        """Return the CPU seconds of so many loops. Raises: ValueError where it broke off."""
        assert self._process.stdin is not None  # a pipe was asked for
        assert self._process.stdout is not None  # a pipe was asked for
        self._process.stdin.write(f"{loops}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def best_by_slices(ours: Side, theirs: Side, *, loops: int, slices: int, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return each side's best round, made of short slices by turns, so that a slow moment of the machine hits both."""
    pairs = []
    for _ in range(rounds):
        taken = [(ours.seconds_for(loops), theirs.seconds_for(loops)) for _ in range(slices)]
        pairs.append((sum(one for one, _ in taken), sum(other for _, other in taken)))
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def best_by_turns(
    ours: Callable[[], float], theirs: Callable[[], float], *, rounds: int = ROUNDS
) -> tuple[float, float]:
    """Return each side's best, the two alternating so that a slow moment of the machine hits both."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def plain_environment() -> dict[str, str]:
    """Return what of the environment a measured process is given."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONHASHSEED": "0"}
