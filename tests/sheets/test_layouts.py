"""Every item in every layout that a department makes of it, made from the catalogue: the same columns are read.

A layout is made of the official headers and of two rows that say in each cell which column and row it is of.
"""

import csv
import io
import random
import re
from collections.abc import Callable, Sequence

import pytest

from chalicelib.catalogue.items import Form, Item, catalogue
from chalicelib.intake.reading.chunks import Chunk
from chalicelib.intake.reading.sheets import sheet_in

ITEMS = catalogue().items
FORMS = [(item, form) for one in ITEMS for item in one.versions for form in item.forms]
ROWS = 2
Table = list[list[str]]
Make = Callable[[Item, Form], Table]


def official(item: Item, form: Form) -> Table:
    return [[item.field(name).zh for name in form.fields], *_data(form)]


def _data(form: Form) -> Table:
    return [[f"{name}/{row}" for name in form.fields] for row in range(ROWS)]


def in_another_order(item: Item, form: Form) -> Table:
    table = official(item, form)
    order = random.Random(item.id).sample(range(len(form.fields)), len(form.fields))  # noqa: S311  the same every time
    return [[row[place] for place in order] for row in table]


def under_field_codes(_: Item, form: Form) -> Table:
    return [list(form.fields), *_data(form)]


def under_their_last_synonyms(item: Item, form: Form) -> Table:
    return [[(item.field(name).zh, *item.field(name).synonyms)[-1] for name in form.fields], *_data(form)]


def with_stars_beside_what_must_be(item: Item, form: Form) -> Table:
    header, *rows = official(item, form)
    marks = ["*{}", "{}（必填）", "{}：", "{} *"]
    return [[marks[place % len(marks)].format(name) for place, name in enumerate(header)], *rows]


def below_a_title_a_note_and_blank_rows_behind_blank_columns(item: Item, form: Form) -> Table:
    header, *rows = official(item, form)
    blank = ["", ""]
    note = ["注意:保证数据的准确性,不要上传空文档"] + [""] * 255
    return [[f"{item.zh}信息归集表"], note, [], [""], *([*blank, *row] for row in (header, [], *rows))]


def below_groups_of_columns(item: Item, form: Form) -> Table:
    """Two rows of headers: the first half under the name of a group, the others beside it, merged downwards."""
    header, *rows = official(item, form)
    half = len(header) // 2
    above = ["基本信息", *[""] * (half - 1), *header[half:]]
    return [above, [*header[:half], *[""] * (len(header) - half)], *rows]


def with_names_that_their_group_completes(item: Item, form: Form) -> Table:
    """Two rows of headers: each name is cut in two, and its beginning stands above its end."""
    header, *rows = official(item, form)
    return [[name[:2] for name in header], [name[2:] for name in header], *rows]


def above_sums_and_signatures(item: Item, form: Form) -> Table:
    width = len(form.fields)
    closing = [["小计", "", "1.5"], ["合计：2条"], ["填表人：", "示例", "审核人：", "示例"], ["注：以上为虚构。"]]
    return [*official(item, form), *([*row, *[""] * width][:width] for row in closing)]


def printed_on_two_pages(item: Item, form: Form) -> Table:
    header, first, second = official(item, form)
    return [header, first, ["本页小计", *[""] * (len(header) - 1)], header, second]


LAYOUTS: Sequence[Make] = (
    official,
    in_another_order,
    under_field_codes,
    under_their_last_synonyms,
    with_stars_beside_what_must_be,
    below_a_title_a_note_and_blank_rows_behind_blank_columns,
    below_groups_of_columns,
    with_names_that_their_group_completes,
    above_sums_and_signatures,
    printed_on_two_pages,
)
# Two items may have the same field codes, or share a synonym.
OF_SEVERAL = (under_field_codes, under_their_last_synonyms)


def read(table: Table, item: Item) -> list[Chunk]:
    out = io.StringIO()
    width = max(map(len, table))
    csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in table)
    sheet, faults = sheet_in(io.BytesIO(out.getvalue().encode()), item=item, items=ITEMS)
    assert sheet is not None, [fault.message_zh for fault in faults]
    return list(sheet.chunks(100))


@pytest.mark.parametrize("make", LAYOUTS, ids=lambda make: make.__name__)
def test_each_item_is_read_in_each_form_whatever_its_layout(make: Make) -> None:
    for item, form in FORMS:
        (chunk,) = read(make(item, form), catalogue().get(item.id))

        assert not chunk.malformed, (item.id, form.id, chunk.malformed[0].message_zh)
        read_columns = {name: tuple(cells) for name, cells in chunk.columns.items() if name in form.fields}
        assert read_columns == {name: tuple(f"{name}/{row}" for row in range(ROWS)) for name in form.fields}


@pytest.mark.parametrize("make", [make for make in LAYOUTS if make not in OF_SEVERAL], ids=lambda make: make.__name__)
def test_no_item_takes_another_for_its_own_whatever_its_layout(make: Make) -> None:
    for place, declared in enumerate(ITEMS):
        sent = ITEMS[place - 1]
        with pytest.raises(AssertionError, match=f"这是“{sent.zh}”的表"):
            read(make(sent, sent.forms[0]), declared)


def test_a_header_in_one_row_or_two_that_lacks_a_column_names_it() -> None:
    for item in ITEMS:
        form = item.forms[0]
        lost = next(name for name in form.fields if item.field(name).need.always)
        without = Form(form.id, form.zh, tuple(name for name in form.fields if name != lost), {})
        for make in (official, below_groups_of_columns, with_names_that_their_group_completes):
            with pytest.raises(AssertionError, match=_lacking(item.field(lost).zh)):
                read(make(item, without), item)


def _lacking(column: str) -> str:
    return f"缺少列“{re.escape(column)}”|缺少的必有列：[^；]*{re.escape(column)}"
