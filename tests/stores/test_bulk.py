"""Jobs, lists and results: one contract on every server that has what they need."""

import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.reports.bulk.jobs import TTL, State
from chalicelib.stores.bulk_files import BucketBulkFiles
from chalicelib.stores.bulk_queue import QueueBulk
from tests.factories import NOW
from tests.factories_bulk import a_job
from tests.stores.places import OnServer, Stores
from tests.stores.test_concurrency import winners

JOB = a_job().job


def test_a_job_is_put_over_the_version_that_was_read(stores: Stores) -> None:
    jobs, first = stores.bulk_jobs(), a_job()
    assert jobs.find(JOB) is None
    jobs.put(first, over=None)
    second = first.moved(State.CHECKING, at=NOW, subjects=3)
    jobs.put(second, over=first)

    assert jobs.find(JOB) == second
    for new, over in ((first, None), (first.moved(State.GONE, at=NOW), first)):
        with pytest.raises(StaleVersionError):
            jobs.put(new, over=over)
    jobs.put(second, over=first)  # the SDK sends again what it heard no answer to


def test_a_job_is_found_when_it_was_to_be_gone_on_with_and_not_at_rest(stores: Stores) -> None:
    jobs, job = stores.bulk_jobs(), a_job()
    jobs.put(job, over=None)

    assert list(jobs.unsettled(before=NOW + TTL, limit=10)) == []
    assert list(jobs.unsettled(before=NOW + TTL + timedelta(seconds=1), limit=10)) == [JOB]
    jobs.put(job.moved(State.REFUSED, at=NOW), over=job)
    assert list(jobs.unsettled(before=NOW + timedelta(days=9), limit=10)) == []


def test_one_of_several_moves_of_a_job_wins(ministack: OnServer) -> None:
    jobs, job = ministack.bulk_jobs(), a_job()
    jobs.put(job, over=None)

    assert winners(lambda n: jobs.put(job.moved(State.CHECKING, at=NOW, subjects=n), over=job)) == 1


def test_lists_parts_and_results_are_kept_and_deleted(stores_with_buckets: Stores) -> None:
    files = stores_with_buckets.bulk_files()
    assert files.find_list(JOB) is None
    assert files.find_part(JOB, "a") is None
    files.put_list(JOB, b"list")
    files.put_part(JOB, "a", b"part")
    files.put_result(JOB, b"result", content_type="text/csv; charset=utf-8")

    assert (files.find_list(JOB), files.find_part(JOB, "a")) == (b"list", b"part")
    for _ in range(2):
        files.delete_list(JOB)
        files.delete_part(JOB, "a")
        files.delete_result(JOB)
    assert (files.find_list(JOB), files.find_part(JOB, "a")) == (None, None)


@pytest.mark.parametrize(("key", "job"), [("lists/a", "a"), ("lists/", None), ("lists/a/b", None), ("results/a", None)])
def test_only_the_key_of_a_list_names_a_job(stores_with_buckets: Stores, key: str, job: str | None) -> None:
    assert stores_with_buckets.bulk_files().job_in(key) == job


def test_a_form_names_the_one_key(stores_with_buckets: Stores) -> None:
    form = stores_with_buckets.bulk_files().post_for(JOB, size_bytes=10, ttl_seconds=900)

    assert form.fields["key"] == f"lists/{JOB}"


def test_a_link_gives_the_result_to_be_saved_and_nothing_once_it_is_deleted(ministack: OnServer) -> None:
    files = ministack.bulk_files()
    assert isinstance(files, BucketBulkFiles)
    files.put_result(JOB, b"result", content_type="text/csv; charset=utf-8")
    link = files.link_to_result(JOB, ttl_seconds=60)

    with urllib.request.urlopen(link) as answer:  # noqa: S310 - http on the loopback
        assert answer.read() == b"result"
    files.delete_result(JOB)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(link)  # noqa: S310 - http on the loopback
    assert refused.value.code == 404
    refused.value.close()


def test_a_job_is_told_to_the_queue(server: OnServer) -> None:
    name = server.queue("bulk")
    QueueBulk(server.server.clients.get("sqs"), name).send(JOB)

    sqs = server.server.furnishing.get("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == f'{{"job":"{JOB}"}}'
