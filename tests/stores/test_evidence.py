"""Evidence: one contract on every server that has buckets, and what a presigned POST lets through on one that looks."""

import hashlib

import pytest
import urllib3

from chalicelib.objections.evidence.store import EvidenceStore, Form
from chalicelib.stores.evidence import BucketEvidence
from tests.fakes_evidence import MemoryEvidence
from tests.stores.places import OnServer, Stores

CASE, CONTENT, PDF = "YY20261123-abcd2345", b"%PDF-1.4 not much more", "application/pdf"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def receive(stores: Stores, evidence: EvidenceStore, content: bytes = CONTENT) -> None:
    """Put a file where a form would have put it."""
    if isinstance(evidence, MemoryEvidence):
        evidence.receive(CASE, SHA256, content)
        return
    assert isinstance(stores, OnServer)
    bucket = stores.bucket_name("evidence")
    stores.server.furnishing.get("s3").put_object(Bucket=bucket, Key=f"incoming/{CASE}/{SHA256}", Body=content)


def test_what_has_not_come_is_nothing_and_has_no_size(stores_with_buckets: Stores) -> None:
    evidence = stores_with_buckets.evidence()

    assert evidence.incoming_size(CASE, SHA256) is None
    assert evidence.incoming(CASE, SHA256) is None
    assert evidence.kept(CASE, SHA256) is None


def test_what_came_is_read_as_it_came_and_deleted_twice(stores_with_buckets: Stores) -> None:
    evidence = stores_with_buckets.evidence()
    receive(stores_with_buckets, evidence)

    assert (evidence.incoming_size(CASE, SHA256), evidence.incoming(CASE, SHA256)) == (len(CONTENT), CONTENT)
    evidence.drop_incoming(CASE, SHA256)
    evidence.drop_incoming(CASE, SHA256)
    assert evidence.incoming(CASE, SHA256) is None


def test_a_file_of_no_bytes_has_come(stores_with_buckets: Stores) -> None:
    evidence = stores_with_buckets.evidence()
    receive(stores_with_buckets, evidence, b"")

    assert (evidence.incoming_size(CASE, SHA256), evidence.incoming(CASE, SHA256)) == (0, b"")


def test_what_is_kept_is_kept_twice_as_once_and_what_is_in_quarantine_is_not_kept(stores_with_buckets: Stores) -> None:
    evidence = stores_with_buckets.evidence()

    evidence.quarantine(CASE, SHA256, CONTENT)
    assert evidence.kept(CASE, SHA256) is None
    evidence.keep(CASE, SHA256, CONTENT, media_type=PDF)
    evidence.keep(CASE, SHA256, CONTENT, media_type=PDF)
    assert evidence.kept(CASE, SHA256) == CONTENT


def test_a_form_names_the_one_key_and_the_type(stores_with_buckets: Stores) -> None:
    form = stores_with_buckets.evidence().post_for(CASE, SHA256, size_bytes=10, media_type=PDF, ttl_seconds=60)

    assert (form.fields["key"], form.fields["Content-Type"]) == (f"incoming/{CASE}/{SHA256}", PDF)


def posted(form: Form, content: bytes, **changes: str) -> int:
    """Send a file as a browser does."""
    fields: dict[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]] = {
        **form.fields,
        **changes,
        "file": ("f", content, PDF),
    }
    return urllib3.request("POST", form.url, fields=fields, retries=False).status


@pytest.fixture
def form(ministack: OnServer) -> Form:
    return ministack.evidence().post_for(CASE, SHA256, size_bytes=len(CONTENT), media_type=PDF, ttl_seconds=60)


def test_the_file_that_was_announced_is_let_through(ministack: OnServer) -> None:
    evidence = ministack.evidence()
    form = evidence.post_for(CASE, SHA256, size_bytes=len(CONTENT), media_type=PDF, ttl_seconds=60)

    assert posted(form, CONTENT) in {200, 201, 204}
    assert evidence.incoming(CASE, SHA256) == CONTENT


@pytest.mark.parametrize("content", [CONTENT * 400_000, b""], ids=["far larger", "zero bytes"])
def test_a_file_of_another_size_is_not(form: Form, content: bytes) -> None:
    assert posted(form, content) in {400, 403}


@pytest.mark.parametrize(
    "changes", [{"key": f"kept/{CASE}/{SHA256}"}, {"Content-Type": "text/html"}], ids=["under kept", "as a page"]
)
def test_a_file_under_another_key_or_of_another_type_is_not(form: Form, changes: dict[str, str]) -> None:
    assert posted(form, CONTENT, **changes) in {400, 403}


def test_a_link_gives_a_kept_file_to_be_saved_and_never_to_be_shown(ministack: OnServer) -> None:
    evidence = ministack.evidence()
    assert isinstance(evidence, BucketEvidence)
    evidence.keep(CASE, SHA256, CONTENT, media_type="text/html")

    answer = urllib3.request("GET", evidence.link_to(CASE, SHA256, name="e1-decision.pdf", ttl_seconds=60))

    assert (answer.status, answer.data) == (200, CONTENT)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="e1-decision.pdf"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "private, no-store"
