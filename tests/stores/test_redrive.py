"""Dead letters go back to their queue: each is told, none is lost, and what fails again is not moved in a circle."""

import json
import os

import pytest

from infra import redrive
from infra.redrive import queues, redriven
from tests.stores.places import OnServer


class Queues:
    """A queue and its dead letters."""

    def __init__(self, server: OnServer, name: str) -> None:
        """Make both, empty."""
        self.sqs, self.name = server.server.furnishing.get("sqs"), server.queue(name)
        self._urls = {which: self._url_of(which) for which in (server.queue(f"{name}-dead"), self.name)}

    def _url_of(self, name: str) -> str:
        return str(self.sqs.get_queue_url(QueueName=name)["QueueUrl"])

    def die(self, *bodies: str) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self._urls[f"{self.name}-dead"], MessageBody=body)

    def waiting(self, suffix: str = "") -> list[str]:
        """Return what waits in the queue, and take it."""
        url, found = self._urls[self.name + suffix], list[str]()
        while messages := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += [message["Body"] for message in messages]
            for message in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return sorted(found)


@pytest.mark.parametrize("name", queues())
def test_what_died_is_moved_back_and_told(server: OnServer, name: str) -> None:
    both, bodies = Queues(server, name), sorted(json.dumps({"case": f"YY-{number}"}) for number in range(12))
    both.die(*bodies)

    moved = list(redriven(both.sqs, both.name))

    assert sorted(one.body for one in moved) == bodies
    assert (both.waiting(), both.waiting("-dead")) == (bodies, [])
    assert list(redriven(both.sqs, both.name)) == []


def test_a_run_that_breaks_off_loses_no_message(moto: OnServer) -> None:
    both = Queues(moto, "notices")
    both.die("one", "two", "three")
    run = redriven(both.sqs, both.name)
    next(run)
    del run

    rest = both.sqs.get_queue_attributes(
        QueueUrl=both._urls[f"{both.name}-dead"],  # noqa: SLF001
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    assert len(both.waiting()) + sum(map(int, rest.values())) == 3


def test_what_dies_again_meanwhile_is_left_for_another_time(moto: OnServer) -> None:
    both = Queues(moto, "notices")
    both.die("poison")
    moved = []
    for one in redriven(both.sqs, both.name):
        both.die(one.body)
        moved.append(one.body)

    assert moved == ["poison"]


def test_the_command_prints_what_it_moved(
    moto: OnServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = Queues(moto, "notices")
    both.die('{"notice":"9f0c"}')
    monkeypatch.setenv("AWS_REGION", os.environ["AWS_DEFAULT_REGION"])

    assert redrive.main(["notices", "--prefix", moto.prefix]) == 0

    told = capsys.readouterr().out
    assert '{"notice":"9f0c"}' in told
    assert f"1 messages moved back to {moto.prefix}-notices" in told


def test_only_a_queue_of_ours_is_redriven(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        redrive.main(["triggers", "--prefix", "ziyang"])

    assert "invalid choice" in capsys.readouterr().err
    assert queues() == ["bulk", "casework", "notices", "portions", "reports", "uploads"]
