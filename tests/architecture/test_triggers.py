"""Every trigger has a sample, a policy and a place for what failed every time; every batch may fail in part."""

import json
from typing import Any

import pytest

from tests.architecture.conftest import Packaged
from tests.servers import ROOT

SQS, STREAM, CLOCK = "SQS", "DynamoDB", "Schedule"


def _name_of(function: dict[str, Any]) -> str:
    return str(function["Handler"]).removeprefix("app.")


def _events_of(back: Packaged, *kinds: str) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return function and event properties of every trigger of some kinds, by its name in app.py."""
    return {
        _name_of(function): (function, event["Properties"])
        for function in back.functions.values()
        for event in function["Events"].values()
        if event["Type"] in kinds
    }


def test_the_stage_back_has_the_triggers_it_is_meant_to_have(back: Packaged) -> None:
    assert set(_events_of(back, SQS)) == {"uploads", "portions", "casework", "notices", "bulk", "reports"}
    assert set(_events_of(back, CLOCK)) == {"publish", "sweep", "escalate", "reckon", "seal", "sign", "archive"}
    assert set(_events_of(back, STREAM)) == {"market_entities_changed", "organisations_changed"}


def test_each_handler_is_a_name_in_app(packages: dict[str, Packaged]) -> None:
    handlers = [each["Handler"] for packaged in packages.values() for each in packaged.functions.values()]

    assert all(handler.startswith("app.") for handler in handlers)


def test_each_trigger_has_a_sample_and_each_sample_a_trigger(back: Packaged) -> None:
    samples = {path.stem for path in (ROOT / "events").glob("*.json")}

    assert samples == {_name_of(function) for function in back.functions.values()}


def test_each_sample_is_of_the_kind_its_trigger_gets(back: Packaged) -> None:
    sources = {SQS: "aws:sqs", STREAM: "aws:dynamodb"}

    for kind, source in sources.items():
        for name in _events_of(back, kind):
            records = json.loads((ROOT / "events" / f"{name}.json").read_text("utf-8"))["Records"]
            assert {record["eventSource"] for record in records} == {source}, name
    for name in _events_of(back, CLOCK):
        assert json.loads((ROOT / "events" / f"{name}.json").read_text("utf-8"))["detail-type"] == "Scheduled Event"


def test_each_function_has_a_policy_file_of_its_own(packages: dict[str, Packaged]) -> None:
    configured = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
    files = {
        f"policy-{packaged.stage}-{'api_handler' if name == 'APIHandler' else _name_of(function)}.json"
        for packaged in packages.values()
        for name, function in packaged.functions.items()
    }

    named = {
        each["iam_policy_file"]
        for stage in configured["stages"].values()
        for each in stage["lambda_functions"].values()
    }
    assert files == named == {path.name for path in (ROOT / ".chalice").glob("policy-*.json")}
    assert configured["autogen_policy"] is False


def test_a_batch_of_messages_or_changes_may_fail_in_part(back: Packaged) -> None:
    for name, (_, event) in _events_of(back, SQS, STREAM).items():
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name


def test_an_upload_comes_alone(back: Packaged) -> None:
    assert _events_of(back, SQS)["uploads"][1]["BatchSize"] == 1


def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run(back: Packaged) -> None:
    queues = back.of_type("AWS::SQS::Queue")

    for name, (function, event) in _events_of(back, SQS).items():
        queue = queues[event["Queue"]["Fn::Sub"].removeprefix("${").removesuffix(".Arn}")]
        assert queue["VisibilityTimeout"] >= 6 * function["Timeout"], name


def test_each_queue_has_a_dead_letter_queue_and_each_of_those_an_alarm(back: Packaged) -> None:
    queues = back.of_type("AWS::SQS::Queue")
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in queues.values()
        if "RedrivePolicy" in queue
    }
    working = {name for name, queue in queues.items() if "RedrivePolicy" in queue}
    alarmed = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0] for alarm in back.of_type("AWS::CloudWatch::Alarm").values()
    }

    assert len(dead) == len(working), "one for each"
    assert dead <= alarmed
    assert set(queues) - working == alarmed, "what has no dead-letter queue is one"


@pytest.mark.parametrize("kind", [STREAM, CLOCK])
def test_what_no_queue_holds_goes_to_a_dead_letter_queue_when_it_failed_every_time(back: Packaged, kind: str) -> None:
    for name, (function, event) in _events_of(back, kind).items():
        if kind == STREAM:
            assert event["BisectBatchOnFunctionError"] is True
            assert event["MaximumRetryAttempts"] >= 1
            target = event["DestinationConfig"]["OnFailure"]["Destination"]
        else:
            target = function["DeadLetterQueue"]["TargetArn"]
        assert target == {"Fn::GetAtt": ["TriggersDeadLetters", "Arn"]}, name


def test_events_come_from_this_very_stack(back: Packaged) -> None:
    for name, (_, event) in _events_of(back, SQS).items():
        assert event["Queue"] == {"Fn::Sub": f"${{{name.capitalize()}Queue.Arn}}"}
    for name, (_, event) in _events_of(back, STREAM).items():
        table = "".join(part.capitalize() for part in name.removesuffix("_changed").split("_")) + "Table"
        assert event["Stream"] == {"Fn::GetAtt": [table, "StreamArn"]}
