"""The grammar refuses what some service does not understand."""

import pytest

from tests.stores.expressions import (
    OutsideGrammarError,
    hold_condition,
    hold_key_condition,
    hold_placeholders,
    hold_update,
)


@pytest.mark.parametrize(
    "text",
    [
        "attribute_not_exists(#a)",
        "attribute_not_exists (#0)",
        "#a = :a AND (#b <> :b OR NOT #c BETWEEN :c AND :d)",
        "#a IN (:a, :b) AND contains(#b, :c) AND attribute_type(#c, :d)",
    ],
)
def test_conditions_of_the_grammar_are_let_through(text: str) -> None:
    hold_condition(text)


@pytest.mark.parametrize(
    "text",
    [
        "size(#a) > :a",
        "a = :a",
        "#a.#b = :a",
        "#a = #b",
        ":a = #a",
        "#a[0] = :a",
        "#a = 'x'",
        "#a",
        "#a = :a AND",
        "(#a = :a",
        "#a = :a #b = :b",
        "#a IN ()",
        "attribute_exists(#a, :a)",
        "begins_with(#a)",
        "",
    ],
)
def test_conditions_outside_the_grammar_are_not(text: str) -> None:
    with pytest.raises(OutsideGrammarError):
        hold_condition(text)


def test_a_key_condition_is_narrower() -> None:
    hold_key_condition("#a = :a AND begins_with(#b, :b)")
    hold_key_condition("(#a = :a AND #b < :b)")
    for text in ("#a = :a OR #b = :b", "#a <> :a", "#a IN (:a)", "attribute_exists(#a)", "contains(#a, :a)"):
        with pytest.raises(OutsideGrammarError):
            hold_key_condition(text)


@pytest.mark.parametrize(
    "text", ["SET #a = :a", "SET #a = #a + :a, #b = if_not_exists(#b, :b)", "SET #a = list_append(#a, :a)"]
)
def test_updates_of_the_grammar_are_let_through(text: str) -> None:
    hold_update(text)


@pytest.mark.parametrize(
    "text",
    [
        "SET #a = #b",
        "SET #a = #b + :a",
        "SET #a = if_not_exists(#b, :a)",
        "REMOVE #a",
        "ADD #a :a",
        "SET #a = :a REMOVE #b",
        "SET #a = size(#a)",
        "SET a = :a",
        "SET #a = :a + :b",
        "SET #a = #a",
    ],
)
def test_updates_outside_the_grammar_are_not(text: str) -> None:
    with pytest.raises(OutsideGrammarError):
        hold_update(text)


def test_placeholders_are_given_and_used_and_names_have_no_dots() -> None:
    hold_placeholders(["#a = :a"], {"#a": "a"}, {":a": {}})
    for names in ({}, {"#a": "a", "#b": "b"}, {"#a": "a.b"}):
        with pytest.raises(OutsideGrammarError):
            hold_placeholders(["#a = :a"], dict[str, str](names), {":a": {}})
    with pytest.raises(OutsideGrammarError):
        hold_placeholders(["#a = :a"], {"#a": "a"}, {})
