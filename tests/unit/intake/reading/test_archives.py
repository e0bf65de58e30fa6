"""The bounds of a zip: whatever it claims, little is unpacked, and the answer is a word on how to mend it."""

import io
import struct
import zipfile

import pytest

from chalicelib.intake.reading.archives import archive_in
from tests.factories_books import an_xlsx, zipped
from tests.unit.intake.reading.books import MAIN, SHEET, code_of, rows_of, with_parts, with_rows

SOUND = an_xlsx({"表一": [["甲", "乙"]]})
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


def _claiming(data: bytes, *, flags: int = 0, sizes: tuple[int, int] | None = None) -> bytes:
    """Return a zip whose directory claims other flags and sizes for its first entry."""
    at, changed = data.index(b"PK\x01\x02"), bytearray(data)
    struct.pack_into("<H", changed, at + 8, flags)
    if sizes:
        struct.pack_into("<II", changed, at + 20, *sizes)
    return bytes(changed)


def _stored(**parts: str) -> bytes:
    """Return the workbook as a zip that packs nothing, with some parts changed."""
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        kept: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**kept, **parts}, method=zipfile.ZIP_STORED)


def test_a_zip_cut_off_anywhere_is_broken() -> None:
    assert {code_of(SOUND[:length]) for length in range(4, len(SOUND) - 1, 50)} == {"file.workbook_broken"}


def test_a_zip_that_ends_in_the_middle_of_its_end_is_broken() -> None:
    assert code_of(SOUND[:-4]) == "file.workbook_broken"


def test_a_password_on_an_entry_is_told() -> None:
    assert code_of(_claiming(SOUND, flags=1)) == "file.encrypted"


def test_more_entries_than_any_workbook_has_are_not_listed() -> None:
    assert code_of(zipped({f"xl/media/{number}": b"" for number in range(2_001)})) == "file.workbook_too_large"


def test_a_second_directory_that_could_list_any_number_is_not_read() -> None:
    at = SOUND.rindex(b"PK\x05\x06")

    assert code_of(SOUND[:at] + b"PK\x06\x07" + bytes(16) + SOUND[at:]) == "file.workbook_too_large"


def test_zeros_packed_a_thousand_to_one_are_not_unpacked() -> None:
    assert code_of(with_parts(sheet=b"\x00" * 11_000_000)) == "file.workbook_too_large"


def test_what_all_entries_together_claim_is_bounded() -> None:
    assert code_of(_claiming(SOUND, sizes=(1 << 29, (1 << 30) + 1))) == "file.workbook_too_large"


def test_a_small_part_that_is_large_is_not_parsed() -> None:
    assert code_of(with_parts(workbook=b"<!--" + b"x" * 9_000_000 + b"-->")) == "file.workbook_too_large"


def test_a_part_that_is_not_there_breaks_the_workbook() -> None:
    with_another_name = SOUND.replace(b"xl/workbook.xml", b"xl/workbooc.xml")

    assert code_of(with_another_name) == "file.workbook_broken"


def test_bytes_changed_under_their_checksum_break_the_workbook() -> None:
    assert code_of(_stored().replace(b'spans="1:2"', b'spans="1:3"')) == "file.workbook_broken"


@pytest.mark.parametrize(
    "parts",
    [
        {"workbook": f"{DOCTYPE}<workbook {MAIN}/>"},
        {"sheet": f"{DOCTYPE}<worksheet {MAIN}><sheetData/></worksheet>"},
        {"strings": f"{DOCTYPE}<sst {MAIN}/>"},
        {"styles": f"{DOCTYPE}<styleSheet {MAIN}/>"},
    ],
    ids=["workbook", "sheet", "strings", "styles"],
)
def test_a_part_that_declares_a_document_type_is_refused(parts: dict[str, str]) -> None:
    assert code_of(with_parts(**parts)) == "file.xml_declares_entities"


@pytest.mark.parametrize("workbook", ["<workbook", "", '<?xml version="1.0" encoding="UTFTF-8"?><workbook/>'])
def test_a_small_part_that_is_no_xml_breaks_the_workbook(workbook: str) -> None:
    assert code_of(with_parts(workbook=workbook)) == "file.workbook_broken"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "file.workbook_has_macros"),
        ({"EncryptedPackage": b"x"}, "file.encrypted"),
        ({"word/document.xml": b"<x/>"}, "file.kind_unknown"),
        ({"xl/workbook.bin": b"x"}, "file.kind_unknown"),
        ({"_rels/.rels": b"<Relationships/>"}, "file.workbook_broken"),
    ],
)
def test_what_else_a_zip_may_be_is_told(parts: dict[str, bytes], code: str) -> None:
    assert code_of(an_xlsx({"表一": [["甲"]]}, parts=parts)) == code


def test_a_zip_that_is_no_package_of_office_is_no_table() -> None:
    assert code_of(zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})) == "file.kind_unknown"


def test_more_sheets_than_are_looked_at_are_refused() -> None:
    assert code_of(an_xlsx({f"表{number}": [] for number in range(65)})) == "file.workbook_too_large"


def test_a_cell_in_the_far_corner_is_told_by_its_place() -> None:
    far = with_rows('<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>', "甲")

    assert code_of(far) == "file.too_many_columns"


def test_a_far_cell_with_nothing_but_a_border_is_no_matter() -> None:
    assert rows_of(with_rows('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>')) == [(1, ["1"])]


@pytest.mark.parametrize(
    ("row", "times", "code"),
    [
        ('<row r="1">' + '<c r="A1"><v>1</v></c>' * 1000 + "</row>", 3_001, "file.too_many_cells"),
        ('<row r="1" spans="1:1">' + " " * 70 + "</row>", 1_000_001, "file.too_many_rows"),
    ],
    ids=["cells", "rows"],
)
def test_a_sheet_of_more_than_is_taken_in_is_counted_and_refused(row: str, times: int, code: str) -> None:
    sheet = f"<worksheet {MAIN}><sheetData>{row * times}</sheetData></worksheet>"

    assert code_of(_stored(**{SHEET: sheet})) == code


def test_shared_texts_beyond_as_many_as_there_may_be_cells_are_refused() -> None:
    strings = f"<sst {MAIN}>{'<si></si>' * 3_000_001}</sst>"

    assert code_of(_stored(**{"xl/sharedStrings.xml": strings})) == "file.workbook_too_large"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_no_spreadsheet_packs_so_is_not_unpacked(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as parts:
        parts.writestr("xl/workbook.xml", "<x/>")

    assert code_of(out.getvalue()) == "file.workbook_broken"


def test_a_disk_of_ours_that_fails_is_no_fault_of_the_file() -> None:
    class Disk(io.BytesIO):
        is_broken = False

        def read(self, size: int | None = -1) -> bytes:
            if self.is_broken:
                raise OSError
            return super().read(size)

    disk = Disk(SOUND)
    archive = archive_in(disk)
    disk.is_broken = True

    with pytest.raises(OSError, match=r"^$"):
        list(archive.pieces_of(archive.names()[0], limit=1 << 20))
