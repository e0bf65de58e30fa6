"""Creates on any compatible server what `infra/resources.yaml` defines for the deployment.

There is no second list: what is created here is read from the template that is deployed. A kind of
resource that is neither created nor known to have no meaning locally stops the creation.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from infra.packaging import templates

TEMPLATE = Path(__file__).resolve().parents[1] / "resources.yaml"
ALARMS_AND_POLICIES = frozenset(
    {
        "AWS::CloudWatch::Alarm",
        "AWS::KMS::Alias",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Logs::LogGroup",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Topic",
        "AWS::SQS::QueuePolicy",
    }
)
_TAKEN = {
    "AWS::KMS::Key": ("Description", "KeySpec", "KeyUsage"),
    "AWS::DynamoDB::Table": (
        "TableName",
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "GlobalSecondaryIndexes",
        "StreamSpecification",
    ),
    "AWS::SQS::Queue": ("QueueName", "VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy"),
    "AWS::S3::Bucket": ("BucketName", "NotificationConfiguration", "ObjectLockConfiguration"),
}
_ORDER = tuple(_TAKEN)

Clients = Callable[[str], Any]


class Template:
    """A template with its parameters put in."""

    def __init__(self, *, prefix: str, account: str, region: str, path: Path = TEMPLATE) -> None:
        """Read the template; names are made of prefix and account as in a deployment."""
        self.resources: dict[str, Any] = templates.read(path)["Resources"]
        self.values = {
            "Prefix": prefix,
            "AWS::AccountId": account,
            "AWS::Region": region,
            "AWS::Partition": "aws-cn" if region.startswith("cn-") else "aws",
        }

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return, resolved, the properties of one type that matter to how it behaves, by logical id."""
        return {
            name: {key: self._resolved(value) for key, value in resource["Properties"].items() if key in _TAKEN[kind]}
            for name, resource in self.resources.items()
            if resource.get("Type") == kind
        }

    def unknown_types(self) -> set[str]:
        """Return the types that are neither created nor without meaning locally."""
        types = {resource["Type"] for resource in self.resources.values() if "Type" in resource}
        return {kind for kind in types - ALARMS_AND_POLICIES - set(_ORDER) if not kind.startswith("AWS::Serverless::")}

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref":
                return self._reference(argument)
            if name == "Fn::Sub":
                return re.sub(r"\$\{([^}]+)\}", lambda found: self._reference(found[1]), argument)
            if name == "Fn::GetAtt":
                return self._attribute(*argument)
        return {key: self._resolved(inner) for key, inner in value.items()}

    def _reference(self, name: str) -> str:
        if name in self.values:
            return self.values[name]
        if "." in name:
            return self._attribute(*name.split("."))
        return self._name_of(name)

    def _name_of(self, logical: str) -> str:
        properties = self.resources[logical]["Properties"]
        for key in ("TableName", "QueueName", "BucketName"):
            if key in properties:
                return str(self._resolved(properties[key]))
        return logical

    def _attribute(self, logical: str, attribute: str) -> str:
        if attribute != "Arn":
            message = f"{logical}.{attribute} has no meaning locally"
            raise KeyError(message)
        kind = self.resources[logical]["Type"].split("::")[1].lower()
        partition, region, account = (self.values[key] for key in ("AWS::Partition", "AWS::Region", "AWS::AccountId"))
        name = self._name_of(logical)
        return {
            "sqs": f"arn:{partition}:sqs:{region}:{account}:{name}",
            "s3": f"arn:{partition}:s3:::{name}",
            "dynamodb": f"arn:{partition}:dynamodb:{region}:{account}:table/{name}",
            "kms": f"arn:{partition}:kms:{region}:{account}:key/{name}",
        }[kind]


def create(template: Template, clients: Clients, *, kinds: tuple[str, ...] = _ORDER) -> dict[str, str]:
    """Create what the template defines; returns what has an id only the server knows (the keys), by logical id.

    Raises: ValueError for a type of resource that nobody has thought about.
    """
    unknown = template.unknown_types()
    if unknown:
        message = f"resources of unknown type: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    made: dict[str, str] = {}
    for kind in kinds:
        dead_letters_first = sorted(template.of_type(kind).items(), key=lambda pair: "RedrivePolicy" in pair[1])
        for logical, properties in dead_letters_first:
            made[logical] = _CREATORS[kind](properties, clients)
    return made


def _create_key(properties: Mapping[str, Any], clients: Clients) -> str:
    return str(clients("kms").create_key(**properties)["KeyMetadata"]["KeyId"])


def _create_table(properties: Mapping[str, Any], clients: Clients) -> str:
    wanted = dict(properties)
    if "StreamSpecification" in wanted:
        wanted["StreamSpecification"] = {"StreamEnabled": True, **wanted["StreamSpecification"]}
    clients("dynamodb").create_table(**wanted)
    return str(properties["TableName"])


def _create_queue(properties: Mapping[str, Any], clients: Clients) -> str:
    attributes = {
        key: json.dumps(value) if key == "RedrivePolicy" else str(value)
        for key, value in properties.items()
        if key != "QueueName"
    }
    return str(clients("sqs").create_queue(QueueName=properties["QueueName"], Attributes=attributes)["QueueUrl"])


def _create_bucket(properties: Mapping[str, Any], clients: Clients) -> str:
    s3, name = clients("s3"), properties["BucketName"]
    region = s3.meta.region_name
    lock = properties.get("ObjectLockConfiguration")
    further = {"ObjectLockEnabledForBucket": True} if lock else {}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region}, **further)
    if lock:
        s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=lock)
    queues = properties.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    if queues:
        configurations = [_notification(queue) for queue in queues]
        s3.put_bucket_notification_configuration(
            Bucket=name, NotificationConfiguration={"QueueConfigurations": configurations}
        )
    return str(name)


def _notification(queue: Mapping[str, Any]) -> dict[str, Any]:
    notification: dict[str, Any] = {"QueueArn": queue["Queue"], "Events": [queue["Event"]]}
    rules = queue.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    if rules:
        notification["Filter"] = {"Key": {"FilterRules": rules}}
    return notification


_CREATORS: dict[str, Callable[[Mapping[str, Any], Clients], str]] = {
    "AWS::KMS::Key": _create_key,
    "AWS::DynamoDB::Table": _create_table,
    "AWS::SQS::Queue": _create_queue,
    "AWS::S3::Bucket": _create_bucket,
}
