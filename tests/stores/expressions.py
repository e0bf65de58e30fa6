"""The narrowest expression grammar the platform may meet, and who steps outside it.

    condition  = NOT condition | condition AND condition | condition OR condition | ( condition )
               | #name (= <> < <= > >=) :value | #name BETWEEN :value AND :value | #name IN (:value, …)
               | attribute_exists(#name) | attribute_not_exists(#name)
               | attribute_type(#name, :value) | begins_with(#name, :value) | contains(#name, :value)
    key        = #name = :value [AND (#name (= < <= > >=) :value | #name BETWEEN … | begins_with(#name, :value))]
    update     = SET #name = :value, #name = #name (+ -) :value,
                     #name = if_not_exists(#name, :value), #name = list_append(#name, :value), …

No size(), no dots, every name and value a placeholder; within a SET the name on the right is the one on the left.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_TOKEN = re.compile(r"\s*(#\w+|:\w+|<>|<=|>=|[=<>(),+-]|[A-Za-z_]+)")
_COMPARATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_OF_NAME = frozenset({"attribute_exists", "attribute_not_exists"})
_OF_NAME_AND_VALUE = frozenset({"attribute_type", "begins_with", "contains"})
_NOT_OF_KEYS = frozenset({"OR", "NOT", "IN", "<>", "contains", "attribute_type", *_OF_NAME})


class OutsideGrammarError(AssertionError):
    """An expression that some service may not understand; says which and why."""


def hold_condition(text: str) -> None:
    """Hold a condition or a filter to the grammar. Raises: OutsideGrammarError."""
    _Reading(text).condition()


def hold_key_condition(text: str) -> None:
    """Hold a key condition to the grammar. Raises: OutsideGrammarError."""
    reading = _Reading(text)
    reading.refuse(_NOT_OF_KEYS)
    reading.condition()


def hold_update(text: str) -> None:
    """Hold an update to the grammar. Raises: OutsideGrammarError."""
    _Reading(text).update()


def hold_placeholders(expressions: Sequence[str], names: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Hold every placeholder to be given and used, and every name to be without a dot. Raises: OutsideGrammarError."""
    used = {token for text in expressions for token in _Reading(text).tokens if token[0] in "#:"}
    if used != {*names, *values}:
        raise OutsideGrammarError(f"{expressions}: placeholders used {sorted(used)}, given {sorted([*names, *values])}")
    if any("." in name for name in names.values()):
        raise OutsideGrammarError(f"{expressions}: a name with a dot")


class _Reading:
    def __init__(self, text: str) -> None:
        self.text, self.tokens, self._at = text, list[str](), 0
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise OutsideGrammarError(f"{text}: {text[place:]!r} is no part of any expression")
            self.tokens.append(found[1])
            place = found.end()

    def refuse(self, tokens: frozenset[str]) -> None:
        outside = tokens.intersection(self.tokens)
        if outside:
            raise OutsideGrammarError(f"{self.text}: {sorted(outside)} has no place here")

    def condition(self) -> None:
        self._either()
        self._end()

    def update(self) -> None:
        self._take("SET")
        self._assignment()
        while self._is_next(","):
            self._take(",")
            self._assignment()
        self._end()

    def _either(self) -> None:
        self._term()
        while self._is_next("AND") or self._is_next("OR"):
            self._at += 1
            self._term()

    def _term(self) -> None:
        if self._is_next("NOT"):
            self._take("NOT")
            self._term()
        elif self._is_next("("):
            self._take("(")
            self._either()
            self._take(")")
        elif self._next().startswith("#"):
            self._comparison()
        else:
            self._function()

    def _comparison(self) -> None:
        self._name()
        operator = self._any()
        if operator == "BETWEEN":
            self._value()
            self._take("AND")
            self._value()
        elif operator == "IN":
            self._take("(")
            self._value()
            while self._is_next(","):
                self._take(",")
                self._value()
            self._take(")")
        elif operator in _COMPARATORS:
            self._value()
        else:
            self._fail(operator)

    def _function(self) -> None:
        function = self._any()
        if function not in _OF_NAME | _OF_NAME_AND_VALUE:
            self._fail(function)
        self._take("(")
        self._name()
        if function in _OF_NAME_AND_VALUE:
            self._take(",")
            self._value()
        self._take(")")

    def _assignment(self) -> None:
        target = self._name()
        self._take("=")
        if self._next().startswith(":"):
            self._value()
        elif self._next().startswith("#"):
            self._same(target)
            if self._any() not in {"+", "-"}:
                self._fail("a name set to another")
            self._value()
        else:
            function = self._any()
            if function not in {"if_not_exists", "list_append"}:
                self._fail(function)
            self._take("(")
            self._same(target)
            self._take(",")
            self._value()
            self._take(")")

    def _same(self, target: str) -> None:
        if self._name() != target:
            self._fail("a name set to another")

    def _next(self) -> str:
        return self.tokens[self._at] if self._at < len(self.tokens) else " the end"

    def _is_next(self, token: str) -> bool:
        return self._next() == token

    def _any(self) -> str:
        token = self._next()
        self._at += 1
        return token

    def _take(self, token: str) -> None:
        if self._any() != token:
            self._at -= 1
            self._fail(self._next(), instead_of=token)

    def _name(self) -> str:
        if not self._next().startswith("#"):
            self._fail(self._next(), instead_of="a placeholder of a name")
        return self._any()

    def _value(self) -> None:
        if not self._next().startswith(":"):
            self._fail(self._next(), instead_of="a placeholder of a value")
        self._at += 1

    def _end(self) -> None:
        if self._at < len(self.tokens):
            self._fail(self._next(), instead_of="the end")

    def _fail(self, token: str, *, instead_of: str = "") -> None:
        expected = f", expected {instead_of}" if instead_of else ""
        raise OutsideGrammarError(f"{self.text}: {token}{expected}")
