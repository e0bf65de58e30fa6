"""Code lists: the official value is kept, other ways of writing it are understood, nothing is guessed."""

import pytest

from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.items import catalogue
from chalicelib.terms.identity_documents import DocumentType


def a_list(name: str) -> CodeList:
    return catalogue().code_lists[name]


@pytest.mark.parametrize(
    ("name", "text", "official"),
    [
        ("permit_statuses", "有效", "1"),
        ("permit_statuses", " 2 ", "2"),
        ("permit_statuses", "3", None),
        ("party_types", "法人", "法人及非法人组织"),
        ("penalty_kinds", "没收违法所得/没收非法财物", "没收违法所得、没收非法财物"),
        ("penalty_kinds", "其他－责令改正", "其他-责令改正"),
        ("penalty_kinds", "其他-", None),
        ("penalty_kinds", "其他人", None),
        ("penalty_kinds", "罚", None),
        ("party_types", "其他-宗族", None),
    ],
)
def test_a_value_is_kept_in_its_official_form(name: str, text: str, official: str | None) -> None:
    assert a_list(name).official_of(text) == official


@pytest.mark.parametrize(("official", "code"), [("罚款", "罚款"), ("其他-责令改正", "其他"), ("未知", "未知")])
def test_the_bare_code_of_an_official_value_is_known(official: str, code: str) -> None:
    assert a_list("penalty_kinds").code_of(official) == code


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("警告", ["警告"]),
        ("警告;罚款", ["警告", "罚款"]),
        ("警告、 罚款，通报批评", ["警告", "罚款", "通报批评"]),
        ("警告、没收违法所得、没收非法财物", ["警告", "没收违法所得、没收非法财物"]),
        ("没收违法所得、没收非法财物、罚款", ["没收违法所得、没收非法财物", "罚款"]),
        ("没收违法所得、罚款", ["没收违法所得", "罚款"]),
        ("；罚款；", ["罚款"]),
        ("没收违法所得、没收非法财物若干", ["没收违法所得", "没收非法财物若干"]),
        ("", []),
    ],
)
def test_a_cell_of_several_values_falls_into_its_pieces(text: str, pieces: list[str]) -> None:
    assert a_list("penalty_kinds").pieces_of(text) == pieces


def test_a_list_of_single_values_is_never_divided() -> None:
    assert a_list("registration_statuses").pieces_of("吊销，未注销") == ["吊销，未注销"]


def test_identity_documents_have_the_names_that_the_terms_give_them() -> None:
    assert {value.en for value in a_list("document_types").values} == set(DocumentType)
    assert all(
        DocumentType.worded(word) == value.en
        for word, value in a_list("document_types").by_word.items()
        if not word.startswith("0")
    )
