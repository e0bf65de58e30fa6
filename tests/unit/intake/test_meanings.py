"""Meaning: what the sheets do not show of the row checks, and that a checked row survives being printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.forms import Flaw, Parser
from chalicelib.terms.person_names import same_name
from tests.factories import BODY_NAME, PENALTY
from tests.unit.intake.standing import GROWN, PROFILE, codes_in, csv_of, looked_at, penalty_row, person_row

_ROWS = st.lists(
    st.one_of(
        st.builds(
            penalty_row,
            st.integers(1, 5),
            fine_amount_wan=st.sampled_from(["1.50", "1,000", "0.000001"]),
            decision_date=st.sampled_from(["2026/3/2", "2026-03-02"]),
            penalty_kinds=st.sampled_from(["罚款", "警告、罚款", "罚款;其他-责令改正"]),
            remark=st.sampled_from(["", " 某 ", "无", "甲,\n乙", '"引"']),
            fulfilled=st.sampled_from(["", "是", "0"]),
        ),
        st.builds(person_row, st.integers(1, 5), number=st.sampled_from([GROWN.lower(), "511023730228003"])),
    ),
    min_size=1,
    max_size=6,
)


@given(rows=_ROWS)
def test_a_checked_file_that_is_printed_and_checked_again_gives_the_same_values(rows: list[dict[str, str]]) -> None:
    (first,) = looked_at(csv_of(rows))

    again = csv_of([first.printed_at(place) for place in range(len(first))], columns=list(first.values))
    (second,) = looked_at(again)

    values = [{name: list(column) for name, column in rows_.values.items()} for rows_ in (first, second)]
    assert values[1] == values[0]
    assert second.refused == first.refused


@pytest.mark.parametrize(
    ("column", "number", "is_doubtful"),
    [
        ("party_reg_no", "512099000000019", False),
        ("party_reg_no", "512099000000018", True),
        ("party_reg_no", "企合虚构总字第0001号", False),
        ("party_org_code", "MA000001-5", False),
        ("party_org_code", "MA0000010", True),
        ("party_tax_no", "512099MA0000015", False),
        ("party_tax_no", "税号1", True),
        ("party_inst_cert_no", "112345678901", False),
        ("party_inst_cert_no", "1123", True),
        ("party_socorg_cert_no", "虚构社证字第1号", False),
    ],
)
def test_an_old_code_of_no_known_form_is_remarked(column: str, number: str, *, is_doubtful: bool) -> None:
    found = [code for _, code, field in codes_in(csv_of([penalty_row(1, **{column: number})])) if field == column]

    assert ("identity.old_code_doubtful" in found) is is_doubtful


def test_a_person_registered_as_not_of_age_is_refused_whatever_the_document() -> None:
    row = {"name": "虚构人甲", "id_type": "护照号", "id_no": "E12345678", "is_adult": "否"}

    assert codes_in(csv_of([row], item=PROFILE), item=PROFILE) == [(2, "party.is_a_minor", "is_adult")]


def test_the_number_of_a_legal_representative_is_checked_and_kept_nowhere() -> None:
    sound = penalty_row(1, legal_rep_id_type="身份证", legal_rep_id_no=GROWN)
    wrong = penalty_row(2, legal_rep_id_type="身份证", legal_rep_id_no=GROWN[:-1] + "8")
    without = penalty_row(3, legal_rep_id_type="身份证")

    assert codes_in(csv_of([sound, wrong, without])) == [
        (4, "cell.required", "legal_rep_id_no"),
        (3, "identity.resident_id_check", "legal_rep_id_no"),
    ]


def test_a_later_phase_looks_at_no_row_that_an_earlier_one_refused() -> None:
    row = penalty_row(1, doc_no="", decision_date="2026-12-31", violation_fact=f"虚构{GROWN}")

    assert codes_in(csv_of([row])) == [(2, "cell.required", "doc_no")]


def test_what_a_column_was_read_as_is_forgotten_before_it_is_too_much() -> None:
    read: list[str] = []

    def one(text: str) -> Flaw | str:
        read.append(text)
        return text

    parser = Parser(one)
    parser.column_in([str(number) for number in range(20_001)])
    parser.column_in(["0"])
    assert read.count("0") == 1

    parser.column_in(["新的"])
    parser.column_in(["0"])
    assert read.count("0") == 2


@pytest.mark.parametrize("other", ["阿依古丽•买买提", "阿依古丽．买买提", " 阿依古丽·买买提 "])
def test_a_name_is_the_same_whatever_its_dot(other: str) -> None:
    assert same_name("阿依古丽·买买提", other)
    assert not same_name("阿依古丽·买买提", "阿依古丽买买提")


def test_no_value_is_in_any_finding_of_a_person_s_row() -> None:
    rows = [
        person_row(1, number=GROWN[:-1] + "8"),
        person_row(2, party_name=GROWN),
        person_row(3, person_id_type=GROWN),
    ]

    findings = [one for rows_ in looked_at(csv_of(rows), item=PENALTY) for one in rows_.findings]

    assert findings
    assert GROWN[:-1] not in repr(findings)


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"penalty_kinds": BODY_NAME, "authority_name": "警告"}, ["cell.not_in_list", "cell.exchanged_with_another"]),
        ({"penalty_kinds": BODY_NAME, "party_type": "警告"}, ["cell.not_in_list", "cell.not_in_list"]),
        ({"penalty_kinds": "虚构的处罚", "penalty_content": "警告"}, ["cell.not_in_list"]),
    ],
)
def test_cells_of_a_list_and_a_text_that_were_exchanged_are_told(cells: dict[str, str], codes: list[str]) -> None:
    found = [code for _, code, _ in codes_in(csv_of([penalty_row(1, fine_amount_wan="", **cells)]))]

    assert found == codes


def test_the_values_of_a_list_can_be_told_apart_also_where_one_holds_a_comma() -> None:
    rows = looked_at(csv_of([penalty_row(1, penalty_kinds="罚")]), item=PENALTY)
    (fault,) = [one for rows_ in rows for one in rows_.findings if one.code == "cell.not_in_list"]
    named = fault.message_zh.partition("：")[2].removesuffix("。").split("；")

    codes = catalogue().get(PENALTY).field("penalty_kinds").codes
    assert codes is not None
    assert named == [one.code for one in codes.values]
