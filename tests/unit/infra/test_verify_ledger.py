"""`make verify-ledger` on a folder: what was copied from the two buckets, and nothing else."""

import base64
import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.ledger.archives import archive
from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.ledger.signing import sign_heads
from infra.verify_ledger import main
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes import MemorySigner
from tests.unit.ledger.keeping import MINUTE, OTHER, SHARD, SIGNER, Keeping

OVER, DAY = NOW.replace(second=0) + MINUTE, timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three archived blocks, one head over two of them, and the key."""
    keeping = Keeping()
    for shard in (SHARD, OTHER):
        keeping.put(looks_in(shard, 3, at=NOW))
    keeping.seal_all(OVER)
    sign_heads(means=keeping, now=OVER)
    keeping.put(looks_in(SHARD, 2, at=OVER, beyond=1))
    keeping.seal_all(OVER + MINUTE)
    for shard in SHARD_NAMES:
        archive(shard, means=keeping, now=NOW + DAY)
    for key, content in {**keeping.archive.files, **keeping.heads.files}.items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(content)
    (tmp_path / "key").write_text(base64.b64encode(SIGNER.public_key()).decode())
    return tmp_path


def test_what_is_sound_is_said_to_be_and_how_much_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--key", str(folder / "key")]) == 0

    told = "3 blocks, 8 entries, 1 heads; 1 blocks are not under a signed head yet: sound\n"
    assert capsys.readouterr().out == told


def test_without_a_key_of_ones_own_it_says_where_the_key_is_from(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder)]) == 0

    assert "TEST-memory is taken from the last head itself" in capsys.readouterr().out


def test_another_key_an_altered_object_and_one_that_is_gone_are_not_sound(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "other").write_text(base64.b64encode(MemorySigner().public_key()).decode())
    assert main([str(folder), "--key", str(folder / "other")]) == 1
    assert "head 1: the signature is not that of the key" in capsys.readouterr().out

    (kept,) = (folder / "archive" / SHARD).iterdir()
    content = kept.read_bytes()
    kept.write_bytes(gzip.compress(gzip.decompress(content).replace(b"supervision", b"licensing")))
    assert main([str(folder)]) == 1
    assert "its entries do not have its root" in capsys.readouterr().out

    kept.unlink()
    assert main([str(folder)]) == 1
    assert "block 1 of shard 0a is not the one that was signed" in capsys.readouterr().out


def test_what_cannot_be_read_is_not_sound(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept,) = (folder / "archive" / SHARD).iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])

    assert main([str(folder)]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_a_folder_without_a_ledger_is_not_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "holds no archive" in capsys.readouterr().out
