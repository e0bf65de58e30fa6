"""What the font lacks is shown by its code point; what it has is left as it is."""

import struct
from pathlib import Path

import pytest
import typst

from chalicelib.reports.printing.characters import SIGN, coverage_of, shown
from chalicelib.reports.printing.typesetting import FACE, FONT, coverage
from tests.printed import font_folder

# Names that registers and schools know: 䶮 Ext A, 𠅤 and 𡋾 Ext B, 㛃 Ext A.
RARE = "𠅤㛃䶮𡋾"
ABSENT = "\U0002a700"


def _font(*tables: tuple[bytes, bytes], collection: bool = False) -> bytes:
    """Return a font file of nothing but these tables."""
    before = 16 if collection else 0
    at, directory, bodies = before + 12 + 16 * len(tables), b"", b""
    for tag, body in tables:
        directory += struct.pack(">4sIII", tag, 0, at + len(bodies), len(body))
        bodies += body
    face = struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), 0, 0, 0) + directory + bodies
    return (struct.pack(">4sII", b"ttcf", 0x00010000, 1) + struct.pack(">I", 16) if collection else b"") + face


def _cmap(kind: int, *groups: tuple[int, int]) -> bytes:
    table = struct.pack(">HHIII", kind, 0, 16 + 12 * len(groups), 0, len(groups))
    table += b"".join(struct.pack(">III", first, last, 1) for first, last in groups)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "font.ttf"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("collection", [False, True], ids=["one face", "a collection"])
def test_the_characters_of_a_font_are_read_from_its_own_table(tmp_path: Path, *, collection: bool) -> None:
    font = _font((b"name", b"...."), (b"cmap", _cmap(12, (0x41, 0x43), (0x4E00, 0x4E10))), collection=collection)

    found = coverage_of(_written(tmp_path, font))

    assert [letter for letter in "@ABCD一丐乑" if found.shows(letter)] == ["A", "B", "C", "一", "丐"]


@pytest.mark.parametrize(
    ("tables", "lack"),
    [(((b"name", b"...."),), "no table cmap"), (((b"cmap", _cmap(4)),), "no table of all characters")],
    ids=["no table", "half of Unicode"],
)
def test_a_font_that_cannot_be_read_stops_printing(
    tmp_path: Path, tables: tuple[tuple[bytes, bytes], ...], lack: str
) -> None:
    with pytest.raises(ValueError, match=lack):
        coverage_of(_written(tmp_path, _font(*tables)))


def test_the_face_that_is_read_is_the_face_that_is_set() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])

    assert [one.family for one in fonts.fonts() if one.index == FACE] == [FONT]


def test_rare_characters_of_names_are_there_and_stay_as_they_are() -> None:
    assert shown({"name": RARE}, coverage=coverage()) == ({"name": RARE}, [])


def test_every_character_of_gb_2312_is_there() -> None:
    of_gb2312 = [bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)]

    assert [one for one in of_gb2312 if one and not coverage().shows(one)] == []


def test_a_character_that_is_not_there_is_shown_by_its_code_point_and_told() -> None:
    texts, missing = shown({"head": [["姓名", f"王{ABSENT}"]], "count": 1, "none": None}, coverage=coverage())

    assert texts == {"head": [["姓名", f"王{SIGN}[U+2A700]"]], "count": 1, "none": None}
    assert missing == [ABSENT]


@pytest.mark.parametrize(
    "unseen",
    ["\u0007", "\u200b", "\u202e", "\ufeff", "\ue000", "\ufe0f", "\U000e0100"],
    ids=lambda one: f"{ord(one):x}",
)
def test_what_draws_nothing_or_turns_the_order_is_seen(unseen: str) -> None:
    texts, missing = shown([f"示例{unseen}公司"], coverage=coverage())

    assert texts == [f"示例{SIGN}[U+{ord(unseen):04X}]公司"]
    assert missing == [unseen]


def test_line_ends_of_every_kind_are_line_ends() -> None:
    assert shown(["甲\r\n乙\r丙\u2028丁\t戊"], coverage=coverage()) == (["甲\n乙\n丙\n丁 戊"], [])
