"""XLS: what its small file system and its records claim is looked at before anything is laid out."""

import struct

import pytest

from chalicelib.intake.reading import old_workbooks
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.compounds import MAGIC, packed, tables_in
from tests.factories_books import Day, Fault, Formula, Rows, a_record, an_xls, xls_stream
from tests.unit.intake.reading.books import code_of, kinds_of, pages_of, rows_of

ROWS: Rows = [["甲", 1.5, None, "乙"]]
END, FREE, OF_TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def an_entry(name: str, kind: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, FREE, FREE, FREE, start, size)


def a_compound(entries: list[bytes], sectors: list[bytes], chain: list[int], **places: int) -> bytes:
    """Return a compound file of sectors of 512 bytes: first its table, then its directory, then the others.

    `places` are those of the small pieces' table (mini), the further list of tables, and the first table (tables).
    """
    mini, further, tables = places.get("mini", END), places.get("further", END), places.get("tables", 0)
    said = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, mini, mini != END, further, further != END)
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", MAGIC, *said)
    header += struct.pack("<109I", tables, *[FREE] * 108)
    table = struct.pack("<128I", *[OF_TABLE, END, *chain], *[FREE] * (126 - len(chain)))
    return b"".join(part.ljust(512, b"\x00") for part in (header, table, b"".join(entries), *sectors))


def test_the_cells_of_an_old_workbook_are_what_they_are() -> None:
    row: Rows = [["甲", 1.5, True, Day("2026-01-02"), Fault("#N/A"), Formula("1", 2.0), Formula("1", None), 3]]

    assert kinds_of(an_xls({"表": row})) == [
        ("甲", "", False),
        ("1.5", "number", False),
        ("1", "truth", False),
        ("2026-01-02", "day", False),
        ("#", "error", False),
        ("2", "number", True),
        ("#", "error", False),
        ("3", "number", False),
    ]


def test_only_sheets_that_are_shown_are_looked_at() -> None:
    data = an_xls({"表": ROWS, "藏": ROWS, "空": []}, hidden=["藏"])

    assert [(page.name, len(list(page.rows()))) for page in pages_of(data)] == [("表", 1), ("空", 0)]


def test_rows_and_columns_are_counted_from_the_first_of_the_sheet() -> None:
    assert rows_of(an_xls({"表": [None, None, [None, "甲"]]})) == [(3, ["", "甲"])]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    (page,) = pages_of(an_xls({"表": ROWS}, globals_=[a_record(0x22, b"\x01\x00")]))

    assert str(page.epoch) == "1904-01-01"
    assert str(pages_of(an_xls({"表": ROWS}, globals_=[a_record(0x22, b"\x00\x00")]))[0].epoch) == "1899-12-30"


def test_a_text_that_a_formula_made_and_a_time_are_told() -> None:
    text = a_record(0x06, struct.pack("<HHH", 0, 4, 0) + b"\x00" * 6 + b"\xff\xff" + bytes(6) + b"\x03\x00\x1e\x01\x00")
    said = a_record(0x207, struct.pack("<HB", 1, 1) + "丙".encode("utf-16-le"))

    cells = kinds_of(an_xls({"表": ROWS}, inside=[text + said]))

    assert cells[-1] == ("丙", "text", True)
    assert old_workbooks._cell_of(object, 0) == str(object)  # noqa: SLF001  what calamine gives for a time


def test_a_claim_of_size_takes_no_memory_and_the_cells_themselves_are_counted() -> None:
    far = a_record(0x203, struct.pack("<HHHd", 65_535, 255, 0, 1.0))
    several = a_record(0xBE, struct.pack("<HHHHH", 65_535, 0, 0, 0, 255))

    assert len(an_xls({"表": ROWS}, inside=[far])) < 25_000
    assert code_of(an_xls({"表": ROWS}, inside=[far])) == "file.too_many_cells"
    assert code_of(an_xls({"表": ROWS}, inside=[several])) == "file.too_many_cells"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (a_record(0x2F, bytes(6)), "file.encrypted"),
        (a_record(0xFC, struct.pack("<II", 1, 0xFFFFFFF0)), "file.workbook_broken"),
        (a_record(0xFC, b""), "file.workbook_broken"),
    ],
    ids=["password", "texts without number", "no texts at all"],
)
def test_what_the_globals_claim_is_looked_at(record: bytes, code: str) -> None:
    assert code_of(an_xls({"表": ROWS}, globals_=[record])) == code


def test_shared_texts_that_may_be_there_are_no_matter() -> None:
    assert rows_of(an_xls({"表": ROWS}, globals_=[a_record(0xFC, bytes(8))])) == [(1, ["甲", "1.5", "", "乙"])]


