"""The pages that are made from tables say what the tables say."""

from pathlib import Path

import pytest

from chalicelib.intake.rulebook import rulebook
from chalicelib.objections.cases import State
from chalicelib.objections.clocks import rules
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
    lines = [line for line in deadlines_page().splitlines() if line.startswith("| ") and "`" in line]

    assert len(lines) == len(rules().rules)
    assert all("| 建议 |" in line for line, rule in zip(lines, rules().rules, strict=True) if rule.proposal)


def test_every_move_stands_in_the_table_and_in_the_diagram_and_every_promise_is_told() -> None:
    table, diagram = moves_page().splitlines(), moves_page().partition("```mermaid")[2].partition("```")[0]

    for row in MOVES:
        assert any(line.startswith(f"| `{row.state}` | `{row.move}` |") and f"`{row.to}`" in line for line in table)
        (arrow,) = [line for line in diagram.splitlines() if line.startswith(f"    {row.state} --> {row.to}:")]
        assert f"{row.move} (" in arrow
    assert all(any(line.startswith(f"| `{state}` | ") for line in table) for state in [*State, *PROMISES])
