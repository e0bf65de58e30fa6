"""`make run` in a checkout from which something is missing: one clear line, and nothing left running."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT, free_port

SHIPPED = ("app.py", "chalicelib", "infra")
MISSING = ("infra/resources.yaml", "infra/local/demonstration/bodies.toml", "chalicelib/objections/deadlines.toml")


@pytest.mark.parametrize("missing", MISSING)
def test_a_missing_file_is_one_clear_line_that_names_it(tmp_path: Path, missing: str) -> None:
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    (tmp_path / missing).unlink()

    done = subprocess.run(
        [sys.executable, "-m", "infra.local", "--port", str(free_port())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert Path(missing).with_suffix("").as_posix().removeprefix("chalicelib/") in done.stderr
