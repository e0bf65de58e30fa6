"""What each function's role may do: least privilege, held on the packaged templates."""

from typing import Any

import pytest

from tests.architecture.conftest import Packaged

LIBRARIES = ("market-entities", "persons", "organisations")
NEVER = {
    "dynamodb:Scan",
    "dynamodb:DeleteTable",
    "dynamodb:TransactWriteItems",
    "dynamodb:TransactGetItems",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLSelect",
}


def _everything(packages: dict[str, Packaged]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{packaged.stage} {function}", statement)
        for packaged in packages.values()
        for function in packaged.functions
        for statement in packaged.statements_of(function)
    ]


def _resources_of(statement: dict[str, Any]) -> list[str]:
    return [resource["Fn::Sub"] for resource in statement["Resource"]]


def _may(packaged: Packaged, function: str, table: str) -> set[str]:
    """Return what a function may do with a table, its indexes and its stream."""
    return {
        action
        for statement in packaged.statements_of(function)
        for resource in _resources_of(statement)
        if f":table/${{Prefix}}-{table}" in resource and not resource.split(f"${{Prefix}}-{table}")[1].startswith("-")
        for action in statement["Action"]
    }


def test_each_role_names_partition_region_and_account_and_no_action_by_a_star(packages: dict[str, Packaged]) -> None:
    for who, statement in _everything(packages):
        assert statement["Effect"] == "Allow"
        assert all("*" not in action for action in statement["Action"]), who
        assert all(resource.startswith("arn:${AWS::Partition}:") for resource in _resources_of(statement)), who


def test_no_role_reaches_a_table_by_a_star(packages: dict[str, Packaged]) -> None:
    for who, statement in _everything(packages):
        for resource in _resources_of(statement):
            if ":dynamodb:" in resource:
                table = resource.split(":table/")[1].split("/")[0]
                assert "*" not in table, who
                assert table.startswith("${Prefix}-"), who


def test_a_key_is_used_for_its_purposes_only(packages: dict[str, Packaged]) -> None:
    for who, statement in _everything(packages):
        if _is_of_tippers(statement):
            assert (who, statement["Action"]) in OF_TIPPERS
        elif any(action.startswith("kms:") for action in statement["Action"]) and not _is_of_signing(statement):
            assert statement["Action"] == ["kms:Decrypt"], who
            assert set(statement["Condition"]["StringEquals"]["kms:EncryptionContext:purpose"]) <= {
                "identity",
                "sealing",
                "cursor",
                "gateway",
            }
            assert statement["Condition"]["ForAnyValue:StringEquals"]["kms:ResourceAliases"] == {
                "Fn::Sub": "alias/${Prefix}-library-key"
            }


# Who reported: the public's deployment only seals and puts away, the office's only finds and opens.
OF_TIPPERS = (("open APIHandler", ["kms:Encrypt"]), ("office APIHandler", ["kms:Decrypt"]))


def _is_of_tippers(statement: dict[str, Any]) -> bool:
    """Say whether a statement is of the key of tippers, for its one purpose."""
    return statement.get("Condition") == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": {"Fn::Sub": "alias/${Prefix}-tipper-key"}},
        "StringEquals": {"kms:EncryptionContext:purpose": ["tipper"]},
    }


def test_who_reported_is_put_away_by_the_public_s_role_and_found_by_the_office_s_alone(
    packages: dict[str, Packaged],
) -> None:
    allowed = {
        f"{packaged.stage} {function}": _may(packaged, function, "tippers")
        for packaged in packages.values()
        for function in packaged.functions
    }

    assert {who: actions for who, actions in allowed.items() if actions} == {
        "open APIHandler": {"dynamodb:PutItem"},
        "office APIHandler": {"dynamodb:GetItem"},
    }


def test_no_role_but_its_own_reads_tips_findings_or_incidents(packages: dict[str, Packaged]) -> None:
    for packaged in packages.values():
        for function in packaged.functions:
            who = f"{packaged.stage} {function}"
            if who in {"back Notices", "back Sweep"}:
                # What keeps a promise reads a tip by its number; it lists and moves none.
                assert _may(packaged, function, "tips") == {"dynamodb:GetItem"}, who
            elif who not in {"open APIHandler", "own APIHandler", "office APIHandler"}:
                assert _may(packaged, function, "tips") == set(), who
            if who != "office APIHandler":
                assert _may(packaged, function, "liability-findings") == set(), who


def _is_of_signing(statement: dict[str, Any]) -> bool:
    """Say whether a statement lets sign, and by the signing key alone."""
    actions = set(statement["Action"])
    return actions <= {"kms:Sign", "kms:GetPublicKey"} and statement["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": {"Fn::Sub": "alias/${Prefix}-signing-key"}}
    }


