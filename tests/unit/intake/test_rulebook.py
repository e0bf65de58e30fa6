"""The rulebook: what its loader refuses, and that every code of the checks is in it."""

import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.intake import rulebook as module
from chalicelib.intake.rulebook import finding, rulebook, rulebook_in
from chalicelib.terms import tables
from chalicelib.terms.findings import Severity

RULE = {"phase": "form", "severity": "error", "basis": "P", "message_zh": "虚构"}
_CODE = re.compile(
    r'"((?:file|row|cell|identity|date|party|text|source|subject|library|message|plan|resync|undo|zero_report)\.[a-z0-9_]+)"'
)
# Named in code, and no findings: why a profile is withheld.
_OTHER_CODES = {"identity.implied", "plan.lapsed", "resync.disputed", "resync.left_out"}


def _table(**rules: Any) -> dict[str, Any]:
    return {"placeholders": ["无"], "rules": {"a.rule": {**RULE, **rules}}}


def test_a_rule_is_read() -> None:
    rule = rulebook_in(_table(withholds=True), register=bases()).get("a.rule")

    assert (rule.severity, rule.withholds) == (Severity.ERROR, True)


@pytest.mark.parametrize(
    "changes",
    [{"severity": "fatal"}, {"phase": "late"}, {"basis": "NOWHERE"}, {"message_zh": " "}, {"colour": "red"}],
)
def test_a_rule_that_cannot_stand_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        rulebook_in(_table(**changes), register=bases())


def test_a_code_that_terms_say_already_is_refused() -> None:
    table = {"placeholders": [], "rules": {"identity.credit_code_check": RULE}}

    with pytest.raises(DataFileError):
        rulebook_in(table, register=bases())


def test_each_code_named_in_the_checks_is_a_rule_and_each_rule_is_named() -> None:
    folder = Path(module.__file__).parent
    terms = folder.parent / "terms"
    texts = [path.read_text("utf-8") for path in (*folder.rglob("*.py"), *terms.glob("*.py"))]
    texts.append((folder.parent / "library" / "records.py").read_text("utf-8"))
    named = {code for text in texts for code in _CODE.findall(text)}
    upload = {"upload.file_name_carries_secrecy_mark"}

    assert set(tables.table("intake/rulebook")["rules"]) <= named | upload
    own = {code for path in folder.rglob("*.py") for code in _CODE.findall(path.read_text("utf-8"))}
    assert own - set(rulebook().by_code) <= _OTHER_CODES


def test_a_finding_says_its_rule_in_words() -> None:
    found = finding("cell.too_long", row=3, field="doc_no", column="文号", length=128)

    assert found.message_zh == "“文号”不能超过128个字。"
    assert found.source
