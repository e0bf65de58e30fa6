"""The template of a stage: what Chalice writes, with the fragments of `infra/*.yaml` laid over it and made whole."""

from pathlib import Path
from typing import Any

from infra.packaging.templates import Template, merged, read, words_in

DOORS = ("open", "own", "office")
STAGES = (*DOORS, "back")
INFRA = Path(__file__).resolve().parents[1]
_FUNCTION = "AWS::Serverless::Function"


def finished(template: Template, *, stage: str) -> Template:
    """Return what Chalice wrote as a template that can be deployed in every partition."""
    whole = template
    for fragment in _fragments(stage):
        whole = merged(whole, fragment)
    resources = {
        logical: _filled(resource) if resource["Type"] == _FUNCTION else resource
        for logical, resource in whole["Resources"].items()
    }
    whole = {**whole, "Resources": {**resources, **_log_groups(resources)}}
    return _without_unused(whole)


def _fragments(stage: str) -> list[Template]:
    resources = read(INFRA / "resources.yaml")
    settings = read(INFRA / "settings.yaml")
    if stage == "back":
        return [settings, resources, read(INFRA / "triggers.yaml")]
    return [settings, {"Parameters": resources["Parameters"]}, read(INFRA / "doors.yaml")]


def _filled(function: Template) -> Template:
    """Return a function whose environment values that name a parameter as ${Name} are filled with it."""
    variables = function["Properties"]["Environment"]["Variables"]
    filled = {name: {"Fn::Sub": value} if "${" in value else value for name, value in variables.items()}
    return {**function, "Properties": {**function["Properties"], "Environment": {"Variables": filled}}}


def _log_groups(resources: Template) -> Template:
    # Chalice's own refer to a function that does not exist, for the function of all routes (1.34.0).
    return {
        f"{logical}LogGroup": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": {"Fn::Sub": f"/aws/lambda/${{{logical}}}"},
                "RetentionInDays": {"Ref": "LogDays"},
            },
        }
        for logical, resource in resources.items()
        if resource["Type"] == _FUNCTION
    }


def _without_unused(template: Template) -> Template:
    """Return the template without parameters that it does not name, whose values nobody would know to give."""
    named = words_in({key: value for key, value in template.items() if key != "Parameters"})
    parameters: dict[str, Any] = {name: value for name, value in template["Parameters"].items() if name in named}
    return {**template, "Parameters": parameters}
