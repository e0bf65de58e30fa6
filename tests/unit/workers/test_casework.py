"""The queue of machine steps."""

import json
from typing import Any

from chalicelib import wiring
from chalicelib.objections.cases import State
from chalicelib.workers import casework
from tests.factories import a_case, a_record
from tests.unit.objections.standing import FakeMeans, means_with

NUMBER = "YY20261123-aaaaaaaa"


def _event(*bodies: str) -> dict[str, Any]:
    records = [
        {"messageId": f"message-{place}", "body": body, "eventSource": "aws:sqs", "attributes": {}}
        for place, body in enumerate(bodies)
    ]
    return {"Records": records}


def _worked(means: FakeMeans, *bodies: str) -> list[str]:
    with wiring.using(means):  # type: ignore[arg-type]
        answer = casework.work(_event(*bodies), None)  # type: ignore[arg-type]
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_message_rolls_its_case_forward_and_comes_back_to_no_effect() -> None:
    means = means_with()
    means.cases.put(a_case(state=State.ACCEPTING), over=None)
    message = json.dumps({"case": NUMBER})

    assert _worked(means, message, message) == []

    case = means.cases.find(NUMBER)
    assert case is not None
    assert (case.state, means.library.all()[0].version) == (State.ACCEPTED, 2)


def test_a_message_that_fails_comes_again_and_keeps_no_other_from_its_work() -> None:
    means = means_with()
    means.cases.put(a_case(state=State.ACCEPTING), over=None)

    failed = _worked(means, "no json", json.dumps({"case": "YY-0"}), json.dumps({"case": NUMBER}), "{}")

    assert failed == ["message-0", "message-1", "message-3"]
    assert means.library.find(a_record().record_id).mark == NUMBER  # type: ignore[union-attr]


def test_a_batch_that_fails_whole_is_answered_message_by_message() -> None:
    assert _worked(means_with(), json.dumps({"case": "YY-0"})) == ["message-0"]