def test_records_that_are_too_short_are_no_cells() -> None:
    short = [a_record(0x203, b"x"), a_record(0x06, bytes(8)), a_record(0x205, struct.pack("<HHHBB", 0, 300, 0, 42, 1))]

    with pytest.raises(BrokenFileError):
        rows_of(an_xls({"表": ROWS}, inside=short[:2]))
    (page,) = pages_of(an_xls({"表": ROWS}, inside=short[2:]))
    assert next(page.rows())[1][:2] == ["甲", "1.5"]


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        a_record(0x200) + a_record(0x0A),
        a_record(0x809, bytes(16)) + a_record(0x0A),
        a_record(0x809, bytes(16)) + a_record(0x85, b"\xff") + a_record(0x0A),
        xls_stream({"表": ROWS})[:-4],
        xls_stream({"表": ROWS})[:-8] + b"\x03\x02\xff\xff",
    ],
    ids=["nothing", "no beginning", "no sheets", "a sheet nowhere", "no end", "a record beyond the end"],
)
def test_a_stream_that_is_no_workbook_is_broken(stream: bytes) -> None:
    assert code_of(a_compound_of(stream)) == "file.workbook_broken"


def a_compound_of(stream: bytes) -> bytes:
    """Return a compound file whose stream ends where it ends: a short one lies in the root's small pieces."""
    padded = stream.ljust(-(-max(len(stream), 1) // 512) * 512, b"\x00")
    count = len(padded) // 512
    entries = [an_entry("Root Entry", 5, 2, len(padded)), an_entry("Workbook", 2, 0, len(stream))]
    chain = [*range(3, 2 + count), END]
    pieces = count * 8
    mini = struct.pack(f"<{pieces}I", *range(1, pieces), END).ljust(512, b"\xff")
    chain += [END]
    return a_compound(entries, [padded, mini], chain, mini=2 + count)


def test_a_short_stream_lies_in_small_pieces() -> None:
    stream = xls_stream({"表": [["甲"]]})

    assert len(stream) < 4096
    assert tables_in(a_compound_of(stream))[: len(stream)] == stream


def test_a_stream_comes_out_as_it_went_in() -> None:
    stream = bytes(range(256)) * 40_000

    assert tables_in(packed(stream)) == stream


def test_a_further_sector_lists_more_of_the_table() -> None:
    stream = b"x" * 4096
    entries = [an_entry("Root Entry", 5, END, 0), an_entry("Book", 2, 2, 4096)]
    chain = [*range(3, 10), END, END]
    sectors = [stream[at : at + 512] for at in range(0, 4096, 512)]
    further = struct.pack("<128I", 0, *[FREE] * 126, 10)

    # The first place of the header is left free: the table is listed by the further sector alone, which names itself.
    assert tables_in(a_compound(entries, [*sectors, further], chain, further=10, tables=FREE)) == stream


@pytest.mark.parametrize(
    ("compound", "code"),
    [
        (MAGIC + bytes(100), "file.workbook_broken"),
        (MAGIC + bytes(600), "file.workbook_broken"),
        (a_compound([an_entry("Root Entry", 5, END, 0)], [], []), "file.kind_unknown"),
        (a_compound([an_entry("Workbook", 1, END, 0)], [], []), "file.kind_unknown"),
        (a_compound([an_entry("EncryptedPackage", 2, END, 0)], [], []), "file.encrypted"),
        (a_compound([an_entry("_VBA_PROJECT_CUR", 1, END, 0)], [], []), "file.workbook_has_macros"),
        (a_compound([an_entry("Workbook", 2, 2, 5000)], [bytes(512)], [2]), "file.workbook_broken"),
        (a_compound([an_entry("Workbook", 2, 2, 5000)], [bytes(512)], [END]), "file.workbook_broken"),
        (a_compound([an_entry("Workbook", 2, 99, 5000)], [], [END]), "file.workbook_broken"),
        (a_compound([an_entry("Workbook", 2, 9999, 5000)], [], [END]), "file.workbook_broken"),
        (a_compound([an_entry("Workbook", 2, 0, 50)], [], [END]), "file.workbook_broken"),
        (a_compound([an_entry("Workbook", 2, 0, 50)], [], [END], tables=77), "file.workbook_broken"),
    ],
)
def test_a_file_system_that_does_not_hold_a_workbook_is_told(compound: bytes, code: str) -> None:
    assert code_of(compound) == code


def test_more_bytes_than_an_old_workbook_may_have_are_not_read() -> None:
    assert code_of(MAGIC + bytes((40 << 20) + 1)) == "file.workbook_too_large"


def test_a_panic_of_calamine_is_a_broken_file_and_nothing_else_is() -> None:
    class PanicException(BaseException):
        """What calamine raises where it gives up."""

    with pytest.raises(BrokenFileError), old_workbooks._ToldAsBroken():  # noqa: SLF001
        raise PanicException
    with pytest.raises(KeyError), old_workbooks._ToldAsBroken():  # noqa: SLF001
        raise KeyError
