"""What a presigned POST lets through, on the server that enforces it (moto enforces nothing)."""

import pytest
import urllib3

from chalicelib.intake.store import Post
from tests.stores.places import OnServer

BATCH, CONTENT = "shili-jgj-20261123-abcd2345", b"0123456789"


def posted(post: Post, content: bytes, **changes: str) -> int:
    form: dict[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]] = {
        **post.fields,
        **changes,
        "file": ("f.csv", content, "text/csv"),
    }
    return urllib3.request("POST", post.url, fields=form, retries=False).status


@pytest.fixture
def post(ministack: OnServer) -> Post:
    return ministack.uploads().post_for(BATCH, size_bytes=len(CONTENT), ttl_seconds=60)


def test_the_file_that_was_announced_is_let_through(ministack: OnServer) -> None:
    uploads = ministack.uploads()
    post = uploads.post_for(BATCH, size_bytes=len(CONTENT), ttl_seconds=60)

    assert posted(post, CONTENT) in {200, 201, 204}
    with uploads.opened(BATCH) as arrival:
        assert arrival.file.read() == CONTENT


@pytest.mark.parametrize("content", [CONTENT + b"x", CONTENT[:-1], b""], ids=["longer", "shorter", "empty"])
def test_a_file_of_another_size_is_not(post: Post, content: bytes) -> None:
    assert posted(post, content) in {400, 403}


def test_a_file_under_another_key_is_not(post: Post) -> None:
    assert posted(post, CONTENT, key="incoming/another") == 403


def test_the_address_is_of_path_style(ministack: OnServer, post: Post) -> None:
    assert post.url.rstrip("/").endswith(f"/{ministack.prefix}-uploads-123456789012")
