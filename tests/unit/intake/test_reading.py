"""Reading: headers and rows as a spreadsheet shows them, whatever bytes come."""

import io
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.items import Item, catalogue
from chalicelib.intake.reading.broken import MOST_ROWS
from chalicelib.intake.reading.headers import header_among
from chalicelib.intake.reading.sheets import sheet_in
from chalicelib.intake.reading.surveys import LINE_LIMIT_BYTES
from chalicelib.terms.findings import Finding, Severity
from tests.factories import PENALTY, REGISTRATION
from tests.unit.intake.standing import codes_in, csv_of, looked_at, penalty_row, person_row, sheet_of

ITEM, ITEMS = catalogue().get(PENALTY), catalogue().items
SOUND = csv_of([penalty_row(1), penalty_row(2), person_row(3)])


def _first_fault(data: bytes) -> str:
    sheet, faults = sheet_in(io.BytesIO(data), item=ITEM, items=ITEMS)
    assert sheet is None
    return faults[0].code


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_official_headers_of_each_form_are_understood(item: Item) -> None:
    for form in item.forms:
        found = header_among([(1, list(item.official_headers(form.id)))], item=item, items=ITEMS)
        assert found is not None
        assert not found.faults
        assert found.header is not None
        assert found.header.fields == form.fields


@pytest.mark.parametrize(("declared", "sent"), list(permutations(ITEMS, 2)), ids=lambda item: item.id)
def test_the_header_of_another_item_is_told_by_its_name(declared: Item, sent: Item) -> None:
    found = header_among([(1, list(sent.official_headers()))], item=declared, items=ITEMS)

    assert found is not None
    assert found.header is None
    assert [fault.code for fault in found.faults] == ["file.wrong_item"]
    assert sent.zh in found.faults[0].message_zh


def test_what_an_unknown_column_is_called_is_never_repeated() -> None:
    cells = [*ITEM.official_headers(), "512002199003070019"]

    found = header_among([(1, cells)], item=ITEM, items=ITEMS)

    assert found is not None
    assert [fault.code for fault in found.faults] == ["file.column_unknown"]
    assert "5120021990" not in repr(found.faults)


@pytest.mark.parametrize(
    ("cells", "kind", "position"),
    [
        ((*ITEM.official_headers(), "信访次数"), "信访", len(ITEM.official_headers()) + 1),
        (("姓名", "单位", "职务", "年度考核", "备注"), "人事档案", 4),
        (("姓名", "公民身份号码", "月收入"), "收入", 3),
    ],
)
def test_a_column_of_what_is_never_collected_is_refused_as_that(
    cells: tuple[str, ...], kind: str, position: int
) -> None:
    found = header_among([(1, list(cells))], item=ITEM, items=ITEMS)

    assert found is not None
    fault, *_ = found.faults
    assert fault.code == "file.column_forbidden"
    assert kind in fault.message_zh
    assert f"第{position}列" in fault.message_zh


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_ends_a_row(ending: str) -> None:
    data = SOUND.replace(b"\r\n", ending.encode())

    assert [list(rows.chunk.rows) for rows in looked_at(data)] == [[2, 3, 4]]


def test_a_field_of_many_lines_is_one_row() -> None:
    data = csv_of([penalty_row(1, violation_fact="一\n二\r\n三"), penalty_row(2, doc_no="")])

    assert codes_in(data) == [(3, "cell.required", "doc_no")]


def test_rows_are_counted_through_chunks_and_no_chunk_lies_across_the_seam() -> None:
    sheet = sheet_of(csv_of([penalty_row(n) for n in range(1, 8)]))

    chunks = list(sheet.chunks(3, seam=4))

    assert [(chunk.first, chunk.last) for chunk in chunks] == [(0, 3), (3, 4), (4, 7)]
    assert [list(chunk.rows) for chunk in chunks] == [[2, 3, 4], [5], [6, 7, 8]]


def test_a_chunk_of_misfits_alone_has_no_rows() -> None:
    data = SOUND.splitlines(keepends=True)[0] + b"a,b\r\n,,\r\n" * 2

    (rows,) = looked_at(data)

    assert (len(rows), [one.row for one in rows.chunk.malformed], rows.chunk.last) == (0, [2, 4], 2)