def test_who_signs_heads_reads_no_entry_and_who_seals_signs_nothing(back: Packaged) -> None:
    may_sign = {
        function
        for function in ("Seal", "Sign", "Archive")
        for statement in back.statements_of(function)
        if "kms:Sign" in statement["Action"]
    }

    assert may_sign == {"Sign"}
    assert _may(back, "Sign", "ledger") == set()
    assert _may(back, "Sign", "accesses") == set()


@pytest.mark.parametrize("function", ["Seal", "Archive"])
def test_what_seals_or_archives_only_reads_entries(back: Packaged, function: str) -> None:
    assert _may(back, function, "ledger") == {"dynamodb:Query"}
    assert all(_may(back, function, table) == set() for table in (*LIBRARIES, "identities", "cases"))


def test_what_is_in_quarantine_is_read_by_nobody_and_what_was_kept_is_deleted_by_nobody(
    packages: dict[str, Packaged],
) -> None:
    allowed = _of_evidence(packages)

    in_quarantine = {(who, action) for who, action, place in allowed if place == "/quarantine/*"}
    assert in_quarantine == {("own", "s3:PutObject"), ("office", "s3:PutObject")}
    assert not [one for one in allowed if one[1:] == ("s3:DeleteObject", "/kept/*")]
    assert {who for who, _, _ in allowed} == {"own", "office"}


def test_the_doors_at_which_evidence_is_sent_may_both_take_it(packages: dict[str, Packaged]) -> None:
    """A subject sends it to its own door, an agency that objects on its grant to the office's."""
    allowed = _of_evidence(packages)

    of_own, of_office = ({one[1:] for one in allowed if one[0] == who} for who in ("own", "office"))
    assert of_own == of_office
    assert {("s3:PutObject", "/incoming/*"), ("s3:GetObject", "/incoming/*"), ("s3:PutObject", "/kept/*")} <= of_office


def _of_evidence(packages: dict[str, Packaged]) -> set[tuple[str, str, str]]:
    return {
        (who.split()[0], action, resource.rpartition("${AWS::AccountId}")[2])
        for who, statement in _everything(packages)
        for resource in _resources_of(statement)
        if "-evidence-" in resource
        for action in statement["Action"]
    }


@pytest.mark.parametrize("bucket", ["heads", "archive"])
def test_nobody_deletes_what_is_locked_or_shortens_its_years(packages: dict[str, Packaged], bucket: str) -> None:
    allowed = {
        (action, who)
        for who, statement in _everything(packages)
        if any(f"-{bucket}-" in resource for resource in _resources_of(statement))
        for action in statement["Action"]
    }

    assert {action for action, _ in allowed} == {
        "s3:GetObject",
        "s3:PutObject",
        "s3:ListBucket",
        "s3:GetBucketObjectLockConfiguration",
    }
    assert {who for _, who in allowed} == {f"back {'Sign' if bucket == 'heads' else 'Archive'}"}


def test_what_prints_reads_no_library_and_enters_nothing_else(back: Packaged) -> None:
    assert _may(back, "Reports", "issued") == {"dynamodb:GetItem", "dynamodb:PutItem"}
    for table in (*LIBRARIES, "identities", "cases", "ledger", "batches"):
        assert _may(back, "Reports", table) == set()


def test_names_and_listings_alone_are_written_in_batches(packages: dict[str, Packaged]) -> None:
    written = [
        resource
        for _, statement in _everything(packages)
        if "dynamodb:BatchWriteItem" in statement["Action"]
        for resource in _resources_of(statement)
    ]

    assert written
    assert all(resource.endswith(("table/${Prefix}-names", "table/${Prefix}-listings")) for resource in written)


def test_nobody_takes_names_out(packages: dict[str, Packaged]) -> None:
    for packaged in packages.values():
        for function in packaged.functions:
            assert _may(packaged, function, "names") <= {"dynamodb:Query", "dynamodb:BatchWriteItem"}


def test_nobody_scans_writes_in_transactions_or_drops_a_table(packages: dict[str, Packaged]) -> None:
    allowed = {action for _, statement in _everything(packages) for action in statement["Action"]}

    assert allowed.isdisjoint(NEVER)


@pytest.mark.parametrize(
    "table",
    [
        "persons",
        "identities",
        "cases",
        "accesses",
        "batches",
        "idempotency",
        "grants",
        "assisted-sessions",
        "limits",
        "notices",
        "complaints",
        "liability-findings",
        "incidents",
        "systems",
        "exchange-files",
        "touched",
    ],
)
def test_the_role_of_the_public_cannot_touch_what_is_not_public(packages: dict[str, Packaged], table: str) -> None:
    assert _may(packages["open"], "APIHandler", table) == set()


