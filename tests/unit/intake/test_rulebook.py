"""The rulebook: what its loader refuses, and that every code of the checks is in it."""

import ast
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.intake import rulebook as module
from chalicelib.intake.rulebook import finding, rulebook, rulebook_in
from chalicelib.terms import tables
from chalicelib.terms.findings import Severity

RULE = {
    "scope": "cell",
    "phase": "meaning",
    "severity": "error",
    "basis": "P",
    "message_zh": "虚构{length}",
    "message_en": "invented {length}",
    "mend_zh": "更正。",
    "mend_en": "Mend it.",
    "example": "甲",
}
NUMBERS = tables.table("intake/rulebook")["numbers"]
_CODE = re.compile(
    r'"((?:file|row|cell|identity|date|party|text|source|subject|library|message|plan|resync|undo|zero_report)\.[a-z0-9_]+)"'
)
# Named in code, and no findings: why a profile is withheld, what is wrong with what is said of a system.
_OTHER_CODES = {
    "identity.implied",
    "plan.lapsed",
    "resync.disputed",
    "resync.left_out",
    "text.length",
    "text.personal_number",
}


def _table(**rules: Any) -> dict[str, Any]:
    return {"placeholders": ["无"], "rules": {"a.rule": {**RULE, **rules}}, "numbers": NUMBERS}


def test_a_rule_is_read() -> None:
    rule = rulebook_in(_table(withholds=True), register=bases()).get("a.rule")

    assert (rule.severity, rule.withholds) == (Severity.ERROR, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "fatal"},
        {"phase": "late"},
        {"scope": "country"},
        {"protects": "everybody"},
        {"basis": "NOWHERE"},
        {"message_zh": " "},
        {"message_en": 5},
        {"mend_zh": ""},
        {"colour": "red"},
        {"waivable": "yes"},
    ],
)
def test_a_rule_that_cannot_stand_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        rulebook_in(_table(**changes), register=bases())


@pytest.mark.parametrize("lacking", [["example"], ["scope", "mend_en"], ["message_en", "mend_zh", "mend_en"]])
def test_a_rule_that_lacks_anything_is_refused_by_the_names_of_all_it_lacks(lacking: list[str]) -> None:
    rule = {name: value for name, value in RULE.items() if name not in lacking}

    with pytest.raises(DataFileError) as refused:
        rulebook_in({**_table(), "rules": {"a.rule": rule}}, register=bases())

    assert (refused.value.key, refused.value.why) == ("a.rule", f"lacks {', '.join(sorted(lacking))}")


def test_a_rule_that_is_no_table_is_refused() -> None:
    with pytest.raises(DataFileError):
        rulebook_in({**_table(), "rules": {"a.rule": "a text"}}, register=bases())


def test_a_fault_of_a_number_without_the_rest_of_its_words_is_refused() -> None:
    code = "identity.credit_code_check"
    lacking = {name: text for name, text in NUMBERS[code].items() if name != "example"}

    with pytest.raises(DataFileError) as refused:
        rulebook_in({**_table(), "numbers": {**NUMBERS, code: lacking}}, register=bases())

    assert (refused.value.key, refused.value.why) == (code, "lacks example")
    with pytest.raises(DataFileError):
        rulebook_in({**_table(), "numbers": {**NUMBERS, "identity.of_nothing": NUMBERS[code]}}, register=bases())


@pytest.mark.parametrize(
    "texts",
    [
        {"message_en": "no place"},
        {"message_en": "another {width}"},
        {"message_zh": "{length"},
        {"mend_zh": "不超过{length}。"},
        {"example": "{column}"},
    ],
)
def test_places_are_those_of_the_message_in_both_languages_and_nowhere_else(texts: dict[str, str]) -> None:
    with pytest.raises(DataFileError):
        rulebook_in(_table(**texts), register=bases())


@pytest.mark.parametrize(
    "closed",
    [
        {"protects": "persons"},
        {"protects": "secrecy"},
        {"protects": "never_collected"},
        {"withholds": True},
        {"ours": True},
        {"severity": "info"},
        {"scope": "file"},
    ],
)
def test_what_protects_somebody_or_speaks_of_no_row_is_not_waivable(closed: dict[str, Any]) -> None:
    assert rulebook_in(_table(waivable=True), register=bases()).get("a.rule").waivable
    with pytest.raises(DataFileError):
        rulebook_in(_table(waivable=True, **closed), register=bases())


def test_what_an_error_lost_in_reading_cannot_be_waived() -> None:
    waivable = {code for code, rule in rulebook().by_code.items() if rule.waivable and rule.severity is Severity.ERROR}

    assert waivable == {"cell.required", "cell.not_wanted", "date.before_another"}


def test_a_code_that_terms_say_already_is_refused() -> None:
    table = {**_table(), "rules": {"identity.credit_code_check": RULE}}

    with pytest.raises(DataFileError):
        rulebook_in(table, register=bases())


def test_each_place_of_a_message_is_filled_in_by_the_checks_that_name_it() -> None:
    """Of codes that stand in the call itself; the others are shown by a sheet each."""
    folder, seen = Path(module.__file__).parent, set()
    for path in folder.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            said = [repr(one.value)[1:-1] for one in call.args if isinstance(one, ast.Constant)]
            codes = [code for code in said if code in rulebook().by_code]
            if codes and not any(one.arg is None for one in call.keywords):
                filled = {str(one.arg) for one in call.keywords}
                missing = _places(rulebook().get(codes[0]).message_zh) - filled - {"column"}
                assert not missing, f"{path.name}: {codes[0]} says {missing}, which are not filled in"
                seen.add(codes[0])

    assert len(seen) > 40


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
    assert found.message_en == '"文号" cannot be longer than 128 characters.'
    assert found.source


def _places(text: str) -> set[str]:
    """Return what a text's places are filled from: `{counts.here}` from `counts`."""
    return {name.partition(".")[0] for _, name, *_ in Formatter().parse(text) if name is not None}
