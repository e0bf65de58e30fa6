"""The names in the settings and in the deployed environments are the same."""

import json
from typing import Any

import pytest

from chalicelib.settings import AREAS, NAMES, STAGES, Settings
from tests.architecture.conftest import Packaged
from tests.servers import ROOT

OF_THE_RUNTIME = {"AWS_DEFAULT_REGION"}  # Lambda sets it, and lets nobody else
LOCAL_ALONE = {"TOKEN_KEYS", "EXTRA_BODIES", "NOTICE_FOLDER"}
OF_LIBRARIES = {"AWS_ACCOUNT_ID_ENDPOINT_MODE", "POWERTOOLS_SERVICE_NAME"}
CONFIGURED: dict[str, Any] = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
DEPLOYED = sorted(CONFIGURED["stages"])


def test_each_stage_but_the_local_one_is_deployed() -> None:
    assert set(DEPLOYED) == STAGES - {"local"}


@pytest.mark.parametrize("stage", DEPLOYED)
def test_each_function_has_every_setting_and_no_other(packages: dict[str, Packaged], stage: str) -> None:
    wanted = set(NAMES) - OF_THE_RUNTIME - LOCAL_ALONE

    for name, function in packages[stage].functions.items():
        assert set(function["Environment"]["Variables"]) - OF_LIBRARIES == wanted, name


@pytest.mark.parametrize("stage", DEPLOYED)
def test_each_stage_opens_its_own_area(stage: str) -> None:
    environment = _environment_of(stage)

    settings = Settings.from_environment({**environment, "AWS_DEFAULT_REGION": "cn-north-1"})

    assert (settings.stage, settings.areas) == (stage, frozenset({stage}))


def test_every_area_is_opened_by_a_stage() -> None:
    assert {_environment_of(stage)["AREAS"] for stage in DEPLOYED} == AREAS


@pytest.mark.parametrize("stage", DEPLOYED)
def test_what_is_filled_in_at_deployment_is_a_parameter_that_deployment_asks_for(
    packages: dict[str, Packaged], stage: str
) -> None:
    asked = set(packages[stage].template["Parameters"]) | {"AWS::AccountId"}

    for value in _environment_of(stage).values():
        if value.startswith("${"):
            assert value[2:-1] in asked


def test_account_endpoints_are_off_which_other_clouds_do_not_have(packages: dict[str, Packaged]) -> None:
    for packaged in packages.values():
        for function in packaged.functions.values():
            assert function["Environment"]["Variables"]["AWS_ACCOUNT_ID_ENDPOINT_MODE"] == "disabled"


def _environment_of(stage: str) -> dict[str, str]:
    return {**CONFIGURED["environment_variables"], **CONFIGURED["stages"][stage]["environment_variables"]}