def test_a_line_at_the_limit_is_read_and_one_beyond_is_not() -> None:
    at = SOUND + b"x" * LINE_LIMIT_BYTES + b"\n"
    beyond = SOUND + b"x" * (LINE_LIMIT_BYTES + 1) + b"\n"

    assert sheet_of(at) is not None
    assert _first_fault(beyond) == "file.line_too_long"


def test_a_quoted_field_that_swallows_the_file_is_a_broken_quote() -> None:
    swallowing = SOUND + b'"' + b"line\r\n" * 40_000

    assert _first_fault(swallowing) == "file.quote_broken"


def test_a_row_of_many_short_lines_has_an_end_too() -> None:
    swallowing = SOUND + b'"a\n",' * 300_000

    assert _first_fault(swallowing) == "file.quote_broken"


def test_rows_are_counted_up_to_a_bound_and_blank_ones_up_to_what_a_spreadsheet_has() -> None:
    header = SOUND.splitlines(keepends=True)[0]

    assert _first_fault(header + b"a\n" * (MOST_ROWS + 1)) == "file.too_many_rows"
    assert _first_fault(header + b"\n" * 1_048_577) == "file.too_many_rows"
    assert sheet_of(header + b"a\n" * MOST_ROWS) is not None


def test_a_million_blank_rows_are_passed_over_and_those_below_them_counted() -> None:
    header, first, second = csv_of([penalty_row(1), penalty_row(2)]).splitlines(keepends=True)

    chunks = list(sheet_of(header + first + b"\n" * 1_000_000 + second).chunks(500))

    assert [list(chunk.rows) for chunk in chunks] == [[2, 1_000_003]]
    assert [(chunk.first, chunk.last) for chunk in chunks] == [(0, 2)]


@pytest.mark.parametrize("behind", [b"," * 9 + b"x", b"," * 100_000 + b"x"])
def test_a_row_wider_than_the_header_is_told_by_its_width_and_not_kept(behind: bytes) -> None:
    (chunk,) = sheet_of(SOUND + SOUND.splitlines()[1] + behind + b"\r\n").chunks(1000)

    width = SOUND.splitlines()[0].count(b",") + 1
    assert [f"有{width + len(behind) - 1}列" in one.message_zh for one in chunk.malformed] == [True]


def test_a_row_with_something_far_behind_the_header_and_nothing_under_it_is_a_misfit() -> None:
    (chunk,) = sheet_of(SOUND + b"," * 500 + b"x\r\n").chunks(1000)

    assert [one.code for one in chunk.malformed] == ["row.too_many_columns"]


def test_a_header_that_opens_a_quote_is_a_broken_quote() -> None:
    assert _first_fault(b'"abc\r\ndef') == "file.quote_broken"


def _refuse(faults: list[Finding]) -> bool:
    return any(one.severity is Severity.ERROR for one in faults)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\xef\xbb\xbf", b"\xe4\xb8", b"\n" * 9, b'""', b'"', b",", b"\r\x00"])
def test_the_smallest_of_files_have_a_finding(data: bytes) -> None:
    sheet, faults = sheet_in(io.BytesIO(data), item=ITEM, items=ITEMS)

    assert sheet is None
    assert _refuse(faults)


@given(data=st.binary(max_size=400))
def test_any_bytes_at_all_are_a_sheet_or_a_finding(data: bytes) -> None:
    sheet, faults = sheet_in(io.BytesIO(data), item=ITEM, items=ITEMS)

    assert (sheet is None) == _refuse(faults)


@given(cuts=st.lists(st.tuples(st.integers(0, len(SOUND)), st.binary(max_size=6)), max_size=4))
def test_a_file_damaged_anywhere_is_read_through_without_a_failure(cuts: list[tuple[int, bytes]]) -> None:
    data = SOUND
    for place, put in cuts:
        data = data[:place] + put + data[place + 2 :]
    sheet, faults = sheet_in(io.BytesIO(data), item=ITEM, items=ITEMS)

    assert (sheet is None) == _refuse(faults)
    if sheet is not None:
        for rows in looked_at(data, chunk_rows=2):
            assert len(rows.sound) + len(rows.refused) + len(rows.repeated.keys() - rows.refused) == len(rows)


def test_the_header_of_a_registration_says_whose_item_it_is_whatever_its_synonyms() -> None:
    _, faults = sheet_in(io.BytesIO(csv_of([penalty_row(1)])), item=catalogue().get(REGISTRATION), items=ITEMS)

    assert [fault.code for fault in faults] == ["file.wrong_item"]
