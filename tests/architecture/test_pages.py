"""The pages that are made from tables say what the tables say."""

from pathlib import Path

import pytest

from chalicelib.intake.rulebook import rulebook
from chalicelib.objections.cases import State
from chalicelib.objections.deadline_rules import rules
from chalicelib.objections.moves import MOVES, PROMISES
from infra.pages import deadlines_page, moves_page, pages, rulebook_page

PAGES = pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_as_the_tables_make_it(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path], "stale; `make pages` writes it anew"


def test_every_finding_stands_in_the_departments_manual() -> None:
    page = rulebook_page()

    assert all(f"| `{code}` | {rule.severity} |" in page for code, rule in rulebook().by_code.items())


def test_every_clock_stands_in_its_table_and_a_proposal_says_that_it_is_one() -> None:
    page = deadlines_page()
    ours = rules()

    assert all(f"| {act.zh} | `{key}` |" in page for key, act in ours.acts.items())
    for regime, found in ours.by_regime.items():
        part = page.partition(f"（`{regime}`）")[2].partition("\n## ")[0]
        lines = [line for line in part.splitlines() if line.endswith("起 |")]
        own = [rule for rule in found if rule.regime == regime]
        assert len(lines) == len(own)
        assert all("| 建议 |" in line for line, rule in zip(lines, own, strict=True) if rule.proposal)
        assert all(rule.act.zh in part for rule in found)


def test_every_move_stands_in_the_table_and_in_the_diagram_and_every_promise_is_told() -> None:
    table, diagram = moves_page().splitlines(), moves_page().partition("```mermaid")[2].partition("```")[0]

    for row in MOVES:
        assert any(line.startswith(f"| `{row.state}` | `{row.move}` |") and f"`{row.to}`" in line for line in table)
        (arrow,) = [line for line in diagram.splitlines() if line.startswith(f"    {row.state} --> {row.to}:")]
        assert f"{row.move} (" in arrow
    assert all(any(line.startswith(f"| `{state}` | ") for line in table) for state in [*State, *PROMISES])
