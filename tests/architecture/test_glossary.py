"""One word of the law is one English word, and it is explained in one docstring."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

GLOSSARY: dict[str, str] = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text("utf-8"))
SOURCES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]
_NEAR = 40  # letters
_EXPLAINED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def _docstrings() -> Iterator[tuple[str, str]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, _EXPLAINED):
                text = " ".join((ast.get_docstring(node) or "").split())
                yield f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'module')}", text


DOCSTRINGS = list(_docstrings())


def _explanations_of(chinese: str) -> dict[str, str]:
    """Return what stands before a term in brackets, by the place of the docstring."""
    return {where: text.split(f"({chinese})")[0] for where, text in DOCSTRINGS if f"({chinese})" in text}


@pytest.mark.parametrize("english", GLOSSARY)
def test_a_term_is_explained_once(english: str) -> None:
    places = [*_explanations_of(GLOSSARY[english])]

    assert len(places) == 1, places


@pytest.mark.parametrize("english", GLOSSARY)
def test_a_term_is_called_by_its_english_word_where_it_is_explained(english: str) -> None:
    stem = english.removesuffix("y").lower()  # "body" as "bodies", "supply" as "supplies"

    for where, before in _explanations_of(GLOSSARY[english]).items():
        assert stem in before[-_NEAR:].lower(), where


def test_no_term_has_two_english_words() -> None:
    assert len(set(GLOSSARY.values())) == len(GLOSSARY)
