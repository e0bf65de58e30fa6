"""What the guards look at: the packaged stages, packaged anew only when the source has changed."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.package import PACKAGES, TEMPLATE, ZIP, package
from infra.packaging.stages import STAGES
from infra.packaging.templates import read


@dataclass(frozen=True)
class Packaged:
    """One stage as it would be deployed."""

    stage: str
    template: Mapping[str, Any]
    archive: Path

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the properties of every resource of a type by logical id."""
        resources = self.template["Resources"].items()
        return {name: each.get("Properties", {}) for name, each in resources if each["Type"] == kind}

    @property
    def functions(self) -> dict[str, dict[str, Any]]:
        """Return the functions by logical id."""
        return self.of_type("AWS::Serverless::Function")

    @property
    def files(self) -> list[str]:
        """Return the names in the zip of the functions."""
        with zipfile.ZipFile(self.archive) as archive:
            return archive.namelist()

    def statements_of(self, function: str) -> list[dict[str, Any]]:
        """Return what a function's own role allows."""
        role = self.functions[function]["Role"]["Fn::GetAtt"][0]
        policies = self.template["Resources"][role]["Properties"]["Policies"]
        return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


@pytest.fixture(scope="session")
def packages() -> dict[str, Packaged]:
    """Every stage by its name."""
    package()
    return {stage: Packaged(stage, read(PACKAGES / stage / TEMPLATE), PACKAGES / stage / ZIP) for stage in STAGES}


@pytest.fixture(scope="session")
def back(packages: dict[str, Packaged]) -> Packaged:
    """The stage of triggers and resources."""
    return packages["back"]
