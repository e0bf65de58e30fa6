"""What is in the zip of the functions and in the templates beside it."""

import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cfnlint
import msgspec
import pytest
import yaml

from chalicelib.api.problems import TYPE_PREFIX, Problem
from chalicelib.ledger.telling import telling
from chalicelib.terms import tables
from infra.packaging.stages import DOORS, STAGES
from tests.architecture.conftest import Packaged

COMPRESSED_LIMIT_BYTES, UNPACKED_LIMIT_BYTES = 50 * 1024 * 1024, 250 * 1024 * 1024  # Lambda's
LIBRARIES = ("MarketEntitiesTable", "PersonsTable", "OrganisationsTable")


def _sources(packaged: Packaged) -> list[str]:
    return [name for name in packaged.files if name.startswith("chalicelib/") or "/" not in name]


def test_the_zip_holds_the_app_and_its_tables_in_one_file(back: Packaged) -> None:
    assert {"app.py", "chalicelib/__init__.py", "chalicelib/packed.json", "chalice/app.py"} <= set(back.files)
    with zipfile.ZipFile(back.archive) as archive:
        packed = json.loads(archive.read("chalicelib/packed.json"))
    assert packed == tables.everything()


def test_the_zip_holds_what_lays_an_old_workbook_out(back: Packaged) -> None:
    assert [name for name in back.files if name.startswith("python_calamine/") and name.endswith(".so")]


def test_the_zip_holds_nothing_that_never_ships(back: Packaged) -> None:
    folders = {name.split("/")[0] for name in back.files}
    source = "\n".join(_sources(back)).lower()

    assert folders.isdisjoint({"infra", "tests", "events", ".chalice", "chalice.egg-info"})
    assert folders.isdisjoint({"pip", "moto", "pytest", "samtranslator", "waitress", "yaml", "setuptools"})
    assert not [name for name in back.files if name.endswith(".toml") and name.startswith("chalicelib/")]
    for word in ("mint", "demonstration", "sample", "moto", "pump"):
        assert word not in source, word


def test_no_signing_of_tokens_ships(back: Packaged) -> None:
    with zipfile.ZipFile(back.archive) as archive:
        for name in _sources(back):
            if name.endswith(".py"):
                text = archive.read(name).decode()
                assert "jwt.encode" not in text, name
                assert "generate_private_key" not in text, name


def test_the_zip_is_within_what_a_function_may_weigh(back: Packaged) -> None:
    with zipfile.ZipFile(back.archive) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())

    assert back.archive.stat().st_size < COMPRESSED_LIMIT_BYTES
    assert unpacked < UNPACKED_LIMIT_BYTES


def test_what_prints_brings_its_own_libraries_and_no_other_function_pays_for_them(back: Packaged) -> None:
    taking = {name for name, function in back.functions.items() if "Layers" in function}
    roots = {name.split("/")[0] for name in back.files}

    assert taking == {"Reports"}
    assert back.functions["Reports"]["Layers"] == [{"Ref": "PdfLayer"}]
    assert roots.isdisjoint({"typst", "pyhanko", "pikepdf", "segno", "manimgx_fonts_cjk", "asn1crypto", "aiohttp"})


def test_a_function_with_its_layer_is_within_what_it_may_weigh(back: Packaged) -> None:
    unpacked = 0
    for path in (back.archive, back.archive.with_name("layer-pdf.zip")):
        with zipfile.ZipFile(path) as archive:
            unpacked += sum(entry.file_size for entry in archive.infolist())

    assert unpacked < UNPACKED_LIMIT_BYTES


