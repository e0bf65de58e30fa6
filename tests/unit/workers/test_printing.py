"""The queue of reports to be printed."""

import json
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.workers import printing
from tests.factories import a_profile, a_record
from tests.printed import NUMBER, a_report
from tests.unit.reports.printing.standing import Means

MESSAGE = json.dumps({"number": NUMBER})


def _event(*bodies: str) -> dict[str, Any]:
    records = [
        {"messageId": f"message-{place}", "body": body, "eventSource": "aws:sqs", "attributes": {}}
        for place, body in enumerate(bodies)
    ]
    return {"Records": records}


def _printed(means: Means, *bodies: str) -> list[str]:
    with wiring.using(means):  # type: ignore[arg-type]
        answer = printing.work(_event(*bodies), None)  # type: ignore[arg-type]
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_message_prints_its_report_and_comes_back_to_no_effect() -> None:
    means = Means()

    assert _printed(means, MESSAGE, MESSAGE) == []

    assert means.issue.document is not None
    assert len(means.pdfs) == 1


def test_a_message_that_fails_comes_again_and_keeps_no_other_from_its_work() -> None:
    means = Means()

    failed = _printed(means, "no json", json.dumps({"number": "ZY0"}), MESSAGE, "{}")

    assert failed == ["message-0", "message-1", "message-3"]
    assert means.issue.document is not None


def test_what_could_not_be_shown_is_told_by_a_code_and_without_the_name(caplog: pytest.LogCaptureFixture) -> None:
    means = Means(a_report(a_profile(fields={"legal_rep_name": "王\U0002a700"}), a_record()))

    assert _printed(means, MESSAGE) == []

    (told,) = [vars(record) for record in caplog.records if record.message == "remarked"]
    assert (told["code"], told["owner"]) == (printing.REPLACED, NUMBER)
    assert "王" not in str(told)
