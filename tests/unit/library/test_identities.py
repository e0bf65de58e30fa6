"""Keyed hashes of documents, and what is sealed for one place."""

import pytest
from cryptography.exceptions import InvalidTag

from chalicelib.library.identities import Documents, Seal

KEY, OTHER = b"k" * 32, b"o" * 32


def test_the_same_document_has_the_same_hash() -> None:
    documents = Documents("v1", KEY)

    assert documents.hash_of("resident_id", "虚构号码") == documents.hash_of("resident_id", "虚构号码")


def test_the_hash_depends_on_key_type_and_number() -> None:
    documents = Documents("v1", KEY)
    hashes = {
        documents.hash_of("resident_id", "甲"),
        documents.hash_of("passport", "甲"),
        documents.hash_of("resident_id", "乙"),
        Documents("v1", OTHER).hash_of("resident_id", "甲"),
    }

    assert len(hashes) == 4


def test_the_hash_says_which_key_made_it_and_nothing_of_the_number() -> None:
    hashed = Documents("v2", KEY).hash_of("resident_id", "虚构号码")

    assert hashed.startswith("v2:")
    assert "虚构号码" not in hashed


def test_what_is_sealed_is_opened_in_its_place() -> None:
    seal = Seal(KEY)

    assert seal.opened(seal.sealed("虚构号码", place="甲"), place="甲") == "虚构号码"


def test_what_is_sealed_twice_looks_different() -> None:
    seal = Seal(KEY)

    assert seal.sealed("虚构号码", place="甲") != seal.sealed("虚构号码", place="甲")


@pytest.mark.parametrize(("key", "place"), [(KEY, "乙"), (OTHER, "甲")], ids=["another_place", "another_key"])
def test_what_is_sealed_opens_nowhere_else(key: bytes, place: str) -> None:
    sealed = Seal(KEY).sealed("虚构号码", place="甲")

    with pytest.raises(InvalidTag):
        Seal(key).opened(sealed, place=place)


def test_keys_do_not_show_themselves() -> None:
    assert repr(KEY) not in repr(Seal(KEY)) + repr(Documents("v1", KEY))
