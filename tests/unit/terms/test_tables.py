"""Tables: TOML in the source tree, one JSON when packed, the same to who reads them."""

import json
from datetime import date
from pathlib import Path

import pytest

from chalicelib.errors import DataFileError
from chalicelib.terms import tables
from chalicelib.terms.bodies import Bodies, bodies
from chalicelib.terms.divisions import divisions, divisions_in
from chalicelib.terms.identity_documents import documents, documents_in
from chalicelib.terms.masking import masks, masks_in
from chalicelib.terms.tables import Shelf
from chalicelib.terms.working_days import Calendar, calendar


def _tree(root: Path) -> Path:
    (root / "area" / "inner").mkdir(parents=True)
    (root / "area" / "one.toml").write_text('day = 2026-02-14\nlist = [{ at = 08:30:00 }, 1]\nzh = "资阳"\n', "utf-8")
    (root / "area" / "two.toml").write_text("number = 2\n", "utf-8")
    (root / "area" / "inner" / "three.toml").write_text("number = 3\n", "utf-8")
    return root


def test_a_table_is_the_toml_file_of_its_name(tmp_path: Path) -> None:
    assert Shelf.below(_tree(tmp_path)).table("area/one")["day"] == date(2026, 2, 14)


def test_names_are_those_directly_in_the_folder(tmp_path: Path) -> None:
    shelf = Shelf.below(_tree(tmp_path))

    assert shelf.names("area") == ["area/one", "area/two"]
    assert shelf.names("area/inner") == ["area/inner/three"]
    assert shelf.names("nowhere") == []


def test_everything_packed_reads_as_the_tree_did_with_days_as_iso_strings(tmp_path: Path) -> None:
    tree = Shelf.below(_tree(tmp_path))
    (tmp_path / tables.PACKED).write_text(json.dumps(tree.everything()), "utf-8")

    packed = Shelf.below(tmp_path)

    assert packed.packed is not None
    assert packed.names("area") == tree.names("area")
    assert packed.table("area/one") == {"day": "2026-02-14", "list": [{"at": "08:30:00"}, 1], "zh": "资阳"}
    assert tables.date_of(packed.table("area/one")["day"], file="f", key="day") == date(2026, 2, 14)


def test_a_table_that_is_not_there_is_refused_by_name_in_both_forms(tmp_path: Path) -> None:
    tree = Shelf.below(_tree(tmp_path))
    packed = Shelf(tmp_path, tree.everything())

    for shelf in (tree, packed):
        with pytest.raises(DataFileError) as caught:
            shelf.table("area/four")
        assert caught.value.file == "area/four"


@pytest.mark.parametrize("content", [b"key = ", b"key = '\xff'"], ids=["no value", "not utf-8"])
def test_what_is_not_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.toml").write_bytes(content)

    with pytest.raises(DataFileError, match="broken: -: is not TOML"):
        Shelf.below(tmp_path).table("broken")


def test_the_platform_s_own_tables_are_found_and_can_be_packed() -> None:
    assert "terms/calendar/2026" in tables.names("terms/calendar")
    assert tables.table("terms/calendar/2026")["year"] == 2026
    assert json.loads(json.dumps(tables.everything()))["terms/calendar/2026"]["year"] == 2026


def test_every_table_of_terms_reads_the_same_packed_and_unpacked() -> None:
    packed = json.loads(json.dumps(tables.everything()))

    years = [packed[name] for name in tables.names("terms/calendar")]
    assert Calendar.from_tables(*years) == calendar()
    assert list(Bodies.from_tables(packed["terms/bodies"])) == list(bodies())
    assert divisions_in(packed["terms/divisions"]) == divisions()
    assert documents_in(packed["terms/identity_documents"]) == documents()
    assert masks_in(packed["terms/masks"]) == masks()


def test_strict_gives_back_a_table_that_keeps_to_its_keys() -> None:
    assert tables.strict({"a": 1, "b": 2}, file="f", required={"a"}, optional={"b"}) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("value", "key", "why"),
    [
        ({"a": 1, "z": 2}, "z", "is not a known key"),
        ({}, "a", "is missing"),
        ([], "-", "is not a table"),
    ],
)
def test_strict_names_the_key_that_is_unknown_or_missing(value: object, key: str, why: str) -> None:
    with pytest.raises(DataFileError) as caught:
        tables.strict(value, file="f", required={"a"})

    assert (caught.value.file, caught.value.key, caught.value.why) == ("f", key, why)


def test_strict_names_the_place_within_a_file() -> None:
    with pytest.raises(DataFileError, match=r"f: fields\.a: is missing"):
        tables.strict({}, file="f", key="fields", required={"a"})


def test_values_of_the_wrong_type_are_refused() -> None:
    with pytest.raises(DataFileError, match="is not a text"):
        tables.text_of(" ", file="f", key="k")
    with pytest.raises(DataFileError, match="is not a text"):
        tables.text_of(1, file="f", key="k")
    with pytest.raises(DataFileError, match="neither true nor false"):
        tables.flag_of("yes", file="f", key="k")
    for value in ("2026-02-30", 20260214, None):
        with pytest.raises(DataFileError, match="is not a day"):
            tables.date_of(value, file="f", key="k")


def test_values_of_the_right_type_come_back() -> None:
    assert tables.text_of("资阳", file="f", key="k") == "资阳"
    assert tables.flag_of(value=False, file="f", key="k") is False
    assert tables.date_of(date(2026, 1, 1), file="f", key="k") == date(2026, 1, 1)
