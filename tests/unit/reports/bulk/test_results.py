"""A result is a CSV whose cells are text, or lines of JSON."""

import csv
import io

import msgspec

from chalicelib.reports.bulk.check import CheckedLine, Detail, Line
from chalicelib.reports.bulk.results import opening_of, part_of
from tests.factories import a_subject


def _line(**told: object) -> Line:
    content = CheckedLine(subject=a_subject().key, **told)  # type: ignore[arg-type]
    return Line(a_subject(), msgspec.json.encode(content), content, ())


def test_a_summary_is_a_csv_that_a_spreadsheet_opens_and_computes_nothing_of() -> None:
    lines = [_line(found=True, name="=1+1", labels=("+存续",), counts={"administration": 2}), _line(found=False)]

    written = opening_of(Detail.SUMMARY, columns={}) + part_of(lines, detail=Detail.SUMMARY)
    heading, first, second = csv.reader(io.StringIO(written.decode("utf-8-sig")))

    assert heading[:4] == ["统一社会信用代码", "查询结果", "名称", "登记状态"]
    assert first[:4] == [a_subject().key, "有可查询信息", "'=1+1", "'+存续"]
    assert len(first) == len(heading)
    assert "2" in first[4:]
    assert second == [a_subject().key, "无可查询信息", "", ""]


def test_records_are_lines_of_json_behind_a_line_of_their_columns() -> None:
    lines = [_line(found=False)]

    written = opening_of(Detail.RECORDS, columns={"a": ["b"]}) + part_of(lines, detail=Detail.RECORDS)

    assert [msgspec.json.decode(line) for line in written.splitlines()] == [
        {"columns": {"a": ["b"]}},
        {"subject": a_subject().key, "found": False},
    ]
