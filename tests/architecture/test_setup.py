"""The commands: what `make` offers, and one clear line where it cannot."""

import re
import subprocess
from pathlib import Path

from tests.servers import ROOT

PINNED = re.compile(r"[A-Za-z0-9_.-]+(\[[a-z0-9,]+\])?==[^\s]+")


def _make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_help_names_every_command_that_says_what_it_does() -> None:
    described = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    offered = _make("help").stdout

    assert {"run", "test", "bench", "package", "check", "help"} <= set(described)
    assert all(f"make {name} " in offered for name in described)


def test_a_python_that_is_not_there_is_one_clear_line() -> None:
    done = _make("PYTHON=no-such-python", "setup")

    assert done.returncode != 0
    assert done.stderr.startswith("Python 3.11 or later is needed, and 'no-such-python' is not there.")


def test_a_python_that_is_too_old_is_one_clear_line(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\nif [ "$1" = -V ]; then echo "Python 3.8.20"; fi\nexit 1\n')
    old.chmod(0o755)

    done = _make(f"PYTHON={old}", "setup")

    assert done.returncode != 0
    assert "3.11 or later is needed" in done.stderr.splitlines()[0]
    assert "Python 3.8.20" in done.stderr.splitlines()[0]


def test_continuous_integration_walks_through_the_same_door() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "make test" in script
    assert 'EXPECT_STORES="memory moto ministack dynalite"' in script
    assert "CI=1" in script, "property tests draw the same examples each time, and more of them"


def test_every_requirement_is_pinned() -> None:
    for path in (ROOT / "requirements.txt", *(ROOT / "tests").glob("*.txt")):
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        for line in lines:
            if line and not line.startswith(("#", "-r ", "-c ")):
                assert PINNED.fullmatch(line), f"{path.name}: {line}"


def test_what_the_functions_run_on_is_in_the_same_version_everywhere() -> None:
    runtime = set((ROOT / "requirements.txt").read_text("utf-8").lower().replace("_", "-").splitlines())
    constraints = (ROOT / "tests" / "constraints.txt").read_text("utf-8").lower().replace("_", "-").splitlines()

    pins = {line for line in runtime if "==" in line}

    assert pins <= set(constraints)
