"""`python -m infra.package`: packages stages for deployment, each a SAM template and a zip, checked by cfn-lint.

Never `chalice deploy`: what is deployed is what was looked at. Needs no account and no credentials.
"""

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.catalogue.checks.whole import hanging_on_lapsed
from chalicelib.errors import DataFileError
from chalicelib.terms.dates import beijing_date
from infra.client.ending import run
from infra.packaging import tree
from infra.packaging.layers import LayerError, add_layers
from infra.packaging.stages import STAGES, finished
from infra.packaging.templates import write

WORK = tree.ROOT / ".work"
PACKAGES = WORK / "packages"
TEMPLATE, ZIP = "template.yaml", "deployment.zip"
REGIONS = ("cn-north-1", "us-gov-west-1", "eu-central-1")  # one of each partition
_STAMP = "packaged-from"


class PackagingError(Exception):
    """A stage cannot be packaged; the message is what the tool that refused it said."""


def package(stages: Sequence[str] = STAGES, *, out: Path = PACKAGES) -> None:
    """Package stages into a folder each, unless what is there was made from the same source.

    Raises: PackagingError, LayerError, DataFileError.
    """
    source = tree.fingerprint()
    with _alone():
        stale = [stage for stage in stages if not _is_made_from(source, out / stage)]
        if not stale:
            return
        tree.grow(WORK / "tree")
        for stage in stale:
            _package(stage, out / stage)
        _lint([out / stage / TEMPLATE for stage in stale])
        for stage in stale:
            (out / stage / _STAMP).write_text(source, "utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Package what the command line names; says what went wrong in one piece."""
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__)
    parser.add_argument("--stage", choices=[*STAGES, "all"], default="all")
    parser.add_argument("--out", type=Path, default=PACKAGES)
    asked = parser.parse_args(argv)
    stages = STAGES if asked.stage == "all" else (asked.stage,)
    try:
        package(stages, out=asked.out)
    except (PackagingError, LayerError, DataFileError) as error:
        print(f"not packaged: {error}", file=sys.stderr)
        return 1
    for key, place in hanging_on_lapsed(beijing_date(datetime.now(UTC))):
        print(f"rests on a basis that has lapsed ({key}): {place}")
    for stage in stages:
        size = (asked.out / stage / ZIP).stat().st_size
        print(f"{stage}: {asked.out / stage / TEMPLATE} and {ZIP} ({size / 1e6:.1f} MB)")
    return 0


def _package(stage: str, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        _run_chalice(stage, Path(folder))
        shutil.copy2(Path(folder) / ZIP, out / ZIP)
        template = finished(json.loads((Path(folder) / "sam.json").read_text("utf-8")), stage=stage)
    layers = tree.ROOT / "infra" / "layers"
    write(out / TEMPLATE, add_layers(template, layers=layers, out=out, runtime_pins=WORK / "tree" / "requirements.txt"))


def _run_chalice(stage: str, out: Path) -> None:
    chalice = "import sys; from chalice.cli import main; sys.exit(main())"
    argv = [sys.executable, "-c", chalice, "package", "--stage", stage, "--template-format", "json", str(out)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    # Chalice wants a region and keys, and uses neither.
    nowhere = {"AWS_DEFAULT_REGION": REGIONS[0], "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    _run(argv, cwd=WORK / "tree", env={**environment, **nowhere, "PYTHONDONTWRITEBYTECODE": "1"})


def _lint(templates: Sequence[Path]) -> None:
    program = str(Path(sys.executable).parent / "cfn-lint")
    _run([program, "--regions", *REGIONS, "--", *map(str, templates)], cwd=tree.ROOT, env=dict(os.environ))


def _run(argv: Sequence[str], *, cwd: Path, env: dict[str, str]) -> None:
    done = subprocess.run(list(argv), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError((done.stdout + done.stderr).strip()[-4000:])


def _is_made_from(source: str, folder: Path) -> bool:
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == source


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process package at a time: they share the clean copy."""
    WORK.mkdir(exist_ok=True)
    with (WORK / "packaging.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    run(main)
