"""The packaged stages deployed on a ministack: translated as CloudFormation would, stacks created, doors open."""

import base64
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from samtranslator.translator.transform import transform

from chalicelib.stores.signing import KmsSigner
from infra.local.certificate import self_signed
from infra.local.front_door import FrontDoor
from infra.package import PACKAGES, TEMPLATE, ZIP, package
from infra.packaging.stages import DOORS
from infra.packaging.templates import Template, read
from tests.deployment.issuer import Issuer
from tests.ministack import ACCOUNT, CREDENTIALS, ministack

REGION, PREFIX, CODE = "cn-north-1", "deployed", "code-of-the-deployment"
STACK_SECONDS = 60.0
WRAPPED = {"WrappedIdentityKey": "identity", "WrappedSealingKey": "sealing", "WrappedCursorKey": "cursor"}


class NotDeployedError(Exception):
    """A stack did not come to be; says which resource did not, and why."""


@dataclass(frozen=True)
class Deployment:
    """Four stacks on one server."""

    endpoint: str

    def client(self, service: str) -> Any:
        """Return a client of a service of the server."""
        return _client(service, self.endpoint)

    def door_of(self, stage: str) -> FrontDoor:
        """Return the routes of a stage as a caller sees them."""
        api = _output(self.client("cloudformation"), stage, "RestAPIId")
        return FrontDoor(f"{self.endpoint}/_aws/execute-api/{api}/api")

    def invoke(self, trigger: str, event: bytes) -> Any:
        """Invoke a function of the stage `back` as its trigger would, and return what it answers."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName="back")
        made = (each for page in pages for each in page["StackResourceSummaries"])
        name = next(each["PhysicalResourceId"] for each in made if each["LogicalResourceId"] == trigger)
        answer = self.client("lambda").invoke(FunctionName=name, Payload=event)
        if "FunctionError" in answer:
            raise NotDeployedError(f"{trigger}: {answer['Payload'].read().decode()}")
        return json.loads(answer["Payload"].read() or b"null")

    def dead_letters(self) -> dict[str, int]:
        """Return how many messages lie in each dead-letter queue."""
        sqs = self.client("sqs")
        urls = [url for url in sqs.list_queues()["QueueUrls"] if url.endswith("-dead")]
        wanted = ["ApproximateNumberOfMessages"]
        return {
            url.rsplit("/", 1)[1]: int(
                sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"][wanted[0]]
            )
            for url in urls
        }

    def bucket(self, name: str) -> str:
        """Return the full name of a bucket."""
        return f"{PREFIX}-{name}-{ACCOUNT}"


@contextmanager
def deployed(issuer: Issuer) -> Iterator[Deployment]:
    """Package every stage, and deploy it on a fresh server for the block.

    Raises: NotDeployedError.
    """
    package()
    # Its own way of saying that roles count: each function may do what its policy says, and nothing else.
    environment = {"AUTH": "true", "SSL_CERT_FILE": str(issuer.certificate)}
    with ministack(region=REGION, environment=environment) as endpoint:
        _client("s3", endpoint).create_bucket(Bucket=CODE, CreateBucketConfiguration={"LocationConstraint": REGION})
        told = {"Prefix": PREFIX, "PlatformUrl": "https://platform.invalid", **issuer.parameters}
        # The key that wraps the data keys is a resource of `back`, so `back` is told of them by an update.
        _deploy("back", endpoint, {**told, **dict.fromkeys((*WRAPPED, "SigningCertificate"), "none yet")})
        told["SigningCertificate"] = self_signed(
            KmsSigner(_client("kms", endpoint), f"alias/{PREFIX}-signing-key", is_for_tests=False)
        )
        told |= {name: _wrapped(endpoint, purpose) for name, purpose in WRAPPED.items()}
        for stage in ("back", *DOORS):
            _deploy(stage, endpoint, told)
        yield Deployment(endpoint)


def _client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(account_id_endpoint_mode="disabled", s3={"addressing_style": "path"}),
    )


def _wrapped(endpoint: str, purpose: str) -> str:
    sealed = _client("kms", endpoint).encrypt(
        KeyId=f"alias/{PREFIX}-library-key",
        Plaintext=secrets.token_bytes(32),
        EncryptionContext={"purpose": purpose},
    )
    return base64.b64encode(sealed["CiphertextBlob"]).decode()


def _deploy(stage: str, endpoint: str, values: Mapping[str, str]) -> None:
    archive, described = f"{stage}.zip", f"{stage}.json"
    template = read(PACKAGES / stage / TEMPLATE)
    taken = {name: value for name, value in values.items() if name in template["Parameters"]}
    s3 = _client("s3", endpoint)
    s3.upload_file(str(PACKAGES / stage / ZIP), CODE, archive)
    for layer in (PACKAGES / stage).glob("layer-*.zip"):
        s3.upload_file(str(layer), CODE, layer.name)
    s3.put_object(Bucket=CODE, Key=described, Body=json.dumps(_translated(template, archive, taken)))
    cloudformation = _client("cloudformation", endpoint)
    exists = any(stack["StackName"] == stage for stack in cloudformation.describe_stacks()["Stacks"])
    put = cloudformation.update_stack if exists else cloudformation.create_stack
    put(
        StackName=stage,
        TemplateURL=f"{endpoint}/{CODE}/{described}",  # a body given with the call may have 51,200 bytes
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in taken.items()],
    )
    _await(cloudformation, stage)


def _translated(template: Template, archive: str, values: Mapping[str, str]) -> Template:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{CODE}/{archive}"
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = f"s3://{CODE}/{Path(resource['Properties']['ContentUri']).name}"
        if resource["Type"] == "AWS::IAM::Role":
            _without_conditions_on_keys(resource)
    translated: Template = transform(template, dict(values), _NoManagedPolicies())
    return translated


def _without_conditions_on_keys(role: Template) -> None:
    # This server knows no condition of KMS and would refuse; tests/architecture/test_policies.py holds them.
    for policy in role["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            if any(action.startswith("kms:") for action in statement["Action"]):
                statement.pop("Condition")


class _NoManagedPolicies:
    def load(self) -> dict[str, str]:
        return {}


def _await(cloudformation: Any, stage: str) -> None:
    deadline = time.monotonic() + STACK_SECONDS
    while time.monotonic() < deadline:
        stack = cloudformation.describe_stacks(StackName=stage)["Stacks"][0]
        if stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            return
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            break
        time.sleep(0.2)
    events = cloudformation.describe_stack_events(StackName=stage)["StackEvents"]
    failed = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
        for event in events
        if "FAILED" in event["ResourceStatus"]
    ]
    raise NotDeployedError(f"{stage}: {'; '.join(failed) or stack['StackStatus']}")


def _output(cloudformation: Any, stage: str, name: str) -> str:
    outputs = cloudformation.describe_stacks(StackName=stage)["Stacks"][0]["Outputs"]
    return next(str(output["OutputValue"]) for output in outputs if output["OutputKey"] == name)