def test_the_role_of_the_public_asks_until_when_bodies_supplied_and_no_more(packages: dict[str, Packaged]) -> None:
    assert _may(packages["open"], "APIHandler", "supplies") == {"dynamodb:Query"}


def test_the_role_of_the_public_reads_issues_reports_and_enters_looks_at_them(packages: dict[str, Packaged]) -> None:
    reading = {
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
        "s3:GetObject",
        "s3:ListBucket",
        "kms:Decrypt",
    }
    logging = {"logs:CreateLogStream", "logs:PutLogEvents"}
    allowed = {
        (action, resource)
        for statement in packages["open"].statements_of("APIHandler")
        for resource in _resources_of(statement)
        for action in statement["Action"]
        if action not in reading | logging
    }

    assert {(action, resource.partition("${Prefix}-")[2] or resource[-5:]) for action, resource in allowed} == {
        ("dynamodb:PutItem", "issued"),
        ("dynamodb:PutItem", "ledger"),
        ("s3:PutObject", "reports-${AWS::AccountId}/*"),
        ("sqs:SendMessage", "reports"),
        ("sqs:GetQueueUrl", "reports"),
        ("dynamodb:PutItem", "tips"),
        ("dynamodb:PutItem", "tippers"),
        ("dynamodb:PutItem", "tip-tries"),
        ("dynamodb:UpdateItem", "tip-tries"),
        ("kms:Encrypt", "key/*"),
        ("kms:Sign", "key/*"),
        ("kms:GetPublicKey", "key/*"),
    }


def test_the_role_of_the_public_cannot_read_the_ledger(packages: dict[str, Packaged]) -> None:
    assert _may(packages["open"], "APIHandler", "ledger") == {"dynamodb:PutItem"}


def test_the_role_of_the_public_cannot_unwrap_the_keys_of_identities(packages: dict[str, Packaged]) -> None:
    statements = packages["open"].statements_of("APIHandler")
    conditions = [each["Condition"]["StringEquals"] for each in statements if "kms:Decrypt" in each["Action"]]

    assert conditions == [{"kms:EncryptionContext:purpose": ["cursor"]}]


@pytest.mark.parametrize("table", LIBRARIES)
def test_what_serves_subjects_reads_the_libraries_and_writes_none(packages: dict[str, Packaged], table: str) -> None:
    assert _may(packages["own"], "APIHandler", table) == {"dynamodb:GetItem", "dynamodb:Query"}


@pytest.mark.parametrize("stage", ["own", "office"])
def test_no_door_reads_or_replaces_what_departments_sent(packages: dict[str, Packaged], stage: str) -> None:
    allowed = [
        (action, resource)
        for statement in packages[stage].statements_of("APIHandler")
        for resource in _resources_of(statement)
        for action in statement["Action"]
        if "-uploads-" in resource
    ]

    # What departments send in parts is put, counted and joined; not read.
    sends = ["s3:PutObject", "s3:ListMultipartUploadParts"]
    assert [action for action, _ in allowed] == (sends if stage == "office" else [])
    assert all(resource.endswith("/incoming/*") for _, resource in allowed)


@pytest.mark.parametrize("function", ["MarketEntitiesChanged", "OrganisationsChanged"])
def test_what_follows_changes_writes_only_what_is_made_from_the_library(back: Packaged, function: str) -> None:
    for table in (*LIBRARIES, "cases", "batches", "ledger", "crosswalk"):
        assert "dynamodb:PutItem" not in _may(back, function, table)


@pytest.mark.parametrize("table", [*LIBRARIES, "ledger", "blocks", "accesses", "identities"])
def test_nobody_deletes_from_the_libraries_the_ledger_or_the_identities(
    packages: dict[str, Packaged], table: str
) -> None:
    for packaged in packages.values():
        for function in packaged.functions:
            assert "dynamodb:DeleteItem" not in _may(packaged, function, table), f"{packaged.stage} {function}"
            assert "dynamodb:UpdateItem" not in _may(packaged, function, table), f"{packaged.stage} {function}"


@pytest.mark.parametrize("function", ["Publish", "MarketEntitiesChanged", "OrganisationsChanged"])
def test_what_publishes_or_follows_changes_cannot_see_persons(back: Packaged, function: str) -> None:
    assert _may(back, function, "persons") == set()
    assert _may(back, function, "identities") == set()