def test_what_prints_finds_all_it_needs_in_its_layer_and_the_zip(back: Packaged, tmp_path: Path) -> None:
    for path in (back.archive, back.archive.with_name("layer-pdf.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path)
    printing = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import pikepdf, typst\n"
        "from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder\n"
        "from chalicelib.reports.printing import codes, press, sealing, typesetting\n"
        "print(typesetting.coverage().shows('资'), codes.drawn('x')[:4], len(typesetting._fonts().fonts()))\n"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", printing, str(tmp_path), str(tmp_path / "python")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("True <svg 5\n", "")


def test_the_runtime_of_every_function_is_supported_today(packages: dict[str, Packaged]) -> None:
    lifecycle = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json"
    known = json.loads(lifecycle.read_text("utf-8"))

    for packaged in packages.values():
        for name, function in packaged.functions.items():
            assert known[function["Runtime"]]["deprecated"] > datetime.now(UTC).date().isoformat(), name


@pytest.mark.parametrize("stage", STAGES)
def test_a_template_has_no_alias_which_cloudformation_refuses(packages: dict[str, Packaged], stage: str) -> None:
    template = packages[stage].archive.parent / "template.yaml"

    tokens = yaml.scan(template.read_text("utf-8"))

    assert not [each for each in tokens if isinstance(each, yaml.AliasToken | yaml.AnchorToken)]


@pytest.mark.parametrize("stage", DOORS)
def test_the_doors_are_regional(packages: dict[str, Packaged], stage: str) -> None:
    for api in packages[stage].of_type("AWS::Serverless::Api").values():
        assert api["EndpointConfiguration"] == {"Type": "REGIONAL"}


def test_the_stage_back_has_no_door(back: Packaged) -> None:
    assert back.of_type("AWS::Serverless::Api") == {}


@pytest.mark.parametrize("stage", DOORS)
def test_what_the_gateway_itself_answers_is_a_problem_like_ours(packages: dict[str, Packaged], stage: str) -> None:
    (api,) = packages[stage].of_type("AWS::Serverless::Api").values()

    for name, response in api["GatewayResponses"].items():
        problem = json.loads(response["ResponseTemplates"]["application/json"])
        assert set(problem) == {field.name for field in msgspec.structs.fields(Problem)}, name
        assert problem["type"] == TYPE_PREFIX + problem["code"]
        assert response["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'"
    assert api["GatewayResponses"]["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == "404"


def test_each_table_is_named_kept_encrypted_and_can_be_restored(back: Packaged) -> None:
    for name, table in back.of_type("AWS::DynamoDB::Table").items():
        resource = back.template["Resources"][name]
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain", name
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["SSESpecification"] == {"SSEEnabled": True}
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["TableName"]["Fn::Sub"].startswith("${Prefix}-")
        assert "." not in table["TableName"]["Fn::Sub"]


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_table_has_no_index_and_one_key(back: Packaged, name: str) -> None:
    table = back.of_type("AWS::DynamoDB::Table")[name]

    keys = [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]]

    assert keys == [("subject", "HASH"), ("place", "RANGE")]
    assert "GlobalSecondaryIndexes" not in table
    assert "LocalSecondaryIndexes" not in table


def test_changes_of_persons_leave_by_no_stream(back: Packaged) -> None:
    streaming = {name for name, each in back.of_type("AWS::DynamoDB::Table").items() if "StreamSpecification" in each}

    assert streaming == {"MarketEntitiesTable", "OrganisationsTable"}


def test_each_bucket_is_private_and_encrypted(back: Packaged) -> None:
    for name, bucket in back.of_type("AWS::S3::Bucket").items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert bucket["BucketEncryption"], name
        assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}, name


@pytest.mark.parametrize("name", ["HeadsBucket", "ArchiveBucket"])
def test_what_must_stay_is_locked_for_as_long_as_the_ledger_is_kept(back: Packaged, name: str) -> None:
    bucket, years = back.of_type("AWS::S3::Bucket")[name], telling().kept_years

    assert bucket["ObjectLockEnabled"] is True
    retention = {"Mode": "COMPLIANCE", "Years": years}
    assert bucket["ObjectLockConfiguration"]["Rule"] == {"DefaultRetention": retention}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", []):
        assert rule["ExpirationInDays"] == rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 366 * years


@pytest.mark.parametrize("name", ["LedgerTable", "AccessesTable"])
def test_entries_leave_their_table_by_its_own_clock(back: Packaged, name: str) -> None:
    table = back.of_type("AWS::DynamoDB::Table")[name]

    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_each_queue_is_encrypted(back: Packaged) -> None:
    assert all(queue["SqsManagedSseEnabled"] for queue in back.of_type("AWS::SQS::Queue").values())


def test_an_upload_is_told_to_its_queue_alone(back: Packaged) -> None:
    bucket = back.of_type("AWS::S3::Bucket")["UploadsBucket"]
    told: list[dict[str, Any]] = bucket["NotificationConfiguration"]["QueueConfigurations"]

    assert [one["Queue"] for one in told] == [{"Fn::GetAtt": ["UploadsQueue", "Arn"]}] * 2
    assert [one["Filter"]["S3Key"]["Rules"] for one in told] == [
        [{"Name": "prefix", "Value": "incoming/"}],
        [{"Name": "prefix", "Value": "inbound/"}],
    ]


def test_the_exchange_s_front_end_drops_into_the_folder_of_the_system_it_comes_for_and_reads_its_answers(
    back: Packaged,
) -> None:
    (policy,) = back.of_type("AWS::S3::BucketPolicy").values()
    bucket = "arn:${AWS::Partition}:s3:::${Prefix}-uploads-${AWS::AccountId}"

    allowed = {one["Action"]: one["Resource"]["Fn::Sub"] for one in policy["PolicyDocument"]["Statement"]}

    assert allowed == {
        "s3:PutObject": f"{bucket}/inbound/${{!aws:PrincipalTag/system}}/*",
        "s3:GetObject": f"{bucket}/outbound/${{!aws:PrincipalTag/system}}/*",
        "s3:ListBucket": bucket,
    }
