"""The pages that are made from tables say what the tables say."""

from pathlib import Path

import pytest

from chalicelib.api.doors import routes_in
from chalicelib.api.openapi.codes import STATUS
from chalicelib.catalogue.chapters import report_frame
from chalicelib.catalogue.items import catalogue
from chalicelib.intake.rulebook import rulebook
from chalicelib.intake.sending import SENDING_TAKES
from chalicelib.intake.systems.answering import MESSAGES
from chalicelib.intake.systems.dropped import ENDINGS
from chalicelib.intake.systems.rhythms import rhythms
from chalicelib.intake.systems.rules import rules as rules_of_systems
from chalicelib.intake.systems.system import Channel
from chalicelib.intake.tickets import TTL_SECONDS
from chalicelib.objections.cases import State
from chalicelib.objections.deadline_rules import rules
from chalicelib.objections.moves import MOVES, PROMISES
from chalicelib.terms.credit_codes import FAULTS
from chalicelib.terms.identity_documents import documents
from chalicelib.terms.tables import table
from infra.pages import deadlines_page, moves_page, pages, rulebook_page
from infra.specifications.collection import collection_page
from infra.specifications.interface import AREAS, interface_page
from infra.specifications.report_format import report_format_page
from infra.specifications.subject_coding import subject_coding_page
from infra.specifications.writing import FOLDER, UNCONFIRMED, edition_of, named, specification

PAGES = pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_as_the_tables_make_it(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path], "stale; `make pages` writes it anew"


def test_every_finding_stands_in_the_departments_manual() -> None:
    lines = rulebook_page().splitlines()

    for code, rule in rulebook().by_code.items():
        (line,) = [line for line in lines if line.startswith(f"| `{code}` | {rule.severity} |")]
        texts = (rule.message_zh, rule.message_en, rule.mend_zh, rule.mend_en, rule.example)
        assert all(" ".join(text.replace("|", "\\|").split()) in line for text in texts), code
        assert ("可豁免" in line, "不公示" in line) == (rule.waivable, rule.withholds)


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


EDITIONS = ("rulebook", "collection", "subject_coding", "interface", "report_format")


@pytest.mark.parametrize("name", EDITIONS)
def test_a_specification_names_its_version_its_day_and_a_summary_of_what_it_says(name: str) -> None:
    path = FOLDER / f"{name}.md" if name != "rulebook" else FOLDER.parent / "rulebook.md"
    edition, text = edition_of(name), path.read_text("utf-8")

    assert text.startswith(f"# {edition.zh}\n")
    assert f"| 版本 | {edition.version} |" in text
    assert f"| 施行日期 | {edition.valid_from.isoformat()}起 |" in text
    assert specification(name, ["甲"]) != specification(name, ["乙"]), "the summary tells them apart"
    assert specification(name, ["甲"]) == specification(name, ["甲"])


def test_every_field_of_every_item_stands_in_the_collection_specification() -> None:
    page = collection_page()

    for item in catalogue().items:
        part = page.partition(f"（`{item.id}`）")[2].partition("\n### ")[0]
        rows = [line.split(" | ") for line in part.splitlines() if line[2:].partition(" | ")[0].isdigit()]
        assert [row[2] for row in rows] == [f"`{field.id}`" for field in item.fields], item.id
        assert item.catalogue_code in page
    for codes in catalogue().code_lists.values():
        part = page.partition(f"（`{codes.id}`）")[2].partition("\n### ")[0]
        assert all(f"\n| {value.code} | {value.en} |" in part for value in codes.values), codes.id


def test_what_rests_on_nothing_that_was_read_says_so() -> None:
    assert UNCONFIRMED not in named("REPORT_V2")
    assert named("REPORT_V2", confirmed=False).endswith(f"（{UNCONFIRMED}）")
    assert named("P").endswith(f"（{UNCONFIRMED}）")
    page, coding = collection_page(), subject_coding_page()
    for item in catalogue().items:
        assert item.catalogue_code_confirmed or f"| {item.catalogue_code}（{UNCONFIRMED}） |" in page
    for row in table("terms/divisions")["divisions"]:
        (line,) = [line for line in coding.splitlines() if line.startswith(f"| `{row['code']}` |")]
        assert line.endswith(f"| {UNCONFIRMED} |") is not row["confirmed"]


def test_codes_documents_and_masks_stand_in_the_subject_coding_specification() -> None:
    page = subject_coding_page()

    assert all(f"| `{code}` | {said} |" in page for code, said in FAULTS.items())
    assert all(f"| {document.zh} | `{kind.value}` |" in page for kind, document in documents().items())
    assert all(f"`{row['kind']}`" in page for row in table("terms/masks")["masks"])


def test_every_route_and_code_stands_in_the_interface_specification() -> None:
    page = interface_page()

    for route in routes_in(AREAS):
        assert f"\n### `{route.method} {route.path}`\n" in page
        assert f"| `{route.method}` | `{route.path}` | {route.zh} |" in page
    codes = page.partition("## 六、错误代码")[2]
    assert all(f"`{code}`" in codes for code in STATUS)


def test_every_rhythm_step_and_reason_of_sending_systems_stands_in_the_interface_specification() -> None:
    part = interface_page().partition("## 七、报送系统和交换目录")[2]

    assert all(f"| {rhythm.zh} | `{rhythm.id}` |" in part for rhythm in rhythms().values())
    assert all(f"| {step.zh} | 逾期第{step.after_working_days}个工作日 |" in part for step in rules_of_systems().steps)
    assert all(f"| `{reason}` | {said} |" in part for reason, said in MESSAGES.items())
    assert all(f"`{one}`" in part for one in (*Channel, *ENDINGS))


def test_every_chapter_and_item_stands_in_the_report_format_specification() -> None:
    page, frame = report_format_page(), report_frame()

    assert all(f"| {chapter.zh} | `{chapter.id}` |" in page for chapter in frame.chapters)
    assert all(f"| {group.zh} | `{group.id}` |" in page for group in frame.groups)
    assert all(f"（`{item.id}`，第{item.version}版）" in page for item in catalogue().items)
    penalties = page.partition("（`administrative_penalty`，")[2].partition("\n### ")[0]
    (name,) = [line for line in penalties.splitlines() if "`party_name`" in line]
    assert name.split(" | ")[2:4] == ["●（个体工商户◐，自然人不显示）", "●"]
    assert "`person_id_no`" not in penalties, "what is never kept is never shown"


def test_the_collection_specification_says_how_long_either_ticket_is_good_for() -> None:
    (line,) = [line for line in collection_page().splitlines() if line.startswith("| 上传凭证有效期 |")]

    assert f"{TTL_SECONDS // 60}分钟" in line
    assert f"{SENDING_TAKES.total_seconds() / 3600:.0f}小时" in line
