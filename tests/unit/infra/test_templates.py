"""Templates are read, merged and written as CloudFormation means them."""

from pathlib import Path

from infra.packaging.templates import merged, read, words_in, write


def test_short_forms_are_read_as_long_ones(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("a: !Ref B\nc: !Sub '${B}-x'\nd: !GetAtt B.Arn\ne: !If [Wanted, 1, !Ref B]\n")

    assert read(path) == {
        "a": {"Ref": "B"},
        "c": {"Fn::Sub": "${B}-x"},
        "d": {"Fn::GetAtt": ["B", "Arn"]},
        "e": {"Fn::If": ["Wanted", 1, {"Ref": "B"}]},
    }


def test_what_is_written_is_read_back_without_aliases(tmp_path: Path) -> None:
    shared = {"Fn::Sub": "${Prefix}-甲"}
    path = tmp_path / "template.yaml"

    write(path, {"one": shared, "other": shared})

    assert "&" not in path.read_text("utf-8")
    assert read(path) == {"one": shared, "other": shared}


def test_mappings_are_merged_key_by_key_and_lists_replaced() -> None:
    assert merged({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2], "d": 3}}) == {"a": {"b": 1, "c": [2], "d": 3}}


def test_a_function_takes_the_place_of_what_it_meets() -> None:
    under = {"Queue": {"Fn::Sub": "arn:${AWS::Partition}:sqs:x"}}

    assert merged(under, {"Queue": {"Fn::GetAtt": ["Q", "Arn"]}}) == {"Queue": {"Fn::GetAtt": ["Q", "Arn"]}}


def test_names_are_found_where_they_are_referred_to() -> None:
    value = {"a": {"Ref": "One"}, "b": [{"Fn::Sub": "x-${Two}-${Three.Arn}"}], "Condition": "Four"}

    assert {"One", "Two", "Three", "Four"} <= words_in(value)
